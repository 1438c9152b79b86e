package tap

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Link is a tap (link.Link, link.Counted). One goroutine, the lane, calls Read
// and Apply in turn; Drain, Close and Counters may be called from any other.
//
// The socket waits in the runtime's own poller: closing it and a deadline that
// has passed end a Read that is waiting, and a descriptor is never reused under
// a system call that still names it.
type Link struct {
	name string
	kind kind
	file *os.File
	raw  syscall.RawConn

	in     *vector
	n      int // arrivals of the last receive
	next   int // the first of them that is not handed out in full
	pieces pieces
	number int32 // of the last frame, from 1
	end    error // what follows when nothing is left

	// Arguments and results of wait and poll, which the poller calls: closures
	// made for each call would allocate.
	want   int
	failed syscall.Errno
	wait   func(fd uintptr) bool
	poll   func(fd uintptr)

	draining, closed atomic.Bool
	counters         counters
}

var (
	_ link.Link    = (*Link)(nil)
	_ link.Counted = (*Link)(nil)
)

// counters are written by the lane once per receive, but for drops, and read by
// anybody.
type counters struct {
	frames, truncated, unreadable    atomic.Uint64
	split, unsplit, notIP, duplicate atomic.Uint64

	reading sync.Mutex // of the kernel's count, which reading sets to zero
	drops   uint64
}

// Read implements link.Link.
func (l *Link) Read(frames []op.Frame) (n int, err error) {
	if len(frames) == 0 {
		return 0, nil
	}
	for n == 0 {
		if l.closed.Load() {
			return 0, l.errClosed()
		}
		if l.next == l.n {
			if err := l.receive(min(len(frames), batchSize)); err != nil {
				return 0, err
			}
		}
		n = l.hand(frames)
	}
	l.counters.frames.Add(uint64(n))
	return n, nil
}

// receive waits for something and takes up to want frames. When the link is
// about to end it does not wait.
func (l *Link) receive(want int) error {
	l.n, l.next, l.want, l.failed = 0, 0, want, 0
	if l.end == nil {
		err := l.raw.Read(l.wait)
		switch {
		case l.n > 0:
			return nil
		case err == nil:
			l.end = l.explain(l.failed)
		case errors.Is(err, os.ErrDeadlineExceeded):
			l.end = io.EOF // Drain
		default:
			return l.errClosed()
		}
	}
	if err := l.raw.Control(l.poll); err != nil {
		return l.errClosed()
	}
	if l.n > 0 {
		return nil
	}
	return l.end
}

// hand describes what was received in frames and returns how many it filled: 0
// if nothing of it is to be judged.
func (l *Link) hand(frames []op.Frame) (n int) {
	for n < len(frames) && l.next < l.n {
		if l.pieces.left() == 0 && !l.begin(l.next) {
			l.next++
			continue
		}
		a := &l.in.arrivals[l.next]
		frames[n] = op.Frame{Data: l.pieces.take(), TimeNS: a.timeNS, Number: l.count(), Encap: a.encap, Truncated: a.truncated}
		n++
		if l.pieces.left() == 0 {
			l.next++
		}
	}
	return n
}

// begin makes arrival i the one that is handed out next, in one piece or in
// several; false says that it is none to be judged.
func (l *Link) begin(i int) bool {
	a := l.in.decode(i, l.kind)
	switch {
	case a.outgoing && l.kind == loopback:
		l.counters.duplicate.Add(1) // it comes again as an incoming one
		return false
	case a.encap == op.EncapUnsupported:
		l.counters.notIP.Add(1)
		return false
	case a.truncated:
		l.counters.truncated.Add(1)
	}
	l.pieces = pieces{data: a.data, count: 1, last: len(a.data)}
	if a.segment == 0 || a.truncated {
		return true
	}
	if p, ok := split(l.in.room(i), a); ok {
		l.pieces = p
		l.counters.split.Add(uint64(p.count))
	} else {
		l.counters.unsplit.Add(1)
	}
	return true
}

// count returns the next frame's number. After 2^31-1 it starts again.
func (l *Link) count() int32 {
	if l.number == math.MaxInt32 {
		l.number = 0
	}
	l.number++
	return l.number
}

// Apply implements link.Link. The messages have passed whatever was ruled, and
// rulings come back as such: passed.
func (l *Link) Apply(b *op.Batch, rulings []op.Ruling) error {
	if l.closed.Load() {
		return l.errClosed()
	}
	if len(rulings) != len(b.Messages) {
		return fmt.Errorf("tap %s: %d rulings for %d messages", l.name, len(rulings), len(b.Messages))
	}
	for i := range rulings {
		rulings[i] = op.Ruling{Action: op.ActPass}
	}
	return nil
}

// Drain implements link.Link.
func (l *Link) Drain() error {
	if l.closed.Load() || l.draining.Swap(true) {
		return nil
	}
	var refused error
	err := l.raw.Control(func(fd uintptr) { refused = refuseMore(int(fd)) })
	if err == nil {
		err = l.file.SetReadDeadline(time.Unix(1, 0)) // long past: ends a Read that waits
	}
	if err != nil && l.closed.Load() {
		return nil
	}
	return errors.Join(err, refused)
}

// Close implements link.Link.
func (l *Link) Close() error {
	if l.closed.Swap(true) {
		return nil
	}
	l.counters.readDrops(l.raw)
	if err := l.file.Close(); err != nil {
		return fmt.Errorf("tap %s: %w", l.name, err)
	}
	return nil
}

func (l *Link) errClosed() error { return fmt.Errorf("tap %s: %w", l.name, os.ErrClosed) }

// Counters implements link.Counted.
func (l *Link) Counters() []link.Counter {
	c := &l.counters
	return []link.Counter{
		{Name: "frames", Value: c.frames.Load()},             // handed out
		{Name: "kernel_drops", Value: c.readDrops(l.raw)},    // never seen: the receive buffer was full
		{Name: "truncated", Value: c.truncated.Load()},       // longer than any IP packet: only their start was judged
		{Name: "unreadable", Value: c.unreadable.Load()},     // the kernel could not describe them, and kept them
		{Name: "split", Value: c.split.Load()},               // frames out of merged ones
		{Name: "merged_unsplit", Value: c.unsplit.Load()},    // merged ones that could not be taken apart
		{Name: "not_ip", Value: c.notIP.Load()},              // left out, on interfaces without link layer
		{Name: "loopback_copies", Value: c.duplicate.Load()}, // left out, they come twice
	}
}
