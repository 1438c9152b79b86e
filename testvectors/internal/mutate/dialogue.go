package mutate

import (
	"bytes"
	"strconv"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// talk is a message of TCAP and what its addresses depend on.
type talk struct {
	TCAP
	isCAP bool
	kind  string // "map/45", of several components "map/45+7"; r a result, e an error
}

// talk draws a message; number makes its transactions its own.
func (m maker) talk(number int, isCAP bool) talk {
	t := talk{isCAP: isCAP, kind: "map/"}
	if isCAP {
		t.kind = "cap/"
	}
	t.TCAP = TCAP{OTID: m.transaction(number, 0), DTID: m.transaction(number, 1)}
	switch d := m.IntN(100); {
	case d < 50:
		m.begin(&t)
	case d < 95:
		m.answer(&t)
	default:
		m.abort(&t)
	}
	return t
}

// transaction is an identifier that no other message has: readers may remember
// what a transaction is about.
func (m maker) transaction(number, side int) []byte {
	n := U32(uint32(number)<<1 | uint32(side))
	if m.IntN(4) == 0 {
		return n[1:]
	}
	return n
}

// begin opens a dialogue with one or several invokes, or none.
func (m maker) begin(t *talk) {
	t.Package, t.DTID = PackageBegin, nil
	if m.IntN(12) == 0 && !t.isCAP {
		m.beginOld(t)
		return
	}
	o := m.operation(t.isCAP)
	for i := range m.components() {
		if i > 0 {
			o = m.sibling(o, t.isCAP)
			t.name("+")
		}
		t.Components = append(t.Components, m.invoke(o, i, false))
		t.name(strconv.Itoa(o.code))
	}
	t.Dialogue = Dialogue(DialogueSyntax, AARQ(OID(o.context...), m.userInformation(t.isCAP)...))
	if m.IntN(20) == 0 && !t.isCAP { // version 1
		t.Dialogue = nil
	}
}

func (t *talk) name(what string) { t.kind += what }

// components is how many there are: mostly one.
func (m maker) components() int {
	switch d := m.IntN(20); {
	case d < 16:
		return 1
	case d < 19:
		return 2 + m.IntN(3)
	}
	return 0
}

func (m maker) operation(isCAP bool) operation {
	if isCAP {
		return capOperations[m.IntN(len(capOperations))]
	}
	return mapOperations[m.IntN(len(mapOperations))]
}

// sibling is an operation of the same context.
func (m maker) sibling(o operation, isCAP bool) operation {
	for {
		if other := m.operation(isCAP); bytes.Equal(other.context, o.context) {
			return other
		}
	}
}

// invoke is an operation; what answers may be linked to one of the other side.
func (m maker) invoke(o operation, id int, answers bool) TLV {
	if o.argument == "" {
		return Invoke(id, o.code)
	}
	if answers && m.IntN(4) == 0 {
		return Linked(id, m.IntN(3), o.code, m.value(o.argument))
	}
	return Invoke(id, o.code, m.value(o.argument))
}

// beginOld opens a dialogue in an older version.
func (m maker) beginOld(t *talk) {
	o := oldOperations[m.IntN(len(oldOperations))]
	t.Components = []TLV{Invoke(1, o.code, o.argument(m.random))}
	if o.context != nil {
		t.Dialogue = Dialogue(DialogueSyntax, AARQ(OID(o.context...)))
	}
	t.name(strconv.Itoa(o.code) + "-old")
}

// userInformation is that of MAP-open now and then, with an IMSI.
func (m maker) userInformation(isCAP bool) []TLV {
	if isCAP || m.IntN(6) > 0 {
		return nil
	}
	return []TLV{MAPOpen(m.imsi(15))}
}

// answer goes on with a dialogue or ends it: results, errors, rejects, invokes.
func (m maker) answer(t *talk) {
	t.Package = PackageContinue
	if m.IntN(3) > 0 {
		t.Package, t.OTID = PackageEnd, nil
	}
	if m.IntN(16) == 0 && !t.isCAP {
		m.answerOld(t)
		return
	}
	o := m.operation(t.isCAP)
	for i := range m.components() {
		if i > 0 {
			o = m.sibling(o, t.isCAP)
			t.name("+")
		}
		t.Components = append(t.Components, m.component(t, i, o))
	}
	if m.IntN(2) == 0 { // the first answer accepts the dialogue
		t.Dialogue = Dialogue(DialogueSyntax, AARE(OID(o.context...)))
	}
}

// component is any of them, named in the message's kind.
func (m maker) component(t *talk, id int, o operation) TLV {
	number := strconv.Itoa(o.code)
	switch d := m.IntN(10); {
	case d < 2:
		t.name(number)
		return m.invoke(o, id, true)
	case d < 7:
		t.name(number + "r")
		return m.resultOf(o, id)
	case d < 9:
		return m.failure(t, id)
	}
	t.name("reject")
	kind := m.IntN(4)
	problems := [...]int{3, 8, 3, 5} // how many problems each kind has (Q.773 clause 4.2.2.2)
	return Reject(id, kind, byte(m.IntN(problems[kind])))
}

// resultOf is a ReturnResultLast, seldom a part that others follow.
func (m maker) resultOf(o operation, id int) TLV {
	if o.result == "" || m.IntN(8) == 0 {
		return Result(id, o.code)
	}
	r := Result(id, o.code, m.value(o.result))
	if m.IntN(12) == 0 {
		r.Number = 7 // ReturnResultNotLast
	}
	return r
}

// failure is a ReturnError, with or without a parameter.
func (m maker) failure(t *talk, id int) TLV {
	codes := mapErrors
	if t.isCAP {
		codes = capErrors
	}
	code := codes[m.IntN(len(codes))]
	t.name("e" + strconv.Itoa(code))
	switch {
	case !t.isCAP && code == 6 && m.IntN(2) == 0:
		return ReturnError(id, code, m.value("AbsentSubscriberSM-Param"))
	case !t.isCAP && code == 27 && m.IntN(2) == 0:
		return ReturnError(id, code, Sequence())
	}
	return ReturnError(id, code)
}

// answerOld answers in an older version.
func (m maker) answerOld(t *talk) {
	o := oldOperations[m.IntN(len(oldOperations))]
	t.name(strconv.Itoa(o.code) + "r-old")
	if o.context != nil {
		t.Dialogue = Dialogue(DialogueSyntax, AARE(OID(o.context...)))
	}
	if o.result == nil {
		t.Components = []TLV{Result(1, o.code)}
		return
	}
	t.Components = []TLV{Result(1, o.code, o.result(m.random))}
}

// abort ends a transaction: by the provider, with a cause, or by the user.
func (m maker) abort(t *talk) {
	t.Package, t.OTID = PackageAbort, nil
	t.name("abort")
	if m.IntN(2) == 0 {
		cause := Applied(10, byte(m.IntN(5)))
		t.Cause = &cause
		return
	}
	t.Dialogue = Dialogue(DialogueSyntax, ABRT(byte(m.IntN(2))))
}
