package lab

import "net/netip"

// Interfaces of the firewall's host.
const (
	Outside = "out0"
	Inside  = "in0"
)

// GTP's ports (TS 29.060 clause 10.1, TS 29.274 clause 4.9).
const (
	ControlPort = 2123
	UserPort    = 2152
)

// Addresses, all reserved for documentation (RFC 5737, RFC 3849).
var (
	Gateway   = netip.MustParseAddr("192.0.2.10")
	Gateway6  = netip.MustParseAddr("2001:db8:1::10")
	PartnerA  = netip.MustParseAddr("198.51.100.7")
	PartnerA6 = netip.MustParseAddr("2001:db8:2:1::7")
	PartnerB  = netip.MustParseAddr("203.0.113.7")
	PartnerB6 = netip.MustParseAddr("2001:db8:3:1::7")
	Roamer    = netip.MustParseAddr("198.51.100.200") // of partner A's carrier, of no operator
	Stranger  = netip.MustParseAddr("203.0.113.200")  // of no interconnect
)

// Addresses of the firewall's host, for proxies on it.
var (
	FirewallOutside = netip.MustParseAddr("198.51.100.1")
	FirewallInside  = netip.MustParseAddr("192.0.2.1")
)
