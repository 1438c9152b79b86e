package gtp

import (
	"sync"
	"sync/atomic"
)

// turnstile lets Close come from any goroutine without a lock on the lane's
// path: sockets are closed by whoever needs them last, so that a descriptor is
// never reused under a system call that still names it.
type turnstile struct {
	state  atomic.Int32
	mu     sync.Mutex    // guards ending; not on the lane's path
	ending bool          // close was called
	done   chan struct{} // closed when everything is released
}

const (
	idle    int32 = iota // nobody is inside
	busy                 // the lane is inside
	closing              // the lane is inside and has to clean up when it leaves
	closed
)

// enter is called by the lane; it reports false when closed.
func (t *turnstile) enter() bool { return t.state.CompareAndSwap(idle, busy) }

// leave is called by the lane after enter.
func (t *turnstile) leave(release func()) {
	if t.state.CompareAndSwap(busy, idle) {
		return
	}
	release()
	t.state.Store(closed)
	close(t.done)
}

// call runs f unless close was called, and never beside a release.
func (t *turnstile) call(f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.ending {
		f()
	}
}

// close makes the lane leave by calling wake, and returns when everything is
// released. Only close can bring a release about, so wake never comes after it.
// Later calls wait for the first; first tells which that was.
func (t *turnstile) close(wake, release func()) (first bool) {
	t.call(func() {
		first, t.ending = true, true
		wake()
	})
	for first {
		if t.state.CompareAndSwap(idle, closed) {
			release()
			close(t.done)
			return true
		}
		if t.state.CompareAndSwap(busy, closing) {
			break
		}
	}
	<-t.done
	return first
}
