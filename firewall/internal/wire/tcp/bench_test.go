package tcp

import (
	"bytes"
	"encoding/binary"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// traffic is a stream that goes on: the same segments, one stream behind the other.
type traffic struct {
	r        *Reassembler
	segments []Segment
	length   uint32
	at       uint32
	frame    op.Frame
	messages int
	s        Segment
	m        Message
}

func newTraffic(list []seg, length int) *traffic {
	x := &traffic{r: NewReassembler(Limits{}, short), length: uint32(length)}
	for _, s := range list {
		b := s.octets()
		var out Segment
		out.Decode(b, 0, len(b), false)
		x.segments = append(x.segments, out)
	}
	feed(x.r, synA)
	return x
}

func (x *traffic) round() {
	for i := range x.segments {
		x.s = x.segments[i]
		x.s.Sequence += x.at
		x.r.Begin(&x.s, ends, &x.frame)
		for x.r.Next(&x.m) {
			x.messages++
		}
	}
	x.at += x.length
}

// manners are the ways in which 1,500 octets come.
func manners() map[string]func() *traffic {
	row := func(n, of int) (all []byte) {
		for range n {
			all = append(all, msg('A', of)...)
		}
		return all
	}
	full := func(b []byte) []seg { return []seg{{data: b}} }
	five := row(5, 300)
	backwards := func(size int) (list []seg) {
		for _, x := range cut(five, size) {
			list = append([]seg{x}, list...)
		}
		return list
	}
	ones := make([]byte, 1500)
	for i := range ones {
		ones[i] = 1
	}
	return map[string]func() *traffic{
		"a message in each segment": func() *traffic { return newTraffic(full(row(1, 250)), 250) },
		"five messages":             func() *traffic { return newTraffic(full(five), 1500) },
		"one in two segments":       func() *traffic { return newTraffic(cut(row(5, 300), 750), 1500) },
		"messages of four octets":   func() *traffic { return newTraffic(full(row(375, 4)), 1500) },
		"segments of 30, backwards": func() *traffic { return newTraffic(backwards(30), 1500) },
		"no message":                func() *traffic { return newTraffic(full(make([]byte, 1500)), 1500) },
		"ones":                      func() *traffic { return newTraffic(full(ones), 1500) },
		"repeated": func() *traffic {
			return newTraffic([]seg{{data: five}, {data: five}, {data: five}}, 1500)
		},
		"too long": func() *traffic {
			b := row(1, 1500)
			binary.BigEndian.PutUint16(b[2:], 1500)
			return newTraffic(full(b), 1500)
		},
	}
}

// TestDoesNotAllocate: whatever comes, after the first round.
func TestDoesNotAllocate(t *testing.T) {
	for name, make := range manners() {
		x := make()
		x.round()
		if n := testing.AllocsPerRun(50, x.round); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
	r := NewReassembler(Limits{Connections: 4}, short)
	b := seg{data: abc[:15]}.octets()
	var s Segment
	var m Message
	i := 0
	if n := testing.AllocsPerRun(200, func() {
		i++
		s.Decode(b, 0, len(b), false)
		s.SrcPort = uint16(i)
		r.Begin(&s, ends, &op.Frame{TimeNS: int64(i) * 1e9})
		for r.Next(&m) {
		}
		for r.Expire(int64(i) * 1e9) {
			for r.Next(&m) {
			}
		}
	}); n != 0 {
		t.Errorf("new connections: %v allocations", n)
	}
}

func BenchmarkReassembler(b *testing.B) {
	for name, make := range manners() {
		b.Run(name, func(b *testing.B) {
			x := make()
			b.SetBytes(int64(x.length))
			b.ReportAllocs()
			for b.Loop() {
				x.round()
			}
		})
	}
}

// TestCostIsLinear: four times as many octets that are looked through take no more
// than eight times as long.
func TestCostIsLinear(t *testing.T) {
	for name, octet := range map[string]byte{"no message": 0, "beginnings of none": 1} {
		cost := func(n int) (best time.Duration) {
			x := newTraffic([]seg{{data: bytes.Repeat([]byte{octet}, n)}}, n)
			best = time.Hour
			for range 200 {
				start := time.Now()
				for range 10 {
					x.round()
				}
				best = min(best, time.Since(start))
			}
			return best
		}
		if small, large := cost(1500), cost(6000); large > 8*small {
			t.Errorf("%s: %v for 1,500 octets, %v for 6,000", name, small, large)
		}
	}
}
