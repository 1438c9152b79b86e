package ss7

import (
	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// Messages that honest networks send; attacks are edits of them.

// locate is an any time interrogation by n: never between operators.
func locate(n network) message {
	return begin(at(n.scf, ssnSCF), at(home.hlr, ssnHLR), 29, 3, Invoke(1, 71, AnyTimeInterrogation(homeMSISDN, n.scf, 0, 3)))
}

// register is an updateLocation of our subscriber in network n.
func register(n network) message {
	return begin(at(n.vlr, ssnVLR), at(home.hlr, ssnHLR), 1, 3, Invoke(1, 2, UpdateLocation(homeIMSI, n.msc, n.vlr)))
}

// vectors asks for authentication vectors of our subscriber.
func vectors(n network, plmn string, number int) message {
	return begin(at(n.vlr, ssnVLR), at(home.hlr, ssnHLR), 14, 3, Invoke(1, 56, SendAuthenticationInfo(homeIMSI, number, plmn)))
}

// toVLR goes from n's HLR to our VLR.
func toVLR(n network, ac, version byte, code int, argument TLV) message {
	return begin(at(n.hlr, ssnHLR), at(home.vlr, ssnVLR), ac, version, Invoke(1, code, argument))
}

// toHLR goes from n's VLR to our HLR.
func toHLR(n network, ac, version byte, code int, argument TLV) message {
	return begin(at(n.vlr, ssnVLR), at(home.hlr, ssnHLR), ac, version, Invoke(1, code, argument))
}

// whereTo asks for the route of a short message, addressed by the number.
func whereTo(n network, msisdn string) message {
	return begin(at(n.smsc, ssnMSC), at(msisdn, ssnHLR), 20, 3, Invoke(1, 45, RoutingInfoForSM(msisdn, n.smsc, true)))
}

// deliver brings a short message to an IMSI at our MSC.
func deliver(n network, imsi string, tpdu []byte) message {
	return begin(at(n.smsc, ssnMSC), at(home.msc, ssnMSC), 25, 3, Invoke(1, 44, MTForwardSM(imsi, n.smsc, tpdu)))
}

// submit is a short message of our subscriber in network n to our service centre.
func submit(n network, msisdn string) message {
	return begin(at(n.msc, ssnMSC), at(home.smsc, ssnMSC), 21, 3,
		Invoke(1, 46, MOForwardSM(msisdn, home.smsc, homeIMSI, Submit("99902000099", "hello"))))
}

// code of USSD, both ways.
func ussd(n network, text string) message {
	return beginAbout(homeIMSI, at(n.vlr, ssnVLR), at(home.hlr, ssnHLR), 19, 2, Invoke(1, 59, USSD(text)))
}

// call is the question of n's MSC to our gsmSCF about a call of our subscriber.
func call(n network, context TLV) message {
	return beginCAP(at(n.msc, ssnCAP), at(home.scf, ssnCAP), context, Invoke(1, 0, InitialDP(homeIMSI, n.msc, "99970200099")))
}

// Application contexts of CAP (RULES.md b3).
var (
	cap1     = MAPContext(50, 0)
	cap2     = MAPContext(50, 1)
	cap3     = CAPContext(21, 4)
	cap3GPRS = CAPContext(21, 50)
	cap3SMS  = CAPContext(21, 61)
	cap4     = CAPContext(23, 4)
	cap4Open = CAPContext(23, 8)
)

var plain = Deliver{From: "99970200001", Text: "hello"}.Bytes()

// toolkit is a command to the SIM (3GPP TS 31.115: header 70; TS 23.040 clause
// 9.2.3.9: PID 7F).
var toolkit = Deliver{From: "99970200001", PID: 0x7F, DCS: 0xF6, Header: []byte{0x70, 0}, Octets: []byte{0, 0x0E, 0x0D, 0, 0x21, 0, 0, 0xB0, 0, 1, 0, 0, 0, 0, 1, 0}}.Bytes()

func honest(c *Catalogue) {
	honestMobility(c)
	honestServices(c)
	honestHome(c)
	honestMessages(c)
	honestCAMEL(c)
	honestDress(c)
	honestTransport(c)
	honestManagement(c)
}

func honestMobility(c *Catalogue) {
	ul := register(partnerA)
	c.Honest("ul", "MAP-3a P-05 C-02 C-03", "Our subscriber registers at partner-a, which addresses the HLR by a title", send(ul).Note("version 3"),
		send(begin(ul.calling, ul.called, 1, 2, Invoke(1, 2, UpdateLocation(homeIMSI, partnerA.msc, partnerA.vlr)))).Note("version 2"))
	c.Honest("ul-e214", "C-07 C-03 P-06", "The same addressed in E.214; the HLR goes on from its own title, and ends",
		send(ul.to(byIMSI(homeIMSI))),
		send(ul.continued(Invoke(1, 7, InsertSubscriberData("", homeMSISDN))).accepting(MAPContext(1, 3)).from(at(home.hlr, ssnHLR))),
		send(ul.transaction(func(t *TCAP) {
			*t = TCAP{Package: PackageContinue, OTID: otid, DTID: dtid, Components: []TLV{Result(1, 7, Sequence())}}
		})),
		send(ul.answered(Result(1, 2, Sequence(OctetString(ISDN(home.hlr)))))))
	c.Honest("ul-without-vectors", "MAP-3a", "A registration without authentication before: stored vectors", send(register(partnerB)))
	c.Honest("ul-gprs", "MAP-3a", "The same in the packet domain",
		send(begin(at(partnerA.sgsn, ssnSGSN), at(home.hlr, ssnHLR), 32, 3, Invoke(1, 23, UpdateGprsLocation(homeIMSI, partnerA.sgsn, [4]byte{198, 51, 100, 15})))))
	c.Honest("sai", "MAP-3b", "Vectors for our subscriber, from one to five, and in version 2 without a number",
		send(vectors(partnerA, plmnA, 1)), send(vectors(partnerA, plmnA, 5)), send(vectors(partnerA, "", 3)),
		send(toHLR(partnerA, 14, 2, 56, SendAuthenticationInfo2(homeIMSI))))
	c.Honest("afr", "MAP-3f", "A failed authentication is told after vectors were sent", send(vectors(partnerA, plmnA, 2)),
		send(toHLR(partnerA, 39, 3, 15, AuthenticationFailureReport(homeIMSI))))
	c.Honest("purge", "MAP-3c", "A VLR forgets our subscriber, as a previous one does, too", send(toHLR(partnerA, 27, 3, 67, PurgeMS(homeIMSI, partnerA.vlr))),
		send(toHLR(partnerB, 27, 3, 67, PurgeMS(homeIMSI, partnerB.vlr))))
	c.Honest("restore", "MAP-3c", "A VLR has restarted", send(toHLR(partnerA, 1, 3, 57, RestoreData(homeIMSI))))
	c.Honest("mapv1", "P-05 MAP-1c", "An old partner has version 1, without a dialogue portion, and its way to ask for vectors",
		send(begin1(at(partnerC.vlr, ssnVLR), at(home.hlr, ssnHLR), Invoke(1, 2, UpdateLocation(homeIMSI, partnerC.msc, partnerC.vlr)))),
		send(begin1(at(partnerC.vlr, ssnVLR), at(home.hlr, ssnHLR), Invoke(1, 9, SendParameters(homeIMSI)))))
}

func honestServices(c *Catalogue) {
	c.Honest("forwarding", "MAP-3d", "A subscriber abroad sets call forwarding, and asks for it",
		send(toHLR(partnerA, 18, 2, 10, RegisterSS(homeMSISDN))), send(toHLR(partnerA, 18, 2, 14, SSCode(0x21))))
	c.Honest("password", "MAP-2b", "The HLR asks for the password inside the dialogue of the subscriber; here it is a partner's",
		send(outward(partnerA, 18, 2, 10, RegisterSS(msisdnA))),
		send(outward(partnerA, 18, 2, 10, RegisterSS(msisdnA)).continued(Linked(1, 1, 18, GetPassword())).accepting(MAPContext(18, 2))))
	c.Honest("ussd", "MAP-3d", "A subscriber abroad asks for the balance", send(ussd(partnerA, "*100#")))
	c.Honest("ussd-home", "MAP-2b", "A home network notifies its subscriber in our network", send(beginAbout(imsiA, at(partnerA.hlr, ssnHLR), at(home.vlr, ssnVLR), 19, 2, Invoke(1, 61, USSD("hello")))),
		send(beginAbout(imsiA, at(partnerA.hlr, ssnHLR), at(home.vlr, ssnVLR), 19, 2, Invoke(1, 60, USSD("1: yes")))))
	c.Honest("agreements", "MAP-1b MAP-1c", "What partner-b may ask by agreement",
		send(routing(partnerB)), send(begin(at(partnerB.gmlc, ssnGMLC), at(home.hlr, ssnHLR), 37, 3, Invoke(1, 85, SendRoutingInfoForLCS(partnerB.gmlc, homeMSISDN)))),
		send(identify(partnerB)), send(toVLR(partnerB, 17, 3, 50, ActivateTraceMode(imsiB))))
}

func routing(n network) message {
	return begin(at(n.msc, ssnMSC), at(homeMSISDN, ssnHLR), 5, 3, Invoke(1, 22, SendRoutingInfo(homeMSISDN, n.msc)))
}

func identify(n network) message {
	return begin(at(n.vlr, ssnVLR), at(home.vlr, ssnVLR), 15, 3, Invoke(1, 55, SendIdentification(0xC0FFEE01)))
}

// outward is a dialogue that our VLR opens to n's HLR.
func outward(n network, ac, version byte, code int, argument TLV) message {
	return begin(at(home.vlr, ssnVLR), at(n.hlr, ssnHLR), ac, version, Invoke(1, code, argument)).reverse()
}

func honestHome(c *Catalogue) {
	c.Honest("home-hlr", "MAP-2a MAP-2c", "partner-a's HLR and its subscriber in our network",
		send(toVLR(partnerA, 28, 3, 70, ProvideSubscriberInfo(imsiA, 0, 1))).Note("provideSubscriberInfo"),
		send(toVLR(partnerA, 3, 3, 4, ProvideRoamingNumber(imsiA, home.msc, msisdnA))).Note("provideRoamingNumber"),
		send(toVLR(partnerA, 2, 3, 3, CancelLocation(imsiA))).Note("cancelLocation"),
		send(toVLR(partnerA, 16, 3, 7, InsertSubscriberData(imsiA, msisdnA, Barring()))).Note("operator determined barring"),
		send(toVLR(partnerA, 16, 3, 7, InsertSubscriberData(imsiA, msisdnA, OCSI(partnerA.scf)))).Note("O-CSI of its own gsmSCF"),
		send(toVLR(partnerA, 16, 3, 8, DeleteSubscriberData(imsiA))).Note("deleteSubscriberData"),
		send(toVLR(partnerA, 10, 2, 37, Reset(partnerA.hlr))).Note("reset"))
	c.Honest("home-hlr-data", "MAP-2c P-01", "What else its subscription may change: where calls are forwarded, the access point, data of LTE under tag BF 1F",
		send(toVLR(partnerA, 16, 3, 7, InsertSubscriberData(imsiA, msisdnA, forwardings(1)[0])).inSCCP(as(TypeLUDT, 15))).Note("forwarding"),
		send(toVLR(partnerA, 16, 3, 7, InsertSubscriberData(imsiA, msisdnA, PacketSubscription("internet"))).to(at(home.sgsn, ssnSGSN))).Note("access point"),
		send(toVLR(partnerA, 16, 3, 7, InsertSubscriberData(imsiA, msisdnA, ContextOf(31, Context(2, 5)))).to(at(home.sgsn, ssnSGSN))).Note("BF 1F"))
	ul := outward(partnerA, 1, 3, 2, UpdateLocation(imsiA, home.msc, home.vlr))
	c.Honest("isd-in-registration", "MAP-2a P-04 P-01", "Subscriber data inside the dialogue of a registration: no IMSI in the argument, several components, a tag number of 32",
		send(ul), send(ul.continued(Invoke(1, 7, InsertSubscriberData("", msisdnA)), Invoke(2, 7, InsertSubscriberData("", msisdnA, CSGSubscription()))).accepting(MAPContext(1, 3))))
	c.Honest("trace-in-registration", "MAP-1c", "A trace that is ordered while a subscriber registers: without it the registration would fail",
		send(ul), send(ul.continued(Invoke(1, 50, ActivateTraceMode(imsiA))).accepting(MAPContext(1, 3))).Flag(mapTrace))
}

func honestMessages(c *Catalogue) {
	c.Honest("sri-sm", "SMS-1 C-07", "Where to deliver a short message: partner-a's centre asks, and a hub for it", send(whereTo(partnerA, homeMSISDN)), send(whereTo(hub, homeMSISDN)))
	c.Honest("sri-sm-ported", "SMS-1 C-03", "The same for a number that was ported to us, by agreement", send(whereTo(partnerB, "99903000001")))
	c.Honest("mt-sm-roamer", "SMS-5 SMS-2", "A short message to partner-a's subscriber in our network, from its centre, another's, its router, in version 2 and 3",
		send(deliver(partnerA, imsiA, plain)), send(deliver(partnerB, imsiA, plain)),
		send(deliver(partnerB, imsiA, plain).from(at(partnerA.router, ssnMSC))),
		send(begin(at(partnerA.smsc, ssnMSC), at(home.msc, ssnMSC), 25, 2, Invoke(1, 46, MTForwardSM(imsiA, partnerA.smsc, plain)))))
	c.Honest("mt-sm-hub", "SMS-2", "The hub asks with one of its titles and delivers with another",
		send(whereTo(hub, homeMSISDN)), send(deliver(hub, homeIMSI, plain).from(at(hub.router, ssnMSC))))
	c.Honest("ota-roamer", "SMS-4", "A home network's command to the SIM of its subscriber in our network", send(deliver(partnerA, imsiA, toolkit)))
	c.Honest("mo-sm", "MAP-3e", "Our subscriber abroad sends a short message", send(submit(partnerA, homeMSISDN)))
	c.Honest("alert-sc", "SMS-3", "A subscriber of partner-a is there again, hours after our centre failed",
		send(begin(at(partnerA.hlr, ssnHLR), at(home.smsc, ssnMSC), 23, 2, Invoke(1, 64, AlertServiceCentre(msisdnA, home.smsc)))))
	c.Honest("report-sm", "SMS-3 MAP-3c", "What became of a delivery, and that a subscriber is there again",
		send(begin(at(partnerA.smsc, ssnMSC), at(homeMSISDN, ssnHLR), 20, 3, Invoke(1, 47, ReportSMDeliveryStatus(homeMSISDN, partnerA.smsc)))),
		send(toHLR(partnerA, 24, 3, 66, ReadyForSM(homeIMSI))))
}

func honestCAMEL(c *Catalogue) {
	idp := call(partnerA, cap2)
	c.Honest("idp", "CAP-0 CAP-2", "A call of our subscriber abroad, in phases 1 to 4",
		send(call(partnerA, cap1)).Note("phase 1"), send(idp).Note("phase 2"), send(call(partnerA, cap3)).Note("phase 3"), send(call(partnerA, cap4)).Note("phase 4"))
	c.Honest("idp-dialogue", "CAP-4", "The gsmSCF asks for reports and they come",
		send(idp), send(idp.continued(Invoke(1, 31)).accepting(cap2).in(capUser)),
		send(idp.transaction(func(t *TCAP) {
			*t = TCAP{Package: PackageContinue, OTID: otid, DTID: dtid, Components: []TLV{Invoke(2, 24, EventReportBCSM())}}
		})))
	c.Honest("idp-sms", "CAP-0", "A short message of our subscriber abroad, by the context for them",
		send(beginCAP(at(partnerA.msc, ssnCAP), at(home.scf, ssnCAP), cap3SMS, Invoke(1, 60, InitialDPSMS(homeIMSI, partnerA.msc, homeMSISDN)))))
	c.Honest("gprs-reopened", "CAP-4 CAP-1", "A packet session's control is taken up again: flagged, for the session is not known here",
		send(beginCAP(at(partnerA.sgsn, ssnCAP), at(home.scf, ssnCAP), cap3GPRS, Invoke(1, 76, Sequence(Context(0, 1))))).Flag("homecheck/cap-opening-unchecked"))
	c.Honest("ica", "CAP-1 CAP-0", "partner-d's gsmSCF sets up a call, by agreement",
		send(beginCAP(at(partnerD.scf, ssnCAP), at(home.msc, ssnCAP), cap4Open, Invoke(1, 32, Sequence(ContextOf(0, OctetString(Called("99970200099"))))))))
}

func capUser(m *message) { m.user = "cap" }

const (
	longForm   = "faults/ber-long-form"
	indefinite = "faults/ber-indefinite"
)

func honestDress(c *Catalogue) {
	ask := whereTo(partnerA, homeMSISDN)
	c.Honest("lengths", "P-01", "Lengths longer than needed, and indefinite ones: legal, read, flagged",
		send(ask.dressed(Long3)).Flag(longForm).Note("one octet more, everywhere"),
		send(ask.dressed(func(e TLV) TLV { return e.All(Long(2)) })).Flag(longForm).Note("two octets more"),
		send(ask.dressed(func(e TLV) TLV { return e.All(Long(4)) })).Flag(longForm).Note("four octets more"),
		send(ask.dressed(func(e TLV) TLV { return e.All(Unbounded) })).Flag(indefinite).Note("indefinite, everywhere"),
		send(ask.dressed(func(e TLV) TLV { return Unbounded(e) })).Flag(indefinite).Note("indefinite, the message only"),
		send(ask.dressed(func(e TLV) TLV { return e.All(Unbounded).At(Long(1), 0) })).Flag(longForm, indefinite).Note("both"))
	data := toVLR(partnerA, 16, 3, 7, InsertSubscriberData(imsiA, msisdnA, OCSI(partnerA.scf)))
	c.Honest("segments", "C-04", "Subscriber data in segments", send(data.segmented(60)).Note("two"), send(data.segmented(20)).Note("many"))
	c.Honest("sccp-types", "C-01", "One message in every form of unit data", send(ask.inSCCP(as(TypeXUDT, 15))).Note("XUDT"),
		send(ask.inSCCP(as(TypeXUDT, 1))).Note("XUDT, hop counter 1"), send(ask.inSCCP(as(TypeLUDT, 15))).Note("LUDT"),
		send(ask.inSCCP(func(s SCCP) SCCP { s.Class = 0x81; return s })).Note("UDT, class 1, return on error"))
	c.Honest("components", "P-04", "A result and an invoke in one message of a dialogue that we opened",
		send(outward(partnerA, 1, 3, 2, UpdateLocation(imsiA, home.msc, home.vlr))),
		send(outward(partnerA, 1, 3, 2, UpdateLocation(imsiA, home.msc, home.vlr)).
			continued(Result(7, 57, Sequence(OctetString(ISDN(partnerA.hlr)))), Invoke(1, 7, InsertSubscriberData("", msisdnA))).accepting(MAPContext(1, 3))))
	c.Honest("empty-begin", "P-06", "A dialogue that begins without a component, and the answers that have none",
		send(begin(at(partnerA.vlr, ssnVLR), at(home.hlr, ssnHLR), 1, 3)), send(register(partnerA).continued().accepting(MAPContext(1, 3))),
		send(register(partnerA).answered()), send(register(partnerA).answered(ReturnError(1, 1))).Note("unknownSubscriber"))
}

// Long3 gives every length an octet that it does not need.
func Long3(e TLV) TLV { return e.All(Long(1)) }

// as sends in another type of unit data.
func as(typ, hop byte) func(SCCP) SCCP {
	return func(s SCCP) SCCP { s.Type, s.Hop = typ, hop; return s }
}
