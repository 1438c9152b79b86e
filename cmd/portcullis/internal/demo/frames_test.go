package demo

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/testvectors"
)

// verdicts is a firewall that does with each message what rule says, given the
// verdicts that its operations should have.
type verdicts struct {
	rule    func(capture string, want []testvectors.Op) (passed bool)
	forget  int // operations of the last capture
	invent  int // operations behind those of the last capture
	rounds  int
	failure error
}

func (v *verdicts) Play(_ context.Context, captures []testvectors.Capture, each func(Judged) error) error {
	v.rounds++
	for i, c := range captures {
		ops := slices.Clone(c.Ops)
		if i == len(captures)-1 {
			ops = ops[:len(ops)-v.forget]
			for range v.invent {
				ops = append(ops, ops[0])
			}
		}
		for n, o := range ops {
			if err := each(Judged{Took: time.Microsecond}); err != nil { // a fragment
				return err
			}
			j := Judged{Capture: c.Name, Took: time.Microsecond, Operations: []Operation{{Frame: n, Protocol: o.Protocol, Passed: v.rule(c.Name, []testvectors.Op{o})}}}
			if !j.Operations[0].Passed {
				j.Operations[0].By = "filter reason"
			}
			if err := each(j); err != nil {
				return err
			}
		}
	}
	return v.failure
}

func right(_ string, want []testvectors.Op) bool { return want[0].Verdict != "block" }

// rulable are the vectors of a family that today's rules get right.
func rulable(t *testing.T, family string) (list []testvectors.Capture) {
	t.Helper()
	all, err := testvectors.SS7()
	if family == "diameter" {
		all, _, err = testvectors.Diameter()
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		if c.Pending == "" {
			list = append(list, c)
		}
	}
	return list
}

// play runs one round of SS7, then of Diameter, and returns what the report would say.
func play(t *testing.T, v *verdicts) (r *Report, err error) {
	t.Helper()
	r = &Report{}
	for _, family := range []string{"ss7", "diameter"} {
		f := newFrames(rulable(t, family))
		err = errors.Join(err, f.run(t.Context(), v, 0))
		attacks := f.attacks()
		r.Attacks, r.Failures = append(r.Attacks, attacks...), append(r.Failures, f.firstFailures()...)
		r.Protocols = append(r.Protocols, f.rows(attacks)...)
	}
	return r, err
}

func TestFramesCountWhatIsRight(t *testing.T) {
	v := &verdicts{rule: right}
	r, err := play(t, v)
	if err != nil || !r.verdict() || v.rounds != 2 {
		t.Fatalf("%v, ok %v, %d rounds; %s", err, r.verdict(), v.rounds, r.Missed())
	}
	for _, p := range r.Protocols {
		if p.HonestTotal+p.AttacksTotal == 0 || p.HonestTotal > 0 && p.AddedP50 == 0 || p.Operations == 0 {
			t.Errorf("%+v", p)
		}
	}
	for _, a := range r.Attacks {
		if !slices.Contains(a.By, "filter reason") {
			t.Errorf("%s was stopped by %s", a.Vector, a.By)
		}
	}
}

// One attack let through, or one honest message not, and the demo fails.
func TestFramesNoticeOneMistake(t *testing.T) {
	for name, want := range map[string]string{"s01-locate": "got through", "ul": "map, ul, frame 0: did not arrive, blocked by filter reason", "a01-foreign": "got through"} {
		r, err := play(t, &verdicts{rule: func(capture string, want []testvectors.Op) bool { return right(capture, want) != (capture == name) }})
		missed := strings.Join(r.Missed(), "\n")
		if err != nil || r.verdict() || !strings.Contains(missed, want) {
			t.Errorf("%s: %v, ok %v, %s", name, err, r.verdict(), missed)
		}
	}
}

// What is read of a capture has to be what it holds: else verdicts would be counted
// for the wrong message.
func TestFramesNoticeOtherOperations(t *testing.T) {
	for want, v := range map[string]*verdicts{
		"operations were read, not": {rule: right, forget: 1},
		"an operation more than":    {rule: right, invent: 1},
		"broken":                    {rule: right, failure: errors.New("broken")},
	} {
		if _, err := play(t, v); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, without %q", err, want)
		}
	}
}
