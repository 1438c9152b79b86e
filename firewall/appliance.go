package firewall

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/evidence"
)

// appliance is a Firewall that carries traffic: its links, the lanes behind them,
// and what people and files are told.
type appliance struct {
	firewall *Firewall
	events   *eventLog
	tokens   *evidence.Tokens
	links    []*runningLink
}

// drainPatience is how long a link may take to hand out what has arrived when it
// is told to drain.
const drainPatience = 5 * time.Second

// start opens everything, or nothing.
func (f *Firewall) start(ctx context.Context) (_ *appliance, err error) {
	g := f.now.Load()
	a := &appliance{firewall: f, tokens: evidence.NewTokens()}
	if a.events, err = openEvents(g.config.Events.File, f.options.Event); err != nil {
		return nil, err
	}
	for i := range g.config.Links {
		if err := a.openLink(ctx, g, i); err != nil {
			return nil, errors.Join(err, a.stop())
		}
	}
	return a, nil
}

// stop closes what start has opened.
func (a *appliance) stop() (err error) {
	for _, l := range a.links {
		for _, n := range l.lanes {
			err = errors.Join(err, n.Close())
			n.lane.Close()
		}
	}
	return errors.Join(err, a.events.close())
}

// carry runs the lanes side by side until the context ends. The first that fails
// ends all.
func (a *appliance) carry(ctx context.Context) error {
	failed, fail := context.WithCancelCause(context.Background())
	defer fail(nil)
	var all sync.WaitGroup
	for _, l := range a.links {
		for _, n := range l.lanes {
			all.Go(func() {
				if err := n.lane.Run(n); ctx.Err() == nil {
					fail(fmt.Errorf("link %s: %w", l.config.Name, whyEnded(err)))
				}
			})
		}
	}
	select {
	case <-failed.Done():
	case <-ctx.Done():
	}
	a.drain(&all)
	if cause := context.Cause(failed); cause != nil {
		return cause
	}
	return nil
}

// drain lets the lanes carry what has arrived, and closes the links.
func (a *appliance) drain(all *sync.WaitGroup) {
	empty := make(chan struct{})
	for _, n := range a.lanes() {
		_ = n.Drain() // Close is next, whatever it says
	}
	go func() { all.Wait(); close(empty) }()
	select {
	case <-empty:
	case <-time.After(drainPatience):
		for _, n := range a.lanes() {
			_ = n.Link.Close()
		}
		<-empty
	}
}

// whyEnded names a link that ended although nobody asked it to.
func whyEnded(err error) error {
	if err == nil {
		return errors.New("it ended")
	}
	return err
}

func (a *appliance) lanes() (list []*runningLane) {
	for _, l := range a.links {
		list = append(list, l.lanes...)
	}
	return list
}
