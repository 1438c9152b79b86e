package bench

import (
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// What the terminating link is measured with arrives, batch by batch, and costs the
// link no memory.
func TestJunction(t *testing.T) {
	for _, size := range []int{1, 16, 32} {
		j, err := newJunction(op.ProtoDiameter, size)
		if err != nil {
			t.Fatal(err)
		}
		round := func() {
			if err := j.awaitBatches(); err != nil {
				t.Fatal(err)
			}
			if err := j.carry(passUnread); err != nil {
				t.Fatal(err)
			}
		}
		for range 100 { // all batches of the pool are made
			round()
		}
		if n := testing.AllocsPerRun(200, round); n > 0 {
			t.Errorf("%v allocations for %d messages", n, size)
		}
		if err := j.link.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
