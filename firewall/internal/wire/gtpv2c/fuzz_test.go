package gtpv2c

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// FuzzDecode compares the decoder with the slow reader on any datagram: header,
// index, columns, tunnels and the set of faults.
func FuzzDecode(f *testing.F) {
	for i, p := range seeds() {
		f.Add(p, i%3 == 0)
	}
	f.Fuzz(func(t *testing.T, p []byte, answer bool) {
		if len(p) > 4096 {
			return // the slow reader is slow
		}
		src, dst := uint16(50000), uint16(Port)
		if answer {
			src, dst = dst, src
		}
		compare(t, p, src, dst)
		b := decodePorts(p, src, dst)
		for i := range b.Ops {
			within(t, b, &b.Ops[i], p)
		}
	})
}

// within checks that whatever an operation points to is inside the payload.
func within(t *testing.T, b *op.Batch, o *op.Operation, p []byte) {
	t.Helper()
	if int(o.Start)+int(o.Length) > len(p) {
		t.Errorf("operation %d+%d of %d octets", o.Start, o.Length, len(p))
	}
	for i, x := range b.IEs[o.GTP.IEs.First:][:o.GTP.IEs.Count] {
		if int(x.Offset)+int(x.Length) > len(p) || int(x.Parent) > i || x.Depth > maxDepth || (x.Depth == 0) != (x.Parent == 0) {
			t.Errorf("entry %d: %+v", i, x)
		}
	}
	for _, x := range o.Faults.List() {
		if int(x.Offset) > len(p) {
			t.Errorf("%s at %d of %d", x.Code, x.Offset, len(p))
		}
	}
	b.Bytes(o, o.GTP.APN)
}

// random builds a message of the elements that seeds have, in any order, with
// now and then another type, instance, length or octet.
func random(r *rand.Rand, pool []el) []byte {
	codes := []byte{1, 2, 3, 32, 33, 34, 35, 36, 37, 38, 64, 66, 67, 68, 95, 96, 97, 98, 99, 100, 101, 131, 133, 149, 162, 164, 250}
	var els []el
	n := r.IntN(12)
	if r.IntN(100) == 0 {
		n = 100 + r.IntN(200) // about as many as the index holds
	}
	for range n {
		e := pool[r.IntN(len(pool))]
		e.value = slices.Clone(e.value)
		switch r.IntN(8) {
		case 0:
			e.instance = byte(r.IntN(16))
		case 1:
			e.t = byte(r.Uint32())
		case 2:
			e.value = e.value[:r.IntN(len(e.value)+1)]
		case 3:
			if len(e.value) > 0 {
				e.value[r.IntN(len(e.value))] = byte(r.Uint32())
			}
		}
		els = append(els, e)
	}
	p := msg(codes[r.IntN(len(codes))], r.Uint32(), r.Uint32N(1<<24), els...)
	if r.IntN(8) == 0 {
		p[r.IntN(len(p))] = byte(r.Uint32())
	}
	return p
}

// elementsOf takes messages apart, groups and their members alike.
func elementsOf(all [][]byte) (pool []el) {
	var take func(b []byte)
	take = func(b []byte) {
		for len(b) >= 4 {
			n := int(binary.BigEndian.Uint16(b[1:]))
			if 4+n > len(b) {
				return
			}
			pool = append(pool, el{b[0], b[3], b[4 : 4+n]})
			if groupTypes[b[0]] {
				take(b[4 : 4+n])
			}
			b = b[4+n:]
		}
	}
	for _, p := range all {
		if len(p) > 12 {
			take(p[12:])
		}
	}
	return pool
}

func TestSlowReaderAgreesOnMixtures(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 29274))
	pool := elementsOf(seeds())
	n := 20000
	if testing.Short() {
		n = 2000
	}
	for range n {
		p := random(r, pool)
		if r.IntN(10) == 0 {
			p = piggyback(p, random(r, pool))
		}
		compare(t, p, 50000, Port)
		if t.Failed() {
			return
		}
	}
}

// nested puts bearer contexts into each other until a datagram is full.
func nested(octets int) []byte {
	p := []byte{0x48, 32, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0}
	for len(p)+4 <= octets {
		p = append(p, ieBearerContext, 0, 0, 0)
		binary.BigEndian.PutUint16(p[len(p)-3:], uint16(octets-len(p)))
	}
	p = append(p, make([]byte, octets-len(p))...)
	binary.BigEndian.PutUint16(p[2:], uint16(octets-4))
	return p
}

// flat fills a datagram with the same element.
func flat(octets int, e el) []byte {
	p := []byte{0x48, 32, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0}
	for b := encode([]el{e}); len(p)+len(b) <= octets; {
		p = append(p, b...)
	}
	binary.BigEndian.PutUint16(p[2:], uint16(len(p)-4))
	return p
}

// hostile are the datagrams of a given size that cost most.
func hostile(octets int) map[string][]byte {
	return map[string][]byte{
		"nested bearer contexts": nested(octets),
		"empty bearer contexts":  flat(octets, groupOf(ieBearerContext, 0)),
		"bearers with a tunnel":  flat(octets, groupOf(ieBearerContext, 0, ie(ieEBI, 0, "05"), fteid(2, 4, 1, sgw))),
		"groups of three levels": flat(octets, groupOf(109, 0, groupOf(ieBearerContext, 0, groupOf(ieBearerContext, 0)))),
		"IMSIs":                  flat(octets, ie(ieIMSI, 0, "00010100000000f1")),
		"strangers":              flat(octets, ie(51, 0, "00")),
		"unknown elements":       flat(octets, ie(0, 0, "")),
		"zeros":                  append([]byte{0x48, 32, byte((octets - 4) >> 8), byte(octets - 4)}, make([]byte, octets-4)...),
		"names":                  flat(octets, el{ieAPN, 0, name("a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a")}),
		"templates":              flat(octets, ie(ieBearerTFT, 0, "2f"+"310000310000310000310000310000310000310000310000310000310000310000310000310000310000310000")),
	}
}

// Any datagram costs linear time: sixteen times the octets cost at most sixteen
// times the time, with room for a busy machine; go-gtp needs 2.5 ms for 1,412
// octets of nested bearer contexts, which is where this would be found.
func TestWorkIsLinear(t *testing.T) {
	small, large := hostile(4000), hostile(64000)
	for what := range small {
		a, b := fastest(small[what]), fastest(large[what])
		if ratio := float64(b) / float64(a); ratio > 40 {
			t.Errorf("%s: %v for 4,000 octets, %v for 64,000: %.0f times", what, a, b, ratio)
		}
	}
}

// fastest is the best of several runs.
func fastest(p []byte) time.Duration {
	batch := &op.Batch{}
	best := time.Hour
	for range 30 {
		batch.Reset()
		batch.AddMessage().Payload = p
		start := time.Now()
		Decode(batch, p)
		best = min(best, time.Since(start))
	}
	return best
}

func BenchmarkHostile(b *testing.B) {
	for what, p := range hostile(1500) {
		b.Run(what, func(b *testing.B) {
			batch := &op.Batch{}
			b.ReportAllocs()
			for b.Loop() {
				batch.Reset()
				batch.AddMessage().Payload = p
				Decode(batch, p)
			}
		})
	}
}
