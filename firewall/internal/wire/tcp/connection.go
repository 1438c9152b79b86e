package tcp

import (
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/slots"
)

// endpoint is an end of a connection.
type endpoint struct {
	addr op.Addr
	port uint16
}

// key is what the segments of a connection have in common, in both directions.
// Segments from one side of a link never mix with those that claim the same
// addresses on the other.
type key struct {
	low, high endpoint
	side      op.Side // that segments of low come in on
}

// keyOf returns the key of a segment's connection, and which way it goes: 0 from
// the low end.
func keyOf(o *Origin) (k key, way int) {
	src, dst := endpoint{o.Src, o.SrcPort}, endpoint{o.Dst, o.DstPort}
	if !src.above(dst) {
		return key{src, dst, o.Side}, 0
	}
	return key{dst, src, across(o.Side)}, 1
}

// across is the side that the other direction comes in on.
func across(s op.Side) op.Side {
	switch s {
	case op.SideOutside:
		return op.SideInside
	case op.SideInside:
		return op.SideOutside
	}
	return s
}

func (e endpoint) above(o endpoint) bool {
	switch {
	case e.addr.Hi != o.addr.Hi:
		return e.addr.Hi > o.addr.Hi
	case e.addr.Lo != o.addr.Lo:
		return e.addr.Lo > o.addr.Lo
	}
	return e.port > o.port
}

// connection is two streams.
type connection struct {
	source  int32
	isHeard bool // octets came
	isOver  bool // RST, or FIN of both ends
	isBusy  bool // in the list of these
	lastNS  int64
	streams [2]stream
}

// share is what one source uses.
type share struct{ connections, cells int }

// sourceOf returns what one host controls of the address space.
func sourceOf(a op.Addr) op.Addr {
	if a.Is4() {
		return a
	}
	return op.Addr{Hi: a.Hi}
}

// open starts a connection, or returns none when the table or its source's share
// of it is full. Its source is that of the segment at hand.
func (r *Reassembler) open(k key) int32 {
	source := sourceOf(r.origin.Src)
	s := r.sources.Find(source)
	if s != none && r.shares[s].connections >= r.limits.SourceConnections && !r.makeRoom(s) {
		return none
	}
	at := r.byKey.Insert(k)
	if at == none {
		if !r.makeRoom(none) {
			return none
		}
		at = r.byKey.Insert(k)
	}
	if s = r.sources.Find(source); s == none {
		s = r.sources.Insert(source) // as many slots as connections
		r.shares[s] = share{}
	}
	r.shares[s].connections++
	r.all[at] = connection{source: s, lastNS: r.origin.TimeNS}
	r.silent.Push(r.order, at)
	return at
}

// idleFactor is how many times longer a connection is kept in which a message was
// given up: its rest may still come, and would look like a beginning.
const idleFactor = 8

// makeRoom closes a connection of a source, or of any if that is none, that can be
// spared: one without octets, or that is over, or has rested for long. It looks at
// a few only, so that its cost is bounded.
func (r *Reassembler) makeRoom(source int32) bool {
	for _, l := range [...]*slots.List{&r.silent, &r.busy} {
		at := l.Oldest
		for i := 0; i < 8 && at != none; i++ {
			if c := &r.all[at]; (source == none || c.source == source) && r.isSpare(c) {
				r.close(at)
				return true
			}
			at = r.order[at].Newer
		}
	}
	return false
}

func (r *Reassembler) isSpare(c *connection) bool {
	idle := r.limits.IdleNS
	for i := range c.streams {
		switch st := &c.streams[i]; {
		case st.isWaiting:
			return false
		case st.mode == passing:
			idle *= idleFactor
		}
	}
	age := r.origin.TimeNS - c.lastNS
	return !c.isBusy && idle == r.limits.IdleNS || age >= idle || age <= -idle
}

// close forgets a connection that holds nothing.
func (r *Reassembler) close(at int32) {
	c := &r.all[at]
	if s := &r.shares[c.source]; s.connections == 1 {
		r.sources.Remove(c.source)
	} else {
		s.connections--
	}
	r.listOf(c).Remove(r.order, at)
	r.byKey.Remove(at)
}

func (r *Reassembler) listOf(c *connection) *slots.List {
	if c.isBusy {
		return &r.busy
	}
	return &r.silent
}

// touch notes that a segment of the connection came.
func (r *Reassembler) touch(c *connection) {
	c.lastNS = r.origin.TimeNS
	if l := r.listOf(c); l.Newest != r.at {
		l.Remove(r.order, r.at)
		l.Push(r.order, r.at)
	}
}

// rank moves a connection to the list that it belongs to.
func (r *Reassembler) rank(c *connection) {
	if busy := c.isHeard && !c.isOver; busy != c.isBusy {
		r.listOf(c).Remove(r.order, r.at)
		c.isBusy = busy
		r.listOf(c).Push(r.order, r.at)
	}
}

// synchronise takes a SYN, which begins a stream (RFC 9293 clause 3.5). In an open
// connection a receiver ignores it (clause 3.10.7.4), unless it has forgotten the
// connection: then its own SYN acknowledges it. take is false when the segment's
// octets are not the stream's.
func (r *Reassembler) synchronise(c *connection, st, back *stream, start uint32) (take bool) {
	s := r.segment
	isOver := c.isOver || st.hasEnd && back.mode == unknown
	accepts := s.has(ACK) && back.isProposed && s.Acknowledgment == back.proposed
	switch {
	case st.mode != unknown && st.start == start && !st.isMidstream:
		return true // again
	case accepts:
		r.restart(back, back.proposed)
		r.restart(st, start)
		c.isOver = false
	case st.mode == unknown:
		st.begin(start)
	case isOver:
		r.restart(back, 0)
		back.mode = unknown
		r.restart(st, start)
		c.isOver = false
	default:
		st.proposed, st.isProposed = start, true
		if s.octets() > 0 {
			s.Faults.Add(op.TCPSequence, s.At)
		}
		return false
	}
	if s.has(ACK) {
		if back.mode == unknown {
			back.begin(s.Acknowledgment)
		}
		back.acknowledge(s.Acknowledgment)
	}
	return true
}
