package bench

import (
	"context"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// The measured messages are what their names say, and flawless.
func TestMessagesAreHonest(t *testing.T) {
	d := wire.New(wire.Config{})
	for _, m := range Messages() {
		var b op.Batch
		f := m.frame()
		d.Decode(&b, 0, &f)
		if len(b.Ops) != 1 {
			t.Errorf("%s: %d operations", m.Name, len(b.Ops))
			continue
		}
		if got := wire.OperationName(&b.Ops[0]); got != m.Name {
			t.Errorf("%s is a %s", m.Name, got)
		}
		b.Ops[0].Faults.Each(func(c op.FaultCode) { t.Errorf("%s: %s", m.Name, c) })
	}
}

// The bare walk stays inside and gets to the end of every measured message.
func TestWalk(t *testing.T) {
	for _, m := range Messages() {
		if walk(m.Octets) == 0 {
			t.Errorf("%s: nothing found", m.Name)
		}
		for n := range m.Octets {
			walk(m.Octets[:n]) // must not panic
		}
	}
}

func TestWorstCasesAreAsLongAsTheySay(t *testing.T) {
	for _, w := range worstShapes {
		for _, size := range worstSizes {
			if got := len(w.build(size.octets)); got > size.octets || got < size.octets-9 {
				t.Errorf("%s: %d octets, want about %d", w.name, got, size.octets)
			}
		}
	}
}

func TestBudget(t *testing.T) {
	var got []Row
	s := Suite{Pairs: 3, Emit: func(r Row) error { got = append(got, r); return nil }}
	for _, b := range []Budget{{Of: "ratio", Most: 2.5}, {Of: "ratio", Most: 1.5}, {Of: "difference_ns", Most: 9}, {Of: "subject_ns", Most: 20}} {
		if err := s.compare(context.Background(), Row{Budgets: []Budget{b}}, Half{fake(10 * time.Nanosecond), 1}, Half{fake(20 * time.Nanosecond), 1}, nil); err != nil {
			t.Fatal(err)
		}
	}
	for i, met := range []bool{true, false, false, true} {
		if got[i].Budgets[0].Met != met || got[i].Clock != Clock {
			t.Errorf("%+v: met %v", got[i].Budgets, !met)
		}
	}
}
