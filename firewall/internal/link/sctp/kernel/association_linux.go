package kernel

import (
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/ishidawataru/sctp"
	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// association is one association of the kernel.
type association struct {
	socket
	config assoc.Config

	state atomic.Int32             // of this end
	end   atomic.Pointer[error]    // why the peer's end is over; nil while it is not
	hint  atomic.Int32             // what the socket's error was, which can be read once
	known atomic.Pointer[bearings] // as of the last change

	ceilingIn, ceilingOut uint16 // of streams, set by a restart; Receive's

	reading sync.Mutex // held by Receive and by linger, which takes over from it
	in      reception
	out     transmission

	closing   sync.Mutex
	lingering bool // linger runs, and closes the socket if Close has been called
	released  bool // Close has been called
}

// States of our end.
const (
	isOpen = iota
	isShutDown
	isOver
)

// bearings is what is asked of the kernel once and told many times.
type bearings struct {
	in, out       uint16
	local, remote []netip.AddrPort
}

// newAssociation takes over a socket whose association is up.
func newAssociation(s socket, c assoc.Config) (*association, error) {
	a := &association{socket: s, config: c, ceilingIn: 65535, ceilingOut: 65535}
	a.in.link(a)
	a.out.link(a)
	if err := a.look(); err != nil {
		s.drop()
		return nil, fmt.Errorf("the association has gone while it came up: %w", err)
	}
	return a, nil
}

// look asks the kernel for the association's streams and addresses.
func (a *association) look() error {
	var b bearings
	var list [3]error
	err := a.raw.Control(func(raw uintptr) {
		fd := int(raw)
		var s sctp.Status
		s, list[0] = status(fd)
		b.in, b.out = min(s.Instreams, a.ceilingIn), min(s.Ostreams, a.ceilingOut)
		b.local, list[1] = addresses(fd, sctp.SCTP_GET_LOCAL_ADDRS)
		b.remote, list[2] = peerAddresses(fd)
	})
	if err = errors.Join(err, errors.Join(list[:]...)); err == nil {
		a.known.Store(&b)
	}
	return err
}

func (a *association) Streams() (in, out uint16) {
	b := a.known.Load()
	return b.in, b.out
}

func (a *association) Local() []netip.AddrPort  { return a.known.Load().local }
func (a *association) Remote() []netip.AddrPort { return a.known.Load().remote }

// over returns why the association has ended, and nil while it has not.
func (a *association) over() error {
	if a.state.Load() != isOpen {
		return assoc.ErrClosed
	}
	if err := a.end.Load(); err != nil {
		return *err
	}
	return nil
}

// finish notes why the association has ended, once, and wakes who waits for room.
func (a *association) finish(err error) error {
	if a.end.CompareAndSwap(nil, &err) {
		a.file.SetWriteDeadline(past)
	}
	return *a.end.Load()
}

// note keeps an error of the socket. The kernel tells each once, to whoever comes
// first: Receive, Send or AwaitRoom.
func (a *association) note(errno syscall.Errno) { a.hint.CompareAndSwap(0, int32(errno)) }

// why returns the end that the socket's error stands for. Without one it is the
// peer's shutdown: only that ends an association without an error.
func (a *association) why() error {
	switch errno := syscall.Errno(a.hint.Load()); errno {
	case 0, unix.ESHUTDOWN, unix.EPIPE, unix.ENOTCONN:
		return assoc.ErrShutdown
	case unix.ECONNRESET, unix.ECONNREFUSED, unix.EPROTO:
		return assoc.ErrAborted
	case unix.ETIMEDOUT:
		return assoc.ErrLost
	default: // ECONNABORTED is a peer that breaks the protocol: the kernel has aborted
		return fmt.Errorf("%w: %w", assoc.ErrLost, errno)
	}
}

// Abort sends an ABORT, also when Shutdown has not come to its end. One-to-one sockets
// know no SCTP_ABORT: it takes close(2).
func (a *association) Abort() {
	if a.state.Swap(isOver) != isOver {
		a.drop()
	}
}

// Shutdown lets the kernel deliver what it has, then end the association (RFC 9260
// clause 9.2).
func (a *association) Shutdown() {
	a.closing.Lock()
	defer a.closing.Unlock()
	if !a.state.CompareAndSwap(isOpen, isShutDown) {
		return
	}
	a.file.SetDeadline(past)
	if a.end.Load() != nil || a.released {
		return
	}
	_ = a.raw.Control(func(fd uintptr) { _ = unix.Shutdown(int(fd), unix.SHUT_WR) })
	a.lingering = true
	go a.linger()
}

// Close closes the socket, now or when Shutdown has come to its end. An association
// that nobody has ended is aborted, unless the peer has shut it down: then what was
// sent to it is still on the way.
func (a *association) Close() error {
	if a.end.Load() == nil && a.state.CompareAndSwap(isOpen, isOver) {
		a.drop()
	}
	a.closing.Lock()
	defer a.closing.Unlock()
	a.state.CompareAndSwap(isOpen, isOver)
	if a.released = true; !a.lingering {
		a.file.Close()
	}
	return nil
}

// linger waits for the end of what Shutdown has begun, but not longer than allowed.
// It throws away what the peer still sends: with unread messages close(2) would abort,
// and a full receive buffer would hold up the SACKs.
func (a *association) linger() {
	a.reading.Lock() // Receive is on its way out
	a.file.SetReadDeadline(time.Now().Add(a.config.Linger))
	waste := make([]byte, 8<<10)
	for a.state.Load() == isShutDown {
		done := false
		err := a.raw.Read(func(fd uintptr) (ready bool) {
			ready, done = a.in.discard(int(fd), waste)
			return ready
		})
		if err != nil {
			a.Abort() // late
		}
		if done {
			break
		}
	}
	a.reading.Unlock()
	a.closing.Lock()
	defer a.closing.Unlock()
	a.lingering = false
	if a.released {
		a.file.Close()
	}
}
