package sctp

import (
	"bytes"
	"errors"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// end is one association of a pair.
type end struct {
	pair  *pair
	peer  *end // the other one
	side  *side
	who   string
	frame op.Frame        // of what comes from it, without the message
	done  chan struct{}   // the lane is done with its batch
	out   []assoc.Message // of the lane: what Apply has for it

	// With pair.mu.
	assoc     assoc.Association
	streams   streams
	pending   []assoc.Message // waits for room, in memory of its own
	isWaiting bool            // drain runs
	isBroken  bool            // ended, as drain has found
	isDown    bool            // ended, and to come back
	since     time.Time       // when assoc came up
}

func (e *end) index() int { return e.side.index() }

// attach makes a the association of e. The caller holds pair.mu, or is alone.
func (e *end) attach(a assoc.Association) {
	_, out := a.Streams()
	e.assoc, e.isDown, e.isBroken, e.since = a, false, false, time.Now()
	e.streams = streams{count: max(out, 1), management: e.pair.link.config.Management}
}

// receive hands batches to the lane until the association ends.
func (e *end) receive(a assoc.Association) {
	l := e.pair.link
	for {
		batch, err := a.Receive()
		if err != nil {
			e.pair.ended(e, a, err)
			return
		}
		select {
		case l.ready <- arrival{end: e, batch: batch}:
		case <-l.closed:
			l.pool.Give(batch)
			return
		}
		select {
		case <-e.done:
		case <-l.closed:
			return
		}
		e.pair.awaitRoom(e)
	}
}

// flush sends what Apply has for e, as far as there is room; the rest waits.
func (e *end) flush() {
	p := e.pair
	p.mu.Lock()
	for i := range e.out {
		e.out[i].Stream = e.streams.fold(e.out[i].Stream)
	}
	list := e.out
	if len(e.pending) == 0 && !e.isDown && !p.isOver {
		list = e.send(list)
	}
	if len(list) > 0 && !p.isOver {
		e.keep(list)
	} else {
		count(&p.link.counters.lost, len(list))
	}
	p.mu.Unlock()
	clear(e.out)
	e.out = e.out[:0]
}

// send hands over messages and returns those for which there was no room. The caller
// holds pair.mu.
func (e *end) send(list []assoc.Message) (rest []assoc.Message) {
	c := &e.pair.link.counters
	for len(list) > 0 {
		n, err := e.assoc.Send(list)
		list = list[n:]
		switch {
		case err == nil:
			return list
		case errors.Is(err, assoc.ErrRefused):
			count(&c.undeliverable, 1)
			list = list[1:]
		case e.pair.link.config.Hold > 0:
			return list // for the association that comes next
		default: // it has ended; Receive says why
			count(&c.lost, len(list))
			return nil
		}
	}
	return nil
}

// keep makes messages wait for room. The caller holds pair.mu.
func (e *end) keep(list []assoc.Message) {
	count(&e.pair.link.counters.waited, len(list))
	for _, m := range list {
		m.Data = bytes.Clone(m.Data)
		e.pending = append(e.pending, m)
	}
	e.awaitAndSend()
}

// awaitAndSend has what is pending sent when there is room. The caller holds pair.mu.
func (e *end) awaitAndSend() {
	if !e.isWaiting && !e.isDown && len(e.pending) > 0 {
		e.isWaiting = true
		go e.drain()
	}
}

// drain sends what is pending as room comes, to the association that e has by then,
// and lets the pair go on when nothing is pending any more. At the association's end it
// lets its receiver go on, which finds out and says why.
func (e *end) drain() {
	p := e.pair
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(e.pending) > 0 && !p.isOver && !e.isDown && !e.isBroken {
		a := e.assoc
		p.mu.Unlock()
		err := e.roomOf(a)
		p.mu.Lock()
		switch {
		case a != e.assoc: // it has come back meanwhile
		case err != nil:
			e.isBroken = true
		default:
			e.pending = e.send(e.pending)
		}
	}
	e.isWaiting = false
	p.room.Broadcast()
}

// roomOf waits until an association has room, and ends the pair if that takes too
// long: a peer that does not read holds up the other one as well.
func (e *end) roomOf(a assoc.Association) error {
	p := e.pair
	stalled := time.AfterFunc(p.link.config.Stall, func() {
		p.link.counters.stalled.Add(1)
		p.end(e, "the peer takes nothing any more", assoc.Association.Abort)
	})
	defer stalled.Stop()
	return a.AwaitRoom()
}
