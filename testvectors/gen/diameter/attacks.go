package diameter

import (
	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// attacks are the rows of the attack catalogue, each as plain as it is
// in the wild.
func attacks(c *Catalogue) {
	attackLocation(c)
	attackRegistration(c)
	attackService(c)
	attackMessages(c)
	attackAnswers(c)
	attackMemory(c)
}

func attackLocation(c *Catalogue) {
	c.Attack("a01-locate", "A-1 D-09", "Where is this subscriber? Asked by its own home, without an agreement on location", "idr", locationAgreed,
		send(locate(partnerA, partnerA.imsi, 1<<2)).Note("user state"), send(locate(partnerA, partnerA.imsi, 1<<3)).Note("location"),
		send(locate(partnerA, partnerA.imsi, 1<<3|1<<4)).Note("current location"), send(locate(rogue, rogue.imsi, 0x1F)).Note("all"),
		send(locate(partnerA, partnerA.imsi, 1<<4).to(home.sgsn())).Note("to an SGSN"))
	c.Attack("a01-foreign", "A-1 D-08", "Asked by another network: of ours, and of a third's", "idr-located", subscriberTheirs,
		send(locate(partnerB, home.imsi, 1<<3)), send(locate(partnerB, partnerA.imsi, 1<<3)), send(locate(partnerB, homeIMSI2, 1<<4)).Note("current"),
		send(locate(partnerB, nobody.imsi, 1<<2)).Note("nobody's"), send(locate(rogue, home.imsi, 2)).Note("T-ADS alone"))
	c.Attack("a01-both", "A-1 D-08 D-09", "The same without an agreement either", "idr", subscriberTheirs+" "+locationAgreed,
		send(locate(rogue, home.imsi, 0x1C)), send(locate(rogue, partnerA.imsi, 8)))
	c.Attack("a02-profile", "A-2 D-02", "Location by applications that no roaming needs", "agreements", applicationAgreed,
		send(userData(rogue)).Note("Sh"), send(userData(partnerB)).Note("Sh, whatever the agreements"))
	c.Attack("a02-services", "A-2 D-02 D-13", "Location services without agreement", "agreements", applicationAgreed+" "+lcsAgreed,
		send(position(rogue)), send(whereServed(rogue)), send(position(partnerA)))
	c.Attack("a02-application", "A-2 D-13", "The same where the applications are open, but nothing is agreed", "agreements", lcsAgreed,
		send(position(partnerD)), send(whereServed(partnerD)))
}

func attackRegistration(c *Catalogue) {
	c.Attack("a03-network", "A-3 D-10", "A registration in another network than the one whose realm asks", "ulr", visitedTheirs,
		send(updateLocation(rogue).setTGPP(1407, PLMN(partnerA.plmn))), send(updateLocation(partnerA).setTGPP(1407, PLMN(rogue.plmn))),
		send(updateLocation(rogue).setTGPP(1407, PLMN(home.plmn))).Note("ours"), send(updateLocation(rogue).setTGPP(1407, PLMN(nobody.plmn))).Note("nobody's"),
		send(authenticate(rogue).setTGPP(1407, PLMN(partnerA.plmn))).Note("vectors"))
	c.Attack("a03-imsi", "A-3 D-10", "A registration of a subscriber who is not ours", "ulr", imsiOurs,
		send(updateLocation(rogue).set(1, partnerA.imsi)), send(updateLocation(rogue).set(1, rogue.imsi)), send(updateLocation(partnerA).set(1, nobody.imsi)),
		send(updateLocation(partnerA).set(1, partnerA.imsi)).Note("its own"))
	c.Attack("a03-flags", "A-3 D-10", "A registration of an MME over the radio of an SGSN, and the reverse", "ulr-variants", flagsContradict,
		send(updateLocation(rogue).setTGPP(1032, U32(1000))), send(updateLocation(rogue).setTGPP(1032, U32(1001))), send(updateLocation(rogue).setTGPP(1405, U32(1<<5))),
		send(updateLocation(rogue).setTGPP(1405, U32(0)).setTGPP(1032, U32(1005))))
	c.Attack("a04-many", "A-4 D-12", "More vectors than anybody needs, and none", "air", vectorsRange,
		send(authenticate(rogue, vectorsEUTRAN(6))), send(authenticate(rogue, vectorsEUTRAN(0))), send(authenticate(rogue, vectorsEUTRAN(100))),
		send(authenticate(rogue, vectorsEUTRAN(0xFFFFFFFF))), send(authenticate(rogue, vectorsUTRAN(6))).Note("of UTRAN"), send(authenticate(rogue, vectorsEUTRAN(5), vectorsUTRAN(9))).Note("of both"))
	c.Attack("a04-imsi", "A-4 D-10", "Vectors of subscribers who are not ours, one after another", "air", imsiOurs,
		send(authenticate(rogue, vectorsEUTRAN(5)).set(1, "999700000000001")), send(authenticate(rogue, vectorsEUTRAN(5)).set(1, "999700000000002")),
		send(authenticate(rogue, vectorsEUTRAN(5)).set(1, "999700000000003")))
}

func attackService(c *Catalogue) {
	c.Attack("a05-cancel", "A-5 D-08", "A subscriber is taken off by another network", "clr", subscriberTheirs,
		send(cancel(rogue, home.imsi, 2)), send(cancel(rogue, partnerA.imsi, 2)).Note("partner-a's"), send(cancel(rogue, partnerA.imsi, 0)), send(cancel(partnerA, home.imsi, 4)).Note("initial attach"),
		send(remove(rogue, partnerA.imsi)).Note("a part of the profile"), send(remove(rogue, home.imsi)))
	c.Attack("a05-purge", "A-5 D-10", "A purge of a subscriber who is not ours", "pur", imsiOurs, send(purge(rogue).set(1, partnerA.imsi)), send(purge(partnerB).set(1, nobody.imsi)))
	c.Attack("a05-reset", "A-5 D-17", "A restart in another's name: all its subscribers register anew", "rsr", userTheirs,
		send(reset(rogue, userID("99970"))), send(reset(rogue, userID("00101"))).Note("ours"), send(reset(rogue, userID("99999"), userID("99971"))).Note("the second"),
		send(reset(rogue, userID("999"))).Note("a country's"), send(reset(rogue, userID("9"))).Note("one digit"))
	c.Attack("a05-reset-user", "A-5 D-17 D-08", "A restart that names a subscriber, whom it has not to, and not the sender's", "rsr", subscriberTheirs,
		send(reset(rogue, userName(home.imsi))).Also(faultUnexpected), send(reset(rogue, userName(partnerA.imsi))).Also(faultUnexpected).Note("partner-a's"),
		send(reset(partnerA, userName(nobody.imsi))).Also(faultUnexpected).Note("nobody's"), send(reset(rogue, userID("99999"), userName(homeIMSI2))).Also(faultUnexpected).Note("behind one's own"))
	c.Attack("a05-direction", "A-5 D-04", "What an HSS sends, sent to an HSS, and what an MME sends to an MME", "clr", direction,
		send(cancel(partnerA, partnerA.imsi, 2).to(home.hss())), send(remove(partnerA, partnerA.imsi).to(home.hss())), send(reset(partnerA).to(home.hss())),
		send(insert(partnerA, partnerA.imsi, subscriptionData()).to(home.hss())), send(purge(partnerA).to(home.mme())), send(updateLocation(partnerA).to(home.mme())),
		send(authenticate(partnerA).to(home.smsc())), send(notify(partnerA).to(home.sgsn())))
	c.Attack("a06-profile", "A-6 D-08", "A profile of another's subscriber: access point, barring, number", "idr", subscriberTheirs,
		send(insert(rogue, partnerA.imsi, subscriptionData(profile("corporate")))), send(insert(rogue, home.imsi, subscriptionData(profile("corporate")))),
		send(insert(rogue, partnerA.imsi, subscriptionData(tgpp(1425, U32(0x1FF))))).Note("barring"), send(insert(rogue, partnerA.imsi, subscriptionData(tgpp(1424, U32(1))))).Note("status"),
		send(insert(rogue, partnerA.imsi, subscriptionData(msisdn("88213000000")))).Note("number"))
	c.Attack("a07-notify", "A-7 D-10", "A notification about a subscriber who is not ours", "nor", imsiOurs,
		send(notify(rogue, norFlags(1)).set(1, partnerA.imsi)), send(notify(rogue, tgpp(1434, U32(0))).set(1, partnerA.imsi)).Note("alert"),
		send(notify(rogue, tgpp(1423, U32(1)), accessPoint("internet"), pgw("pgw1."+rogue.realm, rogue.realm)).set(1, partnerA.imsi)).Note("gateway"),
		send(notify(partnerB, norFlags(1<<1)).set(1, partnerB.imsi)).Note("its own"), send(notify(rogue, norFlags(1<<8)).set(1, nobody.imsi)).Note("nobody's"))
	c.Attack("a09-charging", "A-9 D-02", "Charging and policy from who has no agreement", "agreements", applicationAgreed,
		send(charge(appGy, rogue)).Note("Gy"), send(charge(appGy, partnerA)).Note("Gy"), send(charge(appGx, rogue)).Also(faultUnexpected).Note("Gx"), send(charge(appGx, partnerB)).Also(faultUnexpected).Note("Gx, whatever the agreements"),
		send(charge(appS9, rogue).with(authSessionState())).Also(faultUnexpected).Note("S9"))
}

func attackMessages(c *Catalogue) {
	c.Attack("a08-routing", "A-8 D-02", "Short messages without agreement: where to, to and from a subscriber", "agreements", applicationAgreed,
		send(routing(rogue)), send(deliver(rogue, rogue.imsi)), send(submit(rogue)), send(routing(partnerA)), send(submit(partnerD)))
	c.Attack("a08-direction", "A-8 D-04", "Short messages to a node that does not handle them", "agreements", direction,
		send(routing(partnerB).to(home.mme())), send(submit(partnerB).to(home.hss())), send(deliver(partnerB, partnerB.imsi).to(home.hss())))
}

func attackAnswers(c *Catalogue) {
	asked := request(appS6a, 316, home.mme(), partnerA.hss(), userName(partnerA.imsi), ratType(1004), ulrFlags(2), visitedPLMN(home.plmn)).reverse()
	redirect := asked.answer(resultCode(3006), redirectHost("aaa://"+nobody.at("hss").host+":3868")).flagged(FlagError | FlagProxiable)
	c.Attack("a11-redirect", "A-11 D-19", "An answer that sends our requests to the attacker", "answers", redirected,
		send(redirect), send(redirect.without(292, 0)).Note("no host"), send(asked.succeed(redirectHost("aaa://"+nobody.at("hss").host))).Note("success, with a host"),
		send(redirect.with(redirectHost("aaa://"+rogue.hss().host), base(261, U32(1)))).Note("two hosts, for the session"),
		send(asked.answer(resultCode(5012), redirectHost("aaas://"+rogue.hss().host))).Note("another error"))
	c.Attack("a10-origin", "A-10 D-19", "An answer from a realm that is not reached here", "answers", realmTheirs,
		send(asked.succeed().set(264, partnerC.hss().host).set(296, partnerC.realm)), send(asked.succeed().set(264, nobody.hss().host).set(296, nobody.realm)).Note("nobody's"),
		send(asked.answer(experimentalResult(5004)).set(264, nobody.hss().host).set(296, nobody.realm)).Note("an error"),
		send(asked.answer(experimentalResult(5420)).set(264, partnerC.hss().host).set(296, partnerC.realm)).Note("an error"),
		send(request(appS6a, 319, home.hss(), partnerA.mme(), userName(home.imsi), subscriptionData()).reverse().succeed().set(264, partnerC.mme().host).set(296, partnerC.realm)).Note("IDA"))
}

// attackMemory are attacks that only what went before can tell: sessions, locations
// and rates.
func attackMemory(c *Catalogue) {
	pend := func(name, rules, about, twin, why string, steps ...Step) {
		c.Pending(name, rules, about, twin, why, steps...)
	}
	pend("d01-second", "D-01", "A second exchange of capabilities on an open connection", "cer", "the state of the connection", send(capabilities(node{agent1, carrier.realm}, appRelay)), send(capabilities(node{agent1, carrier.realm}, appS6a)))
	pend("a03-hijack", "A-3 D-11", "Our subscriber registers far from where it was a minute ago, without vectors", "ulr", "the store of locations, and vectors asked before",
		send(updateLocation(partnerA)), send(updateLocation(rogue)))
	pend("a04-again", "A-4 D-12", "Five vectors again and again", "air", "counts by subscriber and partner", send(authenticate(rogue, vectorsEUTRAN(5))), send(authenticate(rogue, vectorsEUTRAN(5))), send(authenticate(rogue, vectorsEUTRAN(5))))
	pend("a04-utran", "D-12", "Vectors with keys for UTRAN, by who only runs an MME", "air", "which partners run S6d", send(authenticate(rogue, vectorsUTRAN(5))))
	pend("a05-type", "D-08", "A cancellation of a subscriber who is not here", "clr", "the store of inbound roamers", send(cancel(partnerA, "999700000000099", 2)))
	pend("a05-flood", "A-5 D-17", "A restart again and again", "rsr", "rates", send(reset(rogue)), send(reset(rogue)), send(reset(rogue)))
	pend("a05-purge-stored", "A-5 D-11", "A purge by who does not serve the subscriber", "pur", "the store of locations", send(updateLocation(partnerA)), send(purge(rogue)))
	pend("a06-again", "A-6 D-09", "The true home changes a profile again and again", "idr", "rates",
		send(insert(partnerA, partnerA.imsi, subscriptionData(profile("internet")))), send(insert(partnerA, partnerA.imsi, subscriptionData(profile("ims")))), send(insert(partnerA, partnerA.imsi, subscriptionData(profile("internet")))))
	pend("a07-stored", "A-7 D-11", "The gateway of an access point, told by who does not serve the subscriber", "nor", "the store of locations",
		send(updateLocation(partnerA)), send(notify(rogue, tgpp(1423, U32(1)), accessPoint("internet"), pgw("pgw1."+rogue.realm, rogue.realm))))
	pend("a08-correlation", "A-8 D-14", "A delivery that no routing information was asked for, and a message of who is elsewhere", "agreements", "correlation, and the store of locations", send(deliver(partnerB, partnerB.imsi)), send(submit(partnerB)))
	pend("a10-answer", "A-10 D-07", "An answer that nobody asked for", "answers", "requests that wait for their answer",
		send(request(appS6a, 316, home.mme(), partnerA.hss(), userName(partnerA.imsi)).reverse().answer(experimentalResult(5004))))
	pend("a10-downgrade", "A-10 D-11", "A subscriber is sent back to circuit switching by who does not serve it", "nor", "the store of locations", send(notify(rogue, norFlags(1<<9))))
	pend("a13-report", "D-13", "A location report that nobody asked for", "agreements", "requests of our GMLC",
		send(request(appSLg, 8388621, partnerB.mme(), home.at("gmlc"), tgpp(2518, U32(0)), userName(partnerB.imsi))))
	pend("d07-reused", "D-07", "A session that goes on about another subscriber", "ulr", "sessions", send(updateLocation(partnerA)), send(updateLocation(partnerA).set(1, homeIMSI2)))
}
