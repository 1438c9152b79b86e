package sctp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// side is one end of the configuration: it makes the associations of its side.
type side struct {
	link    *Link
	is      op.Side
	config  End
	other   *side
	problem atomic.Pointer[string]

	// Associations that came up and are not joined yet: of a side that listens for the
	// other one to find it, those that have come; of one that dials, see keep.
	waiting chan waiting

	over context.Context // done after stop
	stop context.CancelFunc

	mu       sync.Mutex
	listener assoc.Listener
}

// waiting is an association that has come up and is to be joined before a time.
type waiting struct {
	assoc.Association
	until time.Time
}

// end ends an association that nobody has been joined with.
func (w waiting) end() {
	w.Shutdown()
	_ = w.Close()
}

// spareTime is how long an association that was dialled may wait to be joined.
const spareTime = 2 * time.Second

// waitingSize is how many associations may wait to be joined.
const waitingSize = 16

func newSide(l *Link, is op.Side, c End) *side {
	s := &side{link: l, is: is, config: c, waiting: make(chan waiting, waitingSize)}
	s.over, s.stop = context.WithCancel(context.Background())
	context.AfterFunc(s.over, s.shut)
	context.AfterFunc(s.over, s.dismissAll)
	s.config.Assoc.Pool = l.pool
	s.config.Assoc.MaxMessage = l.config.MaxMessage
	s.config.Assoc.Notify = s.notify
	s.config.Assoc.Admit = s.admit
	return s
}

func (s *side) name() string {
	return map[op.Side]string{op.SideOutside: "outside", op.SideInside: "inside"}[s.is]
}

func (s *side) index() int {
	if s.is == op.SideOutside {
		return 0
	}
	return 1
}

// try finds out whether the side can listen where it is told to.
func (s *side) try() error {
	if !s.config.Listen {
		return nil
	}
	n, err := s.config.Backend.Listen(s.config.Local, s.config.Assoc)
	if err != nil {
		return err
	}
	if s.config.Local.Port == 0 {
		s.config.Local.Port = n.Addr().Port
	}
	return n.Close()
}

// start sets the sides to work. Where both dial there is one pair; else there are as
// many as come.
func (l *Link) start() {
	outside, inside := l.sides[0], l.sides[1]
	if !outside.config.Listen && !inside.config.Listen {
		l.tasks.Go(l.dialBoth)
		return
	}
	for _, s := range l.sides {
		if s.config.Listen {
			l.tasks.Go(s.listen)
		}
	}
}

// Addr returns where a side listens.
func (l *Link) Addr(is op.Side) assoc.Endpoint {
	for _, s := range l.sides {
		if s.is == is {
			return s.config.Local
		}
	}
	return assoc.Endpoint{}
}

// shut closes the listener: nobody comes up any more.
func (s *side) shut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listener != nil {
		_ = s.listener.Close()
	}
}

// listen accepts associations while the other side can be reached.
func (s *side) listen() {
	for s.other.awaitReachable() {
		n, err := s.config.Backend.Listen(s.config.Local, s.config.Assoc)
		if err != nil {
			s.say(err)
			s.pause()
			continue
		}
		if !s.opened(n) {
			return
		}
		s.say(nil)
		s.acceptFrom(n)
	}
}

// opened makes n the listener, unless the side has been stopped.
func (s *side) opened(n assoc.Listener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over.Err() != nil {
		_ = n.Close()
		return false
	}
	s.listener = n
	return true
}

// acceptFrom accepts until the listener is closed.
func (s *side) acceptFrom(n assoc.Listener) {
	for {
		a, err := n.Accept()
		switch {
		case err == nil:
			s.link.tasks.Go(func() { s.welcome(a) })
		case errors.Is(err, net.ErrClosed):
			return
		default: // such as no more descriptors, which may pass
			s.say(err)
			s.pause()
		}
	}
}

// unreachable closes the listener of the side opposite: nobody is to come up who
// cannot be joined.
func (s *side) unreachable(why error) {
	s.say(why)
	s.other.shut()
}

// awaitReachable returns when the side can be reached; false is the end.
func (s *side) awaitReachable() bool {
	for !s.link.isEnding() {
		if s.config.Listen {
			return true
		}
		a, err := s.dial(s.link.config.Join)
		s.say(err)
		if err == nil {
			s.keep(a)
			return true
		}
		s.pause()
	}
	return false
}

// keep holds on to an association that has shown that the side can be reached: who
// comes first is joined with it. If nobody comes it is ended, but not at once: there
// are nodes (freeDiameter 1.2.1) that end themselves over an association which has
// gone before they have looked at it.
func (s *side) keep(a assoc.Association) {
	w := waiting{a, time.Now().Add(spareTime)}
	select {
	case s.waiting <- w:
		time.AfterFunc(spareTime, s.dismiss)
	default:
		w.end()
	}
	if s.over.Err() != nil {
		s.dismissAll()
	}
}

// welcome joins an association that has come up with one of the other side.
func (s *side) welcome(a assoc.Association) {
	who, err := s.vet(a)
	if err != nil {
		s.refuse(a, who, err)
		return
	}
	other, err := s.other.obtain(a)
	switch {
	case err != nil:
		s.left(who)
		s.refuse(a, who, fmt.Errorf("%s: %w", s.other.name(), err))
	case other == nil: // it waits itself
	case s.is == op.SideOutside:
		s.link.join([2]assoc.Association{a, other}, who)
	default:
		s.other.meet(other, a)
	}
}

