package tcap

import (
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ber"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Tags of dialogue PDUs (Q.773 clause 4.2.3), values of op.SS7.DialoguePDU. An
// AUDT, of Unidirectional, has that of an AARQ.
const (
	AARQ = 0x60
	AARE = 0x61
	ABRT = 0x64
)

// pduSet is a set of dialogue PDUs.
type pduSet uint8

const (
	pduRequest pduSet = 1 << iota
	pduResponse
	pduAbort
)

// Tags of an EXTERNAL and its parts (X.690 clause 8.18), and others.
const (
	tagInteger          = 0x02
	tagNull             = 0x05
	tagOID              = 0x06
	tagObjectDescriptor = 0x07
	tagExternal         = 0x28
	tagSequence         = 0x30
	tagSingleType       = 0xA0
	tagOctetAligned     = 0x81
	tagArbitrary        = 0x82
)

// Tags of what is in a dialogue PDU.
const (
	tagProtocolVersion = 0x80 // of ABRT: abort-source
	tagContextName     = 0xA1
	tagResult          = 0xA2
	tagDiagnostic      = 0xA3
	tagUserInformation = 0xBE
)

// Members of dialogue PDUs; the numbers follow their order.
const (
	memberVersion part = 1 << iota
	memberName
	memberResult
	memberDiagnostic
	memberUser
)

// pdu says which members a dialogue PDU has.
type pdu struct {
	is        pduSet
	must, may part
}

var pdus = [ABRT + 1]pdu{
	AARQ: {pduRequest, memberName, memberVersion | memberName | memberUser},
	AARE: {pduResponse, memberName | memberResult | memberDiagnostic, memberVersion | memberName | memberResult | memberDiagnostic | memberUser},
	ABRT: {pduAbort, memberVersion, memberVersion | memberUser},
}

// syntax is the abstract syntax that an EXTERNAL names.
type syntax uint8

const (
	syntaxNone syntax = iota
	syntaxOther
	syntaxDialogue
	syntaxUnidialogue
	syntaxMAPDialogue
	syntaxCAPAbort
	syntaxCAPGPRS
)

// syntaxOf recognises the object identifiers of Q.773 clause 4.2.3, TS 29.002
// clause 17.4 and TS 29.078 clauses 4.4, 8.2.
func syntaxOf(oid []byte) syntax {
	switch string(oid) {
	case "\x00\x11\x86\x05\x01\x01\x01": // 0.0.17.773.1.1.1
		return syntaxDialogue
	case "\x00\x11\x86\x05\x01\x02\x01":
		return syntaxUnidialogue
	case "\x04\x00\x00\x01\x01\x01\x01": // 0.4.0.0.1.1.1.1
		return syntaxMAPDialogue
	case "\x04\x00\x00\x01\x01\x02\x02":
		return syntaxCAPAbort
	case "\x04\x00\x00\x01\x01\x05\x02":
		return syntaxCAPGPRS
	}
	return syntaxOther
}

// portion reads a dialogue portion, in the usual form or any other.
func (t *Transaction) portion(r ber.Reader, e *ber.Element) {
	if whole := r.Encoding(e); whole != nil && t.usual(whole[e.At-e.Start:], e.At, r.Faults()) {
		r.Whole(e)
	} else {
		t.dialogue(r.Enter(), e.Start)
	}
}

// dialogue reads a dialogue portion: one EXTERNAL.
func (t *Transaction) dialogue(r ber.Reader, start int) {
	var e ber.Element
	if !r.Next(&e) || e.Tag != tagExternal {
		r.Fault(op.TCAPDialogue, start)
		return
	}
	t.external(r.Enter(), e.Start, false)
	if r.Next(&e) {
		r.Fault(op.TCAPDialogue, e.Start)
	}
}

// external reads an EXTERNAL: of the dialogue portion, or of the user
// information in it.
func (t *Transaction) external(r ber.Reader, start int, user bool) {
	var e ber.Element
	abstract, done := syntaxNone, false
	for r.Next(&e) {
		switch {
		case done || e.Tag == tagOID && abstract != syntaxNone:
			r.Fault(op.TCAPDialogue, e.Start)
		case e.Tag == tagOID:
			oid, _ := r.ObjectIdentifier(&e)
			abstract = syntaxOf(oid)
		case e.Tag == tagInteger, e.Tag == tagObjectDescriptor:
			r.Fault(op.TCAPUnknown, e.Start) // legal; nobody sends it
		default:
			done = true
			t.content(r, &e, abstract, user)
		}
	}
	if !done && r.OK() {
		r.Fault(op.TCAPDialogue, start)
	}
}

// content reads what an EXTERNAL holds. Where its syntax is one that matters
// here, it is a single ASN.1 type.
func (t *Transaction) content(r ber.Reader, e *ber.Element, abstract syntax, user bool) {
	wrapped := e.Tag == tagOctetAligned || e.Tag == tagArbitrary
	matters := !user || abstract == syntaxMAPDialogue
	switch {
	case abstract == syntaxNone || e.Tag != tagSingleType && (matters || !wrapped):
		r.Fault(op.TCAPDialogue, e.Start)
	case !user:
		t.dialoguePDU(r.Enter(), e.Start, abstract)
	case abstract == syntaxMAPDialogue:
		t.mapDialogue(r.Enter(), e.Start)
	case abstract != syntaxCAPAbort && abstract != syntaxCAPGPRS:
		r.Fault(op.TCAPUnknown, e.Start)
	}
}

// dialoguePDU reads a dialogue PDU. An abort may carry something else, which
// users agreed upon.
func (t *Transaction) dialoguePDU(r ber.Reader, start int, abstract syntax) {
	if abstract == syntaxOther && t.form.pdus&pduAbort != 0 {
		r.Fault(op.TCAPUnknown, start)
		return
	}
	var e ber.Element
	if abstract != syntaxDialogue && abstract != syntaxUnidialogue || !r.Next(&e) || int(e.Tag) >= len(pdus) || pdus[e.Tag].is == 0 {
		r.Fault(op.TCAPDialogue, start)
		return
	}
	if abstract != t.form.abstract || pdus[e.Tag].is&t.form.pdus == 0 {
		r.Fault(op.TCAPDialogue, e.Start)
	}
	t.head.dialoguePDU = uint8(e.Tag)
	t.members(r.Enter(), &pdus[e.Tag], e.Start)
	if r.Next(&e) {
		r.Fault(op.TCAPDialogue, e.Start)
	}
}

// members reads what is in a dialogue PDU.
func (t *Transaction) members(r ber.Reader, is *pdu, start int) {
	var e ber.Element
	members := sequence{may: is.may, fault: op.TCAPDialogue}
	for r.Next(&e) {
		p := memberOf(e.Tag)
		if p == 0 && memberOf(e.Other()) == 0 {
			r.Fault(op.TCAPUnknown, e.Start)
			continue
		}
		first := members.take(r, &e, p)
		switch p {
		case memberVersion:
			t.version(r, &e, is)
		case memberName:
			t.contextName(r.Enter(), e.Start, first)
		case memberResult:
			number(r.Enter(), e.Start, 1)
		case memberDiagnostic:
			t.diagnostic(r.Enter(), e.Start)
		case memberUser:
			t.userInformation(r.Enter())
		}
	}
	members.need(r, is.must, start)
}

func memberOf(tag uint32) part {
	switch tag {
	case tagProtocolVersion:
		return memberVersion
	case tagContextName:
		return memberName
	case tagResult:
		return memberResult
	case tagDiagnostic:
		return memberDiagnostic
	case tagUserInformation:
		return memberUser
	}
	return 0
}

// version checks that the protocol version is 1, or where an abort came from.
func (t *Transaction) version(r ber.Reader, e *ber.Element, is *pdu) {
	if is.is == pduAbort {
		if n, ok := r.Integer(e); !ok || n < 0 || n > 1 {
			r.Fault(op.TCAPDialogue, e.At)
		}
		return
	}
	if bits, _, ok := r.BitString(e); !ok || len(bits) == 0 || bits[0] < 0x80 {
		r.Fault(op.TCAPDialogue, e.At)
	}
}

// number checks an INTEGER of 0 to most that is alone in a value.
func number(r ber.Reader, start, most int) {
	var e ber.Element
	if !r.Next(&e) || e.Tag != tagInteger {
		r.Fault(op.TCAPDialogue, start)
		return
	}
	if n, ok := r.Integer(&e); !ok || n < 0 || n > most {
		r.Fault(op.TCAPDialogue, e.At)
	}
	if r.Next(&e) {
		r.Fault(op.TCAPDialogue, e.Start)
	}
}

// diagnostic checks why a dialogue was refused: a reason of the user [1] or of
// the provider [2].
func (t *Transaction) diagnostic(r ber.Reader, start int) {
	var e ber.Element
	if !r.Next(&e) || e.Tag != 0xA1 && e.Tag != 0xA2 {
		r.Fault(op.TCAPDialogue, start)
		return
	}
	number(r.Enter(), e.Start, 2)
	if r.Next(&e) {
		r.Fault(op.TCAPDialogue, e.Start)
	}
}
