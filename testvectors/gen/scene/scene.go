// Package scene writes a vector as a scenario: steps over one transport connection
// between a partner's node and ours, SCTP or TCP. A step says which user messages
// go and what has to be decided of them, a carriage how they go (whole, fragmented,
// bundled, in segments), each apart from the other, so that any attack can be put
// into any dress. It knows no protocol above the transport: those who do are
// gen/ss7 and gen/diameter.
package scene

import (
	"fmt"
	"slices"
	"time"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// Scenario is a vector before its capture is written.
type Scenario struct {
	vector.Vector
	Steps []Step
}

// Step writes frames and says which records they give. Frames of operations count
// from the step's last one, 0, backwards.
type Step struct {
	Write  func(*Line)
	Ops    []vector.Op
	Judged bool // the verdicts stand already
	Gap    time.Duration
}

// Breaks says which clause the frames violate; tshark is not asked about them.
func (s *Scenario) Breaks(clause string) *Scenario { s.Wire = clause; return s }

// frameGap is the time between two frames.
const frameGap = 10 * time.Millisecond

// build writes the capture over the line and completes the expectation.
func (s *Scenario) build(l *Line) (vector.Vector, Capture) {
	v, capture := s.Vector, Capture{Link: LinkEthernet}
	when := l.Begins.Add(-frameGap)
	for _, x := range s.Steps {
		when = when.Add(x.Gap)
		for _, octets := range l.FramesOf(x) {
			when = when.Add(frameGap)
			capture.Frames = append(capture.Frames, Frame{Time: when, Octets: octets})
		}
		for _, o := range x.Ops {
			o.Frame += len(capture.Frames)
			if !x.Judged {
				s.expect(&o)
			}
			v.Ops = append(v.Ops, o)
		}
	}
	return v, capture
}

// expect gives an operation the verdict that its vector's kind asks for.
func (s *Scenario) expect(o *vector.Op) {
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

// Each edits the step's operations.
func (x Step) Each(edit func(*vector.Op)) Step {
	x.Ops = slices.Clone(x.Ops)
	for i := range x.Ops {
		edit(&x.Ops[i])
	}
	return x
}

// Note says which variant this is.
func (x Step) Note(format string, args ...any) Step {
	return x.Each(func(o *vector.Op) { o.Note = fmt.Sprintf(format, args...) })
}

// Also adds reasons that come beside the deciding ones.
func (x Step) Also(reasons ...string) Step {
	return x.Each(func(o *vector.Op) { o.Reasons = append(slices.Clone(o.Reasons), reasons...) })
}

// Passes expects all operations to pass.
func (x Step) Passes() Step { return x.Each(func(o *vector.Op) { o.Verdict = "pass" }) }

// Flag expects all operations to be flagged.
func (x Step) Flag(reasons ...string) Step {
	x.Judged = true
	return x.Each(func(o *vector.Op) { o.Verdict, o.Reasons = "flag", reasons })
}

// Last expects the last operation to be judged as the vector is, and the ones
// before to pass, or to be flagged for the reasons.
func (x Step) Last(reasons ...string) Step {
	i := -1
	return x.Each(func(o *vector.Op) {
		o.Reasons = reasons
		if i++; i == len(x.Ops)-1 {
			return
		}
		o.Verdict = "pass"
		if len(reasons) > 0 {
			o.Verdict = "flag"
		}
	})
}

// BehindHonest expects the first operation to pass, and the others to be judged as
// the vector is, with reasons of their own beside its.
func (x Step) BehindHonest(reasons ...string) Step {
	i := -1
	return x.Each(func(o *vector.Op) {
		if i++; i == 0 {
			o.Verdict = "pass"
			return
		}
		o.Reasons = reasons
	})
}

// Saying replaces the operations of a step.
func (x Step) Saying(ops ...vector.Op) Step { x.Ops = ops; return x }

// Unread expects records of a transport without operation, for the last n frames.
func (x Step) Unread(n int, transport string) Step {
	x.Ops = nil
	for i := range n {
		x.Ops = append(x.Ops, vector.Op{Frame: i - n + 1, Protocol: transport})
	}
	return x
}
