package encode

import "slices"

// V2 is a GTPv2-C message before it is written (TS 29.274 clause 5.1):
//
//	octet 1    version 3 bits = 2 | P | T | MP | spare 2
//	octet 2    message type
//	octets 3-4 length of what follows
//	[5-8]      TEID, when T = 1
//	next 3     sequence number, then one spare octet
type V2 struct {
	Type   byte
	TEID   uint32
	NoTEID bool // T = 0, as Echo and Version Not Supported Indication have it
	Seq    uint32
	IEs    []IE2

	// Deliberate faults.
	Flip        byte   // XORed into octet 1
	LengthDelta int    // added to the length field
	Tail        []byte // octets inside the UDP payload, outside the length
}

// IE2 is one information element (TS 29.274 clause 8.2.1): type, length, spare and
// instance, value. A grouped element has Members instead of a Value.
type IE2 struct {
	Type, Instance byte
	Value          []byte
	Members        []IE2
	LengthDelta    int // added to the length field, a deliberate fault
}

// Bytes writes the element.
func (e IE2) Bytes() []byte {
	value := e.Value
	for _, m := range e.Members {
		value = append(value[:len(value):len(value)], m.Bytes()...)
	}
	return Join([]byte{e.Type}, U16(len(value)+e.LengthDelta), []byte{e.Instance & 0xF}, value)
}

// At returns the element with another instance.
func (e IE2) At(instance byte) IE2 { e.Instance = instance; return e }

// Stretch returns the element with a length field that is wrong by delta octets.
func (e IE2) Stretch(delta int) IE2 { e.LengthDelta = delta; return e }

// Cut returns the element with only the first n octets of its value.
func (e IE2) Cut(n int) IE2 { e.Value = e.Value[:n]; return e }

// Pad returns the element with octets after its specified part, which receivers
// of an older release skip (TS 29.274 clause 7.7.8 and 8.2.1).
func (e IE2) Pad(octets ...byte) IE2 { e.Value = Join(e.Value, octets); return e }

// With returns the message with elements appended.
func (m V2) With(ies ...IE2) V2 { m.IEs = slices.Concat(m.IEs, ies); return m }

// First returns the message with elements in front of all others.
func (m V2) First(ies ...IE2) V2 { m.IEs = slices.Concat(ies, m.IEs); return m }

// Without returns the message without any element of the type and instance.
func (m V2) Without(typ, instance byte) V2 {
	m.IEs = without2(m.IEs, typ, instance)
	return m
}

func without2(ies []IE2, typ, instance byte) []IE2 {
	return slices.DeleteFunc(slices.Clone(ies), func(e IE2) bool { return e.Type == typ && e.Instance == instance })
}

// Replace puts each element where the one of its type and instance stands.
func (m V2) Replace(ies ...IE2) V2 {
	m.IEs = slices.Clone(m.IEs)
	for _, e := range ies {
		replace2(m.IEs, e)
	}
	return m
}

func replace2(ies []IE2, e IE2) {
	i := slices.IndexFunc(ies, func(o IE2) bool { return o.Type == e.Type && o.Instance == e.Instance })
	if i < 0 {
		panic("encode: nothing to replace: a vector is written wrong")
	}
	ies[i] = e
}

// InBearer applies edit to the members of the first bearer context 93.0.
func (m V2) InBearer(edit func([]IE2) []IE2) V2 {
	m.IEs = slices.Clone(m.IEs)
	for i, e := range m.IEs {
		if e.Type == IEBearerContext && e.Instance == 0 {
			m.IEs[i].Members = edit(slices.Clone(e.Members))
			return m
		}
	}
	panic("encode: no bearer context: a vector is written wrong")
}

// BearerWith returns the message with elements appended to its first bearer context.
func (m V2) BearerWith(ies ...IE2) V2 {
	return m.InBearer(func(in []IE2) []IE2 { return append(in, ies...) })
}

// BearerWithout returns the message whose first bearer context lacks an element.
func (m V2) BearerWithout(typ, instance byte) V2 {
	return m.InBearer(func(in []IE2) []IE2 { return without2(in, typ, instance) })
}

// BearerReplace puts an element in place of its like in the first bearer context.
func (m V2) BearerReplace(e IE2) V2 {
	return m.InBearer(func(in []IE2) []IE2 { replace2(in, e); return in })
}

// To returns the message with another TEID in its header.
func (m V2) To(teid uint32) V2 { m.TEID = teid; return m }

// Number returns the message with another sequence number.
func (m V2) Number(seq uint32) V2 { m.Seq = seq; return m }

// Flipped returns the message with bits of octet 1 inverted.
func (m V2) Flipped(bits byte) V2 { m.Flip ^= bits; return m }

// Lengthened returns the message with a length field that is wrong by delta octets.
func (m V2) Lengthened(delta int) V2 { m.LengthDelta = delta; return m }

// Trailed returns the message with octets behind it that its length leaves out.
func (m V2) Trailed(octets []byte) V2 { m.Tail = octets; return m }

// Bytes writes the message.
func (m V2) Bytes() []byte {
	flags := byte(2 << 5)
	var body []byte
	if !m.NoTEID {
		flags |= 0x08
		body = U32(m.TEID)
	}
	body = Join(body, U24(m.Seq), []byte{0})
	for _, e := range m.IEs {
		body = append(body, e.Bytes()...)
	}
	return Join([]byte{flags ^ m.Flip, m.Type}, U16(len(body)+m.LengthDelta), body, m.Tail)
}

// Carrying writes m with P = 1 and behind it the piggybacked message (TS 29.274
// clause 5.5.1).
func (m V2) Carrying(second V2) []byte { return Join(m.Flipped(0x10).Bytes(), second.Bytes()) }
