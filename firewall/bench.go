package firewall

import (
	"context"
	"fmt"

	"github.com/seed-43cefff0/portcullis/filters"
	"github.com/seed-43cefff0/portcullis/firewall/internal/bench"
	"github.com/seed-43cefff0/portcullis/firewall/internal/evidence"
	"github.com/seed-43cefff0/portcullis/firewall/internal/guest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/lane"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// BenchRow is one comparison: a subject beside its baseline, measured in pairs.
type BenchRow = bench.Row

// BenchBudget is the most that a figure of a BenchRow may be.
type BenchBudget = bench.Budget

// BenchPairs is the fewest pairs of which Bench takes a median.
const BenchPairs = 15

// Bench measures decoding (of SS7 from M3UA on), filters, a lane, the terminating link
// between associations in memory, and the forms of the gtp link on this machine (the
// transparent one as root only), each beside a baseline that runs in turn with it, and
// hands out the rows as they are done. Budgets that are not met are no errors.
func Bench(ctx context.Context, pairs int, emit func(BenchRow) error) error {
	if pairs < BenchPairs {
		return fmt.Errorf("at least %d pairs are needed, not %d", BenchPairs, pairs)
	}
	s := &bench.Suite{Pairs: pairs, Emit: emit}
	for _, part := range []func(context.Context) error{
		s.Decode,
		s.Worst,
		func(ctx context.Context) error { return benchFilters(ctx, s) },
		func(ctx context.Context) error { return benchPipeline(ctx, s) },
		func(ctx context.Context) error { return benchLink(ctx, s.Associations) },
		func(ctx context.Context) error { return benchLink(ctx, s.Link) },
		func(ctx context.Context) error { return benchLink(ctx, s.Transparent) },
	} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return nil
}

func benchFilters(ctx context.Context, s *bench.Suite) error {
	m, err := guest.Load(ctx, "reference", filters.Reference(), guest.Options{})
	if err != nil {
		return err
	}
	defer m.Close()
	return s.Filters(ctx, m)
}

func benchPipeline(ctx context.Context, s *bench.Suite) error {
	without, closeWithout, err := benchLane(ctx, bench.Configuration()+"filters: []\n")
	if err != nil {
		return err
	}
	defer closeWithout()
	with, closeWith, err := benchLane(ctx, bench.Configuration())
	if err != nil {
		return err
	}
	defer closeWith()
	return s.Pipeline(ctx, without, with)
}

func benchLink(ctx context.Context, measure func(context.Context, func(string) (bench.Rule, error)) error) error {
	closeLane := func() {}
	defer func() { closeLane() }()
	return measure(ctx, func(configuration string) (rule bench.Rule, err error) {
		rule, closeLane, err = benchLane(ctx, configuration)
		return rule, err
	})
}

// unrecorded is a sink without room: honest traffic makes no records.
type unrecorded struct{}

func (unrecorded) Room() bool     { return false }
func (unrecorded) Record(*Record) {}

// benchLane returns the lane of a firewall with the configuration, as a running
// appliance has it, and what closes both.
func benchLane(ctx context.Context, configuration string) (rule bench.Rule, done func(), err error) {
	cfg, _, err := ParseConfig("bench.yaml", []byte(configuration))
	if err != nil {
		return nil, func() {}, err
	}
	fw, err := New(ctx, cfg, Options{})
	if err != nil {
		return nil, func() {}, err
	}
	p, err := fw.now.Load().pipeline(ctx)
	if err != nil {
		_ = fw.Close()
		return nil, func() {}, err
	}
	l := lane.New(p)
	w := newWatch(fw.now.Load(), p.Judge, evidence.Recorder{}, unrecorded{})
	rule = func(frames []op.Frame) (*op.Batch, []op.Ruling) {
		b, rulings := l.Rule(frames)
		w.batch(b, rulings)
		return b, rulings
	}
	return rule, func() { l.Close(); _ = fw.Close() }, nil
}
