package main

import (
	"net/netip"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// attackElements2 breaks the information elements of GTPv2-C: RULES.md G-10.
func attackElements2(c *catalogue) {
	missing2(c)
	lengths2(c)
	repeated2(c)
	values2(c)
	nesting2(c)
}

func missing2(c *catalogue) {
	create := out4.createSession()
	missing := func(name, what, twin string, shots ...shot) {
		c.attack(name, "G-10", what, twin, "faults/gtp-ie-missing", shots...).breaks("TS 29.274 7.7.6: a mandatory element is absent")
	}
	missing("g10-create-session-without", "Create Session Request without RAT Type, sender F-TEID, APN or Bearer Context", "v2-create-session",
		out4.up2(create.Without(IERAT, 0)), out4.up2(create.Without(IEFTEID, 0)).note("crash 4224: no S5-C TEID"),
		out4.up2(create.Without(IEAPN, 0)), out4.up2(create.Without(IEBearerContext, 0)),
		out6.up2(out6.createSession().Without(IEFTEID, 0)))
	missing("g10-create-session-without-bearer-parts", "The Bearer Context lacks its identity or its quality of service", "v2-create-session",
		out4.up2(create.BearerWithout(IEEBI, 0)), out4.up2(create.BearerWithout(IEBearerQoS, 0)))
	missing("g10-create-session-without-serving-network",
		"Create Session Request on S8 without Serving Network: nothing says who is serving", "v2-create-session",
		out4.up2(create.Without(IEServingNetwork, 0)))
	missing("g10-echo-without-recovery", "Echo Request and Response without Recovery", "v2-echo",
		out4.up2(V2{Type: 1, NoTEID: true, Seq: 9}), out4.up2(V2{Type: 2, NoTEID: true, Seq: 9}))
	missing("g10-response-without-cause", "Answers without Cause", "v2-create-bearer",
		out4.up2(out4.createBearerResponse().Without(IECause, 0)), in4.down2(in4.createSessionResponse().Without(IECause, 0)))
	missing("g10-bearer-requests-without", "Create and Update Bearer Request without what they are about", "v2-create-bearer-inbound",
		in4.down2(in4.createBearer().Without(IEBearerContext, 0)), in4.down2(in4.createBearer().Without(IEEBI, 0)),
		in4.down2(in4.updateBearer().Without(IEAMBR, 0)))
	missing("crash-4224-no-teid-flow", "Create Session Request whose S5 control F-TEID is missing (Open5GS issue 4224)", "v2-create-session",
		out4.up2(create.Without(IEFTEID, 0)))
}

func lengths2(c *catalogue) {
	create := out4.createSession()
	c.attack("g10-ie-truncated-v2", "G-10", "An element, and a member of a group, that reach past their end", "v2-create-session",
		"faults/gtp-ie-truncated",
		out4.up2(create.With(Raw(IEPCO, 0x80).Stretch(1))), out4.up2(create.With(PrivateExtension(10923, nil).Stretch(0xFF00))),
		out4.up2(create.BearerWith(ChargingID(1).Stretch(40))).note("within the Bearer Context"),
		out4.up2(octetsAfter(create, 1)).note("an element header cut after one octet"),
		out4.up2(octetsAfter(create, 3)).note("an element header cut after three octets")).
		breaks("TS 29.274 7.7.7, 8.2.1: the length counts the value")
	c.attack("g10-ie-too-short-v2", "G-10", "Elements below their fixed part", "v2-create-session", "faults/gtp-ie-too-short",
		out4.up2(create.Replace(Recovery(7).Cut(0))), out4.up2(create.Replace(RAT(RATEUTRAN).Cut(0))),
		out4.up2(create.Replace(AMBR(1, 1).Cut(7))), out4.up2(create.Replace(ServingNetwork(plmnA).Cut(2))),
		out4.up2(create.BearerReplace(EBI(5).Cut(0))), out4.up2(create.BearerReplace(BearerQoS(9).Cut(21))),
		out4.up2(create.Replace(PAA4(netip.IPv4Unspecified()).Cut(3))), out4.up2(create.Replace(SelectionMode(0).Cut(0)))).
		breaks("TS 29.274 7.7.7: shorter than the fixed part")
	c.attack("g10-digits-v2", "G-10", "Identities with digits that are none, a filler before the end, too many and too few",
		"v2-create-session", "faults/gtp-digits",
		out4.up2(create.Replace(IMSI("00101000000000a"))), out4.up2(create.Replace(IMSI("0010100f0000001"))),
		out4.up2(create.Replace(IMSI("0010100000000012"))).note("16 digits"), out4.up2(create.Replace(IMSI("00101"))).note("5 digits"),
		out4.up2(create.Replace(MSISDN("9990200c001")))).breaks("TS 29.274 8.3, TS 23.003 2.2")
	c.attack("g10-plmn-v2", "G-10", "A serving network with digits that are none", "v2-create-session", "faults/gtp-plmn",
		out4.up2(create.Replace(Raw(IEServingNetwork, 0x9A, 0xF9, 0x07))), out4.up2(create.Replace(Raw(IEServingNetwork, 0x99, 0xC9, 0x07)))).
		breaks("TS 24.008 10.5.1.13: decimal digits, or 1111 for the third of the MNC")
	c.attack("g10-apn-v2", "G-10", "An access point name that is no list of labels", "v2-create-session", "faults/gtp-apn",
		out4.up2(create.Replace(Raw(IEAPN, 64, 'i', 'n', 't'))).note("a label past the end"),
		out4.up2(create.Replace(Raw(IEAPN, Join([]byte{0xC0, 0x0C}, Labels("internet"+homeOI))...))).note("a DNS compression pointer"),
		out4.up2(create.Replace(Raw(IEAPN, Join(Labels("internet"), []byte{0}, Labels(homeOI[1:]))...))).note("an empty label"),
		out4.up2(create.Replace(APN(longName(120)+homeOI))).note("longer than 100 octets")).
		breaks("TS 23.003 9.1")
}

// octetsAfter appends the first n octets of an element to the message, counted in
// its length.
func octetsAfter(m V2, n int) octets {
	b := Join(m.Lengthened(n).Bytes(), Recovery(1).At(1).Bytes()[:n])
	return octets{b, describe(m)}
}

// longName is labels of ten letters, n octets in all.
func longName(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = 'a'
		if i%11 == 10 {
			b[i] = '.'
		}
	}
	return string(b)
}

