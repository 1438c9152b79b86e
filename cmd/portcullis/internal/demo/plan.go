package demo

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"slices"

	"github.com/seed-43cefff0/portcullis/firewall"
)

// GTP ports (TS 29.281 clause 4.4.2.3, TS 29.274 clause 4.2).
const (
	controlPort = 2123
	userPort    = 2152
)

// Networks of the demo's numbering plan.
const (
	homeMCC, homeMNC       = "001", "01"
	partnerMCC, partnerMNC = "999", "70"
	rogueMCC, rogueMNC     = "999", "99"
)

// Addresses that the nodes name in their messages (RFC 5737, RFC 3849). On a
// real network the datagrams would come from there, too; here loopback carries
// them, as a relay of a laboratory does.
var (
	homeGSN    = netip.MustParseAddr("192.0.2.10")
	partnerGSN = face{netip.MustParseAddr("198.51.100.71"), netip.MustParseAddr("2001:db8:2:1::7")}
	rogueGSN   = face{netip.MustParseAddr("203.0.113.65"), netip.MustParseAddr("2001:db8:3:1::7")}
)

// face is how a partner's node calls itself in each family.
type face struct{ face4, face6 netip.Addr }

// gsnNetworks are the prefixes of those addresses in the configuration.
var gsnNetworks = struct{ home, partner, rogue []netip.Prefix }{
	[]netip.Prefix{netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("2001:db8:1::/48")},
	[]netip.Prefix{netip.MustParsePrefix("198.51.100.64/26"), netip.MustParsePrefix("2001:db8:2:1::/64")},
	[]netip.Prefix{netip.MustParsePrefix("203.0.113.64/28"), netip.MustParsePrefix("2001:db8:3:1::/64")},
}

// plan says who lives where. Each party has addresses of its own, because the
// firewall tells who speaks by address.
type plan struct {
	gateway        netip.Addr // PGW and GGSN
	partner, rogue netip.Addr // SGW and SGSN of the two partners

	// The rogue's carrier gives it this one too, but it is no GSN address of
	// anybody. Not valid where the machine has too few addresses.
	server netip.Addr
	// Belongs to nobody that is configured. Not valid if there is none.
	stranger netip.Addr

	// The firewall's own: what each partner sends to, and what the gateway takes
	// for each partner.
	outsidePartner, outsideRogue, insidePartner, insideRogue pair

	home, partnerNet, partnerGSN, rogueNet, rogueGSN []netip.Prefix

	// What SCTP goes between: partners, both behind one carrier; in families what the
	// firewall listens on and dials from, and home's nodes. signals are the partners'
	// addresses. They may be addresses of GTP's too (isShared): then another firewall
	// has the associations, because one knows an address as one party's.
	signalPartner, signalRogue netip.Addr
	families                   []family
	signals                    []netip.Prefix
	isShared                   bool
}

// pair is a node's control and user plane endpoint.
type pair struct{ control, user netip.AddrPort }

func at(a netip.Addr) pair {
	return pair{netip.AddrPortFrom(a, controlPort), netip.AddrPortFrom(a, userPort)}
}

// newPlan finds loopback addresses that are free. Where 127.0.0.0/8 is ours
// (Linux, Windows) it takes a random block, so that demos do not collide.
func newPlan() (*plan, error) {
	for range 20 {
		p := blockPlan(byte(1+rand.IntN(254)), byte(1+rand.IntN(254)))
		if p.isFree() {
			return p, nil
		}
		if !bindable(netip.AddrPortFrom(p.gateway, 0)) {
			break // only 127.0.0.1 exists
		}
	}
	return scarcePlan()
}

func blockPlan(b, c byte) *plan {
	host := func(d byte) netip.Addr { return netip.AddrFrom4([4]byte{127, b, c, d}) }
	net := func(d byte, bits int) []netip.Prefix { return []netip.Prefix{netip.PrefixFrom(host(d), bits)} }
	p := &plan{
		gateway: host(1), outsidePartner: at(host(9)), outsideRogue: at(host(9)), insidePartner: at(host(17)), insideRogue: at(host(18)),
		partner: host(33), rogue: host(65), server: host(81), stranger: host(129),
		home: net(0, 27), partnerNet: net(32, 27), partnerGSN: net(32, 28), rogueNet: net(64, 27), rogueGSN: net(64, 28),
		signalPartner: host(97), signalRogue: host(98), signals: net(96, 27),
	}
	p.signalling(host(9), host(17), p.gateway)
	return p
}

