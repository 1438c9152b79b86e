package demo

import (
	"fmt"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
)

// configurations are those of the firewalls, the one that has the associations last:
// one does it all, unless GTP and SCTP have to share addresses.
func (p *plan) configurations(dir string) []string {
	packets := p.parties(gsnNetworks.home)
	packets.carrier, packets.third = slices.Concat(packets.carrier, p.partnerNet), slices.Concat(packets.third, p.rogueNet)
	packets.partnerGSN, packets.rogueGSN = slices.Concat(packets.partnerGSN, p.partnerGSN), slices.Concat(packets.rogueGSN, p.rogueGSN)
	if p.isShared {
		signals := p.parties(vectorHome) // nothing of GTP's: the machine's own address may be in there
		signals.carrier = slices.Concat(signals.carrier, p.signals)
		return []string{packets.configuration(dir, "packets", p.relay()), signals.configuration(dir, "signals", p.associations())}
	}
	packets.carrier = slices.Concat(packets.carrier, p.signals)
	return []string{packets.configuration(dir, "all", p.relay()+p.associations())}
}

// parties are the addresses of who is in a configuration.
type parties struct {
	plan                                       *plan
	home, carrier, third, partnerGSN, rogueGSN []netip.Prefix
}

// parties are those that never change: their addresses in messages and captures.
func (p *plan) parties(home []netip.Prefix) parties {
	partner, rogue := gsnNetworks.partner, gsnNetworks.rogue
	return parties{p, slices.Concat(p.home, home), slices.Concat(vectorCarrier, partner), rogue, partner, rogue}
}

// configuration is what an operator in this situation would write: a carrier for
// everything, one for GTP alone, and one for Diameter alone. The world of SS7 and
// Diameter is the one of testvectors/ss7/config.yaml and diameter/config.yaml, whose
// vectors are sent; operators that are in both are one here.
func (x *parties) configuration(dir, name, links string) string {
	const text = `version: 1
home:
  plmns: ["%s-%s"]
  country_codes: ["999"]
  global_titles: ["99901"]
  msisdns: ["99902"]
  point_codes: ["1-1-1"]
  realms: ["epc.mnc001.mcc001.3gppnetwork.org"]
  host_aliases: ["edge.home.example"]
  addresses: [%s]
  apns: ["internet", "ims"]
  nodes:
    - {name: gateway, roles: [pgw, ggsn], addresses: ["%s", "%s"]}
    - {name: hss-1, roles: [hss], hosts: ["hss1.epc.mnc001.mcc001.3gppnetwork.org"]}
    - {name: mme-1, roles: [mme], hosts: ["mme1.epc.mnc001.mcc001.3gppnetwork.org"]}
    - {name: sgsn-1, roles: [sgsn], hosts: ["sgsn1.epc.mnc001.mcc001.3gppnetwork.org"]}
    - {name: smsc-1, roles: [smsc], hosts: ["smsc1.epc.mnc001.mcc001.3gppnetwork.org"]}
mnc_lengths: {"999": 2}
interconnects:
  - name: carrier-1
    addresses: [%s]
    point_codes: ["2-2-2"]
    routing_contexts: [1]
    diameter_hosts: ["dra1.ipx.example", "dra2.ipx.example"]
    realms: ["ipx.example"]
    mode: enforce
  - {name: carrier-3, addresses: [%s], mode: enforce}
  - {name: carrier-2, addresses: ["203.0.113.0/26"], mode: enforce}
operators:
  - name: partner
    via: [carrier-1]
    plmns: ["%s-%s"]
    country_codes: ["998"]
    global_titles: ["99970"]
    realms: ["epc.mnc070.mcc999.3gppnetwork.org"]
    gsn_addresses: [%s]
    agreements: [camel]
  - name: compromised
    via: [carrier-1, carrier-3]
    plmns: ["%s-%s"]
    country_codes: ["995"]
    global_titles: ["99999"]
    realms: ["epc.mnc099.mcc999.3gppnetwork.org"]
    gsn_addresses: [%s]
    apns: ["internet"]
  - name: neighbour
    via: [carrier-1]
    plmns: ["999-71"]
    country_codes: ["997"]
    global_titles: ["99971"]
    realms: ["epc.mnc071.mcc999.3gppnetwork.org"]
    agreements: [lcs, mnp, optimal-routing, mobility, trace, sms, wifi, breakout]
  - name: old-equipment
    via: [carrier-1]
    global_titles: ["99972"]
    agreements: [mapv1]
  - name: elsewhere
    via: [carrier-2]
    plmns: ["999-72"]
    country_codes: ["996"]
    realms: ["epc.mnc072.mcc999.3gppnetwork.org"]
  - name: calls-itself
    via: [carrier-1]
    plmns: ["999-74"]
    country_codes: ["994"]
    global_titles: ["99974"]
    realms: ["epc.mnc074.mcc999.3gppnetwork.org"]
    applications: [16777255, 16777291]
    agreements: [camel, camel-open]
  - name: no-messages
    via: [carrier-1]
    plmns: ["999-75"]
    country_codes: ["993"]
    global_titles: ["99975"]
    realms: ["epc.mnc75.mcc999.3gppnetwork.org"]
    sms: false
  - {name: hub, via: [carrier-1], global_titles: ["99973"], hub_for: [partner]}
  - {name: agency, via: [carrier-1], realms: ["hub.example"], hub_for: [spoken-for]}
  - {name: spoken-for, via: [carrier-1], plmns: ["999-76"], country_codes: ["992"], realms: ["epc.mnc076.mcc999.3gppnetwork.org"]}
filters:
  - {name: opgate, module: "builtin:opgate"}
  - {name: spoofguard, module: "builtin:spoofguard"}
  - {name: homecheck, module: "builtin:homecheck", config: {premium_prefixes: ["882"], country_codes: ["999"]}}
  - {name: smsguard, module: "builtin:smsguard", config: {ussd_transfer_services: ["*140*"]}}
  - {name: echoguard, module: "builtin:echoguard"}
events: {file: %q}
state_dir: %q
admin: {socket: %q}
links:
%s`
	file := func(suffix string) string { return filepath.Join(dir, name+suffix) }
	return fmt.Sprintf(text, homeMCC, homeMNC, quoted(x.home), x.plan.gateway, homeGSN,
		quoted(x.carrier), quoted(x.third),
		partnerMCC, partnerMNC, quoted(x.partnerGSN), rogueMCC, rogueMNC, quoted(x.rogueGSN),
		file(".jsonl"), file(".state"), file(".sock"), links)
}

// associations lists the links that end SCTP.
func (p *plan) associations() string {
	var b strings.Builder
	for _, f := range p.families {
		fmt.Fprintf(&b, `  - name: %s
    kind: sctp
    protocol: %s
    backend: udp-encapsulation
    outside: {listen: [%q], port: %d, udp: {local: %d}}
    inside: {dial: [%q], local: [%q], port: %d, udp: {local: %d, remote: %d}}
    when_down: closed
`, f.name, f.link, f.outside.Addr, f.port, f.outside.UDP, f.home.Addr, f.inside.Addr, f.port, f.inside.UDP, f.home.UDP)
	}
	return b.String()
}

// relay is the link of GTP. Its hops: outside ones lead to the gateway, and each partner has
// one on the inside, so that the gateway can open dialogues with it.
func (p *plan) relay() string {
	var b strings.Builder
	b.WriteString("  - name: gtp\n    kind: gtp\n    when_down: closed\n    relay:\n")
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