func repeated2(c *catalogue) {
	create := out4.createSession()
	const clause = "TS 29.274 7.7.10: the first one counts there; other decoders take the last"
	c.evasion("e30-repeated-v2", "G-10 E-30",
		"An element that may appear once appears again with another content: the firewall and the gateway must not differ in which one they take",
		"v2-create-session", "faults/gtp-ie-repeated",
		out4.up2(create.With(IMSI(imsiA))).note("IMSI, the other one last"), out4.up2(create.First(IMSI(homeIMSI))).note("IMSI, the same one first"),
		out4.up2(create.With(FTEIDAt(S5SGWC, 0x66, out4.sgw))).note("sender F-TEID"), out4.up2(create.With(APN("ims"+homeOI))).note("APN"),
		out4.up2(create.With(ServingNetwork(plmnB))).note("Serving Network"), out4.up2(echo2(1).With(Recovery(8))).note("Recovery in Echo"),
		out6.up2(out6.createSession().With(IMSI(imsiA))).note("IPv6")).breaks(clause)
	c.evasion("e30-repeated-bearer-member", "G-10 E-30", "Repeated within the Bearer Context: two identities, two user plane F-TEIDs",
		"v2-create-session", "faults/gtp-ie-repeated",
		out4.up2(create.BearerWith(EBI(6))), out4.up2(create.BearerWith(FTEIDAt(S5SGWU, 0x66, out4.sgwU).At(2)))).breaks(clause)
	c.attack("crash-4278-bearer-twice", "G-10", "A second Bearer Context with the same EBI (Open5GS issue 4278)", "v2-bearers-repeated",
		"faults/gtp-bearer-repeated",
		out4.up2(create.With(BearerContext(EBI(5), FTEIDAt(S5SGWU, teidSGWU+1, out4.sgwU).At(2), BearerQoS(9)))),
		out4.up2(out4.modifyBearer().With(BearerContext(EBI(5), FTEIDAt(S5SGWU, teidSGWU+1, out4.sgwU).At(1))))).
		breaks("TS 29.274 7.2: a bearer is named once in each kind of context")
}

