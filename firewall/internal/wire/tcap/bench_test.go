package tcap

import (
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Messages, and what each has more than the one before.
var benchmarks = []struct {
	name string
	p    []byte
}{
	{"empty", tlv("62", otid)},
	{"invoke", tlv("62", otid, components(ussd()))},
	{"dialogue", tlv("62", otid, portion(aarq(unstructuredSS)), components(ussd()))},
	{"mapOpen", honest()},
}

func BenchmarkDecode(b *testing.B) {
	for _, v := range benchmarks {
		b.Run(v.name, func(b *testing.B) {
			t := &Transaction{}
			batch := &op.Batch{}
			m := batch.AddMessage()
			b.ReportAllocs()
			for b.Loop() {
				var s op.SS7
				var present [4]uint64
				t.Decode(v.p, 0, &s, &present, &m.Faults)
				for c := t.Next(); c != nil; c = t.Next() {
					if c.Operation != 59 {
						b.Fatal(c)
					}
				}
			}
			if m.Faults.Any() {
				b.Fatal(m.Faults.List())
			}
		})
	}
}
