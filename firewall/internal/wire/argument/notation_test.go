package argument

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// print shows the rules of a type as tags, with what may be absent.
func print(t *Type) string {
	var out []string
	for _, r := range t.rules {
		s := fmt.Sprintf("%d:%x", r.slot, r.tag)
		if t.must>>r.slot&1 == 0 {
			s += "?"
		}
		if t.must3>>r.slot&1 != 0 {
			s += "~"
		}
		if r.of != nil {
			s += "{" + print(r.of) + "}"
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func TestNotation(t *testing.T) {
	g := Compile(`
A ::= SEQUENCE { a IMSI, b [1] NULL?, c [31] ENUM~, ..., d C?, e [2] C?, f B } -- a comment
B ::= [3] SEQUENCE { a [40] SEQUENCE }
C ::= CHOICE { x [0] OCTETS(1..4), y INTEGER,
	z D }
`, `D ::= BITS
E ::= SEQUENCE { a OF(1..3) [5] A:other, b [1] OF(2..2) ISDN:msc?, c SET, d CHOICE { a NULL, b [1] CHOICE { c NULL } } }`)
	for name, want := range map[string]string{
		"A": "0:4 1:81? 2:9f1f?~ 3:80? 3:2? 3:3? 4:a2?{0:80 0:2 0:3} 5:a3{0:bf28}",
		"C": "0:80 0:2 0:3",
		"E": "0:30{0:a5?{0:4 1:81? 2:9f1f?~ 3:80? 3:2? 3:3? 4:a2?{0:80 0:2 0:3} 5:a3{0:bf28}}} 1:a1?{0:4?} 2:31 3:5 3:a1{0:5}",
	} {
		if got := print(g.named(name)); got != want {
			t.Errorf("%s: %s instead of %s", name, got, want)
		}
	}
	if a := g.named("A"); !a.open || g.named("B").open {
		t.Error("A alone is extensible")
	}
	list := g.named("E").rules[0].of
	if list.least != 1 || list.most != 3 || list.rules[0].next != 0 {
		t.Errorf("a list of %d to %d, then rule %d", list.least, list.most, list.rules[0].next)
	}
	if r := g.named("C").rules[0]; r.least != 1 || r.most != 4 || r.role != noNumber {
		t.Errorf("%+v", r)
	}
}

func TestForms(t *testing.T) {
	g := Compile("A ::= SEQUENCE { a IMSI }\nB ::= ISDN:msc")
	for text, want := range map[string]string{"A": "0:30{0:4}", "A@3 | IMSI@1-2": "0:30{0:4} 0:4", "?OF(1..2) A": "0:30{0:30?{0:4}}", "B": "0:4"} {
		f := g.Form(text)
		if got := print(f.t); got != want {
			t.Errorf("%s: %s instead of %s", text, got, want)
		}
		if f.optional != (text[0] == '?') {
			t.Errorf("%s: optional %v", text, f.optional)
		}
	}
	if f := g.Form("A@3 | IMSI@1-2"); f.t.rules[0].versions != 1<<3 || f.t.rules[1].versions != 1<<1|1<<2 {
		t.Errorf("versions %b %b", f.t.rules[0].versions, f.t.rules[1].versions)
	}
	if f := g.Form("B"); f.t.rules[0].role != op.NumberMSC {
		t.Errorf("role %d", f.t.rules[0].role)
	}
	if f := g.Form(""); f.t != nil || !f.optional {
		t.Error("no form is a form")
	}
}

// TestBadTables: a table that cannot be read stops the program where it starts.
func TestBadTables(t *testing.T) {
	many := "A ::= SEQUENCE { " + strings.Repeat("a NULL, ", maxSlots+1) + "}"
	for name, compile := range map[string]func(){
		"unknown type":       func() { Compile("A ::= SEQUENCE { a B }") },
		"unknown mark":       func() { Compile("A ::= SEQUENCE { a NULL:nobody }") },
		"twice":              func() { Compile("A ::= NULL\nA ::= NULL") },
		"cut off":            func() { Compile("A ::= SEQUENCE { a NULL") },
		"no brace":           func() { Compile("A ::= SEQUENCE a NULL") },
		"more":               func() { Compile("A ::= SEQUENCE { a NULL } b") },
		"no number":          func() { Compile("A ::= SEQUENCE { a [x] NULL }") },
		"high tag":           func() { Compile("A ::= SEQUENCE { a [128] NULL }") },
		"too many":           func() { Compile(many) },
		"alternatives":       func() { Compile("A ::= CHOICE { " + strings.Repeat("a NULL, ", 300) + "}") },
		"form with no type":  func() { Compile("A ::= NULL").Form("A | B") },
		"form with a rest":   func() { Compile("A ::= NULL").Form("A A") },
		"type never defined": func() { Compile("A ::= NULL").named("B") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: accepted", name)
				}
			}()
			compile()
		}()
	}
}
