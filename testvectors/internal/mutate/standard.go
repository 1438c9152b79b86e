package mutate

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Standard is the types of TS 29.002 or TS 29.078 by their names there, read from
// a table of the standard's elements. The decoders have tables of their own.
type Standard map[string]*definition

// definition is one type.
type definition struct {
	form     string // SEQUENCE, CHOICE, OF, "= other type", or a built-in type
	tag      int    // its own, or -1
	size     bounds
	elements []element
}

// element is one element of a type.
type element struct {
	name      string
	tag       int // or -1
	mandatory bool
	typ       string
	size      bounds // narrower than those of the type
}

// bounds are those of octets, elements or a value.
type bounds struct {
	least, most int
	set         bool
}

// ReadStandard reads a table: a line for each type (name, form, tag, bounds), and
// below it one for each of its elements (name, tag, m or o, type, bounds) behind a
// tab.
func ReadStandard(r io.Reader) (Standard, error) {
	s := Standard{}
	var last *definition
	in := bufio.NewScanner(r)
	for in.Scan() {
		if strings.HasPrefix(in.Text(), "#") {
			continue
		}
		w := append(strings.Split(in.Text(), "\t"), make([]string, 6)...)
		switch {
		case w[0] != "":
			last = &definition{form: w[1], tag: tagNumber(w[2]), size: boundsOf(w[3], w[4])}
			s[w[0]] = last
		case last == nil:
			return nil, fmt.Errorf("an element before the first type: %q", in.Text())
		case w[1] != "...":
			last.elements = append(last.elements, element{w[1], tagNumber(w[2]), w[3] == "m", w[4], boundsOf(w[5], w[6])})
		}
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("table of types: %w", err)
	}
	return s, s.check()
}

func tagNumber(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	return -1
}

func boundsOf(least, most string) bounds {
	from, err := strconv.Atoi(least)
	if err != nil {
		return bounds{}
	}
	to, err := strconv.Atoi(most)
	if err != nil {
		return bounds{}
	}
	return bounds{from, to, true}
}

// builtIn are the types that need no line.
var builtIn = map[string]bool{"NULL": true, "BOOLEAN": true, "OID": true, "ANY": true}

// check reports a type that is named and not there.
func (s Standard) check() error {
	for name, d := range s {
		if other, ok := strings.CutPrefix(d.form, "= "); ok && s[other] == nil {
			return fmt.Errorf("%s is %s, which is not in the table", name, other)
		}
		for _, e := range d.elements {
			if s[e.typ] == nil && !builtIn[e.typ] {
				return fmt.Errorf("%s.%s is of type %s, which is not in the table", name, e.name, e.typ)
			}
		}
	}
	return nil
}

// get returns a type; a built-in one has no elements.
func (s Standard) get(name string) *definition {
	if d := s[name]; d != nil {
		return d
	}
	if !builtIn[name] {
		panic("mutate: no type " + name) // check has seen to it, but for those that operations name
	}
	return &definition{form: name, tag: -1}
}
