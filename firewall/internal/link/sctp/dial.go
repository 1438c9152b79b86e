package sctp

import (
	"context"
	"fmt"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

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
