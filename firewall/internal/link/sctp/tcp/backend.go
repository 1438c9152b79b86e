package tcp

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// Backend opens associations over TCP. Config.Framing is needed.
type Backend struct{}

var errFraming = errors.New("tcp needs the framing of a protocol")

// Listen waits for peers at all addresses of local; none means all that there are.
func (Backend) Listen(local assoc.Endpoint, c assoc.Config) (assoc.Listener, error) {
	if c.Framing == nil {
		return nil, errFraming
	}
	l := &listener{config: c.WithDefaults(), accepted: make(chan *association), done: make(chan struct{})}
	config := net.ListenConfig{Control: sized(l.config.Buffer), KeepAliveConfig: alive(l.config.Paths)}
	addresses := local.Addresses
	if len(addresses) == 0 {
		addresses = []netip.Addr{{}}
	}
	port := local.Port
	for _, a := range addresses {
		s, err := config.Listen(context.Background(), "tcp", place(a, port))
		if err != nil {
			l.Close()
			return nil, err
		}
		l.sockets = append(l.sockets, s)
		at := s.Addr().(*net.TCPAddr).AddrPort()
		port = at.Port()
		l.at.Addresses = append(l.at.Addresses, at.Addr().Unmap())
	}
	l.at.Port = port
	for _, s := range l.sockets {
		go l.accept(s)
	}
	return l, nil
}

// place writes an address and a port as the net package wants them.
func place(a netip.Addr, port uint16) string {
	if !a.IsValid() {
		return fmt.Sprintf(":%d", port)
	}
	return netip.AddrPortFrom(a, port).String()
}

// Dial connects to the first address of remote that answers, in their order. If the
// context has a deadline, each address gets its share of the time.
func (Backend) Dial(ctx context.Context, local, remote assoc.Endpoint, c assoc.Config) (assoc.Association, error) {
	if c.Framing == nil {
		return nil, errFraming
	}
	c = c.WithDefaults()
	failed := errors.New("no address to connect to")
	for i, a := range remote.Addresses {
		conn, err := dial(ctx, local, netip.AddrPortFrom(a, remote.Port), c, len(remote.Addresses)-i)
		if err == nil {
			return newAssociation(conn, c)
		}
		failed = err
		if ctx.Err() != nil {
			break
		}
	}
	// The net package's own timeout may come a moment before the context's.
	if end, ok := ctx.Deadline(); ok && !time.Now().Before(end) {
		<-ctx.Done()
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("%w: %w", err, failed)
	}
	return nil, failed
}

// dial connects to one of several addresses that are left to try.
func dial(ctx context.Context, local assoc.Endpoint, to netip.AddrPort, c assoc.Config, left int) (*net.TCPConn, error) {
	d := net.Dialer{Control: sized(c.Buffer), KeepAliveConfig: alive(c.Paths)}
	if from, ok := source(local, to.Addr()); ok {
		d.LocalAddr = net.TCPAddrFromAddrPort(from)
	}
	if end, ok := ctx.Deadline(); ok && left > 1 {
		d.Timeout = time.Until(end) / time.Duration(left)
	}
	conn, err := d.DialContext(ctx, "tcp", to.String())
	if err != nil {
		return nil, err
	}
	return conn.(*net.TCPConn), nil
}

// source returns the first address of local that is of the family of to.
func source(local assoc.Endpoint, to netip.Addr) (netip.AddrPort, bool) {
	for _, a := range local.Addresses {
		if a.Is4() == to.Is4() {
			return netip.AddrPortFrom(a, local.Port), true
		}
	}
	if local.Port == 0 {
		return netip.AddrPort{}, false
	}
	if to.Is4() {
		return netip.AddrPortFrom(netip.IPv4Unspecified(), local.Port), true
	}
	return netip.AddrPortFrom(netip.IPv6Unspecified(), local.Port), true
}

// alive translates SCTP's heartbeat and retransmission parameters into keepalive
// probes; by default a peer is lost after 15 s of silence and 6 probes of 5 s.
func alive(p assoc.Paths) net.KeepAliveConfig {
	return net.KeepAliveConfig{
		Enable:   true,
		Idle:     cmp.Or(p.Heartbeat, 15*time.Second),
		Interval: cmp.Or(p.RTOMax, 5*time.Second),
		Count:    cmp.Or(int(p.AssociationMaxRetrans), 6),
	}
}

// patience is how long alive waits until a peer is lost: unanswered data shall not
// wait any longer.
func patience(p assoc.Paths) time.Duration {
	k := alive(p)
	return k.Idle + time.Duration(k.Count)*k.Interval
}
