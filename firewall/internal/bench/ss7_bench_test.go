package bench

import (
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// BenchmarkSS7 decodes SS7 from M3UA to the arguments of MAP, and Diameter, 64
// messages at a time, as the rows of "portcullis bench" do; for a profile.
func BenchmarkSS7(b *testing.B) {
	for _, m := range Messages() {
		if exported[m.Port] == "" {
			continue
		}
		frames := make([]op.Frame, batch)
		for i := range frames {
			frames[i] = m.frame()
		}
		b.Run(m.Name, func(b *testing.B) {
			decode := decoding(frames)
			b.ReportAllocs()
			for b.Loop() {
				decode()
			}
			b.ReportMetric(float64(b.Elapsed())/float64(b.N*batch), "ns/message")
		})
	}
}

// BenchmarkWorstSS7 decodes one packet that is made to be slow.
func BenchmarkWorstSS7(b *testing.B) {
	for _, w := range worstSS7Shapes {
		f := w.build(1480)
		b.Run(w.name, func(b *testing.B) {
			decode := decoding([]op.Frame{f})
			b.ReportAllocs()
			for b.Loop() {
				decode()
			}
			b.ReportMetric(float64(b.Elapsed())/float64(b.N)*1500/float64(len(f.Data)), "ns/1500")
		})
	}
}
