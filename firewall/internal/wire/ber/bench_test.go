package ber

import (
	"bytes"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// hostile are the encodings of a given size that cost most.
func hostile(octets int) map[string][]byte {
	fill := func(s string) []byte {
		b := bytes.Repeat(oct(s), octets/(len(s)/2))
		return b
	}
	inside := func(b []byte) []byte { // 15 indefinite lengths
		b = b[:len(b)-4*(MaxDepth-1)]
		b = append(bytes.Repeat([]byte{0x30, 0x80}, MaxDepth-1), b...)
		return append(b, make([]byte, 2*(MaxDepth-1))...)
	}
	return map[string][]byte{
		"nothing":            fill("0500"),
		"empty sequences":    fill("3000"),
		"sequences of one":   fill("30020500"),
		"high tags":          fill("9f2100"),
		"high, indefinite":   fill("bf21800000"),
		"long forms":         fill("048400000000048200000481000482000005820000"),
		"indefinite":         fill("30800000"),
		"indefinite, inside": inside(fill("30800000")),
		"nothing, inside":    inside(fill("05000500")),
		"deep, many": fill("3080308030803080308030803080308030803080308030803080308030803080" +
			"0000000000000000000000000000000000000000000000000000000000000000"),
		"deep, definite": fill("301c301a30183016301430123010300e300c300a300830063004300230000500"),
	}
}

// walkAll enters everything.
func walkAll(r Reader) {
	var e Element
	for r.Next(&e) {
		if e.Constructed {
			walkAll(r.Enter())
		}
	}
}

// Any encoding costs linear time: sixteen times the octets cost at most sixteen
// times the time, with room for a busy machine.
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
func fastest(b []byte) time.Duration {
	var w Walk
	m := (&op.Batch{}).AddMessage()
	best := time.Hour
	for range 30 {
		start := time.Now()
		walkAll(w.Start(b, 0, &m.Faults))
		best = min(best, time.Since(start))
	}
	return best
}

// Every element entered, and all of them verified (budget of a whole message: 2 µs
// for 1,500 octets).
func BenchmarkHostile(b *testing.B) {
	m := (&op.Batch{}).AddMessage()
	for what, p := range hostile(1500) {
		for _, how := range []struct {
			name string
			read func(Reader)
		}{{"entered", walkAll}, {"verified", Reader.Rest}} {
			b.Run(what+"/"+how.name, func(b *testing.B) {
				b.ReportAllocs()
				var w Walk
				for b.Loop() {
					how.read(w.Start(p, 0, &m.Faults))
				}
			})
		}
	}
}

// BenchmarkArgument reads what updateLocation carries.
func BenchmarkArgument(b *testing.B) {
	p := oct("30 32 04 08 0001010000000010 81 07 91 99 79 00 00 00 01 04 07 91 99 79 00 00 00 02 a6 0a 80 02 05 80 85 04 0d f0 00 00 " +
		"86 02 01 02 83 00 84 00 05 00")
	m := (&op.Batch{}).AddMessage()
	b.ReportAllocs()
	for b.Loop() {
		var w Walk
		walkAll(w.Start(p, 0, &m.Faults))
	}
	if m.Faults.Any() {
		b.Fatal(m.Faults.List())
	}
}
