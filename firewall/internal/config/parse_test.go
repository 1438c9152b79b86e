package config

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/sdk"
)

func mustParse(t testing.TB, text string) *Config {
	t.Helper()
	c, _, err := parseAt(filepath.Join("etc", "net.yaml"), []byte(text), today)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestValuesAreTyped(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(vectors, "good", "every-key.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	c := mustParse(t, string(text))
	o, x, e := &c.Operators[0], &c.Interconnects[0], &c.Exceptions[0]
	digits := func(s string) op.Digits { d, _ := op.ParseDigits(s); return d }
	plmn := func(s string) op.PLMN { p, _ := op.ParsePLMN(s); return p }
	for _, v := range []struct{ got, want any }{
		{c.Mode, Observe},
		{c.Home.PLMNs, []op.PLMN{plmn("001-01")}},
		{c.Home.Addresses[1], netip.MustParsePrefix("2001:db8:1::/48")},
		{c.Home.PointCodes, []PointCode{1<<11 | 1<<3 | 1}},
		{c.Home.PointCodes[0].String(), "1-1-1"},
		{c.Home.APNIMSIs, map[string][]op.Digits{"corporate.example": {digits("0010177")}}},
		{c.Home.Nodes[0].Roles, Roles(1<<0 | 1<<5)},
		{x.Mode, Enforce},
		{x.ModeOf(op.ProtoGTPv1), Observe},
		{x.ModeOf(op.ProtoGTPv2), Enforce},
		{x.Faults.Classes[op.Noncanonical], Optional[op.Action]{op.ActDrop, true}},
		{o.MSISDNs, []op.Digits{digits("99971")}},
		{o.Agreements, Agreements(1<<14 - 1)},
		{o.SMS, false},
		{o.Applications, []uint32{16777312}},
		{c.Operators[1].SMS, true},
		{c.Operators[1].Agreements, Agreements(0)},
		{c.Links[1].Relay, []Relay{{netip.MustParseAddrPort("127.0.0.1:2123"), netip.MustParseAddrPort("127.0.0.2:2123"), op.SideOutside}}},
		{c.Links[2].Protocol, op.ProtoM3UA},
		{c.Links[2].InsideEnd.Port, 2905},
		{c.Filters[0].Mode, Shadow},
		{c.Filters[0].OnFailure, Open},
		{c.Filters[1].Mode, Enforce},
		{c.Filters[1].OnFailure, Closed},
		{c.Filters[1].Digest.String(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{c.Filters[1].Config, map[string]any{"deny": []any{int64(4), int64(5)}, "prefixes": []any{"00101"}, "strict": true}},
		{c.Filters[1].Reasons["not-here"], Reason{Optional[op.Action]{op.ActReject, true}, Optional[uint32]{93, true}, Optional[Mode]{Observe, true}}},
		{e.Until.String(), "2031-01-01 00:00:00 +0000 UTC"},
		{e.Match[0], Condition{Field: "imsi", Digits: digits("99970"), Prefix: true}},
		{e.Match[1], Condition{Field: "msisdn", Digits: digits("99971000001")}},
		{e.Match[5], Condition{Field: "origin_host", Text: "mme", Prefix: true}},
		{e.Match[7], Condition{Field: "src", Net: netip.MustParsePrefix("198.51.100.0/28")}},
		{e.Match[9], Condition{Field: "teid", Number: 0x1000}},
		{e.Match[11], Condition{Field: "protocol", Number: uint32(op.ProtoGTPv2)}},
		{e.Match[12], Condition{Field: "operation", Text: "CreateSession", Prefix: true}},
		{c.UnknownSource, op.ActReject},
		{c.MNCLengths, map[op.Digits]int{digits("310"): 3}},
		{c.Positions, map[op.PLMN]LatLon{plmn("001-01"): {46.95, 7.45}}},
	} {
		if !reflect.DeepEqual(v.got, v.want) {
			t.Errorf("got %+v, want %+v", v.got, v.want)
		}
	}
}

func TestDefaults(t *testing.T) {
	c := mustParse(t, "version: 1\ninterconnects: [{name: a, addresses: [\"198.51.100.0/24\"]}]\noperators: [{name: b, via: [a], global_titles: [\"99970\"]}]\nfilters: [{name: f, module: \"builtin:opgate\"}]\n")
	for _, v := range []struct{ got, want any }{
		{c.Mode, Enforce},
		{c.Interconnects[0].Mode, Enforce},
		{c.Operators[0].MSISDNs, c.Operators[0].GlobalTitles},
		{c.Operators[0].SMS, true},
		{c.Home.IMSILength, 15},
		{c.UnknownSource, op.ActDrop},
		{c.Filters[0].Mode, Enforce},
		{c.Filters[0].OnFailure, Closed},
		{c.Events.File, filepath.Join("etc", "events.jsonl")},
		{c.Events.MaxSize, int64(64 << 20)},
		{c.Events.Keep, 10},
		{c.Events.Identities, Tokens},
		{c.StateDir, filepath.Join("etc", "state")},
		{c.Admin.Socket, filepath.Join("etc", "state", "portcullis.sock")},
	} {
		if !reflect.DeepEqual(v.got, v.want) {
			t.Errorf("got %+v, want %+v", v.got, v.want)
		}
	}
	if c := mustParse(t, "version: 1\nmode: observe\ninterconnects: [{name: a, addresses: [\"198.51.100.0/24\"]}]\noperators: [{name: b, via: [a], global_titles: [\"99970\"], msisdns: []}]\n"); c.Interconnects[0].Mode != Observe || len(c.Operators[0].MSISDNs) != 0 {
		t.Errorf("mode %s, number ranges %v; want the file's mode, and none where none is stated", c.Interconnects[0].Mode, c.Operators[0].MSISDNs)
	}
}

// defaults discards what its reader reports, so each has to be readable.
func TestDefaultsAreReadable(t *testing.T) {
	r := &reader{file: "defaults"}
	readDefaults(r, fileKeys)
	readDefaults(r, homeKeys)
	readDefaults(r, nodeKeys)
	readDefaults(r, interconnectKeys)
	readDefaults(r, operatorKeys)
	readDefaults(r, filterKeys)
	readDefaults(r, reasonKeys)
	readDefaults(r, exceptionKeys)
	readDefaults(r, faultKeys)
	readDefaults(r, eventKeys)
	readDefaults(r, adminKeys)
	readDefaults(r, relayKeys)
	readDefaults(r, endKeys)
	for _, table := range linkTables {
		readDefaults(r, table.keys)
	}
	for _, p := range r.problems {
		t.Error(p)
	}
}

func readDefaults[S any](r *reader, o object[S]) {
	for _, k := range o {
		if k.fallback != "" {
			r.path = path{k.name}
			k.read(r, &value{kind: plain, text: k.fallback}, new(S))
		}
	}
}

// No filters means every built-in one; an empty list means none.
func TestFiltersAbsentAndEmpty(t *testing.T) {
	if c := mustParse(t, "version: 1\n"); c.Filters != nil {
		t.Errorf("absent: %v", c.Filters)
	}
	if c := mustParse(t, "version: 1\nfilters: []\n"); c.Filters == nil || len(c.Filters) != 0 {
		t.Errorf("empty: %v", c.Filters)
	}
}

func TestPathsAreRelativeToTheFile(t *testing.T) {
	abs, err := filepath.Abs("x")
	if err != nil {
		t.Fatal(err)
	}
	c := mustParse(t, fmt.Sprintf("version: 1\nstate_dir: var\nevents: {file: '%s'}\nfilters: [{name: a, module: m/a.wasm, unsigned: true}, {name: b, module: \"builtin:opgate\"}]\nlinks: [{name: r, kind: replay, files: [a.pcap]}]\n", abs))
	for _, v := range []struct{ got, want string }{
		{c.StateDir, filepath.Join("etc", "var")},
		{c.Admin.Socket, filepath.Join("etc", "var", "portcullis.sock")},
		{c.Events.File, abs},
		{c.Filters[0].Module, filepath.Join("etc", "m", "a.wasm")},
		{c.Filters[1].Module, "builtin:opgate"},
		{c.Links[0].Files[0], filepath.Join("etc", "a.pcap")},
	} {
		if v.got != v.want {
			t.Errorf("got %s, want %s", v.got, v.want)
		}
	}
}

func TestLoad(t *testing.T) {
	path := filepath.Join(vectors, "good", "contract.yaml")
	c, _, err := Load(path)
	if err != nil || c.Name() != path {
		t.Fatal(err)
	}
	if _, _, err := Load(filepath.Join(t.TempDir(), "none.yaml")); err == nil || !strings.HasPrefix(err.Error(), "configuration: open ") {
		t.Errorf("a file that is not there: %v", err)
	}
	if _, _, err := Load(t.TempDir()); err == nil {
		t.Error("a folder was read")
	}
}

func TestBuiltinConfiguration(t *testing.T) {
	c := Builtin()
	if c.Mode != Observe || c.UnknownSource != op.ActFlag || c.Filters != nil || len(c.Interconnects)+len(c.Operators)+len(c.Home.PLMNs) != 0 {
		t.Errorf("%+v", c)
	}
	if a := c.Faults.Action(op.GTPLength); a != op.ActDrop {
		t.Errorf("malformed: %s", a)
	}
}

func TestByteOrderMarkAndLineEnds(t *testing.T) {
	c := mustParse(t, "\uFEFFversion: 1\r\nmode: observe\r\n")
	if c.Mode != Observe {
		t.Error("mode was not read")
	}
	if at, ok := c.Position("/mode"); !ok || at != (Position{2, 7}) {
		t.Errorf("mode at %v", at)
	}
}

func TestPosition(t *testing.T) {
	c := mustParse(t, `version: 1
filters:
  - name: opgate
    module: builtin:opgate
    config: {a/b: [1, "é", 3], "m~n": {deny: 4}}
    reasons:
      some-reason: {mode: observe}
`)
	for _, x := range []struct {
		pointer string
		at      Position
		exact   bool
		path    string
	}{
		{"", Position{1, 1}, true, ""},
		{"/filters/0/name", Position{3, 11}, true, "filters[0].name"},
		{"/filters/0/config", Position{5, 13}, true, "filters[0].config"},
		{"/filters/0/config/a~1b/2", Position{5, 28}, true, `filters[0].config["a/b"][2]`},
		{"/filters/0/config/m~0n/deny", Position{5, 46}, true, `filters[0].config["m~n"].deny`},
		{"/filters/0/reasons/some-reason", Position{7, 20}, true, "filters[0].reasons.some-reason"},
		{"/filters/0/config/absent", Position{5, 13}, false, "filters[0].config.absent"},
		{"/filters/7", Position{3, 3}, false, "filters[7]"},
		{"/filters/x", Position{3, 3}, false, "filters.x"},
	} {
		at, exact := c.Position(x.pointer)
		if at != x.at || exact != x.exact {
			t.Errorf("%s: %v %v, want %v %v", x.pointer, at, exact, x.at, x.exact)
		}
		want := fmt.Sprintf("%s:%d:%d: ", c.Name(), x.at.Line, x.at.Column)
		if x.path != "" {
			want += x.path + ": "
		}
		if got := c.Problem(x.pointer, "what", "this").String(); got != want+"what; allowed: this" {
			t.Errorf("%s: %s", x.pointer, got)
		}
	}
}

func TestFaultScopes(t *testing.T) {
	c := mustParse(t, `version: 1
faults: {noncanonical: pass, names: {gtp-ie-unknown: drop, gtp-length: flag}}
interconnects: [{name: a, addresses: ["198.51.100.0/24"], faults: {malformed: flag, names: {gtp-length: drop}}}]
operators: [{name: b, via: [a], faults: {malformed: reject}}]
`)
	file, both := c.Faults, c.Operators[0].Faults.Over(c.Interconnects[0].Faults.Over(c.Faults))
	for _, x := range []struct {
		scope Faults
		code  op.FaultCode
		want  op.Action
	}{
		{file, op.GTPLength, op.ActFlag},       // by name
		{file, op.GTPIETruncated, op.ActDrop},  // malformed by default
		{file, op.GTPIERepeated, op.ActDrop},   // ambiguous by default
		{file, op.GTPIEUnknown, op.ActDrop},    // by name
		{file, op.GTPIEUnexpected, op.ActFlag}, // unknown by default
		{file, op.GTPPrivateExtension, op.ActPass},
		{both, op.GTPLength, op.ActDrop},        // the interconnect's name
		{both, op.GTPIETruncated, op.ActReject}, // the operator's class
		{both, op.GTPIEUnknown, op.ActDrop},     // the file's name
		{both, op.GTPPrivateExtension, op.ActPass},
	} {
		if got := x.scope.Action(x.code); got != x.want {
			t.Errorf("%s: %s, want %s", x.code, got, x.want)
		}
	}
	if !c.Operators[0].Faults.Classes[op.Malformed].Set || c.Operators[0].Faults.IsZero() || !(Faults{}).IsZero() {
		t.Error("what a scope states is not told from what it leaves")
	}
}

// Bit numbers are part of the filter ABI: the catalogue lists them in words.
func TestBitsAgreeWithTheCatalogue(t *testing.T) {
	for column, names := range map[string][]string{"agreements": agreementNames, "src_roles": roleNames} {
		c, ok := sdk.ByName(column)
		if !ok {
			t.Fatalf("no column %s", column)
		}
		for bit, name := range names {
			if !strings.Contains(c.Doc, fmt.Sprintf("%d %s", bit, name)) {
				t.Errorf("column %s does not say that bit %d is %s", column, bit, name)
			}
		}
	}
}

func TestResolvePlain(t *testing.T) {
	for text, want := range map[string]any{
		"": nil, "~": nil, "null": nil, "true": true, "False": false, "yes": "yes", "on": "on",
		"0": int64(0), "-7": int64(-7), "+7": int64(7), "18446744073709551615": uint64(18446744073709551615),
		"0x1F": uint64(31), "1.5": 1.5, "1e3": 1000.0, ".5": 0.5, ".inf": ".inf", "-": "-", ".": ".",
		"001-01": "001-01", "2027-01-31": "2027-01-31", "1:30": "1:30", "1_000": "1_000", "0x": "0x", "0xZZ": "0xZZ", "+Inf": "+Inf", "1e999": "1e999",
	} {
		if got := resolvePlain(text); got != want {
			t.Errorf("%q: %T %v, want %T %v", text, got, got, want, want)
		}
	}
}

func TestNearest(t *testing.T) {
	words := []string{"addresses", "apns", "drop", "plmns", "realms"}
	for got, want := range map[string]string{"adresses": "addresses", "Addresses": "addresses", "dorp": "drop", "pmlns": "plmns", "colour": "", "": "", strings.Repeat("x", 1000): ""} {
		if n := nearest(got, words); n != want {
			t.Errorf("%q: %q, want %q", got, n, want)
		}
	}
}

func TestManyProblemsAreCounted(t *testing.T) {
	_, _, err := Parse("f.yaml", []byte("version: 1\nhome: {plmns: ["+strings.Repeat("x,", 30_000)+"]}\n"))
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != MaxProblems+1 || lines[MaxProblems] != "and 29980 more" {
		t.Errorf("%d lines, the last %q", len(lines), lines[len(lines)-1])
	}
}
