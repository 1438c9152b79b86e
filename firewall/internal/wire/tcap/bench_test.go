package tcap

import (
	"bytes"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Messages, and what each has more than the one before.
var benchmarks = []struct {
	name string
	p    []byte
}{
	{"transaction", tlv("62", otid)},
	{"invoke", tlv("62", otid, components(ussd()))},
	{"dialogue", tlv("62", otid, portion(aarq(unstructuredSS)), components(ussd()))},
	{"mapOpen", honest()},
	{"response", tlv("64", dtid, portion(aare(unstructuredSS)), components(tlv("a2", oct("020101"), tlv("30", oct("02013b"), tlv("30", oct("04010f 0406aa180da682dd"))))))},
	{"continue", tlv("65", otid, dtid, components(ussd()))},
}

// all decodes a message and hands out its components.
func all(t *Transaction, p []byte, s *op.SS7, present *[4]uint64, f *op.Faults) (n int) {
	t.Decode(p, 0, s, present, f)
	for c := t.Next(); c != nil; c = t.Next() {
		n++
	}
	return n
}

func BenchmarkDecode(b *testing.B) {
	for _, v := range benchmarks {
		b.Run(v.name, func(b *testing.B) {
			t, m := &Transaction{}, &op.Message{}
			b.ReportAllocs()
			for b.Loop() {
				var s op.SS7
				var present [4]uint64
				all(t, v.p, &s, &present, &m.Faults)
			}
			if m.Faults.Any() {
				b.Fatal(m.Faults.List())
			}
		})
	}
}

func TestDecodeDoesNotAllocate(t *testing.T) {
	tr, m := &Transaction{}, &op.Message{}
	odd := oct("6280 48042f3b4602 6c80 a180 020101 020147 3080 0000 0000 0000 0000 00")
	if n := testing.AllocsPerRun(100, func() {
		var s op.SS7
		var present [4]uint64
		for _, v := range benchmarks {
			all(tr, v.p, &s, &present, &m.Faults)
		}
		all(tr, odd, &s, &present, &m.Faults)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// hostile are the messages of about a size that cost most.
func hostile(octets int) map[string][]byte {
	fill := func(e []byte) []byte { return bytes.Repeat(e, octets/len(e)) }
	open := func(contents []byte) []byte {
		return append(append(oct("6280 48042f3b4602 6c80"), contents...), 0, 0, 0, 0)
	}
	deep := func(contents []byte) []byte {
		b := append(oct("a180 020101 020147"), bytes.Repeat(oct("3080"), 12)...)
		return append(append(b, contents...), make([]byte, 26)...)
	}
	return map[string][]byte{
		"components":              tlv("62", otid, tlv("6c", fill(invoke(1, ati)))),
		"empty components":        tlv("62", otid, tlv("6c", fill(oct("a100")))),
		"indefinite components":   open(fill(oct("a180 020101 020147 0000"))),
		"parts":                   tlv("62", fill(oct("4800"))),
		"EXTERNALs":               tlv("62", otid, tlv("6b", fill(oct("2800")))),
		"user information":        tlv("62", otid, portion(aarq(anyTime, fill(oct("2800"))))),
		"names":                   tlv("62", otid, portion(tlv("60", fill(tlv("a1", tlv("06", oct(anyTime))))))),
		"references":              tlv("62", otid, portion(aarq(anyTime, mapOpen(fill(oct("8009960001010000000 0f1")))))),
		"a deep parameter":        open(deep(fill(oct("0500")))),
		"a deep parameter, open":  open(deep(fill(oct("30800000")))),
		"many deep parameters":    open(fill(deep(oct("0500")))),
		"a result of many":        tlv("64", dtid, components(tlv("a2", oct("020101"), tlv("30", fill(oct("0500")))))),
		"nothing behind a header": tlv("62", fill([]byte{0})),
	}
}

// Any message costs linear time: sixteen times the octets cost at most sixteen
// times the time, with room for a busy machine.
func TestWorkIsLinear(t *testing.T) {
	small, large := hostile(2000), hostile(32000)
	for what := range small {
		a, b := fastest(small[what]), fastest(large[what])
		if ratio := float64(b) / float64(a); ratio > 40 {
			t.Errorf("%s: %v for 2,000 octets, %v for 32,000: %.0f times", what, a, b, ratio)
		}
		compare(t, small[what])
	}
}

// fastest is the best of several runs.
func fastest(p []byte) time.Duration {
	t, m := &Transaction{}, &op.Message{}
	best := time.Hour
	for range 30 {
		var s op.SS7
		var present [4]uint64
		start := time.Now()
		all(t, p, &s, &present, &m.Faults)
		best = min(best, time.Since(start))
	}
	return best
}

func BenchmarkHostile(b *testing.B) {
	for what, p := range hostile(1500) {
		b.Run(what, func(b *testing.B) {
			t, m := &Transaction{}, &op.Message{}
			b.ReportAllocs()
			for b.Loop() {
				var s op.SS7
				var present [4]uint64
				all(t, p, &s, &present, &m.Faults)
			}
		})
	}
}
