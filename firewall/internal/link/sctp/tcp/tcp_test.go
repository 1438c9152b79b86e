package tcp

import (
	"encoding/binary"
	"net/netip"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoctest"
)

var loopback = []netip.Addr{netip.MustParseAddr("127.0.0.1")}

// diameter is the framing of RFC 6733 clause 3: version 1 and 24 bits of length. Its
// padding to four octets is left out: the suite wants messages of any length.
var diameter = assoc.Framing{Header: 4, PPID: 46, Length: func(h []byte) int {
	if n := int(binary.BigEndian.Uint32(h) & 0xffffff); h[0] == 1 && n >= 20 {
		return n
	}
	return 0
}}

func composeDiameter(data []byte) { binary.BigEndian.PutUint32(data, 1<<24|uint32(len(data))) }

// m3ua is the framing of RFC 4666 clause 3.1: version 1, class, type and 32 bits of
// length.
var m3ua = assoc.Framing{Header: 8, PPID: 3, Length: func(h []byte) int {
	if n := int(binary.BigEndian.Uint32(h[4:])); h[0] == 1 && n >= 8 {
		return n
	}
	return 0
}}

func composeM3UA(data []byte) {
	copy(data, []byte{1, 0, 1, 1})
	binary.BigEndian.PutUint32(data[4:], uint32(len(data)))
}

func subject(f *assoc.Framing, shortest int, compose func([]byte)) assoctest.Subject {
	return assoctest.Subject{
		Listening: Backend{}, Dialling: Backend{},
		Listen:         assoc.Endpoint{Addresses: loopback},
		Nobody:         assoc.Endpoint{Addresses: loopback, Port: 1},
		Silent:         silent,
		Prepare:        func(c *assoc.Config) { c.Framing = f },
		Compose:        compose,
		Shortest:       shortest,
		AllocationFree: true,
	}
}

func TestDiameter(t *testing.T) { assoctest.Run(t, subject(&diameter, 20, composeDiameter)) }

func TestM3UA(t *testing.T) { assoctest.Run(t, subject(&m3ua, 8, composeM3UA)) }

func BenchmarkCarry(b *testing.B) { assoctest.Bench(b, subject(&diameter, 20, composeDiameter)) }
