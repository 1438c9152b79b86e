package diameter

import (
	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// honest is the traffic that has to pass: each row of the must-pass set, and a twin
// for each attack.
func honest(c *Catalogue) {
	honestRegistration(c)
	honestHome(c)
	honestNeighbours(c)
	honestRelayed(c)
	honestEncoding(c)
	honestAnswers(c)
	honestRelaying(c)
	honestAgreements(c)
	honestCarriage(c)
	honestStream(c)
}

// relayed is the command as two agents have passed it on (RFC 6733 clause 6.1.9).
func relayed(m message, from node) message {
	return m.with(proxyInfo(agent2, 1, 2, 3), proxyInfo(agent1, 9), routeRecord(from.host), routeRecord(agent2))
}

func honestRegistration(c *Catalogue) {
	ulr := updateLocation(partnerA)
	c.Honest("ulr", "D-00 D-03 D-05 D-07 D-10 D-15 D-16 A-3", "A registration, and its answer with the profile",
		send(ulr), send(ulr.succeed(tgpp(1406, U32(1)), subscriptionData(msisdn(homeMSISDN), profile("internet")))))
	c.Honest("ulr-variants", "D-10", "Registrations: of an SGSN, of any radio access, with vectors asked before, after a move inside the pool",
		send(updateLocation(partnerA).setTGPP(1032, U32(1001)).setTGPP(1405, U32(0)).from(partnerA.sgsn())).Note("GERAN, an SGSN"),
		send(updateLocation(partnerA).setTGPP(1032, U32(1000)).setTGPP(1405, U32(0)).from(partnerA.sgsn())).Note("UTRAN, an SGSN"),
		send(updateLocation(partnerA).setTGPP(1032, U32(1005)).setTGPP(1405, U32(2))).Note("NB-IoT"),
		send(updateLocation(partnerA).setTGPP(1032, U32(1006)).setTGPP(1405, U32(2))).Note("LTE-M"),
		send(updateLocation(partnerA).from(node{"mme7." + partnerA.realm, partnerA.realm})).Note("another MME of the pool, no vectors asked"),
		send(updateLocation(partnerA).setTGPP(1405, U32(1<<1|1<<2|1<<5))).Note("combined with that of the SGSN"),
		send(updateLocation(partnerA).with(supportedFeatures(1, 0x1FFFFFFF), supportedFeatures(2, 7), tgpp(1401, nil).Group(tgpp(1402, []byte("35349006987331"))))).Note("features and equipment"),
		send(updateLocation(partnerB)).Note("of partner-b"))
	c.Honest("air", "D-10 D-12 A-4", "Vectors, one to five",
		send(authenticate(partnerA, vectorsEUTRAN(1))), send(authenticate(partnerA, vectorsEUTRAN(5))), send(authenticate(partnerA, vectorsUTRAN(3))),
		send(authenticate(partnerA)).Note("a default number"), send(authenticate(partnerA, vectorsEUTRAN(1), vectorsUTRAN(1))).Note("both kinds"))
	c.Honest("pur", "D-10 A-5", "A purge, by the serving MME and with flags", send(purge(partnerA)), send(purge(partnerA).with(optional(tgpp(1635, U32(1))))))
	c.Honest("nor", "D-10 D-11 A-7", "Notifications of a new MME after its registration",
		send(updateLocation(partnerA)), send(notify(partnerA, norFlags(1))), send(notify(partnerA, tgpp(1434, U32(0)))).Note("ready for short messages"),
		send(notify(partnerA, tgpp(1423, U32(1)), accessPoint("internet"), pgw("pgw1."+home.realm, home.realm))).Note("the gateway of an access point"))
}

func honestHome(c *Catalogue) {
	c.Honest("clr", "D-04 D-08 A-5", "A home network cancels its own subscriber, for every reason",
		send(cancel(partnerA, partnerA.imsi, 0)), send(cancel(partnerA, partnerA.imsi, 1)), send(cancel(partnerA, partnerA.imsi, 2)),
		send(cancel(partnerA, partnerA.imsi, 3)), send(cancel(partnerA, partnerA.imsi, 4)),
		send(cancel(partnerA, partnerA.imsi, 0).to(home.sgsn())).Note("an SGSN"))
	c.Honest("idr", "D-08 D-09 A-1 A-6", "A home network changes its subscriber's profile, asks for reachability and T-ADS",
		send(insert(partnerA, partnerA.imsi, subscriptionData(profile("internet")))), send(insert(partnerA, partnerA.imsi, subscriptionData(tgpp(1424, U32(1)), tgpp(1425, U32(1))))).Note("barring"),
		send(insert(partnerA, partnerA.imsi, subscriptionData(msisdn("99970200001")))).Note("a number"),
		send(locate(partnerA, partnerA.imsi, 1)).Note("reachability"), send(locate(partnerA, partnerA.imsi, 2)).Note("T-ADS"), send(locate(partnerA, partnerA.imsi, 0)))
	c.Honest("idr-located", "D-09 A-1", "Location of its own subscriber, for who has agreed on location services",
		send(locate(partnerB, partnerB.imsi, 4)), send(locate(partnerB, partnerB.imsi, 8)), send(locate(partnerB, partnerB.imsi, 0x18)))
	c.Honest("dsr", "D-08", "A home network takes a part of the profile back", send(remove(partnerA, partnerA.imsi)))
	c.Honest("rsr", "D-17 A-5", "A home network's restart, for all its subscribers, some, and a set of them",
		send(reset(partnerA)), send(reset(partnerA, userID("99970"), userID("9997000"))), send(reset(partnerA, resetID(1, 2))).Note("Reset-ID"))
	c.Honest("hub", "D-05 D-08", "A hub speaks for its member", send(updateLocation(hub)), send(cancel(hub, partnerF.imsi, 0)))
}

func honestNeighbours(c *Catalogue) {
	agent := node{agent1, carrier.realm}
	c.Honest("cer", "D-01 D-02", "Capabilities: of an agent that only relays, and with applications",
		send(capabilities(agent, appRelay)).Note("relay"), send(capabilities(node{agent2, carrier.realm}, appS6a, appSLg)),
		send(capabilities(agent).with(vendorApplication(appS6a), hostAddress(Address(peer6)))).Note("of the vendor, two addresses"))
	c.Honest("dwr", "D-01 D-03", "Watchdogs of both sides, and a farewell", send(watchdog(agent)),
		send(watchdog(agent).succeed().reverse().in(func(m *message) { m.fromHome = true })),
		send(watchdog(node{homeAlias, home.realm}).reverse()), send(neighbour(280, agent, resultCode(2001)).flagged(0)),
		send(disconnect(agent)), send(neighbour(282, agent, resultCode(2001)).flagged(0)).Note("the answer to ours"))
	c.Honest("elsewhere", "D-01 D-05", "An operator's own host, where no agents are listed",
		capabilities(partnerC.at("dea"), appS6a).edited(257, 0, func(a *AVP) { a.Data = Address(elsewhere4) }).by(fromElsewhere(Packets)),
		watchdog(partnerC.at("dea")).by(fromElsewhere(Packets)), updateLocation(partnerC).by(fromElsewhere(Packets)))
}

func honestRelayed(c *Catalogue) {
	ulr := updateLocation(partnerA)
	c.Honest("relayed", "D-05 D-06 E-23", "Through agents, with Route-Record and Proxy-Info",
		send(relayed(ulr, partnerA.mme())), send(relayed(cancel(partnerA, partnerA.imsi, 0), partnerA.hss())),
		send(ulr.with(routeRecord(partnerA.mme().host))), send(ulr.with(routeRecord("dea1."+partnerA.realm), routeRecord(agent1), routeRecord(agent2))).Note("an edge agent of the origin's first"))
	c.Honest("relayed-hidden", "D-06", "The origin's own agents have left no Route-Record", send(ulr.with(routeRecord(agent2))).Flag(routeFromOrigin))
	c.Honest("session-hidden", "D-07", "A Session-Id whose host topology hiding has left", send(ulr.set(263, "mme17.internal.example;1;1")).Flag(sessionTheirs),
		send(ulr.set(263, "mme17."+partnerA.realm+";1;1")).Flag(sessionTheirs).Note("another host of the realm"))
	c.Honest("alias", "D-05", "To the name that hides our hosts, to a realm alone, and to a host without a node", send(ulr.set(293, homeAlias)),
		send(ulr.without(293, 0)), send(ulr.set(293, "hss9."+home.realm)))
	c.Honest("repeated", "D-00", "Sent again, with the T flag", send(ulr), send(ulr.flagged(FlagRequest|FlagProxiable|FlagRetransmitted)))
	c.Honest("not-proxiable", "D-00", "Without the P flag, and identifiers of every kind", send(ulr.flagged(FlagRequest)),
		send(ulr.in(func(m *message) { m.HopByHop, m.EndToEnd = 0, 0xFFFFFFFF })))
}

func honestEncoding(c *Catalogue) {
	ulr := updateLocation(partnerA)
	c.Honest("vsai", "D-03", "With the application in a vendor's, by itself, and not at all", send(ulr),
		send(ulr.without(260, 0)).Note("none"), send(ulr.without(260, 0).with(authApplication(appS6a))).Flag(faultUnexpected).Note("Auth-Application-Id"),
		send(ulr.edited(260, 0, func(a *AVP) { *a = a.Group(authApplication(appS6a), vendorID(Vendor3GPP)) })).Note("in the other order"))
	c.Honest("unknown-avp", "D-15", "AVPs that nobody knows and nobody has to",
		send(ulr.with(AVP{Code: 5, Vendor: 99999, Flags: FlagVendor, Data: []byte("x")})), send(ulr.with(AVP{Code: 4000, Vendor: Vendor3GPP, Flags: FlagVendor, Data: U32(1)})),
		send(ulr.with(AVP{Code: 4001, Data: []byte{1, 2, 3}})).Note("of the IETF"),
		send(ulr.with(AVP{Code: 265, Vendor: 99999, Flags: FlagVendor, Data: []byte("x")})).Note("a code of the base protocol that names nobody"))
	c.Honest("case", "D-05 D-07", "Realms in capitals, and with the dot of an absolute name",
		send(ulr.set(296, "EPC.mnc070.MCC999.3gppNetwork.ORG")), send(ulr.set(296, partnerA.realm+".")), send(ulr.set(264, "MME1."+partnerA.realm+".").set(263, "mme1."+partnerA.realm+";1;1")),
		send(ulr.set(283, "EPC.MNC001.MCC001.3GPPNETWORK.ORG").set(293, "HSS1."+home.realm+".")))
	c.Honest("order", "D-00", "AVPs in another order, but the Session-Id first",
		send(ulr.in(func(m *message) {
			for i, j := 1, len(m.AVPs)-1; i < j; i, j = i+1, j-1 {
				m.AVPs[i], m.AVPs[j] = m.AVPs[j], m.AVPs[i]
			}
		})))
	c.Honest("padding", "D-00 E-25", "Padding that is not zero, and reserved flags of AVPs",
		send(ulr.edited(263, 0, func(a *AVP) { a.Padding = 0xFF })).Flag(faultPadding), send(ulr.edited(264, 0, func(a *AVP) { a.Flags |= 0x1F })).Flag(faultAVPFlags))
	c.Honest("deep", "D-00", "Groups in groups, as deep as they may be", send(ulr.with(nested(8))).Flag(faultUnexpected))
	c.Honest("many", "D-00", "As many AVPs as there may be", send(ulr.with(fillers(256-len(ulr.AVPs))...)))
	c.Honest("short-imsi", "D-16", "Identities of fourteen digits, and networks that write theirs", send(updateLocation(partnerA).set(1, "00101000000001")))
}

// nested is a group of a vendor in itself, n levels below the command: Failed-AVP
// apart, of what the standards nest without end only this is listed.
func nested(n int) AVP {
	a := base(284, nil).Group(base(280, []byte("proxy.ipx.example")), base(33, []byte{1}))
	for range n - 1 {
		a = base(284, nil).Group(base(280, []byte("proxy.ipx.example")), base(33, []byte{1}), a)
	}
	return a
}

// fillers are AVPs of a vendor that nobody has to know.
func fillers(n int) (out []AVP) {
	for range n {
		out = append(out, AVP{Code: 7, Vendor: 99998, Flags: FlagVendor})
	}
	return out
}

func honestAnswers(c *Catalogue) {
	sent := cancel(home, home.imsi, 0).in(func(m *message) {
		*m = request(appS6a, 317, home.hss(), partnerA.mme(), userName(home.imsi), cancellationType(0))
	}).reverse()
	asked := request(appS6a, 316, home.mme(), partnerA.hss(), userName(partnerA.imsi), ratType(1004), ulrFlags(2), visitedPLMN(home.plmn)).reverse()
	c.Honest("answers", "D-19 D-07 A-10 A-11", "Answers to what home asked", send(sent), send(sent.succeed()),
		send(asked), send(asked.succeed(tgpp(1406, U32(1)), subscriptionData(msisdn("99970200001"), profile("internet")))))
	c.Honest("errors", "D-19 D-00", "Answers that refuse, by codes of the base protocol and of 3GPP",
		send(asked), send(asked.answer(experimentalResult(5004))), send(asked.answer(experimentalResult(5001))), send(asked.answer(resultCode(5012))),
		send(asked.answer(resultCode(3002), errorMessage("no route"), reportingHost(agent1)).flagged(FlagError|FlagProxiable)).Note("by the protocol"),
		send(asked.answer(resultCode(5014), base(279, nil).Group(userName("1"))).flagged(FlagProxiable)).Note("Failed-AVP"))
}

// honestRelaying are answers of who was not asked, and what they brought back.
func honestRelaying(c *Catalogue) {
	update := request(appS6a, 316, home.mme(), partnerA.hss(), userName(partnerA.imsi), ratType(1004), ulrFlags(2), visitedPLMN(home.plmn)).reverse()
	short := request(appS6c, 8388647, home.smsc(), partnerB.hss(), msisdn("99971200001"), tgpp(3300, TBCD("99902000009"))).reverse()
	by := func(agent string, m message) message { return m.set(264, agent).set(296, carrier.realm) }
	c.Honest("errors-agent", "D-19 D-05", "An agent answers that it cannot hand a request on", send(update), send(short),
		send(by(agent1, update.answer(resultCode(3002))).flagged(FlagError|FlagProxiable)), send(by("dra9.ipx.example", update.answer(resultCode(3004))).flagged(FlagError)).Note("one behind the peer"),
		send(by(agent1, update.answer(resultCode(5012)))), send(by(agent1, short.answer(resultCode(3003))).flagged(FlagError)).Note("of what partner-b has agreed"))
	c.Attack("d19-agent", "D-19 D-05", "A success that an agent cannot speak of", "errors-agent", realmTheirs, send(by(agent1, update.succeed())), send(by(agent1, update.answer(experimentalResult(2001)))))
	c.Honest("answers-route", "D-06 D-19", "An answer that brings back our own Route-Records", send(update), send(update.succeed(routeRecord(home.mme().host), routeRecord(agent1))))
}

func honestAgreements(c *Catalogue) {
	c.Honest("agreements", "D-02 D-13 A-2 A-8 A-9", "What only an agreement opens, from who has it",
		send(routing(partnerB)), send(deliver(partnerB, partnerB.imsi)), send(submit(partnerB)), send(position(partnerB)), send(whereServed(partnerB)),
		send(charge(appGy, partnerB)).Note("Gy, local breakout"))
}

func honestCarriage(c *Catalogue) {
	ulr := updateLocation(partnerA)
	c.Honest("carriage", "T-04 E-28", "A registration in every carriage that SCTP has",
		ulr.by(Fragmented(100)).Note("fragments"), ulr.by(FragmentedIn(60)).Note("fragments in one packet"), ulr.by(Backwards(120)).Note("backwards"),
		ulr.by(Unordered(Packets)).Note("unordered"), ulr.by(OnStream(9, Packets)).Note("stream 9"), ulr.by(IPFragments(64)).Note("IP fragments"),
		ulr.by(Twice(100)).Note("sent again"),
		ulr.by(OverIPv6(Packets)).Note("IPv6"), together(Bundled, ulr, authenticate(partnerA, vectorsEUTRAN(1))).Note("two commands in a packet"))
	c.Honest("ppid-none", "T-02", "Payload protocol identifier 0, as some stacks send", ulr.by(WithPPID(PPIDNone, Packets)).Flag(faultPPID),
		watchdog(node{agent1, carrier.realm}).by(WithPPID(PPIDNone, Packets)).Flag(faultPPID))
}
