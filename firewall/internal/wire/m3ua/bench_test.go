package m3ua

import (
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

var benchmarks = []struct {
	name string
	b    []byte
}{
	{"DATA", msg(1, 1, appearance, context, par(0x210, "00000102 00000203 03 00 00 0f"+strings.Repeat("09", 120)))},
	{"DUNA", msg(2, 1, context, affectedPC)},
	{"REGREQ", msg(9, 1, par(0x207, key))},
}

func BenchmarkDecode(b *testing.B) {
	for _, m := range benchmarks {
		b.Run(m.name+"/full", func(b *testing.B) {
			b.ReportAllocs()
			var s op.SS7
			var o op.Operation
			var x Message
			for b.Loop() {
				o.Present[2] = 0
				if !x.Decode(m.b, &s, &o.Present, &o.Faults) {
					b.Fatal()
				}
			}
		})
	}
	// The baseline: every parameter found by its length, and nothing read.
	b.Run("DATA/lengthsOnly", func(b *testing.B) {
		p, n := benchmarks[0].b, 0
		for b.Loop() {
			for at := 8; at+4 <= len(p); at += (int(p[at+2])<<8 + int(p[at+3]) + 3) &^ 3 {
				n++
			}
		}
		if n == 0 {
			b.Fatal()
		}
	})
}

func TestBenchmarkMessagesAreClean(t *testing.T) {
	for _, m := range benchmarks {
		if d := decode(m.b); d.o.Faults.Any() || !d.isOK {
			t.Errorf("%s: %s", m.name, faults(&d.o.Faults))
		}
	}
}

// The worst input is all parameters that carry nothing and do not belong there:
// it stays linear (budget: 2 µs for 1,500 octets).
func BenchmarkWorst(b *testing.B) {
	p := msg(1, 1, []byte(strings.Repeat("\x09\x99\x00\x04", 373)))
	if d := decode(p); !d.o.Faults.Has(op.M3UAParameterUnknown) || len(p) != 1500 {
		b.Fatal(len(p))
	}
	var s op.SS7
	var o op.Operation
	var m Message
	for b.Loop() {
		m.Decode(p, &s, &o.Present, &o.Faults)
	}
}
