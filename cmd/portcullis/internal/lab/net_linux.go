package lab

import (
	"net/netip"
	"os"
	"os/exec"
	"testing"
	"time"
)

// Net is three namespaces in a row. Both partners share one, as behind a
// carrier. The firewall's host forwards between its interfaces: what stops
// traffic there is never the lack of a route.
type Net struct {
	Partner, Firewall, Home *Namespace
}

// Need skips the test unless it runs as root and finds the programs.
func Need(t testing.TB, programs ...string) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("needs root: network namespaces")
	}
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			t.Skipf("needs %s: %v", p, err)
		}
	}
}

// New builds a network for a test and takes it down with it.
func New(t testing.TB) *Net {
	t.Helper()
	n := Bare(t)
	for _, step := range []func() error{n.wire, n.addresses, n.routes} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	Eventually(t, 5*time.Second, "all links are up", n.isUp)
	return n
}

// Bare makes the namespaces, with nothing between them, for a test that has an address
// plan of its own.
func Bare(t testing.TB) *Net {
	t.Helper()
	Need(t)
	n := &Net{}
	for _, ns := range []**Namespace{&n.Partner, &n.Firewall, &n.Home} {
		made, err := newNamespace()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(made.close)
		*ns = made
	}
	if err := n.quiet(); err != nil {
		t.Fatal(err)
	}
	return n
}

// quiet keeps IPv6 from waiting and from talking.
func (n *Net) quiet() error {
	for _, ns := range []*Namespace{n.Partner, n.Firewall, n.Home} {
		for _, s := range []string{"accept_dad", "dad_transmits", "router_solicitations", "accept_ra"} {
			if err := ns.Sysctl("ipv6/conf/default/"+s, "0"); err != nil {
				return err
			}
		}
		if err := ns.Up("lo"); err != nil {
			return err
		}
	}
	return nil
}

func (n *Net) wire() error {
	if err := Join(n.Firewall, Outside, n.Partner, "eth0", 101); err != nil {
		return err
	}
	return Join(n.Firewall, Inside, n.Home, "eth0", 102)
}

func (n *Net) addresses() error {
	plan := []struct {
		ns     *Namespace
		device string
		list   []string
	}{
		{n.Partner, "eth0", []string{"198.51.100.7/24", "198.51.100.200/24", "203.0.113.7/24", "203.0.113.200/24", "2001:db8:2:1::7/64", "2001:db8:3:1::7/64"}},
		{n.Firewall, Outside, []string{"198.51.100.1/24", "203.0.113.1/24", "2001:db8:2:1::1/64", "2001:db8:3:1::1/64"}},
		{n.Firewall, Inside, []string{"192.0.2.1/24", "2001:db8:1::1/64"}},
		{n.Home, "eth0", []string{"192.0.2.10/24", "2001:db8:1::10/64"}},
	}
	for _, p := range plan {
		if err := p.ns.Address(p.device, p.list...); err != nil {
			return err
		}
		if err := p.ns.Up(p.device); err != nil {
			return err
		}
	}
	return nil
}

// isUp reports whether the kernel has noticed that both ends of every pair are up.
func (n *Net) isUp() bool {
	return n.Partner.isUp("eth0") && n.Firewall.isUp(Outside) && n.Firewall.isUp(Inside) && n.Home.isUp("eth0")
}

func (n *Net) routes() error {
	for _, s := range []string{"ipv4/ip_forward", "ipv6/conf/all/forwarding"} {
		if err := n.Firewall.Sysctl(s, "1"); err != nil {
			return err
		}
	}
	if err := n.Partner.Via(netip.MustParseAddr("198.51.100.1"), netip.MustParseAddr("2001:db8:2:1::1")); err != nil {
		return err
	}
	return n.Home.Via(netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8:1::1"))
}
