package gtp

import (
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/nftables"
	"github.com/google/nftables/binaryutil"
	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// state is all that a link could leave in a network namespace.
func (h *station) state() string {
	h.Helper()
	return h.run("nft", "list", "ruleset") +
		h.run("ip", "-4", "rule") + h.run("ip", "-6", "rule") +
		h.run("ip", "-4", "route", "show", "table", "all") +
		h.run("ip", "-6", "route", "show", "table", "all")
}

// settled is state when the kernel has made what it makes in its own time: the routes
// of each device's link-local address, for the address and for any router.
func (e *edge) settled() (s string) {
	e.Helper()
	e.awaitIPv6()
	devices := strings.Count(e.wall.run("ip", "-o", "link", "show", "type", "veth"), "\n")
	eventually(e.TB, "every device has its link-local routes", func() bool {
		s = e.wall.state()
		return strings.Count(s, "local fe80::") == devices && strings.Count(s, "anycast fe80::") == devices
	})
	return s
}

func needs(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			t.Skipf("needs %s", p)
		}
	}
}

func closeAll(t *testing.T, lanes []*Lane) {
	t.Helper()
	for _, l := range lanes {
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func (e *edge) teardown(name string) {
	e.Helper()
	e.wall.do(func() error { return Teardown(name) })
}

// What a link sets up goes without a trace, as often as one likes, and two links
// do not take each other's routing away.
func TestNothingIsLeft(t *testing.T) {
	needs(t, "nft", "ip")
	e := newEdge(t)
	cable(e.partner, "eth1", [2]string{"10.77.3.2/24", "fd77:3::2/64"}, e.wall, "outside1", [2]string{"10.77.3.1/24", "fd77:3::1/64"})
	cable(e.gateway, "eth1", [2]string{"10.77.4.2/24", "fd77:4::2/64"}, e.wall, "inside1", [2]string{"10.77.4.1/24", "fd77:4::1/64"})
	before := e.settled()
	e.teardown("gp") // of nothing
	for range 2 {
		closed, bypass := e.config(), e.config()
		bypass.Name, bypass.Inside, bypass.Outside, bypass.Bypass = "other", "inside1", "outside1", true
		one, two := e.open(closed), e.open(bypass)
		both := e.wall.state()
		closeAll(t, e.open(closed)) // taken over, and closed again
		closeAll(t, one)
		if s := e.wall.state(); !strings.Contains(s, "table inet portcullis_gp ") || !strings.Contains(s, "lookup 2123") {
			t.Errorf("a closed link left no rules:\n%s", s)
		}
		e.teardown("gp")
		if s := e.wall.state(); !strings.Contains(both, "portcullis_gp ") || strings.Contains(s, "portcullis_gp ") || !strings.Contains(s, "lookup 2123") {
			t.Errorf("tearing down one of two left:\n%s", s)
		}
		closeAll(t, two)
		if s := e.wall.state(); s != before {
			t.Errorf("left behind:\n%s\nwas:\n%s", s, before)
		}
		e.teardown("gp")
		e.teardown("other")
	}
}

// A planned stop of a closed link hands out what has arrived and lets nothing
// new by, neither then nor when it is closed, until somebody takes over.
func TestPlannedStopClosed(t *testing.T) {
	e := newEdge(t)
	c := e.config()
	c.Lanes = 2
	lanes := e.open(c)
	gateway := e.gateway.listen(gatewayAt[0], 2123)
	var partners []*node
	for i := range 20 {
		partners = append(partners, e.partner.listen(partnerAt[0], 0))
		partners[i].send(gateway.at, "early")
	}
	if err := lanes[0].Drain(); err != nil {
		t.Fatal(err)
	}
	partners[0].send(gateway.at, "late")
	e.drained(lanes)
	for range partners {
		gateway.expect("early")
	}
	closeAll(t, lanes)
	partners[0].send(gateway.at, "later")
	gateway.silent()

	e.judge(e.open(c), passAll)
	partners[0].send(gateway.at, "again")
	gateway.expect("again")
}

// drained serves the lanes and checks that each ends with io.EOF.
func (e *edge) drained(lanes []*Lane) {
	e.Helper()
	judge := e.judge(lanes, passAll)
	judge.ended.Wait()
	for _, err := range judge.errs {
		if !errors.Is(err, io.EOF) {
			e.Errorf("a lane ended with %v", err)
		}
	}
}

// With bypass the kernel forwards from the moment of the stop, and what had
// arrived is judged first.
func TestPlannedStopBypass(t *testing.T) {
	e := newEdge(t)
	c := e.config()
	c.Bypass = true
	lanes := e.open(c)
	partner, gateway := e.partner.listen(partnerAt[0], 0), e.gateway.listen(gatewayAt[0], 2123)
	partner.send(gateway.at, "early")
	if err := lanes[0].Drain(); err != nil {
		t.Fatal(err)
	}
	partner.send(gateway.at, "late")
	gateway.expect("late")
	e.drained(lanes)
	gateway.expect("early")
	closeAll(t, lanes)
	partner.send(gateway.at, "later")
	gateway.expect("later")
}

// Who has asked is remembered across a restart: the answer to a request before
// it is judged after it.
func TestAskersOutliveARestart(t *testing.T) {
	e := newEdge(t)
	partner, gateway := e.partner.listen(partnerAt[0], 0), e.gateway.listen(gatewayAt[0], 2123)
	odd := e.gateway.listen(gatewayAt[0], 0)
	first := e.open(e.config())
	e.judge(first, passAll)
	partner.send(gateway.at, "request")
	gateway.expect("request")
	closeAll(t, first)
	odd.send(partner.at, "answer in between")
	partner.silent()
	judge := e.judge(e.open(e.config()), passAll)
	odd.send(partner.at, "answer")
	partner.expect("answer")
	if g := judge.next(); g.Service != 2123 {
		t.Errorf("service %d", g.Service)
	}
}

// What somebody else removes is put back at once, open or on the way down.
func TestRemovedRulesAreRestored(t *testing.T) {
	needs(t, "nft", "ip")
	e := newEdge(t)
	lane := e.open(e.config())[0]
	e.judge([]*Lane{lane}, passAll)
	before := e.settled()
	for i, removal := range []string{
		"nft flush ruleset", "nft flush table inet portcullis_gp", "nft delete table inet portcullis_gp",
		"ip rule del priority 123", "ip -6 route flush table 2123",
	} {
		words := strings.Fields(removal)
		e.wall.run(words[0], words[1:]...)
		eventually(t, "restored after "+removal, func() bool { return count64(t, lane, "rules_restored") == uint64(i+1) })
		if s := e.wall.state(); s != before {
			t.Errorf("after %s:\n%s\nbefore:\n%s", removal, s, before)
		}
	}
	partner, gateway := e.partner.listen(partnerAt[0], 0), e.gateway.listen(gatewayAt[0], 2123)
	partner.send(gateway.at, "request")
	gateway.expect("request")
	if err := lane.Drain(); err != nil {
		t.Fatal(err)
	}
	e.wall.run("nft", "flush", "ruleset")
	eventually(t, "restored while draining", func() bool { return count64(t, lane, "rules_restored") == 6 })
	partner.send(gateway.at, "late")
	gateway.silent()
}

// A process that has been superseded leaves the rules of its successor alone.
func TestSuccessorIsLeftAlone(t *testing.T) {
	for name, bypass := range map[string]bool{"closed": false, "bypass": true} {
		t.Run(name, func(t *testing.T) {
			e := newEdge(t)
			c := e.config()
			c.Bypass = bypass
			old := e.open(c)
			if p := old[0].Problem(); p != "" {
				t.Errorf("problem at the start: %s", p)
			}
			heir := e.open(c)
			judge := e.judge(heir, passAll)
			eventually(t, "the old one says that it has no work", func() bool { return strings.HasPrefix(old[0].Problem(), "another process") })
			if p := heir[0].Problem(); p != "" {
				t.Errorf("problem of the new one: %s", p)
			}
			if err := old[0].Drain(); err != nil {
				t.Fatal(err)
			}
			closeAll(t, old)
			partner, gateway := e.partner.listen(partnerAt[0], 0), e.gateway.listen(gatewayAt[0], 2123)
			partner.send(gateway.at, "request")
			gateway.expect("request")
			judge.next()
		})
	}
}

// A table by that name that was made otherwise is replaced as well.
func TestForeignTableIsReplaced(t *testing.T) {
	needs(t, "nft")
	e := newEdge(t)
	e.wall.run("nft", `table inet portcullis_gp {
		set asked_2123_outside_ip { type ipv4_addr; }
		chain prerouting { type filter hook prerouting priority 7; }
	}`)
	e.judge(e.open(e.config()), passAll)
	partner, gateway := e.partner.listen(partnerAt[0], 0), e.gateway.listen(gatewayAt[0], 2123)
	partner.send(gateway.at, "request")
	gateway.expect("request")
}

// A link that got a new name says whose rules are in its way, instead of being up
// and seeing nothing.
func TestInterfaceOfAnotherLinkIsRefused(t *testing.T) {
	e := newEdge(t)
	old := e.config()
	old.Name = "old-name.1"
	closeAll(t, e.open(old))
	for _, c := range []TransparentConfig{e.config(), {Name: "gp", Inside: "outside0", Outside: "lo", Lanes: 1}, {Name: "gp", Inside: "lo", Outside: "inside0", Lanes: 1}} {
		e.refused(c, "0 belongs to the link old-name.1, ")
	}
	e.teardown(old.Name)
	closeAll(t, e.open(e.config()))
}

// What comes in is judged when an interface gets another name, and when another
// interface gets the name.
func TestInterfaceThatChanges(t *testing.T) {
	needs(t, "ip")
	e := newEdge(t)
	judge := e.judge(e.open(e.config()), blockBlocked)
	again := func(text string) {
		t.Helper()
		e.partner.do(func() error { // the address and the route went with the cable
			_ = exec.Command("ip", "route", "add", "default", "via", outsideAt[0]).Run()
			return nil
		})
		partner, gateway := e.partner.listen(partnerAt[0], 0), e.gateway.listen(gatewayAt[0], 2123)
		partner.send(gateway.at, "block")
		partner.send(gateway.at, text)
		gateway.expect(text)
		for range 2 {
			judge.next()
		}
		gateway.send(partner.at, text)
		partner.expect(text)
		judge.next()
		_, _ = partner.conn.Close(), gateway.conn.Close()
	}
	again("as it was")
	for _, dev := range []string{"outside0", "inside0"} {
		e.wall.run("ip", "link", "set", dev, "down")
		e.wall.run("ip", "link", "set", dev, "name", dev+"-new", "up")
	}
	again("under another name")
	e.wall.run("ip", "link", "del", "outside0-new")
	cable(e.partner, "eth0", subnet(partnerAt), e.wall, "outside0", subnet(outsideAt))
	again("another interface")
}

// A machine that lets in and out only what it names would drop all of the link's
// traffic, and nothing would show it: that is said, with what to add, which helps.
func TestRulesOfTheMachine(t *testing.T) {
	needs(t, "nft")
	e := newEdge(t)
	partner, gateway := e.partner.listen(partnerAt[0], 0), e.gateway.listen(gatewayAt[0], 2123)
	for _, chain := range []string{"input", "output"} {
		e.wall.run("nft", "add table inet filter; add chain inet filter own { type filter hook "+chain+" priority 0; policy drop; }")
		lanes := e.open(e.config())
		judge := e.judge(lanes, passAll)
		w := strings.Join(lanes[0].Warnings(), "\n")
		_, add, found := strings.Cut(w, " unless it has: ")
		if !found || !strings.Contains(w, "the chain own of table filter drops what ") {
			t.Fatalf("%s: warned of %q", chain, w)
		}
		partner.send(gateway.at, "dropped")
		gateway.silent()
		e.wall.run("nft", "add rule inet filter own "+add)
		partner.send(gateway.at, "passes")
		gateway.expect("passes")
		closeAll(t, lanes)
		judge.ended.Wait()
		lanes = e.open(e.config())
		if w := lanes[0].Warnings(); len(w) != 0 {
			t.Errorf("%s: still warned of %q", chain, w)
		}
		closeAll(t, lanes)
		e.wall.run("nft", "delete table inet filter")
	}
}

// When no more askers can be remembered, requests pass all the same.
func TestFullSetDoesNotBreakThePath(t *testing.T) {
	e := newEdge(t)
	e.judge(e.open(e.config()), passAll)
	e.wall.do(func() error {
		conn, err := nftables.New()
		if err != nil {
			return err
		}
		set := &nftables.Set{
			Table: tableOf("gp"), Name: askedSet(2123, "outside", ip4), HasTimeout: true, Concatenation: true,
			KeyType: nftables.MustConcatSetType(nftables.TypeIPAddr, nftables.TypeInetService),
		}
		for i := 0; i < askedMost; {
			var some []nftables.SetElement
			for ; len(some) < 512; i++ {
				some = append(some, nftables.SetElement{Key: binaryutil.BigEndian.PutUint64(203<<56 | uint64(i)<<16)})
			}
			if err := errors.Join(conn.SetAddElements(set, some), conn.Flush()); err != nil {
				return fmt.Errorf("element %d: %w", i, err)
			}
		}
		one := []nftables.SetElement{{Key: binaryutil.BigEndian.PutUint64(204 << 56)}}
		if err := errors.Join(conn.SetAddElements(set, one), conn.Flush()); err == nil {
			return errors.New("the set is not full")
		}
		return nil
	})
	partner, gateway := e.partner.listen(partnerAt[0], 0), e.gateway.listen(gatewayAt[0], 2123)
	partner.send(gateway.at, "request")
	gateway.expect("request")
	gateway.send(partner.at, "answer")
	partner.expect("answer")
}

// The kernel's own forwarding matters to what passes beside the link.
func TestForwardingIsLookedAt(t *testing.T) {
	e := newEdge(t)
	if w := e.open(e.config())[0].Warnings(); len(w) != 0 {
		t.Errorf("warned of %q", w)
	}
	e.wall.sysctl("ipv4/ip_forward", "0")
	e.wall.sysctl("ipv6/conf/all/forwarding", "0")
	c := e.config()
	w := e.open(c)[0].Warnings()
	for _, want := range []string{"net.ipv4.conf.outside0.forwarding", "net.ipv4.conf.inside0.forwarding", "net.ipv6.conf.all.forwarding"} {
		if !strings.Contains(strings.Join(w, "\n"), want) {
			t.Errorf("%q says nothing of %s", w, want)
		}
	}
	c.Bypass = true
	e.refused(c, "when_down: bypass leaves traffic to the kernel")
}

// With src_valid_mark the kernel looks for the source of a marked packet where
// every address is local, and drops the packet: better said than done.
func TestSourceValidationByMarkIsRefused(t *testing.T) {
	e := newEdge(t)
	lane := e.open(e.config())[0]
	e.judge([]*Lane{lane}, passAll)
	partner, gateway := e.partner.listen(partnerAt[0], 0), e.gateway.listen(gatewayAt[0], 2123)
	e.wall.sysctl("ipv4/conf/outside0/src_valid_mark", "1")
	partner.send(gateway.at, "lost")
	gateway.silent()
	e.refused(e.config(), "net.ipv4.conf.outside0.src_valid_mark is set")
}

func (e *edge) refused(c TransparentConfig, why string) {
	e.Helper()
	e.wall.do(func() error {
		if _, err := OpenTransparent(c); err == nil || !strings.Contains(err.Error(), why) {
			return fmt.Errorf("got %v, want %s", err, why)
		}
		return nil
	})
}

func TestOpenTransparentRefuses(t *testing.T) {
	good := TransparentConfig{Name: "gp", Inside: "in0", Outside: "out0", Lanes: 1}
	for want, spoil := range map[string]func(*TransparentConfig){
		`name "a b" must consist of`:     func(c *TransparentConfig) { c.Name = "a b" },
		"inside and outside must name":   func(c *TransparentConfig) { c.Inside = "" },
		"inside and outside are both":    func(c *TransparentConfig) { c.Inside = "out0" },
		"0 lanes, must be 1 to 64":       func(c *TransparentConfig) { c.Lanes = 0 },
		"65 lanes, must be 1 to 64":      func(c *TransparentConfig) { c.Lanes = 65 },
		"interface no-such-if: route ip": func(c *TransparentConfig) { c.Outside = "no-such-if" },
	} {
		c := good
		spoil(&c)
		if _, err := OpenTransparent(c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// A gateway that is reached by address translation on this machine would be
// reached unjudged.
func TestTranslatedTrafficIsNotForwarded(t *testing.T) {
	needs(t, "nft")
	e := newEdge(t)
	e.wall.run("nft", `table ip nat {
		chain prerouting { type nat hook prerouting priority dstnat; ip daddr `+outsideAt[0]+` udp dport 2123 dnat to `+gatewayAt[0]+`; }
	}`)
	partner, gateway := e.partner.listen(partnerAt[0], 0), e.gateway.listen(gatewayAt[0], 2123)
	own := endpointFrom(gateway.at)
	own.addr = op.AddrFrom4([]byte{10, 77, 1, 1})
	partner.send(own.netip(), "round the back")
	gateway.expect("round the back") // without the link
	e.open(e.config())
	partner2 := e.partner.listen(partnerAt[0], 0) // another connection
	partner2.send(own.netip(), "round the back")
	gateway.silent()
}

// What is shut before it has ever been up lets nothing by, fragments included, and
// gives way to the link; a link that is up is left alone.
func TestShutBeforeTheFirstStart(t *testing.T) {
	needs(t, "nft")
	e := newEdge(t)
	c := e.config()
	shut := func() {
		e.Helper()
		e.wall.do(func() error { return Shut(c) })
	}
	gateway, partner := e.gateway.listen(gatewayAt[0], 2123), e.partner.listen(partnerAt[0], 2123)
	partner.send(gateway.at, "routed")
	gateway.expect("routed")
	e.wall.run("nft", "add table inet portcullis_gp") // and nothing in it
	shut()
	shut()
	for _, text := range []string{"small", strings.Repeat("in fragments ", 300)} {
		partner.send(gateway.at, text)
		gateway.send(partner.at, text)
		gateway.silent()
		partner.silent()
	}
	lanes := e.open(c)
	shut()                   // of no effect any more
	e.wall.do(func() error { // nor when the link came up while it was looking
		late := lanes[0].whole.plan
		late.shut, late.first = true, true
		if err := late.install(lanes[0].whole.ns); !errors.Is(err, unix.EEXIST) {
			return fmt.Errorf("rules over rules: %w", err)
		}
		return nil
	})
	e.judge(lanes, passAll)
	partner.send(gateway.at, "judged")
	gateway.expect("judged")
}

// What is steered is routed to the loopback interface, which is down in a network
// namespace that is new.
func TestLoopbackIsRaised(t *testing.T) {
	e := newEdge(t)
	e.wall.do(func() error {
		lo, err := netlink.LinkByName("lo")
		return errors.Join(err, netlink.LinkSetDown(lo))
	})
	e.judge(e.open(e.config()), passAll)
	gateway, partner := e.gateway.listen(gatewayAt[0], 2123), e.partner.listen(partnerAt[0], 2123)
	partner.send(gateway.at, "judged")
	gateway.expect("judged")
}
