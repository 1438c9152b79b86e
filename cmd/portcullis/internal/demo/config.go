package demo

import (
	"fmt"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
)

// configuration is what an operator in this situation would write: two carriers
// for packets and one for SS7, which both partners and some others are behind. The
// world of SS7 is the one of testvectors/ss7/config.yaml, whose captures are played.
func (p *plan) configuration(dir string) string {
	const text = `version: 1
home:
  plmns: ["%s-%s"]
  country_codes: ["999"]
  global_titles: ["99901"]
  msisdns: ["99902"]
  point_codes: ["1-1-1"]
  realms: ["epc.mnc001.mcc001.3gppnetwork.org"]
  addresses: [%s]
  apns: ["internet", "ims"]
  nodes:
    - {name: gateway, roles: [pgw, ggsn], addresses: ["%s", "%s"]}
interconnects:
  - {name: carrier-1, addresses: [%s], mode: enforce}
  - {name: carrier-2, addresses: [%s], mode: enforce}
  - {name: carrier-ss7, addresses: ["198.51.100.0/26", "2001:db8:2::/64"], point_codes: ["2-2-2"], mode: enforce}
operators:
  - {name: partner, via: [carrier-1, carrier-ss7], plmns: ["%s-%s"], country_codes: ["998"], global_titles: ["99970"], gsn_addresses: [%s], agreements: [camel]}
  - {name: compromised, via: [carrier-2, carrier-ss7], plmns: ["%s-%s"], country_codes: ["995"], global_titles: ["99999"], gsn_addresses: [%s], apns: ["internet"]}
  - {name: neighbour, via: [carrier-ss7], plmns: ["999-71"], country_codes: ["997"], global_titles: ["99971"], agreements: [lcs, mnp, optimal-routing, mobility, trace]}
  - {name: old-equipment, via: [carrier-ss7], plmns: ["999-72"], country_codes: ["996"], global_titles: ["99972"], agreements: [mapv1]}
  - {name: calls-itself, via: [carrier-ss7], plmns: ["999-74"], country_codes: ["994"], global_titles: ["99974"], agreements: [camel, camel-open]}
  - {name: hub, via: [carrier-ss7], global_titles: ["99973"], hub_for: [partner]}
filters:
  - {name: opgate, module: "builtin:opgate"}
  - {name: spoofguard, module: "builtin:spoofguard"}
  - {name: homecheck, module: "builtin:homecheck"}
  - {name: smsguard, module: "builtin:smsguard", config: {ussd_transfer_services: ["*140*"]}}
  - {name: echoguard, module: "builtin:echoguard"}
events: {file: %q}
state_dir: %q
admin: {socket: %q}
links:
  - name: demo
    kind: gtp
    when_down: closed
    relay:
%s`
	return fmt.Sprintf(text, homeMCC, homeMNC, quoted(p.home, gsnNetworks.home), p.gateway, homeGSN,
		quoted(p.partnerNet, gsnNetworks.partner), quoted(p.rogueNet, gsnNetworks.rogue),
		partnerMCC, partnerMNC, quoted(p.partnerGSN, gsnNetworks.partner),
		rogueMCC, rogueMNC, quoted(p.rogueGSN, gsnNetworks.rogue),
		filepath.Join(dir, "events.jsonl"), dir, filepath.Join(dir, "portcullis.sock"), p.relay())
}

// relay lists the hops: outside ones lead to the gateway, and each partner has
// one on the inside, so that the gateway can open dialogues with it.
func (p *plan) relay() string {
	var b strings.Builder
	hop := func(own, next pair, side string) {
		for _, e := range [][2]netip.AddrPort{{own.control, next.control}, {own.user, next.user}} {
			fmt.Fprintf(&b, "      - {listen: %q, next: %q, side: %s}\n", e[0], e[1], side)
		}
	}
	hop(p.outsidePartner, at(p.gateway), "outside")
	if p.outsideRogue != p.outsidePartner {
		hop(p.outsideRogue, at(p.gateway), "outside")
	}
	hop(p.insidePartner, at(p.partner), "inside")
	hop(p.insideRogue, at(p.rogue), "inside")
	return b.String()
}

func quoted(lists ...[]netip.Prefix) string {
	var s []string
	for _, p := range slices.Concat(lists...) {
		s = append(s, fmt.Sprintf("%q", p))
	}
	return strings.Join(s, ", ")
}
