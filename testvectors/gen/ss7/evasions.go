package ss7

import (
	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// evasions are the rows E-1 to E-12 and E-17: attacks in dresses that made other
// firewalls blind, each in several variants, alone and combined.
func evasions(c *Catalogue) {
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

func evadeOperation(c *Catalogue) {
	ati := locate(rogue)
	c.Evasion("e01-global-opcode", "E-1 P-03", "An operation code as object identifier, or as a number of another form", "ul", "faults/tcap-operation "+mapContext+" "+mapUnassigned,
		send(replaced(ati, OID(4, 0, 0, 1, 0, 71))).Also(mapUnknown).Note("0.4.0.0.1.0.71"), send(replaced(ati, OID(4, 0, 0, 1, 0, 29, 3))).Also(mapUnknown).Note("the context's"),
		send(replaced(ati, OID(71))).Also(mapUnknown).Note("71"), send(replaced(ati, OID(4, 0, 0, 1, 1, 1, 71))).Also(mapUnknown).Note("0.4.0.0.1.1.1.71"),
		send(replaced(ati, OID(0x2B, 6, 1, 4, 1, 71))).Also(mapUnknown).Note("of an enterprise"),
		send(replaced(ati, TLV{Number: 2, Octets: []byte{1, 71}}).saying(vector.Op{Protocol: "map", Code: 327})).Note("two octets").Also(mapUnknown))
	c.Evasion("e01-leading-zero", "E-1 P-03", "An operation code in more octets than it needs", "ul", "faults/tcap-operation "+mapNever,
		send(replaced(ati, TLV{Number: 2, Octets: []byte{0, 71}}).saying(one("map", 71))), send(replaced(ati, TLV{Number: 2, Octets: []byte{0, 0, 71}}).saying(one("map", 71))))
}

func evadeTransaction(c *Catalogue) {
	ati := locate(rogue)
	withID := func(b ...byte) message {
		return register(partnerA).transaction(func(t *TCAP) { t.OTID = append([]byte{}, b...) })
	}
	fault := "faults/tcap-transaction-id"
	c.Evasion("e03-transaction-id", "E-3 P-02", "Identifiers of transactions that are too long, or empty", "ul", fault,
		send(withID()).Note("0 octets"), send(withID(1, 2, 3, 4, 5)).Note("5"), send(withID(1, 2, 3, 4, 5, 6, 7, 8)).Note("8"),
		send(withID(make([]byte, 12)...)).Note("12"), send(withID(make([]byte, 16)...)).Note("16"))
	c.Evasion("e03-combined", "E-3 E-6 MAP-1a P-02", "The same around an any time interrogation, in long lengths", "ul", fault+" "+mapNever,
		send(ati.transaction(func(t *TCAP) { t.OTID = make([]byte, 5) })), send(ati.transaction(func(t *TCAP) { t.OTID = make([]byte, 16) }).dressed(Long3)).Also(longForm))
}

func evadeAddress(c *Catalogue) {
	ul := register(partnerA)
	c.Evasion("e04-subsystem", "E-4 C-03", "A called party without a subsystem, or one that is none", "ul", calledForm,
		send(ul.to(Party{Title: home.hlr, NoSSN: true})).Note("none"), send(ul.to(at(home.hlr, 0))).Note("0"), send(ul.to(at(home.hlr, 0)).segmented(50)).Note("0, segmented"),
		send(ul.to(Party{Title: home.hlr, NoSSN: true}).segmented(40)).Note("none, segmented"), send(ul.to(at(home.hlr, 0)).inSCCP(as(TypeLUDT, 15))).Note("0, LUDT"))
	c.Evasion("e04-reserved", "E-4 C-03", "A called party of subsystem 254", "ul", ssnLegal+" "+calledForm, send(ul.to(at(home.hlr, 254))), send(ul.to(at(home.hlr, 254)).inSCCP(as(TypeXUDT, 1))))
	ask := whereTo(partnerA, homeMSISDN)
	c.Evasion("e11-e214", "E-11 C-07", "A question by number in the plan that leads around home routing", "sri-sm", planLegal,
		send(ask.to(byIMSI(homeIMSI))), send(ask.to(byIMSI(homeIMSI2)).segmented(40)).Note("segmented"), send(ask.to(byIMSI(homeIMSI)).inSCCP(as(TypeLUDT, 15))).Note("LUDT"),
		send(ask.to(byIMSI(homeIMSI)).dressed(Long3)).Also(longForm).Note("long lengths"), send(ask.to(byIMSI(homeIMSI)).inSCCP(as(TypeXUDT, 1))).Note("XUDT"),
		ask.to(byIMSI(homeIMSI)).by(Fragmented(30)).Note("fragments"))
}

func evadeTags(c *Catalogue) {
	psi := toVLR(partnerA, 28, 3, 70, ProvideSubscriberInfo(imsiA, 0))
	inArgument := func(edit func(TLV) TLV, path ...int) message {
		return psi.transaction(func(t *TCAP) {
			t.Components = []TLV{t.Components[0].At(edit, append([]int{2}, path...)...)}
		})
	}
	fault := "faults/ber-tag"
	c.Evasion("e05-extended-tag", "E-5 P-01", "The tag of the IMSI in the form for higher numbers, so that others do not find it", "home-hlr", fault+" "+subscriberAbsent,
		send(inArgument(High, 0)).Note("9F 00"), send(inArgument(HighPadded(1), 0)).Note("9F 80 00"), send(inArgument(HighPadded(2), 0)).Note("9F 80 80 00"),
		send(inArgument(High, 0).segmented(40)).Note("segmented"), send(inArgument(High, 0).inSCCP(as(TypeLUDT, 15))).Note("LUDT"))
	c.Evasion("e05-other-elements", "E-5 P-01", "Other elements so", "home-hlr", fault,
		send(inArgument(High, 1)).Note("BF 02, requestedInfo"), send(inArgument(High, 1, 0)).Note("9F 00 in requestedInfo"),
		send(psi.dressed(func(e TLV) TLV { return e.At(High, len(e.Members)-1) })).Note("7F 0C, the components").Saying(vector.Op{Protocol: "tcap", Code: 0x62, Operation: "begin"}))
	c.Evasion("e05-argument", "E-5 P-01", "The argument itself so", "home-hlr", fault+" "+subscriberAbsent+" faults/map-argument-missing", send(inArgument(High)))
	ati := locate(rogue)
	c.Evasion("e06-lengths", "E-6 P-01 MAP-1a", "An any time interrogation in lengths that are legal and unusual", "lengths", mapNever,
		send(ati.dressed(Long3)).Also(longForm).Note("81"), send(ati.dressed(func(e TLV) TLV { return e.All(Long(2)) })).Also(longForm).Note("82"),
		send(ati.dressed(func(e TLV) TLV { return e.All(Long(4)) })).Also(longForm).Note("84"), send(ati.dressed(func(e TLV) TLV { return e.All(Unbounded) })).Also(indefinite).Note("80 ... 00 00"),
		send(ati.dressed(func(e TLV) TLV { return e.All(LongConstructed(3)) })).Also(longForm).Note("83, constructed ones"),
		send(ati.dressed(func(e TLV) TLV { return e.All(Unbounded).At(Long(2), 0) })).Also(longForm, indefinite).Note("both"))
	c.Evasion("e06-broken", "E-6 P-01", "Lengths that are not legal", "lengths", "faults/ber-length",
		send(psi.dressed(func(e TLV) TLV { e.Endless = true; return e })).Saying(one("map", 70)).Also(indefinite).Note("without an end"))
	c.Evasion("e06-unreadable", "E-6 P-01", "Lengths of the whole message that are not legal", "lengths", "faults/ber-length "+mapV1,
		send(psi.dressed(func(e TLV) TLV { e.Delta = 5; return e })).Saying(begun).Note("longer than the message"),
		send(psi.dressed(Long5)).Saying(begun).Note("85")).Breaks("X.690 clause 8.1.3")
	c.Evasion("e06-imsi", "E-6 P-01", "An IMSI whose length is not legal", "lengths", "faults/ber-length "+subscriberAbsent,
		send(inArgument(func(e TLV) TLV { e.Delta = 20; return e }, 0)).Note("an IMSI longer than its argument"),
		send(inArgument(func(e TLV) TLV { e.Indefinite = true; return e }, 0)).Note("an indefinite IMSI")).Breaks("X.690 clause 8.1.3")
	c.Evasion("e06-string", "P-01", "A string in pieces", "home-hlr", "faults/ber-value "+subscriberTheirs,
		send(inArgument(func(e TLV) TLV {
			return ContextOf(0, OctetString(e.Octets[:4]), OctetString(e.Octets[4:]))
		}, 0))).Breaks("TS 29.002 clause 17.1.1")
}

// Long5 gives the message a length of five octets.
func Long5(e TLV) TLV { return Long(5)(e) }

func one(protocol string, code int) vector.Op {
	return vector.Op{Protocol: protocol, Code: code, Operation: NamesMAP[code]}
}

// begun is a message of which nothing more can be told.
var begun = vector.Op{Protocol: "tcap", Code: 0x62, Operation: "begin"}

func evadeComponents(c *Catalogue) {
	ati := Invoke(2, 71, AnyTimeInterrogation(homeMSISDN, rogue.scf, 0, 3))
	base := locate(rogue)
	holding := func(components ...TLV) message { return base.transaction(func(t *TCAP) { t.Components = components }) }
	c.Evasion("e07-second", "E-7 P-04", "The operation that counts is not the first component", "components", mapNever,
		send(holding(Result(7, 71), ati)).Note("behind a result"), send(holding(ReturnError(7, 1), ati)).Note("behind an error"),
		send(holding(Reject(7, 0, 2), ati)).Note("behind a reject"),
		send(holding(Result(7, 71), ReturnError(8, 6), ati)).Note("third"),
		send(holding(Result(7, 71), ati).segmented(50)).Note("segmented"),
		send(holding(Result(7, 71), ati).dressed(Long3)).Also(longForm).Note("in long lengths"))
	own, victim := Invoke(1, 70, ProvideSubscriberInfo(imsiA, 0)), Invoke(2, 70, ProvideSubscriberInfo(homeIMSI, 0, 3))
	both := begin(at(partnerA.hlr, ssnHLR), at(home.vlr, ssnVLR), 28, 3, own, victim)
	c.Evasion("e07-own-first", "E-7 P-04 MAP-2a", "One's own subscriber in the first component, ours in the second", "home-hlr", subscriberTheirs,
		send(both).Last(), send(both.segmented(60)).Last().Note("segmented"), send(both.dressed(Long3)).Last(longForm).Note("in long lengths"),
		send(both.dressed(func(e TLV) TLV { return e.All(Unbounded) })).Last(indefinite).Note("indefinite"), both.by(Fragmented(30)).Last().Note("fragments"),
		send(both.inSCCP(as(TypeLUDT, 1))).Last().Note("LUDT"), both.segmented(40).by(Unordered(FragmentedIn(30))).Last().Note("segments, unordered fragments"))
	c.Evasion("e07-innocent", "E-7 P-04 P-05", "Behind an operation that is innocent elsewhere: neither belongs into the other's context", "components", mapContext+" "+mapNever,
		send(begin(at(rogue.hlr, ssnHLR), at(home.hlr, ssnHLR), 1, 3, ati)), send(begin(at(rogue.hlr, ssnHLR), at(home.hlr, ssnHLR), 14, 3, ati)),
		send(begin(at(rogue.hlr, ssnHLR), at(home.hlr, ssnHLR), 20, 3, ati)), send(begin(at(rogue.hlr, ssnHLR), at(home.hlr, ssnHLR), 28, 3, ati)),
		send(begin(at(rogue.hlr, ssnHLR), at(home.hlr, ssnHLR), 25, 3, ati)))
}

func evadeSegments(c *Catalogue) {
	ati := locate(rogue)
	c.Evasion("e08-straddle", "E-8 C-04", "An any time interrogation in segments, cut where it hurts", "segments", mapNever,
		send(ati.segmented(60)).Note("60 octets"), send(ati.segmented(50)).Note("50"), send(ati.segmented(30)).Note("30"), send(ati.segmented(20)).Note("20"),
		send(ati.segmented(10)).Note("10"), send(ati.segmented(64)).Note("64"), send(ati.segmented(7)).Note("7"))
	spoiled := func(m message, frames int) Step {
		var ops []vector.Op
		for i := range frames {
			ops = append(ops, vector.Op{Frame: i - frames + 1, Protocol: "sccp", Code: TypeXUDT, Operation: "XUDT"})
		}
		return send(m).Saying(ops...)
	}
	fault := "faults/sccp-segment"
	c.Evasion("e08-order", "E-8 C-04", "Segments out of order, repeated, or left out", "segments", fault,
		spoiled(ati.segmented(60, 1, 0), 2).Note("reversed"), spoiled(ati.segmented(60, 0, 0, 1), 2).Note("the first twice"),
		spoiled(ati.segmented(30, 0, 2, 1, 3), 2).Note("swapped"), spoiled(ati.segmented(30, 0, 2, 3), 1).Note("one missing"), spoiled(ati.segmented(30, 1, 2, 3), 2).Note("the first missing"))
	c.Evasion("e08-never", "E-8 C-04", "Segments of which the rest never comes", "segments", "faults/sccp-segment-incomplete",
		spoiled(ati.segmented(60, 0), 1))
	c.Evasion("e09-types", "E-9 C-01", "An any time interrogation in other forms of unit data", "sccp-types", mapNever,
		send(ati.inSCCP(as(TypeXUDT, 15))).Note("XUDT"), send(ati.inSCCP(as(TypeXUDT, 1))).Note("XUDT, hop counter 1"), send(ati.inSCCP(as(TypeLUDT, 15))).Note("LUDT"),
		send(ati.inSCCP(as(TypeLUDT, 1))).Note("LUDT, hop counter 1"), send(ati.inSCCP(func(s SCCP) SCCP { s.Class = 0x81; return s })).Note("UDT, class 1"),
		send(ati.inSCCP(func(s SCCP) SCCP { s.Type, s.Class, s.Importance = TypeXUDT, 1, []byte{5}; return s })).Note("XUDT with an importance"))
}

func evadeContext(c *Catalogue) {
	ul := register(partnerA)
	named := func(name TLV) message {
		return ul.transaction(func(t *TCAP) { t.Dialogue = Dialogue(DialogueSyntax, AARQ(name)) })
	}
	c.Evasion("e02-context", "E-2 P-05", "Application contexts that MAP does not have", "ul", contextKnown,
		send(named(OID(4, 0, 0, 1, 0, 1, 3, 1))).Note("an arc more"), send(named(OID(4, 0, 0, 1, 0, 1, 3, 0x87, 0x67))).Note("a long one"),
		send(named(MAPContext(1, 4))).Note("1.4"), send(named(MAPContext(30, 3))).Note("30.3"), send(named(MAPContext(29, 4))).Note("29.4"),
		send(named(MAPContext(12, 1))).Note("withdrawn"), send(named(OID(4, 0, 0, 1, 0, 1))).Note("an arc less"), send(named(OID(4, 0, 0, 1, 1, 1, 3))).Note("another tree"),
		send(named(MAPContext(0x81, 3))).Note("129.3"))
	c.Evasion("e10-downgrade", "E-10 P-05", "An operation in a version of its context that does not have it", "ul", mapContext,
		send(toVLR(partnerA, 16, 3, 70, ProvideSubscriberInfo(imsiA, 0))).Note("in another context"),
		send(toHLR(partnerA, 1, 1, 57, RestoreData(homeIMSI))).Note("restoreData in version 1"),
		send(toHLR(partnerA, 14, 1, 56, SendAuthenticationInfo(homeIMSI, 1, ""))).Also("faults/map-version-form").Note("sendAuthenticationInfo in version 1"),
		send(begin(at(partnerA.smsc, ssnMSC), at(home.msc, ssnMSC), 25, 2, Invoke(1, 44, MTForwardSM(imsiA, partnerA.smsc, plain)))).Note("mt-ForwardSM in version 2").Also(),
		send(begin1(at(partnerC.vlr, ssnVLR), at(home.hlr, ssnHLR), Invoke(1, 56, SendAuthenticationInfo2(homeIMSI)))).Note("without a dialogue portion"))
	c.Evasion("e10-version1", "E-10 P-05", "Version 1 from who does not speak it", "mapv1", mapV1,
		send(begin1(at(partnerA.vlr, ssnVLR), at(home.hlr, ssnHLR), Invoke(1, 2, UpdateLocation(homeIMSI, partnerA.msc, partnerA.vlr)))),
		send(begin1(at(partnerA.vlr, ssnVLR), at(home.hlr, ssnHLR), Invoke(1, 45, RoutingInfoForSM(homeMSISDN, partnerA.smsc, true)))),
		send(begin1(at(partnerA.hlr, ssnHLR), at(home.vlr, ssnVLR), Invoke(1, 3, imsiOf(imsiA)))),
		send(begin1(at(partnerA.vlr, ssnVLR), at(home.hlr, ssnHLR), Invoke(1, 10, RegisterSS(homeMSISDN)))),
		send(begin1(at(partnerA.vlr, ssnVLR), at(home.hlr, ssnHLR), Invoke(1, 2, UpdateLocation(homeIMSI, partnerA.msc, partnerA.vlr))).segmented(30)))
}

func imsiOf(imsi string) TLV { return OctetString(TBCD(imsi)) }

func evadeDialogue(c *Catalogue) {
	ul := register(partnerA)
	fault := "faults/tcap-dialogue"
	late := func(pdu TLV) message {
		return ul.transaction(func(t *TCAP) {
			t.Package, t.DTID, t.Dialogue = PackageContinue, dtid, Dialogue(DialogueSyntax, pdu)
		})
	}
	c.Evasion("e12-dialogue", "E-12 P-08", "Dialogue portions where they may not stand", "ul", fault,
		send(late(AARQ(MAPContext(1, 3)))).Note("AARQ in a Continue"),
		send(ul.transaction(func(t *TCAP) { t.Dialogue = Dialogue(DialogueSyntax, AARE(MAPContext(1, 3))) })).Note("AARE in a Begin"),
		send(ul.transaction(func(t *TCAP) { t.Dialogue = Dialogue(UnidialogueSyntax, AARQ(MAPContext(1, 3))) })).Note("the syntax of Unidirectional"),
		send(ul.transaction(func(t *TCAP) {
			t.Package, t.OTID, t.DTID, t.Dialogue = PackageEnd, nil, dtid, Dialogue(DialogueSyntax, AARQ(MAPContext(1, 3)))
		})).Note("AARQ in an End"),
		send(late(ABRT(0))).Note("ABRT in a Continue"),
		send(late(AARQ(MAPContext(1, 3), MAPOpen(homeIMSI)))).Note("AARQ with a subscriber in a Continue"))
	c.Evasion("e12-abort", "E-12 P-08", "A dialogue that begins with its abort", "ul", fault+" "+mapV1,
		send(ul.transaction(func(t *TCAP) { t.Dialogue = Dialogue(DialogueSyntax, ABRT(0)) })))
	c.Pending("e12-hijack", "E-12 P-06", "A message of a dialogue that another began", "ul-e214", "P-06 needs the dialogue store",
		send(late(AARE(MAPContext(1, 3))).transaction(func(t *TCAP) { t.Components = []TLV{Result(1, 2, Sequence(OctetString(ISDN(rogue.hlr))))} }).from(at(rogue.hlr, ssnHLR)).to(at(home.vlr, ssnVLR))))
	c.Pending("e12-raised", "E-12 P-08", "An answer that raises the version of its context", "ul-e214", "P-08's version needs the dialogue store",
		send(outward(partnerA, 1, 2, 2, UpdateLocation(imsiA, home.msc, home.vlr))),
		send(outward(partnerA, 1, 2, 2, UpdateLocation(imsiA, home.msc, home.vlr)).continued(Invoke(1, 7, InsertSubscriberData("", msisdnA))).accepting(MAPContext(1, 3))))
}

func evadeTransport(c *Catalogue) {
	ati := locate(rogue)
	c.Evasion("e17-carried", "E-17 T-04", "An any time interrogation in every way that SCTP carries", "carried", mapNever,
		ati.by(Fragmented(40)).Note("fragments, a packet each"), ati.by(FragmentedIn(16)).Note("fragments in one packet"), ati.by(Backwards(30)).Note("the last fragment first"),
		ati.by(Unordered(Packets)).Note("unordered"), ati.by(Unordered(Fragmented(24))).Note("unordered fragments"), ati.by(OnStream(9, Packets)).Note("another stream"),
		ati.by(OnStream(0, Packets)).Note("stream 0"), ati.by(Behind(Chunk{Type: ChunkHeartbeat, Value: Parameter(1, []byte("beat"))})).Note("behind HEARTBEAT"),
		ati.by(IPFragments(48)).Note("in IP fragments"), ati.by(OverIPv6(Fragmented(50))).Note("fragments, IPv6"), ati.by(OverUDP).Note("in UDP"),
		ati.by(Fragmented(4)).Note("fragments of 4 octets"))
	c.Evasion("e17-bundled", "E-17 T-04", "Behind honest messages in one packet", "carried", mapNever,
		together(Bundled, whereTo(partnerA, homeMSISDN), ati).Last(), together(Bundled, register(partnerA), whereTo(partnerA, homeMSISDN), ati).Last(),
		together(FragmentedIn(50), whereTo(partnerA, homeMSISDN), ati).Last(), together(Unordered(Bundled), whereTo(partnerA, homeMSISDN), ati).Last(),
		together(OverIPv6(Bundled), register(partnerA), ati).Last())
	c.Evasion("e17-ppid", "E-17 T-02", "M3UA under an identifier of another protocol, on its port", "carried", ppidAllowed,
		register(partnerA).by(WithPPID(PPIDNone, Packets)).Note("0"), register(partnerA).by(WithPPID(PPIDSUA, Packets)).Note("4, SUA"),
		register(partnerA).by(WithPPID(46, Packets)).Note("46, Diameter"), register(partnerA).by(WithPPID(PPIDNone, Fragmented(40))).Note("0, fragments"),
		register(partnerA).by(WithPPID(99, Packets)).Note("99"))
	c.Evasion("e17-swapped", "E-17 T-02", "An identifier in the wrong order of octets", "carried", "faults/sctp-ppid-swapped "+ppidAllowed,
		register(partnerA).by(WithPPID(3<<24, Packets)))
	c.Evasion("e17-fragments", "E-17 T-04", "Fragments that do not make a message", "carried", "faults/sctp-fragment-incomplete",
		ati.by(Shuffled(60, 0)).Unread(1, "sctp")).Breaks("RFC 9260 clause 6.9")
}

// evadeTogether combines what is above.
func evadeTogether(c *Catalogue) {
	ati := Invoke(2, 71, AnyTimeInterrogation(homeMSISDN, rogue.scf, 0, 3))
	second := locate(rogue).transaction(func(t *TCAP) { t.Components = []TLV{Result(7, 71), ati} })
	long := second.dressed(Long3)
	c.Evasion("combined", "E-6 E-7 E-8 E-9 E-17 P-04 C-04 T-04", "The second component of a segmented message, with long lengths, in fragmented and bundled DATA", "segments", mapNever,
		long.segmented(60).by(Fragmented(40)).Also(longForm).Note("segments, fragments"),
		long.segmented(60).by(FragmentedIn(30)).Also(longForm).Note("segments, fragments in one packet"),
		together(FragmentedIn(40), whereTo(partnerA, homeMSISDN), long.segmented(60)).BehindHonest(longForm).Note("bundled behind an honest message"),
		long.segmented(50).by(Backwards(40)).Also(longForm).Note("segments, fragments backwards"),
		second.dressed(func(e TLV) TLV { return e.All(Unbounded) }).segmented(40).by(OverIPv6(Fragmented(32))).Also(indefinite).Note("indefinite, IPv6"),
		long.inSCCP(as(TypeLUDT, 1)).by(Unordered(Fragmented(20))).Also(longForm).Note("LUDT, unordered fragments"))
	psi := toVLR(partnerA, 28, 3, 70, ProvideSubscriberInfo(imsiA, 0)).transaction(func(t *TCAP) {
		t.Components = []TLV{Result(7, 70), t.Components[0].At(High, 2, 0)}
	})
	c.Evasion("combined-tag", "E-5 E-7 E-8 E-17 P-01", "The extended tag of an IMSI in the second component of a segmented message", "segments", "faults/ber-tag "+subscriberAbsent,
		psi.segmented(60).by(Fragmented(40)).Last(), psi.segmented(30).by(FragmentedIn(50)).Last(), psi.inSCCP(as(TypeLUDT, 15)).by(OverIPv6(Fragmented(30))).Last(),
		psi.segmented(20).by(Backwards(40)).Last(), psi.inSCCP(as(TypeXUDT, 1)).by(Unordered(Fragmented(16))).Last(), psi.segmented(45).by(OverIPv6(FragmentedIn(40))).Last())
}
