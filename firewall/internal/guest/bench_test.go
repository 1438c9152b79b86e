package guest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/tetratelabs/wazero/api"

	"github.com/seed-43cefff0/portcullis/sdk"
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
				paired(b, original, metered, 12)
			}
		})
	}
}

// paired times both in turns and reports the median ratio, and the spread without the two outermost turns on either side.
func paired(b *testing.B, original, metered *twin, n uint64) {
	ratios := make([]float64, 0, 25)
	for range cap(ratios) {
		bare := timed(b, original, n)
		ratios = append(ratios, timed(b, metered, n)/bare)
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "metered/bare")
	b.ReportMetric(ratios[len(ratios)-3]-ratios[2], "spread")
}

// timed calls a twin for about 2 ms and returns the time of a call in ns.
func timed(b *testing.B, w *twin, n uint64) float64 {
	var stack [1]uint64
	w.refill(plenty)
	calls, start := 0, time.Now()
	for time.Since(start) < 2*time.Millisecond {
		for range 16 {
			stack[0] = n
			if err := w.run.CallWithStack(background, stack[:]); err != nil {
				b.Fatal(err)
			}
		}
		calls += 16
	}
	return float64(time.Since(start).Nanoseconds()) / float64(calls)
}

// BenchmarkMeteringOfFilters does the same with the project's own filters and 64 rows of random scalars.
func BenchmarkMeteringOfFilters(b *testing.B) {
	files, _ := filepath.Glob("../../../filters/*/filter.wasm")
	if len(files) == 0 {
		b.Skip("no filters are built: filters/*/filter.wasm")
	}
	for _, file := range files {
		b.Run(filepath.Base(filepath.Dir(file)), func(b *testing.B) {
			wasm := read(b, file)
			m := mustLoad(b, wasm, Options{})
			tlv, err := m.CompileConfig(nil)
			if err != nil {
				b.Fatal(err)
			}
			original, metered := twins(b, wasm)
			for _, w := range []*twin{original, metered} {
				w.become(b, m, tlv)
			}
			for b.Loop() {
				paired(b, original, metered, sdk.Capacity)
			}
		})
	}
}

// become makes a twin an instance of a filter with a batch of random scalars in its buffer.
func (w *twin) become(b *testing.B, m *Module, tlv []byte) {
	in := &Instance{
		module: m, wasm: w.mod, memory: w.mod.Memory(), filter: w.mod.ExportedFunction("pc_filter"), fuel: nowhere{}, depth: nowhere{},
	}
	if w.fuel != nil {
		in.fuel, in.depth = w.fuel, w.depth
	}
	if err := in.setUp(tlv); err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for i, f := range m.layout.fields {
		if f.have && f.column.Kind != sdk.List && f.column.Kind != sdk.Bytes && f.column.List() == "" {
			for j := range in.Column(i) {
				in.Column(i)[j] = byte(r.Uint32())
			}
		}
	}
	in.prepare(sdk.Capacity)
	w.run = in.filter
}

// nowhere takes the place of the globals that an original does not have.
type nowhere struct{ api.MutableGlobal }

func (nowhere) Set(uint64) {}

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
