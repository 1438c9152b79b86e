package chain

import (
	"fmt"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// severedBatch has a message for every way in which a peer can be an end of it.
// Interconnects are 1 and 2, operators 3 and 4; home is operator 1.
func severedBatch() *op.Batch {
	b := &op.Batch{}
	add := func(d op.Direction, src, dst op.ID, srcOwner, dstOwner, claimed op.ID) {
		m := b.AddMessage()
		m.Direction, m.Interconnect, m.DstInterconnect, m.SrcOwner, m.DstOwner = d, src, dst, srcOwner, dstOwner
		if claimed != 0 {
			b.AddOp(op.ProtoGTPv2).Operator = claimed
		}
	}
	add(op.In, 1, 0, 3, op.Home, 3)       // 0 from operator 3 through interconnect 1
	add(op.Out, 0, 1, op.Home, 3, 1)      // 1 to it
	add(op.In, 2, 0, 4, op.Home, 4)       // 2 from operator 4 through interconnect 2
	add(op.In, 2, 0, 0, op.Home, 3)       // 3 from nobody's address, claiming to be operator 3
	add(op.Transit, 2, 1, 4, 3, 4)        // 4 from operator 4 to operator 3
	add(op.In, 1, 0, 3, op.Home, 0)       // 5 no operation, from operator 3
	add(op.Out, 0, 2, op.Home, 4, 1)      // 6 to operator 4
	add(op.In, 0, 0, 0, op.Home, op.Home) // 7 from nowhere
	add(op.In, 2, 0, 4, op.Home, 4)       // 8 from operator 4, which is a hub, in the name of 3
	b.Ops[len(b.Ops)-1].GTP.ServingNamed = 3
	return b
}

func TestLevels(t *testing.T) {
	for _, c := range []struct {
		name   string
		levels *Levels
		drops  string // message by message, d: dropped
	}{
		{"none", &Levels{}, "---------"},
		{"interconnect severed", &Levels{Interconnects: []Level{1: LevelSevered}}, "dd--dd---"},
		{"operator severed", &Levels{Operators: []Level{3: LevelSevered}}, "dd-ddd--d"},
		{"operator aborted", &Levels{Operators: []Level{3: LevelAborted}}, "dd-ddd--d"},
		{"both others severed", &Levels{Interconnects: []Level{2: LevelSevered}, Operators: []Level{4: LevelSevered}}, "--ddd-d-d"},
		{"severed while everything is observed", &Levels{ObserveAll: true, Operators: []Level{3: LevelSevered}}, "dd-ddd--d"},
		{"observed", &Levels{Interconnects: []Level{1: LevelObserve}}, "---------"},
	} {
		control := &Control{}
		control.Set(c.levels)
		j := NewJudge(policy(), control, nil, 64)
		b, got := severedBatch(), ""
		for _, r := range j.Judge(b) {
			got += map[bool]string{true: "d", false: "-"}[r.Action == op.ActDrop]
		}
		if got != c.drops {
			t.Errorf("%s: rulings are %s, not %s", c.name, got, c.drops)
		}
	}
}

// Severing asks no filter: it holds when every one of them fails, and wins over
// whatever they would let pass.
func TestSeveredHoldsWithEveryFilterFailing(t *testing.T) {
	m := load(t, "misbehave")
	p := policy(m)
	p.Filters[0].Failed.OnBlock = op.ActFlag // fails open
	control := &Control{}
	control.Set(&Levels{Operators: []Level{3: LevelSevered}})
	j := judge(t, p, 64, m)
	j.control = control
	b := severedBatch()
	for i := range b.Ops {
		b.Ops[i].Code = 1 // makes the guest trap
	}
	got := ""
	for _, r := range j.Judge(b) {
		got += map[bool]string{true: "d", false: "-"}[r.Action == op.ActDrop]
	}
	if want := "dd-ddd--d"; got != want {
		t.Errorf("rulings are %s, not %s", got, want)
	}
	if o := j.Outcome(0); p.ReasonName(o.Source, o.Reason) != "severed" || o.Mode != Enforce {
		t.Errorf("the outcome is %+v", o)
	}
}

// A level or the global mode observes whatever policy would enforce, and a change
// holds from the next batch on.
func TestObservingByCommand(t *testing.T) {
	p := policy()
	p.Faults = FaultScopes{Sets: [][]*Faults{{{op.GTPLength: op.ActDrop}}}}
	control := &Control{}
	j := NewJudge(p, control, nil, 64)
	b := severedBatch()
	b.Ops[0].Faults.Add(op.GTPLength, 1)
	for _, c := range []struct {
		levels *Levels
		action op.Action
		mode   Mode
	}{
		{&Levels{}, op.ActDrop, Enforce},
		{&Levels{ObserveAll: true}, op.ActPass, Observe},
		{&Levels{Interconnects: []Level{1: LevelObserve}}, op.ActPass, Observe},
		{&Levels{Operators: []Level{3: LevelObserve}}, op.ActPass, Observe},
		{&Levels{Interconnects: []Level{2: LevelObserve}, Operators: []Level{4: LevelObserve}}, op.ActDrop, Enforce},
		{&Levels{}, op.ActDrop, Enforce},
	} {
		control.Set(c.levels)
		r := j.Judge(b)[0]
		if o := j.Outcome(0); r.Action != c.action || o.Mode != c.mode || o.Action != op.ActDrop {
			t.Errorf("%+v: ruling %v, outcome %v in mode %v", *c.levels, r.Action, o.Action, o.Mode)
		}
	}
}

func TestLevelNames(t *testing.T) {
	for _, l := range []Level{LevelOpen, LevelObserve, LevelSevered, LevelAborted} {
		if back, ok := LevelByName(l.String()); !ok || back != l {
			t.Errorf("%v comes back as %v", l, back)
		}
	}
	if _, ok := LevelByName("throttle"); ok {
		t.Error("a level that is not offered has a number")
	}
	if got := fmt.Sprint(LevelSevered); got != "severed" {
		t.Error(got)
	}
}
