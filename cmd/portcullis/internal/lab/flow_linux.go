package lab

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync/atomic"
	"testing"

	"golang.org/x/net/ipv4"
)

// Flow is one node's requests to another. They carry consecutive sequence
// numbers, so that what arrives can be accounted for.
type Flow struct {
	FlowPlan
	Requests Track // at the receiver
	Answers  Track // at the sender

	path
	node *node      // the sender
	mix  []exchange // in turn
	sent atomic.Int64
	out  []ipv4.Message
}

// path is the two ends of a flow.
type path struct{ from, to netip.AddrPort }

// exchange is a request and its answer; the sequence numbers are filled in.
type exchange struct{ request, answer []byte }

// FlowPlan says which flows a load has.
type FlowPlan struct {
	From       netip.Addr // of a partner
	Version    int        // of GTP: 1 or 2
	Subscriber int        // number
	Port       uint16     // of the sender

	// Back turns the flow around: the gateway asks From's node for an echo, as
	// it does with every node that it has sessions with.
	Back bool

	// User is a flow on the user plane: the partner's subscriber asks a host in
	// the tunnel; with Back, an echo of GTP-U.
	User bool

	// Through, if valid, is where the partner sends instead of the gateway: to a
	// proxy that stands for it. Every request is then one to create a context, for
	// one of very many subscribers from Subscriber on, so that none has two under
	// way; proxies expect that. Only answers are accounted for, since what
	// comes out of a proxy does not say whose it was.
	Through netip.Addr
}

// manySubscribers are in turn on a flow through a proxy.
const manySubscribers = 700

// maxBurst is how many messages a flow hands to the kernel at once.
const maxBurst = 64

func newFlow(p FlowPlan) *Flow {
	gateway, service := Gateway, uint16(ControlPort)
	if p.From.Is6() {
		gateway = Gateway6
	}
	if p.User {
		service = UserPort
	}
	mcc, mnc := network(p.From)
	s := &Session{
		Subscriber: NewSubscriber(p.Subscriber), MCC: mcc, MNC: mnc, APN: "internet", Node: p.From, Gateway: gateway,
		Control: uint32(0x01000000 + p.Subscriber*16), User: uint32(0x02000000 + p.Subscriber*16),
	}
	f := &Flow{FlowPlan: p, path: path{netip.AddrPortFrom(p.From, p.Port), netip.AddrPortFrom(gateway, service)}}
	switch {
	case p.Back:
		f.path = path{netip.AddrPortFrom(gateway, p.Port), netip.AddrPortFrom(p.From, service)}
		f.mix = []exchange{{echoRequest1(), echoResponse1()}}
	case p.Through.IsValid():
		f.to = netip.AddrPortFrom(p.Through, ControlPort)
		for i := range manySubscribers {
			x := *s
			x.Subscriber, x.Control, x.User = NewSubscriber(p.Subscriber+i), s.Control+uint32(i), s.User+uint32(i)
			f.mix = append(f.mix, exchange{x.CreatePDP(), x.PDPCreated()})
		}
	case p.User:
		f.mix = []exchange{{gPDU(s.User+1, fromUE), gPDU(s.User, toUE)}}
	case p.Version == 1:
		f.mix = []exchange{{s.CreatePDP(), s.PDPCreated()}, {s.UpdatePDP(), s.PDPUpdated()}}
	default:
		f.mix = []exchange{{s.CreateSession(), s.SessionCreated()}, {s.ModifyBearer(), s.BearerModified()}}
	}
	f.out = make([]ipv4.Message, maxBurst)
	for i := range f.out {
		f.out[i] = ipv4.Message{Buffers: [][]byte{make([]byte, 0, 512)}, Addr: net.UDPAddrFromAddrPort(f.to)}
	}
	return f
}

// network tells which network a partner's address belongs to.
func network(a netip.Addr) (mcc, mnc string) {
	if netip.MustParsePrefix("203.0.113.0/24").Contains(a) || netip.MustParsePrefix("2001:db8:3::/48").Contains(a) {
		return "999", "71"
	}
	return "999", "70"
}

