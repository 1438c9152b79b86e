package firewall

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
)

// Run opens every link and carries traffic until the context ends or a link
// fails. Everything that did not simply pass is written to the events file, and
// handed to Options.Event if there is one. When the context ends, what has
// arrived by then is still carried.
func (f *Firewall) Run(ctx context.Context) error {
	if len(f.now.Load().config.Links) == 0 {
		return errors.New("the configuration has no links: nothing to run")
	}
	a, err := f.start(ctx)
	if err != nil {
		return err
	}
	if f.options.Ready != nil {
		f.options.Ready()
	}
	return errors.Join(a.carry(ctx), a.stop())
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

func openEvents(path string, also func(*Record)) (*eventLog, error) {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o640)
	if err != nil {
		return nil, fmt.Errorf("events: %w", err)
	}
	e := &eventLog{queue: make(chan *Record, eventQueue), also: also, done: make(chan error, 1)}
	go func() { e.done <- e.run(file) }()
	return e, nil
}

func (e *eventLog) room() bool {
	if len(e.queue) < cap(e.queue) {
		return true
	}
	e.dropped.Add(1)
	return false
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
