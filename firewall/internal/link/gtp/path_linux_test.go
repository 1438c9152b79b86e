package gtp

import (
	"bytes"
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"testing"

	"golang.org/x/sys/unix"
)

// long is a payload that needs fragments on any path of these tests.
func long(octets int) []byte {
	b := bytes.Repeat([]byte("0123456789abcdef"), octets/16+1)
	return b[:octets]
}

// What comes in fragments is judged whole and goes on; fragments of IPv6 leave
// no larger than they came.
func TestFragments(t *testing.T) {
	e := newEdge(t)
	judge := e.judge(e.open(e.config()), passAll)
	wire := e.gateway.sniff("eth0")
	e.partner.mtu("eth0", 1400) // what the sender has found the path to take
	e.eachFamily(t, func(t *testing.T, f int) {
		partner, gateway := e.partner.listen(partnerAt[f], 0), e.gateway.listen(gatewayAt[f], 2123)
		text := string(long(4000))
		if f == 0 {
			partner.set(unix.SOL_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_DONT)
		}
		partner.send(gateway.at, text)
		if g := judge.next(); string(g.Data) != text {
			t.Errorf("the judge saw %d octets", len(g.Data))
		}
		gateway.expect(text)
		most := 0
		for left := len(text) + headerUDP; left > 0; {
			p := wire.next("fragment", func(p *packet) bool { return p.isFragment && p.src.Addr() == partner.at.Addr() })
			most = max(most, p.size)
			left -= len(p.payload)
			if p.src.Port() != 0 { // the first one: its UDP header was taken off
				left -= headerUDP
			}
		}
		if f == 1 && most > 1400 {
			t.Errorf("a fragment of %d octets left, they came with 1400", most)
		}
	})
}

// An unjudged fragment never slips by, also when it shows no port.
func TestFragmentsOfTheBlocked(t *testing.T) {
	e := newEdge(t)
	lane := e.open(e.config())[0]
	wire := e.gateway.sniff("eth0")
	e.eachFamily(t, func(t *testing.T, f int) {
		partner, gateway := e.partner.listen(partnerAt[f], 0), e.gateway.listen(gatewayAt[f], 2123)
		other := e.gateway.listen(gatewayAt[f], 0)
		if f == 0 {
			partner.set(unix.SOL_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_DONT)
		}
		if err := lane.Drain(); err != nil { // from the first family on: the rules drop by themselves
			t.Fatal(err)
		}
		partner.send(gateway.at, string(long(4000)))
		partner.send(other.at, "last")
		wire.next("datagram of another service", func(p *packet) bool {
			if p.src.Addr() == partner.at.Addr() && p.isFragment {
				t.Errorf("a fragment of %d octets passed", p.size)
			}
			return p.dst == other.at
		})
	})
}

// errno returns what a write or read on a connected socket fails with, once it
// does.
func errno(t *testing.T, do func() error) error {
	t.Helper()
	var err error
	eventually(t, "an error", func() bool { err = do(); return err != nil })
	return err
}

// dial connects a UDP socket of a station.
func (h *station) dial(from string, to netip.AddrPort) *net.UDPConn {
	h.Helper()
	var c *net.UDPConn
	h.do(func() (err error) {
		local := net.UDPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(from), 0))
		c, err = net.DialUDP("udp", local, net.UDPAddrFromAddrPort(to))
		return err
	})
	h.Cleanup(func() { _ = c.Close() })
	return c
}

// What does not fit the next link and must not be fragmented is refused as a
// router refuses it, and the sender's kernel believes it.
func TestTooLargeForTheNextLink(t *testing.T) {
	e := newEdge(t)
	lane := e.open(e.config())[0]
	e.judge([]*Lane{lane}, passAll)
	const mtu = 1300
	e.wall.mtu("inside0", mtu)
	back := e.partner.sniff("eth0")
	e.eachFamily(t, func(t *testing.T, f int) {
		partner, gateway := e.partner.listen(partnerAt[f], 0), e.gateway.listen(gatewayAt[f], 2123)
		kind, code, at := uint8(3), uint8(4), 6
		if f == 0 {
			partner.set(unix.SOL_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_DO)
		} else {
			kind, code = 2, 0
			partner.set(unix.SOL_IPV6, unix.IPV6_MTU_DISCOVER, unix.IPV6_PMTUDISC_DO)
		}
		text := long(1400)
		partner.send(gateway.at, string(text))
		p := back.next("packet too big", isICMP(kind, code))
		if got := binary.BigEndian.Uint16(p.payload[at:]); got != mtu {
			t.Errorf("told an MTU of %d, want %d", got, mtu)
		}
		if p.src.Addr().String() != outsideAt[f] {
			t.Errorf("from %s", p.src.Addr())
		}
		checkQuote(t, p, partner.at, gateway.at, 64, text)
		err := errno(t, func() error {
			_, err := partner.conn.WriteToUDPAddrPort(text, gateway.at)
			return err
		})
		if !errors.Is(err, unix.EMSGSIZE) {
			t.Errorf("then the sender fails with %v", err)
		}
		gateway.silent()
		partner.send(gateway.at, "fits")
		gateway.expect("fits")
		if n := count64(t, lane, "too_large"); n < uint64(f+1) {
			t.Errorf("%d too large", n)
		}
	})
}

