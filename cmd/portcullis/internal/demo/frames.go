package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/seed-43cefff0/portcullis/testvectors"
)

// Judged is what became of one frame of a capture.
type Judged struct {
	Capture    string        // empty if there are no operations
	Operations []Operation   // of the messages that the frame completed
	Took       time.Duration // to decode, resolve and judge the frame
}

// Operation is a record of the firewall, as far as the demo needs it.
type Operation struct {
	Frame, Message int
	Protocol       string
	Passed         bool   // the whole message is let through
	By             string // filter and reason that block the operation; empty if none do
}

// frames plays captures, one after the other and again and again, on lanes of a
// firewall, and counts: what no honest stack of SCTP would send.
type frames struct {
	*record
	place map[string]int // in captures, by name

	// With mu of the record.
	took map[string][]time.Duration // of honest messages, by protocol
	busy time.Duration              // that judging took, in all
}

func newFrames(captures []testvectors.Capture) *frames {
	f := &frames{record: newRecord(fromFrames, captures), place: map[string]int{}, took: map[string][]time.Duration{}}
	for i, c := range captures {
		f.place[c.Name] = i
	}
	return f
}

// run plays everything at least once, then until the time is up. Each round is an
// association of its own, on a lane of its own: the captures begin anew.
func (f *frames) run(ctx context.Context, fw Player, length time.Duration) error {
	until, cancel := context.WithTimeout(ctx, length)
	defer cancel()
	for first := true; first || until.Err() == nil; first = false {
		if err := f.round(ctx, fw); err != nil {
			return err
		}
	}
	return nil
}

// round plays every capture once. What has to become of each operation stands in
// the capture's expectation, in the same order. The first frames find the lane cold,
// as no traffic of a running appliance does, and are not timed.
func (f *frames) round(ctx context.Context, fw Player) error {
	seen, cold := make([]int, len(f.captures)), warmup
	err := fw.Play(ctx, f.captures, func(j Judged) error {
		cold--
		f.mu.Lock()
		defer f.mu.Unlock()
		if cold < 0 {
			f.busy += j.Took
		}
		if len(j.Operations) == 0 {
			return nil // a part of what a later frame completes
		}
		i := f.place[j.Capture]
		expected := f.captures[i].Ops[seen[i]:]
		if len(j.Operations) > len(expected) {
			return fmt.Errorf("%s: an operation more than it holds", j.Capture)
		}
		f.frame(i, j, expected[:len(j.Operations)], cold < 0)
		seen[i] += len(j.Operations)
		return nil
	})
	if err != nil {
		return err
	}
	for i, n := range seen {
		if c := &f.captures[i]; n != len(c.Ops) {
			return fmt.Errorf("%s: %d operations were read, not %d", c.Name, n, len(c.Ops))
		}
	}
	return nil
}

// frame counts what became of the messages of a frame.
func (f *frames) frame(capture int, j Judged, expected []testvectors.Op, timed bool) {
	for from := 0; from < len(j.Operations); {
		first, to := j.Operations[from], from+1
		for to < len(j.Operations) && j.Operations[to].Frame == first.Frame && j.Operations[to].Message == first.Message {
			to++
		}
		honest := f.message(capture, j.Operations[from:to], expected[from:to])
		if honest && timed {
			f.took[first.Protocol] = append(f.took[first.Protocol], j.Took)
		}
		if timed {
			f.judged[first.Protocol] += to - from
		}
		from = to
	}
}

// message counts one message, and reports whether it is honest.
func (f *frames) message(capture int, got []Operation, want []testvectors.Op) (honest bool) {
	first := got[0]
	if isAttack(want) {
		var by []string
		for _, o := range got {
			by = append(by, o.By)
		}
		f.attack(capture, first.Passed, by...)
		return false
	}
	f.honest(first.Protocol, first.Passed, func() string {
		return missing(first.Protocol, f.captures[capture].Name, first.Frame) + ", blocked by " + blockedBy(got)
	})
	return true
}

func blockedBy(got []Operation) string {
	for _, o := range got {
		if o.By != "" {
			return o.By
		}
	}
	return "nobody"
}

// rows are the table's rows: what is added is the time that judging took.
func (f *frames) rows(attacks []Attack) []Protocol {
	rows := f.record.rows(attacks)
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range rows {
		p := &rows[i]
		p.AddedP50, p.AddedP99 = us(quantile(f.took[p.Name], 0.5)), us(quantile(f.took[p.Name], 0.99))
		if f.busy > 0 {
			p.Operations = float64(f.judged[p.Name]) / f.busy.Seconds()
		}
	}
	return rows
}
