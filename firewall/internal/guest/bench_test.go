package guest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"
)

// BenchmarkFilter is one call of filter/code (two configured codes, a loop over them per row) at several batch sizes.
func BenchmarkFilter(b *testing.B) {
	m := mustLoad(b, vector(b, "filter/code"), Options{})
	in := mustInstance(b, m, nil)
	for _, rows := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("rows=%d", rows), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if in.Filter(rows) != nil {
					b.Fatal("failed")
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*rows), "ns/row")
			b.ReportMetric(float64(in.Fuel())/float64(rows), "fuel/row")
		})
	}
}

// BenchmarkCall is a call of a guest that does nothing, beside the bare call of the runtime.
func BenchmarkCall(b *testing.B) {
	m := mustLoad(b, vector(b, "filter/idle"), Options{})
	in := mustInstance(b, m, nil)
	b.Run("bare", func(b *testing.B) {
		in.refill(1 << 62)
		for b.Loop() {
			in.stack[0] = 1
			if in.filter.CallWithStack(background, in.stack[:1]) != nil {
				b.Fatal("failed")
			}
		}
	})
	for _, rows := range []int{1, 64} {
		b.Run(fmt.Sprintf("rows=%d", rows), func(b *testing.B) {
			for b.Loop() {
				if in.Filter(rows) != nil {
					b.Fatal("failed")
				}
			}
		})
	}
}

// BenchmarkMetering compares each module with its metered self. The two are timed in turns, so that what the machine does beside them
// falls on both; the ratio is the median of the turns.
func BenchmarkMetering(b *testing.B) {
	for _, name := range []string{"inject/scan", "inject/hash", "inject/tiny-loop", "inject/loops", "inject/fibonacci", "inject/vectors"} {
		b.Run(name[len("inject/"):], func(b *testing.B) {
			original, metered := twins(b, vector(b, name))
			for b.Loop() {
				ratios := make([]float64, 0, 15)
				for range cap(ratios) {
					bare := timed(b, original)
					ratios = append(ratios, float64(timed(b, metered))/float64(bare))
				}
				slices.Sort(ratios)
				b.ReportMetric(ratios[len(ratios)/2], "metered/bare")
				b.ReportMetric(ratios[len(ratios)-2]-ratios[1], "spread")
			}
		})
	}
}

// timed calls a twin for about 2 ms and returns the time of a call in ns/1024.
func timed(b *testing.B, w *twin) int64 {
	var stack [1]uint64
	w.refill(plenty)
	calls, start := int64(0), time.Now()
	for time.Since(start) < 2*time.Millisecond {
		for range 16 {
			stack[0] = 12
			if err := w.run.CallWithStack(background, stack[:]); err != nil {
				b.Fatal(err)
			}
		}
		calls += 16
	}
	return time.Since(start).Nanoseconds() << 10 / calls
}

// BenchmarkNewInstance is what a spare costs: memory of 8 of 16 pages, and of 256 of 256.
func BenchmarkNewInstance(b *testing.B) {
	for _, name := range []string{"filter/code", "filter/kinds", "hostile/page-touch"} {
		b.Run(name, func(b *testing.B) {
			m := mustLoad(b, vector(b, name), Options{})
			tlv, err := m.CompileConfig(nil)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				in, err := m.NewInstance(context.Background(), tlv)
				if err != nil {
					b.Fatal(err)
				}
				in.Close()
			}
		})
	}
}

// BenchmarkDiscard is what a trap costs the lane when the spare is ready.
func BenchmarkDiscard(b *testing.B) {
	m := mustLoad(b, vector(b, "filter/code"), Options{})
	s, err := m.NewSlot(context.Background(), nil)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for b.Loop() {
		b.StopTimer()
		s.making.Wait()
		b.StartTimer()
		s.Discard()
	}
}

// BenchmarkLoad is gate, validation, rewriting, compilation, manifest and self-test.
func BenchmarkLoad(b *testing.B) {
	wasm := vector(b, "filter/kinds")
	for b.Loop() {
		m, err := Load(context.Background(), "test", wasm, Options{})
		if err != nil {
			b.Fatal(err)
		}
		m.Close()
	}
}
