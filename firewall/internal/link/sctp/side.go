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
