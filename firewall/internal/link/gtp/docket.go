package gtp

import (
	"math"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// docket holds the arrivals of one Read until they have been ruled on.
type docket struct {
	in [batchSize]arrival
	n  int // arrivals of the last Read

	// By arrival.
	ruled    [batchSize]bool
	rulings  [batchSize]op.Ruling // the strictest of its messages
	message  [batchSize]int       // that it was for
	answered [batchSize]bool
}

// gather finds the strictest ruling for each arrival. Of several messages in
// one datagram it holds for all, since a part of a datagram cannot go on.
func (d *docket) gather(b *op.Batch, rulings []op.Ruling) {
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

// action is what is to be done with an arrival. One that yielded no message is
// dropped.
func (d *docket) action(slot int) op.Action {
	if !d.ruled[slot] {
		return op.ActDrop
	}
	return d.rulings[slot].Action
}

// settle makes drops of the rejections that were not answered, and ends the
// batch: each Read is applied at most once. It returns how many arrivals were
// answered.
func (d *docket) settle(b *op.Batch, rulings []op.Ruling) (answers int) {
	for i := range rulings {
		if rulings[i].Action != op.ActReject {
			continue
		}
		if slot := int(b.Messages[i].Slot); slot < 0 || slot >= d.n || !d.answered[slot] {
			rulings[i].Action = op.ActDrop
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

// next returns the number of the frame after one. After 2^31-1 it starts again.
func next(number int32) int32 {
	if number == math.MaxInt32 {
		return 1
	}
	return number + 1
}
