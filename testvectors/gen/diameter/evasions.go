package diameter

import (
	"slices"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// evasions are the rows E-20 to E-28: attacks in dresses that other firewalls do not
// see through, each in several variants.
func evasions(c *catalogue) {
	evadeTwice(c)
	evadeLookalike(c)
	evadeApplication(c)
	evadeRoute(c)
	evadeLength(c)
	evadeFragments(c)
	evadeStream(c)
}

func evadeTwice(c *catalogue) {
	ulr, clr := updateLocation(rogue), cancel(partnerA, partnerA.imsi, 2)
	c.evasion("e20-twice", "E-20 D-15", "What may be there once is there twice: receivers differ in which one they take", "ulr", faultRepeated,
		send(ulr.with(userName(partnerA.imsi))).note("User-Name"), send(ulr.with(userName(home.imsi))).note("User-Name, the same"),
		send(clr.with(userName(home.imsi))).note("User-Name of a cancellation"),
		send(ulr.with(originRealm(partnerA.realm))).note("Origin-Realm"), send(ulr.with(originHost(partnerA.mme().host))).note("Origin-Host"),
		send(ulr.with(destinationRealm(partnerA.realm))).note("Destination-Realm"), send(ulr.with(destinationHost(home.mme().host))).note("Destination-Host"),
		send(ulr.with(visitedPLMN(partnerA.plmn))).note("Visited-PLMN-Id"), send(routing(partnerB).with(msisdn("99902000099"))).note("MSISDN"),
		send(ulr.with(ulrFlags(1<<5))).note("ULR-Flags"), send(ulr.with(ratType(1000))).note("RAT-Type"),
		send(locate(partnerB, partnerB.imsi, 0).with(idrFlags(0x1C))).note("IDR-Flags"), send(ulr.with(optional(userName(partnerA.imsi)))).note("without M"),
		send(ulr.in(func(m *message) { m.AVPs = slices.Insert(m.AVPs, 1, userName(home.imsi)) })).note("User-Name, in front"))
	c.evasion("e20-session", "E-20 D-15 D-00", "Two Session-Ids", "ulr", faultRepeated, send(ulr.with(sessionID(home.hss().host+";1;1"))), send(ulr.with(sessionID(partnerA.mme().host+";1;1"))))
}

func evadeLookalike(c *catalogue) {
	ulr := updateLocation(partnerA)
	of := func(code, vendor uint32, flags byte, data string) AVP {
		return AVP{Code: code, Vendor: vendor, Flags: flags, Data: []byte(data)}
	}
	c.evasion("e21-lookalike", "E-21 D-15", "A vendor's AVP with the code of one that names who, where or whom", "unknown-avp", faultLookalike,
		send(ulr.with(of(1, Vendor3GPP, FlagVendor, partnerA.imsi))).note("User-Name"), send(ulr.with(of(1, 99999, FlagVendor, partnerA.imsi))).note("User-Name, another vendor"),
		send(ulr.with(of(263, 99999, FlagVendor, "x"))).note("Session-Id"),
		send(ulr.with(of(264, 99999, FlagVendor, rogue.mme().host))).note("Origin-Host"), send(ulr.with(of(296, 99999, FlagVendor, rogue.realm))).note("Origin-Realm"),
		send(ulr.with(of(283, 99999, FlagVendor, home.realm))).note("Destination-Realm"), send(ulr.with(of(293, 99999, FlagVendor, home.mme().host))).note("Destination-Host"),
		send(ulr.in(func(m *message) { m.AVPs = slices.Insert(m.AVPs, 1, of(1, Vendor3GPP, FlagVendor, partnerA.imsi)) })).note("in front"))
	c.evasion("e21-ietf", "E-21 D-15", "A second User-Name, with the IETF as a vendor", "unknown-avp", faultRepeated+" "+faultLookalike, send(ulr.with(of(1, 0, FlagVendor, partnerA.imsi))))
	c.evasion("e21-instead", "E-21 D-15 D-10", "One that has to be understood, or stands in the place of the real one", "unknown-avp", faultLookalike+" "+faultMandatory,
		send(ulr.with(of(1, Vendor3GPP, FlagVendor|FlagMandatory, partnerA.imsi))), send(ulr.with(of(296, 99999, FlagVendor|FlagMandatory, rogue.realm))))
	c.evasion("e21-vendor", "E-21 D-15", "An AVP of 3GPP without its vendor", "unknown-avp", faultVendor,
		send(ulr.with(base(1407, PLMN(rogue.plmn)))).note("Visited-PLMN-Id"), send(ulr.with(base(1405, U32(0)))).note("ULR-Flags"), send(ulr.with(base(1410, U32(5)))).note("Number-Of-Requested-Vectors"),
		send(locate(partnerA, partnerA.imsi, 0).with(base(1490, U32(8)))).note("IDR-Flags"), send(ulr.with(base(701, TBCD(homeMSISDN)))).note("MSISDN"))
	c.evasion("e21-mandatory", "E-21 D-15", "An AVP that nobody knows and everybody has to", "unknown-avp", faultMandatory,
		send(ulr.with(of(9999, 99999, FlagVendor|FlagMandatory, "x"))), send(ulr.with(of(9999, Vendor3GPP, FlagVendor|FlagMandatory, "x"))), send(ulr.with(of(4001, 0, FlagMandatory, "x"))))
}

func evadeApplication(c *catalogue) {
	ulr, idr := updateLocation(partnerA), locate(partnerA, partnerA.imsi, 0)
	c.evasion("e22-mismatch", "E-22 D-03", "S6a in the header, another application in an AVP", "vsai", faultMismatch,
		send(ulr.edited(260, 0, func(a *AVP) { *a = vendorApplication(appSh) })).note("Sh"), send(ulr.edited(260, 0, func(a *AVP) { *a = vendorApplication(appRelay) })).note("relay"),
		send(ulr.edited(260, 0, func(a *AVP) { *a = vendorApplication(appS13) })).note("S13"), send(idr.edited(260, 0, func(a *AVP) { *a = vendorApplication(appSLg) })).note("SLg"),
		send(ulr.without(260, 0).with(authApplication(appCx))).also(faultUnexpected).note("Cx, at top level"))
	c.evasion("e22-two", "E-22 D-03 D-15", "Two applications in an AVP", "vsai", faultRepeated,
		send(idr.edited(260, 0, func(a *AVP) { *a = a.Group(vendorID(Vendor3GPP), authApplication(appS6a), authApplication(appCx)) })))
	c.evasion("e22-command", "E-22 D-03", "A command of another application, or of the base protocol's", "vsai", commandBelongs,
		send(idr.without(260, 0).in(func(m *message) { m.Application = appBase })).also(faultCommand).note("application 0, an insertion"),
		send(ulr.without(260, 0).in(func(m *message) { m.Application = appBase })).also(faultCommand).note("application 0, a registration"),
		send(idr.without(260, 0).in(func(m *message) { m.Application = appRelay })).also(faultApplication).note("relay"),
		send(ulr.in(func(m *message) { m.Code = 306 })).also(faultCommand).note("Sh's command in S6a"),
		send(ulr.in(func(m *message) { m.Code = 324 })).also(faultCommand).note("S13's"), send(ulr.in(func(m *message) { m.Code = 8388620 })).also(faultCommand).note("SLg's"),
		send(watchdog(partnerA.mme()).in(func(m *message) { m.Application = appS6a })).also(faultCommand).note("a watchdog in S6a"),
		send(ulr.in(func(m *message) { m.Code = 9999 })).also(faultCommand).note("nobody's"))
}

func evadeRoute(c *catalogue) {
	ulr := updateLocation(partnerA)
	from := func(hosts ...string) message {
		m := ulr
		for _, h := range hosts {
			m = m.with(routeRecord(h))
		}
		return m
	}
	c.evasion("e23-route", "E-23 D-06", "In a partner's name, but the answer goes back to the attacker", "relayed", routeFromOrigin,
		send(from(rogue.mme().host)), send(from(rogue.mme().host, agent1)), send(from(rogue.at("dea").host, agent2, agent1)), send(from(partnerB.mme().host, agent1)).note("another partner"),
		send(relayed(cancel(partnerA, partnerA.imsi, 2), rogue.hss())).note("a cancellation"))
	c.evasion("e23-unknown", "E-23 D-06", "An agent on the way that nobody knows", "relayed", routeKnown,
		send(from(partnerA.mme().host, nobody.at("dra").host)), send(from(partnerA.mme().host, agent2, nobody.at("dra").host)), send(from(partnerA.mme().host, partnerC.at("dra").host)).note("of an operator elsewhere"),
		send(from(partnerA.mme().host, "dra")).note("one label"), send(from(partnerA.mme().host, "dra1.evil"+carrier.realm)).note("a name that ends like the agents' realm"))
}

func evadeLength(c *catalogue) {
	ulr := updateLocation(partnerA)
	last := func(m message, edit func(*AVP)) message {
		return m.in(func(m *message) { edit(&m.AVPs[len(m.AVPs)-1]) })
	}
	raw := func(octets ...byte) message { return ulr.in(func(m *message) { m.Behind = octets }) }
	c.evasion("e25-length", "E-25 D-00", "AVPs whose lengths are not those of what they hold", "ulr", faultAVPLength,
		send(raw(0, 0, 0, 1, 0x40, 0, 0, 7)).note("7"), send(raw(0, 0, 0, 1, 0x40, 0, 0, 0)).note("0"), send(raw(0, 0, 0, 1, 0xC0, 0, 0, 11, 0, 0, 0x28, 0xAF)).note("11 with V"),
		send(raw(0, 0, 0, 1, 0x40, 0, 0, 200)).note("longer than the command"), send(raw(0, 0, 0, 1, 0x40, 0xFF, 0xFF, 0xFF)).note("the longest"),
		send(raw(0, 0, 0, 1)).note("half a header"), send(raw(0, 0, 0, 1, 0xC0, 0, 0, 12)).note("no room for the vendor"),
		send(ulr.edited(260, 0, func(a *AVP) { a.Data = a.Data[:len(a.Data)-4] })).note("a member longer than its group"),
		send(ulr.with(supportedFeatures(1, 1)).edited(628, Vendor3GPP, func(a *AVP) { a.Data[7] = 4 })).note("a member of 4"))
	c.evasion("e25-padding", "E-25 D-00", "The last AVP without its padding", "padding", faultLength+" "+faultAVPLength,
		send(last(ulr, func(a *AVP) { a.Bare = true })).note("one octet"), send(last(ulr.with(userID("1")).without(1444, Vendor3GPP), func(a *AVP) { a.Bare = true })).note("again"))
	c.evasion("e25-deep", "E-25 D-00", "Groups in groups, deeper than anybody follows", "deep", faultDepth,
		send(ulr.with(nested(9))).also(faultUnexpected).note("9"), send(ulr.with(nested(16))).also(faultUnexpected).note("16"), send(ulr.with(nested(50))).also(faultUnexpected).note("50"), send(ulr.with(nested(200))).also(faultUnexpected).note("200"),
		send(ulr.in(func(m *message) { m.AVPs = slices.Insert(m.AVPs, 1, nested(50)) })).also(faultUnexpected).note("in front"))
	c.evasion("e25-many", "E-25 D-00", "More AVPs than anybody reads", "many", faultCount,
		send(ulr.with(fillers(257-len(ulr.AVPs))...)).note("257"), send(ulr.with(fillers(1000)...)).note("1,000"), send(ulr.with(base(284, nil).Group(fillers(2100)...))).note("2,100 in a group"))
}

func evadeFragments(c *catalogue) {
	idr, ulr := locate(partnerB, home.imsi, 8), updateLocation(rogue).set(1, partnerA.imsi)
	c.evasion("e28-fragments", "E-28 T-04 D-08 A-1", "A question for our subscriber's location, in pieces", "carriage", subscriberTheirs,
		idr.by(fragmented(100)).note("100"), idr.by(fragmented(20)).note("20, the header alone"), idr.by(fragmented(4)).note("4"), idr.by(fragmentedIn(24)).note("24, in one packet"),
		idr.by(fragmentedIn(60)).note("in one packet"), idr.by(backwards(120)).note("backwards"), idr.by(twice(100)).note("sent again"),
		idr.by(unordered(fragmented(64))).note("unordered"), idr.by(ipFragments(64)).note("IP fragments"), idr.by(onStream(9, fragmented(90))).note("stream 9"),
		idr.by(overIPv6(fragmented(100))).note("IPv6"), idr.by(overIPv6(ipFragments(64))).note("IPv6 fragments"))
	c.evasion("e28-bundled", "E-28 T-04 D-10", "A registration of a stranger's subscriber, in pieces", "carriage", imsiOurs,
		ulr.by(fragmented(150)).note("150"), ulr.by(fragmented(5)).note("5"), ulr.by(fragmentedIn(32)).note("32, in one packet"), ulr.by(backwards(7)).note("7, backwards"), ulr.by(onStream(65535, packets)).note("the last stream"))
	c.evasion("e28-second", "E-28 T-04 D-08", "The second command in a packet", "carriage", subscriberTheirs,
		together(bundled, updateLocation(partnerA), idr).judgeLast(subscriberTheirs), together(fragmentedIn(50), watchdog(node{agent1, carrier.realm}), idr).judgeLast(subscriberTheirs))
}

// judgeLast says that all operations but the last pass.
func (x step) judgeLast(reasons ...string) step {
	x.judged, x.ops = true, slices.Clone(x.ops)
	for i := range x.ops {
		x.ops[i].Verdict, x.ops[i].Reasons = "pass", nil
	}
	o := &x.ops[len(x.ops)-1]
	o.Verdict, o.Reasons = "block", reasons
	return x
}
