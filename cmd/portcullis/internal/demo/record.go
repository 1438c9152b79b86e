package demo

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/seed-43cefff0/portcullis/testvectors"
)

// record counts what became of the messages of vectors.
type record struct {
	source    string   // of the rows
	protocols []string // that the vectors hold, in the order of their layers
	captures  []testvectors.Capture

	mu       sync.Mutex
	tallies  map[string]*tally // honest messages, by protocol
	results  []result          // of attacks, by place in captures
	reached  []int             // attack messages that were let through, likewise
	judged   map[string]int    // operations, by protocol
	failures []string
}

// layers of SS7 and Diameter, from below.
var layers = []string{"sctp", "tcp", "m3ua", "sccp", "tcap", "map", "cap", "diameter"}

func newRecord(source string, captures []testvectors.Capture) *record {
	r := &record{
		source: source, captures: captures, tallies: map[string]*tally{}, judged: map[string]int{},
		results: make([]result, len(captures)), reached: make([]int, len(captures)),
	}
	for _, c := range captures {
		for _, o := range c.Ops {
			r.tallies[o.Protocol] = &tally{}
		}
	}
	for _, p := range layers {
		if r.tallies[p] != nil {
			r.protocols = append(r.protocols, p)
		}
	}
	return r
}

// isAttack reports whether a message must not arrive: any of its operations has to be
// blocked.
func isAttack(ops []testvectors.Op) bool {
	return slices.ContainsFunc(ops, func(o testvectors.Op) bool { return o.Verdict == "block" })
}

// honest counts a message that has to pass. The caller holds mu.
func (r *record) honest(protocol string, passed bool, failure func() string) {
	t := r.tallies[protocol]
	t.begun++
	if passed {
		t.passed++
		return
	}
	t.failed++
	r.fail(failure())
}

// fail keeps the first failures. The caller holds mu.
func (r *record) fail(text string) {
	if len(r.failures) < maxFailures {
		r.failures = append(r.failures, text)
	}
}

// attack counts a message that must not arrive, and notes what blocked it. The caller
// holds mu.
func (r *record) attack(capture int, passed bool, by ...string) {
	x := &r.results[capture]
	x.launched++
	if passed {
		r.reached[capture]++
		return
	}
	for _, b := range by {
		x.add(b)
	}
}

// attacks reports the vectors that are attacks.
func (r *record) attacks() (list []Attack) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range r.captures {
		if c := &r.captures[i]; c.Kind != "honest" {
			a := describe(c)
			x := &r.results[i]
			a.Source, a.Launched, a.Reached, a.By = r.source, x.launched, r.reached[i], append(a.By, x.by...)
			a.Stopped = x.launched - r.reached[i]
			list = append(list, a)
		}
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

// pending is an attack that is left out.
func pending(c *testvectors.Capture) Attack {
	a := describe(c)
	a.Skipped, a.Why = true, c.Pending
	return a
}

// rows are the table's rows, as far as counting makes them.
func (r *record) rows(attacks []Attack) (rows []Protocol) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, name := range r.protocols {
		t := r.tallies[name]
		p := Protocol{Name: name, Source: r.source, HonestPassed: t.passed, HonestTotal: t.begun}
		p.count(attacks)
		rows = append(rows, p)
	}
	return rows
}

func (r *record) firstFailures() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.failures)
}

// missing describes a message that did not arrive.
func missing(protocol, vector string, frame int) string {
	return fmt.Sprintf("%s, %s, frame %d: did not arrive", protocol, vector, frame)
}
