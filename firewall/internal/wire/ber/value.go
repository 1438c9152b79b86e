package ber

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// Fault records a fault of the encoding that r belongs to, at an offset in the
// message's payload.
func (r Reader) Fault(c op.FaultCode, offset int) { r.w.faults.Add(c, offset) }

// Faults returns where the faults of the encoding go.
func (r Reader) Faults() *op.Faults { return r.w.faults }

// Divert makes faults go elsewhere from now on. What was not walked of an element
// that Next returned is yet to be: see Offset.
func (r Reader) Divert(f *op.Faults) { r.w.faults = f }

// bad records contents that are not of their type's form.
func (r Reader) bad(e *Element) { r.Fault(op.BERValue, e.At) }

// Integer reads an INTEGER or ENUMERATED (X.690 clauses 8.3, 8.4) of up to 32
// bits, which no value of TCAP, MAP or CAP exceeds. It is not ok, and a fault, if
// it is longer, empty, constructed, or has a leading octet that says nothing.
func (r Reader) Integer(e *Element) (n int, ok bool) {
	v := e.Value
	if e.Constructed || len(v) == 0 || len(v) > 4 || len(v) > 1 && redundant(v[0], v[1]) {
		r.bad(e)
		return 0, false
	}
	x := int32(int8(v[0]))
	for _, c := range v[1:] {
		x = x<<8 | int32(c)
	}
	return int(x), true
}

// redundant reports whether the first nine bits are equal (X.690 clause 8.3.2).
func redundant(first, second byte) bool {
	return first == 0 && second < 0x80 || first == 0xFF && second >= 0x80
}

// Boolean reads a BOOLEAN (X.690 clause 8.2): one octet, zero for false.
func (r Reader) Boolean(e *Element) (value, ok bool) {
	if e.Constructed || len(e.Value) != 1 {
		r.bad(e)
		return false, false
	}
	return e.Value[0] != 0, true
}

// Null checks a NULL (X.690 clause 8.8): no contents.
func (r Reader) Null(e *Element) bool {
	if e.Constructed || len(e.Value) != 0 {
		r.bad(e)
		return false
	}
	return true
}

// BitString reads a BIT STRING (X.690 clause 8.6): its octets, and how many bits
// of the last one are not used. In pieces it is a fault.
func (r Reader) BitString(e *Element) (bits []byte, unused int, ok bool) {
	if e.Constructed || len(e.Value) == 0 || e.Value[0] > 7 || e.Value[0] > 0 && len(e.Value) == 1 {
		r.bad(e)
		return nil, 0, false
	}
	return e.Value[1:], int(e.Value[0]), true
}

// OctetString reads an OCTET STRING or a string of characters (X.690 clauses
// 8.7, 8.23) of a number of octets. In pieces (a constructed one) it is a fault:
// receivers that do not put them together read another value.
func (r Reader) OctetString(e *Element, least, most int) (octets []byte, ok bool) {
	if e.Constructed || len(e.Value) < least || len(e.Value) > most {
		r.bad(e)
		return nil, false
	}
	return e.Value, true
}

// ObjectIdentifier checks an OBJECT IDENTIFIER (X.690 clause 8.19) and returns
// its contents, to be compared as they are: arcs have one form only.
func (r Reader) ObjectIdentifier(e *Element) (oid []byte, ok bool) {
	v := e.Value
	if e.Constructed || len(v) == 0 || v[len(v)-1] >= 0x80 {
		r.bad(e)
		return nil, false
	}
	starts := true // an arc does
	for _, c := range v {
		if starts && c == 0x80 {
			r.bad(e)
			return nil, false
		}
		starts = c < 0x80
	}
	return v, true
}

// Other returns the tag in its other form: primitive for constructed and the
// reverse. Where a decoder lists that and not e.Tag, the element is a string in
// pieces, or a SEQUENCE of no elements, and the fault is op.BERValue.
func (e *Element) Other() uint32 {
	shift := 0
	for e.Tag>>shift > 0xFF {
		shift += 8
	}
	return e.Tag ^ constructedBit<<shift
}
