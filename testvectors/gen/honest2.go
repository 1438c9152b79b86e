package main

import (
	"net/netip"
	"time"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// honest2 is the GTPv2-C part of the must-pass set.
func honest2(c *catalogue) {
	honestSessions2(c)
	honestBearers2(c)
	honestCommands2(c)
	honestPaths2(c)
	honestAgreed2(c)
	honestOddities2(c)
}

func honestSessions2(c *catalogue) {
	c.honest("v2-create-session", "G-05 G-07 G-10 E-35",
		"Our subscriber attaches in partner-a's network; its SGW takes user plane addresses from a pool that differ from the UDP source",
		everywhere(out4.up2(out4.createSession()), out6.up2(out6.createSession()))...)
	c.honest("v2-create-session-response", "G-02", "Our PGW answers, to the port that the request came from",
		out4.down2(out4.createSessionResponse()), out6.down2(out6.createSessionResponse()),
		out4.down2(out4.createSessionResponse()).toPort(40321).note("to an ephemeral port"))
	c.honest("v2-create-session-dual-stack", "G-07", "An F-TEID with both addresses, a PAA with both",
		out4.up2(out4.createSession().
			Replace(FTEID(S5SGWC, teidSGWC, partnerA.sgw.four, partnerA.sgw.six), PDNType(3),
				PAA46(netip.IPv4Unspecified(), netip.IPv6Unspecified())).
			BearerReplace(FTEID(S5SGWU, teidSGWU, partnerA.sgwU.four, partnerA.sgwU.six).At(2))))
	c.honest("v2-create-session-home-routed-inbound", "G-02 G-05",
		"A partner's subscriber attaches here: our SGW asks the partner's PGW, which answers",
		in4.up2(in4.createSession()), in4.down2(in4.createSessionResponse()),
		in6.up2(in6.createSession()), in6.down2(in6.createSessionResponse()))
	c.honest("v2-modify-bearer", "G-05 G-07", "A handover between SGWs of one partner",
		out4.up2(out4.modifyBearer()), out4.down2(out4.modifyBearerResponse()), out6.up2(out6.modifyBearer()))
	c.honest("v2-modify-bearer-border", "G-05 G-08",
		"A handover across a border: partner-b's SGW takes over partner-a's tunnel, both of one handover group",
		outB.up2(outB.modifyBearer()),
		out4.up2(outB.modifyBearer().Replace(FTEIDAt(S5SGWC, teidSGWC+0x10, partnerA.sgw.four)).BearerReplace(FTEIDAt(S5SGWU, teidSGWU+0x10, partnerA.sgwU.four).At(1))).
			note("partner-a's SGW still serves, the handset already reports partner-b's network"))
	c.honest("v2-delete-session", "G-09", "The visited side ends the session", out4.up2(out4.deleteSession()),
		out4.down2(out4.deleteSessionResponse()), out6.up2(out6.deleteSession()))
	c.honest("v2-delete-session-cause", "G-10",
		"Delete Session Request with Cause: one of two requests that may carry it (here 4, access changed from non-3GPP)",
		out4.up2(out4.deleteSession().First(Cause(4))))
	c.honest("v2-suspend-resume", "G-02", "Circuit-switched fallback suspends and resumes the bearers",
		out4.up2(out4.suspend()), out4.down2(out4.suspendAck()), out4.up2(out4.resume()), out4.down2(out4.resumeAck()))
	c.honest("v2-retransmission", "G-11", "A request that is sent three times, N3-REQUESTS of TS 29.274 clause 7.6",
		out4.up2(out4.createSession()), out4.up2(out4.createSession()), out4.up2(out4.createSession()))
}

func honestBearers2(c *catalogue) {
	c.honest("v2-create-bearer", "G-02 G-07", "Our PGW opens a dedicated bearer at a partner's SGW",
		out4.down2(out4.createBearer()), out4.up2(out4.createBearerResponse()), out6.down2(out6.createBearer()),
		out6.up2(out6.createBearerResponse()))
	c.honest("v2-create-bearer-inbound", "G-02 G-07", "A partner's PGW opens a dedicated bearer at our SGW",
		in4.down2(in4.createBearer()), in4.up2(in4.createBearerResponse()))
	c.honest("v2-create-bearer-several", "G-10", "Repeated Bearer Contexts, all with EBI 0 because the visited side assigns it",
		in4.down2(in4.createBearer().With(in4.newBearer(1), in4.newBearer(2))))
	c.honest("v2-piggyback", "G-00", "Create Session Response that carries Create Bearer Request, and the answer that carries Modify Bearer Request",
		in4.down2(pair{in4.createSessionResponse(), in4.createBearer()}),
		out4.up2(pair{out4.createBearerResponse(), out4.modifyBearer()}),
		out6.up2(pair{out6.createBearerResponse(), out6.modifyBearer()}))
	c.honest("v2-update-bearer", "G-02", "Quality of service changes", out4.down2(out4.updateBearer()),
		out4.up2(out4.updateBearerResponse()), in4.down2(in4.updateBearer()))
	c.honest("v2-delete-bearer", "G-02 G-10", "Delete Bearer Request with Cause, for one bearer and for several: EBI 73.1 is a list there",
		out4.down2(out4.deleteBearer()), out4.up2(out4.deleteBearerResponse()), in4.down2(in4.deleteBearer()),
		in4.down2(in4.deleteBearer().With(EBI(7).At(1), EBI(8).At(1))).note("several bearers"),
		in4.down2(V2{Type: 99, TEID: teidSGWC, Seq: 0x000204}.With(EBI(5), Cause(8))).note("the whole connection"))
	c.honest("v2-bearers-repeated", "G-10",
		"Several Bearer Contexts, bearers with EBI 1-4 (TS 24.007 clause 11.2.3.1.5), the same EBI to modify and in another kind of context",
		out4.up2(out4.modifyBearer().With(
			BearerContext(EBI(1), FTEIDAt(S5SGWU, teidSGWU+0x11, out4.sgwU).At(1)),
			BearerContext(EBI(4), FTEIDAt(S5SGWU, teidSGWU+0x12, out4.sgwU).At(1)),
			BearerContext(EBI(6)).At(1), BearerContext(EBI(7)).At(1))))
	c.honest("v2-bearers-fifteen", "G-10", "As many bearers as exist", out4.up2(fifteenBearers(out4)))
}

// fifteenBearers modifies bearers 1 to 15.
func fifteenBearers(r roam) V2 {
	m := r.modifyBearer().Without(IEBearerContext, 0)
	for n := byte(1); n <= 15; n++ {
		m = m.With(BearerContext(EBI(n), FTEIDAt(S5SGWU, teidSGWU+0x20+uint32(n), r.sgwU).At(1)))
	}
	return m
}

func honestCommands2(c *catalogue) {
	for _, x := range []struct {
		name    string
		command func(roam) V2
	}{
		{"v2-modify-bearer-command", roam.modifyBearerCommand},
		{"v2-delete-bearer-command", roam.deleteBearerCommand},
		{"v2-bearer-resource-command", roam.bearerResourceCommand},
	} {
		c.honest(x.name, "G-02 G-11", "The command and its failure indication, sequence numbers with the top bit set",
			out4.up2(x.command(out4)), out4.down2(out4.failureIndication(x.command(out4))), in4.down2(in4.failureIndication(x.command(in4))))
	}
	c.honest("v2-triggered-by-command", "G-11 G-10", "Requests that a command triggered keep its number, top bit included",
		in4.down2(in4.createBearer().Number(0x800303)), in4.down2(in4.updateBearer().Number(0x800301)),
		in4.down2(in4.deleteBearer().Number(0x800302)),
		in4.down2(in4.deleteBearer().Without(IECause, 0).With(Cause(64)).Number(0x800302)).note("Cause 64 and up when Delete Bearer Command triggered it"))
}

func honestPaths2(c *catalogue) {
	c.honest("v2-echo", "G-12", "Path supervision in both directions and both families",
		out4.up2(echo2(1)), out4.down2(echoReply2(1)), out4.down2(echo2(2)), out4.up2(echoReply2(2)),
		out6.up2(echo2(3)), out6.up2(echo2(4)).fromPort(50123).after(time.Minute).note("from an ephemeral port"))
	c.honest("v2-echo-every-partner", "G-01 G-12", "Every partner, from its own addresses, through the interconnect that it is reached by",
		out4.up2(echo2(1)), outB.up2(echo2(2)), outC.up2(echo2(3)), out6.up2(echo2(4)), outC.up1(echo1(5)), outB.upU(echoU(6)))
	c.honest("v2-echo-private-extension", "G-12", "A private extension of some octets in an Echo is legal: flagged, not stopped",
		out4.up2(echo2(5).With(PrivateExtension(10923, []byte("lab")))).flag("faults/gtp-private-extension"))
	c.honest("v2-version-not-supported", "G-02", "The answer to a version that the node does not speak", out4.up2(versionNotSupported2()),
		out4.down2(versionNotSupported2()))
	c.honest("v2-change-notification", "G-02 G-04", "Location changes, also with TEID 0 from old nodes, and the answer to that",
		out4.up2(out4.changeNotification()), out4.down2(out4.changeNotificationResponse()),
		out4.up2(out4.changeNotification().To(0).First(IMSI(homeIMSI))).note("TEID 0"),
		out4.down2(out4.changeNotificationResponse().To(0)).note("answer to TEID 0"))
	c.honest("v2-context-not-found", "G-04", "Rejections with TEID 0 and cause 64: the receiver has no TEID to send to",
		out4.up2(out4.updateBearerResponse().To(0).Without(IEBearerContext, 0).Replace(Cause(64))),
		out4.down2(out4.deleteSessionResponse().To(0).Replace(Cause(64))),
		in4.down2(V2{Type: 35, Seq: 0x000103}.With(Cause(64))))
	c.honest("v2-pdn-connection-set", "G-02 G-09", "A partial failure: connection sets are updated and deleted",
		out4.up2(out4.updateSet()), out4.down2(out4.updateSetAck()), out4.up2(out4.deleteSet()), out4.down2(out4.deleteSetAck()),
		out4.up2(out4.deleteSet().With(FQCSID(partnerA.sgwU.four, 4).At(1))).note("FQ-CSID is a list"))
}

func honestAgreed2(c *catalogue) {
	c.honest("v2-context-request", "G-02", "partner-c may ask our MME for a subscriber's context: mobility is agreed",
		send(outC.visitedMME, outC.homeMME, outC.contextRequest()), send(outC.homeMME, outC.visitedMME, outC.contextResponse()))
	c.honest("v2-identification", "G-02", "partner-c may ask who a temporary identity is: mobility is agreed",
		send(outC.visitedMME, outC.homeMME, outC.identificationRequest()))
	c.honest("v2-forward-relocation", "G-02", "partner-c hands one of our subscribers over to us: mobility is agreed",
		send(outC.visitedMME, outC.homeMME, outC.forwardRelocation()))
	c.honest("v2-trace", "G-02", "partner-c traces a session: trace is agreed", outC.up2(outC.traceActivation()), outC.up2(outC.traceDeactivation()))
	c.honest("v2-remote-ue", "G-02", "partner-c reports a ProSe relay: prose is agreed", outC.up2(outC.remoteUE()), outC.down2(outC.remoteUEAck()))
	c.honest("v2-create-session-wifi", "G-07", "partner-c's ePDG brings our subscriber in from Wi-Fi: wifi is agreed",
		send(outC.epdg, outC.pgw, outC.createSessionEPDG()), send(outC.pgw, outC.epdg, outC.createSessionEPDGResponse()))
}

func honestOddities2(c *catalogue) {
	create := out4.createSession()
	c.honest("v2-unknown-ie", "G-10 E-34", "An optional element of a later release: receivers skip it (TS 29.274 clause 7.7.9)",
		out4.up2(create.With(Raw(240, 1, 2, 3))).flag("faults/gtp-ie-unknown"))
	c.honest("v2-ie-unexpected", "G-10", "An element that the standard lists, but not in this message: receivers skip it (TS 29.274 clause 7.7.9)",
		out4.up2(create.With(Raw(92, 5))).flag("faults/gtp-ie-unexpected"))
	c.honest("v2-fteid-unexpected", "G-07", "An F-TEID that S11 has in this message and S8 has not: receivers ignore it, flagged",
		out4.up2(create.With(FTEIDAt(S5PGWC, 0, homePGW.four).At(1))).flag("spoofguard/fteid-unexpected"))
	c.honest("v2-ie-longer", "G-10", "Elements longer than their fixed part: a later release added octets at the end (TS 29.274 clause 8.2.1)",
		out4.up2(create.Replace(Recovery(7).Pad(0), SelectionMode(0).Pad(0, 0), AMBR(50000, 100000).Pad(0), ServingNetwork(plmnA).Pad(0))))
	c.honest("v2-shared-network-location", "G-05", "The location of a shared network names another PLMN than the serving one: flagged only",
		out4.up2(create.Replace(ULI("999-73"))).flag("spoofguard/location-not-theirs"))
	c.honest("v2-emergency", "G-05", "An emergency session without IMSI, with MEI: flagged only",
		out4.up2(create.Without(IEIMSI, 0).Without(IEMSISDN, 0)).flag("spoofguard/emergency-session"))
	c.honest("v2-mei-odd-length", "G-10", "Equipment identities of 14, 13 and 18 digits: whatever the handset says, flagged (TS 29.274 clause 8.10)",
		out4.up2(create.Replace(MEI(homeMEI[:14]))).flag("faults/gtp-ie-form"), out4.up2(create.Replace(MEI(homeMEI[:13]))).flag("faults/gtp-ie-form"),
		out4.up2(create.Replace(MEI(homeMEI+"00"))).flag("faults/gtp-ie-form"))
	c.honest("v2-private-apn", "G-06", "The private APN, verified by subscription, for a subscriber that may use it",
		out4.up2(create.Replace(APN("corp"+homeOI), IMSI(corpIMSI), SelectionMode(0))))
	c.honest("v2-apn-case", "G-06", "Access point names are compared without case (TS 23.003 clause 9.1, RFC 1035)",
		out4.up2(create.Replace(APN("InterNet.MNC001.mcc001.GPRS"))))
	c.honest("v2-apn-by-handset", "G-06",
		"An ordinary APN that the handset asked for and the network verified not: selection modes 1 and 2 are ordinary there",
		out4.up2(create.Replace(SelectionMode(1))), out4.up2(create.Replace(SelectionMode(2))))
	c.honest("v2-ephemeral-source-port", "G-00 E-37", "A request may come from any port (TS 29.274 clause 4.2.2.1)",
		out4.up2(create).fromPort(33333), out6.up2(out6.createSession()).fromPort(65535))
}
