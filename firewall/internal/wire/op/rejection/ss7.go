package rejection

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// Causes of answers of SS7 are one number: what the answer is, << 8, and the value
// in it. A bare value is the local error code of a ReturnError. Column error_code
// has the same form.
const (
	RefusedAbort    = 0x4A // P-Abort cause (Q.773 clause 3.2.1.3)
	RefusedGeneral  = 0x80 // general problem of a Reject (Q.773 clause 4.2.2.1)
	RefusedInvoke   = 0x81 // invoke problem of a Reject
	RefusedReturned = 0x0A // return cause of UDTS or XUDTS (Q.713 clause 3.12)
	RefusedError    = 0
)

// mostValues are the highest values that the standards list for each.
var mostValues = [256]uint32{RefusedAbort: 4, RefusedGeneral: 2, RefusedInvoke: 7, RefusedReturned: 14, RefusedError: 127}

// Values that stand for no cause.
const (
	badlyFormatted        = RefusedAbort<<8 | 2 // badlyFormattedTransactionPortion
	incorrectPortion      = RefusedAbort<<8 | 3 // incorrectTransactionPortion
	resourceLimitation    = RefusedAbort<<8 | 4
	badlyStructured       = RefusedGeneral<<8 | 2 // badlyStructuredComponent
	unrecognizedOperation = RefusedInvoke<<8 | 1
	mistypedParameter     = RefusedInvoke<<8 | 2
	limitedResources      = RefusedInvoke<<8 | 3
)

// Tags that decide (Q.773 clauses 3.1, 3.2.2, 3.2.3).
const (
	packageBegin = 0x62
	invoke       = 0xA1
	pduRequest   = 0x60
)

// SCCP message types (Q.713 clause 2.1).
const (
	UDT, UDTS   = 0x09, 0x0A
	XUDT, XUDTS = 0x11, 0x12
)

// Refusal is the user message of SCTP that refuses a message of SS7: M3UA DATA
// with point codes, party addresses and transaction turned around. It goes back
// over the association and stream that the message came in.
//
// What stands in it is what was decoded, coded anew, so nothing that a decoder
// would read in two ways is echoed. Only a returned message has the user's own
// octets in it.
type Refusal struct {
	SS7      *op.SS7 // of the message; valid until the batch changes
	Type     uint8   // of SCCP
	Is       uint8   // Refused*
	Value    uint8   // error code, problem or cause
	InvokeID uint8   // with RefusedInvoke and RefusedError
	Context  []byte  // contents of the application context name that an AARE repeats; nil without one
	Data     []byte  // with RefusedReturned: what comes back
}

// IsSS7 reports whether message m is OfSS7's to refuse: one that carries SS7.
func IsSS7(b *op.Batch, m *op.Message) bool { return m.NumOps > 0 && b.Ops[m.FirstOp].SS7 != 0 }

// OfSS7 returns what refuses message m of batch b as ruling r says. ok is false
// when the message cannot be refused so: it is to be dropped. Whether it can does
// not depend on r.Component.
func OfSS7(b *op.Batch, m *op.Message, r op.Ruling) (x Refusal, ok bool) {
	if !IsSS7(b, m) || m.SrcPort == 0 || !isUnicast(m.Src) {
		return x, false
	}
	o := &b.Ops[m.FirstOp]
	if x.SS7 = b.SS7Of(o); !isBegin(x.SS7) || intersects(&m.Faults, &doubtfulID) || !hasWayBack(m, o, x.SS7) {
		return x, false
	}
	ops := b.Ops[m.FirstOp:][:m.NumOps]
	for i := range ops {
		if answers(b, &ops[i]) {
			return x, false
		}
	}
	if r.Cause != 0 {
		return x, x.refuse(b, m, ops, r.Component, r.Cause) && x.Length() <= len(m.Payload)
	}
	for _, cause := range [...]uint32{unrecognizedOperation, resourceLimitation} {
		if x.refuse(b, m, ops, r.Component, cause) && x.Length() <= len(m.Payload) {
			return x, true
		}
	}
	return x, false
}

