package ss7

import (
	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// inUDT sends octets of SCCP, edited, in place of an honest message.
func inUDT(m message, typ byte, edit func([]byte) []byte) Step {
	s := SCCP{Type: typ, Called: m.called, Calling: m.calling, Octets: m.tcap.Bytes()}
	t := Transfer{OPC: pointPeer, DPC: pointHome, Service: 3, Octets: edit(s.Bytes())}
	return bare(t.M3UA().Bytes(), false, m.describe()...)
}

func faultyRouting(c *Catalogue) {
	ul := register(partnerA)
	called := func(octets ...byte) Step { return send(ul.to(Party{Octets: octets})) }
	right := Party{Title: home.hlr, SSN: ssnHLR}.Bytes()
	c.Attack("sccp-address", "C-03", "A point code of more than 14 bits in an address", "ul", "faults/sccp-address",
		called(Join([]byte{0x13, 0xFF, 0xFF}, right[1:])...)).Breaks("Q.713 clause 3.4.2.1")
	answer := outward(partnerA, 1, 3, 2, UpdateLocation(imsiA, home.msc, home.vlr)).answered(Result(1, 2, Sequence(OctetString(ISDN(partnerA.hlr)))))
	to := func(edit func(*Party)) Step { return send(answer.in(func(m *message) { edit(&m.called) })) }
	c.Attack("sccp-digits", "C-03", "Digits of a title that are none, and more than its encoding scheme says, in an answer", "components", "faults/sccp-digits",
		to(func(p *Party) { p.Title = "999010a0007" }), to(func(p *Party) { p.Title, p.Scheme = "999010000077", 1 }).Note("odd, it says")).Breaks("Q.713 clause 3.4.2.3.1")
	c.Attack("sccp-encoding", "C-03", "An address that leaves it to the reader how it is coded, in an answer", "components", "faults/sccp-encoding",
		to(func(p *Party) { p.Scheme = 3 }).Note("national scheme"), to(func(p *Party) { p.Octets = Join([]byte{0x0A, ssnVLR, 0}, TBCD(home.vlr)) }).Note("a title without scheme")).
		Breaks("Q.713 clause 3.4.2.3.3")
	c.Attack("sccp-length", "C-01", "Octets behind the parts of a message", "ul", "faults/sccp-length",
		inUDT(ul, TypeUDT, func(b []byte) []byte { return append(b, 0, 0, 0) })).Breaks("Q.713 clause 1.2")
	c.Attack("sccp-pointer", "C-01", "Pointers that leave a gap, and pointers whose parts come in another order: who reads on finds another address", "ul", "faults/sccp-pointer",
		inUDT(ul, TypeUDT, func(b []byte) []byte {
			b[4]++
			return Join(b[:5+int(b[5])+1+int(b[5+int(b[5])+1])+1], []byte{0}, b[5+int(b[5])+1+int(b[5+int(b[5])+1])+1:])
		}),
		inUDT(ul, TypeUDT, shuffledParts)).Breaks("Q.713 clause 1.4")
	xudt := func(options ...byte) Step {
		return inUDT(ul, TypeXUDT, func(b []byte) []byte { b[6] = byte(len(b) - 6); return append(b, options...) })
	}
	c.Attack("sccp-optional", "C-04", "An optional part without an end", "sccp-types", "faults/sccp-optional", xudt(0x12, 1, 3)).Breaks("Q.713 clause 1.6")
	c.Attack("sccp-repeated", "C-04", "An optional parameter twice", "sccp-types", "faults/sccp-optional-repeated", xudt(0x12, 1, 3, 0x12, 1, 4, 0)).Breaks("Q.713 clause 1.5")
	c.Attack("sccp-value", "C-01 C-04", "Protocol class 2, and no hops left", "sccp-types", "faults/sccp-value",
		send(ul.inSCCP(func(s SCCP) SCCP { s.Class = 2; return s })), inUDT(ul, TypeXUDT, func(b []byte) []byte { b[2] = 0; return b }),
		inUDT(ul, TypeXUDT, func(b []byte) []byte { b[2] = 16; return b }), send(ul.inSCCP(func(s SCCP) SCCP { s.Class = 0x40; return s })).Note("return option 4")).
		Breaks("Q.713 clause 3.6")
	c.Honest("sccp-unusual", "C-02 C-03 C-04", "A filler of TBCD, and a parameter of a newer release: told of",
		send(ul.to(Party{Title: home.hlr, SSN: ssnHLR, Filler: 0xF})).Flag("faults/sccp-spare"), xudt(0xFA, 1, 0, 0).Flag("faults/sccp-optional-unknown"))
	c.Honest("c02-edges", "C-02 C-03 C-04", "The shortest title and the longest, and hop counters from 1 to 15",
		send(ul.from(at("9997007", ssnVLR))).Note("7 digits"), send(ul.from(at("999700000000007", ssnVLR))).Note("15 digits"),
		send(ul.to(at("9990107", ssnHLR))), send(ul.to(at("999010000000007", ssnHLR))), send(ul.inSCCP(as(TypeXUDT, 1))), send(ul.inSCCP(as(TypeXUDT, 15))))
	c.Attack("c04-too-long", "C-04", "Segments of more octets than a message may have", "segments", "faults/sccp-segment-limit", hugeSegments())
}

// shuffledParts exchanges the places of called and calling party, and the pointers
// with them.
func shuffledParts(b []byte) []byte {
	calledAt, callingAt, dataAt := 2+int(b[2]), 3+int(b[3]), 4+int(b[4])
	called, calling, data := b[calledAt:callingAt], b[callingAt:dataAt], b[dataAt:]
	return Join(b[:2], []byte{byte(3 + len(calling)), 2, byte(1 + len(called) + len(calling))}, calling, called, data)
}

// hugeSegments are three segments in LUDT, of 1,500 octets each.
func hugeSegments() Step {
	ul := register(partnerA)
	ops := []vector.Op{{Protocol: "sccp", Code: TypeLUDT, Operation: "LUDT"}}
	return Step{Ops: ops, Write: func(l *Line) {
		l.Reference++
		for i := range 3 {
			s := SCCP{Type: TypeLUDT, Class: 1, Called: ul.called, Calling: ul.calling, Octets: make([]byte, 1500), Segmentation: Segmentation(i == 0, true, 3-i, l.Reference)}
			Packets(l, []Parcel{{Octets: ul.transfer(s.Bytes()), PPID: PPIDM3UA, Stream: 1}})
		}
	}}
}

func faultyLabels(c *Catalogue) {
	ul := register(partnerA)
	whole := func(edit func([]byte) []byte) Step {
		return Step{Ops: ul.describe(), Write: func(l *Line) {
			Packets(l, []Parcel{{Octets: edit(ul.transfers(l)[0]), PPID: PPIDM3UA, Stream: 1}})
		}}
	}
	with := func(parameters ...[]byte) Step {
		return send(ul.inM3UA(func(x M3UA) M3UA { x.Parameters = append(x.Parameters, parameters...); return x }))
	}
	c.Attack("m3ua-length", "M-01", "A message that is longer than it says, and shorter", "ul", "faults/m3ua-length",
		whole(func(b []byte) []byte { return append(b, make([]byte, 8)...) }), whole(func(b []byte) []byte { b[7] += 8; return b })).Breaks("RFC 4666 clause 3.1.4")
	c.Attack("m3ua-parameter", "M-01", "Parameters of a wrong length, and one that is not there", "m3ua-management", "faults/m3ua-parameter",
		with(Parameter(0x13, []byte{1, 2, 3, 4, 5, 6})), peer(0, 1, "NTFY")).Breaks("RFC 4666 clause 3.2")
	ati := Transfer{OPC: pointPeer, DPC: pointHome, Service: 3, Octets: SCCP{Type: TypeUDT, Called: locate(rogue).called, Calling: locate(rogue).calling, Octets: locate(rogue).tcap.Bytes()}.Bytes()}
	c.Evasion("m3ua-repeated", "M-01", "Two messages in one: an honest one, and behind it an any time interrogation", "ul", "faults/m3ua-parameter-repeated",
		with(ati.M3UA().Parameters...)).Breaks("RFC 4666 clause 3.3.1")
	c.Attack("m01-message", "M-01", "Messages that M3UA does not have", "m3ua-management", "opgate/m3ua-message-not-allowed",
		peer(5, 1, "").Also("faults/m3ua-message-unknown"), peer(2, 7, "").Also("faults/m3ua-message-unknown"), peer(1, 0, "").Also("faults/m3ua-message-unknown"),
		peer(11, 1, "UserData").Also("faults/m3ua-message-unknown").Note("of M2PA"))
	c.Honest("m3ua-unusual", "M-01", "Padding that is not zero, and a parameter of a newer release: told of",
		whole(func(b []byte) []byte { b[len(b)-1] = 0xFF; return b }).Flag("faults/m3ua-padding"), with(Parameter(0x1F, []byte{1, 2, 3, 4})).Flag("faults/m3ua-parameter-unknown"))
	rc := uint32(2)
	c.Attack("m02-routing-context", "M-02", "A routing context that is not this interconnect's", "m02-own-context", "opgate/routing-context-not-known",
		send(ul.inMTP(func(t Transfer) Transfer { t.RoutingContext = &rc; return t })))
	own := uint32(1)
	c.Honest("m02-own-context", "M-02", "The routing context of this interconnect", send(ul.inMTP(func(t Transfer) Transfer { t.RoutingContext = &own; return t })))
	c.Attack("mtp3-label", "M-02", "A message of MTP3 in M2PA that ends in its label", "m2pa", "faults/mtp3-label",
		carried(3565, PPIDM2PA, M2PA([]byte{0x83, 1, 2}), vector.Op{Protocol: "m3ua", Code: 0x101, Operation: "DATA"})).Breaks("Q.704 clause 2.2")
	label := Transfer{OPC: pointPeer, DPC: pointHome, Service: 3, Octets: SCCP{Type: TypeUDT, Called: ul.called, Calling: ul.calling, Octets: ul.tcap.Bytes()}.Bytes()}
	c.Honest("m2pa", "T-02", "A registration over M2PA", carried(3565, PPIDM2PA, M2PA(label.MTP3()), ul.describe()...))
}

// carried is a user message on a port, under an identifier.
func carried(port uint16, ppid uint32, octets []byte, ops ...vector.Op) Step {
	return Step{Ops: ops, Write: func(l *Line) {
		between(port, Packets)(l, []Parcel{{Octets: octets, PPID: ppid, Stream: 1}})
	}}
}
