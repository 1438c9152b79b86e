package sctp_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// network is a Backend without a network: associations are queues between two ends.
type network struct {
	mu        sync.Mutex
	listeners map[string]*listener
	depth     int // messages that fit between two ends
	streams   uint16
}

func newNetwork() *network {
	return &network{listeners: map[string]*listener{}, depth: 1000, streams: 16}
}

type listener struct {
	net   *network
	at    assoc.Endpoint
	c     assoc.Config
	queue chan *memory
	over  chan struct{}
	once  sync.Once
}

func key(e assoc.Endpoint) string { return fmt.Sprint(e.Addresses[0], e.Port) }

func (n *network) Listen(local assoc.Endpoint, c assoc.Config) (assoc.Listener, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.listeners[key(local)] != nil {
		return nil, fmt.Errorf("%s is taken", key(local))
	}
	l := &listener{net: n, at: local, c: c.WithDefaults(), queue: make(chan *memory, 64), over: make(chan struct{})}
	n.listeners[key(local)] = l
	return l, nil
}

func (l *listener) Addr() assoc.Endpoint { return l.at }

func (l *listener) Accept() (assoc.Association, error) {
	select {
	case a := <-l.queue:
		return a, nil
	case <-l.over:
		return nil, net.ErrClosed
	}
}

func (l *listener) Close() error {
	l.once.Do(func() {
		l.net.mu.Lock()
		delete(l.net.listeners, key(l.at))
		l.net.mu.Unlock()
		close(l.over)
	})
	return nil
}

func (n *network) Dial(ctx context.Context, local, remote assoc.Endpoint, c assoc.Config) (assoc.Association, error) {
	n.mu.Lock()
	l := n.listeners[key(remote)]
	n.mu.Unlock()
	if l == nil {
		return nil, fmt.Errorf("nobody listens at %s", key(remote))
	}
	if len(local.Addresses) == 0 {
		local = assoc.Endpoint{Addresses: []netip.Addr{netip.MustParseAddr("127.0.0.1")}, Port: 40000}
	}
	here, there := &memory{at: local, c: c.WithDefaults(), net: n}, &memory{at: remote, c: l.c, net: n}
	here.peer, there.peer = there, here
	here.cond.L, there.cond.L = &here.mu, &there.mu
	if l.c.Admit != nil && !l.c.Admit(there.Remote()[0]) {
		return nil, fmt.Errorf("refused")
	}
	select {
	case l.queue <- there:
	case <-l.over:
		return nil, fmt.Errorf("nobody listens at %s any more", key(remote))
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return here, nil
}

// memory is one end of an association.
type memory struct {
	net  *network
	at   assoc.Endpoint
	c    assoc.Config
	peer *memory

	mu      sync.Mutex
	cond    sync.Cond
	queue   []assoc.Message
	end     error // for Receive when the queue is empty
	restart bool
}

func (m *memory) Receive() (*assoc.Batch, error) {
	m.mu.Lock()
	for len(m.queue) == 0 && m.end == nil && !m.restart || m.c.Pool == nil {
		m.cond.Wait()
	}
	if m.restart {
		m.restart = false
		m.mu.Unlock()
		return nil, assoc.ErrRestarted
	}
	if len(m.queue) == 0 || m.end == assoc.ErrClosed {
		defer m.mu.Unlock()
		return nil, m.end
	}
	m.mu.Unlock()
	b := m.c.Pool.Take()
	m.mu.Lock()
	defer m.mu.Unlock()
	n := min(len(m.queue), assoc.BatchSize)
	for i, x := range m.queue[:n] {
		slot := b.Slot(i)
		x.Cut = len(x.Data) > len(slot)-1
		x.Data = slot[:copy(slot[:len(slot)-1], x.Data)]
		b.Messages = append(b.Messages, x)
	}
	m.queue = append(m.queue[:0], m.queue[n:]...)
	m.cond.Broadcast()
	return b, nil
}

func (m *memory) Send(list []assoc.Message) (int, error) {
	p := m.peer
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.cond.Broadcast()
	for i, x := range list {
		switch {
		case p.end != nil:
			return i, p.end
		case x.Stream >= m.net.streams:
			return i, assoc.ErrRefused
		case len(p.queue) >= m.net.depth:
			return i, nil
		}
		x.Data = bytes.Clone(x.Data)
		p.queue = append(p.queue, x)
	}
	return len(list), nil
}

func (m *memory) AwaitRoom() error {
	p := m.peer
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.queue) >= m.net.depth && p.end == nil {
		p.cond.Wait()
	}
	return p.end
}

func (m *memory) Streams() (in, out uint16) { return m.net.streams, m.net.streams }

func (m *memory) Local() []netip.AddrPort  { return ports(m.at) }
func (m *memory) Remote() []netip.AddrPort { return ports(m.peer.at) }

func ports(e assoc.Endpoint) (list []netip.AddrPort) {
	for _, a := range e.Addresses {
		list = append(list, netip.AddrPortFrom(a, e.Port))
	}
	return list
}

func (m *memory) stop(why error) {
	for end, why := range map[*memory]error{m.peer: why, m: assoc.ErrClosed} {
		end.mu.Lock()
		if end.end == nil {
			end.end = why
		}
		end.cond.Broadcast()
		end.mu.Unlock()
	}
}

func (m *memory) Shutdown()    { m.stop(assoc.ErrShutdown) }
func (m *memory) Abort()       { m.stop(assoc.ErrAborted) }
func (m *memory) Close() error { m.stop(assoc.ErrShutdown); return nil }

// begin makes the peer of m see a restart.
func (m *memory) begin() {
	m.peer.mu.Lock()
	m.peer.restart = true
	m.peer.cond.Broadcast()
	m.peer.mu.Unlock()
}

// node is somebody outside or inside, and what it has received.
type node struct {
	t *testing.T
	assoc.Association
	mu     sync.Mutex
	got    []assoc.Message
	end    error
	pauses sync.Mutex // locked: it does not read
}

var pool = assoc.NewPool(256, 65536)

// run reads until the association's end.
func run(t *testing.T, a assoc.Association) *node {
	t.Helper()
	x := &node{t: t, Association: a}
	go func() {
		for {
			b, err := x.receive()
			x.mu.Lock()
			if err != nil {
				x.end = err
				x.mu.Unlock()
				return
			}
			for _, m := range b.Messages {
				m.Data = bytes.Clone(m.Data)
				x.got = append(x.got, m)
			}
			x.mu.Unlock()
			pool.Give(b)
		}
	}()
	return x
}

// receive waits while it is made to pause. While it receives it can be told to pause
// afterwards.
func (x *node) receive() (*assoc.Batch, error) {
	x.pauses.Lock()
	a := x.Association
	x.pauses.Unlock()
	return a.Receive()
}

func (x *node) messages() []assoc.Message {
	x.mu.Lock()
	defer x.mu.Unlock()
	return slices.Clone(x.got)
}

func (x *node) ended() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.end
}

// say sends messages on a stream, waiting for room.
func (x *node) say(stream uint16, texts ...string) {
	x.t.Helper()
	for _, text := range texts {
		list := []assoc.Message{{Data: []byte(text), PPID: 3, Stream: stream}}
		for {
			n, err := x.Send(list)
			if err != nil {
				x.t.Fatalf("sending %q: %v", text, err)
			}
			if n == 1 {
				break
			}
			if err := x.AwaitRoom(); err != nil {
				x.t.Fatal(err)
			}
		}
	}
}

// eventually waits for what has to come.
func eventually(t *testing.T, what string, f func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !f(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}