// Without Don't Fragment the same datagram is cut to fit, as a router does.
func TestMayBeFragmented(t *testing.T) {
	e := newEdge(t)
	e.judge(e.open(e.config()), passAll)
	e.wall.mtu("inside0", 1300)
	partner, gateway := e.partner.listen(partnerAt[0], 0), e.gateway.listen(gatewayAt[0], 2123)
	partner.set(unix.SOL_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_DONT)
	text := string(long(1400))
	partner.send(gateway.at, text)
	gateway.expect(text)
}

// What a router further on has to say passes the box: the sender learns the
// path's MTU.
func TestTooLargeBeyondARouter(t *testing.T) {
	e := newEdge(t)
	e.judge(e.open(e.config()), passAll)
	far := newStation(t)
	e.beyond = append(e.beyond, far)
	farAt, nearAt := [2]string{"10.77.3.2", "fd77:3::2"}, [2]string{"10.77.3.1", "fd77:3::1"}
	cable(far, "eth0", subnet(farAt), e.gateway, "far0", subnet(nearAt)) // the gateway's station is a router here
	far.routeBy(nearAt[:]...)
	e.gateway.forwards()
	e.gateway.mtu("far0", 1300)
	e.wall.routeBy(gatewayAt[:]...)
	back := e.partner.sniff("eth0")
	e.eachFamily(t, func(t *testing.T, f int) {
		to := netip.AddrPortFrom(netip.MustParseAddr(farAt[f]), 2123)
		server := far.listen(farAt[f], 2123)
		partner := e.partner.listen(partnerAt[f], 0)
		kind, code := uint8(3), uint8(4)
		if f == 0 {
			partner.set(unix.SOL_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_DO)
		} else {
			kind, code = 2, 0
			partner.set(unix.SOL_IPV6, unix.IPV6_MTU_DISCOVER, unix.IPV6_PMTUDISC_DO)
		}
		text := long(1400)
		partner.send(to, string(text))
		p := back.next("packet too big", isICMP(kind, code))
		if got := p.src.Addr().String(); got != gatewayAt[f] {
			t.Errorf("from %s, want the router beyond", got)
		}
		err := errno(t, func() error {
			_, err := partner.conn.WriteToUDPAddrPort(text, to)
			return err
		})
		if !errors.Is(err, unix.EMSGSIZE) {
			t.Errorf("then the sender fails with %v", err)
		}
		partner.send(to, "fits")
		server.expect("fits")
	})
}

// A peer that is not there is known at once: its ICMP error comes through to the
// socket that sent the request.
func TestPortUnreachablePasses(t *testing.T) {
	e := newEdge(t)
	e.judge(e.open(e.config()), passAll)
	e.eachFamily(t, func(t *testing.T, f int) {
		to := netip.AddrPortFrom(netip.MustParseAddr(gatewayAt[f]), 2123)
		c := e.partner.dial(partnerAt[f], to)
		err := errno(t, func() error { _, err := c.Write([]byte("request")); return err })
		if !errors.Is(err, unix.ECONNREFUSED) {
			t.Errorf("the sender fails with %v", err)
		}
	})
}

// Complaints are rationed: a flood makes no flood.
func TestComplaintsAreRationed(t *testing.T) {
	c := &complaints{tokens: complaintsAtOnce, givenNS: 1e9}
	given := 0
	for range 1000 {
		if c.may(1e9) {
			given++
		}
	}
	if given != complaintsAtOnce {
		t.Errorf("%d at once, want %d", given, complaintsAtOnce)
	}
	if c.may(1e9 + 1e9/complaintsPerSecond/2) {
		t.Error("the next came too early")
	}
	if !c.may(1e9 + 1e9/complaintsPerSecond + 1) {
		t.Error("the next never came")
	}
}
