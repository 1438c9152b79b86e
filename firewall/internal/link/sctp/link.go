package sctp

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/docket"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// poolSize is how many batches of received messages there are: enough for one in the
// lane and others on their way to it.
const poolSize = 16

// answerSpace holds the answers of a round (rejection.Answer, the longest).
const answerSpace = docket.Size * 4608

// quiet is how long nothing has to arrive for a link that drains to be empty, and
// drainTime how long that may take.
const (
	quiet     = 50 * time.Millisecond
	drainTime = 2 * time.Second
)

// lastPatience is how long what was passed may wait for room when the link is closed.
const lastPatience = 500 * time.Millisecond

var errClosed = fmt.Errorf("sctp link: %w", os.ErrClosed)

// Link is the link (link.Link). One goroutine, the lane, calls Read and Apply in turn;
// all other methods may be called from any other.
type Link struct {
	config Config
	sides  [2]*side
	pool   *assoc.Pool

	// Of the lane.
	docket.Docket
	origins [docket.Size]origin
	head    arrival   // of which there are messages left
	used    []arrival // whose messages are all in the last Read or before
	touched []*end    // that Apply has something for
	answers docket.Answers
	number  int32 // of the last frame

	ready    chan arrival
	draining chan struct{}
	closed   chan struct{}
	deadline time.Time // of draining, and whether it has come; of the lane
	isDry    bool
	tasks    sync.WaitGroup

	mu        sync.Mutex
	pairs     map[*pair]struct{}
	isOver    bool // closed
	isDrained bool
	standing  func(op.Addr) link.Standing

	admission admission
	counters  counters
}

// arrival is a batch that an association has received.
type arrival struct {
	end   *end
	batch *assoc.Batch
	next  int // message that the lane has not taken yet
}

// origin is where a frame of the last Read came from.
type origin struct {
	end     *end
	message *assoc.Message
}

// Open opens a link. Its sides come up by themselves; what cannot be listened on, or
// not by this system, is an error at once.
func Open(c Config) (*Link, error) {
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("sctp link: %w", err)
	}
	c = c.withDefaults()
	l := &Link{
		config: c, pool: assoc.NewPool(poolSize, c.MaxMessage), answers: docket.NewAnswers(answerSpace),
		ready: make(chan arrival, poolSize), draining: make(chan struct{}), closed: make(chan struct{}),
		used: make([]arrival, 0, docket.Size), touched: make([]*end, 0, 2*docket.Size),
		pairs: map[*pair]struct{}{}, standing: c.Standing,
	}
	l.admission = newAdmission(&l.config)
	l.sides = [2]*side{newSide(l, op.SideOutside, c.Outside), newSide(l, op.SideInside, c.Inside)}
	l.sides[0].other, l.sides[1].other = l.sides[1], l.sides[0]
	for _, s := range l.sides {
		if err := s.try(); err != nil {
			return nil, fmt.Errorf("sctp link: %s: %w", s.name(), err)
		}
	}
	l.start()
	return l, nil
}

// Read waits for messages and fills in what has arrived, at most 64. After Close the
// error wraps os.ErrClosed.
func (l *Link) Read(frames []op.Frame) (int, error) {
	if len(frames) == 0 {
		return 0, nil
	}
	l.giveBack()
	frames = frames[:min(len(frames), docket.Size)]
	n := 0
	for n < len(frames) && !l.isDry && l.next(n == 0) {
		for ; n < len(frames) && l.head.next < len(l.head.batch.Messages); n++ {
			m := &l.head.batch.Messages[l.head.next]
			l.head.next++
			l.origins[n] = origin{l.head.end, m}
			l.frame(&frames[n], l.head.end, m)
		}
	}
	l.Begin(n)
	count(&l.counters.received, n)
	switch {
	case n > 0:
		nowNS := time.Now().UnixNano()
		for i := range frames[:n] {
			frames[i].TimeNS = nowNS
		}
		return n, nil
	case l.isClosed():
		return 0, errClosed
	}
	l.isDry = true
	return 0, io.EOF
}

// next makes head an arrival with messages left; with wait it waits for one.
func (l *Link) next(wait bool) bool {
	if l.retire(); l.head.batch != nil {
		return true
	}
	if l.isClosed() {
		return false
	}
	select {
	case l.head = <-l.ready:
		return true
	default:
	}
	return wait && l.await()
}

// await waits for an arrival; false is the end.
func (l *Link) await() bool {
	select {
	case l.head = <-l.ready:
		return true
	case <-l.closed:
		return false
	case <-l.draining:
	}
	// What peers have been told is received may still be with the kernel.
	if l.deadline.IsZero() {
		l.deadline = time.Now().Add(drainTime)
	}
	if time.Now().After(l.deadline) {
		return false
	}
	timer := time.NewTimer(quiet)
	defer timer.Stop()
	select {
	case l.head = <-l.ready:
		return true
	case <-l.closed:
	case <-timer.C:
	}
	return false
}

