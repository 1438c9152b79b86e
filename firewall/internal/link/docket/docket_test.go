package docket_test

import (
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/docket"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// The number of a frame stays one.
func TestFrameNumbersStartAgain(t *testing.T) {
	for number, want := range map[int32]int32{0: 1, 1: 2, 1<<31 - 2: 1<<31 - 1, 1<<31 - 1: 1} {
		if got := docket.Next(number); got != want {
			t.Errorf("after %d comes %d, want %d", number, got, want)
		}
	}
}

// An arrival goes on whole or not at all, and what a link could not do is in the
// rulings.
func TestTheStrictestRulingOfAnArrivalHolds(t *testing.T) {
	var b op.Batch
	for _, slot := range []int32{0, 0, 1, 2, 3, op.NoSlot} {
		b.AddMessage().Slot = slot
	}
	rulings := []op.Ruling{{Action: op.ActPass}, {Action: op.ActReject, Cause: 7}, {Action: op.ActReject}, {Action: op.ActPass}, {Action: op.ActPass}, {Action: op.ActReject}}
	var d docket.Docket
	d.Begin(5)
	d.Gather(&b, rulings)
	if r, ok := d.Ruling(0); !ok || r.Action != op.ActReject || r.Cause != 7 {
		t.Errorf("two messages in one arrival: %+v, %v", r, ok)
	}
	if _, ok := d.Ruling(4); ok {
		t.Error("an arrival without a message is ruled on")
	}
	d.Answered(0)
	d.Refuse(3)
	if n := d.Settle(&b, rulings); n != 1 {
		t.Errorf("%d answered", n)
	}
	for i, want := range []op.Action{op.ActDrop, op.ActReject, op.ActDrop, op.ActPass, op.ActDrop, op.ActDrop} {
		if rulings[i].Action != want {
			t.Errorf("message %d: %v, want %v", i, rulings[i].Action, want)
		}
	}
	if d.Len() != 0 {
		t.Error("the round is not over")
	}
}
