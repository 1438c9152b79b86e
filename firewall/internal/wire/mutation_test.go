package wire

import (
	"encoding/binary"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// mutationSeeds are the Ethernet frames of the vectors, and their layers.
func mutationSeeds(t testing.TB) (seeds []seed) {
	t.Helper()
	folder := filepath.Join("..", "..", "..", "testvectors")
	var files []string
	for _, world := range []string{"ss7", "diameter"} {
		list, err := filepath.Glob(filepath.Join(folder, world, "*.pcap"))
		if err != nil || len(list) < 50 {
			t.Fatalf("%s: %d vectors: %v", world, len(list), err)
		}
		files = append(files, list...)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if binary.LittleEndian.Uint32(b[20:]) != uint32(op.EncapEthernet) {
			continue
		}
		for at := 24; at+16 <= len(b); {
			n := int(binary.LittleEndian.Uint32(b[at+8:]))
			seeds = append(seeds, dissect(b[at+16:][:n]).seeds()...)
			at += 16 + n
		}
	}
	return slices.DeleteFunc(seeds, func(s seed) bool { return len(s.data) > 2048 || s.from >= s.to })
}

// outcome is what decoding mutated inputs came to.
type outcome struct {
	inputs, messages, operations int
	faults                       [256]int

	slowest time.Duration // of what was measured again
	slow    op.Frame
	probe   *Decoder
	batch   op.Batch
}

// run decodes n mutated inputs.
func (r *outcome) run(d *Decoder, b *op.Batch, m *mutator, seeds []seed, n int) {
	defer func() {
		if p := recover(); p != nil {
			panic(fmt.Sprintf("%v of input %x", p, m.buf[:m.n]))
		}
	}()
	var f op.Frame
	last := time.Now()
	for i := range n {
		s := &seeds[m.below(len(seeds))]
		f.Data, f.Encap, f.TimeNS, f.Number = m.mutate(s), s.encap, int64(r.inputs+i)*1e6, int32(i)
		if i&63 == 0 {
			r.take(b)
		}
		d.Decode(b, 0, &f)
		now := time.Now()
		if now.Sub(last) > r.slowest {
			r.measure(&f)
			now = time.Now()
		}
		last = now
	}
	r.take(b)
	r.inputs += n
}

// take counts what the batch has, and empties it.
func (r *outcome) take(b *op.Batch) {
	r.messages += len(b.Messages)
	r.operations += len(b.Ops)
	for i := range b.Messages {
		b.Messages[i].Faults.Each(func(c op.FaultCode) { r.faults[c]++ })
	}
	for i := range b.Ops {
		b.Ops[i].Faults.Each(func(c op.FaultCode) { r.faults[c]++ })
	}
	b.Reset()
}

// measure decodes an input that seemed slow again, elsewhere: most were so because
// the machine was busy. The first time makes what a lane makes once.
func (r *outcome) measure(f *op.Frame) {
	if r.probe == nil {
		r.probe = New(Config{})
	}
	best := time.Hour
	for range 4 {
		r.batch.Reset()
		start := time.Now()
		r.probe.Decode(&r.batch, 0, f)
		best = min(best, time.Since(start))
	}
	if best > r.slowest {
		r.slowest, r.slow = best, *f
		r.slow.Data = slices.Clone(f.Data)
	}
}

// TestMutatedInputs decodes inputs that are vectors with a few octets changed, as
// whole frames and from each layer on. PORTCULLIS_MUTATIONS says how many. None
// panics or hangs, and decoding takes no memory that it does not give back.
func TestMutatedInputs(t *testing.T) {
	n := 300_000
	if s := os.Getenv("PORTCULLIS_MUTATIONS"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	seeds := mutationSeeds(t)
	d, b, m := New(Config{}), &op.Batch{}, &mutator{state: 88172645463325252}
	var r outcome
	r.run(d, b, m, seeds, 100_000) // until batch and tables have the size that they keep
	r = outcome{inputs: r.inputs, probe: r.probe, batch: r.batch}
	before := memory()
	start := time.Now()
	for left := n; left > 0; left -= 1_000_000 {
		r.run(d, b, m, seeds, min(left, 1_000_000))
	}
	took, after := time.Since(start), memory()
	runtime.KeepAlive(d)
	runtime.KeepAlive(b)
	runtime.KeepAlive(seeds)
	runtime.KeepAlive(r.probe)
	t.Logf("%d seeds, %d inputs, %.0f a second; %d messages, %d operations", len(seeds), n, float64(n)/took.Seconds(), r.messages, r.operations)
	t.Logf("heap %d octets before, %d after; %d allocations; slowest input, decoded again, %v, %d octets of link type %d: %x",
		before.HeapAlloc, after.HeapAlloc, after.Mallocs-before.Mallocs, r.slowest, len(r.slow.Data), r.slow.Encap, r.slow.Data)
	t.Logf("%d faults: %s", len(r.names()), strings.Join(r.names(), ", "))
	if after.HeapAlloc > before.HeapAlloc+1<<20 || after.Mallocs-before.Mallocs > 1000+uint64(n)/1000 {
		t.Errorf("decoding %d inputs grows the heap from %d to %d octets with %d allocations", n, before.HeapAlloc, after.HeapAlloc, after.Mallocs-before.Mallocs)
	}
	if r.operations < n/2 || len(r.names()) < 55 {
		t.Errorf("only %d operations and %d faults: the mutations reach little", r.operations, len(r.names()))
	}
}

func memory() (s runtime.MemStats) {
	runtime.GC()
	runtime.ReadMemStats(&s)
	return s
}

// names lists the faults that were seen, the frequent ones first.
func (r *outcome) names() (list []string) {
	seen := map[string]int{}
	for code, n := range r.faults {
		if n > 0 {
			seen[op.FaultCode(code).String()] = n
		}
	}
	for _, name := range slices.SortedFunc(maps.Keys(seen), func(a, b string) int { return seen[b] - seen[a] }) {
		list = append(list, fmt.Sprintf("%s %d", name, seen[name]))
	}
	return list
}