// retire puts head away when all its messages have been read.
func (l *Link) retire() {
	if l.head.batch != nil && l.head.next == len(l.head.batch.Messages) {
		l.used = append(l.used, l.head)
		l.head = arrival{}
	}
}

// giveBack lets the associations go on whose messages have been dealt with. The last
// Read may have ended with the last message of head: nothing would come of its
// association any more, and to wait for others would be to wait for ever.
func (l *Link) giveBack() {
	l.retire()
	for i := range l.used {
		u := &l.used[i]
		l.pool.Give(u.batch)
		u.end.done <- struct{}{} // has room for it: one batch at a time
	}
	l.used = l.used[:0]
}

// frame describes a message by the ends of its conversation: who it came from, and
// who it goes to.
func (l *Link) frame(f *op.Frame, e *end, m *assoc.Message) {
	l.number = docket.Next(l.number)
	*f = e.frame
	f.Data, f.Number, f.PPID, f.Stream, f.Truncated = m.Data, l.number, m.PPID, m.Stream, m.Cut
}

// Apply carries out rulings[i] on b.Messages[i]. A message of which the lane sees
// only that it is part of one passes.
func (l *Link) Apply(b *op.Batch, rulings []op.Ruling) error {
	if l.isClosed() {
		return errClosed
	}
	l.Gather(b, rulings)
	l.answers.Reset()
	blocked := 0
	for slot := range l.Len() {
		if !l.dispatch(b, slot) {
			blocked++
		}
	}
	passed := l.Len() - blocked
	for i, e := range l.touched {
		e.flush()
		l.touched[i] = nil
	}
	l.touched = l.touched[:0]
	answers := l.Settle(b, rulings)
	count(&l.counters.forwarded, passed)
	count(&l.counters.rejected, answers)
	count(&l.counters.dropped, blocked-answers)
	return nil
}

// dispatch puts a message, or its answer, where it goes, and reports whether it was
// the message.
func (l *Link) dispatch(b *op.Batch, slot int) (passed bool) {
	o := &l.origins[slot]
	r, ruled := l.Ruling(slot)
	switch {
	case o.message.Cut:
		count(&l.counters.cut, 1)
		l.Refuse(slot)
		return false
	case !ruled && o.end.pair.isSevered():
		return false
	case r.Action == op.ActReject && ruled:
		if text := l.answers.Build(o.end.side.config.Answers, b, &l.Docket, slot); text != nil {
			answer := *o.message
			answer.Data = text
			l.put(o.end, answer)
			l.Answered(slot)
		}
		return false
	case ruled && r.Action.Blocks():
		return false
	}
	l.put(o.end.peer, *o.message)
	return true
}

func (l *Link) put(e *end, m assoc.Message) {
	if len(e.out) == 0 {
		l.touched = append(l.touched, e)
	}
	e.out = append(e.out, m)
}

// Enforce implements link.Enforcer.
func (l *Link) Enforce(standing func(op.Addr) link.Standing) {
	l.mu.Lock()
	l.standing = standing
	list := l.list()
	l.mu.Unlock()
	for _, p := range list {
		p.enforce(standing)
	}
}

// list returns the pairs; the caller holds mu.
func (l *Link) list() (list []*pair) {
	for p := range l.pairs {
		list = append(list, p)
	}
	return list
}

// Drain implements link.Link: no association comes up any more, and when nothing has
// arrived for a moment there is nothing left.
func (l *Link) Drain() error {
	l.mu.Lock()
	first := !l.isDrained && !l.isOver
	l.isDrained = true
	l.mu.Unlock()
	if first {
		close(l.draining)
		for _, s := range l.sides {
			s.stop()
		}
	}
	return nil
}

// Close shuts all associations down. What was passed before still arrives, as far as
// peers take it soon.
func (l *Link) Close() error {
	l.mu.Lock()
	first := !l.isOver
	l.isOver = true
	list := l.list()
	l.mu.Unlock()
	if !first {
		return nil
	}
	for _, s := range l.sides {
		s.stop()
	}
	until := time.Now().Add(lastPatience)
	for _, p := range list {
		p.awaitSent(until)
	}
	close(l.closed)
	l.pool.Close()
	for _, p := range list {
		p.end(nil, "the link is closed", assoc.Association.Shutdown)
	}
	l.tasks.Wait()
	return nil
}

func (l *Link) isClosed() bool {
	select {
	case <-l.closed:
		return true
	default:
		return false
	}
}

// isEnding reports whether nothing new is to come up.
func (l *Link) isEnding() bool {
	select {
	case <-l.draining:
		return true
	case <-l.closed:
		return true
	default:
		return false
	}
}

// Problem implements link.Watched.
func (l *Link) Problem() string {
	for _, s := range l.sides {
		if p := s.problem.Load(); p != nil && *p != "" {
			return *p
		}
	}
	return ""
}
