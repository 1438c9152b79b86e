package argument

import "strings"

// A Grammar is a set of types that name each other.
type Grammar struct {
	types map[string]*Type
	text  map[string]declaration
}

// Type is a SEQUENCE, a CHOICE (a SEQUENCE of one of several) or a SEQUENCE OF.
type Type struct {
	rules []rule
	must  uint64 // bit = slot that has to be filled
	must3 uint64 // and those from version 3 on
	open  bool   // newer releases may add elements
	least int    // elements of a SEQUENCE OF
	most  int    // 0: no SEQUENCE OF

	index [160]uint8 // 1 + the first rule with a tag, by its slot
}

// rule is one element of a Type, or one alternative of one.
type rule struct {
	tag         uint32 // identifier octets
	bits        bits   // what the element asks for or provisions by being there
	kind        kind
	reads       reads // how much of that there is to do
	role        uint8 // of an op.Number, or noNumber
	keep        keep
	slot        uint8 // position in the SEQUENCE; alternatives share one
	next        uint8 // first rule that may follow
	same        uint8 // 1 + the next rule with the same slot in the index
	versions    uint8 // bit = version of the application context that uses it; 0 all
	least, most uint16
	of          *Type
}

// declaration is a type in the notation, yet to be parsed.
type declaration struct {
	tag  int // its own, or -1
	body []string
}

// maxSlots is how many elements a SEQUENCE may have.
const maxSlots = 64

// Compile parses the types of tables. They are the project's own: what cannot be
// read panics when the program starts.
func Compile(tables ...string) *Grammar {
	g := &Grammar{map[string]*Type{}, map[string]declaration{}}
	for _, t := range tables {
		for _, part := range split(tokens(t)) {
			name := part[0]
			if _, twice := g.text[name]; twice {
				panic("argument: declared twice: " + name)
			}
			p := parser{g, part[2:]}
			d := declaration{tag: p.tag()}
			d.body = p.rest
			g.text[name] = d
		}
	}
	for name := range g.text {
		if first := g.text[name].body[0]; first == "SEQUENCE" || first == "CHOICE" {
			g.named(name)
		}
	}
	return g
}

// named returns a declared SEQUENCE or CHOICE.
func (g *Grammar) named(name string) *Type {
	if t := g.types[name]; t != nil {
		return t
	}
	d, ok := g.text[name]
	if !ok {
		panic("argument: not declared: " + name)
	}
	t := &Type{}
	g.types[name] = t
	p := parser{g, d.body}
	p.body(t)
	if len(p.rest) > 0 {
		panic("argument: more than a type: " + name)
	}
	return t
}

// finish fills what follows from the order of the rules.
func (t *Type) finish() {
	for i := range t.rules {
		n := i + 1
		for n < len(t.rules) && t.rules[n].slot == t.rules[i].slot {
			n++
		}
		if t.most > 0 {
			n = 0
		}
		t.rules[i].next = uint8(n)
		t.rules[i].finish()
	}
	if len(t.rules) > 254 {
		panic("argument: too many rules")
	}
	t.index = [160]uint8{}
	for i := len(t.rules) - 1; i >= 0; i-- {
		first := &t.index[indexOf(t.rules[i].tag)]
		t.rules[i].same, *first = *first, uint8(i+1)
	}
}

// finish fills what follows from the kind of a rule.
func (x *rule) finish() {
	isConstructed := x.tag&0x20 != 0
	if x.tag > 0xFF {
		isConstructed = x.tag&0x2000 != 0
	}
	switch {
	case x.kind == kindGroup:
		x.reads = readsElements
	case x.kind == kindOpaque && isConstructed:
		x.reads = readsFraming
	case (x.kind == kindOpaque || x.kind == kindInteger) && x.keep == keepNothing:
		x.reads = readsSize
	default:
		x.reads = readsValue
	}
}

// indexOf returns the slot of a tag, constructed or not, in the index: numbers up to
// 127 of context-specific ones, which the tables have, then the universal ones. Tags
// of other classes, and those above, share a slot with one that is not theirs.
func indexOf(tag uint32) int {
	switch {
	case tag > 0xFF:
		return int(tag & 0x7F)
	case tag >= 0x80:
		return int(tag & 0x1F)
	}
	return 128 + int(tag&0x1F)
}

// find returns the position of the first rule with a tag, from one on: -1 if there
// is none.
func (t *Type) find(tag uint32, from int) int {
	for i := int(t.index[indexOf(tag)]); i > 0; i = int(t.rules[i-1].same) {
		if t.rules[i-1].tag == tag && i > from {
			return i - 1
		}
	}
	return -1
}

// Form is what an operation carries one way.
type Form struct {
	t        *Type // nil: nothing
	optional bool
}

// Form parses the alternatives of an argument or result, types with marks:
//
//	UpdateLocationRes | ISDN:hlr@1-2
//
// A "?" in front says that it may be absent, an empty text that there is none.
func (g *Grammar) Form(text string) Form {
	text, optional := strings.CutPrefix(text, "?")
	if text == "" {
		return Form{nil, true}
	}
	t := &Type{must: 1}
	p := parser{g, tokens(text)}
	for {
		p.element(t, 0, true)
		if !p.accept("|") {
			break
		}
	}
	if len(p.rest) > 0 {
		panic("argument: more than a form: " + text)
	}
	t.finish()
	return Form{t, optional}
}
