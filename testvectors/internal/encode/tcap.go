package encode

// Numbers of the messages of TCAP, application class (Q.773 clause 3.1).
const (
	PackageUnidirectional = 1
	PackageBegin          = 2
	PackageEnd            = 4
	PackageContinue       = 5
	PackageAbort          = 7
)

// TCAP is a message; its parts are elements, absent if their slice is nil.
type TCAP struct {
	Package    int
	OTID, DTID []byte
	Dialogue   *TLV
	Components []TLV
	Cause      *TLV // of an Abort
}

// TLV returns the message as an element: identifiers, dialogue portion, component
// portion.
func (t TCAP) TLV() TLV {
	e := AppliedOf(t.Package)
	if t.OTID != nil {
		e = e.With(Applied(8, t.OTID...))
	}
	if t.DTID != nil {
		e = e.With(Applied(9, t.DTID...))
	}
	if t.Cause != nil {
		e = e.With(*t.Cause)
	}
	if t.Dialogue != nil {
		e = e.With(*t.Dialogue)
	}
	if t.Components != nil {
		e = e.With(AppliedOf(12, t.Components...))
	}
	return e
}

// Bytes writes the message.
func (t TCAP) Bytes() []byte { return t.TLV().Bytes() }

// Object identifiers: 0.0.17.773.1.1.1 and 1.2.1 (Q.773 clause 4.2.3),
// 0.4.0.0.1.1.1.1 of MAP-DialoguePDU (TS 29.002 clause 17.4).
var (
	DialogueSyntax    = OID(0, 0x11, 0x86, 5, 1, 1, 1)
	UnidialogueSyntax = OID(0, 0x11, 0x86, 5, 1, 2, 1)
	MAPDialogueSyntax = OID(4, 0, 0, 1, 1, 1, 1)
)

// MAPContext is an application context of MAP, 0.4.0.0.1.0.ac.version (TS 29.002
// clause 17.3).
func MAPContext(ac, version byte) TLV { return OID(4, 0, 0, 1, 0, ac, version) }

// CAPContext is one of CAP from phase 3 on, 0.4.0.0.1.phase.3.id (TS 29.078).
func CAPContext(release, id byte) TLV { return OID(4, 0, 0, 1, release, 3, id) }

// Dialogue wraps a dialogue PDU (Q.773 clause 3.2.3) in its EXTERNAL.
func Dialogue(syntax, pdu TLV) *TLV {
	e := AppliedOf(11, External(syntax, ContextOf(0, pdu)))
	return &e
}

// protocolVersion is version 1 as a BIT STRING with seven unused bits.
func protocolVersion() TLV { return Context(0, 7, 0x80) }

// AARQ asks for a dialogue in an application context.
func AARQ(name TLV, user ...TLV) TLV {
	return pdu(AppliedOf(0, protocolVersion(), ContextOf(1, name)), user)
}

// AARE accepts one.
func AARE(name TLV, user ...TLV) TLV {
	return pdu(AppliedOf(1, protocolVersion(), ContextOf(1, name), ContextOf(2, Integer(0)), ContextOf(3, ContextOf(1, Integer(0)))), user)
}

// ABRT ends one; source 0 is the user, 1 the provider.
func ABRT(source byte) TLV { return AppliedOf(4, Context(0, source)) }

func pdu(e TLV, user []TLV) TLV {
	if user != nil {
		e = e.With(ContextOf(30, user...))
	}
	return e
}

// MAPOpen is the user information that names a subscriber by IMSI (TS 29.002
// clause 17.4): MAP-open with a destination reference in plan E.212.
func MAPOpen(imsi string) TLV {
	return External(MAPDialogueSyntax, ContextOf(0, ContextOf(0, Context(0, Join([]byte{0x96}, TBCD(imsi))...))))
}

// Components (Q.773 clause 3.2.2).

// Invoke has an argument or none.
func Invoke(id, code int, argument ...TLV) TLV {
	return ContextOf(1, Integer(id), Integer(code)).With(argument...)
}

// Linked is an Invoke that is linked to another.
func Linked(id, to, code int, argument ...TLV) TLV {
	return ContextOf(1, Integer(id), Context(0, byte(to)), Integer(code)).With(argument...)
}

// Result is a ReturnResultLast, with operation and result if there is one.
func Result(id, code int, result ...TLV) TLV {
	e := ContextOf(2, Integer(id))
	if result != nil {
		e = e.With(Sequence(Integer(code)).With(result...))
	}
	return e
}

// ReturnError answers with an error code.
func ReturnError(id, code int, parameter ...TLV) TLV {
	return ContextOf(3, Integer(id), Integer(code)).With(parameter...)
}

// Reject is a general, invoke, result or error problem (0 to 3).
func Reject(id, kind int, problem byte) TLV { return ContextOf(4, Integer(id), Context(kind, problem)) }
