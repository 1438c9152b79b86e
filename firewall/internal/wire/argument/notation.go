package argument

import (
	"fmt"
	"strconv"
	"strings"
)

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
}

// rule is one element of a Type, or one alternative of one.
type rule struct {
	tag         uint32 // identifier octets
	bits        bits   // what the element asks for or provisions by being there
	kind        kind
	role        uint8 // of an op.Number, or noNumber
	keep        keep
	slot        uint8 // position in the SEQUENCE; alternatives share one
	next        uint8 // first rule that may follow
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

// split cuts tokens into declarations: each begins one token before a "::=".
func split(words []string) (parts [][]string) {
	start := 0
	for i, w := range words {
		if w == "::=" && i > 1 {
			parts = append(parts, words[start:i-1])
			start = i - 1
		}
	}
	if len(words) > 0 {
		parts = append(parts, words[start:])
	}
	return parts
}

// tokens cuts a table into words and signs.
func tokens(s string) (words []string) {
	const signs = "{}[](),?~:@|"
	for _, line := range strings.Split(s, "\n") {
		line, _, _ = strings.Cut(line, "--")
		for _, field := range strings.Fields(line) {
			if field == "::=" || field == "..." {
				words = append(words, field)
				continue
			}
			for field != "" {
				n := strings.IndexAny(field, signs)
				switch {
				case n == 0:
					n = 1
				case n < 0:
					n = len(field)
				}
				words = append(words, field[:n])
				field = field[n:]
			}
		}
	}
	return words
}

// parser reads tokens.
type parser struct {
	g    *Grammar
	rest []string
}

func (p *parser) peek() string {
	if len(p.rest) == 0 {
		return ""
	}
	return p.rest[0]
}

func (p *parser) take() string {
	w := p.peek()
	if w == "" {
		panic("argument: a table ends too early")
	}
	p.rest = p.rest[1:]
	return w
}

func (p *parser) accept(w string) bool {
	if p.peek() != w {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

func (p *parser) expect(w string) {
	if got := p.take(); got != w {
		panic(fmt.Sprintf("argument: %q instead of %q before %v", got, w, p.rest[:min(8, len(p.rest))]))
	}
}

func (p *parser) number() int { return atoi(p.take()) }

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic("argument: no number: " + s)
	}
	return n
}

// tag reads "[n]", and returns -1 if there is none.
func (p *parser) tag() int {
	if !p.accept("[") {
		return -1
	}
	n := p.number()
	p.expect("]")
	return n
}

// span reads "(n)" or "(n..m)" into least and most.
func (p *parser) span(least, most *uint16) {
	if !p.accept("(") {
		return
	}
	from, to, found := strings.Cut(p.take(), "..")
	if !found {
		to = from
	}
	*least, *most = uint16(atoi(from)), uint16(atoi(to))
	p.expect(")")
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

// body reads "SEQUENCE { ... }" or "CHOICE { ... }" into t.
func (p *parser) body(t *Type) {
	isChoice := p.take() == "CHOICE"
	p.expect("{")
	for slot := 0; !p.accept("}"); p.accept(",") {
		if p.accept("...") {
			t.open = true
			continue
		}
		p.take() // the name is for the reader
		p.element(t, slot, isChoice)
		if !isChoice {
			slot++
		}
	}
	t.finish()
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
	}
	if len(t.rules) > 255 {
		panic("argument: too many rules")
	}
}

// element reads "[tag] type:mark?" and adds its rules to a slot.
func (p *parser) element(t *Type, slot int, isAlternative bool) {
	if slot >= maxSlots {
		panic("argument: too many elements")
	}
	tag := p.tag()
	rules := p.kind(tag)
	presence := p.marks(rules)
	for i := range rules {
		rules[i].slot = uint8(slot)
	}
	t.rules = append(t.rules, rules...)
	switch {
	case presence == "" || isAlternative:
		t.must |= 1 << slot
	case presence == "~":
		t.must3 |= 1 << slot
	}
}

// kind reads a type behind a tag, -1 for its own, and returns its rule, or those
// of its alternatives.
func (p *parser) kind(tag int) []rule {
	word := p.take()
	if word == "OF" {
		return p.list(tag)
	}
	if p.peek() == "{" {
		p.rest = append([]string{word}, p.rest...)
		t := &Type{}
		p.body(t)
		return structure(t, tag, word == "CHOICE")
	}
	if k, ok := kinds[word]; ok {
		r := rule{kind: k.kind, role: noNumber, least: k.least, most: k.most}
		p.span(&r.least, &r.most)
		r.tag = identifier(tag, k.universal, k.universal&0x20 != 0)
		return []rule{r}
	}
	d, ok := p.g.text[word]
	if !ok {
		panic("argument: not declared: " + word)
	}
	if tag < 0 {
		tag = d.tag
	}
	switch d.body[0] {
	case "SEQUENCE", "CHOICE":
		return structure(p.g.named(word), tag, d.body[0] == "CHOICE")
	}
	inner := parser{p.g, d.body} // another name of a type
	rules := inner.kind(tag)
	inner.marks(rules)
	return rules
}

// structure returns the rule of a SEQUENCE, or the rules of a CHOICE: explicit
// behind a tag, else those of its alternatives.
func structure(t *Type, tag int, isChoice bool) []rule {
	if isChoice && tag < 0 {
		return append([]rule(nil), t.rules...)
	}
	return []rule{{tag: identifier(tag, 0x30, true), kind: kindGroup, role: noNumber, of: t}}
}

// list reads "(n..m) type" of a SEQUENCE OF.
func (p *parser) list(tag int) []rule {
	var least, most uint16
	p.span(&least, &most)
	t := &Type{least: int(least), most: int(most)}
	inner := p.tag()
	t.rules = p.kind(inner)
	p.mark(t.rules)
	t.finish()
	return []rule{{tag: identifier(tag, 0x30, true), kind: kindGroup, role: noNumber, of: t}}
}

// identifier returns the identifier octets of a context-specific tag, or of a
// universal one if tag is negative.
func identifier(tag int, universal uint32, constructed bool) uint32 {
	if tag < 0 {
		return universal
	}
	first := uint32(0x80)
	if constructed {
		first |= 0x20
	}
	switch {
	case tag < 31:
		return first | uint32(tag)
	case tag < 128:
		return (first|31)<<8 | uint32(tag)
	}
	panic("argument: a tag number above 127")
}

// marks reads what stands behind a type, and returns "?" if it is optional, "~"
// if it is before version 3.
func (p *parser) marks(rules []rule) (presence string) {
	for {
		switch {
		case p.peek() == "?" || p.peek() == "~":
			presence = p.take()
		case p.accept("@"):
			for i := range rules {
				rules[i].versions = versions(p.peek())
			}
			p.take()
		case p.peek() == ":":
			p.mark(rules)
		default:
			return presence
		}
	}
}

// mark reads the marks right behind a type.
func (p *parser) mark(rules []rule) {
	for p.accept(":") {
		word := p.take()
		m, ok := marks[word]
		if !ok {
			panic("argument: no such mark: " + word)
		}
		for i := range rules {
			r := &rules[i]
			r.bits |= m.bits
			if m.keep != keepNothing {
				r.keep = m.keep
			}
			if m.isRole {
				r.role = m.role
			}
		}
	}
}

// versions reads "n" or "n-m".
func versions(s string) (bits uint8) {
	from, to, found := strings.Cut(s, "-")
	if !found {
		to = from
	}
	for v := atoi(from); v <= atoi(to); v++ {
		bits |= 1 << v
	}
	return bits
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
