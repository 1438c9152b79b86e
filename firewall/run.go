package firewall

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"

	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/evidence"
	"github.com/seed-43cefff0/portcullis/firewall/internal/lane"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/gtp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Run opens every link and carries traffic until the context ends or a link
// fails. Everything that did not simply pass is written to the events file, and
// handed to Options.Event if there is one.
func (f *Firewall) Run(ctx context.Context) error {
	if len(f.config.Links) == 0 {
		return errors.New("the configuration has no links: nothing to run")
	}
	events, err := f.openEvents()
	if err != nil {
		return err
	}
	tokens := evidence.NewTokens()
	var open []*runningLink
	for i := range f.config.Links {
		l, err := f.openLink(ctx, i, tokens)
		if err != nil {
			return errors.Join(err, stop(open), events.close())
		}
		open = append(open, l)
	}
	return errors.Join(carry(ctx, open, events), events.close())
}

// runningLink is a link with its lane.
type runningLink struct {
	link.Link
	lane     *lane.Lane
	recorder evidence.Recorder
}

func (f *Firewall) openLink(ctx context.Context, index int, tokens *evidence.Tokens) (*runningLink, error) {
	l := &f.config.Links[index]
	refuse := func(what string) error {
		return config.NewInvalid([]config.Problem{f.config.Problem(fmt.Sprintf("/links/%d", index), what, "a gtp link with relay")})
	}
	if l.Kind != config.LinkGTP || l.Transparent {
		return nil, refuse("this version cannot run such a link")
	}
	if l.WhenDown != "closed" {
		return nil, refuse("a relay passes nothing while it is down: it can only be when_down: closed")
	}
	relay, err := gtp.Open(gtp.Config{Hops: hops(l.Relay)})
	if err != nil {
		return nil, fmt.Errorf("link %s: %w", l.Name, err)
	}
	p, err := f.pipeline(ctx)
	if err != nil {
		return nil, errors.Join(err, relay.Close())
	}
	return &runningLink{relay, lane.New(p), evidence.Recorder{Link: l.Name, Names: f.tables, Tokens: tokens}}, nil
}

func hops(list []config.Relay) (out []gtp.Hop) {
	for _, r := range list {
		out = append(out, gtp.Hop(r))
	}
	return out
}

// carry runs the links side by side. The first that fails ends all.
func carry(ctx context.Context, open []*runningLink, events *eventLog) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var all sync.WaitGroup
	for _, l := range open {
		all.Go(func() {
			err := l.lane.Run(l, func(b *op.Batch, rulings []op.Ruling) { l.record(b, rulings, events) })
			if ctx.Err() == nil {
				cancel(fmt.Errorf("link %s: %w", l.recorder.Link, whyEnded(err)))
			}
		})
	}
	<-ctx.Done()
	err := stop(open)
	all.Wait()
	for _, l := range open {
		l.lane.Close()
	}
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		return errors.Join(cause, err)
	}
	return err
}

// whyEnded names a link that ended although nobody asked it to.
func whyEnded(err error) error {
	if err == nil {
		return errors.New("it ended")
	}
	return err
}

func stop(open []*runningLink) (err error) {
	for _, l := range open {
		err = errors.Join(err, l.Close())
	}
	return err
}

// record writes an event for every operation that did not simply pass.
func (l *runningLink) record(b *op.Batch, rulings []op.Ruling, events *eventLog) {
	for i := range b.Messages {
		if !l.lane.Judge.Notable(b, i) {
			continue
		}
		done := rulings[i]
		if done.Action == op.ActReject {
			done.Action = op.ActDrop // a relay does not answer, and the record tells what was done
		}
		l.recorder.Message(b, l.lane.Judge, i, done, events.write)
	}
}

// eventLog takes the records of all links. Writing happens on a goroutine of
// its own, so that a slow disk never holds up traffic; what does not fit the
// queue is counted and said at the end.
type eventLog struct {
	queue   chan *Record
	also    func(*Record)
	done    chan error
	dropped atomic.Int64
}

const eventQueue = 4096

func (f *Firewall) openEvents() (*eventLog, error) {
	file, err := os.OpenFile(f.config.Events.File, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o640)
	if err != nil {
		return nil, fmt.Errorf("events: %w", err)
	}
	e := &eventLog{queue: make(chan *Record, eventQueue), also: f.options.Event, done: make(chan error, 1)}
	go func() { e.done <- e.run(file) }()
	return e, nil
}

func (e *eventLog) write(r *Record) {
	select {
	case e.queue <- r:
	default:
		e.dropped.Add(1)
	}
}

func (e *eventLog) run(file *os.File) (err error) {
	w := bufio.NewWriter(file)
	encoder := json.NewEncoder(w)
	for r := range e.queue {
		if err == nil {
			err = encoder.Encode(r)
		}
		if e.also != nil {
			e.also(r)
		}
		if len(e.queue) == 0 && err == nil {
			err = w.Flush()
		}
	}
	return errors.Join(err, file.Close())
}

func (e *eventLog) close() error {
	close(e.queue)
	err := <-e.done
	if err != nil {
		err = fmt.Errorf("events: %w", err)
	}
	if n := e.dropped.Load(); n > 0 {
		err = errors.Join(err, fmt.Errorf("events: %d were lost, the file could not keep up", n))
	}
	return err
}
