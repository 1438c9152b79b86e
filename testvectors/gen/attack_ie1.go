package main

import (
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// attackElements1 breaks the information elements of GTPv1-C: RULES.md G-10.
func attackElements1(c *catalogue) {
	missing1(c)
	lengths1(c)
	repeated1(c)
	values1(c)
}

func missing1(c *catalogue) {
	create := out4.createPDP()
	missing := func(name, what, twin string, shots ...shot) {
		c.attack(name, "G-10", what, twin, "faults/gtp-ie-missing", shots...).breaks("TS 29.060 11.1.5: a mandatory element is absent")
	}
	missing("g10-create-pdp-without", "Create PDP Context Request without NSAPI, a GSN address, both, or quality of service",
		"v1-create-pdp",
		out4.up1(create.Without(IE1NSAPI)),
		out4.up1(create.Without(IE1GSNAddress).With(GSNAddress1(out4.sgsn))),
		out4.up1(create.Without(IE1GSNAddress)), out4.up1(create.Without(IE1QoS)), out6.up1(out6.createPDP().Without(IE1NSAPI)))
	c.attack("g10-create-pdp-without-teid", "G-10 G-07", "Create PDP Context Request without TEID Data I: no tunnel can end there, two rules stop it", "v1-create-pdp",
		"faults/gtp-ie-missing spoofguard/fteid-invalid",
		out4.up1(create.Without(IE1TEIDData)), out6.up1(out6.createPDP().Without(IE1TEIDData))).breaks("TS 29.060 11.1.5")
	missing("g10-create-pdp-first-context", "A first context (TEID 0) without what only a secondary one may lack: APN, end user address",
		"v1-create-pdp",
		out4.up1(create.Without(IE1APN)), out4.up1(create.Without(IE1EndUserAddress)))
	missing("crash-4285-no-end-user-address", "Create PDP Context Request without End User Address (Open5GS issue 4285)", "v1-create-pdp",
		out4.up1(create.Without(IE1EndUserAddress)), out6.up1(out6.createPDP().Without(IE1EndUserAddress)))
	missing("g10-update-pdp-without", "Update PDP Context Request of an SGSN without TEID Data I, GSN addresses or quality of service",
		"v1-update-pdp",
		out4.up1(out4.updatePDP().Without(IE1NSAPI)), out4.up1(out4.updatePDP().Without(IE1QoS)))
	missing("g10-delete-pdp-without", "Delete PDP Context Request without NSAPI, answers without Cause, Echo Response without Recovery",
		"v1-delete-pdp",
		out4.up1(out4.deletePDP().Without(IE1NSAPI)), in4.up1(V1{Type: 21, TEID: teidSGWC, Seq: 0x0104}), out4.up1(V1{Type: 2, Seq: 1}))
}

func lengths1(c *catalogue) {
	create := out4.createPDP()
	c.attack("g10-ie-truncated-v1", "G-10", "Elements that reach past the message: with a length, and of fixed length", "v1-create-pdp",
		"faults/gtp-ie-truncated",
		out4.up1(create.Append(PrivateExtension1(10923, nil).Stretch(1))), out4.up1(create.Append(PrivateExtension1(10923, nil).Stretch(0xFF00))),
		out4.up1(out4.deletePDP().Append(IE1{Type: 127, Value: []byte{0, 0}})).note("Charging ID, two of four octets"),
		out4.up1(out4.deletePDP().Append(IE1{Type: 133, Value: nil}.Stretch(4)))).
		breaks("TS 29.060 7.7, 11.1.6")
	c.attack("g10-ie-too-short-v1", "G-10", "Elements below their fixed part", "v1-create-pdp", "faults/gtp-ie-too-short",
		out4.up1(create.Replace(0, QoS1().Cut(3))), out4.up1(create.Replace(0, RAT1(1).Cut(0))),
		out4.up1(create.Replace(0, TimeZone1().Cut(1))), out4.up1(create.Replace(0, ULI1(plmnA).Cut(7))),
		out4.up1(create.Replace(0, IMEI1(homeMEI).Cut(7)))).
		breaks("TS 29.060 11.1.6")
	c.attack("g07-gsn-address-length", "G-07 G-10", "GSN addresses of 3, 5 and 15 octets", "v1-create-pdp", "faults/gtp-fteid",
		out4.up1(create.Replace(0, GSNAddress1(out4.sgsn).Cut(3))), out4.up1(create.Replace(1, GSNAddress1(out4.sgsnU).Pad(0))),
		out6.up1(out6.createPDP().Replace(0, GSNAddress1(out6.sgsn).Cut(15)))).
		breaks("TS 29.060 7.7.32: 4 or 16 octets")
	c.attack("g10-digits-v1", "G-10", "Identities with digits that are none, or a filler before the end", "v1-create-pdp", "faults/gtp-digits",
		out4.up1(create.Replace(0, IMSI1("00101000000000a"))), out4.up1(create.Replace(0, IMSI1("0010100f0000001"))),
		out4.up1(create.Replace(0, IMSI1("00101"))).note("5 digits")).
		breaks("TS 29.060 7.7.2, TS 23.003 2.2")
	c.attack("g10-plmn-v1", "G-10", "A routeing area of a network with digits that are none", "v1-create-pdp", "faults/gtp-plmn",
		out4.up1(create.Replace(0, Raw1(IE1RAI, 0x9A, 0xF9, 0x07, 0x12, 0x34, 1)))).breaks("TS 24.008 10.5.1.13")
	c.attack("g10-apn-v1", "G-10", "An access point name that is no list of labels", "v1-create-pdp", "faults/gtp-apn",
		out4.up1(create.Replace(0, Raw1(IE1APN, 64, 'i', 'n', 't'))),
		out4.up1(create.Replace(0, Raw1(IE1APN, Join(Labels("internet"), []byte{0})...)))).breaks("TS 23.003 9.1")
}

func repeated1(c *catalogue) {
	create := out4.createPDP()
	const clause = "TS 29.060 11.1.4: the first one counts there; other decoders take the last"
	c.evasion("e30-repeated-v1", "G-10 E-30", "An element that may appear once appears again with another content", "v1-create-pdp",
		"faults/gtp-ie-repeated",
		out4.up1(create.With(IMSI1(imsiA))).note("IMSI"), out4.up1(create.With(RAI1(plmnB))).note("Routeing Area Identity"),
		out4.up1(create.With(APN1("ims"+homeOI))).note("APN"), out4.up1(create.With(TEIDControl1(0x66))).note("TEID of the control plane"),
		out4.up1(create.With(NSAPI1(6), NSAPI1(7))).note("a third NSAPI"), out6.up1(out6.createPDP().With(IMSI1(imsiA))).note("IPv6")).breaks(clause)
	c.evasion("e30-gsn-address-five", "G-10 E-30", "GSN Address five times: four are legal", "v1-gsn-addresses-four", "faults/gtp-ie-repeated",
		out4.up1(out4.updatePDP().With(GSNAddress1(partnerA.sgsn.six), GSNAddress1(partnerA.sgsnU.six), GSNAddress1(out4.sgsn)))).breaks(clause)
	c.evasion("g10-order-v1", "G-10 E-30", "Elements out of ascending order: a parser that stops at the first higher type misses the rest",
		"v1-create-pdp", "faults/gtp-ie-order",
		out4.up1(create.Without(IE1IMSI).Append(IMSI1(homeIMSI))), out4.up1(create.Without(IE1APN).Append(APN1("internet"+homeOI))),
		out4.up1(out4.deletePDP().Without(IE1Teardown).Append(Teardown1()))).breaks("TS 29.060 7.7, 11.1.12: ascending order of type")
	c.evasion("g10-unknown-tv", "G-10 E-34",
		"An unlisted element below type 128 has no length that anybody knows: nothing behind it can be read", "v1-unknown-ie",
		"faults/gtp-ie-unknown-length",
		out4.up1(out4.deletePDP().With(IE1{Type: 60, Value: []byte{1, 2, 3}})),
		out6.up1(out6.deletePDP().With(IE1{Type: 100, Value: []byte{1}}))).breaks("TS 29.060 11.1.7")
}

func values1(c *catalogue) {
	c.attack("g10-cause-in-request-v1", "G-10", "Cause in a request that has none", "v1-delete-pdp-cause", "faults/gtp-cause",
		out4.up1(out4.createPDP().With(Cause1(128))), out4.up1(out4.updatePDP().With(Cause1(0)))).breaks("TS 29.060 7.7.1")
	c.attack("g11-cause-in-response-v1", "G-11", "Answers with causes of requests", "v1-create-pdp-inbound", "faults/gtp-cause",
		in4.down1(in4.createPDPResponse().Replace(0, Cause1(0))),
		in4.down1(in4.createPDPResponse().Replace(0, Cause1(127)))).breaks("TS 29.060 7.7.1: 128 and above")
	c.attack("g10-tft-v1", "G-10", "A secondary context whose template says 255 octets of content", "v1-create-pdp-secondary", "faults/gtp-tft",
		out4.up1(out4.secondaryPDP().Replace(0, Raw1(IE1TFT, 0x21, 0x30, 1, 0xFF, 0x30, 6)))).breaks("TS 24.008 10.5.6.12")
}
