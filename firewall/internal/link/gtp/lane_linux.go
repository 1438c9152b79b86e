package gtp

import (
	"sync/atomic"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/docket"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Lane is one lane of a transparent link (link.Link). One goroutine calls Read
// and Apply in turn; Drain, Close and Counters may be called from any other.
type Lane struct {
	whole      *transparent
	kernel     *kernel
	egress     *egress
	complaints *complaints
	use        turnstile

	arrivals
	out  [batchSize]departure
	seen int32 // number of the last frame

	nowNS  int64 // of the last Read
	tidyNS int64 // when tidy is due

	counters laneCounters
}

// laneCounters are written by the lane once per batch and read by anybody.
type laneCounters struct {
	received, forwarded, dropped, rejected atomic.Uint64
	ttlExpired, tooLarge                   atomic.Uint64
	noSocket, sendFull, sendError          atomic.Uint64
	readError, overflow, stray             atomic.Uint64
	complaints, egressOpened               atomic.Uint64
	egressSockets                          atomic.Uint64
	rulesRestored                          atomic.Uint64 // of the link; on its first lane
}

// Read waits for a datagram and fills in what has arrived, at most 64. After
// Drain it ends with io.EOF, after Close with an error that wraps os.ErrClosed.
func (l *Lane) Read(frames []op.Frame) (n int, err error) {
	if len(frames) == 0 {
		return 0, nil
	}
	if !l.use.enter() {
		return 0, errClosed
	}
	defer l.leave()
	for n == 0 && err == nil {
		n, err = l.kernel.receive(l.in[:min(len(frames), batchSize)])
		n = l.sift(n)
	}
	l.Begin(n)
	l.nowNS = time.Now().UnixNano()
	for i := range n {
		l.frame(&frames[i], &l.in[i])
	}
	count(&l.counters.received, n)
	if l.nowNS >= l.tidyNS {
		l.tidy()
	}
	return n, err
}

// sift removes arrivals that the rules did not steer here: somebody on this
// machine sent them straight to a listener.
func (l *Lane) sift(n int) (kept int) {
	for i := range n {
		a := &l.in[i]
		if a.ip.mark&markIntercepted == 0 || a.ip.cut || a.ip.to.addr.IsZero() {
			continue
		}
		if kept != i {
			l.in[kept] = *a
		}
		kept++
	}
	count(&l.counters.stray, n-kept)
	return kept
}

// frame describes an arrival as it was on the wire.
func (l *Lane) frame(f *op.Frame, a *arrival) {
	l.seen = docket.Next(l.seen)
	*f = op.Frame{
		Data: a.data, TimeNS: l.nowNS, Number: l.seen, Encap: op.EncapDatagram, Side: op.SideOutside,
		Src: a.from.addr, SrcPort: a.from.port, Dst: a.ip.to.addr, DstPort: a.ip.to.port,
		Service: serviceOf(a.ip.mark),
	}
	if a.ip.mark&markInside != 0 {
		f.Side = op.SideInside
	}
}

// tidy does what is due once a second while there is traffic.
func (l *Lane) tidy() {
	l.tidyNS = l.nowNS + tidyEveryNS
	l.counters.overflow.Store(uint64(l.kernel.overflow()))
}

// Apply carries out rulings[i] on b.Messages[i]. Of several messages in one
// datagram the strictest ruling holds for all; a datagram that yielded no
// message is dropped. Each Read is applied at most once.
func (l *Lane) Apply(b *op.Batch, rulings []op.Ruling) error {
	if !l.use.enter() {
		return errClosed
	}
	defer l.leave()
	l.Gather(b, rulings)
	l.answers.Reset()
	out, failed := l.out[:0], shortfall{}
	for i := range l.Len() {
		d, ok := departure{}, false
		switch l.action(i) {
		case op.ActDrop:
		case op.ActReject:
			d, ok = l.answer(b, i)
		default:
			d, ok = l.pass(&l.in[i], &failed)
		}
		if ok {
			d.slot = i
			out = append(out, d)
		}
	}
	l.kernel.send(out)
	l.tally(b, rulings, out, &failed)
	return nil
}

// shortfall counts what was to pass and got no departure.
type shortfall struct{ lifeOver, noSocket int }

// pass sends a datagram on as a router would, from the address and port that it
// came from.
func (l *Lane) pass(a *arrival, failed *shortfall) (departure, bool) {
	if a.ip.ttl <= 1 {
		failed.lifeOver++
		l.complain(a, lifeOver)
		return departure{}, false
	}
	via := l.egress.from(origin{a.from, a.fragmentation()})
	if via == nil {
		failed.noSocket++
		return departure{}, false
	}
	return departure{via: via, to: a.ip.to, data: a.data, ttl: a.ip.ttl - 1, tos: a.ip.tos}, true
}

// fragmentation says how a datagram may be cut up on its way on. What came in
// fragments leaves in fragments, those of IPv6 no larger than they came: the
// sender has found out what the path takes. What came whole with Don't Fragment,
// and over IPv6 always, stays whole.
func (a *arrival) fragmentation() uint16 {
	switch {
	case a.ip.fragment != 0 && !a.at.is4:
		return min(a.ip.fragment, asTheyLike-1)
	case a.ip.fragment != 0, a.at.is4 && a.ip.mark&markWhole == 0:
		return asTheyLike
	}
	return goWhole
}

// answerTTL is the TTL of a datagram that the firewall makes (RFC 1700).
const answerTTL = 64

// answer makes the answer to an arrival that was rejected, from where the
// request was sent to and to where it came from.
func (l *Lane) answer(b *op.Batch, slot int) (departure, bool) {
	text := l.answers.Build(l.by, b, &l.Docket, slot)
	if text == nil {
		return departure{}, false
	}
	a := &l.in[slot]
	via := l.egress.from(origin{a.ip.to, asTheyLike})
	if via == nil {
		return departure{}, false
	}
	return departure{via: via, to: a.from, data: text, ttl: answerTTL, tos: a.ip.tos}, true
}

func (l *Lane) complain(a *arrival, why complaint) {
	if l.complaints.send(a, why, l.nowNS) {
		l.counters.complaints.Add(1)
	}
}

// tally counts what became of the last Read, and tells the senders of what did
// not fit.
func (l *Lane) tally(b *op.Batch, rulings []op.Ruling, out []departure, failed *shortfall) {
	losses := l.kernel.losses() // before complaints are sent, whose own losses do not matter
	passed, large, blocked := 0, 0, 0
	for i := range out {
		switch d := &out[i]; {
		case l.action(d.slot) == op.ActReject:
			if d.outcome == sent {
				l.Answered(d.slot)
			}
		case d.outcome == sent:
			passed++
		case d.outcome == tooLarge:
			large++
			l.complain(&l.in[d.slot], doesntFit)
		}
	}
	for i := range l.Len() {
		if l.action(i).Blocks() {
			blocked++
		}
	}
	answers := l.Settle(b, rulings)
	c := &l.counters
	count(&c.forwarded, passed)
	count(&c.rejected, answers)
	count(&c.dropped, blocked-answers)
	count(&c.ttlExpired, failed.lifeOver)
	count(&c.noSocket, failed.noSocket)
	count(&c.tooLarge, large)
	count(&c.sendFull, losses.full)
	count(&c.sendError, losses.failed-large)
	count(&c.readError, losses.receive)
	count(&c.egressOpened, l.egress.opened)
	l.egress.opened = 0
	c.egressSockets.Store(uint64(l.egress.cache.Len()))
}

// Drain ends the whole link, whichever lane it is called of: with when_down:
// closed the rules drop what is new, with bypass they are gone and the kernel
// forwards it. Every lane then hands out what its sockets hold, and io.EOF.
func (l *Lane) Drain() error { return l.whole.drain() }

// Close makes a waiting Read return and closes the lane's sockets. After the
// last lane of a link nothing is left of it with when_down: bypass; with closed
// the rules stay and drop (Teardown removes them).
func (l *Lane) Close() error {
	if !l.use.close(l.kernel.wake, l.release) {
		return nil
	}
	return l.whole.closed()
}

func (l *Lane) leave() { l.use.leave(l.release) }

func (l *Lane) release() {
	l.egress.forget()
	l.kernel.release()
}

// Warnings returns what about the machine is not as the link would have it,
// since it was opened. It is the same for all lanes.
func (l *Lane) Warnings() []string { return l.whole.warnings }

// Counters implements link.Counted.
func (l *Lane) Counters() []link.Counter {
	c := &l.counters
	return []link.Counter{
		{Name: "received", Value: c.received.Load()},
		{Name: "forwarded", Value: c.forwarded.Load()},
		{Name: "dropped", Value: c.dropped.Load()},   // by ruling, or rejected and not answered
		{Name: "rejected", Value: c.rejected.Load()}, // answered instead of passed
		{Name: "ttl_expired", Value: c.ttlExpired.Load()},
		{Name: "too_large", Value: c.tooLarge.Load()}, // for the next link or the known path
		{Name: "no_socket", Value: c.noSocket.Load()}, // passed, but the sender's address could not be used
		{Name: "send_full", Value: c.sendFull.Load()},
		{Name: "send_error", Value: c.sendError.Load()},
		{Name: "read_error", Value: c.readError.Load()},
		{Name: "overflow", Value: c.overflow.Load()}, // never seen: a receive buffer was full
		{Name: "stray", Value: c.stray.Load()},       // sent straight to a listener
		{Name: "icmp_sent", Value: c.complaints.Load()},
		{Name: "egress_opened", Value: c.egressOpened.Load()},
		{Name: "egress_sockets", Value: c.egressSockets.Load()},
		{Name: "rules_restored", Value: c.rulesRestored.Load()}, // somebody had removed them
	}
}
