package gtpv1c

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// grammar says which elements a message has and how often.
type grammar struct {
	elements [256]entry
	must     []need
}

// entry is all that the walk needs to know about one IE type: what the message's
// table says, and what table 37 says.
type entry struct {
	most    uint8 // how often it may be there; 0 is unlisted
	fixed   uint8
	content content
}

// need is an element that has to be there some times.
type need struct{ element, times uint8 }

// unlimited is how often an element that is a list may be there: as often as the
// index holds.
const unlimited = op.MaxIEs

// blank is a grammar that lists private extensions only, which any message may
// have (TS 29.060 clause 7.7.46).
func blank() *grammar {
	g := &grammar{}
	for t, e := range elements {
		g.elements[t] = entry{fixed: e.fixed, content: e.content}
	}
	g.elements[iePrivateExtension].most = unlimited
	return g
}

// anything is the grammar of what the standard gives none: every listed element
// may be there, as often as it likes.
var anything = func() *grammar {
	g := blank()
	for t := range g.elements {
		if elements[t].name != "" {
			g.elements[t].most = unlimited
		}
	}
	return g
}()

// line is one element of a table in its short form, "type[!n][*n]": it has to be
// there n times ("!" is once), and may be there n times ("*" is any number of
// times, without it as often as it has to be, or once).
var line = regexp.MustCompile(`^(\d+)(?:(!)(\d*))?(?:(\*)(\d*))?$`)

// compile turns a table into a grammar. The text is the package's own: what
// cannot be read panics when the program starts.
func compile(table string) *grammar {
	g := blank()
	for _, word := range strings.Fields(table) {
		m := line.FindStringSubmatch(word)
		if m == nil {
			panic("gtpv1c: no element: " + word)
		}
		t, times, most := number(m[1], 0), uint8(0), uint8(1)
		if m[2] != "" {
			times = number(m[3], 1)
			most = times
			g.must = append(g.must, need{t, times})
		}
		if m[4] != "" {
			most = number(m[5], unlimited)
		}
		g.elements[t].most = most
	}
	return g
}

// number reads a decimal number of one octet.
func number(s string, otherwise uint8) uint8 {
	if s == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(s, 10, 8)
	if err != nil {
		panic("gtpv1c: no number: " + s)
	}
	return uint8(n)
}
