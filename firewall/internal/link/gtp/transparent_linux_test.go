package gtp

import (
	"bytes"
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/linktest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

var (
	_ link.Link    = (*Lane)(nil)
	_ link.Counted = (*Lane)(nil)
	_ link.Watched = (*Lane)(nil)
)

// eachFamily runs a test over IPv4 and IPv6; f indexes the addresses.
func (e *edge) eachFamily(t *testing.T, test func(t *testing.T, f int)) {
	for f, name := range []string{"IPv4", "IPv6"} {
		if f == 1 {
			e.awaitIPv6()
		}
		t.Run(name, func(t *testing.T) { test(t, f) })
	}
}

func count64(t testing.TB, l link.Counted, name string) uint64 {
	t.Helper()
	for _, c := range l.Counters() {
		if c.Name == name {
			return c.Value
		}
	}
	t.Fatalf("no counter %s", name)
	return 0
}

// eventually waits until something holds.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

// walled is a lane whose sockets are opened where it belongs, whoever calls.
type walled struct {
	*Lane
	wall *station
}

func (w walled) Apply(b *op.Batch, rulings []op.Ruling) (err error) {
	w.wall.do(func() error { err = w.Lane.Apply(b, rulings); return nil })
	return err
}

func TestTransparentIsALink(t *testing.T) {
	linktest.Run(t, func(t *testing.T) linktest.Subject {
		e := newEdge(t)
		lane := e.open(e.config())[0]
		s := linktest.Subject{Link: walled{lane, e.wall}, Live: true}
		partner, to := e.partner.listen(partnerAt[0], 0), netip.AddrPortFrom(netip.MustParseAddr(gatewayAt[0]), 2123)
		src, dst := endpointFrom(partner.at), endpointFrom(to)
		for i := range 70 {
			data := fmt.Sprint("message ", i)
			partner.send(to, data)
			s.Frames = append(s.Frames, op.Frame{
				Data: []byte(data), Encap: op.EncapDatagram, Side: op.SideOutside,
				Src: src.addr, SrcPort: src.port, Dst: dst.addr, DstPort: dst.port,
			})
		}
		return s
	})
}

// Both ends see each other's own address and port, whatever the asker's port is.
func TestTransparentPreservesAddresses(t *testing.T) {
	e := newEdge(t)
	judge := e.judge(e.open(e.config()), passAll)
	e.eachFamily(t, func(t *testing.T, f int) {
		for _, service := range services {
			for _, asker := range []uint16{0, service} {
				partner, gateway := e.partner.listen(partnerAt[f], asker), e.gateway.listen(gatewayAt[f], service)
				partner.send(gateway.at, "request")
				if from := gateway.expect("request"); from != partner.at {
					t.Errorf("the gateway sees %s, want %s", from, partner.at)
				}
				g := judge.next()
				if got, want := ends(g.Frame), fmt.Sprintf("%s > %s", partner.at, gateway.at); got != want || g.Side != op.SideOutside {
					t.Errorf("frame %s, want %s", got, want)
				}
				gateway.send(partner.at, "answer")
				if from := partner.expect("answer"); from != gateway.at {
					t.Errorf("the partner sees %s, want %s", from, gateway.at)
				}
				g = judge.next()
				if got, want := ends(g.Frame), fmt.Sprintf("%s > %s", gateway.at, partner.at); got != want || g.Side != op.SideInside {
					t.Errorf("frame %s, want %s", got, want)
				}
				_, _ = partner.conn.Close(), gateway.conn.Close()
			}
		}
	})
}

// What the receiver finds in the IP header is what a router would have left.
func TestTransparentPreservesHeaders(t *testing.T) {
	e := newEdge(t)
	judge := e.judge(e.open(e.config()), passAll)
	wire := e.gateway.sniff("eth0")
	e.eachFamily(t, func(t *testing.T, f int) {
		partner, gateway := e.partner.listen(partnerAt[f], 0), e.gateway.listen(gatewayAt[f], 2123)
		for _, v := range []struct {
			ttl, tos, discover int
		}{{40, 0xB8, unix.IP_PMTUDISC_DO}, {255, 0x01, unix.IP_PMTUDISC_DONT}, {2, 0, unix.IP_PMTUDISC_DO}} {
			if f == 0 {
				partner.set(unix.SOL_IP, unix.IP_TTL, v.ttl)
				partner.set(unix.SOL_IP, unix.IP_TOS, v.tos)
				partner.set(unix.SOL_IP, unix.IP_MTU_DISCOVER, v.discover)
			} else {
				partner.set(unix.SOL_IPV6, unix.IPV6_UNICAST_HOPS, v.ttl)
				partner.set(unix.SOL_IPV6, unix.IPV6_TCLASS, v.tos)
			}
			partner.send(gateway.at, "request")
			judge.next()
			p := wire.next("request", isUDPTo(gateway.at))
			wantDF := f == 0 && v.discover == unix.IP_PMTUDISC_DO
			if p.src != partner.at || int(p.ttl) != v.ttl-1 || int(p.tos) != v.tos || p.df != wantDF || p.isFragment {
				t.Errorf("sent with %+v, got %+v", v, p)
			}
		}
	})
}

// A datagram that has used up its life ends here, and its sender is told.
func TestTransparentEndsLife(t *testing.T) {
	e := newEdge(t)
	lane := e.open(e.config())[0]
	e.judge([]*Lane{lane}, passAll)
	back := e.partner.sniff("eth0")
	e.eachFamily(t, func(t *testing.T, f int) {
		partner, gateway := e.partner.listen(partnerAt[f], 0), e.gateway.listen(gatewayAt[f], 2123)
		kind := uint8(11)
		if f == 0 {
			partner.set(unix.SOL_IP, unix.IP_TTL, 1)
		} else {
			kind = 3
			partner.set(unix.SOL_IPV6, unix.IPV6_UNICAST_HOPS, 1)
		}
		partner.send(gateway.at, "request")
		p := back.next("time exceeded", isICMP(kind, 0))
		if p.src.Addr().String() != outsideAt[f] {
			t.Errorf("from %s", p.src.Addr())
		}
		checkQuote(t, p, partner.at, gateway.at, 1, []byte("request"))
		gateway.silent()
		eventually(t, "counted", func() bool { return count64(t, lane, "ttl_expired") == uint64(f+1) })
	})
}

// checkQuote checks the datagram that an ICMP error quotes.
func checkQuote(t *testing.T, p *packet, src, dst netip.AddrPort, ttl uint8, text []byte) {
	t.Helper()
	if p.version() == 4 && checksum(p.payload) != 0 {
		t.Error("wrong checksum")
	}
	q := parse(p.payload[headerICMP:])
	if q == nil || q.src != src || q.dst != dst || q.ttl != ttl || !bytes.HasPrefix(text, q.payload) || len(q.payload) == 0 {
		t.Errorf("quotes %+v, want %s > %s", q, src, dst)
	}
	if most := map[int]int{4: complaintMost4, 6: complaintMost6}[p.version()]; p.size > most {
		t.Errorf("%d octets, at most %d", p.size, most)
	}
}

// An answer reaches the judge from whatever port it comes, and is read as what
// was asked for. What nobody has asked for is not the link's.
func TestAnswersFromOddPorts(t *testing.T) {
	e := newEdge(t)
	judge := e.judge(e.open(e.config()), passAll)
	e.eachFamily(t, func(t *testing.T, f int) {
		for _, asker := range []struct {
			from, at *station
			src, dst [2]string
		}{{e.partner, e.gateway, partnerAt, gatewayAt}, {e.gateway, e.partner, gatewayAt, partnerAt}} {
			for _, service := range services {
				client := asker.from.listen(asker.src[f], 0)
				server := asker.at.listen(asker.dst[f], service)
				odd, user := asker.at.listen(asker.dst[f], 0), asker.at.listen(asker.dst[f], services[1]^services[0]^service)
				odd.send(client.at, "unasked")
				client.expect("unasked")
				client.send(server.at, "request")
				server.expect("request")
				if g := judge.next(); string(g.Data) != "request" {
					t.Fatalf("the judge saw %q", g.Data)
				}
				for _, from := range []*node{odd, user, server} {
					from.send(client.at, "answer")
					if at := client.expect("answer"); at != from.at {
						t.Errorf("answer from %s, want %s", at, from.at)
					}
					if g := judge.next(); g.Service != service || g.DstPort != client.at.Port() {
						t.Errorf("answer from %s: frame %s, service %d, want %d", from.at, ends(g.Frame), g.Service, service)
					}
				}
				for _, n := range []*node{client, server, odd, user} {
					_ = n.conn.Close()
				}
			}
		}
	})
}

// Nothing blocked arrives, and a rejection is answered by whom the request was
// addressed to.
func TestTransparentAnswersRejections(t *testing.T) {
	e := newEdge(t)
	c := e.config()
	c.Answers = func() Answerer { return &echo{} }
	lane := e.open(c)[0]
	e.judge([]*Lane{lane}, func(f *op.Frame) op.Action {
		if f.Side == op.SideOutside {
			return op.ActReject
		}
		return op.ActDrop
	})
	e.eachFamily(t, func(t *testing.T, f int) {
		partner, gateway := e.partner.listen(partnerAt[f], 0), e.gateway.listen(gatewayAt[f], 2123)
		partner.send(gateway.at, "request")
		if from := partner.expect("no: request"); from != gateway.at {
			t.Errorf("answered by %s, want %s", from, gateway.at)
		}
		gateway.silent()
		gateway.send(partner.at, "dropped")
		eventually(t, "dropped", func() bool { return count64(t, lane, "dropped") == uint64(f+1) })
		partner.silent()
	})
	if r := count64(t, lane, "rejected"); r != 2 {
		t.Errorf("%d rejected", r)
	}
}

// Who talks to the box itself is not the link's business, and nobody can pass
// off what he sends to a listener as intercepted.
func TestOwnAddressesAndListeners(t *testing.T) {
	e := newEdge(t)
	lane := e.open(e.config())[0]
	judge := e.judge([]*Lane{lane}, passAll)
	e.eachFamily(t, func(t *testing.T, f int) {
		own := e.wall.listen(outsideAt[f], 2123)
		partner := e.partner.listen(partnerAt[f], 0)
		partner.send(own.at, "to the box")
		own.expect("to the box")
		local := e.wall.listen([2]string{"127.0.0.1", "::1"}[f], 0)
		ports := [2][]uint16{lane.whole.plan.ports4, lane.whole.plan.ports6}[f]
		local.send(netip.AddrPortFrom(local.at.Addr(), ports[0]), "forged")
		eventually(t, "stray", func() bool { return count64(t, lane, "stray") == uint64(f+1) })
		for _, to := range [][2]string{outsideAt, insideAt} {
			partner.send(netip.AddrPortFrom(netip.MustParseAddr(to[f]), ports[0]), "knocking")
		}
		gateway := e.gateway.listen(gatewayAt[f], 2123)
		partner.send(gateway.at, "last")
		gateway.expect("last")
		if g := judge.next(); string(g.Data) != "last" {
			t.Errorf("the judge saw %q", g.Data)
		}
	})
}

// Request and response of a partner meet in one lane, whoever asks and however
// many partners there are.
func TestBothDirectionsMeetInOneLane(t *testing.T) {
	const partners, exchanges, lanes = 100, 10_000, 4
	e := newEdge(t)
	c := e.config()
	c.Lanes = lanes
	judge := e.judge(e.open(c), passAll)
	gateway := [2]*node{e.gateway.listen(gatewayAt[0], 2123), e.gateway.listen(gatewayAt[1], 2123)}
	var clients []*node
	for i := range partners {
		at := [2]string{fmt.Sprintf("10.77.1.%d", i+10), fmt.Sprintf("fd77:1::%x", i+10)}
		e.partner.address("eth0", subnet(at))
		clients = append(clients, e.partner.listen(at[i%2], 0))
	}
	e.awaitIPv6()
	laneOf, used := map[op.Addr]int{}, map[int]int{}
	for i := range exchanges {
		k := i % partners
		partner, g := clients[k], gateway[k%2]
		partner.send(g.at, "request")
		g.expect("request")
		g.send(partner.at, "answer")
		partner.expect("answer")
		there, back := judge.next(), judge.next()
		if there.Src != back.Dst || there.lane != back.lane {
			t.Fatalf("exchange %d: %s in lane %d, %s in lane %d", i, ends(there.Frame), there.lane, ends(back.Frame), back.lane)
		}
		if l, known := laneOf[there.Src]; known && l != there.lane {
			t.Fatalf("%s moved from lane %d to %d", there.Src, l, there.lane)
		}
		laneOf[there.Src] = there.lane
		used[there.lane]++
	}
	if len(used) != lanes {
		t.Errorf("lanes %v of %d are used by %d partners", used, lanes, partners)
	}
}

// The lane's path allocates nothing once a sender has its socket.
func TestTransparentDoesNotAllocate(t *testing.T) {
	e := newEdge(t)
	c := e.config()
	c.Answers = func() Answerer { return &echo{} }
	lane := e.open(c)[0]
	frames, batch := make([]op.Frame, batchSize), whole(batchSize)
	rulings := slices.Repeat([]op.Ruling{pass}, batchSize)
	e.eachFamily(t, func(t *testing.T, f int) {
		partner, gateway := e.partner.listen(partnerAt[f], 0), e.gateway.listen(gatewayAt[f], 2123)
		for _, ruling := range []op.Ruling{pass, drop, {Action: op.ActReject}} {
			text := []byte("request")
			turn := func() {
				_, _ = partner.conn.WriteToUDPAddrPort(text, gateway.at)
				n, err := lane.Read(frames)
				if n == 0 || err != nil {
					panic(fmt.Sprint(n, err))
				}
				for i := range n {
					rulings[i], batch.Messages[i].Payload = ruling, frames[i].Data
				}
				if err := lane.Apply(batch, rulings[:n]); err != nil {
					panic(err)
				}
			}
			e.wall.do(func() error {
				if n := testing.AllocsPerRun(200, turn); n != 0 {
					return fmt.Errorf("%v: %.1f allocations a turn", ruling, n)
				}
				return nil
			})
		}
	})
}

// When sockets run short, those used last stay and nothing is lost.
func TestEgressEvictsTheOldest(t *testing.T) {
	e := newEdge(t)
	lane := e.open(e.config())[0]
	lane.egress.cache.Resize(2 * batchSize)
	e.judge([]*Lane{lane}, passAll)
	gateway := e.gateway.listen(gatewayAt[0], 2123)
	for i := range 3 * batchSize {
		text := fmt.Sprint(i)
		partner := e.partner.listen(partnerAt[0], 0)
		partner.send(gateway.at, text)
		if from := gateway.expect(text); from != partner.at {
			t.Fatalf("from %s, want %s", from, partner.at)
		}
		_ = partner.conn.Close()
	}
	eventually(t, "counted", func() bool { return count64(t, lane, "forwarded") == 3*batchSize })
	if n := count64(t, lane, "egress_sockets"); n != 2*batchSize {
		t.Errorf("%d sockets, want %d", n, 2*batchSize)
	}
}

// limitFiles sets how many descriptors this process may have, until the test ends.
func limitFiles(t *testing.T, most uint64) {
	t.Helper()
	var was unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &was); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = unix.Setrlimit(unix.RLIMIT_NOFILE, &was) })
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: most, Max: was.Max}); err != nil {
		t.Fatal(err)
	}
}

