package encode

import "slices"

// V1 is a GTPv1 message, control or user plane, before it is written (TS 29.060
// clause 6, TS 29.281 clause 5.1):
//
//	octet 1     version 3 bits = 1 | PT | spare | E | S | PN
//	octet 2     message type
//	octets 3-4  length of what follows octet 8
//	octets 5-8  TEID
//	[9-12]      sequence number, N-PDU number, next extension header type: all
//	            four octets when any of E, S, PN is set
type V1 struct {
	Type       byte
	TEID       uint32
	Seq        uint16
	NoSeq      bool // S = 0
	Extensions []Extension
	IEs        []IE1
	Body       []byte // after the elements: the tunnelled packet of a G-PDU

	// Deliberate faults.
	Flip        byte   // XORed into octet 1
	LengthDelta int    // added to the length field
	Tail        []byte // octets inside the UDP payload, outside the length
}

// Extension is an extension header (TS 29.281 clause 5.2.1): a length octet in
// units of four, the content, the type of the next one.
type Extension struct {
	Type    byte
	Content []byte // 4n-2 octets
	Units   int    // the length octet when it is not the true one; -1 means 0
}

// IE1 is one information element (TS 29.060 clause 7.7): type and value below
// 128, type, length and value from 128.
type IE1 struct {
	Type        byte
	Value       []byte
	LengthDelta int // added to the length field, a deliberate fault
}

// Bytes writes the element. Extension Header Type List alone has a length of one
// octet (TS 29.060 clause 7.7.40, TS 29.281 clause 8.5).
func (e IE1) Bytes() []byte {
	switch {
	case e.Type < 128:
		return Join([]byte{e.Type}, e.Value)
	case e.Type == IE1ExtensionTypes:
		return Join([]byte{e.Type, byte(len(e.Value) + e.LengthDelta)}, e.Value)
	}
	return Join([]byte{e.Type}, U16(len(e.Value)+e.LengthDelta), e.Value)
}

// Stretch returns the element with a length field that is wrong by delta octets.
func (e IE1) Stretch(delta int) IE1 { e.LengthDelta = delta; return e }

// Cut returns the element with only the first n octets of its value.
func (e IE1) Cut(n int) IE1 { e.Value = e.Value[:n]; return e }

// Pad returns the element with octets after its specified part.
func (e IE1) Pad(octets ...byte) IE1 { e.Value = Join(e.Value, octets); return e }

// With returns the message with elements put behind the last one whose type is
// not higher: ascending order, as TS 29.060 clause 7.7 asks.
func (m V1) With(ies ...IE1) V1 {
	m.IEs = slices.Clone(m.IEs)
	for _, e := range ies {
		i := len(m.IEs)
		for i > 0 && m.IEs[i-1].Type > e.Type {
			i--
		}
		m.IEs = slices.Insert(m.IEs, i, e)
	}
	return m
}

// Append returns the message with elements at its end, in whatever order.
func (m V1) Append(ies ...IE1) V1 { m.IEs = slices.Concat(m.IEs, ies); return m }

// Without returns the message without any element of the type.
func (m V1) Without(typ byte) V1 {
	m.IEs = slices.DeleteFunc(slices.Clone(m.IEs), func(e IE1) bool { return e.Type == typ })
	return m
}

// Replace puts the element where the nth (from 0) of its type stands.
func (m V1) Replace(n int, e IE1) V1 {
	m.IEs = slices.Clone(m.IEs)
	for i := range m.IEs {
		if m.IEs[i].Type == e.Type {
			if n == 0 {
				m.IEs[i] = e
				return m
			}
			n--
		}
	}
	panic("encode: nothing to replace: a vector is written wrong")
}

// To returns the message with another TEID in its header.
func (m V1) To(teid uint32) V1 { m.TEID = teid; return m }

// Number returns the message with another sequence number.
func (m V1) Number(seq uint16) V1 { m.Seq = seq; return m }

// Flipped returns the message with bits of octet 1 inverted.
func (m V1) Flipped(bits byte) V1 { m.Flip ^= bits; return m }

// Lengthened returns the message with a length field that is wrong by delta octets.
func (m V1) Lengthened(delta int) V1 { m.LengthDelta = delta; return m }

// Trailed returns the message with octets behind it that its length leaves out.
func (m V1) Trailed(octets []byte) V1 { m.Tail = octets; return m }

// Extended returns the message with extension headers.
func (m V1) Extended(x ...Extension) V1 { m.Extensions = slices.Concat(m.Extensions, x); return m }

// Bytes writes the message.
func (m V1) Bytes() []byte {
	flags := byte(1<<5 | 0x10)
	if !m.NoSeq {
		flags |= 0x02
	}
	if len(m.Extensions) > 0 {
		flags |= 0x04
	}
	var body []byte
	if flags&0x07 != 0 {
		body = Join(U16(int(m.Seq)), []byte{0}, m.chain())
	}
	for _, e := range m.IEs {
		body = append(body, e.Bytes()...)
	}
	body = append(body, m.Body...)
	return Join([]byte{flags ^ m.Flip, m.Type}, U16(len(body)+m.LengthDelta), U32(m.TEID), body, m.Tail)
}

// chain writes the type of the first extension header and the headers.
func (m V1) chain() []byte {
	var out []byte
	for _, x := range m.Extensions {
		units := (len(x.Content) + 2) / 4
		if x.Units != 0 {
			units = max(x.Units, 0)
		}
		out = Join(out, []byte{x.Type, byte(units)}, x.Content)
	}
	return append(out, 0) // no more extension headers
}
