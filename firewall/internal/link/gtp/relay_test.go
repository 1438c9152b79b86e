package gtp

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/linktest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

var (
	_ link.Link    = (*Relay)(nil)
	_ link.Counted = (*Relay)(nil)
)

// patience bounds every wait of these tests.
const patience = 5 * time.Second

var (
	loop4   = netip.MustParseAddr("127.0.0.1")
	loop6   = netip.MustParseAddr("::1")
	pass    = op.Ruling{Action: op.ActPass}
	drop    = op.Ruling{Action: op.ActDrop}
	anyPort = func(a netip.Addr) netip.AddrPort { return netip.AddrPortFrom(a, 0) }
)

// eachMover runs a test over every mover that works here.
func eachMover(t *testing.T, test func(*testing.T, func() mover)) {
	for name, open := range movers(t) {
		t.Run(name, func(t *testing.T) { test(t, open) })
	}
}

func movers(t testing.TB) map[string]func() mover {
	return map[string]func() mover{
		"portable": func() mover { return newPortable() },
		"system": func() mover {
			m, err := newMover()
			if err != nil {
				t.Fatal(err)
			}
			return m
		},
	}
}

// node is a GTP node on loopback.
type node struct {
	testing.TB
	conn *net.UDPConn
	at   netip.AddrPort
}

