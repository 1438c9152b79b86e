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

// grammar says which AVPs a command or a group has. Each has a row, and its bit in a
// rule; row 0 is for all that are not listed.
type grammar struct {
	rows  [maxListed]uint8 // by id
	rules [2]rule          // of 64 rows each
	size  uint8            // rows in use, without row 0
}

// rule is of rows, a bit for each.
type rule struct {
	may, many, must uint64 // be there, be there again, be there at all
}

// anything is the grammar of what the standards give none.
func anything() *grammar {
	g := none()
	g.rules[0].may = 1
	return g
}

// none is the grammar of what has nothing.
func none() *grammar {
	g := &grammar{}
	g.rules[0].many = 1
	return g
}

// row returns the row of an AVP, a new one if it has none.
func (g *grammar) row(x id) uint8 {
	if g.rows[x] == 0 {
		if g.size++; g.size >= 64*uint8(len(g.rules)) {
			panic("diameter: too many AVPs in a grammar")
		}
		g.rows[x] = g.size
	}
	return g.rows[x]
}

// grammars are those of groups, by entry.group. The first is of what has none.
var grammars = compileGroups(listed, groupText)

// compileGroups reads the formats of groups. As with the other lists, what cannot
// be read panics when the program starts.
func compileGroups(d *dictionary, text string) []*grammar {
	all := []*grammar{anything()}
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
	row := g.row(d.named(format[1 : len(format)-1]))
	r, bit := &g.rules[row>>6], uint64(1)<<(row&63)
	r.may |= bit
	if r.many &^= bit; many {
		r.many |= bit
	}
	switch format[0] {
	case '{', '<':
		r.must |= bit
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
