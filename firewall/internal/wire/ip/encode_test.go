package ip

import (
	"encoding/binary"
	"slices"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Encoders of the tests. They write what they are told, also nonsense.

var (
	src4 = []byte{198, 51, 100, 7}
	dst4 = []byte{192, 0, 2, 10}
	src6 = append([]byte{0x20, 0x01, 0x0D, 0xB8, 0, 2, 0, 1}, 0, 0, 0, 0, 0, 0, 0, 7)
	dst6 = append([]byte{0x20, 0x01, 0x0D, 0xB8, 0, 1, 0, 0}, 0, 0, 0, 0, 0, 0, 0, 10)
)

// v4 is an IPv4 packet; its lengths are right unless change says otherwise.
func v4(protocol byte, options, payload []byte, change ...func(header []byte)) []byte {
	for len(options)%4 != 0 {
		options = append(slices.Clip(options), 0)
	}
	h := make([]byte, 20, 20+len(options)+len(payload))
	h[0] = 0x45 + byte(len(options)/4)
	binary.BigEndian.PutUint16(h[2:], uint16(20+len(options)+len(payload)))
	h[8], h[9] = 64, protocol
	copy(h[12:], src4)
	copy(h[16:], dst4)
	for _, c := range change {
		c(h)
	}
	return append(append(h, options...), payload...)
}

// fragment4 says which part of datagram id an IPv4 packet is.
func fragment4(id uint16, offset int, more bool) func([]byte) {
	return func(h []byte) {
		binary.BigEndian.PutUint16(h[4:], id)
		word := uint16(offset / 8)
		if more {
			word |= 0x2000
		}
		binary.BigEndian.PutUint16(h[6:], word)
	}
}

func v6(next byte, payload []byte, change ...func(header []byte)) []byte {
	h := make([]byte, 40, 40+len(payload))
	h[0] = 0x60
	binary.BigEndian.PutUint16(h[4:], uint16(len(payload)))
	h[6], h[7] = next, 64
	copy(h[8:], src6)
	copy(h[24:], dst6)
	for _, c := range change {
		c(h)
	}
	return append(h, payload...)
}

// extension is an IPv6 extension header of 8 + 8*more octets.
func extension(next byte, more int, payload []byte) []byte {
	h := make([]byte, 8+8*more)
	h[0], h[1] = next, byte(more)
	return append(h, payload...)
}

// auth is an authentication header, whose length counts in other units.
func auth(next byte, payload []byte) []byte {
	h := make([]byte, 24)
	h[0], h[1] = next, 4
	return append(h, payload...)
}

// fragment6 is an IPv6 fragment header in front of payload.
func fragment6(next byte, id uint32, offset int, more bool, payload []byte) []byte {
	h := make([]byte, 8, 8+len(payload))
	h[0] = next
	binary.BigEndian.PutUint16(h[2:], uint16(offset))
	if more {
		h[3] |= 1
	}
	binary.BigEndian.PutUint32(h[4:], id)
	return append(h, payload...)
}

func udp(srcPort, dstPort uint16, payload []byte) []byte {
	h := binary.BigEndian.AppendUint16(nil, srcPort)
	h = binary.BigEndian.AppendUint16(h, dstPort)
	h = binary.BigEndian.AppendUint16(h, uint16(8+len(payload)))
	return append(append(h, 0, 0), payload...)
}

// faults returns the names of a set, ascending by code.
func faults(f *op.Faults) []string {
	names := []string{}
	f.Each(func(c op.FaultCode) { names = append(names, c.String()) })
	return names
}

// sequence returns n octets that tell their position.
func sequence(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i*7 + i>>8)
	}
	return b
}

func addr(b []byte) op.Addr {
	if len(b) == 4 {
		return op.AddrFrom4(b)
	}
	return op.AddrFrom16(b)
}

// decoded reads a packet that starts a frame.
func decoded(t *testing.T, packet []byte) *Packet {
	t.Helper()
	p := new(Packet)
	if !p.Decode(packet, 0, 0, false) {
		t.Fatalf("%x: %q", packet, faults(&p.Faults))
	}
	return p
}
