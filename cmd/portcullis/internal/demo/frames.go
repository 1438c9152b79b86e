package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/seed-43cefff0/portcullis/testvectors"
)

// Protocols that no link of this version carries, in the order of their layers. They
// are judged from frames: the captures of testvectors are played, one after the other
// and again and again, on lanes of a firewall.
var (
	framedSS7      = []string{"sctp", "m3ua", "sccp", "tcap", "map", "cap"}
	framedDiameter = []string{"diameter"}
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

// frames plays captures and counts.
type frames struct {
	protocols []string
	captures  []testvectors.Capture // those of which today's rules must get everything right
	pending   []testvectors.Capture // attacks whose rules need a memory that there is not yet
	place     map[string]int        // in captures, by name

	mu       sync.Mutex
	tallies  map[string]*tally          // honest messages, by protocol
	results  []result                   // of attacks, by place in captures
	reached  []int                      // attack messages that were let through, likewise
	judged   map[string]int             // operations, by protocol
	took     map[string][]time.Duration // of honest messages, by protocol
	busy     time.Duration              // that judging took, in all
	failures []string
}

func newFrames(protocols []string, all []testvectors.Capture) *frames {
	f := &frames{protocols: protocols, place: map[string]int{}, tallies: map[string]*tally{}, judged: map[string]int{}, took: map[string][]time.Duration{}}
	for _, c := range all {
		if c.Pending != "" {
			f.pending = append(f.pending, c)
			continue
		}
		f.place[c.Name] = len(f.captures)
		f.captures = append(f.captures, c)
	}
	for _, p := range protocols {
		f.tallies[p] = &tally{}
	}
	f.results, f.reached = make([]result, len(f.captures)), make([]int, len(f.captures))
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

// message counts one message, which is an attack if any of its operations is one,
// and reports whether it is honest.
func (f *frames) message(capture int, got []Operation, want []testvectors.Op) (honest bool) {
	if slices.ContainsFunc(want, func(o testvectors.Op) bool { return o.Verdict == "block" }) {
		f.attack(capture, got)
		return false
	}
	first := got[0]
	t := f.tallies[first.Protocol]
	t.begun++
	if first.Passed {
		t.passed++
		return true
	}
	t.failed++
	if len(f.failures) < maxFailures {
		f.failures = append(f.failures, fmt.Sprintf("%s %s, frame %d: blocked by %s", first.Protocol, f.captures[capture].Name, first.Frame, blockedBy(got)))
	}
	return true
}

// attack counts a message that must not arrive.
func (f *frames) attack(capture int, got []Operation) {
	r := &f.results[capture]
	r.launched++
	if got[0].Passed {
		f.reached[capture]++
		return
	}
	for _, o := range got {
		r.add(o.By)
	}
}

func blockedBy(got []Operation) string {
	for _, o := range got {
		if o.By != "" {
			return o.By
		}
	}
	return "nobody"
}

// attacks reports the vectors that are attacks, and those that are left out.
func (f *frames) attacks() (list []Attack) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.captures {
		if c := &f.captures[i]; c.Kind != "honest" {
			a := describe(c)
			r := &f.results[i]
			a.Launched, a.Reached, a.By = r.launched, f.reached[i], append(a.By, r.by...)
			a.Stopped = r.launched - f.reached[i]
			list = append(list, a)
		}
	}
	for i := range f.pending {
		a := describe(&f.pending[i])
		a.Skipped, a.Why = true, f.pending[i].Pending
		list = append(list, a)
	}
	return list
}

// describe names the attack after its row of the catalogue (S-1, A-1, E-6), and counts
// it for the protocol of the first operation that has to be blocked.
func describe(c *testvectors.Capture) Attack {
	a := Attack{ID: c.Rules[0], Protocol: c.Ops[0].Protocol, Name: c.About, Vector: c.Name, By: []string{}}
	var rules []string
	for _, r := range c.Rules {
		if !strings.HasPrefix(r, "S-") && !strings.HasPrefix(r, "A-") && !strings.HasPrefix(r, "E-") {
			rules = append(rules, r)
		}
	}
	a.Rule = strings.Join(rules, " ")
	for _, o := range c.Ops {
		if o.Verdict == "block" {
			a.Protocol = o.Protocol
			break
		}
	}
	return a
}

// rows are the table's rows.
func (f *frames) rows(attacks []Attack) (rows []Protocol) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, name := range f.protocols {
		t := f.tallies[name]
		p := Protocol{Name: name, Source: fromFrames, HonestPassed: t.passed, HonestTotal: t.begun}
		p.count(attacks)
		p.AddedP50, p.AddedP99 = us(quantile(f.took[name], 0.5)), us(quantile(f.took[name], 0.99))
		if f.busy > 0 {
			p.Operations = float64(f.judged[name]) / f.busy.Seconds()
		}
		rows = append(rows, p)
	}
	return rows
}

func (f *frames) firstFailures() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.failures)
}
