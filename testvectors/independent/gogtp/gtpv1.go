package main

import (
	"github.com/wmnsk/go-gtp/gtpv1/ie"
	"github.com/wmnsk/go-gtp/gtpv1/message"
)

const (
	sgsnA, sgsnUA, ggsnA, ggsnUA = "198.51.100.15", "198.51.100.16", "198.51.100.17", "198.51.100.18"
	ggsn, sgsn                   = "192.0.2.30", "192.0.2.40"
)

// qos is a Release 99 profile (TS 24.008 clause 10.5.6.5) behind its priority.
var qos = []byte{0x02, 0x1B, 0x42, 0x1F, 0x71, 0x96, 0x40, 0x40, 0x74, 0x03, 0x00, 0x00}

// context1 are the elements of a Create PDP Context Request; edit changes them.
type context1 struct {
	imsi, mcc, mnc, apn, user string
	noAddress                 bool
}

func createPDP(edit func(*context1)) encoded {
	c := context1{imsi: ours, mcc: "999", mnc: "70", apn: "internet", user: sgsnUA}
	if edit != nil {
		edit(&c)
	}
	list := []*ie.IE{ie.NewIMSI(c.imsi)}
	list = append(list, ie.NewRouteingAreaIdentity(c.mcc, c.mnc, 0x1234, 1), ie.NewRecovery(7), ie.NewSelectionMode(0xFC),
		ie.NewTEIDDataI(0x1A000002), ie.NewTEIDCPlane(0x1A000001), ie.NewNSAPI(5))
	if !c.noAddress {
		list = append(list, ie.NewEndUserAddressIPv4(""))
	}
	list = append(list, ie.NewAccessPointName(c.apn), ie.NewGSNAddress(sgsnA), ie.NewGSNAddress(c.user), ie.NewMSISDN("99902000001"),
		ie.NewQoSProfile(qos), ie.NewRATType(1))
	return message.NewCreatePDPContextRequest(0, 0x101, list...)
}

func updatePDP(user string) encoded {
	return message.NewUpdatePDPContextRequest(0x0B000001, 0x102, ie.NewRouteingAreaIdentity("999", "70", 0x1234, 1),
		ie.NewTEIDDataI(0x1A000012), ie.NewTEIDCPlane(0x1A000011), ie.NewNSAPI(5), ie.NewGSNAddress(sgsnA), ie.NewGSNAddress(user),
		ie.NewQoSProfile(qos))
}

func createPDPResponse(from string) encoded {
	return message.NewCreatePDPContextResponse(0x1A000001, 0x101, ie.NewCause(128), ie.NewReorderingRequired(false),
		ie.NewTEIDDataI(0x0B000002), ie.NewTEIDCPlane(0x0B000001), ie.NewChargingID(7), ie.NewEndUserAddressIPv4("10.45.0.2"),
		ie.NewGSNAddress(from), ie.NewGSNAddress(from), ie.NewQoSProfile(qos))
}

func entries1() []entry {
	return append(honestEntries1(), attackEntries1()...)
}

func honestEntries1() []entry {
	up := func(name, rules, about string, m encoded) entry {
		return entry{name: name, rules: rules, about: about, from: sgsnA, to: ggsn, protocol: "gtpv1", message: m}
	}
	return []entry{
		up("v1-create-pdp", "G-05 G-07", "Our subscriber opens a context in partner-a's network", createPDP(nil)),
		{name: "v1-create-pdp-response", rules: "G-03", about: "A partner's GGSN answers our SGSN", from: ggsnA, to: sgsn,
			protocol: "gtpv1", message: createPDPResponse(ggsnA)},
		up("v1-update-pdp", "G-07", "The context moves", updatePDP(sgsnUA)),
		up("v1-delete-pdp", "G-09", "The context ends",
			message.NewDeletePDPContextRequest(0x0B000001, 0x103, ie.NewTeardownInd(true), ie.NewNSAPI(5))),
		up("v1-delete-pdp-response", "G-09", "The context has ended", message.NewDeletePDPContextResponse(0x0B000001, 0x103, ie.NewCause(128))),
		up("v1-echo", "G-12", "Path supervision", message.NewEchoRequest(0x104)),
		{name: "u-gpdu", rules: "U-00", about: "A subscriber's packet", from: sgwUA, to: pgwU, protocol: "gtpu",
			message: message.NewTPDU(0x0B000002, innerPacket(443))},
	}
}

func attackEntries1() []entry {
	const twin = "v1-create-pdp"
	a := func(name, rules, about, reason, twin string, m encoded) entry {
		return entry{name: name, rules: rules, about: about, from: sgsnA, to: ggsn, protocol: "gtpv1", message: m, reason: reason, twin: twin}
	}
	broken := func(e entry, clause string) entry { e.wire = clause; return e }
	return []entry{
		a("v1-imsi-not-ours", "G-05 G-a", "A context for the partner's own subscriber", "spoofguard/imsi-not-theirs", twin,
			createPDP(func(c *context1) { c.imsi = theirs })),
		a("v1-routeing-area", "G-05 G-a", "The routeing area of nobody's network", "spoofguard/serving-network-not-theirs", twin,
			createPDP(func(c *context1) { c.mnc = "99" })),
		a("v1-apn-foreign", "G-06 G-m", "An access point that is not ours", "spoofguard/apn-not-agreed", twin,
			createPDP(func(c *context1) { c.apn = "scada" })),
		a("v1-user-plane-foreign", "G-07", "The user plane would go to a stranger", "spoofguard/fteid-not-theirs", twin,
			createPDP(func(c *context1) { c.user = stranger })),
		a("v1-hijack", "G-07 G-e", "Update PDP Context Request moves the tunnel to a stranger", "spoofguard/fteid-not-theirs",
			"v1-update-pdp", updatePDP(stranger)),
		a("v1-wrong-direction", "G-03", "Create PDP Context Response at our GGSN", "opgate/gtpv1-wrong-direction", "v1-create-pdp-response",
			createPDPResponse(sgsnA)),
		broken(a("v1-no-end-user-address", "G-10", "No End User Address", "faults/gtp-ie-missing", twin, createPDP(func(c *context1) { c.noAddress = true })),
			"TS 29.060 11.1.5"),
		{name: "u-gtp-in-gtp", rules: "U-03 G-i", about: "A subscriber's packet to the port of GTP-C", from: sgwUA, to: pgwU, protocol: "gtpu",
			message: message.NewTPDU(0x0B000002, innerPacket(2123)), reason: "faults/gtp-inner-signaling", twin: "u-gpdu"},
	}
}
