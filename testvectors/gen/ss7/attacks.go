package ss7

import (
	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// attacks are the rows S-1 to S-21 of the attack catalogue, each as plain as it is
// in the wild.
func attacks(c *Catalogue) {
	attackLocation(c)
	attackSubscriber(c)
	attackServices(c)
	attackMessages(c)
	attackCAMEL(c)
	attackNetwork(c)
	attackClaims(c)
	attackMemory(c)
}

func attackLocation(c *Catalogue) {
	c.Attack("s01-locate", "S-1 MAP-1a", "Where is this number? An any time interrogation, and its kin", "ul", mapNever,
		send(locate(rogue)), send(locate(partnerB)).Note("every agreement does not lift it"),
		send(begin(at(rogue.scf, ssnSCF), at(home.hlr, ssnHLR), 43, 3, Invoke(1, 62, AnyTimeSubscriptionInterrogation(homeMSISDN, rogue.scf)))),
		send(begin(at(rogue.scf, ssnSCF), at(home.hlr, ssnHLR), 43, 3, Invoke(1, 65, AnyTimeModification(homeMSISDN, rogue.scf, premium)))),
		send(begin(at(rogue.hlr, ssnHLR), at(home.scf, ssnSCF), 22, 3, Invoke(1, 5, NoteSubscriberDataModified(homeIMSI, homeMSISDN)))))
	c.Attack("s03-routing", "S-3 MAP-1b", "Who and where is this number, by operations of one network", "agreements", mapRouting,
		send(routing(rogue)), send(routing(partnerA)),
		send(begin(at(rogue.sgsn, ssnSGSN), at(home.hlr, ssnHLR), 33, 3, Invoke(1, 24, SendRoutingInfoForGprs(homeIMSI, rogue.sgsn)))),
		send(begin(at(rogue.vlr, ssnVLR), at(homeMSISDN, ssnHLR), 26, 2, Invoke(1, 58, SendIMSI(homeMSISDN)))).Also(),
		send(begin(at(rogue.gmlc, ssnGMLC), at(home.hlr, ssnHLR), 37, 3, Invoke(1, 85, SendRoutingInfoForLCS(rogue.gmlc, homeMSISDN)))))
	c.Attack("s04-cell", "S-4 MAP-2a", "Where is our subscriber? Asked of our VLR by who is not the home", "home-hlr", subscriberTheirs,
		send(toVLR(rogue, 28, 3, 70, ProvideSubscriberInfo(homeIMSI, 0, 3))), send(toVLR(rogue, 28, 3, 70, ProvideSubscriberInfo(imsiA, 0, 3))).Note("partner-a's subscriber"))
	c.Attack("s05-spoofed-home", "S-5 C-02", "The same in our own HLR's name, from outside", "home-hlr", titleOurs+" "+subscriberTheirs,
		send(begin(at(home.hlr, ssnHLR), at(home.vlr, ssnVLR), 28, 3, Invoke(1, 70, ProvideSubscriberInfo(homeIMSI, 0, 3)))))
	c.Attack("s06-precise", "S-6 MAP-2b", "The precise location, by a location centre without agreement", "home-hlr", serviceTheirs,
		send(begin(at(rogue.gmlc, ssnGMLC), at(home.msc, ssnMSC), 38, 3, Invoke(1, 83, ProvideSubscriberLocation(homeIMSI, rogue.gmlc)))),
		send(begin(at(rogue.gmlc, ssnGMLC), at(home.sgsn, ssnSGSN), 38, 3, Invoke(1, 83, ProvideSubscriberLocation(imsiA, rogue.gmlc)))))
}

func attackSubscriber(c *Catalogue) {
	c.Attack("s07-claimed-vlr", "S-7 P-07", "A registration whose MSC and VLR belong to another than who sends it", "ul", servingTheirs,
		send(begin(at(partnerA.vlr, ssnVLR), at(home.hlr, ssnHLR), 1, 3, Invoke(1, 2, UpdateLocation(homeIMSI, rogue.msc, rogue.vlr)))),
		send(begin(at(rogue.vlr, ssnVLR), at(home.hlr, ssnHLR), 1, 3, Invoke(1, 2, UpdateLocation(homeIMSI, partnerA.msc, partnerA.vlr)))),
		send(begin(at(rogue.sgsn, ssnSGSN), at(home.hlr, ssnHLR), 32, 3, Invoke(1, 23, UpdateGprsLocation(homeIMSI, partnerA.sgsn, [4]byte{198, 51, 100, 15})))))
	c.Attack("s07-foreign-imsi", "S-7 MAP-3a", "A registration of a subscriber who is not ours", "ul", imsiOurs,
		send(toHLR(rogue, 1, 3, 2, UpdateLocation(imsiA, rogue.msc, rogue.vlr))))
	c.Attack("s08-gsmscf", "S-8 MAP-2c", "Subscriber data that sends calls to a stranger's gsmSCF", "home-hlr", gsmscfHome,
		send(toVLR(partnerA, 16, 3, 7, InsertSubscriberData(imsiA, msisdnA, OCSI(rogue.scf)))))
	c.Attack("s08-intercept", "S-8 MAP-2a", "The same for our own subscriber", "home-hlr", subscriberTheirs+" "+gsmscfHome,
		send(toVLR(rogue, 16, 3, 7, InsertSubscriberData(homeIMSI, homeMSISDN, OCSI(rogue.scf)))))
	c.Attack("s10-deny", "S-10 MAP-2a", "A subscriber is taken off: cancelled, withdrawn, barred", "home-hlr", subscriberTheirs,
		send(toVLR(rogue, 2, 3, 3, CancelLocation(homeIMSI))), send(toVLR(rogue, 2, 3, 3, CancelLocation(imsiA))),
		send(toVLR(rogue, 16, 3, 8, DeleteSubscriberData(imsiA))), send(toVLR(rogue, 16, 3, 7, InsertSubscriberData(imsiA, msisdnA, Barring()))))
	c.Attack("s11-roaming-number", "S-11 MAP-2a", "Roaming numbers are taken from our MSC", "home-hlr", subscriberTheirs,
		send(toVLR(rogue, 3, 3, 4, ProvideRoamingNumber(homeIMSI, home.msc, homeMSISDN))))
	c.Attack("s11-reset", "S-11 MAP-2b", "A reset in the name of another's HLR: all its subscribers register anew", "home-hlr", resetTheirs,
		send(toVLR(rogue, 10, 2, 37, Reset(partnerA.hlr))), send(toVLR(rogue, 10, 2, 37, Reset(home.hlr))))
	c.Attack("s12-foreign-imsi", "S-12 MAP-3b", "Vectors of a subscriber who is not ours", "sai", imsiOurs,
		send(toHLR(rogue, 14, 3, 56, SendAuthenticationInfo(imsiA, 5, plmnX))), send(toHLR(rogue, 14, 2, 56, SendAuthenticationInfo2(imsiB))))
	c.Attack("s12-too-many", "S-12 MAP-3b", "More vectors than anybody needs, and none", "sai", vectorsRange,
		send(vectors(partnerA, plmnA, 6)), send(vectors(partnerA, plmnA, 100)), send(vectors(partnerA, "", 0)))
	c.Attack("s12-network", "S-12 MAP-3b", "Vectors for another network than the one that asks", "sai", requestingTheirs,
		send(vectors(rogue, plmnA, 5)), send(vectors(rogue, homePLMN, 5)))
}

func attackServices(c *Catalogue) {
	c.Attack("s16-password", "S-16 MAP-2b P-05", "A question for the password that opens a dialogue", "password", mapContext+" "+outsideDialogue,
		send(toVLR(rogue, 18, 2, 18, GetPassword())).Also())
	c.Attack("s17-identify", "S-17 MAP-1c", "Identity and keys of a subscriber, as if by the next VLR", "agreements", mapNeighbour,
		send(identify(rogue)), send(identify(partnerA)),
		send(begin(at(rogue.msc, ssnMSC), at(home.vlr, ssnEIR), 13, 2, Invoke(1, 43, CheckIMEI("353490069873319")))).Note("checkIMEI"))
	c.Attack("s20-phishing", "S-20 MAP-2b", "Text on the screen of a subscriber, from who is not the home", "ussd-home", serviceTheirs,
		send(beginAbout(homeIMSI, at(rogue.hlr, ssnHLR), at(home.vlr, ssnVLR), 19, 2, Invoke(1, 61, USSD("call 88213000000")))),
		send(beginAbout(imsiA, at(rogue.hlr, ssnHLR), at(home.vlr, ssnVLR), 19, 2, Invoke(1, 60, USSD("your PIN?")))))
	c.Attack("s21-trace", "S-21 MAP-1c", "A trace of another's subscriber, without agreement", "agreements", mapTrace+" "+subscriberTheirs,
		send(toVLR(rogue, 17, 3, 50, ActivateTraceMode(imsiA))))
	c.Attack("s21-trace-own", "MAP-1c", "A trace of one's own subscriber, without agreement", "agreements", mapTrace,
		send(toVLR(partnerA, 17, 3, 50, ActivateTraceMode(imsiA))))
	c.Attack("s21-trace-foreign", "MAP-1c", "A trace of another's subscriber, whatever the agreement", "agreements", subscriberTheirs,
		send(toVLR(partnerB, 17, 3, 50, ActivateTraceMode(imsiA))))
	c.Attack("s15-transfer", "S-15 MAP-3d", "Money is transferred by a code", "ussd", ussdTransfer, send(ussd(rogue, "*140*99999200001*500#")))
}

func attackMessages(c *Catalogue) {
	c.Attack("s13-centre", "S-13 SMS-2 P-07", "A short message whose service centre is not the sender's", "mt-sm-roamer", centreTheirs,
		send(deliver(partnerA, imsiB, plain).from(at(rogue.smsc, ssnMSC))), send(deliver(partnerA, homeIMSI, plain).from(at(rogue.smsc, ssnMSC))),
		send(begin(at(rogue.smsc, ssnMSC), at(home.msc, ssnMSC), 25, 2, Invoke(1, 46, MTForwardSM(imsiA+"", partnerB.smsc, plain)))).Note("version 2"))
	c.Attack("sms-alert", "SMS-3", "A subscriber of another is said to be there again", "alert-sc", alertTheirs,
		send(begin(at(rogue.hlr, ssnHLR), at(home.smsc, ssnMSC), 23, 2, Invoke(1, 64, AlertServiceCentre(msisdnA, home.smsc)))))
	c.Attack("mo-centre", "MAP-3e", "A short message to another's service centre", "mo-sm", centreOurs,
		send(begin(at(partnerA.msc, ssnMSC), at(home.smsc, ssnMSC), 21, 3, Invoke(1, 46, MOForwardSM(homeMSISDN, partnerB.smsc, homeIMSI, Submit("99902000099", "hello"))))))
	c.Attack("mo-number", "MAP-3e S-13", "A short message of a subscriber who is not ours", "mo-sm", moOurs,
		send(begin(at(partnerA.msc, ssnMSC), at(home.smsc, ssnMSC), 21, 3, Invoke(1, 46, MOForwardSM(msisdnA, home.smsc, imsiA, Submit("99902000099", "hello"))))))
	c.Attack("s14-toolkit", "S-14 SMS-4", "A command to the SIM that is not its home's", "ota-roamer", toolkitFound,
		send(deliver(rogue, homeIMSI, toolkit)), send(deliver(rogue, imsiA, toolkit)),
		send(deliver(rogue, homeIMSI, Deliver{From: "99970200001", PID: 0x7F, DCS: 0xF6, Octets: []byte{1, 2, 3, 4}}.Bytes())).Note("without header"),
		send(deliver(rogue, homeIMSI, Deliver{From: "99970200001", DCS: 0xF6, Header: []byte{0x7F, 0}, Octets: []byte{1, 2, 3, 4}}.Bytes())).Note("another identifier"))
}

func attackCAMEL(c *Catalogue) {
	c.Attack("s18-no-agreement", "S-18 CAP-0", "A call's control from who has no agreement", "idp", camelAgreed, send(call(rogue, cap2)), send(call(partnerB, cap3)))
	c.Attack("s18-connect", "S-18 CAP-1 CAP-4", "A dialogue for reports that begins with an order", "idp", capDirection+" "+capOutside,
		send(beginCAP(at(partnerA.scf, ssnCAP), at(home.msc, ssnCAP), cap2, Invoke(1, 20, Connect(premium)))))
	c.Attack("s18-open", "CAP-0", "A gsmSCF begins a call without agreement", "ica", camelOpen,
		send(beginCAP(at(partnerA.scf, ssnCAP), at(home.msc, ssnCAP), cap4Open, Invoke(1, 32, Sequence(ContextOf(0, OctetString(Called(premium))))))))
	c.Attack("s18-foreign-imsi", "CAP-2", "A call of a subscriber who is not ours", "idp", capOurs,
		send(beginCAP(at(partnerA.msc, ssnCAP), at(home.scf, ssnCAP), cap2, Invoke(1, 0, InitialDP(imsiB, partnerA.msc, premium)))))
}

func attackNetwork(c *Catalogue) {
	c.Attack("s19-duna", "S-19 M-03", "Our own point code is said to be out of reach", "m3ua-management", affectedTheirs,
		peer(2, 1, "DUNA", AffectedPointCodes(pointHome)), peer(2, 1, "DUNA", AffectedPointCodes(pointElse)).Note("another's"),
		peer(2, 6, "DRST", AffectedPointCodes(pointHome)), peer(2, 1, "DUNA", MaskedPointCode(14, 0)).Note("all"),
		peer(2, 4, "SCON", AffectedPointCodes(pointHome), CongestionLevel(3)), peer(2, 5, "DUPU", AffectedPointCodes(pointHome), UserCause(2, 3)))
	c.Attack("s19-ssp", "S-19 C-06", "Our HLR is said to be gone, and others'", "scmg", affectedTheirs,
		management(2, "SSP", ssnHLR, pointHome), management(2, "SSP", ssnHLR, pointElse), management(1, "SSA", ssnHLR, pointElse))
	c.Attack("s19-sst", "C-06", "Others' subsystems are tested through us", "scmg", affectedOurs, management(3, "SST", ssnHLR, pointElse), management(3, "SST", ssnHLR, pointPeer))
	c.Attack("c06-ansi", "C-06", "Messages that only ANSI networks have", "scmg", scmgAllowed,
		management(0xFD, "SBR", ssnHLR, pointPeer).Also(sccpUnknown), management(0xFE, "SNR", ssnHLR, pointPeer).Also(sccpUnknown), management(0xFF, "SRT", ssnHLR, pointPeer).Also(sccpUnknown))
	c.Attack("m01-routing-key", "M-01", "A gateway registers a routing key by itself", "m3ua-management", routingKey,
		peer(9, 1, "REGREQ", RoutingKey(1, pointHome)), peer(9, 3, "DEREGREQ", RoutingContext(1)))
	c.Attack("m01-version", "M-01", "A header that M3UA does not have", "ul", "faults/m3ua-header",
		send(register(partnerA).inM3UA(func(x M3UA) M3UA { x.Version = 2; return x }).saying(vector.Op{Protocol: "m3ua"})),
		send(register(partnerA).inM3UA(func(x M3UA) M3UA { x.Reserved = 1; return x }))).Breaks("RFC 4666 clause 3.1")
	c.Attack("m02-service", "M-02", "Another user of MTP3 than SCCP", "ul", serviceKnown,
		transferred(5, "ISUP"), transferred(0, "management of the network"), transferred(13, "reserved"))
	c.Attack("m02-points", "M-02", "An originating point code that is not the peer's", "ul", opcTheirs,
		send(register(partnerA).inMTP(func(t Transfer) Transfer { t.OPC = pointHome; return t })).Note("from ourselves"),
		send(register(partnerA).inMTP(func(t Transfer) Transfer { t.OPC = pointElse; return t })).Note("from another"))
	c.Attack("m02-destination", "M-02", "A destination point code that is not ours", "ul", dpcOurs,
		send(register(partnerA).inMTP(func(t Transfer) Transfer { t.DPC = pointElse; return t })), send(register(partnerA).inMTP(func(t Transfer) Transfer { t.DPC = pointPeer; return t })))
	c.Attack("m02-network", "M-02", "A network indicator that is not this interconnect's", "ul", networkTheirs,
		send(register(partnerA).inMTP(func(t Transfer) Transfer { t.NI = 2; return t })), send(register(partnerA).inMTP(func(t Transfer) Transfer { t.NI = 3; return t })))
	c.Attack("c01-connection", "C-01", "A connection of SCCP", "ul", sccpAllowed,
		bareSCCP(1, []byte{TypeCR, 1, 2, 3, 2, 2, 4, 0x43, 1, 6, 0x92, 0}, "CR").Also(sccpUnknown))
	c.Attack("p02-unidirectional", "P-02", "A message that opens no dialogue", "ul", packageKnown,
		send(register(partnerA).transaction(func(t *TCAP) {
			t.Package, t.OTID, t.Dialogue = PackageUnidirectional, nil, nil
		})))
}

// transferred is M3UA DATA for another user of MTP3.
func transferred(service byte, what string) Step {
	t := Transfer{OPC: pointPeer, DPC: pointHome, Service: service, Octets: []byte{1, 0, 0, 0, 1, 0, 0, 0}}
	return bare(t.M3UA().Bytes(), false, vector.Op{Protocol: "m3ua", Code: 0x101, Operation: "DATA"}).Note("%s", what)
}

func bareSCCP(typ int, octets []byte, name string) Step {
	t := Transfer{OPC: pointPeer, DPC: pointHome, Service: 3, Octets: octets}
	return bare(t.M3UA().Bytes(), false, vector.Op{Protocol: "sccp", Code: typ, Operation: name})
}

func attackClaims(c *Catalogue) {
	ul, sai := register(partnerA), vectors(partnerA, "", 3)
	title := func(edit func(*Party)) message { return sai.in(func(m *message) { edit(&m.calling) }) }
	c.Attack("c02-title", "C-02", "A title of no operator's", "sai", titleTheirs, send(title(func(p *Party) { p.Title = nobody.vlr })), send(title(func(p *Party) { p.Title = "999021234567" })).Note("a subscriber's"))
	c.Attack("c02-ours", "C-02 S-5", "Our own title, from outside", "sai", titleOurs, send(title(func(p *Party) { p.Title = home.vlr })), send(title(func(p *Party) { p.Title = home.hlr })))
	c.Attack("c02-form", "C-02", "Calling parties that say nothing of who calls, or what nobody may say", "sai", callingForm,
		send(title(func(p *Party) { p.NoTitle = true })).Note("no title"), send(title(func(p *Party) { p.NoSSN = true })).Note("no subsystem"),
		send(title(func(p *Party) { p.SSN = 254 })).Note("subsystem 254"), send(title(func(p *Party) { p.RouteOnSSN = true })).Note("routed on the subsystem"),
		send(title(func(p *Party) { p.Point = &pointPeer })).Note("a point code"), send(title(func(p *Party) { p.TT = 9 })).Note("translation type 9"),
		send(title(func(p *Party) { p.Plan = 7 })).Note("E.214"), send(title(func(p *Party) { p.Nature = 3 })).Note("a national number"),
		send(title(func(p *Party) { p.Title = "99970" })).Note("too short"))
	c.Attack("c03-title", "C-03", "Another operator's title, and nobody's", "ul", calledOurs, send(ul.to(at(partnerB.hlr, ssnHLR))), send(ul.to(at(nobody.hlr, ssnHLR))))
	c.Attack("c03-called", "C-03", "Called parties that lack what routing needs", "ul", calledForm,
		send(ul.to(Party{Title: home.hlr, SSN: ssnHLR, Nature: 3})).Note("a national number"),
		send(ul.to(Party{Title: home.hlr, SSN: ssnHLR, TT: 9})).Note("translation type 9"), send(ul.to(Party{SSN: ssnHLR, NoTitle: true, RouteOnSSN: true})).Note("no title"))
	c.Attack("c03-subsystem", "C-03", "A subsystem that does not serve the operation", "ul", ssnLegal,
		send(ul.to(at(home.hlr, ssnVLR))), send(ul.to(at(home.hlr, ssnMSC))), send(ul.to(at(home.hlr, ssnCAP))), send(ul.to(at(home.hlr, 200))).Note("unknown"))
	c.Attack("p07-claimed", "P-07", "A VLR in the argument that is not the sender's", "purge", addressTheirs, send(toHLR(rogue, 27, 3, 67, PurgeMS(homeIMSI, partnerA.vlr))))
	c.Attack("p07-receiver", "P-07", "An MSC in the argument that is not ours", "home-hlr", addressOurs, send(toVLR(partnerA, 3, 3, 4, ProvideRoamingNumber(imsiA, partnerB.msc, msisdnA))))
	c.Attack("map-inside", "MAP-1d", "What stays inside one network", "ul", mapInside,
		send(begin(at(rogue.msc, ssnMSC), at(home.hlr, ssnHLR), 34, 3, Invoke(1, 25, Sequence(Context(0, TBCD(homeIMSI)...), Context(1, ISDN(rogue.msc)...))))))
	c.Attack("map-handover", "MAP-1d", "A handover without agreement", "ul", mapHandover,
		send(begin(at(rogue.msc, ssnMSC), at(home.msc, ssnMSC), 11, 2, Invoke(1, 68, Sequence()))))
	c.Attack("map-unassigned", "MAP-1e P-05", "Operation codes that MAP does not have", "ul", mapContext+" "+mapUnassigned,
		unassigned(90).Also(mapUnknown), unassigned(127).Also(mapUnknown), unassigned(0).Also(mapUnknown), unassigned(78), unassigned(27).Also(mapUnknown))
}

// unassigned invokes a code in a context of another operation.
func unassigned(code int) Step {
	s := send(begin(at(rogue.vlr, ssnVLR), at(home.hlr, ssnHLR), 1, 3, Invoke(1, code, Sequence())))
	return s.Note("%d", code)
}

const (
	sccpUnknown = "faults/sccp-message-unknown"
	mapUnknown  = "faults/map-operation-unknown"
)

// attackMemory are attacks that look honest message by message.
func attackMemory(c *Catalogue) {
	var harvest, flood, theft []Step
	for i := range 12 {
		number := "9990200" + string(rune('0'+i/10)) + string(rune('0'+i%10)) + "77"
		harvest = append(harvest, send(whereTo(rogue, number)))
		flood = append(flood, send(toVLR(rogue, 3, 3, 4, ProvideRoamingNumber("999990000000001", home.msc, "99999200001"))))
		theft = append(theft, send(vectors(rogue, plmnX, 5)))
	}
	c.Pending("s02-harvest", "S-2 SMS-1 X-04", "One number after the other: where to deliver to, and nothing is delivered", "sri-sm", "X-04 needs rates", harvest...)
	c.Pending("s07-registration", "S-7 MAP-3a X-02", "Our subscriber registers at once far away from where it is", "ul", "MAP-3a's velocity needs the location store",
		send(register(partnerA)), send(register(rogue)))
	c.Pending("s09-forwarding", "S-9 MAP-3d", "Calls are forwarded to a premium number by a VLR that never had the subscriber", "forwarding", "MAP-3d needs the location store",
		send(toHLR(rogue, 18, 2, 10, RegisterSS(premium))).Also("homecheck/forwarded-to-premium", "homecheck/forwarded-to-abroad"))
	c.Pending("s10-purge", "S-10 MAP-3c", "A subscriber is purged by a VLR that never had it", "purge", "MAP-3c needs the location store",
		send(toHLR(rogue, 27, 3, 67, PurgeMS(homeIMSI, rogue.vlr))))
	c.Pending("s11-flood", "S-11 MAP-2a", "Roaming numbers for the attacker's own subscriber until there are no more", "home-hlr", "MAP-2a's rate needs counters", flood...)
	c.Pending("s12-theft", "S-12 MAP-3b", "Five vectors, again and again, and no registration", "sai", "MAP-3b's rate needs counters", theft...)
	c.Pending("s13-spoof", "S-13 SMS-2", "A short message to our subscriber that nobody asked the route for", "mt-sm-hub", "SMS-2 needs the dialogue store",
		send(deliver(rogue, homeIMSI, plain)))
	c.Pending("s13-submit", "S-13 MAP-3e", "A short message in the name of our subscriber who is not there", "mo-sm", "MAP-3e needs the location store",
		send(submit(rogue, homeMSISDN)))
	c.Pending("s15-ussd", "S-15 MAP-3d", "A code of our subscriber's, from a VLR that never had it", "ussd", "MAP-3d needs the location store", send(ussd(rogue, "*100#")))
	c.Pending("s16-interrogate", "S-16 MAP-3d", "Which services has this subscriber? From a VLR that never had it", "forwarding", "MAP-3d needs the location store",
		send(toHLR(rogue, 18, 2, 14, SSCode(0x21))))
	c.Pending("s18-inject", "S-18 CAP-1 P-06", "An order in a dialogue that our MSC opened with another, its number guessed", "idp-dialogue", "P-06 needs the dialogue store",
		send(call(partnerA, cap2).continued(Invoke(1, 20, Connect(premium))).accepting(cap2).in(capUser).reverse().to(at(home.msc, ssnCAP)).from(at(partnerA.scf, ssnCAP))))
	c.Pending("s21-failure", "S-21 MAP-3f", "A failed authentication that nobody asked vectors for", "afr", "MAP-3f needs the location store",
		send(toHLR(rogue, 39, 3, 15, AuthenticationFailureReport(homeIMSI2))))
}
