package diameter

import (
	"slices"

	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// evasions are the rows E-20 to E-28: attacks in dresses that other firewalls do not
// see through, each in several variants.
func evasions(c *Catalogue) {
	evadeTwice(c)
	evadeLookalike(c)
	evadeApplication(c)
	evadeRoute(c)
	evadeLength(c)
	evadeFragments(c)
	evadeStream(c)
}

func evadeTwice(c *Catalogue) {
	ulr, clr := updateLocation(rogue), cancel(partnerA, partnerA.imsi, 2)
	c.Evasion("e20-twice", "E-20 D-15", "What may be there once is there twice: receivers differ in which one they take", "ulr", faultRepeated,
		send(ulr.with(userName(partnerA.imsi))).Note("User-Name"), send(ulr.with(userName(home.imsi))).Note("User-Name, the same"),
		send(clr.with(userName(home.imsi))).Note("User-Name of a cancellation"),
		send(ulr.with(originRealm(partnerA.realm))).Note("Origin-Realm"), send(ulr.with(originHost(partnerA.mme().host))).Note("Origin-Host"),
		send(ulr.with(destinationRealm(partnerA.realm))).Note("Destination-Realm"), send(ulr.with(destinationHost(home.mme().host))).Note("Destination-Host"),
		send(ulr.with(visitedPLMN(partnerA.plmn))).Note("Visited-PLMN-Id"), send(routing(partnerB).with(msisdn("99902000099"))).Note("MSISDN"),
		send(ulr.with(ulrFlags(1<<5))).Note("ULR-Flags"), send(ulr.with(ratType(1000))).Note("RAT-Type"),
		send(locate(partnerB, partnerB.imsi, 0).with(idrFlags(0x1C))).Note("IDR-Flags"), send(ulr.with(optional(userName(partnerA.imsi)))).Note("without M"),
		send(ulr.in(func(m *message) { m.AVPs = slices.Insert(m.AVPs, 1, userName(home.imsi)) })).Note("User-Name, in front"))
	c.Evasion("e20-session", "E-20 D-15 D-00", "Two Session-Ids", "ulr", faultRepeated, send(ulr.with(sessionID(home.hss().host+";1;1"))), send(ulr.with(sessionID(partnerA.mme().host+";1;1"))))
}

func evadeLookalike(c *Catalogue) {
	ulr := updateLocation(partnerA)
	of := func(code, vendor uint32, flags byte, data string) AVP {
		return AVP{Code: code, Vendor: vendor, Flags: flags, Data: []byte(data)}
	}
	c.Evasion("e21-lookalike", "E-21 D-15", "A vendor's AVP with the code of one that names who, where or whom", "unknown-avp", faultLookalike,
		send(ulr.with(of(1, Vendor3GPP, FlagVendor, partnerA.imsi))).Note("User-Name"), send(ulr.with(of(1, 99999, FlagVendor, partnerA.imsi))).Note("User-Name, another vendor"),
		send(ulr.with(of(263, 99999, FlagVendor, "x"))).Note("Session-Id"),
		send(ulr.with(of(264, 99999, FlagVendor, rogue.mme().host))).Note("Origin-Host"), send(ulr.with(of(296, 99999, FlagVendor, rogue.realm))).Note("Origin-Realm"),
		send(ulr.with(of(283, 99999, FlagVendor, home.realm))).Note("Destination-Realm"), send(ulr.with(of(293, 99999, FlagVendor, home.mme().host))).Note("Destination-Host"),
		send(ulr.in(func(m *message) { m.AVPs = slices.Insert(m.AVPs, 1, of(1, Vendor3GPP, FlagVendor, partnerA.imsi)) })).Note("in front"))
	c.Evasion("e21-ietf", "E-21 D-15", "A second User-Name, with the IETF as a vendor", "unknown-avp", faultRepeated+" "+faultLookalike, send(ulr.with(of(1, 0, FlagVendor, partnerA.imsi))))
	c.Evasion("e21-instead", "E-21 D-15 D-10", "One that has to be understood, or stands in the place of the real one", "unknown-avp", faultLookalike+" "+faultMandatory,
		send(ulr.with(of(1, Vendor3GPP, FlagVendor|FlagMandatory, partnerA.imsi))), send(ulr.with(of(296, 99999, FlagVendor|FlagMandatory, rogue.realm))))
	c.Evasion("e21-vendor", "E-21 D-15", "An AVP of 3GPP without its vendor", "unknown-avp", faultVendor,
		send(ulr.with(base(1407, PLMN(rogue.plmn)))).Note("Visited-PLMN-Id"), send(ulr.with(base(1405, U32(0)))).Note("ULR-Flags"), send(ulr.with(base(1410, U32(5)))).Note("Number-Of-Requested-Vectors"),
		send(locate(partnerA, partnerA.imsi, 0).with(base(1490, U32(8)))).Note("IDR-Flags"), send(ulr.with(base(701, TBCD(homeMSISDN)))).Note("MSISDN"))
	c.Evasion("e21-mandatory", "E-21 D-15", "An AVP that nobody knows and everybody has to", "unknown-avp", faultMandatory,
		send(ulr.with(of(9999, 99999, FlagVendor|FlagMandatory, "x"))), send(ulr.with(of(9999, Vendor3GPP, FlagVendor|FlagMandatory, "x"))), send(ulr.with(of(4001, 0, FlagMandatory, "x"))))
}

func evadeApplication(c *Catalogue) {
	ulr, idr := updateLocation(partnerA), locate(partnerA, partnerA.imsi, 0)
	c.Evasion("e22-mismatch", "E-22 D-03", "S6a in the header, another application in an AVP", "vsai", faultMismatch,
		send(ulr.edited(260, 0, func(a *AVP) { *a = vendorApplication(appSh) })).Note("Sh"), send(ulr.edited(260, 0, func(a *AVP) { *a = vendorApplication(appRelay) })).Note("relay"),
		send(ulr.edited(260, 0, func(a *AVP) { *a = vendorApplication(appS13) })).Note("S13"), send(idr.edited(260, 0, func(a *AVP) { *a = vendorApplication(appSLg) })).Note("SLg"),
		send(ulr.without(260, 0).with(authApplication(appCx))).Also(faultUnexpected).Note("Cx, at top level"))
	c.Evasion("e22-two", "E-22 D-03 D-15", "Two applications in an AVP", "vsai", faultRepeated,
		send(idr.edited(260, 0, func(a *AVP) { *a = a.Group(vendorID(Vendor3GPP), authApplication(appS6a), authApplication(appCx)) })))
	c.Evasion("e22-command", "E-22 D-03", "A command of another application, or of the base protocol's", "vsai", commandBelongs,
		send(idr.without(260, 0).in(func(m *message) { m.Application = appBase })).Also(faultCommand).Note("application 0, an insertion"),
		send(ulr.without(260, 0).in(func(m *message) { m.Application = appBase })).Also(faultCommand).Note("application 0, a registration"),
		send(idr.without(260, 0).in(func(m *message) { m.Application = appRelay })).Also(faultApplication).Note("relay"),
		send(ulr.in(func(m *message) { m.Code = 306 })).Also(faultCommand).Note("Sh's command in S6a"),
		send(ulr.in(func(m *message) { m.Code = 324 })).Also(faultCommand).Note("S13's"), send(ulr.in(func(m *message) { m.Code = 8388620 })).Also(faultCommand).Note("SLg's"),
		send(watchdog(partnerA.mme()).in(func(m *message) { m.Application = appS6a })).Also(faultCommand).Note("a watchdog in S6a"),
		send(ulr.in(func(m *message) { m.Code = 9999 })).Also(faultCommand).Note("nobody's"))
}

func evadeRoute(c *Catalogue) {
	ulr := updateLocation(partnerA)
	from := func(hosts ...string) message {
		m := ulr
		for _, h := range hosts {
			m = m.with(routeRecord(h))
		}
		return m
	}
	c.Evasion("e23-route", "E-23 D-06", "In a partner's name, but the answer goes back to the attacker", "relayed", routeFromOrigin,
		send(from(rogue.mme().host)), send(from(rogue.mme().host, agent1)), send(from(rogue.at("dea").host, agent2, agent1)), send(from(partnerB.mme().host, agent1)).Note("another partner"),
		send(relayed(cancel(partnerA, partnerA.imsi, 2), rogue.hss())).Note("a cancellation"))
	c.Evasion("e23-behind", "E-23 D-06", "A host of the partner's in front of the attacker's own", "relayed", routeKnown,
		send(from(partnerA.mme().host, rogue.at("dea").host)), send(from(partnerA.mme().host, rogue.at("dea").host, agent1)), send(from(partnerA.mme().host, agent2, rogue.mme().host)),
		send(relayed(cancel(partnerA, partnerA.imsi, 2), partnerA.hss()).with(routeRecord(rogue.at("dea").host))).Note("a cancellation"),
		send(from(partnerA.mme().host, "dra."+hub.realm)).Note("a hub that does not speak for it"))
	c.Evasion("e23-unknown", "E-23 D-06", "An agent on the way that nobody knows", "relayed", routeKnown,
		send(from(partnerA.mme().host, nobody.at("dra").host)), send(from(partnerA.mme().host, agent2, nobody.at("dra").host)), send(from(partnerA.mme().host, partnerC.at("dra").host)).Note("of an operator elsewhere"),
		send(from(partnerA.mme().host, "dra")).Note("one label"), send(from(partnerA.mme().host, "dra1.evil"+carrier.realm)).Note("a name that ends like the agents' realm"))
}

func evadeLength(c *Catalogue) {
	ulr := updateLocation(partnerA)
	last := func(m message, edit func(*AVP)) message {
		return m.in(func(m *message) { edit(&m.AVPs[len(m.AVPs)-1]) })
	}
	raw := func(octets ...byte) message { return ulr.in(func(m *message) { m.Behind = octets }) }
	c.Evasion("e25-length", "E-25 D-00", "AVPs whose lengths are not those of what they hold", "ulr", faultAVPLength,
		send(raw(0, 0, 0, 1, 0x40, 0, 0, 7)).Note("7"), send(raw(0, 0, 0, 1, 0x40, 0, 0, 0)).Note("0"), send(raw(0, 0, 0, 1, 0xC0, 0, 0, 11, 0, 0, 0x28, 0xAF)).Note("11 with V"),
		send(raw(0, 0, 0, 1, 0x40, 0, 0, 200)).Note("longer than the command"), send(raw(0, 0, 0, 1, 0x40, 0xFF, 0xFF, 0xFF)).Note("the longest"),
		send(raw(0, 0, 0, 1)).Note("half a header"), send(raw(0, 0, 0, 1, 0xC0, 0, 0, 12)).Note("no room for the vendor"),
		send(ulr.edited(260, 0, func(a *AVP) { a.Data = a.Data[:len(a.Data)-4] })).Note("a member longer than its group"),
		send(ulr.with(supportedFeatures(1, 1)).edited(628, Vendor3GPP, func(a *AVP) { a.Data[7] = 4 })).Note("a member of 4"))
	c.Evasion("e25-padding", "E-25 D-00", "The last AVP without its padding", "padding", faultLength+" "+faultAVPLength,
		send(last(ulr, func(a *AVP) { a.Bare = true })).Note("one octet"), send(last(ulr.with(userID("1")).without(1444, Vendor3GPP), func(a *AVP) { a.Bare = true })).Note("again"))
	c.Evasion("e25-deep", "E-25 D-00", "Groups in groups, deeper than anybody follows", "deep", faultDepth,
		send(ulr.with(nested(9))).Also(faultUnexpected).Note("9"), send(ulr.with(nested(16))).Also(faultUnexpected).Note("16"), send(ulr.with(nested(50))).Also(faultUnexpected).Note("50"), send(ulr.with(nested(200))).Also(faultUnexpected).Note("200"),
		send(ulr.in(func(m *message) { m.AVPs = slices.Insert(m.AVPs, 1, nested(50)) })).Also(faultUnexpected).Note("in front"))
	c.Evasion("e25-many", "E-25 D-00", "More AVPs than anybody reads", "many", faultCount,
		send(ulr.with(fillers(257-len(ulr.AVPs))...)).Note("257"), send(ulr.with(fillers(1000)...)).Note("1,000"), send(ulr.with(base(284, nil).Group(fillers(2100)...))).Note("2,100 in a group"))
}

func evadeFragments(c *Catalogue) {
	idr, ulr := locate(partnerB, home.imsi, 8), updateLocation(rogue).set(1, partnerA.imsi)
	c.Evasion("e28-fragments", "E-28 T-04 D-08 A-1", "A question for our subscriber's location, in pieces", "carriage", subscriberTheirs,
		idr.by(Fragmented(100)).Note("100"), idr.by(Fragmented(20)).Note("20, the header alone"), idr.by(Fragmented(4)).Note("4"), idr.by(FragmentedIn(24)).Note("24, in one packet"),
		idr.by(FragmentedIn(60)).Note("in one packet"), idr.by(Backwards(120)).Note("backwards"), idr.by(Twice(100)).Note("sent again"),
		idr.by(Unordered(Fragmented(64))).Note("unordered"), idr.by(IPFragments(64)).Note("IP fragments"), idr.by(OnStream(9, Fragmented(90))).Note("stream 9"),
		idr.by(OverIPv6(Fragmented(100))).Note("IPv6"), idr.by(OverIPv6(IPFragments(64))).Note("IPv6 fragments"))
	c.Evasion("e28-bundled", "E-28 T-04 D-10", "A registration of a stranger's subscriber, in pieces", "carriage", imsiOurs,
		ulr.by(Fragmented(150)).Note("150"), ulr.by(Fragmented(5)).Note("5"), ulr.by(FragmentedIn(32)).Note("32, in one packet"), ulr.by(Backwards(7)).Note("7, backwards"), ulr.by(OnStream(65535, Packets)).Note("the last stream"))
	c.Evasion("e28-second", "E-28 T-04 D-08", "The second command in a packet", "carriage", subscriberTheirs,
		together(Bundled, updateLocation(partnerA), idr).Last(), together(FragmentedIn(50), watchdog(node{agent1, carrier.realm}), idr).Last())
}