// However many ports are sent from, descriptors are left for the rest of the
// process, and everything passes; a limit that is too low for that is refused.
func TestEgressLeavesDescriptors(t *testing.T) {
	e := newEdge(t)
	const room = 6 * batchSize
	limitFiles(t, descriptorsSpared+room)
	c := e.config()
	c.Lanes = 4
	e.refused(c, "open files are allowed, 4 lanes need 768")
	c.Lanes = 2
	lanes := e.open(c)
	e.judge(lanes, passAll)
	gateway := e.gateway.listen(gatewayAt[0], 2123)
	for i := range 3 * room {
		text := fmt.Sprint(i)
		partner := e.partner.listen(partnerAt[0], 0)
		partner.send(gateway.at, text)
		gateway.expect(text)
		_ = partner.conn.Close()
	}
	eventually(t, "counted", func() bool { return count64(t, lanes[0], "forwarded")+count64(t, lanes[1], "forwarded") == 3*room })
	if n := count64(t, lanes[0], "egress_sockets") + count64(t, lanes[1], "egress_sockets"); n != room {
		t.Errorf("%d sockets, want %d", n, room)
	}
	closeAll(t, lanes)
	if n := egressInUse.Load(); n != 0 {
		t.Errorf("%d sockets in use by nobody", n)
	}
}
