package main

import "net/netip"

// The synthetic world of the vectors. gtp/config.yaml tells the firewall the same
// things in the operator's words; a test compares both.
const (
	homePLMN = "001-01"
	plmnA    = "999-70"
	plmnB    = "999-71" // of partner-b, in one handover group with partner-a
	plmnC    = "999-72" // of partner-c, which has every agreement
	stranger = "999-99"

	homeIMSI  = "001010000000001"
	imsiA     = "999700000000001"
	imsiB     = "999710000000001"
	imsiC     = "999720000000001"
	corpIMSI  = "001019900000001" // may use the private APN
	homeMEI   = "3534900698733190"
	homePhone = "99902000001"

	homeOI = ".mnc001.mcc001.gprs"
)

// node is one network element with an address in each family.
type node struct{ four, six netip.Addr }

func at(four, six string) node { return node{netip.MustParseAddr(four), netip.MustParseAddr(six)} }

// Home's nodes, by role.
var (
	homePGW   = at("192.0.2.10", "2001:db8:1::10")
	homePGWU  = at("192.0.2.11", "2001:db8:1::11")
	homeSGW   = at("192.0.2.20", "2001:db8:1::20")
	homeSGWU  = at("192.0.2.21", "2001:db8:1::21")
	homeGGSN  = at("192.0.2.30", "2001:db8:1::30")
	homeGGSNU = at("192.0.2.31", "2001:db8:1::31")
	homeSGSN  = at("192.0.2.40", "2001:db8:1::40")
	homeSGSNU = at("192.0.2.41", "2001:db8:1::41")
	homeMME   = at("192.0.2.50", "2001:db8:1::50")
)

// operator is a partner's set of nodes. The user plane has addresses of its own:
// F-TEIDs legitimately differ from the UDP source (ATTACKS.md E-35).
type operator struct {
	plmn, imsi                                          string
	sgw, sgwU, pgw, pgwU, sgsn, sgsnU, ggsn, ggsnU, mme node
	epdg, epdgU                                         node
}

func partner(plmn, imsi, four, six string, base int) operator {
	host := func(n int) node {
		a := netip.MustParseAddr(four).As4()
		a[3] = byte(base + n)
		b := netip.MustParseAddr(six).As16()
		b[15] = byte(n)
		return node{netip.AddrFrom4(a), netip.AddrFrom16(b)}
	}
	return operator{
		plmn: plmn, imsi: imsi,
		sgw: host(1), sgwU: host(2), pgw: host(3), pgwU: host(4), sgsn: host(5), sgsnU: host(6),
		ggsn: host(7), ggsnU: host(8), mme: host(9), epdg: host(10), epdgU: host(11),
	}
}

var (
	partnerA = partner(plmnA, imsiA, "198.51.100.0", "2001:db8:2:1::", 10)
	partnerB = partner(plmnB, imsiB, "198.51.100.0", "2001:db8:2:2::", 128)
	partnerC = partner(plmnC, imsiC, "198.51.100.0", "2001:db8:2:3::", 160)

	// outsider is in no interconnect; squatter inside one, but in no operator's
	// GSN range; detour in partner-c's range, but plugged in at another interconnect.
	outsider = at("203.0.113.66", "2001:db8:ffff::66")
	squatter = at("198.51.100.200", "2001:db8:2:ff::200")
	detour   = at("198.51.100.180", "2001:db8:2:3:8000::180")
)

// Control and user plane TEIDs of the visited and of the home side.
const (
	teidSGWC = 0x1A000001
	teidSGWU = 0x1A000002
	teidPGWC = 0x0B000001
	teidPGWU = 0x0B000002
)

// roam is one subscriber's session over one address family: whose subscriber,
// where, and through which nodes.
type roam struct {
	imsi, serving, apn               string
	sgw, sgwU, pgw, pgwU             netip.Addr
	sgsn, sgsnU, ggsn, ggsnU         netip.Addr
	visitedMME, homeMME, epdg, epdgU netip.Addr
}

func pick(six bool) func(node) netip.Addr {
	return func(n node) netip.Addr {
		if six {
			return n.six
		}
		return n.four
	}
}

// outboundAt is our subscriber in a partner's network: the partner's SGW or SGSN
// speaks to our PGW or GGSN.
func outboundAt(p operator, six bool) roam {
	a := pick(six)
	return roam{
		imsi: homeIMSI, serving: p.plmn, apn: "internet" + homeOI,
		sgw: a(p.sgw), sgwU: a(p.sgwU), pgw: a(homePGW), pgwU: a(homePGWU),
		sgsn: a(p.sgsn), sgsnU: a(p.sgsnU), ggsn: a(homeGGSN), ggsnU: a(homeGGSNU),
		visitedMME: a(p.mme), homeMME: a(homeMME), epdg: a(p.epdg), epdgU: a(p.epdgU),
	}
}

// inboundFrom is a partner's subscriber in our network: our SGW or SGSN speaks to
// the partner's PGW or GGSN.
func inboundFrom(p operator, six bool) roam {
	a := pick(six)
	return roam{
		imsi: p.imsi, serving: homePLMN, apn: "internet.mnc0" + p.plmn[4:] + ".mcc" + p.plmn[:3] + ".gprs",
		sgw: a(homeSGW), sgwU: a(homeSGWU), pgw: a(p.pgw), pgwU: a(p.pgwU),
		sgsn: a(homeSGSN), sgsnU: a(homeSGSNU), ggsn: a(p.ggsn), ggsnU: a(p.ggsnU),
		visitedMME: a(homeMME), homeMME: a(p.mme),
	}
}

var (
	out4 = outboundAt(partnerA, false)
	out6 = outboundAt(partnerA, true)
	outB = outboundAt(partnerB, false)
	outC = outboundAt(partnerC, false)
	in4  = inboundFrom(partnerA, false)
	in6  = inboundFrom(partnerA, true)
	inC  = inboundFrom(partnerC, false)
)
