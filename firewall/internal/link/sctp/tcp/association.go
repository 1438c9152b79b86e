package tcp

import (
	"io"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// association is one connection.
type association struct {
	conn   *net.TCPConn
	socket socket
	config assoc.Config

	// receiving and sending are held by Receive and Send, so that a shutdown knows
	// when they have left.
	receiving sync.Mutex
	framer    framer
	over      error // what Receive has to say from now on

	sending sync.Mutex

	mu       sync.Mutex
	changed  sync.Cond // of the fields below
	ended    error     // the first cause of the end
	flushing bool      // the rest of a message waits for the system to take it
	closing  bool      // when it is flushed, nothing follows
	lingers  bool      // Shutdown has been called
}

// newAssociation takes over conn, and closes it if that fails.
func newAssociation(conn *net.TCPConn, c assoc.Config) (*association, error) {
	a := &association{conn: conn, config: c, framer: framer{framing: c.Framing, longest: c.MaxMessage}}
	a.changed.L = &a.mu
	if err := a.socket.open(conn, c); err != nil {
		conn.Close()
		return nil, err
	}
	return a, nil
}

// Streams: TCP has one in each direction.
func (a *association) Streams() (in, out uint16) { return 1, 1 }

func (a *association) Local() []netip.AddrPort { return []netip.AddrPort{address(a.conn.LocalAddr())} }
func (a *association) Remote() []netip.AddrPort {
	return []netip.AddrPort{address(a.conn.RemoteAddr())}
}

func address(at net.Addr) netip.AddrPort {
	p := at.(*net.TCPAddr).AddrPort()
	return netip.AddrPortFrom(p.Addr().Unmap(), p.Port())
}

// cause returns why the association has ended; nil while it goes on.
func (a *association) cause() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.ended
}

// end notes why the association ends, unless that is known already, and returns the
// first cause.
func (a *association) end(cause error) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ended == nil {
		a.ended = cause
		a.changed.Broadcast()
	}
	return a.ended
}

// Shutdown closes the connection when the peer has read everything.
func (a *association) Shutdown() {
	a.end(assoc.ErrClosed)
	a.mu.Lock()
	first := !a.lingers
	a.lingers = true
	a.mu.Unlock()
	if first {
		a.conn.SetReadDeadline(time.Unix(1, 0)) // ends a waiting Receive
		go a.linger()
	}
}

// linger ends the connection in order: what is left is flushed, then the peer is
// told by a FIN, then its own is awaited. Until then what comes is read and dropped:
// to close with octets unread would reset the connection, and with it what the peer
// has not read yet (RFC 2525 clause 2.17).
func (a *association) linger() {
	limit := time.AfterFunc(a.config.Linger, func() { reset(a.conn) })
	defer limit.Stop()
	a.sending.Lock()
	a.mu.Lock()
	a.closing = true
	flushed := !a.flushing
	a.mu.Unlock()
	a.sending.Unlock()
	if flushed {
		a.conn.CloseWrite()
	}
	a.receiving.Lock()
	a.over = assoc.ErrClosed // so that Receive reads no more
	a.framer.release()
	a.receiving.Unlock()
	a.conn.SetReadDeadline(time.Time{})
	io.Copy(io.Discard, struct{ io.Reader }{a.conn})
	a.mu.Lock()
	for a.flushing {
		a.changed.Wait()
	}
	a.mu.Unlock()
	a.conn.Close()
}

// Abort resets the connection.
func (a *association) Abort() {
	a.end(assoc.ErrClosed)
	reset(a.conn)
}

// reset closes with a RST.
func reset(conn *net.TCPConn) {
	conn.SetLinger(0)
	conn.Close()
}

// Close leaves a shutdown alone. A peer that has shut down gets what was sent to it;
// any other one is told that the association is over.
func (a *association) Close() error {
	a.mu.Lock()
	lingers, ended := a.lingers, a.ended
	a.mu.Unlock()
	switch {
	case lingers:
	case ended == assoc.ErrShutdown:
		a.Shutdown()
	default:
		a.Abort()
	}
	return nil
}
