package lane

import (
	"sync/atomic"
	"time"
)

// gate keeps a lane and those who change its pipeline apart. The lane passes it
// twice per batch with one atomic operation each; only while somebody is about to
// change something does it wait, for the moment that moving a few pointers takes.
type gate struct {
	state  atomic.Int32
	wanted atomic.Int32 // how many want it shut; the lane then lets them go first
}

const (
	idle int32 = iota // nobody is inside
	busy              // the lane works on a batch
	shut              // the pipeline is being changed
)

// retry is how often those who wait look again.
const retry = 20 * time.Microsecond

// enter is called by the lane.
func (g *gate) enter() {
	for g.wanted.Load() > 0 || !g.state.CompareAndSwap(idle, busy) {
		time.Sleep(retry)
	}
}

// leave is called by the lane after enter.
func (g *gate) leave() { g.state.Store(idle) }

// shut waits for the batch in work and keeps the lane from the next one.
func (g *gate) shut() {
	g.wanted.Add(1)
	for !g.state.CompareAndSwap(idle, shut) {
		time.Sleep(retry)
	}
}

// open lets the lane go on.
func (g *gate) open() {
	g.state.Store(idle)
	g.wanted.Add(-1)
}
