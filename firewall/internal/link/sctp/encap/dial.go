package encap

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"net/netip"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// Handshake parameters of RFC 9260 clause 16.
const (
	rtoInitial     = time.Second
	rtoMax         = 60 * time.Second
	maxInitRetrans = 8
)

// call is an association that is being opened, before the peer has answered: the
// state COOKIE-WAIT.
type call struct {
	tag     uint32
	answers chan []byte // copies of packets, as many as anybody could wait for
}

// deliver takes INIT ACK and ABORT.
func (c *call) deliver(packet []byte) {
	kind, tag := packet[headerLength], binary.BigEndian.Uint32(packet[4:])
	if tag != c.tag || (kind != typeInitAck && kind != typeAbort) || !sumIsRight(packet) {
		return
	}
	select {
	case c.answers <- append([]byte(nil), packet...):
	default:
	}
}

// dial opens an association from an SCTP port, any free one for 0.
func (s *socket) dial(ctx context.Context, from uint16, to peer, c assoc.Config, mtu int, at netip.Addr) (assoc.Association, error) {
	ours := offer(c)
	waiting := &call{tag: ours.tag, answers: make(chan []byte, 4)}
	p, ok := pair{to, from}, false
	if from != 0 {
		ok = s.add(p, waiting)
	} else {
		p, ok = s.addFree(p, waiting)
	}
	if !ok {
		return nil, fmt.Errorf("no SCTP port at %v is free for %v", s.at, to.address())
	}
	defer s.remove(p, waiting)
	init := append(header(nil, p.local, p.port, 0), ours.chunk()...)
	ack, err := repeat(ctx, c.Paths, func() error { return s.send(init, p.udp) }, waiting.answers, nil)
	if err != nil {
		return nil, fmt.Errorf("no answer to INIT: %w", err)
	}
	theirs, cookie, err := readInitAck(ack)
	if err != nil {
		return nil, err
	}
	a, err := newAssociation(s, p, ours, theirs, c, mtu, at)
	if err != nil {
		return nil, err
	}
	echo := chunk(header(nil, p.local, p.port, theirs.tag), typeCookieEcho, 0, cookie)
	if err := a.sendCookie(ctx, echo); err != nil {
		a.Abort()
		return nil, fmt.Errorf("no answer to COOKIE ECHO: %w", err)
	}
	return a, nil
}

// readInitAck returns what the peer has said in its INIT ACK, and its cookie.
func readInitAck(packet []byte) (theirs initiation, cookie []byte, err error) {
	c, _ := nextChunk(packet[headerLength:])
	if packet[headerLength] == typeAbort {
		return theirs, nil, fmt.Errorf("while dialling: %w", assoc.ErrAborted)
	}
	if c == nil {
		return theirs, nil, fmt.Errorf("an INIT ACK that is cut: %w", assoc.ErrAborted)
	}
	theirs, ok := readInitiation(c[chunkHeaderLength:])
	if ok {
		cookie = cookieOf(c[initLength:])
	}
	if cookie == nil {
		return theirs, nil, fmt.Errorf("an INIT ACK that says nothing useful: %w", assoc.ErrAborted)
	}
	return theirs, cookie, nil
}

// sendCookie sends COOKIE ECHO until the association is established.
func (a *association) sendCookie(ctx context.Context, echo []byte) error {
	_, err := repeat(ctx, a.config.Paths, func() error { return a.wire.socket.send(echo, a.wire.udp) }, a.wire.established, a.over)
	return err
}

// repeat sends again and again, as T1-init and T1-cookie do (RFC 9260 clauses 4 and
// 6.3.3), until something comes in answer, or it is over.
func repeat[V any](ctx context.Context, paths assoc.Paths, send func() error, answer <-chan V, over <-chan struct{}) (v V, err error) {
	wait, longest := cmp.Or(paths.RTOInitial, rtoInitial), cmp.Or(paths.RTOMax, rtoMax)
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for range maxInitRetrans + 1 {
		if err := send(); err != nil {
			return v, err
		}
		timer.Reset(wait)
		select {
		case v = <-answer:
			return v, nil
		case <-over:
			return v, assoc.ErrAborted
		case <-ctx.Done():
			return v, ctx.Err()
		case <-timer.C:
		}
		wait = min(2*wait, longest)
	}
	return v, assoc.ErrLost
}
