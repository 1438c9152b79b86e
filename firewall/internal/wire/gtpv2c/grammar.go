package gtpv2c

import (
	"strconv"
	"strings"
)

// grammar says which elements a message or group has: by IE type and instance,
// how often, and of what its groups consist. Every pair has a row, where a level
// notes that it was there.
type grammar struct {
	elements [256]entry
	must     []uint8       // rows that have to be there
	list     [maxRows]bool // rows that may be there again
	groups   []*grammar    // by entry.group + instance
}

const maxRows = 128

// entry is all that the walk needs to know about one IE type, in eight octets:
// what the grammar says, and what table 8.1-1 says.
type entry struct {
	instances uint32 // bit = instance that is listed
	row       uint8  // of instance 0; the others follow
	group     uint8  // index in groups of instance 0; 0 when it has no grammar
	fixed     uint8
	content   content
}

// blank is a grammar that lists nothing.
func blank() *grammar {
	g := &grammar{groups: []*grammar{nil}}
	for t, e := range elements {
		g.elements[t] = entry{fixed: e.fixed, content: e.content}
	}
	return g
}

// anything is the grammar of what the standard gives none: every listed element
// may be there, as often as it likes.
var anything = func() *grammar {
	g := blank()
	for t := range g.elements {
		if elements[t].name != "" {
			g.elements[t].instances = 0xFFFF
		}
	}
	for i := range g.list {
		g.list[i] = true
	}
	return g
}()

// repeats are the elements that are lists wherever they stand (RULES G-10).
var repeats = map[uint8]bool{93: true, 172: true, 177: true, 178: true, 180: true, 181: true, 191: true, 201: true, 214: true, 215: true}

// line is one element of a table in its short form:
//
//	type.instance[-instance][!][*][{group}]
//
// where "!" is mandatory, "*" may repeat, and the name in braces says of what a
// group consists. "103-108.0" is one element that takes any of these types.
type line struct {
	firstType, lastType uint8
	first, last         uint8 // instances
	must, list          bool
	group               string
}

// parse reads one line. The text is the package's own: what cannot be read
// panics when the program starts.
func parse(word string) line {
	word, group, _ := strings.Cut(strings.TrimSuffix(word, "}"), "{")
	name := strings.TrimRight(word, "!*")
	types, instances, _ := strings.Cut(name, ".")
	flags := word[len(name):]
	l := line{must: strings.Contains(flags, "!"), list: strings.Contains(flags, "*"), group: group}
	l.firstType, l.lastType = span(types)
	l.first, l.last = span(instances)
	l.list = l.list || repeats[l.firstType]
	return l
}

// span reads "n" or "n-m".
func span(s string) (first, last uint8) {
	from, to, found := strings.Cut(s, "-")
	if !found {
		to = from
	}
	a, errA := strconv.ParseUint(from, 10, 8)
	b, errB := strconv.ParseUint(to, 10, 8)
	if errA != nil || errB != nil || a > b {
		panic("gtpv2c: no number or range: " + s)
	}
	return uint8(a), uint8(b)
}

// compile turns a table into a grammar.
func compile(table string) *grammar {
	var lines []line
	instances := map[uint8]uint8{} // number of instances, by type
	for _, word := range strings.Fields(table) {
		l := parse(word)
		lines = append(lines, l)
		instances[l.firstType] = max(instances[l.firstType], l.last+1)
	}
	g := blank()
	next := 0
	for _, l := range lines {
		e := g.elements[l.firstType]
		if e.instances == 0 {
			e.row = uint8(next)
			if next += int(instances[l.firstType]); next > maxRows {
				panic("gtpv2c: too many rows: " + table)
			}
		}
		if l.group != "" && e.group == 0 {
			e.group = uint8(len(g.groups))
			g.groups = append(g.groups, make([]*grammar, instances[l.firstType])...)
		}
		g.add(&e, l)
		for t := int(l.firstType); t <= int(l.lastType); t++ {
			x := &g.elements[t]
			x.instances, x.row, x.group = e.instances, e.row, e.group
		}
	}
	return g
}

// add enters the instances of a line.
func (g *grammar) add(e *entry, l line) {
	for i := l.first; i <= l.last; i++ {
		e.instances |= 1 << i
		if l.must {
			g.must = append(g.must, e.row+i)
		}
		g.list[e.row+i] = l.list
		if l.group != "" {
			g.groups[e.group+i] = groupNamed(l.group)
		}
	}
}

var compiled = map[string]*grammar{}

// groupNamed compiles a group once.
func groupNamed(name string) *grammar {
	g := compiled[name]
	if g == nil {
		table, found := groups[name]
		if !found {
			panic("gtpv2c: no group " + name)
		}
		g = compile(table)
		compiled[name] = g
	}
	return g
}
