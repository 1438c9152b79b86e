package sctp

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/docket"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// pair is two associations that are joined.
type pair struct {
	link     *Link
	ends     [2]*end // outside, inside
	standing atomic.Uint32

	mu     sync.Mutex
	room   sync.Cond // nothing is pending any more, or it is over
	isOver bool
	done   chan struct{} // closed when it is over
}

// join makes a pair of two associations, of which the one outside has entered as who.
// It is nil when the link is ending or has no room; then both are shut down.
func (l *Link) join(joined [2]assoc.Association, who string) *pair {
	p := &pair{link: l, done: make(chan struct{})}
	p.room.L = &p.mu
	for i := range p.ends {
		p.ends[i] = &end{
			pair: p, side: l.sides[i], done: make(chan struct{}, 1), out: make([]assoc.Message, 0, 2*docket.Size),
		}
		p.ends[i].attach(joined[i])
	}
	outside, inside := p.ends[0], p.ends[1]
	outside.peer, inside.peer, outside.who = inside, outside, who
	for _, e := range p.ends {
		e.frame = l.template(e, joined[e.index()], joined[e.peer.index()])
	}
	if !l.admit(p, who) {
		for _, a := range joined {
			a.Shutdown()
			_ = a.Close()
		}
		l.admission.left(who)
		return nil
	}
	l.counters.joined.Add(1)
	l.tell(Up, outside, "")
	for _, e := range p.ends {
		a := joined[e.index()]
		l.tasks.Go(func() { e.receive(a) })
	}
	return p
}

// template is a frame of what comes from one association and goes to another.
func (l *Link) template(e *end, from, to assoc.Association) op.Frame {
	src, dst := from.Remote()[0], to.Remote()[0]
	return op.Frame{
		Encap: l.config.Encap, Service: l.config.Service, Side: e.side.is,
		Src: op.AddrFromNetIP(src.Addr()), SrcPort: src.Port(), Dst: op.AddrFromNetIP(dst.Addr()), DstPort: dst.Port(),
	}
}

// admit takes a pair in, unless the link is ending or who it is with is aborted.
func (l *Link) admit(p *pair, who string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	standing := l.standing(p.ends[0].frame.Src)
	if l.isOver || l.isDrained || refusal(standing) != nil {
		return false
	}
	p.standing.Store(uint32(standing))
	l.pairs[p] = struct{}{}
	return true
}

func (p *pair) isSevered() bool { return link.Standing(p.standing.Load()) != link.Open }

// enforce acts on the standing of who is outside.
func (p *pair) enforce(standing func(op.Addr) link.Standing) {
	is := standing(p.ends[0].frame.Src)
	p.standing.Store(uint32(is))
	if err := refusal(is); err != nil {
		p.end(p.ends[0], err.Error(), assoc.Association.Abort)
	}
}

// awaitRoom returns when nothing is pending in the pair, so that there is a place for
// what comes from e next, or when there is something to learn of e itself.
func (p *pair) awaitRoom(e *end) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for !p.isOver && !e.isBroken && (p.ends[0].isBehind() || p.ends[1].isBehind()) {
		p.room.Wait()
	}
}

// awaitSent returns when nothing is pending in the pair, or when the time has come.
func (p *pair) awaitSent(until time.Time) {
	wake := time.AfterFunc(time.Until(until), func() {
		p.mu.Lock() // lest it fall between the look at the clock and Wait
		defer p.mu.Unlock()
		p.room.Broadcast()
	})
	defer wake.Stop()
	p.mu.Lock()
	defer p.mu.Unlock()
	for !p.isOver && (p.ends[0].isBehind() || p.ends[1].isBehind()) && time.Now().Before(until) {
		p.room.Wait()
	}
}

// awaitDelivery returns when nothing waits for e any more, or nothing can be sent to it:
// what the other one had sent before its end still arrives.
func (p *pair) awaitDelivery(e *end) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for !p.isOver && !e.isBroken && len(e.pending) > 0 {
		p.room.Wait()
	}
}

// isBehind reports whether something waits for e. The caller holds pair.mu.
func (e *end) isBehind() bool { return len(e.pending) > 0 || e.isDown }

// ended is told by the goroutine that received from association a of e.
func (p *pair) ended(e *end, a assoc.Association, why error) {
	switch {
	case errors.Is(why, assoc.ErrRestarted):
		p.restarted(e, a)
	case errors.Is(why, assoc.ErrClosed): // by us, who have said so
	case p.hold(e, a, why):
	default:
		p.awaitDelivery(e.peer)
		p.awaitNotice(e.peer)
		p.end(e, why.Error(), assoc.Association.Shutdown)
	}
}

// noticeTime is how long an association that we have opened stays up at least.
const noticeTime = 200 * time.Millisecond

