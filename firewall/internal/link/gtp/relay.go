package gtp

import (
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/docket"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Hop is one static entry of a relay: datagrams that arrive at Listen come from
// the side that it faces, and go on to Next.
type Hop struct {
	Listen netip.AddrPort // port 0 takes any free one; Relay.Listening tells which
	Next   netip.AddrPort
	Side   op.Side // SideOutside or SideInside
}

// Config describes a relay. Zero limits mean the defaults.
type Config struct {
	Hops        []Hop
	MaxFlows    int           // peers without a hop of their own; default 256, one socket each
	MaxPerHost  int           // of these, from one IPv4 address or IPv6 /64; default 16
	IdleTimeout time.Duration // a flow that is silent for so long may go; default 60 s
	Answers     Answerer      // to rejected messages; nil: rejecting is dropping
}

// Defaults. A flow outlives every retransmission of a request: T3-RESPONSE times
// N3-REQUESTS is 3 to 20 s in practice (TS 29.060 clause 7.6, TS 29.274 clause 7.6).
const (
	defaultFlows   = 256
	defaultPerHost = 16
	defaultIdle    = time.Minute
)

// tidyEveryNS spaces the walks over the flow table, so that refusing newcomers
// does not become the expensive path.
const tidyEveryNS = 1e9

var errNoRoom = errors.New("flow table is full")

// hop is an entry in use.
type hop struct {
	listen, next endpoint
	side         op.Side
	port         *port
	pairs        map[endpoint]*hop // by peer: the hop of the other side whose next node is that peer
}

// Relay is the link (link.Link). One goroutine, the lane, calls Read and Apply in turn;
// Drain, Close, Stats and Counters may be called from any other.
type Relay struct {
	mover mover
	hops  []*hop
	flows flows
	use   turnstile

	arrivals
	out  [batchSize]departure
	seen int32 // number of the last frame

	nowNS  int64 // of the last Read
	tidyNS int64 // when tidy is due

	counters counters
}

// Open binds the listeners. Nothing is received before the first Read.
func Open(c Config) (*Relay, error) {
	m, err := newMover()
	if err != nil {
		return nil, fmt.Errorf("gtp relay: %w", err)
	}
	return openOn(m, c)
}

func openOn(m mover, c Config) (*Relay, error) {
	orDefault := func(n, d int) int {
		if n == 0 {
			return d
		}
		return n
	}
	idle := c.IdleTimeout
	if idle == 0 {
		idle = defaultIdle
	}
	r := &Relay{
		mover:    m,
		use:      turnstile{done: make(chan struct{})},
		arrivals: newArrivals(c.Answers),
		flows:    newFlows(orDefault(c.MaxFlows, defaultFlows), orDefault(c.MaxPerHost, defaultPerHost), int64(idle)),
	}
	for i, h := range c.Hops {
		if err := r.listen(h); err != nil {
			m.release()
			return nil, fmt.Errorf("gtp relay: entry %d: %w", i+1, err)
		}
	}
	if err := r.checkLoops(); err != nil {
		m.release()
		return nil, fmt.Errorf("gtp relay: %w", err)
	}
	r.pair()
	return r, nil
}

func (r *Relay) listen(c Hop) error {
	switch {
	case c.Side != op.SideOutside && c.Side != op.SideInside:
		return errors.New("side must be outside or inside")
	case !c.Listen.IsValid() || !c.Next.IsValid() || c.Next.Port() == 0:
		return errors.New("listen and next must be address:port")
	case c.Listen.Addr().IsUnspecified():
		return errors.New("listen must be one address: answers have to come from the one that the peer wrote to")
	case c.Listen.Addr().Zone() != "" || c.Next.Addr().Zone() != "":
		return errors.New("link-local addresses with a zone are not supported")
	}
	p, err := r.mover.open(c.Listen, netip.AddrPort{})
	if err != nil {
		return fmt.Errorf("listen on %s: %w", c.Listen, err)
	}
	h := &hop{listen: endpointFrom(c.Listen), next: endpointFrom(c.Next), side: c.Side, port: p}
	h.listen.port = p.number
	p.hop = h
	r.hops = append(r.hops, h)
	return nil
}

// checkLoops refuses a next node that is a listener of the same relay: the
// datagram would come round for ever.
func (r *Relay) checkLoops() error {
	for _, h := range r.hops {
		for _, other := range r.hops {
			if h.next == other.listen {
				return fmt.Errorf("next %s is the relay itself", h.next.netip())
			}
		}
	}
	return nil
}

// pair finds for every hop the peers that have one of their own on the other
// side. The first in configuration order wins; both must speak the same version
// of IP towards the node they share.
func (r *Relay) pair() {
	for _, h := range r.hops {
		h.pairs = make(map[endpoint]*hop)
		for _, back := range r.hops {
			fits := back.side != h.side && back.listen.addr.Is4() == h.next.addr.Is4()
			if _, taken := h.pairs[back.next]; fits && !taken {
				h.pairs[back.next] = back
			}
		}
	}
}

// Listening returns the address of each entry's listener, in configuration order.
func (r *Relay) Listening() []netip.AddrPort {
	var a []netip.AddrPort
	for _, h := range r.hops {
		a = append(a, h.listen.netip())
	}
	return a
}

// Read waits for a datagram and fills in what has arrived, at most 64. After
// Close the error wraps os.ErrClosed.
func (r *Relay) Read(frames []op.Frame) (int, error) {
	if len(frames) == 0 {
		return 0, nil
	}
	if !r.use.enter() {
		return 0, errClosed
	}
	defer r.leave()
	n, err := r.mover.receive(r.in[:min(len(frames), batchSize)])
	r.Begin(n)
	r.nowNS = time.Now().UnixNano()
	for i := range n {
		r.frame(&frames[i], &r.in[i])
	}
	count(&r.counters.received, n)
	if r.nowNS >= r.tidyNS {
		r.tidy()
	}
	return n, err
}

// tidy does what is due once a second while there is traffic.
func (r *Relay) tidy() {
	r.tidyNS = r.nowNS + tidyEveryNS
	r.sweep()
	r.counters.overflow.Store(uint64(r.mover.overflow()))
}

// frame describes an arrival by the ends of its conversation.
func (r *Relay) frame(f *op.Frame, a *arrival) {
	r.seen = docket.Next(r.seen)
	*f = op.Frame{Data: a.data, TimeNS: r.nowNS, Number: r.seen, Encap: op.EncapDatagram}
	src, dst := a.from, endpoint{}
	if h := a.at.hop; h != nil {
		f.Side, dst = h.sideOf(src), h.next
	} else {
		w := a.at.flow
		w.usedNS = r.nowNS
		f.Side, dst = opposite(w.hop.side), w.peer
	}
	f.Src, f.SrcPort = src.addr, src.port
	f.Dst, f.DstPort = dst.addr, dst.port
}

// sideOf says where a datagram at a listener comes from. Being taken for home
// takes more than reaching a listener that faces it: of a sender that is not the
// next node of a hop from outside, the addresses have to tell.
func (h *hop) sideOf(peer endpoint) op.Side {
	if h.side == op.SideInside && h.pairs[peer] == nil {
		return op.SideUnknown
	}
	return h.side
}

func opposite(s op.Side) op.Side {
	if s == op.SideOutside {
		return op.SideInside
	}
	return op.SideOutside
}

// Apply carries out rulings[i] on b.Messages[i]. Of several messages in one
// datagram the strictest ruling holds for all, since a part of a datagram
// cannot go on; a datagram that yielded no message is dropped. Each Read is
// applied at most once.
func (r *Relay) Apply(b *op.Batch, rulings []op.Ruling) error {
	if !r.use.enter() {
		return errClosed
	}
	defer r.leave()
	r.Gather(b, rulings)
	r.answers.Reset()
	out, noFlow := r.out[:0], 0
	for i := range r.Len() {
		var d departure
		ok := false
		switch r.action(i) {
		case op.ActDrop:
		case op.ActReject:
			d, ok = r.answer(b, i)
		default:
			if d, ok = r.route(&r.in[i]); !ok {
				noFlow++
			}
		}
		if ok {
			d.slot = i
			out = append(out, d)
		}
	}
	r.mover.send(out)
	r.tally(b, rulings, out, noFlow)
	return nil
}

// tally counts what became of the last Read.
func (r *Relay) tally(b *op.Batch, rulings []op.Ruling, out []departure, noFlow int) {
	passed := 0
	for i := range out {
		switch d := &out[i]; {
		case r.action(d.slot) == op.ActReject:
			if d.outcome == sent {
				r.Answered(d.slot)
			}
		case d.outcome == sent:
			passed++
		}
	}
	blocked := 0
	for i := range r.Len() {
		if r.action(i).Blocks() {
			blocked++
		}
	}
	answers := r.Settle(b, rulings)
	count(&r.counters.forwarded, passed)
	count(&r.counters.rejected, answers)
	count(&r.counters.dropped, blocked-answers)
	count(&r.counters.noFlow, noFlow)
	r.counters.addLoss(r.mover.losses())
	r.counters.flows.Store(int64(len(r.flows.byPeer)))
}

// route says where a datagram that passed goes, and from which socket.
func (r *Relay) route(a *arrival) (departure, bool) {
	h := a.at.hop
	if h == nil { // from the next node, to the peer that the flow stands for
		f := a.at.flow
		return departure{via: f.hop.port, to: f.peer, data: a.data}, true
	}
	if back := h.pairs[a.from]; back != nil {
		return departure{via: back.port, to: h.next, data: a.data}, true
	}
	f, err := r.flowOf(h, a.from)
	if err != nil {
		return departure{}, false
	}
	f.usedNS = r.nowNS
	return departure{via: f.port, data: a.data}, true
}

// answer makes the answer to an arrival that was rejected, from where the
// request was sent to and to where it came from.
func (r *Relay) answer(b *op.Batch, slot int) (departure, bool) {
	text := r.answers.Build(r.by, b, &r.Docket, slot)
	if text == nil {
		return departure{}, false
	}
	a := &r.in[slot]
	if a.at.flow != nil { // connected to whoever sent it
		return departure{via: a.at, data: text}, true
	}
	return departure{via: a.at, to: a.from, data: text}, true
}

// Drain implements link.Link. What arrives from then on is dropped by the
// kernel; where it cannot be told to, Read goes on until it has been quiet for
// a moment.
func (r *Relay) Drain() error {
	r.use.call(r.mover.drain)
	return nil
}

// Close makes a waiting Read return and closes all sockets. It returns when
// that is done; nothing passes afterwards.
func (r *Relay) Close() error {
	r.use.close(r.mover.wake, r.mover.release)
	return nil
}

func (r *Relay) leave() { r.use.leave(r.mover.release) }
