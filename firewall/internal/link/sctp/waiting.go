package sctp

import (
	"errors"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

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