// Sent returns how many messages have been handed to the kernel: their numbers
// are below it.
func (f *Flow) Sent() int { return int(f.sent.Load()) }

// send hands the next n messages to the kernel.
func (f *Flow) send(n int) error {
	first := f.Sent()
	for i := range n {
		request := f.mix[(first+i)%len(f.mix)].request
		b := append(f.out[i].Buffers[0][:0], request...)
		putSequence(b, uint32(first+i))
		f.out[i].Buffers[0] = b
	}
	for done := 0; done < n; {
		k, err := f.node.batch.WriteBatch(f.out[done:n], 0)
		if err != nil {
			return err
		}
		done += k
		f.sent.Add(int64(k))
	}
	return nil
}

// asked finds the exchange whose request has a message type.
func (f *Flow) asked(kind uint8) (x exchange, ok bool) {
	i := slices.IndexFunc(f.mix, func(x exchange) bool { return x.request[1] == kind })
	if i < 0 {
		return exchange{}, false
	}
	return f.mix[i], true
}

// isAnswer reports whether an answer of the flow has a message type.
func (f *Flow) isAnswer(kind uint8) bool {
	return slices.ContainsFunc(f.mix, func(x exchange) bool { return x.answer[1] == kind })
}

// node is a socket of a load: it accounts for what arrives and answers requests.
type node struct {
	conn  *net.UDPConn
	batch *ipv4.PacketConn
	at    netip.AddrPort
	flows map[path]*Flow
	blind bool // the gateway behind a proxy: it answers whoever asks
}

func (n *Net) newNode(t testing.TB, at netip.AddrPort) *node {
	t.Helper()
	ns := n.Partner
	if at.Addr() == Gateway || at.Addr() == Gateway6 {
		ns = n.Home
	}
	c, err := ns.ListenUDP(at)
	if err != nil {
		t.Fatal(fmt.Errorf("node %s: %w", at, err))
	}
	t.Cleanup(func() { _ = c.Close() })
	return &node{conn: c, batch: ipv4.NewPacketConn(c), at: at, flows: map[path]*Flow{}}
}

// serve handles what arrives until the socket is closed.
func (x *node) serve() {
	_ = receive(x.conn, func(d arrival) {
		kind, sequence, bits, ok := head(d.msg)
		if !ok {
			return
		}
		if x.blind && kind == createPDPRequest {
			_, _ = x.conn.WriteToUDPAddrPort(blindly(d.msg), d.from)
			return
		}
		if f := x.flows[path{d.from, x.at}]; f != nil {
			if e, ok := f.asked(kind); ok {
				f.Requests.note(sequence, bits, d.atNS)
				answer := append([]byte(nil), e.answer...)
				putSequence(answer, sequence)
				_, _ = x.conn.WriteToUDPAddrPort(answer, d.from)
			}
		}
		if f := x.flows[path{x.at, d.from}]; f != nil && f.isAnswer(kind) {
			f.Answers.note(sequence, bits, d.atNS)
		}
	})
}

// blindAnswer is the answer of a gateway that does not know who asks.
var blindAnswer = (&Session{Gateway: Gateway}).PDPCreated()

// blindly answers a Create PDP Context Request with the TEID and the sequence
// number that it came with. Offsets are those of elements that have one length
// each (TS 29.060 clause 7.7).
func blindly(request []byte) []byte {
	const (
		asked    = 12 + 9 + 7 + 2 + 2 + 5 + 1 // TEID Control Plane, behind IMSI, routeing area, recovery, selection mode, TEID Data I
		user     = 12 + 2 + 2 + 1             // TEID Data I, behind cause and reordering
		control  = user + 5
		sequence = 8
	)
	answer, teid := append([]byte(nil), blindAnswer...), request[asked:asked+4]
	for _, at := range []int{4, user, control} {
		copy(answer[at:], teid)
	}
	copy(answer[sequence:sequence+2], request[sequence:])
	return answer
}
