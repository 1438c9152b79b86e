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
	maxHandedOut  = 24 // the others are verified: each operation costs 40 ns, and a message may cost 2 µs
)

// Transaction is a message that was decoded, and a cursor over its components.
// It is large: keep one and decode into it again.
type Transaction struct {
	walk ber.Walk // through the message
	user ber.Walk // through user information
	form *form
	head head

	next       int // component to be handed out
	count      int // of components in use
	components [maxHandedOut]Component
}

// head is what a message has but for its components.
type head struct {
	present     uint64 // bit = column number - firstColumn
	otid, dtid  uint32
	errorCode   uint32
	tag         uint8
	otidLength  uint8
	dialoguePDU uint8
	opened      bool // a map-open was there
	context     op.ApplicationContext
	imsi        op.Digits
	components  int
	invokes     [4]uint64 // bit = invoke identifier of an Invoke that was there
}

// firstColumn is that of the columns of SS7, which are a word of a set of columns.
const firstColumn = 128

// Decode reads a message, which starts at offset at of the payload, into what
// its operations share: package, transaction identifiers, dialogue, number of
// components. Faults go to f, present gets a bit for every column. It is false
// if b is no message of ITU TCAP that can be taken apart; then there are no
// components.
func (t *Transaction) Decode(b []byte, at int, s *op.SS7, present *[4]uint64, f *op.Faults) bool {
	t.next, t.count, t.head = 0, 0, head{}
	if len(b) == 0 {
		f.Add(op.TCAPPackage, at)
		return false
	}
	s.Package, t.head.tag = b[0], b[0]
	if at+len(b) <= 0xFFFF {
		s.Transaction = op.Span{Off: uint16(at), Len: uint16(len(b))}
	}
	t.has(op.ColTcapPackage)
	ok := t.tag(b[0], at, f)
	if ok {
		ok = t.plain(b, at, f) || t.message(t.walk.Start(b, at, f), at+len(b))
		t.has(op.ColComponents)
		t.has(op.ColDialoguePdu)
		t.has(op.ColContextFamily)
	}
	h := &t.head
	s.OTID, s.OTIDLength, s.DTID, s.DialoguePDU, s.Context = h.otid, h.otidLength, h.dtid, h.dialoguePDU, h.context
	s.Components, s.ErrorCode, s.DialogueIMSI = uint8(min(h.components, 255)), h.errorCode, h.imsi
	present[firstColumn/64] |= h.present
	return ok
}

// tag takes the form of the messages that have a tag.
func (t *Transaction) tag(tag byte, at int, f *op.Faults) bool {
	switch {
	case int(tag) < len(forms) && forms[tag].must != 0:
		t.form = &forms[tag]
		return true
	case ansi(tag):
		f.Add(op.TCAPANSI, at)
	default:
		f.Add(op.TCAPPackage, at)
	}
	return false
}

// Next hands out the next component, nil after the last one. It is good until
// the next message is decoded. What is in the parameter was not looked at.
func (t *Transaction) Next() *Component {
	if t.next == t.count {
		return nil
	}
	t.next++
	return &t.components[t.next-1]
}

// ansi reports the tags of messages of ANSI TCAP (T1.114.3): Unidirectional,
// Query, Response, Conversation, and Abort.
func ansi(tag byte) bool { return tag >= 0xE1 && tag <= 0xE6 || tag == 0xF6 }

// message reads the message, and what is behind it up to the end.
func (t *Transaction) message(r ber.Reader, end int) bool {
	var e ber.Element
	if !r.Next(&e) {
		return false
	}
	t.body(r.Enter(), e.Start)
	if behind := r.Offset(); behind < end && r.OK() {
		r.Fault(op.TCAPStructure, behind)
	}
	return true
}

// body reads the parts of the message.
func (t *Transaction) body(r ber.Reader, start int) {
	var e ber.Element
	parts := sequence{may: t.form.may, fault: op.TCAPStructure}
	for r.Next(&e) {
		p := partOf(e.Tag)
		first := parts.take(r, &e, p)
		switch p {
		case partOTID:
			t.id(r, &e, &t.head.otid, op.ColOtid, first)
		case partDTID:
			t.id(r, &e, &t.head.dtid, op.ColDtid, first)
		case partAbortCause:
			t.abortCause(r, &e)
		case partDialogue:
			if first {
				t.portion(r, &e)
			}
		case partComponents:
			t.list(r.Enter(), e.Start)
		}
	}
	parts.need(r, t.form.must, start)
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
func (t *Transaction) id(r ber.Reader, e *ber.Element, id *uint32, column int, first bool) {
	if len(e.Value) == 0 || len(e.Value) > 4 {
		r.Fault(op.TCAPTransactionID, e.At)
		return
	}
	if !first {
		return
	}
	*id = octets(e.Value)
	if column == op.ColOtid {
		t.head.otidLength = uint8(len(e.Value))
	}
	t.has(column)
}

// abortCause reads a P-Abort cause (Q.773 clause 3.2.1.3).
func (t *Transaction) abortCause(r ber.Reader, e *ber.Element) {
	n, ok := r.Integer(e)
	if !ok || n < 0 || n > 127 {
		r.Fault(op.TCAPStructure, e.At)
		return
	}
	t.head.errorCode = tagAbortCause<<8 | uint32(n)
	t.has(op.ColErrorCode)
}

// list reads the components.
func (t *Transaction) list(r ber.Reader, start int) {
	var e ber.Element
	n, message := t.head.components, r.Faults()
	for r.Next(&e) {
		if t.head.components++; t.head.components == maxComponents+1 {
			r.Fault(op.TCAPComponentCount, e.Start)
		}
		if t.count == maxHandedOut {
			continue
		}
		c := &t.components[t.count]
		t.count++
		*c = Component{Start: e.Start}
		r.Divert(&c.Faults)
		t.component(r.Enter(), &e, c)
		c.End = r.Offset()
		r.Divert(message)
	}
	if t.head.components == n && r.OK() {
		r.Fault(op.TCAPStructure, start)
	}
}

// has marks a column as present.
func (t *Transaction) has(column int) { t.head.present |= 1 << (column - firstColumn) }
