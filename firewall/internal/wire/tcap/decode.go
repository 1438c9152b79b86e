package tcap

import (
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ber"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Tags of messages (Q.773 clause 3.1), values of op.SS7.Package.
const (
	Unidirectional = 0x61
	Begin          = 0x62
	End            = 0x64
	Continue       = 0x65
	Abort          = 0x67
)

// Tags of the parts of a message (Q.773 clause 3.2).
const (
	tagOTID       = 0x48
	tagDTID       = 0x49
	tagAbortCause = 0x4A
	tagDialogue   = 0x6B
	tagComponents = 0x6C
)

// part is a set of parts; the numbers follow their order.
type part uint8

const (
	partOTID part = 1 << iota
	partDTID
	partAbortCause
	partDialogue
	partComponents
)

// sequence follows the members of a SEQUENCE, each of which may be there once,
// in the order of their numbers.
type sequence struct {
	may, seen part
	fault     op.FaultCode // what it is if they are not
}

// take notes a member, and reports whether it is the first of its kind.
func (q *sequence) take(r ber.Reader, e *ber.Element, p part) (first bool) {
	first = q.seen&p == 0
	switch {
	case p&q.may == 0 || first && q.seen > p:
		r.Fault(q.fault, e.Start)
	case !first:
		r.Fault(op.TCAPRepeated, e.Start)
	}
	q.seen |= p
	return first
}

// need checks, at the end, that mandatory members were there.
func (q *sequence) need(r ber.Reader, must part, start int) {
	if must&^q.seen != 0 && r.OK() {
		r.Fault(q.fault, start)
	}
}

// form says which parts a message has.
type form struct {
	must, may part
	pdus      pduSet // dialogue PDUs that belong in it
	abstract  syntax // they are of
}

var forms = [Abort + 1]form{
	Unidirectional: {must: partComponents, may: partDialogue | partComponents, pdus: pduRequest, abstract: syntaxUnidialogue},
	Begin:          {must: partOTID, may: partOTID | partDialogue | partComponents, pdus: pduRequest, abstract: syntaxDialogue},
	End:            {must: partDTID, may: partDTID | partDialogue | partComponents, pdus: pduResponse, abstract: syntaxDialogue},
	Continue:       {must: partOTID | partDTID, may: partOTID | partDTID | partDialogue | partComponents, pdus: pduResponse, abstract: syntaxDialogue},
	// An AARE refuses the dialogue (Q.774 clause 3.2.2), an ABRT ends an open one.
	Abort: {must: partDTID, may: partDTID | partAbortCause | partDialogue, pdus: pduResponse | pduAbort, abstract: syntaxDialogue},
}

// Limits by policy.
const (
	maxComponents = 16 // beyond is a fault (RULES P-04)
	maxHandedOut  = 64
)

// Transaction is a message that was decoded, and a cursor over its components.
// It is large: keep one and decode into it again.
type Transaction struct {
	b    []byte
	at   int      // offset of b[0] in the payload
	walk ber.Walk // through the message, then through components
	user ber.Walk // through user information

	component Component
	invoked   [4]uint64 // bit = invoke identifier of an Invoke that was handed out
	next      int       // component to be handed out
	count     int       // of parts in use
	parts     [maxHandedOut]struct{ start, end int }
}

// Decode reads a message, which starts at offset at of the payload, into what
// its operations share: package, transaction identifiers, dialogue, number of
// components. Faults go to f, present gets a bit for every column. It is false
// if b is no message of ITU TCAP that can be taken apart; then there are no
// components.
func (t *Transaction) Decode(b []byte, at int, s *op.SS7, present *[4]uint64, f *op.Faults) bool {
	t.b, t.at, t.next, t.count, t.invoked = b, at, 0, 0, [4]uint64{}
	if len(b) == 0 {
		f.Add(op.TCAPPackage, at)
		return false
	}
	s.Package = b[0]
	has(present, op.ColTcapPackage)
	if int(b[0]) >= len(forms) || forms[b[0]].must == 0 {
		if ansi(b[0]) {
			f.Add(op.TCAPANSI, at)
		} else {
			f.Add(op.TCAPPackage, at)
		}
		return false
	}
	d := decoder{t: t, s: s, present: present, form: &forms[b[0]]}
	r := t.walk.Start(b, at, f)
	ok := d.message(r)
	s.Components = uint8(min(d.components, 255))
	has(present, op.ColComponents)
	has(present, op.ColDialoguePdu)
	has(present, op.ColContextFamily)
	return ok
}

// ansi reports the tags of messages of ANSI TCAP (T1.114.3): Unidirectional,
// Query, Response, Conversation, and Abort.
func ansi(tag byte) bool { return tag >= 0xE1 && tag <= 0xE6 || tag == 0xF6 }

// decoder holds what the parts of one message's decoding share.
type decoder struct {
	t       *Transaction
	s       *op.SS7
	present *[4]uint64
	form    *form

	components int
	opened     bool // a map-open was there
}

// message reads the message and what is behind it.
func (d *decoder) message(r ber.Reader) bool {
	var e ber.Element
	if !r.Next(&e) {
		return false
	}
	d.body(r.Enter(), e.Start)
	if behind := r.Offset(); behind < d.t.at+len(d.t.b) && r.OK() {
		r.Fault(op.TCAPStructure, behind)
	}
	return true
}

// body reads the parts of the message.
func (d *decoder) body(r ber.Reader, start int) {
	var e ber.Element
	parts := sequence{may: d.form.may, fault: op.TCAPStructure}
	for r.Next(&e) {
		p := partOf(e.Tag)
		first := parts.take(r, &e, p)
		switch p {
		case partOTID:
			d.id(r, &e, &d.s.OTID, op.ColOtid, first)
		case partDTID:
			d.id(r, &e, &d.s.DTID, op.ColDtid, first)
		case partAbortCause:
			d.abortCause(r, &e)
		case partDialogue:
			if first {
				d.portion(r, &e)
			}
		case partComponents:
			d.list(r.Enter(), e.Start)
		}
	}
	parts.need(r, d.form.must, start)
	if parts.seen&partAbortCause != 0 && parts.seen&partDialogue != 0 { // one or the other is the reason
		r.Fault(op.TCAPStructure, start)
	}
}

func partOf(tag uint32) part {
	switch tag {
	case tagOTID:
		return partOTID
	case tagDTID:
		return partDTID
	case tagAbortCause:
		return partAbortCause
	case tagDialogue:
		return partDialogue
	case tagComponents:
		return partComponents
	}
	return 0
}

// id reads a transaction identifier: one to four octets, of which the value is
// compared as a number. More of them is how dialogues were opened past filters
// (ATTACKS E-3).
func (d *decoder) id(r ber.Reader, e *ber.Element, id *uint32, column int, first bool) {
	if len(e.Value) == 0 || len(e.Value) > 4 {
		r.Fault(op.TCAPTransactionID, e.At)
		return
	}
	if !first {
		return
	}
	for _, c := range e.Value {
		*id = *id<<8 | uint32(c)
	}
	has(d.present, column)
}

// abortCause reads a P-Abort cause (Q.773 clause 3.2.1.3).
func (d *decoder) abortCause(r ber.Reader, e *ber.Element) {
	n, ok := r.Integer(e)
	if !ok || n < 0 || n > 127 {
		r.Fault(op.TCAPStructure, e.At)
		return
	}
	d.s.ErrorCode = tagAbortCause<<8 | uint32(n)
	has(d.present, op.ColErrorCode)
}

// list notes where the components are. They are read when they are handed out.
func (d *decoder) list(r ber.Reader, start int) {
	var e ber.Element
	t, n := d.t, d.components
	for r.Next(&e) {
		if d.components++; d.components == maxComponents+1 {
			r.Fault(op.TCAPComponentCount, e.Start)
		}
		if t.count < maxHandedOut && r.Whole(&e) {
			t.parts[t.count].start, t.parts[t.count].end = e.Start-t.at, e.End-t.at
			t.count++
		}
	}
	if d.components == n && r.OK() {
		r.Fault(op.TCAPStructure, start)
	}
}

// has marks a column as present.
func has(present *[4]uint64, column int) { present[column>>6] |= 1 << (column & 63) }
