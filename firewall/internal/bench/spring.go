package bench

import (
	"context"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// tributaries is how many associations bring messages in, so that the lane finds a
// batch whenever it asks for one: each has one batch on its way at most.
const tributaries = 8

// spring is a Backend whose associations from outside have a batch whenever they are
// asked, and whose associations inside take everything. No kernel has a part in it.
type spring struct {
	mix   []Message
	ppid  uint32
	size  int          // messages of a batch
	given atomic.Int64 // batches
	sent  atomic.Int64 // messages
}

// Listen implements assoc.Backend. Peers are there at once.
func (s *spring) Listen(local assoc.Endpoint, c assoc.Config) (assoc.Listener, error) {
	m := &mouth{local: local, peers: make(chan *current, tributaries), over: make(chan struct{})}
	for range tributaries {
		m.peers <- &current{spring: s, pool: c.Pool, ends: [2]assoc.Endpoint{local, at(partnerAddr, local.Port)}, flows: true, over: m.over}
	}
	return m, nil
}

// Dial implements assoc.Backend.
func (s *spring) Dial(_ context.Context, local, remote assoc.Endpoint, _ assoc.Config) (assoc.Association, error) {
	return &current{spring: s, ends: [2]assoc.Endpoint{local, remote}, over: make(chan struct{})}, nil
}

func at(a netip.Addr, port uint16) assoc.Endpoint {
	return assoc.Endpoint{Addresses: []netip.Addr{a}, Port: port}
}

// mouth is the Listener of a spring. Its associations end with it.
type mouth struct {
	local assoc.Endpoint
	peers chan *current
	once  sync.Once
	over  chan struct{}
}

func (m *mouth) Accept() (assoc.Association, error) {
	select {
	case c := <-m.peers:
		return c, nil
	case <-m.over:
		return nil, net.ErrClosed
	}
}

func (m *mouth) Addr() assoc.Endpoint { return m.local }
func (m *mouth) Close() error         { m.once.Do(func() { close(m.over) }); return nil }

// current is an Association of a spring.
type current struct {
	*spring
	pool  *assoc.Pool
	ends  [2]assoc.Endpoint // local, remote
	flows bool              // it brings messages
	next  int               // of the mix
	over  chan struct{}
}

// Receive copies the next messages of the mix into a batch, as a kernel would.
func (c *current) Receive() (*assoc.Batch, error) {
	if !c.flows {
		<-c.over
	}
	select {
	case <-c.over:
		return nil, assoc.ErrClosed
	default:
	}
	b := c.pool.Take()
	for i := range c.size {
		m := &c.mix[c.next]
		c.next = (c.next + 1) % len(c.mix)
		slot := b.Slot(i)
		b.Messages = append(b.Messages, assoc.Message{Data: slot[:copy(slot, m.Octets)], PPID: c.ppid, Stream: uint16(1 + i%15)})
	}
	c.given.Add(1)
	return b, nil
}

func (c *current) Send(list []assoc.Message) (int, error) {
	c.sent.Add(int64(len(list)))
	return len(list), nil
}

func (c *current) AwaitRoom() error          { return nil }
func (c *current) Streams() (in, out uint16) { return 16, 16 }
func (c *current) Local() []netip.AddrPort   { return ports(c.ends[0]) }
func (c *current) Remote() []netip.AddrPort  { return ports(c.ends[1]) }
func (c *current) Shutdown()                 { c.stop() }
func (c *current) Abort()                    { c.stop() }
func (c *current) Close() error              { c.stop(); return nil }

// stop ends an association that brings nothing; the others end with their mouth.
func (c *current) stop() {
	if c.flows {
		return
	}
	select {
	case <-c.over:
	default:
		close(c.over)
	}
}

func ports(e assoc.Endpoint) (list []netip.AddrPort) {
	for _, a := range e.Addresses {
		list = append(list, netip.AddrPortFrom(a, e.Port))
	}
	return list
}
