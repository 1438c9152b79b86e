package ss7

import (
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// evasions are the rows E-1 to E-12 and E-17: attacks in dresses that made other
// firewalls blind, each in several variants, alone and combined.
func evasions(c *catalogue) {
	evadeOperation(c)
	evadeTransaction(c)
	evadeAddress(c)
	evadeTags(c)
	evadeComponents(c)
	evadeSegments(c)
	evadeContext(c)
	evadeDialogue(c)
	evadeTransport(c)
	evadeTogether(c)
	evadeTwice(c)
}

// replaced puts another element in the place of the operation code.
func replaced(m message, code TLV) message {
	return m.transaction(func(t *TCAP) {
		t.Components = []TLV{t.Components[0].At(func(TLV) TLV { return code }, 1)}
	}).saying(vector.Op{Protocol: "map"})
}

func evadeOperation(c *catalogue) {
	ati := locate(rogue)
	c.evasion("e01-global-opcode", "E-1 P-03", "An operation code as object identifier, or as a number of another form", "ul", "faults/tcap-operation "+mapContext+" "+mapUnassigned,
		send(replaced(ati, OID(4, 0, 0, 1, 0, 71))).also(mapUnknown).note("0.4.0.0.1.0.71"), send(replaced(ati, OID(4, 0, 0, 1, 0, 29, 3))).also(mapUnknown).note("the context's"),
		send(replaced(ati, OID(71))).also(mapUnknown).note("71"), send(replaced(ati, OID(4, 0, 0, 1, 1, 1, 71))).also(mapUnknown).note("0.4.0.0.1.1.1.71"),
		send(replaced(ati, OID(0x2B, 6, 1, 4, 1, 71))).also(mapUnknown).note("of an enterprise"),
		send(replaced(ati, TLV{Number: 2, Octets: []byte{1, 71}}).saying(vector.Op{Protocol: "map", Code: 327})).note("two octets").also(mapUnknown))
	c.evasion("e01-leading-zero", "E-1 P-03", "An operation code in more octets than it needs", "ul", "faults/tcap-operation "+mapNever,
		send(replaced(ati, TLV{Number: 2, Octets: []byte{0, 71}}).saying(one("map", 71))), send(replaced(ati, TLV{Number: 2, Octets: []byte{0, 0, 71}}).saying(one("map", 71))))
}

func evadeTransaction(c *catalogue) {
	ati := locate(rogue)
	withID := func(b ...byte) message {
		return register(partnerA).transaction(func(t *TCAP) { t.OTID = append([]byte{}, b...) })
	}
	fault := "faults/tcap-transaction-id"
	c.evasion("e03-transaction-id", "E-3 P-02", "Identifiers of transactions that are too long, or empty", "ul", fault,
		send(withID()).note("0 octets"), send(withID(1, 2, 3, 4, 5)).note("5"), send(withID(1, 2, 3, 4, 5, 6, 7, 8)).note("8"),
		send(withID(make([]byte, 12)...)).note("12"), send(withID(make([]byte, 16)...)).note("16"))
	c.evasion("e03-combined", "E-3 E-6 MAP-1a P-02", "The same around an any time interrogation, in long lengths", "ul", fault+" "+mapNever,
		send(ati.transaction(func(t *TCAP) { t.OTID = make([]byte, 5) })), send(ati.transaction(func(t *TCAP) { t.OTID = make([]byte, 16) }).dressed(Long3)).also(longForm))
}

func evadeAddress(c *catalogue) {
	ul := register(partnerA)
	c.evasion("e04-subsystem", "E-4 C-03", "A called party without a subsystem, or one that is none", "ul", calledForm,
		send(ul.to(Party{Title: home.hlr, NoSSN: true})).note("none"), send(ul.to(at(home.hlr, 0))).note("0"), send(ul.to(at(home.hlr, 0)).segmented(50)).note("0, segmented"),
		send(ul.to(Party{Title: home.hlr, NoSSN: true}).segmented(40)).note("none, segmented"), send(ul.to(at(home.hlr, 0)).inSCCP(as(TypeLUDT, 15))).note("0, LUDT"))
	c.evasion("e04-reserved", "E-4 C-03", "A called party of subsystem 254", "ul", ssnLegal+" "+calledForm, send(ul.to(at(home.hlr, 254))), send(ul.to(at(home.hlr, 254)).inSCCP(as(TypeXUDT, 1))))
	ask := whereTo(partnerA, homeMSISDN)
	c.evasion("e11-e214", "E-11 C-07", "A question by number in the plan that leads around home routing", "sri-sm", planLegal,
		send(ask.to(byIMSI(homeIMSI))), send(ask.to(byIMSI(homeIMSI2)).segmented(40)).note("segmented"), send(ask.to(byIMSI(homeIMSI)).inSCCP(as(TypeLUDT, 15))).note("LUDT"),
		send(ask.to(byIMSI(homeIMSI)).dressed(Long3)).also(longForm).note("long lengths"), send(ask.to(byIMSI(homeIMSI)).inSCCP(as(TypeXUDT, 1))).note("XUDT"),
		ask.to(byIMSI(homeIMSI)).by(fragmented(30)).note("fragments"))
}

func evadeTags(c *catalogue) {
	psi := toVLR(partnerA, 28, 3, 70, ProvideSubscriberInfo(imsiA, 0))
	inArgument := func(edit func(TLV) TLV, path ...int) message {
		return psi.transaction(func(t *TCAP) {
			t.Components = []TLV{t.Components[0].At(edit, append([]int{2}, path...)...)}
		})
	}
	fault := "faults/ber-tag"
	c.evasion("e05-extended-tag", "E-5 P-01", "The tag of the IMSI in the form for higher numbers, so that others do not find it", "home-hlr", fault+" "+subscriberAbsent,
		send(inArgument(High, 0)).note("9F 00"), send(inArgument(HighPadded(1), 0)).note("9F 80 00"), send(inArgument(HighPadded(2), 0)).note("9F 80 80 00"),
		send(inArgument(High, 0).segmented(40)).note("segmented"), send(inArgument(High, 0).inSCCP(as(TypeLUDT, 15))).note("LUDT"))
	c.evasion("e05-other-elements", "E-5 P-01", "Other elements so", "home-hlr", fault,
		send(inArgument(High, 1)).note("BF 02, requestedInfo"), send(inArgument(High, 1, 0)).note("9F 00 in requestedInfo"),
		send(psi.dressed(func(e TLV) TLV { return e.At(High, len(e.Members)-1) })).note("7F 0C, the components").saying2(vector.Op{Protocol: "tcap", Code: 0x62, Operation: "begin"}))
	c.evasion("e05-argument", "E-5 P-01", "The argument itself so", "home-hlr", fault+" "+subscriberAbsent+" faults/map-argument-missing", send(inArgument(High)))
	ati := locate(rogue)
	c.evasion("e06-lengths", "E-6 P-01 MAP-1a", "An any time interrogation in lengths that are legal and unusual", "lengths", mapNever,
		send(ati.dressed(Long3)).also(longForm).note("81"), send(ati.dressed(func(e TLV) TLV { return e.All(Long(2)) })).also(longForm).note("82"),
		send(ati.dressed(func(e TLV) TLV { return e.All(Long(4)) })).also(longForm).note("84"), send(ati.dressed(func(e TLV) TLV { return e.All(Unbounded) })).also(indefinite).note("80 ... 00 00"),
		send(ati.dressed(func(e TLV) TLV { return e.All(LongConstructed(3)) })).also(longForm).note("83, constructed ones"),
		send(ati.dressed(func(e TLV) TLV { return e.All(Unbounded).At(Long(2), 0) })).also(longForm, indefinite).note("both"))
	c.evasion("e06-broken", "E-6 P-01", "Lengths that are not legal", "lengths", "faults/ber-length",
		send(psi.dressed(func(e TLV) TLV { e.Endless = true; return e })).saying2(one("map", 70)).also(indefinite).note("without an end"))
	c.evasion("e06-unreadable", "E-6 P-01", "Lengths of the whole message that are not legal", "lengths", "faults/ber-length "+mapV1,
		send(psi.dressed(func(e TLV) TLV { e.Delta = 5; return e })).saying2(begun).note("longer than the message"),
		send(psi.dressed(Long5)).saying2(begun).note("85")).breaks("X.690 clause 8.1.3")
	c.evasion("e06-imsi", "E-6 P-01", "An IMSI whose length is not legal", "lengths", "faults/ber-length "+subscriberAbsent,
		send(inArgument(func(e TLV) TLV { e.Delta = 20; return e }, 0)).note("an IMSI longer than its argument"),
		send(inArgument(func(e TLV) TLV { e.Indefinite = true; return e }, 0)).note("an indefinite IMSI")).breaks("X.690 clause 8.1.3")
	c.evasion("e06-string", "P-01", "A string in pieces", "home-hlr", "faults/ber-value "+subscriberTheirs,
		send(inArgument(func(e TLV) TLV {
			return ContextOf(0, OctetString(e.Octets[:4]), OctetString(e.Octets[4:]))
		}, 0))).breaks("TS 29.002 clause 17.1.1")
}

// Long5 gives the message a length of five octets.
func Long5(e TLV) TLV { return Long(5)(e) }

func one(protocol string, code int) vector.Op {
	return vector.Op{Protocol: protocol, Code: code, Operation: NamesMAP[code]}
}

// begun is a message of which nothing more can be told.
var begun = vector.Op{Protocol: "tcap", Code: 0x62, Operation: "begin"}

// saying2 replaces the operations of a step.
func (x step) saying2(ops ...vector.Op) step { x.ops = ops; return x }

func evadeComponents(c *catalogue) {
	ati := Invoke(2, 71, AnyTimeInterrogation(homeMSISDN, rogue.scf, 0, 3))
	base := locate(rogue)
	holding := func(components ...TLV) message { return base.transaction(func(t *TCAP) { t.Components = components }) }
	c.evasion("e07-second", "E-7 P-04", "The operation that counts is not the first component", "components", mapNever,
		send(holding(Result(7, 71), ati)).note("behind a result"), send(holding(ReturnError(7, 1), ati)).note("behind an error"),
		send(holding(Reject(7, 0, 2), ati)).note("behind a reject"),
		send(holding(Result(7, 71), ReturnError(8, 6), ati)).note("third"),
		send(holding(Result(7, 71), ati).segmented(50)).note("segmented"),
		send(holding(Result(7, 71), ati).dressed(Long3)).also(longForm).note("in long lengths"))
	own, victim := Invoke(1, 70, ProvideSubscriberInfo(imsiA, 0)), Invoke(2, 70, ProvideSubscriberInfo(homeIMSI, 0, 3))
	both := begin(at(partnerA.hlr, ssnHLR), at(home.vlr, ssnVLR), 28, 3, own, victim)
	c.evasion("e07-own-first", "E-7 P-04 MAP-2a", "One's own subscriber in the first component, ours in the second", "home-hlr", subscriberTheirs,
		send(both).last(0), send(both.segmented(60)).last(0).note("segmented"), send(both.dressed(Long3)).last(0, longForm).note("in long lengths"),
		send(both.dressed(func(e TLV) TLV { return e.All(Unbounded) })).last(0, indefinite).note("indefinite"), both.by(fragmented(30)).last(0).note("fragments"),
		send(both.inSCCP(as(TypeLUDT, 1))).last(0).note("LUDT"), both.segmented(40).by(unordered(fragmentedIn(30))).last(0).note("segments, unordered fragments"))
	c.evasion("e07-innocent", "E-7 P-04 P-05", "Behind an operation that is innocent elsewhere: neither belongs into the other's context", "components", mapContext+" "+mapNever,
		send(begin(at(rogue.hlr, ssnHLR), at(home.hlr, ssnHLR), 1, 3, ati)), send(begin(at(rogue.hlr, ssnHLR), at(home.hlr, ssnHLR), 14, 3, ati)),
		send(begin(at(rogue.hlr, ssnHLR), at(home.hlr, ssnHLR), 20, 3, ati)), send(begin(at(rogue.hlr, ssnHLR), at(home.hlr, ssnHLR), 28, 3, ati)),
		send(begin(at(rogue.hlr, ssnHLR), at(home.hlr, ssnHLR), 25, 3, ati)))
}

// last expects the last operation to be judged as the vector is, and the ones
// before to pass, or to be flagged for the reasons.
func (x step) last(_ int, reasons ...string) step {
	n := len(x.ops)
	i := -1
	return x.each(func(o *vector.Op) {
		i++
		o.Reasons = reasons
		if i < n-1 {
			o.Verdict = "pass"
			if len(reasons) > 0 {
				o.Verdict = "flag"
			}
		}
	})
}

func evadeSegments(c *catalogue) {
	ati := locate(rogue)
	c.evasion("e08-straddle", "E-8 C-04", "An any time interrogation in segments, cut where it hurts", "segments", mapNever,
		send(ati.segmented(60)).note("60 octets"), send(ati.segmented(50)).note("50"), send(ati.segmented(30)).note("30"), send(ati.segmented(20)).note("20"),
		send(ati.segmented(10)).note("10"), send(ati.segmented(64)).note("64"), send(ati.segmented(7)).note("7"))
	spoiled := func(m message, frames int) step {
		var ops []vector.Op
		for i := range frames {
			ops = append(ops, vector.Op{Frame: i - frames + 1, Protocol: "sccp", Code: TypeXUDT, Operation: "XUDT"})
		}
		return send(m).saying2(ops...)
	}
	fault := "faults/sccp-segment"
	c.evasion("e08-order", "E-8 C-04", "Segments out of order, repeated, or left out", "segments", fault,
		spoiled(ati.segmented(60, 1, 0), 2).note("reversed"), spoiled(ati.segmented(60, 0, 0, 1), 2).note("the first twice"),
		spoiled(ati.segmented(30, 0, 2, 1, 3), 2).note("swapped"), spoiled(ati.segmented(30, 0, 2, 3), 1).note("one missing"), spoiled(ati.segmented(30, 1, 2, 3), 2).note("the first missing"))
	c.evasion("e08-never", "E-8 C-04", "Segments of which the rest never comes", "segments", "faults/sccp-segment-incomplete",
		spoiled(ati.segmented(60, 0), 1))
	c.evasion("e09-types", "E-9 C-01", "An any time interrogation in other forms of unit data", "sccp-types", mapNever,
		send(ati.inSCCP(as(TypeXUDT, 15))).note("XUDT"), send(ati.inSCCP(as(TypeXUDT, 1))).note("XUDT, hop counter 1"), send(ati.inSCCP(as(TypeLUDT, 15))).note("LUDT"),
		send(ati.inSCCP(as(TypeLUDT, 1))).note("LUDT, hop counter 1"), send(ati.inSCCP(func(s SCCP) SCCP { s.Class = 0x81; return s })).note("UDT, class 1"),
		send(ati.inSCCP(func(s SCCP) SCCP { s.Type, s.Class, s.Importance = TypeXUDT, 1, []byte{5}; return s })).note("XUDT with an importance"))
}

func evadeContext(c *catalogue) {
	ul := register(partnerA)
	named := func(name TLV) message {
		return ul.transaction(func(t *TCAP) { t.Dialogue = Dialogue(DialogueSyntax, AARQ(name)) })
	}
	c.evasion("e02-context", "E-2 P-05", "Application contexts that MAP does not have", "ul", contextKnown,
		send(named(OID(4, 0, 0, 1, 0, 1, 3, 1))).note("an arc more"), send(named(OID(4, 0, 0, 1, 0, 1, 3, 0x87, 0x67))).note("a long one"),
		send(named(MAPContext(1, 4))).note("1.4"), send(named(MAPContext(30, 3))).note("30.3"), send(named(MAPContext(29, 4))).note("29.4"),
		send(named(MAPContext(12, 1))).note("withdrawn"), send(named(OID(4, 0, 0, 1, 0, 1))).note("an arc less"), send(named(OID(4, 0, 0, 1, 1, 1, 3))).note("another tree"),
		send(named(MAPContext(0x81, 3))).note("129.3"))
	c.evasion("e10-downgrade", "E-10 P-05", "An operation in a version of its context that does not have it", "ul", mapContext,
		send(toVLR(partnerA, 16, 3, 70, ProvideSubscriberInfo(imsiA, 0))).note("in another context"),
		send(toHLR(partnerA, 1, 1, 57, RestoreData(homeIMSI))).note("restoreData in version 1"),
		send(toHLR(partnerA, 14, 1, 56, SendAuthenticationInfo(homeIMSI, 1, ""))).also("faults/map-version-form").note("sendAuthenticationInfo in version 1"),
		send(begin(at(partnerA.smsc, ssnMSC), at(home.msc, ssnMSC), 25, 2, Invoke(1, 44, MTForwardSM(imsiA, partnerA.smsc, plain)))).note("mt-ForwardSM in version 2").also(),
		send(begin1(at(partnerC.vlr, ssnVLR), at(home.hlr, ssnHLR), Invoke(1, 56, SendAuthenticationInfo2(homeIMSI)))).note("without a dialogue portion"))
	c.evasion("e10-version1", "E-10 P-05", "Version 1 from who does not speak it", "mapv1", mapV1,
		send(begin1(at(partnerA.vlr, ssnVLR), at(home.hlr, ssnHLR), Invoke(1, 2, UpdateLocation(homeIMSI, partnerA.msc, partnerA.vlr)))),
		send(begin1(at(partnerA.vlr, ssnVLR), at(home.hlr, ssnHLR), Invoke(1, 45, RoutingInfoForSM(homeMSISDN, partnerA.smsc, true)))),
		send(begin1(at(partnerA.hlr, ssnHLR), at(home.vlr, ssnVLR), Invoke(1, 3, imsiOf(imsiA)))),
		send(begin1(at(partnerA.vlr, ssnVLR), at(home.hlr, ssnHLR), Invoke(1, 10, RegisterSS(homeMSISDN)))),
		send(begin1(at(partnerA.vlr, ssnVLR), at(home.hlr, ssnHLR), Invoke(1, 2, UpdateLocation(homeIMSI, partnerA.msc, partnerA.vlr))).segmented(30)))
}

func imsiOf(imsi string) TLV { return OctetString(TBCD(imsi)) }

func evadeDialogue(c *catalogue) {
	ul := register(partnerA)
	fault := "faults/tcap-dialogue"
	late := func(pdu TLV) message {
		return ul.transaction(func(t *TCAP) {
			t.Package, t.DTID, t.Dialogue = PackageContinue, dtid, Dialogue(DialogueSyntax, pdu)
		})
	}
	c.evasion("e12-dialogue", "E-12 P-08", "Dialogue portions where they may not stand", "ul", fault,
		send(late(AARQ(MAPContext(1, 3)))).note("AARQ in a Continue"),
		send(ul.transaction(func(t *TCAP) { t.Dialogue = Dialogue(DialogueSyntax, AARE(MAPContext(1, 3))) })).note("AARE in a Begin"),
		send(ul.transaction(func(t *TCAP) { t.Dialogue = Dialogue(UnidialogueSyntax, AARQ(MAPContext(1, 3))) })).note("the syntax of Unidirectional"),
		send(ul.transaction(func(t *TCAP) {
			t.Package, t.OTID, t.DTID, t.Dialogue = PackageEnd, nil, dtid, Dialogue(DialogueSyntax, AARQ(MAPContext(1, 3)))
		})).note("AARQ in an End"),
		send(late(ABRT(0))).note("ABRT in a Continue"),
		send(late(AARQ(MAPContext(1, 3), MAPOpen(homeIMSI)))).note("AARQ with a subscriber in a Continue"))
	c.evasion("e12-abort", "E-12 P-08", "A dialogue that begins with its abort", "ul", fault+" "+mapV1,
		send(ul.transaction(func(t *TCAP) { t.Dialogue = Dialogue(DialogueSyntax, ABRT(0)) })))
	c.pending("e12-hijack", "E-12 P-06", "A message of a dialogue that another began", "ul-e214", "P-06 needs the dialogue store",
		send(late(AARE(MAPContext(1, 3))).transaction(func(t *TCAP) { t.Components = []TLV{Result(1, 2, Sequence(OctetString(ISDN(rogue.hlr))))} }).from(at(rogue.hlr, ssnHLR)).to(at(home.vlr, ssnVLR))))
	c.pending("e12-raised", "E-12 P-08", "An answer that raises the version of its context", "ul-e214", "P-08's version needs the dialogue store",
		send(outward(partnerA, 1, 2, 2, UpdateLocation(imsiA, home.msc, home.vlr))),
		send(outward(partnerA, 1, 2, 2, UpdateLocation(imsiA, home.msc, home.vlr)).continued(Invoke(1, 7, InsertSubscriberData("", msisdnA))).accepting(MAPContext(1, 3))))
}

func evadeTransport(c *catalogue) {
	ati := locate(rogue)
	c.evasion("e17-carried", "E-17 T-04", "An any time interrogation in every way that SCTP carries", "carried", mapNever,
		ati.by(fragmented(40)).note("fragments, a packet each"), ati.by(fragmentedIn(16)).note("fragments in one packet"), ati.by(backwards(30)).note("the last fragment first"),
		ati.by(unordered(packets)).note("unordered"), ati.by(unordered(fragmented(24))).note("unordered fragments"), ati.by(onStream(9, packets)).note("another stream"),
		ati.by(onStream(0, packets)).note("stream 0"), ati.by(behind(Chunk{Type: ChunkHeartbeat, Value: Parameter(1, []byte("beat"))})).note("behind HEARTBEAT"),
		ati.by(ipFragments(48)).note("in IP fragments"), ati.by(overIPv6(fragmented(50))).note("fragments, IPv6"), ati.by(overUDP).note("in UDP"),
		ati.by(fragmented(4)).note("fragments of 4 octets"))
	c.evasion("e17-bundled", "E-17 T-04", "Behind honest messages in one packet", "carried", mapNever,
		together(bundled, whereTo(partnerA, homeMSISDN), ati).last(0), together(bundled, register(partnerA), whereTo(partnerA, homeMSISDN), ati).last(0),
		together(fragmentedIn(50), whereTo(partnerA, homeMSISDN), ati).last(0), together(unordered(bundled), whereTo(partnerA, homeMSISDN), ati).last(0),
		together(overIPv6(bundled), register(partnerA), ati).last(0))
	c.evasion("e17-ppid", "E-17 T-02", "M3UA under an identifier of another protocol, on its port", "carried", ppidAllowed,
		register(partnerA).by(withPPID(PPIDNone, packets)).note("0"), register(partnerA).by(withPPID(PPIDSUA, packets)).note("4, SUA"),
		register(partnerA).by(withPPID(46, packets)).note("46, Diameter"), register(partnerA).by(withPPID(PPIDNone, fragmented(40))).note("0, fragments"),
		register(partnerA).by(withPPID(99, packets)).note("99"))
	c.evasion("e17-swapped", "E-17 T-02", "An identifier in the wrong order of octets", "carried", "faults/sctp-ppid-swapped "+ppidAllowed,
		register(partnerA).by(withPPID(3<<24, packets)))
	c.evasion("e17-fragments", "E-17 T-04", "Fragments that do not make a message", "carried", "faults/sctp-fragment-incomplete",
		ati.by(shuffled(60, 0)).unread(1)).breaks("RFC 9260 clause 6.9")
}

// unread expects records of SCTP without operation, for the last n frames.
func (x step) unread(n int) step {
	x.ops = nil
	for i := range n {
		x.ops = append(x.ops, vector.Op{Frame: i - n + 1, Protocol: "sctp"})
	}
	return x
}

// evadeTogether combines what is above.
func evadeTogether(c *catalogue) {
	ati := Invoke(2, 71, AnyTimeInterrogation(homeMSISDN, rogue.scf, 0, 3))
	second := locate(rogue).transaction(func(t *TCAP) { t.Components = []TLV{Result(7, 71), ati} })
	long := second.dressed(Long3)
	c.evasion("combined", "E-6 E-7 E-8 E-9 E-17 P-04 C-04 T-04", "The second component of a segmented message, with long lengths, in fragmented and bundled DATA", "segments", mapNever,
		long.segmented(60).by(fragmented(40)).also(longForm).note("segments, fragments"),
		long.segmented(60).by(fragmentedIn(30)).also(longForm).note("segments, fragments in one packet"),
		together(fragmentedIn(40), whereTo(partnerA, homeMSISDN), long.segmented(60)).behindHonest(longForm).note("bundled behind an honest message"),
		long.segmented(50).by(backwards(40)).also(longForm).note("segments, fragments backwards"),
		second.dressed(func(e TLV) TLV { return e.All(Unbounded) }).segmented(40).by(overIPv6(fragmented(32))).also(indefinite).note("indefinite, IPv6"),
		long.inSCCP(as(TypeLUDT, 1)).by(unordered(fragmented(20))).also(longForm).note("LUDT, unordered fragments"))
	psi := toVLR(partnerA, 28, 3, 70, ProvideSubscriberInfo(imsiA, 0)).transaction(func(t *TCAP) {
		t.Components = []TLV{Result(7, 70), t.Components[0].At(High, 2, 0)}
	})
	c.evasion("combined-tag", "E-5 E-7 E-8 E-17 P-01", "The extended tag of an IMSI in the second component of a segmented message", "segments", "faults/ber-tag "+subscriberAbsent,
		psi.segmented(60).by(fragmented(40)).last(0), psi.segmented(30).by(fragmentedIn(50)).last(0), psi.inSCCP(as(TypeLUDT, 15)).by(overIPv6(fragmented(30))).last(0),
		psi.segmented(20).by(backwards(40)).last(0), psi.inSCCP(as(TypeXUDT, 1)).by(unordered(fragmented(16))).last(0), psi.segmented(45).by(overIPv6(fragmentedIn(40))).last(0))
}

// behindHonest expects the first operation to pass, and the others to have reasons
// beside the deciding ones.
func (x step) behindHonest(reasons ...string) step {
	i := -1
	return x.each(func(o *vector.Op) {
		if i++; i == 0 {
			o.Verdict = "pass"
			return
		}
		o.Reasons = reasons
	})
}
