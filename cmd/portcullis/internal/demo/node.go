package demo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"
)

// Retransmission of requests (TS 29.274 clause 7.6: T3-RESPONSE, N3-REQUESTS).
// Loopback loses nothing but what overflows a buffer, so they are short.
const (
	t3 = 400 * time.Millisecond
	n3 = 5
)

var errNoAnswer = errors.New("no answer")

// node is a GTP node: a control and a user plane socket.
type node struct {
	addr          netip.Addr
	control, user *net.UDPConn
	handle        func(d datagram)          // gets every message that answers nothing
	arrived       func(user bool, b []byte) // sees every datagram, before anything else; may be nil

	mu      sync.Mutex
	waiting map[exchange]chan []byte
	readers sync.WaitGroup

	repeated atomic.Int64    // requests sent again
	seen     [3]atomic.Int64 // messages received, by place in protocols
	sequence atomic.Uint32
	teids    atomic.Uint32
}

// datagram is what a node received, cut to one message.
type datagram struct {
	head
	msg  []byte
	from netip.AddrPort
	user bool // on the user plane socket
}

// protocol returns the place in protocols.
func (d datagram) protocol() int {
	if d.user {
		return 2
	}
	return int(d.version) - 1
}

// exchange identifies an answer that somebody waits for.
type exchange struct {
	user     bool
	version  uint8
	sequence uint32
}

// newNode binds a node's sockets; start makes it listen.
func newNode(a netip.Addr) (*node, error) {
	n := &node{addr: a, waiting: make(map[exchange]chan []byte)}
	var err error
	if n.control, err = bind(netip.AddrPortFrom(a, controlPort)); err != nil {
		return nil, err
	}
	if n.user, err = bind(netip.AddrPortFrom(a, userPort)); err != nil {
		_ = n.control.Close()
		return nil, err
	}
	n.teids.Store(0x1000)
	return n, nil
}

func bind(a netip.AddrPort) (*net.UDPConn, error) {
	c, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(a))
	if err != nil {
		return nil, err
	}
	_ = c.SetReadBuffer(4 << 20) // best effort; what overflows is sent again
	return c, nil
}

func (n *node) start(handle func(datagram)) {
	n.handle = handle
	n.readers.Add(2)
	go n.read(n.control, false)
	go n.read(n.user, true)
}

func (n *node) close() {
	_ = n.control.Close()
	_ = n.user.Close()
	n.readers.Wait()
}

func (n *node) socket(user bool) *net.UDPConn {
	if user {
		return n.user
	}
	return n.control
}

func (n *node) read(c *net.UDPConn, user bool) {
	defer n.readers.Done()
	buf := make([]byte, 65536)
	for {
		size, from, err := c.ReadFromUDPAddrPort(buf)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue // such as ICMP unreachable, on systems that report it here
		}
		from = netip.AddrPortFrom(from.Addr().Unmap(), from.Port())
		if n.arrived != nil {
			n.arrived(user, buf[:size])
		}
		for _, m := range messages(buf[:size]) {
			n.receive(datagram{msg: m, from: from, user: user})
		}
	}
}

// receive gives an answer to whoever waits for it, and the rest to the handler.
func (n *node) receive(d datagram) {
	var ok bool
	if d.head, ok = readHead(d.msg); !ok {
		return
	}
	n.seen[d.protocol()].Add(1)
	if d.isAnswer() {
		n.mu.Lock()
		ch := n.waiting[exchange{d.user, d.version, d.sequence}]
		n.mu.Unlock()
		if ch != nil {
			select {
			case ch <- append([]byte(nil), d.msg...):
			default: // a second answer, to a retransmission
			}
			return
		}
	}
	if n.handle != nil {
		n.handle(d)
	}
}

// ask sends a request and waits for its answer, retransmitting as the standard
// says. It returns the answer's head and its octets.
func (n *node) ask(ctx context.Context, user bool, to netip.AddrPort, request []byte) (head, []byte, error) {
	h, _ := readHead(request)
	return n.askFor(ctx, exchange{user, h.version, h.sequence}, to, request)
}

func (n *node) askFor(ctx context.Context, e exchange, to netip.AddrPort, request []byte) (head, []byte, error) {
	ch := make(chan []byte, 1)
	n.mu.Lock()
	n.waiting[e] = ch
	n.mu.Unlock()
	defer func() {
		n.mu.Lock()
		delete(n.waiting, e)
		n.mu.Unlock()
	}()
	timer := time.NewTimer(t3)
	defer timer.Stop()
	for i := range n3 {
		if err := n.send(e.user, to, request); err != nil {
			return head{}, nil, err
		}
		if i > 0 {
			n.repeated.Add(1)
		}
		select {
		case answer := <-ch:
			h, _ := readHead(answer)
			return h, answer, nil
		case <-timer.C:
			timer.Reset(t3)
		case <-ctx.Done():
			return head{}, nil, ctx.Err()
		}
	}
	return head{}, nil, errNoAnswer
}

func (n *node) send(user bool, to netip.AddrPort, msg []byte) error {
	if _, err := n.socket(user).WriteToUDPAddrPort(msg, to); err != nil {
		return fmt.Errorf("send to %s: %w", to, err)
	}
	return nil
}

// nextSequence returns a sequence number that fits GTPv1's 16 bits and leaves
// GTPv2's top bit clear, as initial messages must (TS 29.274 clause 7.6).
func (n *node) nextSequence() uint32 { return n.sequence.Add(1) & 0xFFFF }

// newTEID returns an endpoint identifier that this node did not use before.
func (n *node) newTEID() uint32 { return n.teids.Add(1) }