// signalling says where the families are: the firewall's ends outside and inside, and
// home.
func (p *plan) signalling(outside, inside, home netip.Addr) {
	taken := map[netip.AddrPort]bool{} // a port that nobody has bound yet may be found again
	for _, f := range []family{ss7, diameter} {
		place := func(a netip.Addr) firewall.SCTPAddress {
			at := freePort(a)
			for at.IsValid() && taken[at] {
				at = freePort(a)
			}
			taken[at] = true
			return firewall.SCTPAddress{Addr: a, Port: f.port, UDP: at.Port()}
		}
		f.outside, f.inside, f.home = place(outside), place(inside), place(home)
		p.families = append(p.families, f)
	}
}

// scarcePlan is for systems that have one IPv4 loopback address: the home
// network lives on 127.0.0.1, the partners on the machine's own addresses and
// ::1, and the firewall beside each of them on other ports. Nothing leaves the
// machine.
func scarcePlan() (*plan, error) {
	home := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	others := ownAddresses()
	if len(others) < 2 {
		return nil, errors.New("too few local addresses for three parties; add some, for example: sudo ifconfig lo0 alias 127.0.0.2; sudo ifconfig lo0 alias 127.0.0.3")
	}
	single := func(a netip.Addr) []netip.Prefix { return []netip.Prefix{netip.PrefixFrom(a, a.BitLen())} }
	beside := func(a netip.Addr) pair { return pair{freePort(a), freePort(a)} }
	p := &plan{
		gateway: home, partner: others[0], rogue: others[1], home: single(home),
		outsidePartner: beside(others[0]), outsideRogue: beside(others[1]), insidePartner: beside(home), insideRogue: beside(home),
		partnerNet: single(others[0]), partnerGSN: single(others[0]), rogueNet: single(others[1]), rogueGSN: single(others[1]),
		signalPartner: others[0], signalRogue: others[0], signals: single(others[0]), isShared: true,
	}
	p.signalling(others[0], home, home)
	for _, a := range others[2:] {
		if a.Is4() == p.rogue.Is4() { // sends where the rogue does
			p.stranger = a
			break
		}
	}
	if !p.isFree() {
		return nil, fmt.Errorf("GTP's ports %d and %d are taken on %s, %s or %s", controlPort, userPort, home, p.partner, p.rogue)
	}
	return p, nil
}

// ownAddresses lists bindable addresses other than 127.0.0.1, IPv4 first: the
// partner that shares the gateway's family can be measured on a direct path.
func ownAddresses() (list []netip.Addr) {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	for _, a := range all {
		prefix, err := netip.ParsePrefix(a.String())
		ip := prefix.Addr().Unmap()
		if err == nil && !ip.IsLinkLocalUnicast() && ip != netip.AddrFrom4([4]byte{127, 0, 0, 1}) && bindable(netip.AddrPortFrom(ip, 0)) {
			list = append(list, ip)
		}
	}
	slices.SortStableFunc(list, func(a, b netip.Addr) int { return cmp.Compare(a.BitLen(), b.BitLen()) })
	return list
}

// isFree reports whether the ports of the nodes and of the firewall can be bound.
func (p *plan) isFree() bool {
	for _, e := range []pair{
		p.outsidePartner, p.outsideRogue, p.insidePartner, p.insideRogue, at(p.gateway), at(p.partner), at(p.rogue),
	} {
		if !bindable(e.control) || !bindable(e.user) {
			return false
		}
	}
	for _, f := range p.families {
		for _, a := range []firewall.SCTPAddress{f.outside, f.inside, f.home} {
			if a.UDP == 0 || !bindable(netip.AddrPortFrom(a.Addr, a.UDP)) {
				return false
			}
		}
	}
	return true
}

func bindable(a netip.AddrPort) bool {
	c, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(a))
	if err != nil {
		return false
	}
	_ = c.Close()
	return true
}

// freePort finds a port that nobody uses right now.
func freePort(a netip.Addr) netip.AddrPort {
	c, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(a, 0)))
	if err != nil {
		return netip.AddrPort{}
	}
	defer c.Close()
	return c.LocalAddr().(*net.UDPAddr).AddrPort()
}
