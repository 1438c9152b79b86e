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
	may  set
	many set // what may be there again: also anything that is not listed
	must []id
}

// set is a set of AVPs.
type set [words]uint64

func (s *set) add(x id)  { s[x>>6] |= 1 << (x & 63) }
func (s *set) drop(x id) { s[x>>6] &^= 1 << (x & 63) }

// everything is a set of all AVPs.
var everything = func() (s set) {
	for i := range s {
		s[i] = ^uint64(0)
	}
	return s
}()

// grammars are those of groups, by entry.group. The first is of what has none.
var grammars = compileGroups(groupText)

// compileGroups reads the formats of groups. As with the other lists, what cannot
// be read panics when the program starts.
func compileGroups(text string) []*grammar {
	all := []*grammar{{may: everything, many: everything}}
	for _, word := range strings.Fields(text) {
		if name, found := strings.CutSuffix(word, ":"); found {
			e := &listed.entries[named(name)]
			if e.kind != grouped || e.group != 0 {
				panic("diameter: no group, or one that is listed twice: " + name)
			}
			e.group = uint16(len(all))
			all = append(all, &grammar{many: everything})
			continue
		}
		all[len(all)-1].add(word)
	}
	return all
}

// add enters a word of the notation.
func (g *grammar) add(word string) {
	format, many := strings.CutPrefix(word, "*")
	x := named(format[1 : len(format)-1])
	g.may.add(x)
	if many {
		g.many.add(x)
	} else {
		g.many.drop(x)
	}
	switch format[0] {
	case '{', '<':
		g.must = append(g.must, x)
	case '[':
	default:
		panic("diameter: no format of an AVP: " + word)
	}
}

// named finds an AVP that has to be in the dictionary.
func named(name string) id {
	x := listed.byName[name]
	if x == 0 {
		panic("diameter: no AVP " + name)
	}
	return x
}
