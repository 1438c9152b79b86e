package evidence

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// EventsConfig says where events go.
type EventsConfig struct {
	File    string
	MaxSize int64         // octets; a file that would exceed them is moved aside
	Keep    int           // older files that are kept
	Ring    *Ring         // also takes every record; nil: none
	Also    func(*Record) // also called with every record, on the goroutine that writes
}

const (
	recordQueue = 4096    // records that wait to be written
	noteRoom    = 256     // further places, for events that are not records
	maxPending  = 1 << 20 // octets of lines that wait for the disk
	maxBatch    = 64 << 10
	retryAfter  = time.Second
	closeWait   = 5 * time.Second
)

// Events writes one JSON object per line to a rotating file, on a goroutine of its
// own. Nothing here ever waits for the disk but that goroutine and Close: what does
// not fit is counted, and said in the file as soon as there is room again. The file
// is not synced: kill -9 loses what waits in the queue, a power cut the last seconds.
type Events struct {
	config  EventsConfig
	queue   chan queued
	lost    atomic.Uint64
	problem atomic.Pointer[string]
	closing chan struct{}
	closed  chan struct{}
	once    sync.Once
	failed  error // of the last write, once closed
}

// queued is a record, or a note with its time.
type queued struct {
	record *Record
	note   Note
	at     time.Time
}

// OpenEvents opens the file for appending and starts to write.
func OpenEvents(c EventsConfig) (*Events, error) {
	w := &eventWriter{file: rotatingFile{path: c.File, maxSize: c.MaxSize, keep: c.Keep}}
	if err := w.file.open(); err != nil {
		return nil, fmt.Errorf("events: %w", err)
	}
	e := &Events{config: c, queue: make(chan queued, recordQueue+noteRoom), closing: make(chan struct{}), closed: make(chan struct{})}
	w.Events = e
	go w.run()
	return e, nil
}

// Room reports whether there is room for a record, so that a lane that has none
// need not build it; it then counts one as lost. It never waits.
func (e *Events) Room() bool {
	if len(e.queue) < recordQueue {
		return true
	}
	e.lost.Add(1)
	return false
}

// Record queues a record, which nobody may change any more. It never waits.
func (e *Events) Record(r *Record) {
	if e.Room() {
		e.put(queued{record: r})
	}
}

// Note queues another event. It never waits.
func (e *Events) Note(n Note) { e.put(queued{note: n, at: time.Now()}) }

func (e *Events) put(q queued) {
	select {
	case e.queue <- q:
	default:
		e.lost.Add(1)
	}
}

// Lost returns how many events were not written since the start.
func (e *Events) Lost() uint64 { return e.lost.Load() }

// Problem says what keeps events from being written now; empty if nothing does.
func (e *Events) Problem() string {
	if p := e.problem.Load(); p != nil {
		return *p
	}
	return ""
}

// Close writes what is queued, waiting at most some seconds for the disk, and
// closes the file. The error says what could not be written. Later events are lost.
func (e *Events) Close() error {
	e.once.Do(func() { close(e.closing) })
	select {
	case <-e.closed:
		return e.failed
	case <-time.After(closeWait):
		return errors.New("events: the disk does not answer; what was queued is lost")
	}
}

// eventWriter is the goroutine's side.
type eventWriter struct {
	*Events
	file    rotatingFile
	pending []byte // whole lines that wait for the disk
	lines   uint64 // in pending
	told    uint64 // of the lost ones, how many were said
	since   time.Time
	retry   time.Time // not before, after the disk failed
}

func (w *eventWriter) run() {
	defer close(w.closed)
	tick := time.NewTicker(retryAfter)
	defer tick.Stop()
	for {
		select {
		case q := <-w.queue:
			w.take(q)
			w.takeQueued()
			w.flush(time.Now())
		case now := <-tick.C:
			w.tellLost(now)
			w.follow(now)
			w.flush(now)
		case <-w.closing:
			w.finish()
			return
		}
	}
}

// takeQueued takes what is queued, up to a batch.
func (w *eventWriter) takeQueued() {
	for len(w.pending) < maxBatch {
		select {
		case q := <-w.queue:
			w.take(q)
		default:
			return
		}
	}
}

// take encodes one event. Records reach the ring and the caller's function also
// when the disk fails.
func (w *eventWriter) take(q queued) {
	if q.record == nil {
		w.line(q.note.event(q.at))
		return
	}
	if w.config.Ring != nil {
		w.config.Ring.Add(q.record)
	}
	if w.config.Also != nil {
		w.config.Also(q.record)
	}
	w.line(struct {
		Event string `json:"event"`
		*Record
	}{"record", q.record})
}

func (w *eventWriter) line(event any) {
	text, err := json.Marshal(event)
	if err != nil || len(w.pending)+len(text) >= maxPending {
		w.lost.Add(1)
		return
	}
	w.pending = append(append(w.pending, text...), '\n')
	w.lines++
}

// tellLost says that events are missing, once there is room to say so.
func (w *eventWriter) tellLost(now time.Time) {
	total := w.lost.Load()
	if total == w.told || len(w.pending) > maxPending/2 {
		return
	}
	w.line(lost{Count: total - w.told, Total: total}.event(now))
	w.told = total
}

func (w *eventWriter) flush(now time.Time) {
	if len(w.pending) == 0 || now.Before(w.retry) {
		return
	}
	if err := w.file.write(w.pending); err != nil {
		w.fail(err, now)
		return
	}
	w.pending, w.lines = w.pending[:0], 0
	w.well()
}

// well says that the disk takes what it is given.
func (w *eventWriter) well() {
	w.since = time.Time{}
	w.problem.Store(nil)
	if w.file.stuck != nil {
		text := fmt.Sprintf("events: the file cannot be moved aside and grows on: %v", w.file.stuck)
		w.problem.Store(&text)
	}
}

// follow looks whether the file is still where it was.
func (w *eventWriter) follow(now time.Time) {
	err := w.file.follow()
	if err != nil {
		w.fail(err, now)
	} else if len(w.pending) == 0 {
		w.well()
	}
}

// fail keeps the pending lines for another try.
func (w *eventWriter) fail(err error, now time.Time) {
	if w.since.IsZero() {
		w.since = now
	}
	text := fmt.Sprintf("events: not written since %s: %v", w.since.UTC().Format(time.RFC3339), err)
	w.problem.Store(&text)
	w.retry, w.failed = now.Add(retryAfter), fmt.Errorf("events: %w", err)
}

// finish writes what is left.
func (w *eventWriter) finish() {
	for len(w.queue) > 0 {
		w.takeQueued()
		w.retry = time.Time{}
		w.flush(time.Now())
		if len(w.pending) >= maxBatch { // the disk fails
			break
		}
	}
	w.tellLost(time.Now())
	w.retry, w.failed = time.Time{}, nil
	w.flush(time.Now())
	if w.failed != nil {
		left := w.lines + uint64(len(w.queue))
		w.lost.Add(left)
		w.failed = fmt.Errorf("%w; %d are lost", w.failed, left)
	}
	w.failed = errors.Join(w.failed, w.file.close())
}
