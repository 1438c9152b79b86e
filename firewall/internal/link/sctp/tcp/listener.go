package tcp

import (
	"errors"
	"net"
	"sync"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// pause is how long a listener rests when the system cannot accept, for want of
// descriptors for example.
const pause = 50 * time.Millisecond

// listener accepts at several addresses. Connections that nobody has asked for yet
// stay in the system's queue, which is bounded.
type listener struct {
	config   assoc.Config
	at       assoc.Endpoint
	sockets  []net.Listener
	accepted chan *association
	once     sync.Once
	done     chan struct{}
}

func (l *listener) Addr() assoc.Endpoint { return l.at }

func (l *listener) Accept() (assoc.Association, error) {
	return assoc.AcceptFrom(l.accepted, l.done, l.at.Port)
}

func (l *listener) Close() error {
	l.once.Do(func() {
		close(l.done)
		for _, s := range l.sockets {
			s.Close()
		}
	})
	return nil
}

// accept hands over what connects to one address.
func (l *listener) accept(s net.Listener) {
	for {
		conn, err := s.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			select {
			case <-l.done:
				return
			case <-time.After(pause):
			}
			continue
		}
		if a := l.admit(conn.(*net.TCPConn)); a != nil {
			select {
			case l.accepted <- a:
			case <-l.done:
				a.Abort()
			}
		}
	}
}

// admit makes an association of a connection, or resets it.
func (l *listener) admit(conn *net.TCPConn) *association {
	if l.config.Admit != nil && !l.config.Admit(address(conn.RemoteAddr())) {
		reset(conn)
		return nil
	}
	a, err := newAssociation(conn, l.config)
	if err != nil { // the connection has ended meanwhile
		return nil
	}
	return a
}