// meet joins an association outside that was dialled with one inside, and returns the
// pair, or nil.
func (s *side) meet(outside, inside assoc.Association) *pair {
	who, err := s.vet(outside)
	if err != nil {
		inside.Shutdown()
		_ = inside.Close()
		s.refuse(outside, who, err)
		return nil
	}
	return s.link.join([2]assoc.Association{outside, inside}, who)
}

// obtain returns an association of the side for one of the other side: one that is
// dialled, or one that has come by itself. Of two sides that listen the inside waits
// for the outside: then it is nil.
func (s *side) obtain(opposite assoc.Association) (assoc.Association, error) {
	l := s.link
	if !s.config.Listen {
		select {
		case w := <-s.waiting:
			return w.Association, nil
		default:
		}
		a, err := s.dial(l.config.Join)
		if err != nil {
			s.unreachable(err)
		}
		return a, err
	}
	if s.is == op.SideOutside {
		select {
		case s.other.waiting <- waiting{opposite, time.Now().Add(l.config.Join)}:
			time.AfterFunc(l.config.Join, s.other.dismiss)
			if s.over.Err() != nil {
				s.other.dismissAll()
			}
			return nil, nil
		default:
			return nil, errors.New("too many associations wait already")
		}
	}
	select {
	case w := <-s.waiting:
		return w.Association, nil
	case <-time.After(l.config.Join):
	case <-l.draining:
	case <-l.closed:
	}
	return nil, errors.New("no association has come up")
}

// dismiss shuts the associations down that have waited for their time. Each of them
// has it called when that is over, and others may be in front by then.
func (s *side) dismiss() {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	for range len(s.waiting) {
		select {
		case w := <-s.waiting:
			if !now.Before(w.until) {
				w.end()
				continue
			}
			select {
			case s.waiting <- w:
			default: // as many have come meanwhile
				w.end()
			}
		default:
		}
	}
}

// dismissAll shuts all of them down.
func (s *side) dismissAll() {
	for {
		select {
		case w := <-s.waiting:
			w.end()
		default:
			return
		}
	}
}

// dial opens an association of a side that dials, unless it is with somebody who is
// aborted: they are not to be bothered until they are restored.
func (s *side) dial(within time.Duration) (assoc.Association, error) {
	if s.is == op.SideOutside {
		if err := s.link.refuses(s.config.Remote.Addresses[0]); err != nil {
			return nil, err
		}
	}
	ctx, cancel := context.WithTimeout(s.over, within)
	defer cancel()
	a, err := s.config.Backend.Dial(ctx, s.config.Local, s.config.Remote, s.config.Assoc)
	if err != nil {
		return nil, fmt.Errorf("cannot reach %s port %d: %w", s.config.Remote.Addresses[0], s.config.Remote.Port, err)
	}
	return a, nil
}

// redial dials until that succeeds, for some time, or until over.
func (s *side) redial(over <-chan struct{}, within time.Duration) (assoc.Association, error) {
	end := time.Now().Add(within)
	for {
		a, err := s.dial(time.Until(end))
		if err == nil {
			return a, nil
		}
		select {
		case <-over:
			return nil, err
		case <-s.over.Done():
			return nil, err
		case <-time.After(min(s.link.config.Retry, within/4)):
		}
		if time.Now().After(end) {
			return nil, err
		}
	}
}

// dialBoth keeps a pair between two sides that are both dialled, home first.
func (l *Link) dialBoth() {
	outside, inside := l.sides[0], l.sides[1]
	for ; !l.isEnding(); inside.pause() {
		if err := l.refuses(outside.config.Remote.Addresses[0]); err != nil {
			outside.say(err) // and home is not asked for nothing
			continue
		}
		home, err := inside.dial(l.config.Join)
		if inside.say(err); err != nil {
			continue
		}
		a, err := outside.dial(l.config.Join)
		if outside.say(err); err != nil {
			home.Shutdown()
			_ = home.Close()
			continue
		}
		if p := outside.meet(a, home); p != nil {
			<-p.done
		}
	}
}

// pause spaces attempts.
func (s *side) pause() {
	select {
	case <-time.After(s.link.config.Retry):
	case <-s.over.Done():
	}
}

// say says what keeps the side from its work; nil is nothing.
func (s *side) say(err error) {
	text := ""
	if err != nil {
		text = s.name() + ": " + err.Error()
	}
	s.problem.Store(&text)
}

// refuse aborts an association that is not to come up. Every one is counted; events are
// made of as many as somebody may want to read.
func (s *side) refuse(a assoc.Association, who string, why error) {
	s.link.counters.refused.Add(1)
	peer := a.Remote()
	a.Abort()
	_ = a.Close()
	if s.link.admission.mayTell(who) {
		s.link.config.Tell(Event{Kind: Refused, Side: s.is, Who: who, Peer: peer, Why: why.Error()})
	}
}

// notify passes on what happens to an association without ending it.
func (s *side) notify(a assoc.Association, e assoc.Event) {
	peer := a.Remote()
	if e.Path.IsValid() {
		peer = []netip.AddrPort{netip.AddrPortFrom(e.Path, s.config.Remote.Port)}
	}
	s.link.config.Tell(Event{Kind: EventKind(e.Kind.String()), Side: s.is, Peer: peer, Why: e.Text})
}
