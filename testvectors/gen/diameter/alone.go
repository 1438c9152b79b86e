package diameter

import (
	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// alone are faults that the attacks of the catalogue share with a filter's reason,
// or that only flag: each in commands in which nothing else is found. What is no
// command of its application has no business on an interconnect, so that from
// outside opgate stops it; what home sends is not opgate's.
func alone(c *Catalogue) {
	asks := request(appS6a, 316, home.mme(), partnerA.hss(), userName(partnerA.imsi), ratType(1004), ulrFlags(1<<1|1<<5), visitedPLMN(home.plmn)).reverse()
	of := func(application, code uint32) message {
		return asks.in(func(m *message) { m.Application, m.Code = application, code })
	}
	c.Honest("outward", "D-00 D-05", "Our MME registers a partner's subscriber at its home", send(asks), send(asks.succeed(subscriptionData(profile("internet")))))
	c.Attack("d00-version-home", "D-00", "Another version than 1, from home", "outward", faultVersion,
		send(asks.in(func(m *message) { m.Version = 2 }).saying(0, "")).Note("2"), send(asks.in(func(m *message) { m.Version = 255 }).saying(0, "")).Note("255")).Breaks("RFC 6733 clause 3")
	c.Honest("told-command", "D-00 D-03", "Commands that are nobody's, or another application's, from home: told of",
		send(of(appS6a, 9999)).Flag(faultCommand).Note("nobody's"), send(of(appS6a, 306)).Flag(faultCommand).Note("Sh's in S6a"))
	const strange = 16778000
	c.Honest("told-application", "D-00 D-02", "An application that is nobody's, from home: told of",
		send(of(strange, 316).without(260, 0)).Flag(faultApplication), send(of(strange, 318).without(260, 0)).Flag(faultApplication).Note("another command"))
	privateAccessPoints(c)
	ulr, cer := updateLocation(partnerA), capabilities(node{agent1, carrier.realm}, appRelay)
	pad := func(m message, code uint32) Step {
		return send(m.edited(code, 0, func(a *AVP) { a.Padding = 0xA5 })).Flag(faultPadding)
	}
	c.Honest("told-padding", "D-00", "Padding that is not zero: told of", pad(ulr, 264), pad(ulr, 1), pad(ulr.succeed(), 296).Note("an answer"), pad(cer, 269).Note("capabilities"))
	set := func(m message, flags byte) Step {
		return send(m.edited(264, 0, func(a *AVP) { a.Flags |= flags })).Flag(faultAVPFlags)
	}
	c.Honest("told-avp-flags", "D-00", "Reserved flags of an AVP: told of", set(ulr, 0x01), set(ulr, 0x10), set(ulr.succeed(), 0x08).Note("an answer"), set(cer, 0x1F).Note("capabilities"))
	c.Honest("told-unexpected", "D-00 D-15 D-17", "AVPs of other commands: told of",
		send(ulr.with(cancellationType(2))).Flag(faultUnexpected).Note("Cancellation-Type in a registration"), send(purge(partnerA).with(visitedPLMN(partnerA.plmn))).Flag(faultUnexpected).Note("Visited-PLMN-Id in a purge"),
		send(reset(partnerA, userName(partnerA.imsi))).Flag(faultUnexpected).Note("User-Name in a reset, of its own subscriber"),
		send(ulr.with(base(259, U32(appS6a)))).Flag(faultUnexpected).Note("Acct-Application-Id"))
}

// privateAccessPoints is D-09: what the true home provisions passes, and is told of if
// it opens an access point of ours that is private.
func privateAccessPoints(c *Catalogue) {
	const private = "corporate.example"
	point := func(name string) AVP {
		return tgpp(1430, nil).Group(tgpp(1423, U32(2)), tgpp(1456, U32(0)), accessPoint(name))
	}
	idr := func(avps ...AVP) Step { return send(insert(partnerA, partnerA.imsi, subscriptionData(avps...))) }
	c.Honest("access-points", "D-09", "The true home opens access points that are not private ones of ours",
		idr(profile("internet")), idr(profile("corporate")).Note("a name like it"), idr(profile("x"+private)).Note("letters in front"), idr(profile(private+".org")).Note("labels behind"),
		idr(profile("*")).Note("any"), idr(tgpp(1429, nil).Group(tgpp(1423, U32(1)), tgpp(1428, U32(0)), point("ims"), point("internet"))).Note("two"))
	told := func(name string) Step { return idr(profile(name)).Flag(accessPointPrivate) }
	c.Honest("told-private", "D-09 A-6", "The true home opens a private access point of ours, in whatever form: told of", told(private), told("Corporate.EXAMPLE").Note("in capitals"), told(private+".").Note("a dot behind"),
		told(private+".mnc001.mcc001.gprs").Note("with our operator identifier"), told(private+".MNC070.MCC999.gprs").Note("with the home's"),
		idr(tgpp(1429, nil).Group(tgpp(1423, U32(1)), tgpp(1428, U32(0)), point("ims"), point("internet"), point(private))).Flag(accessPointPrivate).Note("the third"),
		idr(tgpp(1467, nil).Group(tgpp(1469, nil).Group(tgpp(1423, U32(1)), tgpp(1470, []byte{0, 0}), tgpp(1404, nil).Group(), accessPoint(private)))).Flag(accessPointPrivate).Note("of GPRS"))
	c.Attack("a06-private", "A-6 D-08 D-09", "Another network opens it", "told-private", subscriberTheirs,
		send(insert(rogue, partnerA.imsi, subscriptionData(profile(private)))).Also(accessPointPrivate), send(insert(rogue, home.imsi, subscriptionData(profile(private)))).Also(accessPointPrivate).Note("to ours"))
}
