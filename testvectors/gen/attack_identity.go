package main

import (
	"net/netip"
	"slices"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// attackIdentity lies about who is speaking, for whom, and where the answers go:
// RULES.md G-01, G-05, G-06, G-07.
func attackIdentity(c *catalogue) {
	lyingSource(c)
	lyingSubscriber(c)
	lyingNetwork(c)
	lyingAPN(c)
	lyingEndpoint2(c)
	lyingEndpoint1(c)
}

func lyingSource(c *catalogue) {
	c.attack("g01-source-unknown", "G-01", "User plane from an address in no interconnect", "u-echo", "source/unknown-source",
		out4.upU(echoU(1)).from(outsider.four), out6.upU(echoU(1)).from(outsider.six), out4.upU(gpdu(teidPGWU, inner(443))).from(outsider.four))
	c.attack("g01-source-unknown-control", "G-01",
		"Control plane from an address in no interconnect, and so of no partner: two rules stop it", "v2-echo",
		"source/unknown-source spoofguard/source-not-partner",
		slices.Concat(everywhere(out4.up2(echo2(1)).from(outsider.four), out6.up2(echo2(1)).from(outsider.six)),
			[]shot{out4.up1(echo1(1)).from(outsider.four), out6.up1(echo1(1)).from(outsider.six)})...)
	c.attack("g01-source-not-partner", "G-01 G-a", "Requests from inside the interconnect, but from no operator's GSN range", "v2-echo",
		"spoofguard/source-not-partner",
		out4.up2(echo2(1)).from(squatter.four), out6.up2(echo2(1)).from(squatter.six),
		out4.up2(out4.deleteSession().Without(IEFTEID, 0)).from(squatter.four))
	c.attack("g-l-server-speaks-gtp", "G-01 G-l",
		"A server in the interconnect plays an SGSN: path supervision and a context of its own, for a tunnel out (LightBasin)",
		"v1-delete-pdp", "spoofguard/source-not-partner",
		out4.up1(echo1(1)).from(squatter.four), out6.up1(echo1(1)).from(squatter.six), out4.up1(out4.deletePDP()).from(squatter.four),
		out4.up1(out4.secondaryPDPAt(squatter.four)).from(squatter.four).note("with its own GSN addresses"))
	c.attack("g01-detour", "G-01", "partner-c's address, but through another interconnect than the one it is reached by", "v2-echo",
		"spoofguard/source-not-partner",
		out4.up2(echo2(1)).from(detour.four), out6.up2(echo2(1)).from(detour.six), out4.up1(echo1(1)).from(detour.four))
}

// secondaryPDPAt is a secondary context whose endpoints are all at one address.
func (r roam) secondaryPDPAt(a netip.Addr) V1 {
	r.sgsn, r.sgsnU = a, a
	return r.secondaryPDP()
}

func lyingSubscriber(c *catalogue) {
	c.attack("g05-imsi-not-ours", "G-05 G-a", "Create Session Request at our PGW for the partner's own subscriber", "v2-create-session",
		"spoofguard/imsi-not-theirs",
		everywhere(out4.up2(out4.createSession().Replace(IMSI(imsiA))), out6.up2(out6.createSession().Replace(IMSI(imsiA))))...)
	c.attack("g05-imsi-not-ours-v1", "G-05 G-a", "Create PDP Context Request at our GGSN for a foreign subscriber", "v1-create-pdp",
		"spoofguard/imsi-not-theirs",
		slices.Concat(everywhere(out4.up1(out4.createPDP().Replace(0, IMSI1(imsiA))), out6.up1(out6.createPDP().Replace(0, IMSI1(imsiA)))),
			[]shot{out4.up1(out4.createPDP().Replace(0, IMSI1("999990000000001"))).note("of nobody's network")})...)
	c.attack("g05-imsi-near-miss", "G-05", "IMSIs whose first digits almost name our network", "v2-create-session", "spoofguard/imsi-not-theirs",
		out4.up2(out4.createSession().Replace(IMSI("001020000000001"))), out4.up2(out4.createSession().Replace(IMSI("001100000000001"))),
		out4.up2(out4.createSession().Replace(IMSI("999990000000001"))))
	c.attack("g05-imsi-absent", "G-05", "Create Session Request without IMSI and without MEI: not even an emergency", "v2-emergency",
		"spoofguard/imsi-absent",
		out4.up2(out4.createSession().Without(IEIMSI, 0).Without(IEMEI, 0)), out6.up2(out6.createSession().Without(IEIMSI, 0).Without(IEMEI, 0)))
	secondary := out4.secondaryPDP()
	c.attack("g05-secondary-identity", "G-05", "A secondary context (TEID not 0) that brings an identity of its own",
		"v1-create-pdp-secondary", "spoofguard/secondary-context-identity",
		out4.up1(secondary.With(IMSI1(homeIMSI))), out4.up1(secondary.With(APN1("internet"+homeOI))),
		out4.up1(secondary.With(SelectionMode1(0))), out4.up1(secondary.With(EndUserAddress1(netip.Addr{}))))
}

func lyingNetwork(c *catalogue) {
	create := out4.createSession()
	c.attack("g05-serving-network", "G-05 G-a",
		"Create Session Request that names another operator's network as serving, ours, or nobody's", "v2-create-session",
		"spoofguard/serving-network-not-theirs",
		out4.up2(create.Replace(ServingNetwork(plmnC))).note("partner-c's"),
		out4.up2(create.Replace(ServingNetwork(plmnB))).note("partner-b's: a handover group does not share registrations"),
		out4.up2(create.Replace(ServingNetwork(homePLMN))).note("ours"), out4.up2(create.Replace(ServingNetwork(stranger))).note("nobody's"),
		out6.up2(out6.createSession().Replace(ServingNetwork(plmnC))).note("IPv6"))
	c.attack("g05-routeing-area", "G-05 G-a", "Create PDP Context Request with the routeing area of another network", "v1-create-pdp",
		"spoofguard/serving-network-not-theirs",
		out4.up1(out4.createPDP().Replace(0, RAI1(plmnC))), out4.up1(out4.createPDP().Replace(0, RAI1(homePLMN))),
		out6.up1(out6.createPDP().Replace(0, RAI1(stranger))))
	c.attack("g05-serving-network-modify", "G-05 G-08",
		"Modify Bearer and Update PDP Context Request that name a network outside the handover group", "v2-modify-bearer-border",
		"spoofguard/serving-network-not-theirs",
		out4.up2(out4.modifyBearer().Replace(ServingNetwork(plmnC))), out6.up2(out6.modifyBearer().Replace(ServingNetwork(stranger))),
		out4.up1(out4.updatePDP().Replace(0, RAI1(plmnC))), out6.up1(out6.updatePDP().Replace(0, RAI1(stranger))))
}

func lyingAPN(c *catalogue) {
	create, create1 := out4.createSession(), out4.createPDP()
	c.attack("g06-apn-not-agreed", "G-06 G-m", "Access points that are not ours, and one of ours that partner-b may not use",
		"v2-create-session", "spoofguard/apn-not-agreed",
		out4.up2(create.Replace(APN("management"+homeOI))), out6.up2(out6.createSession().Replace(APN("scada"+homeOI))),
		outB.up2(outB.createSession().Replace(APN("ims"+homeOI))).note("partner-b has internet only"))
	c.attack("g06-apn-not-agreed-v1", "G-06 G-m", "Access points that are not ours, the wildcard", "v1-apn-without-operator",
		"spoofguard/apn-not-agreed",
		out4.up1(create1.Replace(0, APN1("management"))), out4.up1(create1.Replace(0, APN1("management"+homeOI))),
		out4.up1(create1.Replace(0, APN1("*"))).note("wildcard"), out6.up1(out6.createPDP().Replace(0, APN1("scada"))))
	c.attack("g06-operator-identifier", "G-06 G-m", "The operator identifier of another network, or none where GTPv2 demands one",
		"v2-create-session", "spoofguard/apn-operator-identifier",
		out4.up2(create.Replace(APN("internet.mnc070.mcc999.gprs"))), out4.up2(create.Replace(APN("internet"))),
		out6.up2(out6.createSession().Replace(APN("internet.mnc099.mcc999.gprs"))))
	c.attack("g06-operator-identifier-v1", "G-06 G-m", "The operator identifier of another network", "v1-create-pdp",
		"spoofguard/apn-operator-identifier",
		out4.up1(create1.Replace(0, APN1("internet.mnc070.mcc999.gprs"))), out6.up1(out6.createPDP().Replace(0, APN1("internet.mnc099.mcc999.gprs"))))
	c.attack("g06-selection-mode", "G-06 G-m",
		"The private APN, named by the handset or chosen by the network, not verified by subscription", "v2-private-apn",
		"spoofguard/selection-mode-not-verified",
		out4.up2(create.Replace(APN("corp"+homeOI), IMSI(corpIMSI), SelectionMode(1))),
		out4.up2(create.Replace(APN("corp"+homeOI), IMSI(corpIMSI), SelectionMode(2))),
		out6.up2(out6.createSession().Replace(APN("corp"+homeOI), IMSI(corpIMSI), SelectionMode(1))))
	c.attack("g06-selection-mode-v1", "G-06 G-m", "The private APN over GTPv1, not verified", "v1-private-apn",
		"spoofguard/selection-mode-not-verified",
		out4.up1(create1.Replace(0, APN1("corp"+homeOI)).Replace(0, IMSI1(corpIMSI)).Replace(0, SelectionMode1(1))))
	c.attack("g06-apn-imsi", "G-06", "The private APN for a subscriber outside its range", "v2-private-apn", "spoofguard/apn-imsi-mismatch",
		out4.up2(create.Replace(APN("corp"+homeOI))), out6.up2(out6.createSession().Replace(APN("corp"+homeOI))),
		out4.up1(create1.Replace(0, APN1("corp"+homeOI))))
}

func lyingEndpoint2(c *catalogue) {
	create, modify := out4.createSession(), out4.modifyBearer()
	c.attack("g07-fteid-interface", "G-07", "F-TEIDs of interfaces that have no place there: the gateway's own, S11, S1-U",
		"v2-create-session", "spoofguard/fteid-interface",
		out4.up2(create.Replace(FTEIDAt(S5PGWC, teidSGWC, out4.sgw))), out4.up2(create.Replace(FTEIDAt(S11MMEC, teidSGWC, out4.sgw))),
		out4.up2(create.BearerReplace(FTEIDAt(S5PGWU, teidSGWU, out4.sgwU).At(2))),
		out4.up2(create.BearerReplace(FTEIDAt(S1SGWU, teidSGWU, out4.sgwU).At(2))),
		out6.up2(out6.createSession().Replace(FTEIDAt(S11SGWC, teidSGWC, out6.sgw))))
	c.attack("g07-fteid-interface-answers", "G-07", "The same in answers and requests of a partner's PGW",
		"v2-create-session-home-routed-inbound", "spoofguard/fteid-interface",
		in4.down2(in4.createSessionResponse().Replace(FTEIDAt(S5SGWC, teidPGWC, in4.pgw).At(1))),
		in4.down2(in4.createBearer().BearerReplace(FTEIDAt(S5SGWU, teidPGWU, in4.pgwU).At(1))))
	c.attack("g07-fteid-not-theirs", "G-07 G-a E-35",
		"An F-TEID at a host of nobody, of another operator, of ours: the answers and the subscriber's packets go there",
		"v2-create-session", "spoofguard/fteid-not-theirs",
		out4.up2(create.Replace(FTEIDAt(S5SGWC, teidSGWC, outsider.four))).note("control plane, outside"),
		out4.up2(create.BearerReplace(FTEIDAt(S5SGWU, teidSGWU, outsider.four).At(2))).note("user plane, outside"),
		out4.up2(create.BearerReplace(FTEIDAt(S5SGWU, teidSGWU, partnerC.sgwU.four).At(2))).note("user plane, another operator"),
		out4.up2(create.BearerReplace(FTEIDAt(S5SGWU, teidSGWU, squatter.four).At(2))).note("user plane, inside the interconnect"),
		out4.up2(create.Replace(FTEIDAt(S5SGWC, teidSGWC, homePGW.four))).note("our own gateway"),
		out6.up2(out6.createSession().Replace(FTEIDAt(S5SGWC, teidSGWC, outsider.six))).note("IPv6"))
	c.evasion("g07-fteid-second-address", "G-07", "Both address families: the IPv4 address is the partner's, the IPv6 address a stranger's",
		"v2-create-session-dual-stack", "spoofguard/fteid-not-theirs",
		out4.up2(create.Replace(FTEID(S5SGWC, teidSGWC, partnerA.sgw.four, outsider.six))),
		out4.up2(create.Replace(FTEID(S5SGWC, teidSGWC, outsider.four, partnerA.sgw.six))))
	c.attack("g-e-modify-bearer", "G-07 G-e", "Session hijack: Modify Bearer Request that moves the tunnel to the attacker",
		"v2-modify-bearer", "spoofguard/fteid-not-theirs",
		out4.up2(modify.BearerReplace(FTEIDAt(S5SGWU, 0x66, outsider.four).At(1))),
		out4.up2(modify.Replace(FTEIDAt(S5SGWC, 0x66, outsider.four))),
		out6.up2(out6.modifyBearer().BearerReplace(FTEIDAt(S5SGWU, 0x66, outsider.six).At(1))))
	c.attack("g07-fteid-not-ours", "G-07", "Create Bearer Response whose echo of our PGW's F-TEID (87.3) names somebody else",
		"v2-create-bearer", "spoofguard/fteid-not-ours",
		out4.up2(out4.createBearerResponse().BearerReplace(FTEIDAt(S5PGWU, teidPGWU+1, partnerA.pgwU.four).At(3))),
		out6.up2(out6.createBearerResponse().BearerReplace(FTEIDAt(S5PGWU, teidPGWU+1, outsider.six).At(3))))
	c.attack("g07-fteid-invalid", "G-07", "F-TEIDs with TEID 0, a zero or a multicast address", "v2-create-session", "spoofguard/fteid-invalid",
		out4.up2(create.Replace(FTEIDAt(S5SGWC, 0, out4.sgw))).note("TEID 0"),
		out4.up2(create.BearerReplace(FTEIDAt(S5SGWU, 0, out4.sgwU).At(2))).note("TEID 0, user plane"),
		out4.up2(create.BearerReplace(FTEIDAt(S5SGWU, teidSGWU, netip.IPv4Unspecified()).At(2))).note("zero"),
		out4.up2(create.BearerReplace(FTEIDAt(S5SGWU, teidSGWU, netip.MustParseAddr("224.0.0.1")).At(2))).note("multicast"),
		out6.up2(out6.createSession().Replace(FTEIDAt(S5SGWC, teidSGWC, netip.MustParseAddr("ff02::1")))).note("multicast, IPv6"))
	c.attack("g07-wifi", "G-07", "A session over S2b from a partner without wifi agreement", "v2-create-session-wifi", "spoofguard/wifi-not-agreed",
		send(out4.epdg, out4.pgw, out4.createSessionEPDG()), send(out6.epdg, out6.pgw, out6.createSessionEPDG()))
}

func lyingEndpoint1(c *catalogue) {
	create := out4.createPDP()
	c.attack("g07-gsn-address-not-theirs", "G-07 G-a", "GSN addresses of somebody else, signalling and user traffic", "v1-create-pdp",
		"spoofguard/fteid-not-theirs",
		out4.up1(create.Replace(0, GSNAddress1(outsider.four))), out4.up1(create.Replace(1, GSNAddress1(outsider.four))),
		out4.up1(create.Replace(1, GSNAddress1(partnerC.sgsnU.four))),
		out6.up1(out6.createPDP().Replace(1, GSNAddress1(outsider.six))))
	c.attack("g-e-update-pdp", "G-07 G-e", "Session hijack: Update PDP Context Request that moves the tunnel to the attacker",
		"v1-update-pdp", "spoofguard/fteid-not-theirs",
		out4.up1(out4.updatePDP().Replace(1, GSNAddress1(outsider.four))), out6.up1(out6.updatePDP().Replace(0, GSNAddress1(outsider.six))))
	c.attack("g07-gsn-address-invalid", "G-07", "Zero and multicast GSN addresses, TEID 0", "v1-create-pdp", "spoofguard/fteid-invalid",
		out4.up1(create.Replace(1, GSNAddress1(netip.IPv4Unspecified()))),
		out4.up1(create.Replace(0, GSNAddress1(netip.MustParseAddr("239.1.2.3")))), out4.up1(create.Replace(0, TEIDData1(0))))
}
