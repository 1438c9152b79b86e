package sctp

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Encoders of the tests. They write what they are told, also nonsense.

var (
	partner = op.AddrFrom4([]byte{198, 51, 100, 7})
	home    = op.AddrFrom4([]byte{192, 0, 2, 10})
	inwards = Ends{partner, home}
	back    = Ends{home, partner}
)

func join(parts ...[]byte) (b []byte) {
	for _, p := range parts {
		b = append(b, p...)
	}
	return b
}

// be writes n octets of v, the highest first.
func be(v uint64, n int) []byte {
	return binary.BigEndian.AppendUint64(nil, v)[8-n:]
}

// packetTo is a packet from port 2905 to 2905 with its checksum.
func packetTo(tag uint32, chunks ...[]byte) []byte {
	b := join(be(2905, 2), be(2905, 2), be(uint64(tag), 4), make([]byte, 4), join(chunks...))
	PutChecksum(b)
	return b
}

// tlv is a chunk or parameter with its padding; id is two octets.
func tlv(id uint16, value []byte) []byte {
	b := join(be(uint64(id), 2), be(uint64(4+len(value)), 2), value)
	return append(b, make([]byte, -len(b)&3)...)
}

func chunk(t, flags uint8, value ...[]byte) []byte {
	return tlv(uint16(t)<<8|uint16(flags), join(value...))
}

const (
	B, E, U = flagBegin, flagEnd, flagUnordered
	BE      = B | E
)

// data is a DATA chunk of M3UA on stream 1.
func data(flags uint8, tsn uint32, user string) []byte {
	return dataOf(flags, tsn, 1, 9, PPIDM3UA, user)
}

func dataOf(flags uint8, tsn uint32, stream, ssn uint16, ppid uint32, user string) []byte {
	return chunk(Data, flags, be(uint64(tsn), 4), be(uint64(stream), 2), be(uint64(ssn), 2), be(uint64(ppid), 4), []byte(user))
}

// idata is an I-DATA chunk on stream 1. fsn of the first fragment is the PPID.
func idata(flags uint8, tsn, mid, fsn uint32, user string) []byte {
	if flags&B != 0 {
		fsn = PPIDM3UA
	}
	return chunk(IData, flags, be(uint64(tsn), 4), be(1, 2), be(0, 2), be(uint64(mid), 4), be(uint64(fsn), 4), []byte(user))
}

func handshake(t uint8, tag, tsn uint32, parameters ...[]byte) []byte {
	return chunk(t, 0, be(uint64(tag), 4), be(65536, 4), be(16, 2), be(16, 2), be(uint64(tsn), 4), join(parameters...))
}

var cookie = tlv(StateCookie, []byte("cookie"))

// faults returns the names of a set, ascending by code, with blanks between.
func faults(f *op.Faults) string {
	var names []string
	f.Each(func(c op.FaultCode) { names = append(names, c.String()) })
	return strings.Join(names, " ")
}

// decoded reads a packet that has a header.
func decoded(t *testing.T, b []byte) *Packet {
	t.Helper()
	p := new(Packet)
	if !p.Decode(b, 0, false) {
		t.Fatalf("%x: %q", b, faults(&p.Faults))
	}
	return p
}
