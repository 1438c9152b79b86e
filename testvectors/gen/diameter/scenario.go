package diameter

import (
	"fmt"
	"slices"
	"strings"
	"time"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// scenario is a vector before its capture is written.
type scenario struct {
	vector.Vector
	steps []step
}

// step writes frames and says which records they give. Frames of operations count
// from the step's last one, 0, backwards.
type step struct {
	write  func(*line)
	ops    []vector.Op
	judged bool // the verdicts stand already
	gap    time.Duration
}

// catalogue collects the scenarios.
type catalogue struct{ scenarios []*scenario }

func (c *catalogue) add(kind vector.Kind, name, rules, about string, steps []step) *scenario {
	s := &scenario{steps: steps}
	s.Vector = vector.Vector{Name: name, Rules: strings.Fields(rules), Kind: kind, About: about, Config: "config.yaml"}
	if slices.ContainsFunc(c.scenarios, func(o *scenario) bool { return o.Name == name }) {
		panic("diameter: two vectors are named " + name)
	}
	c.scenarios = append(c.scenarios, s)
	return s
}

func (c *catalogue) honest(name, rules, about string, steps ...step) *scenario {
	return c.add(vector.Honest, name, rules, about, steps)
}

// attack is stopped by one reason, or by each of several.
func (c *catalogue) attack(name, rules, about, twin, reasons string, steps ...step) *scenario {
	s := c.add(vector.Attack, name, rules, about, steps)
	s.Twin, s.Reasons = twin, strings.Fields(reasons)
	return s
}

func (c *catalogue) evasion(name, rules, about, twin, reasons string, steps ...step) *scenario {
	s := c.attack(name, rules, about, twin, reasons, steps...)
	s.Kind = vector.Evasion
	return s
}

// pending is an attack that only memory can stop.
func (c *catalogue) pending(name, rules, about, twin, why string, steps ...step) *scenario {
	s := c.add(vector.Attack, name, rules, about, steps)
	s.Twin, s.Pending = twin, why
	return s
}

func (s *scenario) breaks(clause string) *scenario { s.Wire = clause; return s }

// frameGap is the time between two frames.
const frameGap = 10 * time.Millisecond

// build writes the capture and completes the expectation.
func (s *scenario) build() (vector.Vector, Capture) {
	v, l := s.Vector, newLine(s.Name)
	capture := Capture{Link: LinkEthernet}
	when := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(-frameGap)
	for _, x := range s.steps {
		when = when.Add(x.gap)
		l.frames = nil
		x.write(l)
		for _, octets := range l.frames {
			when = when.Add(frameGap)
			capture.Frames = append(capture.Frames, Frame{Time: when, Octets: octets})
		}
		for _, o := range x.ops {
			o.Frame += len(capture.Frames)
			if !x.judged {
				s.expect(&o)
			}
			v.Ops = append(v.Ops, o)
		}
	}
	return v, capture
}

// expect gives an operation the verdict that its vector's kind asks for.
func (s *scenario) expect(o *vector.Op) {
	switch {
	case o.Verdict != "": // the step's own
	case s.Kind != vector.Honest && s.Pending == "":
		o.Verdict, o.Reasons = "block", slices.Concat(s.Reasons, o.Reasons)
	case len(o.Reasons) > 0:
		o.Verdict = "flag"
	default:
		o.Verdict = "pass"
	}
}

// each edits the step's operations.
func (x step) each(edit func(*vector.Op)) step {
	x.ops = slices.Clone(x.ops)
	for i := range x.ops {
		edit(&x.ops[i])
	}
	return x
}

// note says which variant this is.
func (x step) note(format string, args ...any) step {
	return x.each(func(o *vector.Op) { o.Note = fmt.Sprintf(format, args...) })
}

// also adds reasons that come beside the deciding ones.
func (x step) also(reasons ...string) step {
	return x.each(func(o *vector.Op) { o.Reasons = append(slices.Clone(o.Reasons), reasons...) })
}

// flag expects all operations to be flagged.
func (x step) flag(reasons ...string) step {
	x.judged = true
	return x.each(func(o *vector.Op) { o.Verdict, o.Reasons = "flag", reasons })
}
