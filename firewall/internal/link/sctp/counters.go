package sctp

import (
	"sync/atomic"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
)

// counters are written by the lane once per batch, and by associations, and read by
// anybody.
type counters struct {
	received, forwarded, dropped, rejected atomic.Uint64
	cut, undeliverable, lost, waited       atomic.Uint64
	joined, refused, restarted, stalled    atomic.Uint64
	unwanted                               atomic.Uint64
}

// count adds n unless it is zero, which spares the common case an atomic write.
func count(c *atomic.Uint64, n int) {
	if n != 0 {
		c.Add(uint64(n))
	}
}

// Counters implements link.Counted.
func (l *Link) Counters() []link.Counter {
	l.mu.Lock()
	pairs := len(l.pairs)
	l.mu.Unlock()
	c := &l.counters
	return []link.Counter{
		{Name: "received", Value: c.received.Load()},
		{Name: "forwarded", Value: c.forwarded.Load()},
		{Name: "dropped", Value: c.dropped.Load()},             // by ruling, or rejected and not answered
		{Name: "rejected", Value: c.rejected.Load()},           // answered instead of passed
		{Name: "cut", Value: c.cut.Load()},                     // longer than any message may be; dropped
		{Name: "undeliverable", Value: c.undeliverable.Load()}, // passed, but the other association cannot carry it
		{Name: "lost", Value: c.lost.Load()},                   // passed, but the other association ended
		{Name: "waited", Value: c.waited.Load()},               // passed, and had to wait for room
		{Name: "pairs", Value: uint64(pairs)},
		{Name: "pairs_joined", Value: c.joined.Load()},
		{Name: "associations_unwanted", Value: c.unwanted.Load()}, // turned away by their source address, before they were any
		{Name: "associations_refused", Value: c.refused.Load()},
		{Name: "associations_restarted", Value: c.restarted.Load()},
		{Name: "associations_stalled", Value: c.stalled.Load()},
	}
}
