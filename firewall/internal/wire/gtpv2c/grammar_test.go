package gtpv2c

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"testing"
)

// row is one line of testdata/ts29274.tsv: the tables of TS 29.274 clause 7 as
// extracted from the document, apart from the short form in message.go.
type row struct {
	presence string // M, C, CO, O
	list     bool
	name     string
}

type pair struct{ t, instance uint8 }

// tables maps a message or group ("32", "32/93.0", "133/109.0/93.0") to its rows.
var tables = readTables()

func readTables() map[string]map[pair]row {
	f, err := os.Open("testdata/ts29274.tsv")
	if err != nil {
		panic(err)
	}
	defer f.Close()
	all := map[string]map[pair]row{"3": {}, "153": {}, "155": {}, "168": {}} // messages without elements
	for s := bufio.NewScanner(f); s.Scan(); {
		if strings.HasPrefix(s.Text(), "#") {
			continue
		}
		c := strings.Split(s.Text(), "\t")
		t, _ := strconv.Atoi(c[1])
		instance, _ := strconv.Atoi(c[2])
		for _, path := range expand(c[0]) {
			if all[path] == nil {
				all[path] = map[pair]row{}
			}
			types := []int{t}
			if t == 108 { // stands for every kind of MM Context in the tables
				types = []int{103, 104, 105, 106, 107, 108}
			}
			for _, t := range types {
				p := pair{uint8(t), uint8(instance)}
				old := all[path][p]
				all[path][p] = row{c[3], c[4] == "list" || old.list || standsAgain(path, p), c[5]}
			}
		}
	}
	return all
}

// expand turns "33/180.*" and "134/93.0-3" into one path for every instance.
func expand(path string) (paths []string) {
	base, found := strings.CutSuffix(path, "*")
	last := 2
	if !found {
		if base, found = strings.CutSuffix(path, "0-3"); !found {
			return []string{path}
		}
		last = 3
	}
	for i := 0; i <= last; i++ {
		paths = append(paths, base+strconv.Itoa(i))
	}
	return paths
}

// standsAgain is RULES G-10: lists wherever they stand.
func standsAgain(_ string, p pair) bool {
	switch p.t {
	case 93, 172, 177, 178, 180, 181, 191, 201, 214, 215:
		return true
	}
	return false
}

// notOnInterconnects are lists by the tables that exist between SGW and MME
// only: on S8 a repetition is ambiguous, and RULES G-10 does not list it.
var notOnInterconnects = map[string]bool{"99 73.0": true, "100 73.0": true}

// The short form in message.go says what the document's tables say, and
// everything that differs is in this test.
func TestGrammarIsTheStandards(t *testing.T) {
	for path, rows := range tables {
		g, enforced := grammarAt(t, path)
		if g == nil {
			continue
		}
		for p, r := range rows {
			e := g.elements[p.t]
			where := path + " " + strconv.Itoa(int(p.t)) + "." + strconv.Itoa(int(p.instance))
			if e.instances>>p.instance&1 == 0 {
				t.Errorf("%s (%s) is not listed", where, r.name)
				continue
			}
			if want := r.presence == "M" && enforced; contains(g.must, e.row+p.instance) != want {
				t.Errorf("%s (%s): mandatory %v, presence %s", where, r.name, !want, r.presence)
			}
			if want := r.list && !notOnInterconnects[where]; g.list[e.row+p.instance] != want {
				t.Errorf("%s (%s): list %v", where, r.name, !want)
			}
		}
		for typ, e := range g.elements {
			for i := range uint8(16) {
				if _, found := rows[pair{uint8(typ), i}]; !found && e.instances>>i&1 != 0 {
					t.Errorf("%s: %d.%d is listed, and not in the document's table", path, typ, i)
				}
			}
		}
	}
	for _, m := range sources {
		if tables[strconv.Itoa(int(m.code))] == nil {
			t.Errorf("%s has no table", m.name)
		}
	}
}

func contains(rows []uint8, r uint8) bool {
	for _, x := range rows {
		if x == r {
			return true
		}
	}
	return false
}

// grammarAt finds the grammar of a path, and whether its mandatory members are
// enforced: the group is mandatory or conditional where it stands. A group that
// its parent does not have at this instance has no grammar.
func grammarAt(t *testing.T, path string) (*grammar, bool) {
	steps := strings.Split(path, "/")
	code, err := strconv.Atoi(steps[0])
	if err != nil || messages[code].role == unlisted {
		t.Fatalf("no message %s", steps[0])
	}
	g, enforced := messages[code].rules, true
	for i, step := range steps[1:] {
		typ, instance, _ := strings.Cut(step, ".")
		n, _ := strconv.Atoi(typ)
		k, _ := strconv.Atoi(instance)
		e := g.elements[n]
		r := tables[strings.Join(steps[:1+i], "/")][pair{uint8(n), uint8(k)}]
		enforced = enforced && (r.presence == "M" || r.presence == "C")
		if e.instances>>k&1 == 0 || e.group == 0 {
			if r.name != "" {
				t.Errorf("%s: the group has no grammar", path)
			}
			return nil, false
		}
		g = g.groups[int(e.group)+k]
	}
	return g, enforced
}

func TestCompileRefuses(t *testing.T) {
	for _, table := range []string{"x.0", "1.y", "5-1.0", "93.0{nothing}", strings.Repeat("1.0-15 ", 1) + "2.0-15 3.0-15 71.0-15 72.0-15 73.0-15 74.0-15 75.0-15 76.0-15"} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%q was compiled", table)
				}
			}()
			compile(table)
		}()
	}
}

// Every IE type of a grammar is in table 8.1-1.
func TestEveryListedTypeHasAName(t *testing.T) {
	for path, rows := range tables {
		for p := range rows {
			if IEName(p.t) == "" {
				t.Errorf("%s: type %d has no name", path, p.t)
			}
		}
	}
}
