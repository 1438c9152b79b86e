package diameter

import (
	"slices"

	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// rules are the sentences of D-00 to D-19 that no row of the attack catalogue has.
func rules(c *Catalogue) {
	ruleHeader(c)
	ruleNeighbours(c)
	ruleApplications(c)
	ruleOrigin(c)
	ruleDestination(c)
	ruleRoute(c)
	ruleValues(c)
	ruleAnswers(c)
}

func ruleHeader(c *Catalogue) {
	ulr := updateLocation(partnerA)
	c.Attack("d00-version", "D-00", "Another version than 1", "ulr", faultVersion+" "+commandBelongs,
		send(ulr.in(func(m *message) { m.Version = 2 }).saying(0, "")).Note("2"), send(ulr.in(func(m *message) { m.Version = 255 }).saying(0, "")).Note("255")).Breaks("RFC 6733 clause 3")
	c.Attack("d00-length", "D-00", "A length that is not that of the octets", "ulr", faultLength,
		send(ulr.in(func(m *message) { m.LengthDelta = 4 })).Note("longer"), send(ulr.in(func(m *message) { m.LengthDelta = 1 })).Note("no multiple of four"), send(ulr.in(func(m *message) { m.LengthDelta = 4096 })).Note("much longer")).Breaks("RFC 6733 clause 3")
	c.Attack("d00-short", "D-00", "A length that is shorter than the header", "ulr", faultLength,
		send(ulr.in(func(m *message) { m.LengthDelta = 8 - len(m.bytes()) })).Note("8"), send(ulr.in(func(m *message) { m.LengthDelta = -len(m.bytes()) })).Note("0")).Breaks("RFC 6733 clause 3")
	c.Attack("d00-trailing", "D-00", "Octets behind the message", "ulr", faultTrailing,
		send(ulr.in(func(m *message) { m.octets = append(ulr.bytes(), 0, 0, 0, 0) })).Note("zeroes"),
		send(ulr.in(func(m *message) { m.octets = append(ulr.bytes(), locate(rogue, home.imsi, 8).bytes()...) })).Note("a second command")).Breaks("RFC 6733 clause 2.1")
	c.Attack("d00-flags", "D-00", "Reserved command flags", "ulr", faultFlags,
		send(ulr.flagged(0xC1)), send(ulr.flagged(0xC8)), send(ulr.flagged(0xCF))).Breaks("RFC 6733 clause 3")
	c.Attack("d00-error", "D-00", "A request that says to be an error", "errors", faultErrorRequest, send(ulr.flagged(0xE0)), send(ulr.flagged(0xA0))).Breaks("RFC 6733 clause 3")
	c.Attack("d00-session", "D-00", "A Session-Id that is not the first AVP", "order", faultSessionOrder,
		send(ulr.without(263, 0).with(sessionID(partnerA.mme().host+";1;1"))).Note("the last"), send(ulr.first(originState(1))).Note("the second")).Breaks("RFC 6733 clause 8.8")
	c.Attack("d00-missing", "D-00", "An AVP that the command needs is absent", "ulr", faultMissing,
		send(ulr.without(263, 0)).Note("Session-Id"), send(ulr.without(283, 0)).Note("Destination-Realm"), send(ulr.without(1407, Vendor3GPP)).Note("Visited-PLMN-Id"),
		send(ulr.without(1032, Vendor3GPP)).Note("RAT-Type"), send(cancel(partnerA, partnerA.imsi, 0).without(1420, Vendor3GPP)).Note("Cancellation-Type"))
	c.Attack("d00-value", "D-00", "Values that their type does not have", "ulr", faultValue,
		send(ulr.setTGPP(1032, []byte{4})).Note("an enumeration of one octet"), send(cancel(partnerA, partnerA.imsi, 9)).Note("Cancellation-Type 9"),
		send(locate(partnerA, partnerA.imsi, 0).setTGPP(1490, []byte{0, 0, 0, 0, 8})).Note("flags of five octets"), send(ulr.edited(277, 0, func(a *AVP) { a.Data = U32(7) })).Note("Auth-Session-State 7")).Breaks("RFC 6733 clause 4.2")
	c.Attack("d00-identity", "D-00", "Names that no host can have", "ulr", faultIdentity,
		send(ulr.set(293, "hss 1."+home.realm)).Note("a space"), send(ulr.set(293, "hss1\x00."+home.realm)).Note("a zero"), send(ulr.set(293, "hss1.."+home.realm)).Note("an empty label"),
		send(ulr.with(routeRecord(""))).Note("empty")).Breaks("RFC 6733 clause 4.3.1")
}

func ruleNeighbours(c *Catalogue) {
	agent := node{agent1, carrier.realm}
	c.Attack("d01-host", "D-01", "Capabilities, a watchdog or a farewell in the name of who is not the peer", "cer", peerKnown,
		send(capabilities(node{"dra9.ipx.example", carrier.realm}, appS6a)), send(watchdog(partnerA.mme())).Note("an operator behind the peer"), send(disconnect(node{"dra9.ipx.example", carrier.realm})))
	c.Attack("d01-stranger", "D-01 D-05", "The same of a realm of our own", "cer", peerKnown+" "+realmOurs, send(capabilities(home.mme(), appS6a)), send(watchdog(home.hss())))
	c.Attack("d01-realm", "D-01", "The peer's host in another realm", "cer", hostInRealm, send(capabilities(node{agent1, nobody.realm}, appS6a)), send(watchdog(node{agent1, partnerA.realm})))
	c.Attack("d01-address", "D-01", "An address that is not the peer's", "cer", addressTheirs,
		send(capabilities(agent, appS6a).with(hostAddress(Address(elsewhere4)))), send(capabilities(agent, appS6a).with(hostAddress(Address(home4)))).Note("ours"),
		send(capabilities(agent, appS6a).with(hostAddress(Join(U16(8), []byte("99970"))))).Note("a number"))
	c.Attack("d01-relayed", "D-01", "What only neighbours say to each other has been relayed, or may be", "dwr", peerRelayed,
		send(watchdog(agent).flagged(FlagRequest|FlagProxiable)), send(disconnect(agent).with(routeRecord(agent2))), send(capabilities(agent, appS6a).flagged(FlagRequest|FlagProxiable)),
		send(watchdog(agent).with(routeRecord(partnerA.mme().host))))
}

func ruleApplications(c *Catalogue) {
	bare := func(application, code uint32, n network) message {
		return request(application, code, n.mme(), home.hss())
	}
	c.Attack("d02-denied", "D-02", "Applications that no roaming needs", "agreements", faultMissing+" "+applicationAgreed,
		send(bare(appCx, 303, partnerB)).Note("Cx"), send(bare(appS13, 324, partnerB)).Note("S13"), send(bare(appSWx, 303, partnerB)).Note("SWx"))
	c.Attack("d02-payload", "D-02 T-02", "Another payload protocol identifier", "ppid-none", ppidAllowed,
		updateLocation(partnerA).by(WithPPID(PPIDDiameterDTLS, Packets)).Also(faultPPID).Note("DTLS"), updateLocation(partnerA).by(WithPPID(99, Packets)).Also(faultPPID).Note("99"))
}

func ruleOrigin(c *Catalogue) {
	ulr, clr := updateLocation(partnerA), cancel(partnerA, partnerA.imsi, 0)
	c.Attack("d05-elsewhere", "D-05", "A realm that is not reached through this interconnect", "elsewhere", realmTheirs, send(updateLocation(partnerC)), send(cancel(partnerC, partnerC.imsi, 0)), updateLocation(partnerA).by(fromElsewhere(Packets)).Note("the other way"))
	c.Attack("d05-nobody", "D-05", "A realm that is nobody's", "ulr", realmTheirs, send(reset(nobody)), send(reset(network{realm: "sub." + partnerA.realm})).Note("below a partner's"),
		send(reset(network{realm: "evil" + partnerA.realm})).Note("a partner's with letters in front"))
	c.Attack("d05-ours", "D-05", "Our own realm, or a host of ours, from outside", "ulr", realmOurs,
		send(reset(home).set(263, "x;1;1")).Also(sessionTheirs))
	c.Attack("d05-alias", "D-05", "The name that hides our hosts, from outside", "ulr", realmOurs+" "+hostInRealm, send(ulr.set(264, homeAlias).set(263, "x;1;1")).Also(sessionTheirs))
	c.Attack("d05-host", "D-05", "A host that does not lie in the realm", "ulr", hostInRealm,
		send(ulr.from(node{rogue.mme().host, partnerA.realm})), send(ulr.from(node{"evil" + partnerA.realm, partnerA.realm})), send(clr.from(node{"mme1.example", partnerA.realm})), send(clr.from(node{nobody.hss().host, partnerA.realm})))
	c.Attack("d05-form", "D-05", "A realm of 3GPP whose network code is not padded", "ulr", realmForm, send(reset(partnerE)), send(updateLocation(partnerE)), send(cancel(partnerE, partnerE.imsi, 0)))
}

func ruleDestination(c *Catalogue) {
	ulr := updateLocation(partnerA)
	c.Attack("d05-realm", "D-05", "A request to another realm", "alias", destRealmOurs, send(ulr.without(293, 0).set(283, partnerB.realm)), send(ulr.without(293, 0).set(283, nobody.realm)), send(ulr.without(293, 0).set(283, "sub."+home.realm)).Note("below ours"))
	c.Attack("d05-destination", "D-05", "A request to a host that is not ours", "alias", destHostOurs, send(ulr.set(293, partnerB.hss().host)), send(ulr.set(293, nobody.hss().host)), send(ulr.set(293, "evil"+home.realm)).Note("a name that ends like our realm"))
	c.Attack("d07-ours", "D-07", "A session that is named after a host of ours", "session-hidden", sessionOurs, send(ulr.set(263, home.hss().host+";1;1")), send(ulr.set(263, homeAlias+";1;1")), send(cancel(partnerA, partnerA.imsi, 2).set(263, home.mme().host+";7;7")),
		send(ulr.set(263, home.hss().host)).Note("nothing behind it"))
}

func ruleRoute(c *Catalogue) {
	ulr := updateLocation(partnerA).with(routeRecord(partnerA.mme().host))
	c.Attack("d06-us", "D-06", "A request that has passed us already", "relayed", routeHasUs, send(ulr.with(routeRecord(home.mme().host))), send(ulr.with(routeRecord(homeAlias), routeRecord(agent1))))
	c.Attack("d06-long", "D-06", "More agents than lie between any two networks", "relayed", routeLength, send(ulr.with(slices.Repeat([]AVP{routeRecord(agent1)}, 8)...)).Note("9"), send(ulr.with(slices.Repeat([]AVP{routeRecord(agent1)}, 40)...)).Note("41"))
	c.Attack("d06-limit", "D-06", "More than there is room for", "relayed", faultLimit+" "+routeLength, send(ulr.with(slices.Repeat([]AVP{routeRecord(agent1)}, 64)...)))
}

func ruleValues(c *Catalogue) {
	c.Attack("d01-limit", "D-01", "Capabilities for more applications than there is room for", "cer", faultLimit, send(capabilities(node{agent1, carrier.realm}, slices.Repeat([]uint32{appS6a}, 65)...)), send(capabilities(node{agent1, carrier.realm}, slices.Repeat([]uint32{appS6a}, 120)...)))
	c.Attack("d16-imsi", "D-16", "An IMSI that is not digits, or too long", "short-imsi", faultDigits+" "+imsiOurs,
		send(updateLocation(partnerA).set(1, "00101000000000A")).Note("a letter"), send(updateLocation(partnerA).set(1, "0010100000000010")).Note("16"), send(updateLocation(partnerA).set(1, "+001010000000001")).Note("a sign"),
		send(updateLocation(partnerA).set(1, home.imsi+"@"+home.realm)).Note("a realm behind"))
	c.Attack("d16-cancelled", "D-16 D-08", "The same in a cancellation", "clr", faultDigits+" "+subscriberTheirs, send(cancel(partnerA, "99970000000000A", 0)), send(cancel(partnerA, "9997000000000001", 0)))
	c.Attack("d16-prefix", "D-16 D-17", "Digits of subscribers that are none", "rsr", faultDigits, send(reset(partnerA, userID("9997X"))), send(reset(partnerA, userID("9997000000000001"))).Note("16"))
	c.Attack("d16-plmn", "D-16", "A Visited-PLMN-Id that is not three octets of digits", "ulr", faultPLMN,
		send(updateLocation(partnerA).setTGPP(1407, []byte{0x99, 0xF9})).Note("two octets"), send(updateLocation(partnerA).setTGPP(1407, []byte{0x99, 0xF9, 7, 0})).Note("four"),
		send(updateLocation(partnerA).setTGPP(1407, []byte{0x99, 0xF9, 0xA7})).Note("no digit"), send(updateLocation(partnerA).setTGPP(1407, []byte("99970"))).Note("text")).Breaks("TS 29.272 clause 7.3.9")
	c.Attack("d16-length", "D-16", "A network code of three digits in a country of two", "clr", mncLength,
		send(cancel(partnerA, partnerA.imsi, 0).with(visitedPLMN("999-070"))).Also(faultUnexpected), send(locate(partnerA, partnerA.imsi, 0).with(visitedPLMN("999-700"))).Also(faultUnexpected))
	c.Attack("d16-visited", "D-16 D-10", "The same where the network counts", "ulr", visitedTheirs+" "+mncLength, send(updateLocation(partnerA).setTGPP(1407, PLMN("999-070"))), send(authenticate(partnerA).setTGPP(1407, PLMN("999-700"))))
}

func ruleAnswers(c *Catalogue) {
	asked := request(appS6a, 316, home.mme(), partnerA.hss(), userName(partnerA.imsi), ratType(1004), ulrFlags(2), visitedPLMN(home.plmn)).reverse()
	c.Attack("d19-results", "D-19", "An answer with two results, or none", "answers", faultResults, send(asked.succeed(experimentalResult(5004))), send(asked.answer(experimentalResult(5004), resultCode(2001))), send(asked.answer()))
	c.Attack("d19-host", "D-19 D-05", "An answer of a host outside its realm", "answers", hostInRealm, send(asked.succeed().set(264, nobody.hss().host)), send(asked.succeed().set(264, rogue.hss().host)))
	c.Attack("d19-ours", "D-19 D-05", "An answer in our own name", "answers", realmOurs, send(asked.succeed().set(264, home.hss().host).set(296, home.realm)))
}