func values2(c *catalogue) {
	create, modify := out4.createSession(), out4.modifyBearer()
	c.attack("g10-ie-value-v2", "G-10",
		"Values that the standard forbids: bearer 0, RAT type 0, PDN type 0 and 7, an address of five octets, a node of unknown type",
		"v2-create-session", "faults/gtp-ie-value",
		out4.up2(create.BearerReplace(EBI(0))), out4.up2(create.Replace(RAT(0))), out4.up2(create.Replace(PDNType(0))),
		out4.up2(create.Replace(PDNType(7))),
		out4.up2(create.With(Raw(IEIPAddress, 192, 0, 2, 10, 0))),
		out4.up2(out4.deleteSet().Replace(Raw(IEFQCSID, 0x31, 198, 51, 100, 11, 0, 3).At(1)))).
		breaks("TS 29.274 7.7.8")
	c.attack("crash-4281-tft-length", "G-10", "Bearer Resource Command whose packet filter says 255 octets of content (Open5GS issue 4281)",
		"v2-bearer-resource-command", "faults/gtp-tft",
		out4.up2(out4.bearerResourceCommand().Replace(Raw(IETAD, 0x21, 0x31, 0x00, 0xFF, 0x30, 6))),
		out6.up2(out6.bearerResourceCommand().Replace(Raw(IETAD, 0x21, 0x31, 0x00, 0xFF, 0x30, 6)))).breaks("TS 24.008 10.5.6.12")
	c.attack("g10-tft", "G-10", "Templates with more filters than they hold, in a Create Bearer Request and a command",
		"v2-create-bearer-inbound", "faults/gtp-tft",
		in4.down2(in4.createBearer().BearerReplace(Raw(IETFT, 0x2F, 0x30, 1, 2, 0x30, 6))),
		out4.up2(out4.bearerResourceCommand().Replace(Raw(IETAD, 0x22, 0x31, 0x00, 2, 0x30, 6)))).breaks("TS 24.008 10.5.6.12")
	c.attack("crash-4273-fteid-no-address", "G-07 G-10", "Modify Bearer Request with an F-TEID of V4 = 0 and V6 = 0 (Open5GS issue 4273)",
		"v2-modify-bearer", "faults/gtp-fteid",
		out4.up2(modify.BearerReplace(flagless(FTEIDAt(S5SGWU, 5, out4.sgwU).At(1)))),
		out4.up2(modify.Replace(flagless(FTEIDAt(S5SGWC, 5, out4.sgw))))).
		breaks("TS 29.274 8.22: at least one of V4 and V6")
	c.attack("g07-fteid-empty", "G-07 G-10", "F-TEIDs below their nine octets: no address at all, eight octets", "v2-modify-bearer",
		"faults/gtp-ie-too-short",
		out4.up2(modify.BearerReplace(FTEID(S5SGWU, 5, netip.Addr{}, netip.Addr{}).At(1))),
		out4.up2(modify.Replace(FTEID(S5SGWC, 5, netip.Addr{}, netip.Addr{}))),
		out4.up2(create.Replace(FTEIDAt(S5SGWC, teidSGWC, out4.sgw).Cut(8)))).breaks("TS 29.274 8.22, table 8.1-1")
	c.attack("g07-fteid-short", "G-07 G-10", "F-TEIDs that are shorter than their flags say", "v2-create-session", "faults/gtp-fteid",
		out4.up2(create.Replace(FTEID(S5SGWC, teidSGWC, partnerA.sgw.four, partnerA.sgw.six).Cut(9))),
		out6.up2(out6.createSession().BearerReplace(FTEIDAt(S5SGWU, teidSGWU, out6.sgwU).Cut(20).At(2)))).
		breaks("TS 29.274 8.22")
	c.evasion("g07-fteid-zero-ipv6", "G-07", "A zero IPv6 address beside the sender's IPv4 address: whoever takes zero for absent sees nothing wrong",
		"v2-create-session-dual-stack", "faults/gtp-fteid",
		out4.up2(create.Replace(FTEID(S5SGWC, teidSGWC, partnerA.sgw.four, netip.IPv6Unspecified()))),
		out4.up2(create.BearerReplace(FTEID(S5SGWU, teidSGWU, partnerA.sgwU.four, netip.IPv6Unspecified()).At(2))),
		out4.up2(modify.Replace(FTEID(S5SGWC, 5, partnerA.sgw.four, netip.IPv6Unspecified()))))
	c.attack("g10-cause-in-request", "G-10", "Cause in requests that have none, and values that a request must not carry",
		"v2-delete-session-cause", "faults/gtp-cause",
		out4.up2(create.With(Cause(16))).also("faults/gtp-ie-unexpected"), out4.up2(modify.With(Cause(4))).also("faults/gtp-ie-unexpected"),
		out4.up2(out4.deleteSession().First(Cause(16))), out4.up2(out4.deleteSession().First(Cause(1))),
		out4.up2(out4.deleteSession().First(Cause(64))),
		in4.down2(in4.deleteBearer().Replace(Cause(64))).note("64 where no command triggered it")).breaks("TS 29.274 8.4, table 8.4-1")
	c.attack("g11-cause-in-response", "G-11", "Answers with causes of requests, or with 0", "v2-create-bearer", "faults/gtp-cause",
		out4.up2(out4.createBearerResponse().Replace(Cause(4))), out4.up2(out4.createBearerResponse().Replace(Cause(0))),
		in4.down2(in4.createSessionResponse().Replace(Cause(15)))).
		breaks("TS 29.274 8.4, table 8.4-1")
}

