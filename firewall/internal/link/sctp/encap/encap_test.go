package encap

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoctest"
)

var (
	localhost = netip.MustParseAddr("127.0.0.1")
	loopback  = []netip.Addr{localhost}
)

// freePort returns a UDP port that nobody uses at this moment.
func freePort(t testing.TB) int {
	t.Helper()
	c, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(localhost, 0)))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	return c.LocalAddr().(*net.UDPAddr).Port
}

// silent returns a place where packets go and nothing comes from.
func silent(*testing.T) assoc.Endpoint { return assoc.Endpoint{Addresses: loopback, Port: 7} }

func subject(t testing.TB) assoctest.Subject {
	port := freePort(t)
	return assoctest.Subject{
		Listening: &Backend{Port: port},
		Dialling:  &Backend{Port: AnyPort, RemotePort: port},
		Listen:    assoc.Endpoint{Addresses: loopback},
		Nobody:    assoc.Endpoint{Addresses: loopback, Port: 1},
		Silent:    silent,
		Streams:   true,
		Unordered: true,
		PPIDs:     true,
	}
}

func TestConformance(t *testing.T) { assoctest.Run(t, subject(t)) }

func BenchmarkCarry(b *testing.B) { assoctest.Bench(b, subject(b)) }

// A process that waits until the backend is idle leaves no peer behind that has not been
// told.
func TestAwaitIdle(t *testing.T) {
	s, pool := subject(t), assoc.NewPool(4, 65536)
	l, err := s.Listening.Listen(s.Listen, assoc.Config{Pool: pool})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	b := s.Dialling.(*Backend)
	a, err := b.Dial(ctx, assoc.Endpoint{}, l.Addr(), assoc.Config{Pool: pool})
	if err != nil {
		t.Fatal(err)
	}
	peer, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if b.AwaitIdle(20 * time.Millisecond); time.Since(began) < 20*time.Millisecond {
		t.Error("an association that is up is nothing")
	}
	a.Shutdown()
	_ = a.Close()
	b.AwaitIdle(10 * time.Second)
	ended := make(chan error, 1)
	go func() { _, err := peer.Receive(); ended <- err }()
	select {
	case err := <-ended:
		if !errors.Is(err, assoc.ErrShutdown) {
			t.Error(err)
		}
	case <-time.After(time.Second):
		t.Error("the peer does not know")
	}
}
