package ss7

import (
	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// faulty are messages that break the standard, or that two honest readers may read
// differently: one vector for each fault, which nothing else stops, so that it is
// known what the fault alone is worth.
func faulty(c *Catalogue) {
	faultyArguments(c)
	faultyElements(c)
	faultyTransactions(c)
	faultyParts(c)
	faultyRouting(c)
	faultyLabels(c)
	faultyPackets(c)
	faultyAssociations(c)
}

// argument edits the element at a path of the first component's argument.
func (m message) argument(edit func(TLV) TLV, path ...int) message {
	return m.transaction(func(t *TCAP) {
		components := append([]TLV{}, t.Components...)
		components[0] = components[0].At(edit, append([]int{2}, path...)...)
		t.Components = components
	})
}

// put replaces an element, content its octets.
func put(e TLV) func(TLV) TLV         { return func(TLV) TLV { return e } }
func content(b ...byte) func(TLV) TLV { return func(e TLV) TLV { e.Octets = b; return e } }

// swapped exchanges the first two members.
func swapped(e TLV) TLV {
	e.Members = append([]TLV{e.Members[1], e.Members[0]}, e.Members[2:]...)
	return e
}

// doubled repeats the first member.
func doubled(e TLV) TLV {
	e.Members = append([]TLV{e.Members[0]}, e.Members...)
	return e
}

func faultyArguments(c *Catalogue) {
	ask, data := whereTo(partnerA, homeMSISDN), toVLR(partnerA, 16, 3, 7, InsertSubscriberData(imsiA, msisdnA))
	c.Attack("map-argument", "P-01", "An operation without the argument that it has to carry", "restore", "faults/map-argument-missing",
		send(begin(at(partnerA.vlr, ssnVLR), at(home.hlr, ssnHLR), 1, 3, Invoke(1, 57))).Note("restoreData"),
		send(begin(at(partnerA.smsc, ssnMSC), at(homeMSISDN, ssnHLR), 20, 3, Invoke(1, 47))).Note("reportSM-DeliveryStatus")).Breaks("TS 29.002 clause 17.6.1")
	c.Attack("map-digits", "P-09", "Numbers of what is no digit, or of a plan that nobody calls", "sri-sm", "faults/map-digits",
		send(ask.argument(content(Join([]byte{0x91}, TBCD("9990200a001"))...), 0)).Note("a hexadecimal digit"),
		send(ask.argument(content(Join([]byte{0x91}, TBCD("99902"), TBCD("000001"))...), 0)).Note("a filler before the end"),
		send(ask.argument(content(Join([]byte{0x96}, TBCD(homeMSISDN))...), 0)).Note("numbering plan E.212"),
		send(ask.argument(content(Join([]byte{0x11}, TBCD(homeMSISDN))...), 0)).Note("an extension")).Breaks("TS 29.002 clause 17.7.8")
	c.Attack("map-missing", "P-01", "A mandatory element is not there", "sri-sm", "faults/map-element-missing",
		send(ask.argument(func(e TLV) TLV { e.Members = append([]TLV{e.Members[0]}, e.Members[2]); return e })).Note("no priority")).Breaks("TS 29.002 clause 17.7.6")
	c.Attack("map-repeated", "P-01 MAP-2a", "Two subscribers in one argument: the filter reads one's own, and the VLR perhaps the other", "home-hlr", "faults/map-element-repeated",
		send(toVLR(partnerA, 28, 3, 70, Sequence(Context(0, TBCD(imsiA)...), Context(0, TBCD(homeIMSI)...), ContextOf(2, Context(0))))),
		send(ask.argument(doubled)).Note("a number")).Breaks("TS 29.002 clause 17.7.1")
	c.Attack("map-order", "P-01", "Elements in another order than the standard's", "sri-sm", "faults/map-element-order", send(ask.argument(swapped))).Breaks("X.690 clause 8.9.2")
	c.Attack("map-size", "P-01 P-09", "Elements that are too long, or empty", "sri-sm", "faults/map-element-size",
		send(ask.argument(content(0xFF, 0), 1)).Note("a truth value of two octets"),
		send(ask.argument(content(Join([]byte{0x91}, TBCD("99902000001234567890"))...), 0)).Note("a number of eleven octets")).Breaks("TS 29.002 clause 17.7.8")
	c.Attack("map-unexpected", "P-01", "An argument of a form that no version has", "mapv1", "faults/map-element-unexpected",
		send(begin1(at(partnerC.vlr, ssnVLR), at(home.hlr, ssnHLR), Invoke(1, 9, SendParameters(homeIMSI).With(Context(9, 1)))))).Breaks("GSM 09.02 clause 14.7.1")
	c.Attack("map-numbers", "P-01", "More numbers than any real subscriber has, so that one is not looked at", "home-hlr", "faults/map-limit",
		send(data.argument(func(e TLV) TLV { return e.With(forwardings(3)...) }).inSCCP(as(TypeLUDT, 15))).Note("39 numbers")).
		Breaks("TS 29.002 clause 17.7.1")
	c.Attack("map-tpdu", "SMS-4 P-01", "A short message that ends before its header does: what the handset reads as one is not known", "mt-sm-roamer", "faults/map-tpdu",
		send(deliver(partnerA, homeIMSI, Deliver{From: "99970200001", DCS: 0xF6, Header: []byte{0x70}, Octets: []byte{1}}.Bytes())).Note("an element without length"),
		send(deliver(partnerA, homeIMSI, plain[:len(plain)-4])).Note("user data cut off"),
		send(deliver(partnerA, homeIMSI, Submit("99902000099", "hello"))).Note("a submission towards a handset")).Breaks("TS 23.040 clause 9.2.3.24")
	c.Honest("map-newer", "P-01", "An element of a newer release, and digits with a nature that is not usual: kept, and told of",
		send(ask.argument(func(e TLV) TLV { return e.With(Context(30, 1)) })).Flag("faults/map-element-unknown"))
}

// forwardings are n lists of call forwardings, of 13 numbers each (TS 29.002 clause
// 17.7.1, provisionedSS).
func forwardings(n int) []TLV {
	feature := Sequence(Context(4, 0x0F), Context(5, ISDN(msisdnA)...))
	var lists []TLV
	for range n {
		features := make([]TLV, 13)
		for i := range features {
			features[i] = feature
		}
		lists = append(lists, ContextOf(0, OctetString([]byte{0x21}), Sequence(features...)))
	}
	return []TLV{ContextOf(7, lists...)}
}

func faultyElements(c *Catalogue) {
	ask := whereTo(partnerA, homeMSISDN)
	c.Attack("ber-depth", "P-01", "Elements in elements, deeper than anything real", "map-newer", "faults/ber-depth",
		send(ask.argument(func(e TLV) TLV { return e.With(nested(20)) })).Also("faults/map-element-unknown").Note("20 deep")).Breaks("TS 29.002 clause 17.7.6")
	c.Attack("ber-value", "P-01", "Contents that are not of their type's form", "home-hlr", "faults/ber-value",
		send(toVLR(partnerA, 3, 3, 4, ProvideRoamingNumber(imsiA, home.msc, msisdnA).With(Context(15, 9, 0x80)))).Note("nine unused bits")).Breaks("X.690 clause 8.6.2")
}

// nested is an element that nobody knows, n deep.
func nested(n int) TLV {
	e := Context(29, 1)
	for range n {
		e = ContextOf(29, e)
	}
	return e
}

func faultyTransactions(c *Catalogue) {
	ul := register(partnerA)
	octets := func(edit func([]byte) []byte) message {
		m := ul
		m.octets = edit(ul.tcap.Bytes())
		return m
	}
	tagged := func(tag byte) message { return octets(func(b []byte) []byte { b[0] = tag; return b }) }
	named := func(code int, name string) vector.Op { return vector.Op{Protocol: "tcap", Code: code, Operation: name} }
	c.Attack("tcap-package", "P-02", "What no message of TCAP begins with", "ul", "faults/tcap-package",
		send(tagged(0x63).saying(named(0x63, ""))), send(tagged(0x30).saying(named(0x30, ""))), send(tagged(0x02).saying(named(2, "")))).Breaks("Q.773 clause 3.1")
	c.Attack("tcap-ansi", "P-02", "A message of ANSI networks", "ul", "faults/tcap-ansi", send(tagged(0xE2).saying(named(0xE2, "")))).Breaks("Q.773 clause 3.1")
	c.Attack("tcap-structure", "P-02", "Parts that do not belong there, or behind the message", "ul", "faults/tcap-structure",
		send(ul.dressed(func(e TLV) TLV { return e.With(Applied(13, 1)) })).Note("an unknown part"),
		send(octets(func(b []byte) []byte { return append(b, 0, 0) })).Note("octets behind"),
		send(ul.dressed(func(e TLV) TLV { e.Members[1], e.Members[2] = e.Members[2], e.Members[1]; return e })).Note("components before the dialogue")).
		Breaks("Q.773 clause 3.1")
}

func faultyParts(c *Catalogue) {
	ul := outward(partnerA, 1, 3, 2, UpdateLocation(imsiA, home.msc, home.vlr))
	inside := func(components ...TLV) message { return ul.continued(components...).accepting(MAPContext(1, 3)) }
	data := func(id int) TLV { return Invoke(id, 7, InsertSubscriberData("", msisdnA)) }
	fault := func(x Step) Step {
		i := -1
		return x.Each(func(o *vector.Op) { // the message's fault is everybody's
			i++
			o.Verdict, o.Reasons = "block", []string{"faults/tcap-component-count"}
		})
	}
	var many []TLV
	for i := range 17 {
		many = append(many, Invoke(i, 38))
	}
	c.Attack("p04-many", "P-04", "Seventeen components", "p04-sixteen", "faults/tcap-component-count", fault(send(inside(many...).inSCCP(as(TypeLUDT, 15)))))
	c.Honest("p04-sixteen", "P-04", "Sixteen", send(inside(many[:16]...).inSCCP(as(TypeLUDT, 15))))
	unknown := data(1)
	unknown.Number = 5
	c.Attack("tcap-component", "P-02 P-04", "Components of no type, and one that belongs to another that is not there", "components", "faults/tcap-component",
		send(inside(unknown).saying(vector.Op{Protocol: "map"})).Note("A5"),
		send(toVLR(partnerA, 28, 3, 70, TLV{}).transaction(func(t *TCAP) {
			t.Components = []TLV{Linked(1, 9, 70, ProvideSubscriberInfo(imsiA, 0))}
		})).Note("linked in a Begin")).Breaks("Q.773 clause 3.2.2")
	c.Attack("tcap-repeated", "P-04", "Two invokes of one identifier: which of them is answered?", "components", "faults/tcap-repeated",
		send(inside(data(1), data(1))).Last()).Breaks("Q.774 clause 3.2.1.1.3")
	c.Attack("tcap-operation", "P-03", "An error code of another form than a local one", "empty-begin", "faults/tcap-operation",
		send(ul.answered(ReturnError(1, 34).At(put(OID(4, 0, 0, 1, 0, 34)), 1)))).Breaks("TS 29.002 clause 17.1.1")
	c.Honest("tcap-user", "P-08", "User information in a syntax that nobody listed: told of",
		send(register(partnerA).transaction(func(t *TCAP) {
			t.Dialogue = Dialogue(DialogueSyntax, AARQ(MAPContext(1, 3), External(OID(0x2A, 3, 4), ContextOf(0, NullValue()))))
		})).Flag("faults/tcap-unknown"))
}
