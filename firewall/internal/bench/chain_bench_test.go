package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/seed-43cefff0/portcullis/filters"
	"github.com/seed-43cefff0/portcullis/firewall/internal/chain"
	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/guest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/resolve"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// BenchmarkChain is what each built-in filter costs an honest operation, and all of
// them, once it is decoded and resolved: messages in no order, over and over.
func BenchmarkChain(b *testing.B) {
	modules := map[string]*guest.Module{}
	for _, name := range filters.Names() {
		wasm, _ := filters.Builtin(name)
		m, err := guest.Load(b.Context(), name, wasm, guest.Options{})
		if err != nil {
			b.Fatal(err)
		}
		defer m.Close()
		modules[name] = m
	}
	gtp, ss7, diameter := LaneFrames()
	for _, of := range []struct {
		name string
		mix  []op.Frame
	}{{"gtp", gtp}, {"ss7", ss7}, {"diameter", diameter}} {
		for _, name := range append(filters.Names(), "all") {
			chosen := []string{name}
			if name == "all" {
				chosen = filters.Names()
			}
			for _, size := range []int{1, 16, batch} {
				b.Run(fmt.Sprintf("%s/%s/%d", of.name, name, size), func(b *testing.B) {
					benchmarkChain(b, modules, chosen, resolved(b, of.mix, size))
				})
			}
		}
	}
}

func benchmarkChain(b *testing.B, modules map[string]*guest.Module, names []string, batches []*op.Batch) {
	p := &chain.Policy{Faults: chain.FaultScopes{Sets: [][]*chain.Faults{{{}}}}}
	var slots []*guest.Slot
	for _, name := range names {
		m := modules[name]
		tlv, err := m.CompileConfig(nil)
		if err != nil {
			b.Fatal(err)
		}
		slot, err := m.NewSlot(context.Background(), tlv)
		if err != nil {
			b.Fatal(err)
		}
		slots = append(slots, slot)
		f := chain.Filter{Name: name}
		for _, r := range m.Manifest().Reasons {
			f.Reasons = append(f.Reasons, chain.Reason{Name: r.Name, OnBlock: op.ActDrop, OnFlag: op.ActFlag})
		}
		p.Filters = append(p.Filters, f)
	}
	j := chain.NewJudge(p, nil, slots, batch)
	defer j.Close()
	operations := 0
	for _, x := range batches {
		j.RunFilters(x)
		for i := range x.Ops {
			j.Findings(i, func(f *chain.Finding) {
				b.Fatalf("%s is not honest: %s", wire.OperationName(&x.Ops[i]), p.ReasonName(f.Source, f.Reason))
			})
		}
		operations += len(x.Ops)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, x := range batches {
			j.RunFilters(x)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*operations), "ns/operation")
	b.ReportMetric(0, "ns/op")
}

// resolved are batches of a size, of messages drawn from a mix.
func resolved(b *testing.B, mix []op.Frame, size int) (batches []*op.Batch) {
	cfg, _, err := config.Parse("bench.yaml", []byte(Configuration()))
	if err != nil {
		b.Fatal(err)
	}
	tables, d, rnd := resolve.New(cfg), wire.New(wire.Config{}), rand.New(rand.NewPCG(1, 2))
	for range workload / size {
		x := &op.Batch{}
		for i := range size {
			d.Decode(x, i, &mix[rnd.IntN(len(mix))])
		}
		tables.Resolve(x)
		batches = append(batches, x)
	}
	return batches
}
