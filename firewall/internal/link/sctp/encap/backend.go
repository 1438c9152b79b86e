package encap

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

const (
	// DefaultPort is the UDP port of the encapsulation (RFC 6951 clause 4.1).
	DefaultPort = 9899
	// AnyPort is any UDP port that is free.
	AnyPort = -1

	defaultMTU = 1400

	// Ports from here on are taken for associations that want any (RFC 6335 clause 6).
	firstDynamicPort = 49152

	// mostStreams keeps room in the number of a stream for a mark (see wire.go).
	mostStreams = 0x4000
)

// Backend opens associations over UDP. Its zero value is ready. What is opened at one
// address shares a UDP socket.
type Backend struct {
	Port       int // UDP port of this end: 0 is DefaultPort
	RemotePort int // UDP port of peers that are dialled: 0 is DefaultPort
	MTU        int // octets of the longest SCTP packet; default 1400

	mu      sync.Mutex
	sockets map[netip.AddrPort]*socket
}

// Listen waits for peers at the first address of local; none means every one that
// the host has, and then associations do not know theirs.
func (b *Backend) Listen(local assoc.Endpoint, c assoc.Config) (assoc.Listener, error) {
	at := netip.IPv4Unspecified()
	if len(local.Addresses) > 0 {
		at = local.Addresses[0]
	}
	s, err := b.socket(at)
	if err != nil {
		return nil, err
	}
	l := &listener{socket: s, config: c.WithDefaults(), mtu: b.mtu(), at: assoc.Endpoint{Addresses: []netip.Addr{at}, Port: local.Port},
		accepted: make(chan *association, backlog), done: make(chan struct{})}
	if err := s.addListener(l); err != nil {
		s.release()
		return nil, err
	}
	return l, nil
}

// AwaitIdle returns when no association and no listener is left, or when the time is
// over. What Shutdown has begun ends with the process: no kernel goes on with it.
func (b *Backend) AwaitIdle(limit time.Duration) {
	for end := time.Now().Add(limit); b.isBusy() && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
}

func (b *Backend) isBusy() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.sockets) > 0
}

// Dial opens an association with the first address of remote.
func (b *Backend) Dial(ctx context.Context, local, remote assoc.Endpoint, c assoc.Config) (assoc.Association, error) {
	if len(remote.Addresses) == 0 {
		return nil, errors.New("no address to connect to")
	}
	to := netip.AddrPortFrom(remote.Addresses[0], uint16(cmp.Or(b.RemotePort, DefaultPort)))
	from, err := sourceFor(local, to)
	if err != nil {
		return nil, err
	}
	s, err := b.socket(from)
	if err != nil {
		return nil, err
	}
	defer s.release() // the association has a hold of its own
	return s.dial(ctx, local.Port, peer{udp: to, port: remote.Port}, c.WithDefaults(), b.mtu(), from)
}

func (b *Backend) mtu() int { return cmp.Or(b.MTU, defaultMTU) }

// sourceFor returns the address that packets to a peer come from.
func sourceFor(local assoc.Endpoint, to netip.AddrPort) (netip.Addr, error) {
	if len(local.Addresses) > 0 {
		return local.Addresses[0], nil
	}
	c, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(to)) // sends nothing
	if err != nil {
		return netip.Addr{}, err
	}
	defer c.Close()
	return c.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Unmap(), nil
}

// socket returns the socket at an address, or that at all addresses, and opens it if
// there is none. The caller releases it.
func (b *Backend) socket(at netip.Addr) (*socket, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	port := uint16(cmp.Or(b.Port, DefaultPort))
	if b.Port == AnyPort {
		port = 0
	}
	if port != 0 {
		for _, place := range []netip.Addr{at, netip.IPv4Unspecified(), netip.IPv6Unspecified()} {
			if s := b.sockets[netip.AddrPortFrom(place, port)]; s != nil && place.Is4() == at.Is4() {
				s.hold()
				return s, nil
			}
		}
	}
	s, err := openSocket(b, netip.AddrPortFrom(at, port))
	if err != nil {
		return nil, fmt.Errorf("UDP encapsulation: %w", err)
	}
	if b.sockets == nil {
		b.sockets = map[netip.AddrPort]*socket{}
	}
	b.sockets[s.at] = s
	return s, nil
}
