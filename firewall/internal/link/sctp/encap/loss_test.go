package encap

import (
	"context"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoctest"
)

// newPath returns a path to a UDP port of this host, and its own port.
func newPath(t *testing.T, to int, drop, late float64, seed uint64) (p *assoctest.Path, port int) {
	t.Helper()
	front, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(localhost, 0)))
	if err != nil {
		t.Fatal(err)
	}
	back, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(netip.AddrPortFrom(localhost, uint16(to))))
	if err != nil {
		t.Fatal(err)
	}
	p = assoctest.NewPath(front, back, drop, late, seed)
	t.Cleanup(p.Close)
	return p, front.LocalAddr().(*net.UDPAddr).Port
}

// TestLossAndReorder: 2 % of the datagrams are lost and 2 % come late, in each
// direction; every message arrives once, in order within its stream.
func TestLossAndReorder(t *testing.T) {
	const messages = 20000
	port := freePort(t)
	p, through := newPath(t, port, 0.02, 0.02, 20260101)
	pool := assoc.NewPool(8, 65536)
	// pion retransmits what was lost twice by its timer only, after 1 s or RTO.Max.
	c := assoc.Config{Pool: pool, Paths: assoc.Paths{RTOMax: 300 * time.Millisecond}}
	near, far := connect(t, &Backend{Port: port}, &Backend{Port: AnyPort, RemotePort: through}, c)
	began := time.Now()
	err := assoctest.Subject{PPIDs: true}.Carry(near, far, c, messages, func(i int) int {
		if i%20 == 0 {
			return 5000
		}
		return 60 + i%240
	})
	if err != nil {
		t.Fatal(err)
	}
	seen := p.Seen()
	t.Logf("%d messages in %v; %d datagrams lost, %d late", messages, time.Since(began).Round(time.Millisecond), seen.Dropped, seen.Late)
	if seen.Dropped < 50 || seen.Late < 50 {
		t.Error("the path is too good")
	}
}

// connect opens an association between two backends, which is aborted when the test
// ends.
func connect(t *testing.T, server, client *Backend, c assoc.Config) (near, far assoc.Association) {
	t.Helper()
	l, err := server.Listen(assoc.Endpoint{Addresses: loopback}, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if near, err = client.Dial(ctx, assoc.Endpoint{Addresses: loopback}, l.Addr(), c); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(near.Abort)
	if far, err = l.Accept(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(far.Abort)
	return near, far
}
