package lab

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync/atomic"
	"testing"

	"golang.org/x/net/ipv4"
)

// Flow is one partner's socket that sends requests to the gateway. Its messages
// carry consecutive sequence numbers, so that what arrives can be accounted for.
type Flow struct {
	Requests Track // at the gateway
	Answers  Track // at the partner

	conn     *net.UDPConn
	batch    *ipv4.PacketConn
	from, to netip.AddrPort
	mix      []exchange // in turn
	sent     atomic.Int64
	out      []ipv4.Message
}

// exchange is a request and its answer; the sequence numbers are filled in.
type exchange struct{ request, answer []byte }

// maxBurst is how many messages a flow hands to the kernel at once.
const maxBurst = 64

// newFlow opens a socket in the partner's namespace.
func (n *Net) newFlow(from, to netip.AddrPort, mix []exchange) (*Flow, error) {
	c, err := n.Partner.ListenUDP(from)
	if err != nil {
		return nil, err
	}
	f := &Flow{conn: c, batch: ipv4.NewPacketConn(c), from: from, to: to, mix: mix, out: make([]ipv4.Message, maxBurst)}
	for i := range f.out {
		f.out[i] = ipv4.Message{Buffers: [][]byte{make([]byte, 0, 512)}, Addr: net.UDPAddrFromAddrPort(to)}
	}
	return f, nil
}

// Sent returns how many messages have been handed to the kernel: their numbers
// are below it.
func (f *Flow) Sent() int { return int(f.sent.Load()) }

// send hands the next n messages to the kernel.
func (f *Flow) send(n int) error {
	first := int(f.sent.Load())
	for i := range n {
		request := f.mix[(first+i)%len(f.mix)].request
		b := append(f.out[i].Buffers[0][:0], request...)
		putSequence(b, uint32(first+i))
		f.out[i].Buffers[0] = b
	}
	for done := 0; done < n; {
		k, err := f.batch.WriteBatch(f.out[done:n], 0)
		if err != nil {
			return err
		}
		done += k
		f.sent.Add(int64(k))
	}
	return nil
}

// listen accounts for the answers until the socket is closed.
func (f *Flow) listen() {
	_ = receive(f.conn, func(d arrival) {
		if _, sequence, bits, ok := head(d.msg); ok {
			f.Answers.note(sequence, bits, d.atNS)
		}
	})
}

// answer returns the gateway's answer to a request of this flow, for the
// receiver to fill its sequence number in.
func (f *Flow) answer(kind uint8) []byte {
	for _, x := range f.mix {
		if x.request[1] == kind {
			return x.answer
		}
	}
	return nil
}

// FlowPlan says which flows a load has.
type FlowPlan struct {
	From       netip.Addr // of a partner
	Version    int        // of GTP: 1 or 2
	Subscriber int        // number
	Port       uint16     // of the source
}

// operators tells which network the partners' addresses belong to.
func network(a netip.Addr) (mcc, mnc string) {
	if netip.MustParsePrefix("203.0.113.0/24").Contains(a) || netip.MustParsePrefix("2001:db8:3::/48").Contains(a) {
		return "999", "71"
	}
	return "999", "70"
}

func (n *Net) planned(t testing.TB, p FlowPlan) *Flow {
	t.Helper()
	gateway := Gateway
	if p.From.Is6() {
		gateway = Gateway6
	}
	mcc, mnc := network(p.From)
	s := &Session{
		Subscriber: NewSubscriber(p.Subscriber), MCC: mcc, MNC: mnc, APN: "internet", Node: p.From, Gateway: gateway,
		Control: uint32(0x01000000 + p.Subscriber*16), User: uint32(0x02000000 + p.Subscriber*16),
	}
	mix := []exchange{{s.CreateSession(), s.SessionCreated()}, {s.ModifyBearer(), s.BearerModified()}}
	if p.Version == 1 {
		mix = []exchange{{s.CreatePDP(), s.PDPCreated()}, {s.UpdatePDP(), s.PDPUpdated()}}
	}
	f, err := n.newFlow(netip.AddrPortFrom(p.From, p.Port), netip.AddrPortFrom(gateway, ControlPort), mix)
	if err != nil {
		t.Fatal(fmt.Errorf("flow from %s: %w", p.From, err))
	}
	t.Cleanup(func() { _ = f.conn.Close() })
	return f
}

// arrival is a datagram and when the kernel received it.
type arrival struct {
	msg  []byte
	from netip.AddrPort
	atNS int64
}

// receive hands every datagram to handle until the socket is closed.
func receive(c *net.UDPConn, handle func(arrival)) error {
	if err := stamp(c); err != nil {
		return err
	}
	p := ipv4.NewPacketConn(c)
	in := make([]ipv4.Message, maxBurst)
	for i := range in {
		in[i] = ipv4.Message{Buffers: [][]byte{make([]byte, 2048)}, OOB: make([]byte, 64)}
	}
	for {
		n, err := p.ReadBatch(in, 0)
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			continue // such as an ICMP message that concerns the socket
		}
		for i := range in[:n] {
			m := &in[i]
			from := m.Addr.(*net.UDPAddr).AddrPort()
			handle(arrival{m.Buffers[0][:m.N], netip.AddrPortFrom(from.Addr().Unmap(), from.Port()), stampOf(m.OOB[:m.NN])})
		}
	}
}
