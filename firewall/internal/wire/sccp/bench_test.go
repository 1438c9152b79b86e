package sccp

import (
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

var benchmarks = []struct {
	name string
	b    []byte
}{
	{"UDT", udt(home, partner)},
	{"XUDT", xudt("1004c3010203 120107 00")},
	{"LUDT", build(LUDT, 1, 9, home, partner, begin, "")},
	{"SSA", build(UDT, 0, 0, "430a0001", "430b0001", "0106 0a00 02", "")},
}

// copied is the baseline: a message's parts found by its pointers, and nothing
// read.
func copied(b []byte) int {
	if len(b) < 5 {
		return 0
	}
	n := 0
	for i := range 3 {
		at := 2 + i + int(b[2+i])
		if at >= len(b) || at+int(b[at]) >= len(b) {
			return 0
		}
		n += int(b[at])
	}
	return n
}

func BenchmarkDecode(b *testing.B) {
	for _, m := range benchmarks {
		b.Run(m.name+"/full", func(b *testing.B) {
			b.ReportAllocs()
			var s op.SS7
			var o op.Operation
			var u Unit
			for b.Loop() {
				s.Called.Present, s.Calling.Present = 0, 0
				if !u.Decode(m.b, 0, &s, &o.Present, &o.Invalid, &o.Faults) {
					b.Fatal()
				}
			}
		})
	}
	b.Run("UDT/pointersOnly", func(b *testing.B) {
		for b.Loop() {
			if copied(benchmarks[0].b) == 0 {
				b.Fatal()
			}
		}
	})
}

func BenchmarkSegments(b *testing.B) {
	s := NewSegments(Limits{})
	first, last := decode(xudt("100481010203 00"), 0), decode(xudt("100400010203 00"), 0)
	o := Origin{TimeNS: 1}
	b.ReportAllocs()
	for b.Loop() {
		for _, d := range []*decoded{&first, &last} {
			s.Add(&d.u, Columns{&d.SS7, &d.o.Present, &d.o.Invalid}, &o, &d.o.Faults)
		}
	}
	if s.Stats().Spoiled != 0 {
		b.Fatal("spoiled")
	}
}

func TestBenchmarkMessagesAreClean(t *testing.T) {
	for _, m := range benchmarks {
		if d := decode(m.b, 0); d.o.Faults.Any() || !d.isOK {
			t.Errorf("%s: %s", m.name, faults(&d.o.Faults))
		}
	}
}

// The worst input is all optional parameters that carry nothing: it stays linear
// (budget: 2 µs for 1,500 octets).
func BenchmarkWorst(b *testing.B) {
	p := xudt(strings.Repeat("fa00", 732) + "00")
	if d := decode(p, 0); faults(&d.o.Faults) == "" || len(p) > 1510 || len(p) < 1500 {
		b.Fatal(len(p), faults(&d.o.Faults))
	}
	var s op.SS7
	var o op.Operation
	var u Unit
	for b.Loop() {
		u.Decode(p, 0, &s, &o.Present, &o.Invalid, &o.Faults)
	}
}