// isBegin reports whether a message is a Begin that says where its answer
// belongs. All else answers something, or may: the first Continue of the other end
// does. A later one has no answer either: the home node holds the transaction, and
// nothing can be sent in its name that it does not know of (docs/answers.md).
func isBegin(s *op.SS7) bool {
	return s.Package == packageBegin && s.OTIDLength != 0
}

// answers reports whether a component answers another one: a result, an error, a
// Reject, or an operation that is linked to one.
func answers(b *op.Batch, o *op.Operation) bool {
	s := b.SS7Of(o)
	return s.ComponentType > invoke || o.IsPresent(op.ColLinkedID)
}

// refuse fills in what a cause says, if the message can be told it.
func (x *Refusal) refuse(b *op.Batch, m *op.Message, ops []op.Operation, component uint8, cause uint32) bool {
	if !RefusesSS7(cause) {
		return false
	}
	x.Is, x.Value, x.Context, x.Data = uint8(cause>>8), uint8(cause), nil, nil
	x.Type = UDT
	if x.SS7.SCCPType != UDT {
		x.Type = XUDT // which every node reads that has LUDT (Q.714 clause 4.1.1)
	}
	if x.Is == RefusedReturned {
		return x.returned(m)
	}
	if x.Is != RefusedAbort && intersects(&m.Faults, &portionFaults) {
		// Nobody answers components of a message that falls apart (Q.774 clause
		// 3.3.4.1).
		x.Is, x.Value = RefusedAbort, badlyFormatted&0xFF
	}
	switch x.Is {
	case RefusedAbort:
		return true
	case RefusedGeneral:
		return x.SS7.Components > 0 && x.dialogue(b, &ops[0])
	}
	return x.names(b, ops, component) && x.dialogue(b, &ops[0])
}

// names takes the invoke that the answer is to name: the one that decides, else
// the first that has an identifier.
func (x *Refusal) names(b *op.Batch, ops []op.Operation, component uint8) (found bool) {
	for i := range ops {
		o := &ops[i]
		s := b.SS7Of(o)
		if s.ComponentType != invoke || intersects(&o.Faults, &componentFaults) {
			continue
		}
		if decides := o.Component == component; decides || !found {
			x.InvokeID, found = s.InvokeID, true
			if decides {
				break
			}
		}
	}
	return found
}

// dialogue takes the context: a Begin with an AARQ is answered with an AARE, or
// its components are not looked at (Q.774 clause 3.2.2). A context that is of
// neither MAP nor CAP cannot be agreed to.
func (x *Refusal) dialogue(b *op.Batch, o *op.Operation) bool {
	s := x.SS7
	if s.DialoguePDU == 0 {
		return true
	}
	x.Context = b.Bytes(o, s.Context.Name)
	return s.DialoguePDU == pduRequest && s.Context.Family != op.ContextNone && s.Context.Family != op.ContextOther && len(x.Context) > 0
}

// returned fills in a UDTS or XUDTS: only if the sender set its option, and of
// what came in one piece (Q.714 clause 4.2).
func (x *Refusal) returned(m *op.Message) bool {
	t := x.SS7.Transaction
	if !x.SS7.ReturnOption || t.Off == 0 || t.Len == 0 || x.SS7.SCCPType != x.Type {
		return false
	}
	if x.Type++; t.Len > maxData {
		return false
	}
	x.Data = m.Payload[t.Off:][:t.Len]
	return true
}

// maxData is the most that one octet of length says.
const maxData = 255

// RefusesSS7 reports whether a cause refuses. The problems of results and errors
// are not among them: they would answer an answer.
func RefusesSS7(cause uint32) bool {
	is := cause >> 8
	if is > 0xFF || cause&0xFF > mostValues[is] {
		return false
	}
	switch is {
	case RefusedAbort, RefusedGeneral, RefusedInvoke, RefusedReturned:
		return true
	}
	return is == RefusedError && cause != 0
}