// awaitNotice gives a node time to look at an association that we have just opened with
// it, before we end it for the sake of the other one. There are nodes (freeDiameter
// 1.2.1) that end themselves over one which has gone before they have: any partner
// could bring them down by coming and going.
func (p *pair) awaitNotice(e *end) {
	p.mu.Lock()
	left := noticeTime - time.Since(e.since)
	p.mu.Unlock()
	if left <= 0 || e.side.config.Listen {
		return
	}
	select {
	case <-time.After(left):
	case <-p.done:
	case <-p.link.closed:
	}
}

// end ends the pair: first ended by itself if it is not nil, whatever is left is ended
// by stop. Later calls do nothing.
func (p *pair) end(first *end, why string, stop func(assoc.Association)) {
	if !p.finish(first, why) {
		return
	}
	for _, e := range p.ends {
		stop(e.assoc)
		_ = e.assoc.Close()
	}
}

// finish takes the pair off the link. It reports whether it was there.
func (p *pair) finish(first *end, why string) bool {
	l := p.link
	p.mu.Lock()
	over := p.isOver
	p.isOver = true
	if !over {
		for _, e := range p.ends {
			count(&l.counters.lost, len(e.pending))
			e.pending = nil
		}
		p.room.Broadcast()
		close(p.done)
	}
	p.mu.Unlock()
	if over {
		return false
	}
	l.mu.Lock()
	delete(l.pairs, p)
	l.mu.Unlock()
	l.admission.left(p.ends[0].who)
	if first == nil {
		first = p.ends[0]
	}
	l.tell(Down, first, why)
	return true
}

// restarted deals with a peer that has forgotten everything and goes on with the
// association. To the other side that is an end; where the peer came by itself, what
// is left is an association that has just come up.
func (p *pair) restarted(e *end, a assoc.Association) {
	l := p.link
	l.counters.restarted.Add(1)
	p.awaitDelivery(e.peer)
	if !p.letGo(e) || !p.finish(e, assoc.ErrRestarted.Error()) {
		return
	}
	e.peer.assoc.Shutdown()
	_ = e.peer.assoc.Close()
	if !e.side.config.Listen {
		a.Abort()
		_ = a.Close()
		return
	}
	l.tasks.Go(func() { e.side.welcome(a) })
}

// letGo returns when nobody of the pair sends to e any more, and nothing waits for it:
// the peer that has restarted is not to get what was meant for the one before it. It
// reports whether the pair is still there.
func (p *pair) letGo(e *end) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	count(&p.link.counters.lost, len(e.pending))
	e.pending, e.isDown = nil, true
	for e.isWaiting && !p.isOver {
		p.room.Wait()
	}
	return !p.isOver
}

// hold keeps a pair of which a dialled side has ended, for the time that is
// configured, and reports whether it does.
func (p *pair) hold(e *end, a assoc.Association, why error) bool {
	l := p.link
	if l.config.Hold == 0 || e.side.config.Listen || l.isEnding() {
		return false
	}
	p.mu.Lock()
	over := p.isOver
	e.isDown = true
	p.mu.Unlock()
	if over {
		return true
	}
	_ = a.Close()
	l.tell(Held, e, why.Error())
	l.tasks.Go(func() { p.bringBack(e) })
	return true
}

// bringBack dials until there is an association again, or the time is over. One that has
// ended as soon as it was up is not dialled again at once: it would go on like that.
func (p *pair) bringBack(e *end) {
	l := p.link
	select {
	case <-time.After(min(time.Until(e.since.Add(l.config.Retry)), l.config.Hold/4)):
	case <-p.done:
	}
	a, err := e.side.redial(p.done, l.config.Hold)
	if err == nil {
		err = e.knows(a)
	}
	if err != nil {
		p.end(e, err.Error(), assoc.Association.Shutdown)
		return
	}
	p.mu.Lock()
	over := p.isOver
	if !over {
		e.attach(a)
		e.awaitAndSend()
		p.room.Broadcast()
	}
	p.mu.Unlock()
	if over {
		a.Shutdown()
		_ = a.Close()
		return
	}
	l.tell(Back, e, "")
	e.receive(a)
}

// knows returns an error, and ends the association, unless it is with who e was with:
// a node that is dialled names any addresses that it likes.
func (e *end) knows(a assoc.Association) error {
	who, err := e.side.identify(a)
	if err == nil && who != e.who {
		err = errOther
	}
	if err != nil {
		e.side.refuse(a, who, err)
	}
	return err
}

func (l *Link) tell(kind EventKind, e *end, why string) {
	e.pair.mu.Lock()
	peer := e.assoc.Remote()
	e.pair.mu.Unlock()
	l.config.Tell(Event{Kind: kind, Side: e.side.is, Who: e.who, Peer: peer, Why: why})
}
