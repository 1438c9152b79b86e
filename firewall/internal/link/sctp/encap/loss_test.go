package encap

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoctest"
)

// badPath stands between two ends, and drops and reorders datagrams in both
// directions.
type badPath struct {
	front, back       *net.UDPConn
	drop, late        float64 // shares of all datagrams
	mu                sync.Mutex
	client            netip.AddrPort
	dropped, lateOnes int
}

// newBadPath returns a path to a UDP port of this host.
func newBadPath(t *testing.T, to int, drop, late float64, seed uint64) *badPath {
	t.Helper()
	p := &badPath{drop: drop, late: late}
	var err error
	if p.front, err = net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(localhost, 0))); err != nil {
		t.Fatal(err)
	}
	if p.back, err = net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(netip.AddrPortFrom(localhost, uint16(to)))); err != nil {
		t.Fatal(err)
	}
	for _, c := range []*net.UDPConn{p.front, p.back} {
		c.SetReadBuffer(socketBuffer)
		c.SetWriteBuffer(socketBuffer)
		t.Cleanup(func() { c.Close() })
	}
	go p.forward(p.front, rand.New(rand.NewPCG(seed, 1)), func(b []byte) { p.back.Write(b) })
	go p.forward(p.back, rand.New(rand.NewPCG(seed, 2)), func(b []byte) {
		p.mu.Lock()
		to := p.client
		p.mu.Unlock()
		p.front.WriteToUDPAddrPort(b, to)
	})
	return p
}

func (p *badPath) port() int { return p.front.LocalAddr().(*net.UDPAddr).Port }

// forward passes datagrams on. A late one comes behind the three that follow it, or
// after 5 ms.
func (p *badPath) forward(from *net.UDPConn, r *rand.Rand, send func([]byte)) {
	var late []byte
	behind := 0
	buffer := make([]byte, 65536)
	for {
		if late != nil {
			from.SetReadDeadline(time.Now().Add(5 * time.Millisecond))
		} else {
			from.SetReadDeadline(time.Time{})
		}
		n, client, err := from.ReadFromUDPAddrPort(buffer)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if from == p.front && err == nil {
			p.remember(client)
		}
		switch roll := r.Float64(); {
		case err != nil:
			behind = 0
		case roll < p.drop:
			p.count(&p.dropped)
		case roll < p.drop+p.late && late == nil:
			p.count(&p.lateOnes)
			late, behind = append([]byte(nil), buffer[:n]...), 3
		default:
			send(buffer[:n])
			behind--
		}
		if late != nil && behind <= 0 {
			send(late)
			late = nil
		}
	}
}

func (p *badPath) remember(client netip.AddrPort) {
	p.mu.Lock()
	p.client = client
	p.mu.Unlock()
}

func (p *badPath) count(n *int) {
	p.mu.Lock()
	*n++
	p.mu.Unlock()
}

// TestLossAndReorder: 2 % of the datagrams are lost and 2 % come late, in each
// direction; every message arrives once, in order within its stream.
func TestLossAndReorder(t *testing.T) {
	const messages = 20000
	port := freePort(t)
	p := newBadPath(t, port, 0.02, 0.02, 20260101)
	pool := assoc.NewPool(8, 65536)
	// pion retransmits what was lost twice by its timer only, after 1 s or RTO.Max.
	c := assoc.Config{Pool: pool, Paths: assoc.Paths{RTOMax: 300 * time.Millisecond}}
	near, far := connect(t, &Backend{Port: port}, &Backend{Port: AnyPort, RemotePort: p.port()}, c)
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
	p.mu.Lock()
	defer p.mu.Unlock()
	t.Logf("%d messages in %v; %d datagrams lost, %d late", messages, time.Since(began).Round(time.Millisecond), p.dropped, p.lateOnes)
	if p.dropped < 50 || p.lateOnes < 50 {
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
