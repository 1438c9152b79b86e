package gtpv1c

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"testing"
)

// row is what testdata/ts29060.tsv says of one IE type in one message: the
// tables of TS 29.060 clause 7 as extracted from the document, apart from the
// short form in message.go.
type row struct {
	times int // rows of the table with this type: "SGSN Address for signalling", "... for user traffic"
	must  int // of them mandatory
	names string
}

var tables = readTables()

func readTables() map[int]map[uint8]row {
	f, err := os.Open("testdata/ts29060.tsv")
	if err != nil {
		panic(err)
	}
	defer f.Close()
	all := map[int]map[uint8]row{
		3:  {},                                // a header only
		26: {16: {1, 1, ""}, 133: {1, 1, ""}}, // TS 29.281 table 7.3.1-1
	}
	perTable := map[string]map[uint8]row{} // an update has two forms, from SGSN and GGSN
	codes := map[string]int{}
	for s := bufio.NewScanner(f); s.Scan(); {
		if strings.HasPrefix(s.Text(), "#") {
			continue
		}
		c := strings.Split(s.Text(), "\t")
		code, _ := strconv.Atoi(c[0])
		t, _ := strconv.Atoi(c[1])
		if perTable[c[4]] == nil {
			perTable[c[4]], codes[c[4]] = map[uint8]row{}, code
		}
		r := perTable[c[4]][uint8(t)]
		r.times++
		if c[2] == "M" {
			r.must++
		}
		r.names += c[3] + "; "
		perTable[c[4]][uint8(t)] = r
	}
	for table, rows := range perTable {
		merge(all, codes[table], rows)
	}
	return all
}

// merge makes one table out of the two forms of a message: what either lists,
// as often as either does; mandatory where both say so.
func merge(all map[int]map[uint8]row, code int, rows map[uint8]row) {
	old, again := all[code]
	if !again {
		all[code] = rows
		return
	}
	for t, r := range rows {
		o := old[t]
		old[t] = row{max(o.times, r.times), min(o.must, r.must), o.names + r.names}
	}
	for t, o := range old {
		if _, both := rows[t]; !both {
			o.must = 0
			old[t] = o
		}
	}
}

// clause82 are the types that may stand several times in one message (TS 29.060
// clause 8.2), and those whose description in clause 7 says so: RAB context, radio
// priority, quintuplet, RAB setup information, PDCP context, MBMS UE context,
// selection mode, SCEF connection, and the alternative addresses of every context.
var clause82 = map[uint8]bool{9: true, 18: true, 130: true, 180: true, 25: true, 26: true, 175: true, 192: true, 201: true, 204: true, 215: true, 190: true,
	22: true, 24: true, 136: true, 140: true, 146: true, 161: true, 156: true, 213: true, 221: true}

// differs are the places where the short form departs from the tables, and why.
var differs = map[string]struct {
	limit, must int
	why         string
}{
	"1 14":    {1, 0, "tolerated in an Echo Request: RULES G-12"},
	"16 133":  {4, 2, "up to four times: RULES G-10"},
	"17 133":  {4, 0, ""},
	"18 133":  {4, 0, "two where the update is an SGSN's: isUpdate"},
	"19 133":  {4, 0, ""},
	"51 133":  {unlimited, 0, "alternative addresses for every context: clause 7.5.4"},
	"53 133":  {unlimited, 1, "alternative addresses for every context: clause 7.5.6"},
	"54 133":  {4, 0, "up to four times: RULES G-10"},
	"51 189":  {2, 0, "subscribed and in use"},
	"53 189":  {2, 0, "subscribed and in use"},
	"50 220":  {1, 0, "named in clause 7.7.120, not in the table"},
	"16 26":   {1, 0, "a list in mobility messages only"},
	"18 154":  {1, 0, "named in clause 7.3.3"},
	"117 133": {3, 0, ""},
}

func TestGrammarIsTheStandards(t *testing.T) {
	for code, rows := range tables {
		g := messages[code].rules
		must := map[uint8]int{}
		for _, q := range g.must {
			must[q.element] = int(q.times)
		}
		for typ, e := range g.elements {
			r := rows[uint8(typ)]
			limit, need := r.times, r.must
			if clause82[uint8(typ)] && limit > 0 || typ == iePrivateExtension {
				limit = unlimited
			}
			where := strconv.Itoa(code) + " " + strconv.Itoa(typ)
			if d, found := differs[where]; found {
				limit, need = d.limit, d.must
			}
			if int(e.most) != limit || must[uint8(typ)] != need {
				t.Errorf("%s (%s): limit %d, mandatory %d; the document's table says %d, %d", where, r.names, e.most, must[uint8(typ)], limit, need)
			}
		}
	}
	for _, m := range sources {
		if tables[int(m.code)] == nil {
			t.Errorf("%s has no table", m.name)
		}
	}
}

func TestCompileRefuses(t *testing.T) {
	for _, table := range []string{"x", "300", "1y", "1*!", "1!300"} {
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

// Every IE type of a grammar is in table 37.
func TestEveryListedTypeHasAName(t *testing.T) {
	for code, rows := range tables {
		for typ := range rows {
			if IEName(typ) == "" {
				t.Errorf("message %d: type %d has no name", code, typ)
			}
		}
	}
}
