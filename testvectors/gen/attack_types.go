package main

import (
	"slices"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// attackTypes sends message types that do not belong on an interconnect, or not
// in this direction, or not without an agreement: RULES.md G-02, G-03.
func attackTypes(c *catalogue) {
	deniedTypes2(c)
	deniedTypes1(c)
	wrongDirection(c)
	notAgreed(c)
}

func deniedTypes2(c *catalogue) {
	bare := func(t byte) V2 { return V2{Type: t, TEID: teidPGWC, Seq: 0x000401} }
	var reserved []shot
	for _, t := range []byte{4, 24, 31, 42, 63, 74, 94, 105, 127, 142, 148, 172, 199, 202, 210, 213, 230, 237, 255} {
		reserved = append(reserved, out4.up2(bare(t)).also("faults/gtp-message-unknown"))
	}
	c.evasion("e34-reserved-types-v2", "G-02 E-34", "Types that the standard reserves or does not list: a transparent proxy passes them",
		"v2-delete-session", "opgate/gtpv2-type-not-allowed", reserved...)
	c.attack("g02-types-not-on-s8", "G-02", "Types of interfaces that never leave a network: S11, S4, S16, Sv, Sm", "v2-delete-session",
		"opgate/gtpv2-type-not-allowed",
		out4.up2(bare(70).With(Cause(64))), out4.up2(bare(73)), out4.up2(bare(149).With(Cause(4))),
		out4.up2(bare(151).With(IMSI(homeIMSI), Raw(IEFQDN, Labels("vlr1.example")...))),
		out4.up2(bare(153)), out4.up2(bare(155)), out4.up2(bare(157).With(Raw(168, 1))), out4.up2(bare(170)), out4.up2(bare(176)),
		out4.up2(bare(179).With(IPAddress(homePGW.four), IPAddress(out4.sgw).At(1))))
	c.attack("g02-forwarding-tunnel", "G-02 G-e", "Indirect data forwarding towards our gateway: a copy of the user plane for the asking",
		"v2-modify-bearer", "opgate/gtpv2-type-not-allowed",
		out4.up2(forwarding(out4)), out6.up2(forwarding(out6)))
	c.attack("g02-everywhere", "G-02", "Release Access Bearers Request (S11) over both families and in every dress", "v2-delete-session",
		"opgate/gtpv2-type-not-allowed",
		everywhere(out4.up2(bare(170)), out6.up2(bare(170)))...)
}

// forwarding is Create Indirect Data Forwarding Tunnel Request (TS 29.274 clause 7.2.18).
func forwarding(r roam) V2 {
	return V2{Type: 166, TEID: teidPGWC, Seq: 0x000402}.With(BearerContext(EBI(5), FTEIDAt(19, 0x77, r.sgwU)))
}

func deniedTypes1(c *catalogue) {
	bare := func(t byte) V1 { return V1{Type: t, TEID: teidPGWC, Seq: 0x0401} }
	var reserved []shot
	for _, t := range []byte{8, 15, 38, 47, 63, 69, 71, 95, 122, 127, 130, 239, 242, 252} {
		reserved = append(reserved, out4.up1(bare(t)).also("faults/gtp-message-unknown"))
	}
	c.evasion("e34-reserved-types-v1", "G-03 E-34", "Types that the standard reserves or does not list", "v1-delete-pdp",
		"opgate/gtpv1-type-not-allowed", reserved...)
	c.attack("g-n-redirection", "G-03 G-n",
		"GTP' messages dressed as GTP (PT = 1) on port 2123: Node Alive, Redirection, Data Record Transfer", "v1-echo",
		"opgate/gtpv1-type-not-allowed",
		out4.up1(bare(4)), out4.up1(bare(5)), out4.up1(bare(6)), out4.up1(bare(7)), out4.up1(bare(240)), out4.up1(bare(241)))
	c.attack("g03-user-plane-types", "G-03", "User plane types on the port of the control plane", "u-error-indication",
		"opgate/gtpv1-type-not-allowed",
		out4.up1(V1{Type: 26, Seq: 1}.With(TEIDData1(teidPGWU), GSNAddress1(out4.sgwU))), out4.up1(V1{Type: 254, TEID: teidPGWU, Seq: 1}),
		out4.up1(V1{Type: 255, TEID: teidPGWU, Seq: 1, Body: inner(443)}))
	c.attack("g03-location", "G-03 G-b", "Send Routeing Information for GPRS and its kin: the HLR asked through a GSN", "v1-create-pdp",
		"opgate/gtpv1-type-not-allowed",
		out4.up1(V1{Type: 32, Seq: 1}.With(IMSI1(homeIMSI))), out4.up1(V1{Type: 34, Seq: 1}.With(IMSI1(homeIMSI))),
		out4.up1(V1{Type: 36, Seq: 1}.With(IMSI1(homeIMSI), GSNAddress1(out4.sgsn))))
	c.attack("g03-everywhere", "G-03", "Failure Report Request over both families and in every dress", "v1-create-pdp",
		"opgate/gtpv1-type-not-allowed",
		everywhere(out4.up1(V1{Type: 34, Seq: 1}.With(IMSI1(homeIMSI))), out6.up1(V1{Type: 34, Seq: 1}.With(IMSI1(homeIMSI))))...)
}

func wrongDirection(c *catalogue) {
	c.attack("g02-wrong-direction", "G-02", "What only a PGW sends arrives at our PGW, what only an SGW sends at our SGW",
		"v2-create-bearer-inbound", "opgate/gtpv2-wrong-direction",
		out4.up2(in4.createBearer()), out4.up2(in4.updateBearer()), out4.up2(in4.deleteBearer()), out6.up2(in6.deleteBearer()),
		send(in4.pgw, in4.sgw, out4.deleteSession()), send(in4.pgw, in4.sgw, out4.modifyBearerCommand()), send(in6.pgw, in6.sgw,
			out6.deleteSession()))
	c.attack("g02-wrong-direction-answers", "G-02", "Answers that our node cannot be waiting for", "v2-create-bearer", "opgate/gtpv2-wrong-direction",
		out4.up2(in4.modifyBearerResponse()), out4.up2(in4.deleteSessionResponse()), send(in4.pgw, in4.sgw, out4.updateBearerResponse()))
	c.attack("g03-wrong-direction", "G-03", "What only an SGSN sends arrives at our SGSN, what only a GGSN answers at our GGSN",
		"v1-create-pdp-inbound", "opgate/gtpv1-wrong-direction",
		in4.down1(out4.infoChange()), out4.up1(in4.createPDPResponse()), out4.up1(out4.infoChangeResponse()))
	c.attack("g02-create-at-sgw", "G-02 G-a", "Create Session Request to our SGW from the interconnect: S11 has no business there",
		"v2-create-session", "opgate/gtpv2-wrong-direction",
		slices.Concat(everywhere(out4.up2(out4.createSession()).to(homeSGW.four), out6.up2(out6.createSession()).to(homeSGW.six)))...)
}

func notAgreed(c *catalogue) {
	toMME := func(r roam, m message) shot { return send(r.visitedMME, r.homeMME, m) }
	c.attack("g-p-context-request", "G-02 G-p G-b", "Context Request for a subscriber's keys from a partner without mobility agreement",
		"v2-context-request", "opgate/gtpv2-mobility-not-agreed",
		toMME(out4, out4.contextRequest()), toMME(out6, out6.contextRequest()))
	c.attack("g-p-forward-relocation", "G-02 G-p", "Forward Relocation Request without mobility agreement", "v2-forward-relocation",
		"opgate/gtpv2-mobility-not-agreed",
		toMME(out4, out4.forwardRelocation()))
	c.attack("g-p-identification", "G-02 G-p G-b", "Identification Request without mobility agreement", "v2-identification",
		"opgate/gtpv2-mobility-not-agreed",
		toMME(out4, out4.identificationRequest()), toMME(out6, out6.identificationRequest()))
	c.attack("g02-trace", "G-02", "Trace Session Activation and Deactivation without trace agreement", "v2-trace", "opgate/gtpv2-trace-not-agreed",
		out4.up2(out4.traceActivation()), out4.up2(out4.traceDeactivation()), out6.up2(out6.traceActivation()))
	c.attack("g02-prose", "G-02", "Remote UE Report without prose agreement", "v2-remote-ue", "opgate/gtpv2-prose-not-agreed",
		out4.up2(out4.remoteUE()), out6.up2(out6.remoteUE()))
	c.attack("g-p-sgsn-context", "G-03 G-p G-b", "SGSN Context Request for a subscriber's keys without mobility agreement",
		"v1-sgsn-context", "opgate/gtpv1-mobility-not-agreed",
		send(out4.sgsn, homeSGSN.four, out4.sgsnContext()), send(out6.sgsn, homeSGSN.six, out6.sgsnContext()))
	c.attack("g-p-identification-v1", "G-03 G-p G-b", "Identification Request without mobility agreement", "v1-identification",
		"opgate/gtpv1-mobility-not-agreed",
		send(out4.sgsn, homeSGSN.four, out4.identification()), send(out6.sgsn, homeSGSN.six, out6.identification()))
	c.attack("g-p-forward-relocation-v1", "G-03 G-p", "Forward Relocation Request without mobility agreement", "v1-forward-relocation",
		"opgate/gtpv1-mobility-not-agreed",
		send(out4.sgsn, homeSGSN.four, out4.forwardRelocation1()))
	c.attack("g03-network-requested", "G-03", "PDU Notification and Initiate PDP Context Activation from a GGSN without agreement",
		"v1-network-requested", "opgate/gtpv1-network-requested-not-agreed",
		in4.down1(in4.pduNotification()), in4.down1(in4.initiateActivation()), in6.down1(in6.pduNotification()))
}
