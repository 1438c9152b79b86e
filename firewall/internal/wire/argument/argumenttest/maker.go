package argumenttest

import (
	"math/rand/v2"
	"strings"
)

// Maker makes random values of types.
type Maker struct {
	Standard Standard
	Rand     *rand.Rand
	Optional float64 // how likely an optional element is there
	Omit     string  // "Type.element" that is left out
	Short    bool    // as short as the types allow
	TPDU     func(root string) []byte

	Seen  map[string]bool // every "Type.element" made so far
	IMSIs []string        // digits, in order, of the last value
	Named []Named         // addresses in order of the last value
	Left  int             // how often Omit was left out of the last value
	root  string
}

// Named is an address, and the name of the element that holds it.
type Named struct{ Parent, Element, Digits string }

// New returns a maker.
func New(s Standard, seed uint64) *Maker {
	return &Maker{Standard: s, Rand: rand.New(rand.NewPCG(seed, 29002)), Optional: 0.3, Seen: map[string]bool{}}
}

// Value makes one value with its tag and length.
func (m *Maker) Value(name string) []byte {
	m.IMSIs, m.Named, m.Left, m.root = nil, nil, 0, name
	return m.value("", name, name, -1, bounds{})
}

type bounds struct {
	least, most int
	set         bool
}

// value makes a value of a type under a tag, -1 for the type's own.
func (m *Maker) value(parent, element, name string, tag int, b bounds) []byte {
	t := m.Standard.get(name)
	if tag < 0 {
		tag = t.Tag
	}
	if t.Bounded && !b.set {
		b = bounds{t.Least, t.Most, true}
	}
	if special := m.special(parent, element, name, b); special != nil {
		return wrap(tag, 0x04, special)
	}
	if other, ok := strings.CutPrefix(t.Form, "= "); ok {
		return m.value(parent, element, other, tag, b)
	}
	switch t.Form {
	case "SEQUENCE":
		return wrap(tag, 0x30, m.members(t))
	case "SET":
		return wrap(tag, 0x31, m.members(t))
	case "CHOICE":
		e := t.Elements[m.Rand.IntN(len(t.Elements))]
		m.Seen[t.Name+"."+e.Name] = true
		v := m.value(t.Name, e.Name, e.Type, e.Tag, bounds{e.Least, e.Most, e.Bounded})
		if tag >= 0 { // explicit
			return wrap(tag, 0x30, v)
		}
		return v
	case "OF":
		return wrap(tag, 0x30, m.items(t))
	}
	return m.simple(t.Form, tag, b)
}

func (m *Maker) members(t *Type) (v []byte) {
	for _, e := range t.Elements {
		key := t.Name + "." + e.Name
		if key == m.Omit {
			m.Left++
			continue
		}
		if !e.IsMandatory && m.Rand.Float64() >= m.Optional {
			continue
		}
		m.Seen[key] = true
		v = append(v, m.value(t.Name, e.Name, e.Type, e.Tag, bounds{e.Least, e.Most, e.Bounded})...)
	}
	return v
}

func (m *Maker) items(t *Type) (v []byte) {
	n := max(t.Least, 1)
	if !m.Short {
		n = min(t.Most, n+m.Rand.IntN(3))
	}
	e := t.Elements[0]
	m.Seen[t.Name+"."+e.Name] = true
	for range n {
		v = append(v, m.value(t.Name, e.Name, e.Type, e.Tag, bounds{e.Least, e.Most, e.Bounded})...)
	}
	return v
}

// simple makes a value of a built-in type.
func (m *Maker) simple(form string, tag int, b bounds) []byte {
	switch form {
	case "NULL":
		return wrap(tag, 0x05, nil)
	case "BOOLEAN":
		return wrap(tag, 0x01, []byte{byte(m.Rand.IntN(2)) * 0xFF})
	case "OID":
		return wrap(tag, 0x06, []byte{0x2A, 0x03, 0x04})
	case "ANY":
		return []byte{0x04, 0x01, 0x00}
	case "EXTENSION": // empty, or one private extension
		if m.Short {
			return wrap(tag, 0x30, nil)
		}
		return wrap(tag, 0x30, []byte{0xA0, 0x06, 0x30, 0x04, 0x06, 0x02, 0x2A, 0x03})
	case "INTEGER":
		lo, hi := 0, 127
		if b.set {
			lo, hi = b.least, b.most
		}
		return wrap(tag, 0x02, integer(lo+m.Rand.IntN(min(hi-lo+1, 70000))))
	case "ENUM":
		return wrap(tag, 0x0A, []byte{byte(m.Rand.IntN(2))})
	case "BITS":
		bits := m.size(b, 8)
		v := make([]byte, 1+(bits+7)/8)
		v[0] = byte(8*(len(v)-1) - bits)
		for i := 1; i < len(v); i++ {
			v[i] = byte(m.Rand.IntN(256))
		}
		v[len(v)-1] &= 0xFF << v[0]
		return wrap(tag, 0x03, v)
	case "OCTETS":
		return wrap(tag, 0x04, m.octets(m.size(b, 8), 256))
	case "IA5":
		v := m.octets(m.size(b, 8), 26)
		for i := range v {
			v[i] += 'a'
		}
		return wrap(tag, 0x16, v)
	case "NUMERIC":
		v := m.octets(m.size(b, 8), 10)
		for i := range v {
			v[i] += '0'
		}
		return wrap(tag, 0x12, v)
	}
	panic("argumenttest: no such form: " + form)
}

// size picks how long something is.
func (m *Maker) size(b bounds, otherwise int) int {
	switch {
	case !b.set:
		return otherwise
	case m.Short:
		return b.least
	}
	return b.least + m.Rand.IntN(min(b.most-b.least, 12)+1)
}

func (m *Maker) octets(n, values int) []byte {
	v := make([]byte, n)
	for i := range v {
		v[i] = byte(m.Rand.IntN(values))
	}
	return v
}

// integer encodes n in as many octets as it needs.
func integer(n int) []byte {
	v := []byte{byte(n)}
	for x := n >> 8; x != 0 && x != -1 || x == 0 && v[0] >= 0x80 || x == -1 && v[0] < 0x80; x >>= 8 {
		v = append([]byte{byte(x)}, v...)
	}
	return v
}

// wrap puts contents under a context-specific tag, or a universal one if tag is
// negative; 0x20 in the universal one says that it is constructed.
func wrap(tag int, universal byte, contents []byte) []byte {
	var head []byte
	switch c := 0x80 | universal&0x20; {
	case tag < 0:
		head = []byte{universal}
	case tag < 31:
		head = []byte{c | byte(tag)}
	default:
		head = []byte{c | 31, byte(tag)}
	}
	return append(append(head, Length(len(contents))...), contents...)
}

// Length encodes a length in as few octets as it needs.
func Length(n int) []byte {
	switch {
	case n < 0x80:
		return []byte{byte(n)}
	case n < 0x100:
		return []byte{0x81, byte(n)}
	}
	return []byte{0x82, byte(n >> 8), byte(n)}
}
