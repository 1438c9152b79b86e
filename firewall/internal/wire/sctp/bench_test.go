package sctp

import (
	"bytes"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// bare is the baseline: the walk that any use of the chunks needs, with nothing
// checked but that they are there.
func bare(b []byte) (octets int) {
	for b = b[HeaderLength:]; len(b) >= 4; {
		n := int(b[2])<<8 | int(b[3])
		if n < 4 || n > len(b) {
			return octets
		}
		if b[0] == Data && n > 16 {
			octets += n - 16
		}
		b = b[min((n+3)&^3, len(b)):]
	}
	return octets
}

var tcap = strings.Repeat("x", 140) // a MAP message in M3UA

// benchmarks are packets of DATA, of which the first TSN is at an offset.
var benchmarks = []struct {
	name   string
	packet []byte
	chunks []int // where the TSNs are
}{
	{"single", packetTo(7, data(BE, 0, tcap)), []int{16}},
	{"bundle of 8", packetTo(7, data(BE, 0, tcap), data(BE, 0, tcap), data(BE, 0, tcap), data(BE, 0, tcap), data(BE, 0, tcap), data(BE, 0, tcap), data(BE, 0, tcap), data(BE, 0, tcap)),
		[]int{16, 172, 328, 484, 640, 796, 952, 1108}},
	{"message in 3", packetTo(7, data(B, 0, tcap), data(0, 0, tcap), data(E, 0, tcap)), []int{16, 172, 328}},
}

// renumber gives the chunks of a packet the TSNs that follow.
func renumber(packet []byte, at []int, tsn uint32) uint32 {
	for _, i := range at {
		copy(packet[i:], be32(tsn))
		tsn++
	}
	return tsn
}

// ring holds copies of a packet. Each is renumbered long before it is read, as a
// packet has long been written when it is decoded: what a processor has just stored
// it loads slowly.
type ring struct {
	packets [8][]byte
	chunks  []int
	tsn     uint32
	n       int
}

func newRing(packet []byte, chunks []int) *ring {
	r := &ring{chunks: chunks}
	for i := range r.packets {
		r.packets[i] = bytes.Clone(packet)
	}
	for range len(r.packets) / 2 {
		r.next()
	}
	return r
}

// next returns a packet with the TSNs that follow.
func (r *ring) next() []byte {
	r.n++
	r.tsn = renumber(r.packets[(r.n+len(r.packets)/2)%len(r.packets)], r.chunks, r.tsn)
	return r.packets[r.n%len(r.packets)]
}

func be32(v uint32) []byte { return []byte{byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)} }

func take(a *Assembler, p *Packet, packet []byte, f *op.Frame) (octets int) {
	p.Decode(packet, 34, false)
	a.Begin(p, inwards, f)
	for p.Next() {
		m, _ := a.Add(p)
		octets += len(m.Data)
	}
	return octets
}

func BenchmarkPacket(b *testing.B) {
	for _, m := range benchmarks {
		b.Run(m.name+"/full", func(b *testing.B) {
			a, p, r, f := NewAssembler(Limits{}), new(Packet), newRing(m.packet, m.chunks), &op.Frame{}
			b.ReportAllocs()
			for b.Loop() {
				f.TimeNS += 1e5
				take(a, p, r.next(), f)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(m.chunks)), "ns/chunk")
		})
		b.Run(m.name+"/walk", func(b *testing.B) {
			p, r := new(Packet), newRing(m.packet, m.chunks)
			for b.Loop() {
				p.Decode(r.next(), 34, false)
				for p.Next() {
				}
			}
		})
		b.Run(m.name+"/bare", func(b *testing.B) {
			r := newRing(m.packet, m.chunks)
			for b.Loop() {
				bare(r.next())
			}
		})
	}
}

// worst are packets of about 1,500 octets that make as much work as they can.
func worst() map[string]struct {
	packet []byte
	chunks []int
} {
	type p = struct {
		packet []byte
		chunks []int
	}
	var singles, begins, middles, unknown, parameters [][]byte
	var at []int
	for i := range 74 {
		singles, begins, middles = append(singles, data(BE, 0, "x")), append(begins, data(B, 0, "x")), append(middles, data(0, 0, "x"))
		at = append(at, HeaderLength+20*i+4)
	}
	for range 370 {
		unknown, parameters = append(unknown, chunk(0x20, 0)), append(parameters, tlv(0x8123, nil))
	}
	return map[string]p{
		"singles of one octet": {packetTo(7, singles...), at}, "beginnings": {packetTo(7, begins...), at}, "middles": {packetTo(7, middles...), at},
		"unknown chunks": {packetTo(7, unknown...), nil}, "unknown parameters": {packetTo(0, handshake(Init, 5, 1, parameters...)), nil},
	}
}

// Whatever a packet holds, it takes microseconds.
func BenchmarkWorst(b *testing.B) {
	for name, m := range worst() {
		b.Run(name, func(b *testing.B) {
			a, p, tsn, f := NewAssembler(Limits{}), new(Packet), uint32(0), &op.Frame{}
			for b.Loop() {
				tsn = renumber(m.packet, m.chunks, tsn)
				f.TimeNS += 1e9
				for a.IsDue(f.TimeNS) {
					a.Expired(f.TimeNS)
				}
				take(a, p, m.packet, f)
			}
			b.ReportMetric(float64(len(m.packet)), "octets")
		})
	}
}

// Nothing that a packet does makes an Assembler allocate.
func TestNothingAllocates(t *testing.T) {
	a, p, tsn, f := NewAssembler(Limits{Halves: 8, Window: 64, Memory: 1 << 20}), new(Packet), uint32(0), &op.Frame{}
	shaken := [][]byte{
		packetTo(0, handshake(Init, 5, 1, tlv(SupportedExtensions, []byte{130, 192}))),
		packetTo(7, data(BE, 1, "x"), data(BE, 1, "y"), chunk(0xE0, 0)),
		packetTo(8, idata(B, 1, 1, 0, "x"), idata(E, 2, 1, 1, "y")), packetTo(7, chunk(Abort, 0)),
	}
	n := testing.AllocsPerRun(200, func() {
		for _, m := range benchmarks {
			tsn = renumber(m.packet, m.chunks, tsn)
			take(a, p, m.packet, f)
			f.TimeNS += 1e9
		}
		for _, packet := range shaken {
			take(a, p, packet, f)
		}
		for _, ok := a.Expired(f.TimeNS); ok; _, ok = a.Expired(f.TimeNS) {
		}
		p.ChecksumIsRight()
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}
