package firewall

import (
	"sync/atomic"

	"github.com/seed-43cefff0/portcullis/firewall/internal/chain"
	"github.com/seed-43cefff0/portcullis/firewall/internal/evidence"
	"github.com/seed-43cefff0/portcullis/firewall/internal/report"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// sink takes records without ever waiting.
type sink interface {
	Room() bool // if not, one is counted as lost
	Record(*Record)
}

// watch sees what one lane does under one generation: it counts every message,
// and hands those on which something was found to the events.
type watch struct {
	judge    *chain.Judge
	recorder evidence.Recorder
	events   sink
	write    func(*Record)
	tally    *tally
	passing  *report.Passing
	failures []atomic.Uint64 // by filter of the policy: operations that it failed on
	fail     func(*chain.Finding)
}

func newWatch(g *generation, judge *chain.Judge, r evidence.Recorder, events sink) *watch {
	w := &watch{
		judge: judge, recorder: r, events: events,
		tally:    newTally(g.tables.Interconnects(), g.tables.Operators()),
		passing:  report.NewPassing(g.tables),
		failures: make([]atomic.Uint64, len(g.policy.Filters)),
	}
	w.fail = w.failed // bound once: a method value allocates
	w.write = events.Record
	return w
}

// batch is the lane's Observe. It builds a record only where there is room for it,
// so that a flood of blocked messages costs the lane a count each.
func (w *watch) batch(b *op.Batch, rulings []op.Ruling) {
	for i := range b.Messages {
		m, claimed := &b.Messages[i], op.ID(0)
		if m.NumOps > 0 {
			claimed = b.Ops[m.FirstOp].Operator
		}
		if !w.judge.Notable(b, i) {
			w.tally.add(m, claimed, passed)
			w.passing.Passed(b, m)
			continue
		}
		w.tally.add(m, claimed, w.outcome(m, i, rulings[i]))
		if !w.events.Room() {
			w.passing.Lost(b, m)
		} else {
			w.recorder.Message(b, w.judge, i, rulings[i], w.write)
		}
	}
	w.tally.publish()
}

// outcome says what became of a message in which something was found, and counts
// the operations on which a filter failed.
func (w *watch) outcome(m *op.Message, index int, ruling op.Ruling) outcome {
	what := flagged
	consider := func(o chain.Outcome) {
		if o.Action.Blocks() {
			what = max(what, observed)
		}
	}
	consider(w.judge.MessageOutcome(index))
	for i := m.FirstOp; i < m.FirstOp+m.NumOps; i++ {
		consider(w.judge.Outcome(int(i)))
		w.judge.Findings(int(i), w.fail)
	}
	if ruling.Action.Blocks() {
		what = blocked
	}
	return what
}

func (w *watch) failed(f *chain.Finding) {
	if f.Source >= chain.FirstFilter && f.Reason == chain.FilterFailed {
		w.failures[f.Source-chain.FirstFilter].Add(1)
	}
}
