package argument

import (
	"fmt"
	"strconv"
	"strings"
)

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
	t := &Type{least: uint64(least), most: uint64(most)}
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
