package diameter

import (
	_ "embed"
	"strings"
)

// groupText has the formats of groups, in the notation of RFC 6733 clause 3.2:
// braces and angle brackets hold what has to be there, square brackets what may be,
// and a star says that it may be there again. *[AVP], which the standards write
// with nearly every group, is left out.
//
//go:embed groups.txt
var groupText string

// grammar says which AVPs a command or a group has.
type grammar struct {
	rows [maxListed]row // by id
	must [2]uint64      // numbers of rows that have to be there, a bit for each
	size row            // highest number
}

// row is the number that an AVP has in a grammar, below 128, with what is not to be:
// all that are not listed have number 0.
type row uint16

const (
	once  row = 0x100 // it is not to be there again
	never row = 0x200 // it is not to be there

	numbers row = 0x7F
)

// none is the grammar of what has nothing. That of what the standards give none is
// the zero grammar: anything.
func none() *grammar {
	g := &grammar{}
	for i := range g.rows {
		g.rows[i] = never
	}
	return g
}

// row returns the row of an AVP, a new one if it has none.
func (g *grammar) row(x id) *row {
	if r := &g.rows[x]; *r&numbers == 0 {
		if g.size++; g.size > numbers {
			panic("diameter: too many AVPs in a grammar")
		}
		*r = g.size | never | once
	}
	return &g.rows[x]
}

// grammars are those of groups, by entry.group. The first is of what has none.
var grammars = compileGroups(&listed, groupText)

// compileGroups reads the formats of groups. As with the other lists, what cannot
// be read panics when the program starts.
func compileGroups(d *dictionary, text string) []*grammar {
	all := []*grammar{{}}
	for _, word := range strings.Fields(text) {
		if name, found := strings.CutSuffix(word, ":"); found {
			e := &d.entries[d.named(name)]
			if e.kind != grouped || e.group != 0 {
				panic("diameter: no group, or one that is listed twice: " + name)
			}
			e.group = uint16(len(all))
			all = append(all, none())
			continue
		}
		all[len(all)-1].add(d, word)
	}
	return all
}

// add enters a word of the notation.
func (g *grammar) add(d *dictionary, word string) {
	format, many := strings.CutPrefix(word, "*")
	r := g.row(d.named(format[1 : len(format)-1]))
	*r = *r&numbers | once
	if many {
		*r &^= once
	}
	switch format[0] {
	case '{', '<':
		g.must[*r>>6&1] |= 1 << (*r & 63)
	case '[':
	default:
		panic("diameter: no format of an AVP: " + word)
	}
}

// named finds an AVP that has to be in the dictionary.
func (d *dictionary) named(name string) id {
	x := d.byName[name]
	if x == 0 {
		panic("diameter: no AVP " + name)
	}
	return x
}
