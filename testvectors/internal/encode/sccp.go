package encode

// Party is an SCCP address (Q.713 clause 3.4). The zero value of a field is what
// goes between operators: a global title of form 4, translation type 0, E.164.
type Party struct {
	Title  string // digits of the global title
	SSN    int
	Plan   byte // numbering plan, 0 stands for 1 (E.164); 7 E.214
	Nature byte // nature of address, 0 stands for 4 (international)
	TT     byte
	Point  *uint32 // point code

	NoSSN, RouteOnSSN, NoTitle bool
	Scheme                     byte   // encoding scheme, 0 as the digits are
	Filler                     byte   // high nibble behind an odd number of digits
	Octets                     []byte // instead of all that
}

// Bytes writes the address without its length.
func (p Party) Bytes() []byte {
	if p.Octets != nil {
		return p.Octets
	}
	var indicator byte
	var b []byte
	if p.Point != nil {
		indicator |= 1
		b = append(b, byte(*p.Point), byte(*p.Point>>8))
	}
	if !p.NoSSN {
		indicator |= 2
		b = append(b, byte(p.SSN))
	}
	if p.RouteOnSSN {
		indicator |= 0x40
	}
	if !p.NoTitle {
		indicator |= 4 << 2
		b = append(b, p.title()...)
	}
	return append([]byte{indicator}, b...)
}

func (p Party) title() []byte {
	digits := TBCD(p.Title)
	odd := len(p.Title)%2 == 1
	if odd {
		digits[len(digits)-1] = digits[len(digits)-1]&0x0F | p.Filler<<4
	}
	scheme := p.Scheme
	switch {
	case scheme != 0:
	case odd:
		scheme = 1
	default:
		scheme = 2
	}
	return Join([]byte{p.TT, or(p.Plan, 1)<<4 | scheme, or(p.Nature, 4)}, digits)
}

func or(b, zero byte) byte {
	if b == 0 {
		return zero
	}
	return b
}

// Message types of SCCP (Q.713 clause 2.1).
const (
	TypeCR    = 0x01
	TypeUDT   = 0x09
	TypeUDTS  = 0x0A
	TypeXUDT  = 0x11
	TypeXUDTS = 0x12
	TypeLUDT  = 0x13
	TypeLUDTS = 0x14
)

// SCCP is a connectionless message.
type SCCP struct {
	Type            byte
	Class           byte // or the return cause of a service message
	Hop             byte // 0 stands for 15
	Called, Calling Party
	Octets          []byte
	Segmentation    []byte // content of the parameter, none if nil
	Importance      []byte
}

// Segmentation is the content of the parameter (Q.713 clause 3.17): whether this
// is the first segment, whether class 1 was asked for, segments that remain, and
// the local reference.
func Segmentation(first, inSequence bool, remaining int, reference uint32) []byte {
	b := byte(remaining & 0x0F)
	if first {
		b |= 0x80
	}
	if inSequence {
		b |= 0x40
	}
	return []byte{b, byte(reference), byte(reference >> 8), byte(reference >> 16)}
}

// Bytes writes the message (Q.713 clauses 4.10 to 4.21).
func (m SCCP) Bytes() []byte {
	called, calling := m.Called.Bytes(), m.Calling.Bytes()
	switch m.Type {
	case TypeUDT, TypeUDTS:
		parts := lengthed(called, calling, m.Octets)
		return Join([]byte{m.Type, m.Class, 3, byte(2 + len(parts[0])), byte(1 + len(parts[0]) + len(parts[1]))}, Join(parts...))
	case TypeLUDT, TypeLUDTS:
		return m.long(called, calling)
	}
	parts := lengthed(called, calling, m.Octets)
	options := m.options()
	at := 4
	pointers := make([]byte, 4)
	for i, p := range parts {
		pointers[i] = byte(at - i)
		at += len(p)
	}
	if options != nil {
		pointers[3] = byte(at - 3)
	}
	return Join([]byte{m.Type, m.Class, or(m.Hop, 15)}, pointers, Join(parts...), options)
}

func lengthed(called, calling, data []byte) [][]byte {
	out := [][]byte{called, calling, data}
	for i, b := range out {
		out[i] = append([]byte{byte(len(b))}, b...)
	}
	return out
}

func (m SCCP) options() []byte {
	var out []byte
	if m.Segmentation != nil {
		out = Join(out, []byte{0x10, byte(len(m.Segmentation))}, m.Segmentation)
	}
	if m.Importance != nil {
		out = Join(out, []byte{0x12, byte(len(m.Importance))}, m.Importance)
	}
	if out == nil {
		return nil
	}
	return append(out, 0)
}

// long writes LUDT and LUDTS: pointers and the length of the data have two octets,
// the low one first (Q.713 clauses 1.4, 4.20). A pointer counts from its second.
func (m SCCP) long(called, calling []byte) []byte {
	parts := [][]byte{
		append([]byte{byte(len(called))}, called...),
		append([]byte{byte(len(calling))}, calling...),
		Join([]byte{byte(len(m.Octets)), byte(len(m.Octets) >> 8)}, m.Octets),
	}
	options := m.options()
	at := 8
	pointers := make([]byte, 8)
	set := func(i int) { v := at - 2*i - 1; pointers[2*i], pointers[2*i+1] = byte(v), byte(v>>8) }
	for i, p := range parts {
		set(i)
		at += len(p)
	}
	if options != nil {
		set(3)
	}
	return Join([]byte{m.Type, m.Class, or(m.Hop, 15)}, pointers, Join(parts...), options)
}

// Management is a message of SCCP management (Q.713 clause 5.3): type, affected
// subsystem, affected point code, multiplicity 0.
func Management(typ, ssn byte, point uint32, more ...byte) []byte {
	return append([]byte{typ, ssn, byte(point), byte(point >> 8), 0}, more...)
}
