// Package argumenttest makes arguments and results of MAP and CAP from tables of
// the standard's elements, for tests. It shares nothing with the decoders: it has
// its own tables, its own idea of tags, and knows types by the standard's names.
package argumenttest

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"testing"
)

// Standard is the types of a specification.
type Standard map[string]*Type

// Type is one type.
type Type struct {
	Name     string
	Form     string // SEQUENCE, SET, CHOICE, OF, "= other type", or a built-in type
	Tag      int    // its own, or -1
	Least    int    // octets, elements or value; of what has no bounds both are 0
	Most     int
	Bounded  bool
	Elements []Element
	Open     bool // has an ellipsis
}

// Element is one element of a type.
type Element struct {
	Name        string
	Tag         int // or -1
	IsMandatory bool
	Type        string
	Least, Most int // narrower bounds than those of the type
	Bounded     bool
}

// Load reads a table: a line for each type, and below it one for each element,
// which starts with a tab.
func Load(t testing.TB, path string) Standard {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s := Standard{}
	var last *Type
	for in := bufio.NewScanner(f); in.Scan(); {
		line := in.Text()
		if strings.HasPrefix(line, "#") {
			continue
		}
		w := append(strings.Split(line, "\t"), "", "", "", "", "", "")
		switch {
		case w[0] != "":
			last = &Type{Name: w[0], Form: w[1], Tag: number(w[2], -1), Least: number(w[3], 0), Most: number(w[4], 0), Bounded: w[3] != ""}
			s[w[0]] = last
		case w[1] == "...":
			last.Open = true
		default:
			last.Elements = append(last.Elements, Element{
				Name: w[1], Tag: number(w[2], -1), IsMandatory: w[3] == "m", Type: w[4],
				Least: number(w[5], 0), Most: number(w[6], 0), Bounded: w[5] != "",
			})
		}
	}
	if len(s) == 0 {
		t.Fatal("no types in " + path)
	}
	return s
}

func number(s string, otherwise int) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	return otherwise
}

// builtin are the types that need no line.
var builtin = map[string]bool{"NULL": true, "BOOLEAN": true, "OID": true, "ANY": true}

// get returns a type; a built-in one has no elements.
func (s Standard) get(name string) *Type {
	if t := s[name]; t != nil {
		return t
	}
	if builtin[name] {
		return &Type{Name: name, Form: name, Tag: -1}
	}
	panic("argumenttest: not in the table: " + name)
}

// Reach returns every "Type.element" that a value of a type can hold.
func (s Standard) Reach(name string, found map[string]bool) map[string]bool {
	if found == nil {
		found = map[string]bool{}
	}
	t := s.get(name)
	if other, ok := strings.CutPrefix(t.Form, "= "); ok {
		return s.Reach(other, found)
	}
	for _, e := range t.Elements {
		if key := name + "." + e.Name; !found[key] {
			found[key] = true
			s.Reach(e.Type, found)
		}
	}
	return found
}
