package encap

import (
	"encoding/binary"
	"net/netip"
	"sync"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// backlog is how many associations may wait for Accept. While so many do, cookies
// are not taken; peers repeat them.
const backlog = 64

// listener answers INITs at one port, and keeps nothing of a peer before its cookie
// comes back.
type listener struct {
	socket   *socket
	config   assoc.Config
	mtu      int
	at       assoc.Endpoint
	accepted chan *association

	mu     sync.Mutex // orders taking a cookie and Close
	closed bool
	done   chan struct{}
}

func (l *listener) Addr() assoc.Endpoint { return l.at }

func (l *listener) Accept() (assoc.Association, error) {
	return assoc.AcceptFrom(l.accepted, l.done, l.at.Port)
}

// Close aborts associations that nobody has accepted.
func (l *listener) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil
	}
	l.closed = true
	close(l.done)
	l.socket.removeListener(l.at.Port)
	for {
		select {
		case a := <-l.accepted:
			a.Abort()
		default:
			return nil
		}
	}
}

// begin takes a packet that begins with INIT or COOKIE ECHO, and the association that
// there is with this peer already.
func (l *listener) begin(p pair, packet []byte, old receiver) {
	c, rest := nextChunk(packet[headerLength:])
	tag := binary.BigEndian.Uint32(packet[4:])
	switch {
	case c == nil:
	case c[0] == typeInit && tag == 0 && len(rest) == 0: // RFC 9260 clause 8.5.1
		l.answerInit(p, c[chunkHeaderLength:])
	case c[0] == typeCookieEcho:
		l.takeCookie(p, c[chunkHeaderLength:], tag, packet, old)
	}
}

// answerInit sends an INIT ACK with a cookie (RFC 9260 clause 5.1, B).
func (l *listener) answerInit(p pair, body []byte) {
	theirs, ok := readInitiation(body)
	if !ok || (l.config.Admit != nil && !l.config.Admit(p.address())) {
		return
	}
	ours := offer(l.config)
	ours.out = min(ours.out, theirs.in)
	ack := chunk(nil, parameterCookie>>8, parameterCookie&0xff, l.socket.baker.bake(p.peer, p.local, ours, theirs, time.Now()))
	packet := header(nil, p.local, p.port, theirs.tag)
	l.socket.send(chunk(packet, typeInitAck, 0, append(ours.append(nil), ack...)), p.udp)
}

// offer is what this end says in its INIT or INIT ACK. There are no parameters:
// extensions would only be in the firewall's way.
func offer(c assoc.Config) initiation {
	n := min(c.Streams, mostStreams)
	return initiation{tag: random(), window: uint32(min(c.Buffer, mostWindow)), out: n, in: n, firstTSN: random()}
}

// takeCookie makes an association (RFC 9260 clauses 5.1, D, and 5.2.4).
func (l *listener) takeCookie(p pair, cookie []byte, tag uint32, packet []byte, old receiver) {
	ours, theirs, ok := l.socket.baker.open(cookie, p.peer, p.local, time.Now())
	if !ok || tag != ours.tag {
		return
	}
	w, exists := old.(*wire)
	if exists && w.tag == ours.tag && w.peerTag == theirs.tag { // our COOKIE ACK was lost
		w.acknowledgeCookie()
		w.deliver(packet)
		return
	}
	if old != nil && !exists { // we are dialling the same peer from the same port
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed || len(l.accepted) == cap(l.accepted) {
		return
	}
	if exists { // the peer has restarted, and remembers nothing
		w.owner.lost()
	}
	a, err := newAssociation(l.socket, p, ours, theirs, l.config, l.mtu, l.at.Addresses[0])
	if err != nil {
		return
	}
	a.wire.acknowledgeCookie()
	a.wire.deliver(packet)
	l.accepted <- a
}

// address is where the peer is, with its SCTP port.
func (p peer) address() netip.AddrPort { return netip.AddrPortFrom(p.udp.Addr(), p.port) }
