package main

import (
	"time"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// honest1 is the GTPv1-C part of the must-pass set.
func honest1(c *catalogue) {
	honestContexts1(c)
	honestPaths1(c)
	honestAgreed1(c)
	honestOddities1(c)
}

func honestContexts1(c *catalogue) {
	c.honest("v1-create-pdp", "G-05 G-07 G-10", "Our subscriber opens a context in partner-a's network",
		everywhere(out4.up1(out4.createPDP()), out6.up1(out6.createPDP()))...)
	c.honest("v1-create-pdp-response", "G-03", "Our GGSN answers", out4.down1(out4.createPDPResponse()), out6.down1(out6.createPDPResponse()),
		out4.down1(out4.createPDPResponse()).toPort(40321).note("to an ephemeral port"))
	c.honest("v1-create-pdp-inbound", "G-03 G-05", "A partner's subscriber opens a context here: our SGSN asks the partner's GGSN",
		in4.up1(in4.createPDP()), in4.down1(in4.createPDPResponse()), in6.up1(in6.createPDP()), in6.down1(in6.createPDPResponse()))
	c.honest("v1-create-pdp-secondary", "G-05 G-10",
		"A secondary context: TEID not 0, no IMSI, no APN, NSAPI twice (the second is the linked one)", out4.up1(out4.secondaryPDP()))
	c.honest("v1-create-pdp-minimal", "G-10", "Only what is mandatory or conditional in a first context",
		out4.up1(out4.createPDP().Without(IE1Recovery).Without(IE1ChargingChar).Without(IE1PCO).Without(IE1MSISDN).
			Without(IE1CommonFlags).Without(IE1RAT).Without(IE1ULI).Without(IE1TimeZone).Without(IE1IMEI)))
	c.honest("v1-update-pdp", "G-05 G-07", "The context moves to another SGSN of the partner", out4.up1(out4.updatePDP()),
		out4.down1(out4.updatePDPResponse()), out6.up1(out6.updatePDP()))
	c.honest("v1-update-pdp-border", "G-05 G-08", "The context moves to partner-b's SGSN, of the same handover group", outB.up1(outB.updatePDP()))
	c.honest("v1-update-pdp-ggsn", "G-03", "The GGSN updates", out4.down1(ggsnUpdate()), in4.down1(ggsnUpdate()))
	c.honest("v1-delete-pdp", "G-09", "Either side ends the context", out4.up1(out4.deletePDP()), out4.down1(out4.deletePDPResponse()),
		in4.down1(in4.deletePDP()), in4.up1(in4.deletePDPResponse()))
	c.honest("v1-delete-pdp-cause", "G-10", "Delete PDP Context Request with Cause: the one request that may carry it",
		out4.up1(out4.deletePDP().With(Cause1(0))))
}

// ggsnUpdate is Update PDP Context Request as a GGSN sends it (TS 29.060 clause 7.3.3).
func ggsnUpdate() V1 { return V1{Type: 18, TEID: teidSGWC, Seq: 0x0114}.With(NSAPI1(5), QoS1()) }

func honestPaths1(c *catalogue) {
	c.honest("v1-echo", "G-12", "Path supervision; Echo Request has no mandatory element, Recovery is tolerated",
		out4.up1(echo1(1)), out4.down1(echoReply1(1)), out4.up1(echo1(2).With(Recovery1(7))).after(time.Minute), in4.down1(echo1(3)), in4.up1(echoReply1(3)),
		out6.up1(echo1(4)))
	c.honest("v1-echo-private-extension", "G-12", "A private extension of some octets in an Echo is legal: flagged, not stopped",
		out4.up1(echo1(5).With(PrivateExtension1(10923, []byte("lab")))).flag("faults/gtp-private-extension"))
	c.honest("v1-version-not-supported", "G-03", "The answer to a version that the node does not speak", out4.up1(versionNotSupported1()),
		out4.down1(versionNotSupported1()))
	c.honest("v1-supported-extension-headers", "G-03", "What a node answers to an extension header that it does not know",
		out4.up1(supportedExtensions()))
	c.honest("v1-info-change", "G-03 G-04", "Location changes, also with TEID 0 from old nodes", out4.up1(out4.infoChange()),
		out4.down1(out4.infoChangeResponse()),
		out4.up1(out4.infoChange().To(0).With(IMSI1(homeIMSI))).note("TEID 0"), out4.down1(out4.infoChangeResponse().To(0)).note("answer to TEID 0"))
	c.honest("v1-context-not-found", "G-04", "Rejections with TEID 0", out4.down1(V1{Type: 21, Seq: 0x0104}.With(Cause1(192))),
		out4.down1(V1{Type: 19, Seq: 0x0103}.With(Cause1(192))),
		in4.down1(V1{Type: 17, Seq: 0x0101}.With(Cause1(199))))
	c.honest("v1-retransmission", "G-11", "A request that is sent three times", out4.up1(out4.createPDP()), out4.up1(out4.createPDP()),
		out4.up1(out4.createPDP()))
}

func honestAgreed1(c *catalogue) {
	c.honest("v1-sgsn-context", "G-03", "partner-c's SGSN may ask ours for a subscriber's context: mobility is agreed",
		send(outC.sgsn, homeSGSN.four, outC.sgsnContext()))
	c.honest("v1-identification", "G-03", "partner-c's SGSN may ask who a temporary identity is: mobility is agreed",
		send(outC.sgsn, homeSGSN.four, outC.identification()))
	c.honest("v1-forward-relocation", "G-03", "partner-c's SGSN hands one of our subscribers over: mobility is agreed",
		send(outC.sgsn, homeSGSN.four, outC.forwardRelocation1()))
	c.honest("v1-network-requested", "G-03", "partner-c's GGSN asks our SGSN to activate: network-requested is agreed",
		inC.down1(inC.pduNotification()), inC.up1(inC.pduNotificationResponse()), inC.up1(inC.pduNotificationReject()),
		inC.down1(inC.initiateActivation()))
}

func honestOddities1(c *catalogue) {
	create := out4.createPDP()
	c.honest("v1-extension-header", "G-00",
		"Create PDP Context Request with extension header 0x02: the SGSN can report changes of MS information",
		out4.up1(create.Extended(MSInfoChangeSupport())))
	c.honest("v1-extension-header-mbms", "G-00", "Extension header 0x01, and both in one chain",
		out4.up1(create.Extended(Extension{Type: ExtMBMS, Content: []byte{0xFF, 0xFF}})),
		out4.up1(create.Extended(Extension{Type: ExtMBMS, Content: []byte{0xFF, 0xFF}}, MSInfoChangeSupport())))
	c.honest("v1-unknown-ie", "G-10 E-34", "An optional element of a later release, type 128 or above, has a length and is skipped",
		out4.up1(create.Append(Raw1(236, 1, 2, 3))).flag("faults/gtp-ie-unknown"))
	c.honest("v1-ie-longer", "G-10", "Elements longer than their fixed part",
		out4.up1(create.Replace(0, RAT1(RATUTRAN).Pad(0)).Replace(0, TimeZone1().Pad(0)))).
		tsharkDiffers("it marks elements longer than the release it knows; TS 29.060 clause 11.1.6 has receivers ignore what is beyond")
	c.honest("v1-imsi-fourteen-digits", "G-05", "An IMSI of 14 digits, filled to eight octets: two filler nibbles",
		out4.up1(create.Replace(0, IMSI1("00101000000001")))).
		tsharkDiffers("it calls the second filler malformed; TS 29.060 clause 7.7.2 fills all that is left")
	c.honest("v1-msisdn-national", "G-10", "An MSISDN that is not international, as TS 29.060 clause 7.7.33 wants it: nodes only carry it, flagged",
		out4.up1(create.Replace(0, Raw1(IE1MSISDN, Join([]byte{0xA1}, TBCD("02000001"))...))).flag("faults/gtp-ie-form"))
	c.honest("v1-shared-network-location", "G-05", "The location of a shared network names another PLMN: flagged only",
		out4.up1(create.Replace(0, ULI1("999-73"))).flag("spoofguard/location-not-theirs"))
	c.honest("v1-private-apn", "G-06", "The private APN, verified by subscription, for a subscriber that may use it",
		out4.up1(create.Replace(0, APN1("corp"+homeOI)).Replace(0, IMSI1(corpIMSI))))
	c.honest("v1-apn-without-operator", "G-06", "In GTPv1 the operator identifier may be left out", out4.up1(create.Replace(0, APN1("internet"))))
	c.honest("v1-gsn-addresses-four", "G-10", "GSN Address up to four times: alternative addresses of the other family",
		out4.up1(out4.updatePDP().With(GSNAddress1(partnerA.sgsn.six), GSNAddress1(partnerA.sgsnU.six))))
	c.honest("v1-ephemeral-source-port", "G-00 E-37", "A request may come from any port (TS 29.060 clause 10.1.1)", out4.up1(create).fromPort(33333))
}

// honestUser is the user plane part.
func honestUser(c *catalogue) {
	c.honest("u-gpdu", "U-00 U-02 U-03", "A subscriber's packets, both ways, both families, in every dress",
		everywhere(out4.upU(gpdu(teidPGWU, inner(443))), out6.upU(gpdu(teidPGWU, inner6(443))))...)
	c.honest("u-gpdu-dns", "U-03", "A subscriber's DNS query", out4.upU(gpdu(teidPGWU, inner(53))))
	c.honest("u-gpdu-sequence", "U-00", "A G-PDU with a sequence number", out4.upU(user{V1{Type: 255, TEID: teidPGWU, Seq: 77, Body: inner(443)}}))
	c.honest("u-gpdu-source-port-2123", "U-03", "Inner source ports are not matched: they may be ephemeral",
		out4.upU(gpdu(teidPGWU, innerFromPort(2123)))).
		tsharkDiffers("it decodes the inner payload by its source port, as GTP")
	c.honest("u-echo", "G-12 U-00", "Path supervision of the user plane", out4.upU(echoU(1)), out4.downU(echoReplyU(1)), out6.upU(echoU(2)))
	c.honest("u-error-indication", "U-04", "The receiver's tunnel is gone", out4.upU(errorIndication(teidPGWU, out4.sgwU)),
		out4.upU(errorIndicationPort()).note("with the UDP port of the offending packet in an extension header"))
	c.honest("u-end-marker", "U-00", "The last packet on the old path of a handover", out4.downU(endMarker(teidSGWU)))
	c.honest("u-supported-extension-headers", "U-00", "What a node answers to an extension header that it does not know",
		out4.upU(user{V1{Type: 31}.With(ExtensionTypes1(ExtUDPPort))}))
	c.honest("u-extension-radio-side", "U-00", "Extension headers of the radio side on a G-PDU: legal, odd between operators, flagged",
		out4.upU(extended(ExtPDUSession, 0x00, 0x09)).flag("faults/gtp-extension-unexpected"),
		out4.upU(extended(ExtPDCP, 0x00, 0x01)).flag("faults/gtp-extension-unexpected"))
}

// oddUser are user plane messages that are legal and flagged.
func oddUser(c *catalogue) {
	c.honest("u-extension-unknown", "U-00", "An unlisted extension header that may be skipped: its two top bits are 00 or 01",
		out4.upU(extended(0x21, 0, 0)).flag("faults/gtp-extension-unknown"))
	c.honest("u-echo-recovery", "G-12", "An Echo Response whose restart counter is not 0, as the user plane has it: receivers ignore it, flagged",
		out4.downU(user{V1{Type: 2, Seq: 1}.With(Recovery1(7))}).flag("faults/gtp-recovery-value"),
		out4.upU(user{V1{Type: 2, Seq: 1}.With(Recovery1(7))}).flag("faults/gtp-recovery-value"))
	c.honest("u-tunnel-status", "U-00", "Tunnel Status, which no operator expects from another",
		out4.upU(user{V1{Type: 253, TEID: teidPGWU}.With(Raw1(230, 1))}).flag("faults/gtp-message-unexpected")).
		tsharkDiffers("it knows no type 253; TS 29.281 clause 6.1 lists it")
}

func extended(typ byte, content ...byte) user {
	m := gpdu(teidPGWU, inner(443))
	m.V1 = m.Extended(Extension{Type: typ, Content: content})
	return m
}

func errorIndicationPort() user {
	m := errorIndication(teidPGWU, out4.sgwU)
	m.V1 = m.Extended(Extension{Type: ExtUDPPort, Content: U16(40321)})
	return m
}
