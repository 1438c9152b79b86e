package gtp

import (
	"sync/atomic"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
)

// Stats counts datagrams since the relay was opened.
type Stats struct {
	Received  uint64 // handed out by Read
	Forwarded uint64 // passed and handed to the kernel
	Dropped   uint64 // ruled to be dropped, or to be rejected and not answered
	Rejected  uint64 // answered instead of passed
	NoFlow    uint64 // passed, but the peer could not get a flow: the table is full or no socket is left
	SendFull  uint64 // passed, but the socket or interface had no room
	SendError uint64 // passed, but the kernel refused to send
	ReadError uint64 // errors that receiving sockets reported, such as ICMP port unreachable
	Overflow  uint64 // never seen: the listener's receive buffer was full
	Flows     int    // peers that have a flow right now
}

// counters are written by the lane once per batch and read by anybody.
type counters struct {
	received, forwarded, dropped, rejected atomic.Uint64
	noFlow, sendFull, sendError            atomic.Uint64
	readError, overflow                    atomic.Uint64
	flows                                  atomic.Int64
}

// count adds n unless it is zero, which spares the common case an atomic write.
func count(c *atomic.Uint64, n int) {
	if n != 0 {
		c.Add(uint64(n))
	}
}

func (c *counters) addLoss(l loss) {
	count(&c.sendFull, l.full)
	count(&c.sendError, l.failed)
	count(&c.readError, l.receive)
}

// Stats returns the counters. It may be called at any time from any goroutine.
func (r *Relay) Stats() Stats {
	c := &r.counters
	return Stats{
		Received: c.received.Load(), Forwarded: c.forwarded.Load(),
		Dropped: c.dropped.Load(), Rejected: c.rejected.Load(),
		NoFlow: c.noFlow.Load(), SendFull: c.sendFull.Load(), SendError: c.sendError.Load(),
		ReadError: c.readError.Load(), Overflow: c.overflow.Load(),
		Flows: int(c.flows.Load()),
	}
}

// Counters implements link.Counted.
func (r *Relay) Counters() []link.Counter {
	s := r.Stats()
	return []link.Counter{
		{Name: "received", Value: s.Received},
		{Name: "forwarded", Value: s.Forwarded},
		{Name: "dropped", Value: s.Dropped},
		{Name: "rejected", Value: s.Rejected},
		{Name: "no_flow", Value: s.NoFlow},
		{Name: "send_full", Value: s.SendFull},
		{Name: "send_error", Value: s.SendError},
		{Name: "read_error", Value: s.ReadError},
		{Name: "overflow", Value: s.Overflow},
		{Name: "flows", Value: uint64(s.Flows)},
	}
}
