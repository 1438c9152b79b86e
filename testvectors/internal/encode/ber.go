package encode

// TLV is an element of BER (X.690): either Octets or Members. How tag and length
// are written can be changed, as evasions do.
type TLV struct {
	Tag     byte // class and form bits of the first octet
	Number  int  // of the tag
	Octets  []byte
	Members []TLV

	Lengths    int  // octets of the length behind its first one; 0 the shortest form
	Indefinite bool // an indefinite length, closed by two zero octets
	Endless    bool // an indefinite length that is not closed
	HighTag    bool // the tag number in octets of its own, even below 31
	TagZeros   int  // leading 0x80 octets of a high tag number
	Delta      int  // added to the length, a deliberate fault
}

// Classes of tags, and the bit of constructed elements.
const (
	application = 0x40
	context     = 0x80
	constructed = 0x20
)

// Bytes writes the element.
func (e TLV) Bytes() []byte {
	body := e.Octets
	for _, m := range e.Members {
		body = append(body[:len(body):len(body)], m.Bytes()...)
	}
	switch {
	case e.Endless:
		return Join(e.tag(), []byte{0x80}, body)
	case e.Indefinite:
		return Join(e.tag(), []byte{0x80}, body, []byte{0, 0})
	}
	return Join(e.tag(), e.length(len(body)+e.Delta), body)
}

func (e TLV) tag() []byte {
	if e.Number < 31 && !e.HighTag {
		return []byte{e.Tag | byte(e.Number)}
	}
	out := []byte{e.Tag | 0x1F}
	for range e.TagZeros {
		out = append(out, 0x80)
	}
	if e.Number >= 128 {
		out = append(out, 0x80|byte(e.Number>>7))
	}
	return append(out, byte(e.Number&0x7F))
}

func (e TLV) length(n int) []byte {
	octets := e.Lengths
	if octets == 0 {
		switch {
		case n < 128:
			return []byte{byte(n)}
		case n < 256:
			octets = 1
		default:
			octets = 2
		}
	}
	out := []byte{0x80 | byte(octets)}
	for i := octets - 1; i >= 0; i-- {
		shifted := 0
		if i < 8 {
			shifted = n >> (8 * i)
		}
		out = append(out, byte(shifted))
	}
	return out
}

// Elements by their universal tags.
func Integer(n int) TLV             { return TLV{Number: 2, Octets: integer(n)} }
func OctetString(b []byte) TLV      { return TLV{Number: 4, Octets: b} }
func NullValue() TLV                { return TLV{Number: 5} }
func OID(b ...byte) TLV             { return TLV{Number: 6, Octets: b} }
func Enumerated(n int) TLV          { return TLV{Number: 10, Octets: integer(n)} }
func Boolean(b bool) TLV            { return TLV{Number: 1, Octets: []byte{byte(-bit(b))}} }
func Sequence(members ...TLV) TLV   { return TLV{Tag: constructed, Number: 16, Members: members} }
func External(members ...TLV) TLV   { return TLV{Tag: constructed, Number: 8, Members: members} }
func Context(n int, b ...byte) TLV  { return TLV{Tag: context, Number: n, Octets: b} }
func ContextOf(n int, m ...TLV) TLV { return TLV{Tag: context | constructed, Number: n, Members: m} }
func AppliedOf(n int, m ...TLV) TLV {
	return TLV{Tag: application | constructed, Number: n, Members: m}
}
func Applied(n int, b ...byte) TLV { return TLV{Tag: application, Number: n, Octets: b} }

func integer(n int) []byte {
	if n < 128 && n >= -128 {
		return []byte{byte(n)}
	}
	return append(integer(n>>8), byte(n))
}

// With returns the element with members at its end.
func (e TLV) With(m ...TLV) TLV {
	e.Members = append(e.Members[:len(e.Members):len(e.Members)], m...)
	return e
}

// At returns the element with the member at a path of positions edited.
func (e TLV) At(edit func(TLV) TLV, path ...int) TLV {
	if len(path) == 0 {
		return edit(e)
	}
	members := append([]TLV(nil), e.Members...)
	members[path[0]] = members[path[0]].At(edit, path[1:]...)
	e.Members = members
	return e
}

// All returns the element with every element in it edited, the innermost first.
func (e TLV) All(edit func(TLV) TLV) TLV {
	members := append([]TLV(nil), e.Members...)
	for i, m := range members {
		members[i] = m.All(edit)
	}
	if e.Members != nil {
		e.Members = members
	}
	return edit(e)
}

// Long returns an edit: lengths in n octets behind the first.
func Long(n int) func(TLV) TLV { return func(e TLV) TLV { e.Lengths = n; return e } }

// LongConstructed is Long for constructed elements only.
func LongConstructed(n int) func(TLV) TLV {
	return func(e TLV) TLV {
		if e.Tag&constructed != 0 {
			e.Lengths = n
		}
		return e
	}
}

// Unbounded gives constructed elements an indefinite length.
func Unbounded(e TLV) TLV {
	e.Indefinite = e.Tag&constructed != 0
	return e
}

// High writes the tag number in octets of its own.
func High(e TLV) TLV { e.HighTag = true; return e }

// HighPadded does so behind n octets 0x80.
func HighPadded(n int) func(TLV) TLV {
	return func(e TLV) TLV { e.HighTag, e.TagZeros = true, n; return e }
}
