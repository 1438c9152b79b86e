package siglab

import (
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// published is the address by which partners know home's node. It is routed to the
// firewall, which shows itself as it.
const published = "192.0.2.200"

// A partner speaks with the address that it has always known, and sees no other one.
func TestPresentAs(t *testing.T) {
	s := newSite(t)
	s.must(s.Partner.Via(netip.MustParseAddr(outsideA)))
	s.must(s.Firewall.Do(func() error { // ip route add local 192.0.2.200 dev lo
		lo, err := netlink.LinkByName("lo")
		if err != nil {
			return err
		}
		return netlink.RouteAdd(&netlink.Route{
			Dst: &net.IPNet{IP: net.ParseIP(published).To4(), Mask: net.CIDRMask(32, 32)}, LinkIndex: lo.Attrs().Index,
			Type: unix.RTN_LOCAL, Scope: netlink.SCOPE_HOST, Table: unix.RT_TABLE_LOCAL,
		})
	}))
	h := startHSS(t, s, homeA)
	outside := `listen: ["` + outsideA + `"], present_as: {addresses: ["` + published + `"]}`
	s.start(strings.Replace(fmt.Sprintf(diameterSite, outside, insideOne, ""), ", "+edge, "", 1))
	c := s.reach(s.Partner, at(0, partnerA), at(portDiameter, published))
	s.must(c.send(message{stream: 1, ppid: ppidDiameter, data: request(commandULR, 1, partnerRealm)}))
	if m, err := c.receive(patience); err != nil || hop(m.data) != 1 {
		t.Fatalf("answered with %x, %v", m.data, err)
	}
	if h.of(partnerRealm).count() != 1 {
		t.Error("home has not got the request")
	}
	if known := c.peers(t); len(known) != 1 || known[0] != at(portDiameter, published)[0] {
		t.Errorf("the partner sees %v", known)
	}
	if other, err := dial(s.Partner, at(0, partnerA), at(portDiameter, outsideA), time.Second); err == nil {
		other.close()
		t.Errorf("the link can be reached at %s, too", outsideA)
	}
}