// flagless clears the flags that say which addresses follow.
func flagless(e IE2) IE2 {
	e.Value = Join([]byte{e.Value[0] & 0x3F}, e.Value[1:])
	return e
}

func nesting2(c *catalogue) {
	c.attack("g10-depth", "G-10", "Bearer Contexts nested in Bearer Contexts, to the standard's surprise and a walker's quadratic grief",
		"v2-create-session", "faults/gtp-depth",
		deep(out4, 4), deep(out4, 60), deep(out6, 200)).
		breaks("TS 29.274 8.2: no element nests that deep")
	c.attack("g10-bearer-count", "G-10", "More Bearer Contexts than there are bearers", "v2-bearers-fifteen", "faults/gtp-bearer-count",
		out4.up2(fifteenBearers(out4).With(BearerContext(EBI(6)).At(1)))).breaks("TS 24.007 11.2.3.1.5")
	c.attack("g10-ie-count", "G-10", "More elements than any message carries, of a kind that may repeat", "v2-pdn-connection-set",
		"faults/gtp-ie-count",
		out4.up2(manySets(300))).breaks("policy: 255 elements")
}

// deep is a Create Session Request whose Bearer Context holds n others in each
// other; it lists none, so receivers that do not look inside skip them.
func deep(r roam, n int) shot {
	return r.up2(r.createSession().BearerWith(nest(n))).also("faults/gtp-ie-unexpected")
}

// nest is n Bearer Contexts in each other, at an instance that nothing else uses.
func nest(n int) IE2 {
	e := EBI(5)
	for range n {
		e = BearerContext(e).At(9)
	}
	return e
}

func manySets(n int) V2 {
	m := out4.deleteSet()
	for i := range n {
		m = m.With(FQCSID(out4.sgw, i+10).At(1))
	}
	return m
}
