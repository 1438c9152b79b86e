package tcap

import (
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ber"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Constructed values around what is read.
const (
	depthPortion   = 2 // message, portion
	depthComponent = 3
)

// place is where a part of a message is: its first octet, and its contents. That
// of a part that is absent is zero.
type place struct{ start, from, to int }

// plain reads a Begin, End or Continue that is put together as nearly all are:
// lengths in their shortest form, the identifiers, and no other parts than a
// dialogue and components, in this order. It reports whether it was; if not,
// nothing has been recorded.
//
// Its parts are found by position, in a third of the time that walking over its
// elements takes. What is unusual inside a part is left to the readers of package
// ber, from there on, so that the result is that of the way around, message.
func (t *Transaction) plain(b []byte, at int, f *op.Faults) bool {
	_, p, end := ber.Plain(b, 0)
	if end != len(b) {
		return false
	}
	h := &t.head
	var otid, dtid []byte
	if h.tag != End {
		otid, p = identified(b, p, tagOTID)
	}
	if h.tag != Begin {
		dtid, p = identified(b, p, tagDTID)
	}
	dialogue, p := following(b, p, tagDialogue)
	components, p := following(b, p, tagComponents)
	if p != len(b) || h.tag != Begin && h.tag != End && h.tag != Continue || components.start != 0 && components.from == components.to {
		return false
	}
	if otid != nil {
		h.otid, h.otidLength = octets(otid), uint8(len(otid))
		t.has(op.ColOtid)
	}
	if dtid != nil {
		h.dtid = octets(dtid)
		t.has(op.ColDtid)
	}
	if part := b[dialogue.from:dialogue.to]; dialogue.start != 0 && !t.usual(part, at+dialogue.from, f) {
		r := t.walk.StartIn(depthPortion, part, at+dialogue.from, f)
		t.dialogue(r, at+dialogue.start)
		r.Rest()
	}
	if components.start != 0 {
		t.plainList(b[components.from:components.to], at+components.from, f)
	}
	return true
}

// beyond is a position that no part follows.
const beyond = 1 << 30

// identified returns the transaction identifier at b[p:], and the position behind
// it; beyond, if it has not a tag and one to four octets.
func identified(b []byte, p int, tag byte) (id []byte, next int) {
	if len(b)-p < 3 || b[p] != tag || b[p+1]-1 > 3 || int(b[p+1]) > len(b)-p-2 {
		return nil, beyond
	}
	next = p + 2 + int(b[p+1])
	return b[p+2 : next], next
}

// following returns the part with a tag at b[p:], if it is there, and the position
// behind it.
func following(b []byte, p int, tag byte) (is place, next int) {
	if p >= len(b) || b[p] != tag {
		return is, p
	}
	_, from, to := ber.Plain(b, p)
	if to == 0 {
		return is, beyond
	}
	return place{p, from, to}, to
}

// octets is the number in up to four octets.
func octets(v []byte) (n uint32) {
	for _, c := range v {
		n = n<<8 | uint32(c)
	}
	return n
}

// plainList reads the components in b, at an offset: by walking from the first one
// on that is none by its tag, or whose own length has another form.
func (t *Transaction) plainList(b []byte, at int, f *op.Faults) {
	for p := 0; p < len(b); {
		tag, from, to := ber.Plain(b, p)
		if tag < Invoke || tag > ReturnResultNotLast || t.count == maxHandedOut {
			t.surplus(b[p:], at+p, f)
			return
		}
		if t.head.components++; t.head.components == maxComponents+1 {
			f.Add(op.TCAPComponentCount, at+p)
		}
		c := &t.components[t.count]
		t.count++
		*c = Component{Type: uint8(tag), Start: at + p, End: at + to}
		if !t.plainComponent(c, b[from:to], at+from) {
			r := t.walk.StartIn(depthComponent, b[from:to], at+from, &c.Faults)
			t.component(r, &ber.Element{Tag: tag}, c)
			r.Rest()
		}
		p = to
	}
}

// surplus reads components by walking, from the first one on that is not as usual:
// of those that are not handed out there is nothing but their number to be read.
func (t *Transaction) surplus(b []byte, at int, f *op.Faults) {
	p := 0
	for t.count == maxHandedOut && p < len(b) {
		_, from, to := ber.Plain(b, p)
		if to == 0 || !ber.IsFlat(b[from:to]) {
			break
		}
		t.head.components++
		p = to
	}
	if p < len(b) {
		t.list(t.walk.StartIn(depthPortion, b[p:], at+p, f), at)
	}
}

// plainComponent reads what is in an Invoke, a result or an error, if it is as
// usual: identifiers and codes of one octet, and nothing behind the parameter. It
// reports whether it was; if not, nothing has been recorded.
func (t *Transaction) plainComponent(c *Component, v []byte, at int) bool {
	if !isOctet(v, 0, tagInteger) {
		return false
	}
	const p = 3
	switch c.Type {
	case Invoke:
		isLinked := isOctet(v, p, tagLinkedID)
		if isLinked && (t.head.tag == Begin || !c.plainCode(&c.Operation, v, p+3, at, depthComponent)) || !isLinked && !c.plainCode(&c.Operation, v, p, at, depthComponent) {
			return false
		}
		c.HasOperation = true
		if isLinked {
			c.LinkedID, c.HasLinkedID = v[p+2], true
		}
		t.invoked(v[2], at, &c.Faults)
	case ReturnResultLast, ReturnResultNotLast:
		if len(v) == p { // no result
			break
		}
		if tag, from, to := ber.Plain(v, p); tag != tagSequence || to != len(v) || !c.plainCode(&c.Operation, v, from, at, depthComponent+1) {
			return false
		}
		c.HasOperation = true
	case ReturnError:
		if !c.plainCode(&c.Error, v, p, at, depthComponent) {
			return false
		}
		c.HasError = true
	default:
		return false
	}
	c.InvokeID, c.HasInvokeID = v[2], true
	return true
}

// isOctet reports whether an element of one octet with a tag is at v[p:].
func isOctet(v []byte, p int, tag byte) bool { return len(v)-p >= 3 && v[p] == tag && v[p+1] == 1 }

// plainCode reads an operation or error code at v[p:], and the parameter behind it.
func (c *Component) plainCode(code *uint32, v []byte, p, at, depth int) bool {
	if !isOctet(v, p, tagInteger) || v[p+2] > 127 {
		return false
	}
	if q := p + 3; q != len(v) {
		if _, _, to := ber.Plain(v, q); to != len(v) {
			return false
		}
		c.Parameter, c.ParameterAt, c.Depth = v[q:], at+q, depth
	}
	*code = uint32(v[p+2])
	return true
}
