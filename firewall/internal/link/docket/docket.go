// Package docket keeps account of one round of a link: which ruling holds for each
// arrival of the last Read, and what answers it.
package docket

import (
	"math"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Size is the most arrivals of one Read.
const Size = 64

// Docket holds what was ruled on the arrivals of one Read. Slots are their places
// in it, as in op.Message.
type Docket struct {
	n        int
	ruled    [Size]bool
	rulings  [Size]op.Ruling // the strictest of an arrival's messages
	message  [Size]int       // that it was for
	answered [Size]bool
}

// Begin is for a Read that has brought n arrivals.
func (d *Docket) Begin(n int) { d.n = n }

// Len returns how many arrivals are to be ruled on.
func (d *Docket) Len() int { return d.n }

// Gather finds the strictest ruling for each arrival. Of several messages in one it
// holds for all, since a part of an arrival cannot go on.
func (d *Docket) Gather(b *op.Batch, rulings []op.Ruling) {
	clear(d.ruled[:d.n])
	clear(d.answered[:d.n])
	for i := range rulings {
		slot := int(b.Messages[i].Slot)
		if slot < 0 || slot >= d.n {
			continue
		}
		if !d.ruled[slot] || rulings[i].Action > d.rulings[slot].Action {
			d.ruled[slot], d.rulings[slot], d.message[slot] = true, rulings[i], i
		}
	}
}

// Ruling returns what was ruled on an arrival. ok is false if it yielded no message.
func (d *Docket) Ruling(slot int) (r op.Ruling, ok bool) { return d.rulings[slot], d.ruled[slot] }

// Refuse makes a drop of whatever was ruled on an arrival: the link cannot do it.
func (d *Docket) Refuse(slot int) {
	d.ruled[slot], d.rulings[slot] = true, op.Ruling{Action: op.ActDrop}
}

// Answered says that an arrival was answered instead of passed.
func (d *Docket) Answered(slot int) { d.answered[slot] = true }

// Settle makes drops of the rejections that were not answered, of what was refused
// and of what came with something that was blocked, and ends the round: each Read is
// applied at most once. It returns how many arrivals were answered.
func (d *Docket) Settle(b *op.Batch, rulings []op.Ruling) (answers int) {
	for i := range rulings {
		slot := int(b.Messages[i].Slot)
		known := slot >= 0 && slot < d.n
		switch {
		case rulings[i].Action == op.ActReject && (!known || !d.answered[slot]):
			rulings[i].Action = op.ActDrop
		case known && d.rulings[slot].Action.Blocks() && !rulings[i].Action.Blocks():
			rulings[i].Action = op.ActDrop // with the arrival that it came in
		}
	}
	for slot := range d.n {
		if d.answered[slot] {
			answers++
		}
	}
	d.n = 0
	return answers
}

// Next returns the number of the frame after one. After 2^31-1 it starts again.
func Next(number int32) int32 {
	if number == math.MaxInt32 {
		return 1
	}
	return number + 1
}