func newNode(t testing.TB, a netip.Addr) *node {
	t.Helper()
	c, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(anyPort(a)))
	if err != nil {
		t.Skipf("needs the loopback address %s: %v", a, err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return &node{t, c, c.LocalAddr().(*net.UDPAddr).AddrPort()}
}

func (n *node) send(to netip.AddrPort, text string) {
	n.Helper()
	if _, err := n.conn.WriteToUDPAddrPort([]byte(text), to); err != nil {
		n.Fatal(err)
	}
}

// expect reads one datagram and returns where it came from.
func (n *node) expect(text string) netip.AddrPort {
	n.Helper()
	_ = n.conn.SetReadDeadline(time.Now().Add(patience))
	buf := make([]byte, datagramSize)
	got, from, err := n.conn.ReadFromUDPAddrPort(buf)
	if err != nil || string(buf[:got]) != text {
		n.Fatalf("got %.40q, %v, want %.40q", buf[:got], err, text)
	}
	return netip.AddrPortFrom(from.Addr().Unmap(), from.Port())
}

// silent fails if something waits at the node.
func (n *node) silent() {
	n.Helper()
	_ = n.conn.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
	buf := make([]byte, 64)
	if got, _, err := n.conn.ReadFromUDPAddrPort(buf); err == nil {
		n.Fatalf("%q came through", buf[:got])
	}
}

func openTest(t testing.TB, m mover, c Config) *Relay {
	t.Helper()
	r, err := openOn(m, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

// turn reads until want frames came, ruling each as told, and returns them.
func turn(t testing.TB, r *Relay, want int, ruling op.Ruling) (got []op.Frame) {
	t.Helper()
	watchdog := time.AfterFunc(patience, func() { _ = r.Close() })
	defer watchdog.Stop()
	frames := make([]op.Frame, batchSize)
	for len(got) < want {
		n, err := r.Read(frames)
		if err != nil {
			t.Fatalf("after %d of %d frames: %v", len(got), want, err)
		}
		for _, f := range frames[:n] {
			f.Data = bytes.Clone(f.Data)
			got = append(got, f)
		}
		if err := r.Apply(whole(n), slices.Repeat([]op.Ruling{ruling}, n)); err != nil {
			t.Fatal(err)
		}
	}
	return got
}

// whole is a batch of n messages, one in each frame.
func whole(n int) *op.Batch {
	b := &op.Batch{}
	for i := range n {
		b.AddMessage().Slot = int32(i)
	}
	return b
}

func TestIsALink(t *testing.T) {
	eachMover(t, func(t *testing.T, open func() mover) {
		linktest.Run(t, func(t *testing.T) linktest.Subject {
			gateway, peer := newNode(t, loop4), newNode(t, loop4)
			r := openTest(t, open(), Config{Hops: []Hop{{anyPort(loop4), gateway.at, op.SideOutside}}})
			s := linktest.Subject{Link: r, Live: true}
			src, dst := endpointFrom(peer.at), endpointFrom(gateway.at)
			for i := range 70 {
				data := fmt.Sprint("message ", i)
				peer.send(r.Listening()[0], data)
				s.Frames = append(s.Frames, op.Frame{
					Data: []byte(data), Encap: op.EncapDatagram, Side: op.SideOutside,
					Src: src.addr, SrcPort: src.port, Dst: dst.addr, DstPort: dst.port,
				})
			}
			return s
		})
	})
}

func ends(f op.Frame) string {
	return fmt.Sprintf("%s > %s", endpoint{f.Src, f.SrcPort}.netip(), endpoint{f.Dst, f.DstPort}.netip())
}

// An answer to a peer without a hop of its own comes back to the address and
// port it sent from, from the address it sent to.
func TestAnswersFindTheirPeer(t *testing.T) {
	for _, a := range [][2]netip.Addr{{loop4, loop4}, {loop6, loop6}, {loop4, loop6}} {
		eachMover(t, func(t *testing.T, open func() mover) {
			gateway, one, two := newNode(t, a[1]), newNode(t, a[0]), newNode(t, a[0])
			r := openTest(t, open(), Config{Hops: []Hop{{anyPort(a[0]), gateway.at, op.SideOutside}}})
			listener := r.Listening()[0]
			for _, peer := range []*node{one, two, one} {
				peer.send(listener, "request")
				f := turn(t, r, 1, pass)[0]
				if want := fmt.Sprintf("%s > %s", peer.at, gateway.at); ends(f) != want || f.Side != op.SideOutside {
					t.Fatalf("frame %s, want %s", ends(f), want)
				}
				gateway.send(gateway.expect("request"), "answer")
				f = turn(t, r, 1, pass)[0]
				if want := fmt.Sprintf("%s > %s", gateway.at, peer.at); ends(f) != want || f.Side != op.SideInside {
					t.Fatalf("frame %s, want %s", ends(f), want)
				}
				if from := peer.expect("answer"); from != listener {
					t.Fatalf("answer from %s, want %s", from, listener)
				}
			}
			if s := r.Stats(); s.Flows != 2 || s.Received != 6 || s.Forwarded != 6 {
				t.Errorf("stats %+v", s)
			}
		})
	}
}

// A peer with a hop on the other side is seen by the gateway under that hop's
// address, and the gateway can open a dialogue with it.
func TestPairedHopsCarryBothDirections(t *testing.T) {
	eachMover(t, func(t *testing.T, open func() mover) {
		gateway, partner, other := newNode(t, loop4), newNode(t, loop4), newNode(t, loop4)
		r := openTest(t, open(), Config{Hops: []Hop{
			{anyPort(loop4), gateway.at, op.SideOutside},
			{anyPort(loop4), partner.at, op.SideInside},
			{anyPort(loop4), other.at, op.SideInside},
		}})
		outside, inside, inside2 := r.Listening()[0], r.Listening()[1], r.Listening()[2]

		partner.send(outside, "create")
		turn(t, r, 1, pass)
		if from := gateway.expect("create"); from != inside {
			t.Fatalf("gateway sees %s, want %s", from, inside)
		}
		for at, peer := range map[netip.AddrPort]*node{inside: partner, inside2: other} {
			gateway.send(at, "update")
			f := turn(t, r, 1, pass)[0]
			if want := fmt.Sprintf("%s > %s", gateway.at, peer.at); ends(f) != want || f.Side != op.SideInside {
				t.Fatalf("frame %s side %d, want %s", ends(f), f.Side, want)
			}
			if from := peer.expect("update"); from != outside {
				t.Fatalf("partner sees %s, want %s", from, outside)
			}
		}
		if s := r.Stats(); s.Flows != 0 {
			t.Errorf("%d flows, want none", s.Flows)
		}
	})
}

// Who reaches a listener that faces home is not home for that.
func TestInsideIsNotBelievedOfAnybody(t *testing.T) {
	eachMover(t, func(t *testing.T, open func() mover) {
		gateway, partner, intruder := newNode(t, loop4), newNode(t, loop4), newNode(t, loop4)
		r := openTest(t, open(), Config{Hops: []Hop{
			{anyPort(loop4), gateway.at, op.SideOutside}, {anyPort(loop4), partner.at, op.SideInside},
		}})
		for want, from := range map[op.Side]*node{op.SideInside: gateway, op.SideUnknown: intruder} {
			from.send(r.Listening()[1], "out")
			if f := turn(t, r, 1, drop)[0]; f.Side != want {
				t.Errorf("%s > %s: side %d, want %d", from.at, ends(f), f.Side, want)
			}
		}
	})
}

// What is not passed does not arrive, and leaves no state behind.
func TestBlockedCostsNothing(t *testing.T) {
	eachMover(t, func(t *testing.T, open func() mover) {
		gateway, peer := newNode(t, loop4), newNode(t, loop4)
		r := openTest(t, open(), Config{Hops: []Hop{{anyPort(loop4), gateway.at, op.SideOutside}}})
		rulings := map[string]op.Ruling{"drop": drop, "reject": {Action: op.ActReject, Cause: 93}}
		for name, ruling := range rulings {
			peer.send(r.Listening()[0], name)
			turn(t, r, 1, ruling)
			gateway.silent()
		}
		peer.send(r.Listening()[0], "unruled")
		if n, err := r.Read(make([]op.Frame, 1)); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		_ = r.Apply(&op.Batch{}, nil)
		gateway.silent()
		if s := r.Stats(); s.Flows != 0 || s.Dropped != 3 || s.Rejected != 0 || s.Forwarded != 0 {
			t.Errorf("stats %+v", s)
		}
		peer.send(r.Listening()[0], "flagged")
		turn(t, r, 1, op.Ruling{Action: op.ActFlag})
		gateway.expect("flagged")
	})
}

// A datagram with several messages goes on whole or not at all, and rulings of
// messages that came in earlier frames do no harm.
func TestStrictestRulingHoldsForTheDatagram(t *testing.T) {
	eachMover(t, func(t *testing.T, open func() mover) {
		gateway, peer := newNode(t, loop4), newNode(t, loop4)
		r := openTest(t, open(), Config{Hops: []Hop{{anyPort(loop4), gateway.at, op.SideOutside}}})
		for _, rulings := range [][]op.Ruling{{pass, drop, pass}, {drop, pass, pass}, {pass, pass, drop}} {
			peer.send(r.Listening()[0], "bundle")
			if n, err := r.Read(make([]op.Frame, 1)); n != 1 || err != nil {
				t.Fatal(n, err)
			}
			b := &op.Batch{}
			for i := range rulings {
				b.AddMessage().Slot = 0
				if i == 2 {
					b.Messages[i].Slot = op.NoSlot
				}
			}
			if err := r.Apply(b, rulings); err != nil {
				t.Fatal(err)
			}
		}
		gateway.expect("bundle")
		gateway.silent()
	})
}

// Who talks keeps talking when the table is full; newcomers wait until a flow
// is idle.
func TestFlowTableRefusesNewcomers(t *testing.T) {
	eachMover(t, func(t *testing.T, open func() mover) {
		for name, limit := range map[string]Config{"total": {MaxFlows: 2}, "per host": {MaxPerHost: 2}} {
			gateway := newNode(t, loop4)
			limit.Hops = []Hop{{anyPort(loop4), gateway.at, op.SideOutside}}
			r := openTest(t, open(), limit)
			peers := []*node{newNode(t, loop4), newNode(t, loop4), newNode(t, loop4)}
			for _, p := range peers {
				p.send(r.Listening()[0], "hello")
				turn(t, r, 1, pass)
			}
			peers[0].send(r.Listening()[0], "again")
			turn(t, r, 1, pass)
			for _, text := range []string{"hello", "hello", "again"} {
				gateway.expect(text)
			}
			if s := r.Stats(); s.NoFlow != 1 || s.Flows != 2 {
				t.Errorf("%s: stats %+v", name, s)
			}

			r.flows.idleNS, r.tidyNS = 0, 0 // time passes
			peers[0].send(r.Listening()[0], "awake")
			turn(t, r, 1, pass)
			gateway.expect("awake")
			peers[2].send(r.Listening()[0], "at last")
			turn(t, r, 1, pass)
			gateway.expect("at last")
			if s := r.Stats(); s.NoFlow != 1 || s.Flows != 2 {
				t.Errorf("%s, after idling: stats %+v", name, s)
			}
		}
	})
}

func TestHostIsAnAddressOrAnIPv6Network(t *testing.T) {
	at := func(s string) op.Addr { return op.AddrFromNetIP(netip.MustParseAddr(s)) }
	if host(at("2001:db8:2::1")) != host(at("2001:db8:2::ffff:1")) {
		t.Error("two addresses of one /64 count apart")
	}
	if host(at("2001:db8:2::1")) == host(at("2001:db8:2:1::1")) || host(at("198.51.100.7")) == host(at("198.51.100.8")) {
		t.Error("two hosts count as one")
	}
}

// A Read takes what is there, at most 64, in the order of each sender.
func TestReadTakesWhatIsThere(t *testing.T) {
	eachMover(t, func(t *testing.T, open func() mover) {
		gateway, peer := newNode(t, loop4), newNode(t, loop4)
		r := openTest(t, open(), Config{Hops: []Hop{{anyPort(loop4), gateway.at, op.SideOutside}}})
		const sent = batchSize + 36
		for i := range sent {
			peer.send(r.Listening()[0], fmt.Sprint(i))
		}
		for i, f := range turn(t, r, sent, pass) {
			if string(f.Data) != fmt.Sprint(i) || f.Number != int32(i+1) || f.Encap != op.EncapDatagram {
				t.Fatalf("frame %d holds %q, number %d", i, f.Data, f.Number)
			}
			if age := time.Since(time.Unix(0, f.TimeNS)); age < 0 || age > patience {
				t.Fatalf("frame %d is %v old", i, age)
			}
		}
		for i := range sent {
			gateway.expect(fmt.Sprint(i))
		}
		if n, err := r.Read(nil); n != 0 || err != nil {
			t.Errorf("no room for frames: %d, %v", n, err)
		}
	})
}

// The largest datagram that IPv4 carries, and the empty one, pass unharmed.
func TestSizes(t *testing.T) {
	eachMover(t, func(t *testing.T, open func() mover) {
		gateway, peer := newNode(t, loop4), newNode(t, loop4)
		_ = peer.conn.SetWriteBuffer(1 << 20)
		r := openTest(t, open(), Config{Hops: []Hop{{anyPort(loop4), gateway.at, op.SideOutside}}})
		sizes := []int{0, 8, 9000}
		if _, err := peer.conn.WriteToUDPAddrPort(make([]byte, 65507), gateway.at); err == nil {
			gateway.expect(string(make([]byte, 65507)))
			sizes = append(sizes, 65507)
		} else {
			t.Logf("largest size left out: this system sends less at once (%v)", err)
		}
		for _, size := range sizes {
			text := string(bytes.Repeat([]byte{0x48}, size))
			peer.send(r.Listening()[0], text)
			turn(t, r, 1, pass)
			gateway.expect(text)
		}
	})
}

// echo answers every rejected message with its own payload, turned round.
type echo struct {
	buf    [64]byte
	silent bool
}

func (e *echo) Build(b *op.Batch, index int, _ op.Ruling) []byte {
	if e.silent {
		return nil
	}
	return append(append(e.buf[:0], "no: "...), b.Messages[index].Payload...)
}

// A rejected request is answered from where it was sent to; what cannot be
// answered becomes a drop in the rulings.
func TestRejectionsAreAnswered(t *testing.T) {
	eachMover(t, func(t *testing.T, open func() mover) {
		gateway, peer, builder := newNode(t, loop4), newNode(t, loop4), &echo{}
		r := openTest(t, open(), Config{Hops: []Hop{{anyPort(loop4), gateway.at, op.SideOutside}}, Answers: builder})
		listener := r.Listening()[0]
		reject := func() op.Action {
			frames, rulings := make([]op.Frame, 1), []op.Ruling{{Action: op.ActReject}, {Action: op.ActReject}}
			if n, err := r.Read(frames); n != 1 || err != nil {
				t.Fatal(n, err)
			}
			b := whole(1)
			b.Messages[0].Payload = frames[0].Data
			b.AddMessage().Slot = op.NoSlot
			if err := r.Apply(b, rulings); err != nil {
				t.Fatal(err)
			}
			if rulings[1].Action != op.ActDrop {
				t.Error("a message without a frame stays rejected")
			}
			return rulings[0].Action
		}
		peer.send(listener, "request")
		if got := reject(); got != op.ActReject {
			t.Errorf("answered, and the ruling is %v", got)
		}
		if from := peer.expect("no: request"); from != listener {
			t.Errorf("answered from %s, want %s", from, listener)
		}
		peer.send(listener, "known")
		turn(t, r, 1, pass)
		gateway.send(gateway.expect("known"), "back")
		if got := reject(); got != op.ActReject {
			t.Errorf("answered to the next node, and the ruling is %v", got)
		}
		gateway.expect("no: back")
		builder.silent = true
		peer.send(listener, "oops")
		if got := reject(); got != op.ActDrop {
			t.Errorf("not answered, and the ruling is %v", got)
		}
		if s := r.Stats(); s.Rejected != 2 || s.Dropped != 1 || s.Forwarded != 1 {
			t.Errorf("stats %+v", s)
		}
	})
}

// Draining ends although a peer keeps sending, and hands out what came before.
func TestDrainEndsUnderLoad(t *testing.T) {
	eachMover(t, func(t *testing.T, open func() mover) {
		gateway, peer := newNode(t, loop4), newNode(t, loop4)
		r := openTest(t, open(), Config{Hops: []Hop{{anyPort(loop4), gateway.at, op.SideOutside}}})
		at := r.Listening()[0]
		for i := range 10 {
			peer.send(at, fmt.Sprint(i))
		}
		stop, stopped := make(chan struct{}), make(chan struct{})
		defer func() { close(stop); <-stopped }()
		go func() {
			defer close(stopped)
			for {
				select {
				case <-stop:
					return
				default:
					_, _ = peer.conn.WriteToUDPAddrPort([]byte("more"), at)
				}
			}
		}()
		if err := r.Drain(); err != nil {
			t.Fatal(err)
		}
		frames := make([]op.Frame, batchSize)
		for got, end := 0, time.Now().Add(patience); ; {
			n, err := r.Read(frames)
			for _, f := range frames[:n] {
				if got < 10 && string(f.Data) != fmt.Sprint(got) {
					t.Fatalf("frame %d holds %q", got, f.Data)
				}
				got++
			}
			if errors.Is(err, io.EOF) {
				if got < 10 {
					t.Errorf("%d of 10 were handed out", got)
				}
				return
			}
			if err != nil || time.Now().After(end) {
				t.Fatalf("no end: %v", err)
			}
		}
	})
}

func TestCloseEndsAWaitingRead(t *testing.T) {
	eachMover(t, func(t *testing.T, open func() mover) {
		gateway := newNode(t, loop4)
		r := openTest(t, open(), Config{Hops: []Hop{{anyPort(loop4), gateway.at, op.SideOutside}}})
		at := r.Listening()[0]
		ended := make(chan error, 1)
		go func() {
			_, err := r.Read(make([]op.Frame, 1))
			ended <- err
		}()
		time.Sleep(5 * time.Millisecond) // most likely waiting by now; right either way
		closed := make(chan struct{}, 2)
		for range 2 {
			go func() { _ = r.Close(); closed <- struct{}{} }()
		}
		for range 2 {
			<-closed
		}
		select {
		case err := <-ended:
			if !errors.Is(err, os.ErrClosed) {
				t.Errorf("Read ended with %v", err)
			}
		case <-time.After(patience):
			t.Fatal("Read is still waiting")
		}
		if _, err := r.Read(make([]op.Frame, 1)); !errors.Is(err, os.ErrClosed) {
			t.Errorf("Read after Close: %v", err)
		}
		if err := r.Apply(&op.Batch{}, nil); !errors.Is(err, os.ErrClosed) {
			t.Errorf("Apply after Close: %v", err)
		}
		again, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(at))
		if err != nil {
			t.Fatalf("the listener's address is still taken: %v", err)
		}
		_ = again.Close()
	})
}

// A next node that is down must not take the link with it.
func TestNextNodeIsDown(t *testing.T) {
	eachMover(t, func(t *testing.T, open func() mover) {
		gateway, peer := newNode(t, loop4), newNode(t, loop4)
		r := openTest(t, open(), Config{Hops: []Hop{{anyPort(loop4), gateway.at, op.SideOutside}}})
		_ = gateway.conn.Close()
		for range 3 {
			peer.send(r.Listening()[0], "lost")
			turn(t, r, 1, pass)
		}
		back, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(gateway.at))
		if err != nil {
			t.Fatal(err)
		}
		defer back.Close()
		peer.send(r.Listening()[0], "found")
		turn(t, r, 1, pass)
		(&node{t, back, gateway.at}).expect("found")
	})
}

func TestOpenRefuses(t *testing.T) {
	at := netip.MustParseAddrPort
	next := at("127.0.0.1:9")
	for want, hops := range map[string][]Hop{
		"gtp relay: entry 1: side must be outside or inside":                                                       {{anyPort(loop4), next, op.SideUnknown}},
		"gtp relay: entry 2: listen and next must be address:port":                                                 {{anyPort(loop4), next, op.SideInside}, {anyPort(loop4), at("127.0.0.1:0"), op.SideInside}},
		"gtp relay: entry 1: link-local addresses with a zone are not supported":                                   {{at("[fe80::1%lo]:2123"), next, op.SideInside}},
		"gtp relay: entry 1: listen must be one address: answers have to come from the one that the peer wrote to": {{at("0.0.0.0:2123"), next, op.SideInside}},
	} {
		if _, err := Open(Config{Hops: hops}); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	n := newNode(t, loop4)
	if _, err := Open(Config{Hops: []Hop{{n.at, next, op.SideOutside}}}); err == nil {
		t.Error("an address in use was accepted")
	}
	_ = n.conn.Close()
	if _, err := Open(Config{Hops: []Hop{{n.at, n.at, op.SideOutside}}}); err == nil {
		t.Error("a loop was accepted")
	}
}
