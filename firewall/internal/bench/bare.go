package bench

import (
	"slices"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// unread is a batch of messages that nobody looked at, one per frame.
var unread = func() *op.Batch {
	b := &op.Batch{}
	for i := range batch {
		b.AddMessage().Slot = int32(i)
	}
	return b
}()

var allPass = make([]op.Ruling, batch)

func passUnread(frames []op.Frame) (*op.Batch, []op.Ruling) { return unread, allPass[:len(frames)] }

// clockCost is the least that two looks at the clock are apart.
func clockCost() time.Duration {
	var costs []time.Duration
	for range 1000 {
		began := now()
		costs = append(costs, now()-began)
	}
	return slices.Min(costs)
}
