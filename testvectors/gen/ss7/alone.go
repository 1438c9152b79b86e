package ss7

import (
	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// alone are reasons of filters that the attacks of the catalogue share with
// another: each in a message that nothing else stops.
func alone(c *Catalogue) {
	aloneDialogue(c)
	aloneMessages(c)
	aloneServices(c)
}

func aloneDialogue(c *Catalogue) {
	ours := beginCAP(at(home.msc, ssnCAP), at(partnerA.scf, ssnCAP), cap2, Invoke(1, 0, InitialDP(imsiA, home.msc, "99970200099"))).reverse()
	c.Honest("cap-answer", "CAP-1 CAP-4", "partner-a's gsmSCF answers the question of our MSC about its subscriber",
		send(ours), send(ours.continued(Invoke(1, 20, Connect("99970200099"))).accepting(cap2).in(capUser)))
	c.Attack("cap-direction", "CAP-4", "The gsmSCF answers with a question, as if it were the MSC", "cap-answer", capDirection,
		send(ours.continued(Invoke(1, 0, InitialDP(homeIMSI, partnerA.msc, premium))).accepting(cap2).in(capUser)),
		send(ours.continued(Invoke(1, 24, EventReportBCSM())).accepting(cap2).in(capUser)).Note("with a report"))
	c.Attack("cap-report", "CAP-4", "A report of a call that nobody asked about", "idp-dialogue", capOutside,
		send(beginCAP(at(partnerA.msc, ssnCAP), at(home.scf, ssnCAP), cap2, Invoke(1, 24, EventReportBCSM()))),
		send(beginCAP(at(partnerA.msc, ssnCAP), at(home.scf, ssnCAP), cap2, Invoke(1, 16, Sequence(Context(0, 0x63, 0x21), Context(2, 0))))).Note("assistance that nobody asked for"))
	c.Attack("ica-order", "CAP-1", "A gsmSCF that may begin a call begins with another order", "ica", capOutside,
		send(beginCAP(at(partnerD.scf, ssnCAP), at(home.msc, ssnCAP), cap4Open, Invoke(1, 20, Connect(premium)))))
	c.Attack("cap-claimed", "CAP-0 MAP-1a E-12", "MAP from a subsystem of CAP's, inside a dialogue: its number stands for another operation there", "idp-dialogue", mapNever,
		send(locate(partnerA).from(at(partnerA.scf, ssnCAP)).transaction(func(t *TCAP) { t.Package, t.DTID, t.Dialogue = PackageContinue, dtid, nil })))
	c.Attack("sms-claimed", "SMS-4 E-12", "A command to the SIM inside a dialogue, from a subsystem of CAP's", "ota-roamer", toolkitFound,
		send(deliver(partnerA, homeIMSI, toolkit).from(at(partnerA.smsc, ssnCAP)).transaction(func(t *TCAP) { t.Package, t.DTID, t.Dialogue = PackageContinue, dtid, nil })))
	c.Attack("p08-opened", "P-08 P-06 MAP-2b", "A dialogue with the handset of another's subscriber that begins without an operation: what follows names nobody", "ussd-home", serviceTheirs,
		send(beginAbout(homeIMSI, at(rogue.hlr, ssnHLR), at(home.vlr, ssnVLR), 19, 2)), send(beginAbout(imsiA, at(rogue.hlr, ssnHLR), at(home.vlr, ssnVLR), 19, 2)))
	c.Attack("c03-translation", "C-03 C-07", "The translation type for the routing of calls in front of another question, which comes later", "empty-begin", calledForm,
		send(begin(at(partnerA.smsc, ssnMSC), Party{Title: homeMSISDN, SSN: ssnHLR, TT: 0x80}, 20, 3)))
	c.Attack("password-v1", "MAP-2b", "A question for the password that opens a dialogue of version 1", "mapv1", outsideDialogue,
		send(begin1(at(partnerC.hlr, ssnHLR), at(home.vlr, ssnVLR), Invoke(1, 18, GetPassword()))),
		send(begin1(at(partnerC.hlr, ssnHLR), at(home.vlr, ssnVLR), Invoke(1, 38))).Note("forwardCheckSS-Indication"))
	c.Attack("map-unassigned-inside", "MAP-1e", "An operation that MAP does not have, inside a dialogue", "components", mapUnassigned,
		inside(register(partnerA), 90).Also(mapUnknown), inside(register(partnerA), 127).Also(mapUnknown), inside(register(partnerA), 78).Note("withdrawn"))
	c.Attack("isd-nobody", "MAP-2a", "Subscriber data of nobody, outside a registration", "isd-in-registration", subscriberAbsent,
		send(toVLR(partnerA, 16, 3, 7, InsertSubscriberData("", msisdnA, OCSI(partnerA.scf)))),
		send(begin(at(partnerA.hlr, ssnHLR), at(home.vlr, ssnVLR), 19, 2, Invoke(1, 61, USSD("hello")))).Note("a notice to nobody"))
}

// inside invokes a code in a message that names no context.
func inside(m message, code int) Step {
	return send(m.transaction(func(t *TCAP) {
		*t = TCAP{Package: PackageContinue, OTID: otid, DTID: dtid, Components: []TLV{Invoke(1, code, Sequence())}}
	}))
}

func aloneMessages(c *Catalogue) {
	c.Attack("sms-mute", "SMS-5", "Short messages of an operator that may not send any", "mt-sm-roamer", smsAgreed,
		send(deliver(mute, imsiA, plain)), send(deliver(mute, homeIMSI, plain)), send(whereTo(mute, homeMSISDN)), send(submit(mute, homeMSISDN)))
	c.Attack("sms-addresses", "SMS-2 MAP-3e", "Short messages that do not say from which centre, or go against their context", "mt-sm-roamer", smsAddressed,
		send(begin(at(partnerA.smsc, ssnMSC), at(home.msc, ssnMSC), 25, 3, Invoke(1, 44, Sequence(Context(0, TBCD(imsiA)...), Context(5), OctetString(plain))))).Note("no centre"),
		send(begin(at(partnerA.smsc, ssnMSC), at(home.msc, ssnMSC), 25, 3, Invoke(1, 44, Sequence(Context(5), Context(4, ISDN(partnerA.smsc)...), OctetString(plain))))).Note("to nobody"),
		send(begin(at(partnerA.smsc, ssnMSC), at(home.msc, ssnMSC), 21, 3, Invoke(1, 46, MTForwardSM(imsiA, partnerA.smsc, plain)))).Note("delivered by the context of submissions"))
	c.Honest("sms-silent", "SMS-4", "A short message that nobody sees: told of",
		send(deliver(partnerA, homeIMSI, Deliver{From: "99970200001", PID: 0x40, Text: "x"}.Bytes())).Flag("smsguard/silent-message"))
	c.Attack("from-another", "C-02", "A message that leaves home under another's title", "isd-in-registration", callingOurs,
		send(outward(partnerA, 1, 3, 2, UpdateLocation(imsiA, home.msc, home.vlr)).from(at(partnerB.vlr, ssnVLR))))
}

func aloneServices(c *Catalogue) {
	c.Honest("forward-abroad", "MAP-3d", "Calls of our subscriber are forwarded abroad, or where it costs: told of",
		send(toHLR(partnerA, 18, 2, 10, RegisterSS("99870200001"))).Flag("homecheck/forwarded-to-abroad"),
		send(toHLR(partnerA, 18, 2, 10, RegisterSS(premium))).Flag("homecheck/forwarded-to-premium", "homecheck/forwarded-to-abroad"))
}
