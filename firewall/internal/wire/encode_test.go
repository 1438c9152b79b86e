package wire

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Encoders of the tests: each puts one header in front of what follows, and
// shares nothing with the decoders.

var (
	partner4 = []byte{198, 51, 100, 7}
	home4    = []byte{192, 0, 2, 10}
	partner6 = []byte{0x20, 1, 0x0D, 0xB8, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 7}
	home6    = []byte{0x20, 1, 0x0D, 0xB8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10}
)

func be(v, octets int) []byte {
	b := binary.BigEndian.AppendUint64(nil, uint64(v))
	return b[8-octets:]
}

func join(parts ...[]byte) (b []byte) {
	for _, p := range parts {
		b = append(b, p...)
	}
	return b
}

func udp(src, dst int, payload []byte) []byte {
	return join(be(src, 2), be(dst, 2), be(8+len(payload), 2), be(0, 2), payload)
}

func ip4(protocol int, payload []byte) []byte {
	return ip4part(protocol, 0, 0, false, payload)
}

func ip4part(protocol, id, offset int, more bool, payload []byte) []byte {
	if more {
		offset |= 0x2000 * 8
	}
	return join([]byte{0x45, 0}, be(20+len(payload), 2), be(id, 2), be(offset/8, 2), []byte{64, byte(protocol), 0, 0}, partner4, home4, payload)
}

func ip6(next int, payload []byte) []byte {
	return join([]byte{0x60, 0, 0, 0}, be(len(payload), 2), []byte{byte(next), 64}, partner6, home6, payload)
}

func ip6part(next, id, offset int, more bool, payload []byte) []byte {
	if more {
		offset |= 1
	}
	return ip6(44, join([]byte{byte(next), 0}, be(offset, 2), be(id, 4), payload))
}

func ethernet(etherType int, payload []byte) []byte {
	return join([]byte{2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2}, be(etherType, 2), payload)
}

// tag is the rest of a VLAN header behind its EtherType.
func tag(vlan, etherType int, payload []byte) []byte {
	return join(be(vlan, 2), be(etherType, 2), payload)
}

func label(number int, bottom bool, payload []byte) []byte {
	v := number<<12 | 64
	if bottom {
		v |= 1 << 8
	}
	return join(be(v, 4), payload)
}

func snap(oui, etherType int, payload []byte) []byte {
	return join([]byte{0xAA, 0xAA, 3}, be(oui, 3), be(etherType, 2), payload)
}

func sll(hardware, protocol int, payload []byte) []byte {
	return join(be(0, 2), be(hardware, 2), be(6, 2), make([]byte, 8), be(protocol, 2), payload)
}

func sll2(hardware, protocol int, payload []byte) []byte {
	return join(be(protocol, 2), be(0, 2), be(3, 4), be(hardware, 2), []byte{0, 6}, make([]byte, 8), payload)
}

// echo is a GTPv1 Echo Request, echo2 a GTPv2 one.
var (
	echo  = []byte{0x32, 1, 0, 4, 0, 0, 0, 0, 0, 7, 0, 0}
	echo2 = []byte{0x40, 1, 0, 9, 0, 0, 7, 0, 3, 0, 1, 0, 5}
)

// gpdu is a GTP-U message around a packet.
func gpdu(packet []byte) []byte {
	return join([]byte{0x30, 0xFF}, be(len(packet), 2), be(0x1234, 4), packet)
}

func frame(encap op.Encapsulation, data []byte) *op.Frame {
	return &op.Frame{Data: data, TimeNS: 1e18, Number: 1, Encap: encap}
}

// faultNames returns the names of a set, ascending by code.
func faultNames(f *op.Faults) []string {
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
