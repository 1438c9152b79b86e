package diameter

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/shark"
)

func TestNames(t *testing.T) {
	for _, v := range []struct {
		code      uint32
		isRequest bool
		want      string
	}{
		{257, true, "CapabilitiesExchangeRequest"}, {257, false, "CapabilitiesExchangeAnswer"}, {316, true, "UpdateLocationRequest"},
		{316, false, "UpdateLocationAnswer"}, {321, true, "PurgeUERequest"}, {268, true, "DiameterEAPRequest"}, {265, true, "AARequest"},
		{8388645, true, "MOForwardShortMessageRequest"}, {8388647, false, "SendRoutingInfoforSMAnswer"}, {9999, true, ""}, {0, false, ""},
	} {
		if got := Name(v.code, v.isRequest); got != v.want {
			t.Errorf("%d: %q, want %q", v.code, got, v.want)
		}
	}
	for id, want := range map[uint32]string{0: "Base", 16777251: "S6a", 16777312: "S6c", 0xFFFFFFFF: "relay", 2: "", 16777299: "", 0xFFFFFFFE: ""} {
		if got := ApplicationName(id); got != want {
			t.Errorf("application %d: %q, want %q", id, got, want)
		}
	}
	for code, want := range map[uint32]string{2001: "DIAMETER_SUCCESS", 3007: "DIAMETER_APPLICATION_UNSUPPORTED", 5001: "DIAMETER_AVP_UNSUPPORTED", 1: ""} {
		if got := ResultName(0, code); got != want {
			t.Errorf("result %d: %q, want %q", code, got, want)
		}
	}
	if got := ResultName(10415, 5001); got != "DIAMETER_ERROR_USER_UNKNOWN" {
		t.Error(got)
	}
	for _, v := range []struct {
		vendor, code uint32
		want         string
	}{{0, 263, "Session-Id"}, {10415, 1407, "Visited-PLMN-Id"}, {0, 1407, ""}, {77, 1, ""}, {5535, 9010, "3GPP2-BSID"}, {10415, 0xFFFFFFFF, ""}, {0, 0xFFFFFFFF, ""}} {
		if got := AVPName(v.vendor, v.code); got != v.want {
			t.Errorf("%d/%d: %q, want %q", v.code, v.vendor, got, v.want)
		}
	}
}

// The commands of each application, as RULES b4 has them, and what the standards add:
// S7a has commands of S6a's, too.
func TestCommandsOfApplications(t *testing.T) {
	for app, want := range map[uint32][]uint32{
		0:        {257, 280, 282},
		16777251: {316, 317, 318, 319, 320, 321, 322, 323},
		16777252: {324},
		16777255: {8388620, 8388621},
		16777291: {8388622},
		16777313: {8388645, 8388646, 8388648},
		16777312: {8388647, 8388648, 8388649},
		16777267: {258, 272, 8388656},
		16777250: {258, 265, 268, 274, 275},
		16777264: {258, 265, 268, 274, 275},
		16777265: {301, 303, 304, 305},
		16777272: {258, 265, 268, 274, 275},
		16777216: {300, 301, 302, 303, 304, 305},
		16777217: {306, 307, 308, 309},
		16777308: {319, 320, 322, 8388638, 8388642},
		16777309: {8388639, 8388640},
		16777310: {8388641},
		16777311: {8388643, 8388644},
		16777345: {8388718, 8388719, 8388726},
		16777346: {8388718, 8388719, 8388732, 8388733, 8388734},
		16777236: {258, 265, 274, 275},
		16777238: {258, 272},
		1:        {258, 265, 271, 274, 275},
		3:        {271},
		4:        {258, 272, 274, 275},
		5:        {268},
	} {
		var got []uint32
		for code := range uint32(400) {
			for _, c := range []uint32{code, 8388608 + code} {
				if commands.application(app).commands[commands.position(c)] != nil {
					got = append(got, c)
				}
			}
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("application %d has %d, want %d", app, got, want)
		}
	}
	if n := len(commands.applications) - 1; n != 26 {
		t.Errorf("%d applications", n)
	}
	for i, a := range commands.applications {
		for _, c := range a.commands {
			if c != nil && (c[request].size == 0 || c[answer].size == 0) {
				t.Errorf("application %d: a command without request or answer", commands.applications[i].id)
			}
		}
	}
}

// tsharkCalls are the names that tshark 4.0.17 has otherwise than the standards.
var tsharkCalls = map[string]string{
	"usersauthorization": "userauthorization", "multimediaauthentication": "multimediaauth", "profileupdate": "profileupdate",
	"3gppupdatelocation": "updatelocation", "3gppcancellocation": "cancellocation",
}

// Command codes and results are called what tshark calls them.
func TestNamesEqualTshark(t *testing.T) {
	all := shark.Values(t, "diameter.cmd.code", "diameter.Result-Code", "diameter.Experimental-Result-Code")
	same, others := 0, map[uint32]string{}
	for code, want := range shark.Names(all["diameter.cmd.code"]) {
		name := shark.Folded(strings.TrimSuffix(Name(code, true), "Request"))
		if name == "" {
			continue
		}
		w := shark.Folded(want)
		if x, found := tsharkCalls[w]; found {
			w = x
		}
		if w = strings.TrimPrefix(w, "3gpp"); name == w || strings.TrimPrefix(name, "diameter") == w {
			same++
		} else {
			others[code] = want
		}
	}
	for _, code := range slices.Sorted(maps.Keys(others)) {
		t.Errorf("command %d: %q, tshark says %q", code, Name(code, true), others[code])
	}
	if same < 35 {
		t.Errorf("only %d commands compared", same)
	}
	for field, vendor := range map[string]uint32{"diameter.Result-Code": 0, "diameter.Experimental-Result-Code": 10415} {
		n := 0
		for code, want := range shark.Names(all[field]) {
			got := shark.Folded(ResultName(vendor, code))
			if got == "" {
				continue
			}
			n++
			if w := shark.Folded(want); got != w && !strings.HasSuffix(w, got) && !strings.HasPrefix(w, got) && !strings.HasSuffix(got, w) {
				t.Errorf("%s %d: %q, tshark says %q", field, code, ResultName(vendor, code), want)
			}
		}
		if n < 40 {
			t.Errorf("%s: only %d compared", field, n)
		}
	}
}

// What the lists cannot mean stops the program at its start.
func TestListsThatCannotBeRead(t *testing.T) {
	two := func() *dictionary { return compileDictionary("vendor 0 IETF\n1 A OctetString\n2 B Grouped M\n") }
	groups := func(text string) func() { return func() { compileGroups(two(), text) } }
	all := func(text string) func() { return func() { compileCommands(two(), text) } }
	avps := func(text string) func() { return func() { compileDictionary(text) } }
	for name, v := range map[string]struct {
		good, bad func()
	}{
		"a type":       {avps("1 A Unsigned32"), avps("1 A Text")},
		"a code":       {avps("1 A OctetString"), avps("x A OctetString")},
		"codes":        {avps("1 A OctetString\n2 B OctetString"), avps("1 A OctetString\n1 B OctetString")},
		"names":        {avps("1 A Enumerated M 4\n2 B Address"), avps("1 A OctetString\n2 A OctetString")},
		"lookalikes":   {avps("vendor 77 x\n265 A OctetString"), avps("vendor 77 x\n264 A OctetString")},
		"members":      {groups("B: [A]"), groups("B: [C]")},
		"brackets":     {groups("B: *{A}"), groups("B: (A)")},
		"groups":       {groups("B: <A>"), groups("A: [B]")},
		"groups once":  {groups("B: [A]"), groups("B: [A]\nB: [A]")},
		"commands":     {all("application 0 Base\n257 X\nrequest [A]"), all("application 0 Base\n257 X\n257 X")},
		"one name":     {all("application 0 Base\n257 X\napplication 1 Y\n257 X"), all("application 0 Base\n257 X\napplication 1 Y\n257 Z")},
		"a block":      {all("application 0 Base\n8388608 X"), all("application 0 Base\n9999 X")},
		"applications": {all("application 0 Base\napplication 1 X"), all("application 1 X\napplication 1 Y")},
		"rows": {func() { none().row(5) }, func() {
			g := none()
			for x := range id(200) {
				g.row(x + 1)
			}
		}},
	} {
		if panics(v.good) {
			t.Errorf("%s: not read", name)
		}
		if !panics(v.bad) {
			t.Errorf("%s: read", name)
		}
	}
}

func panics(f func()) (does bool) {
	defer func() { does = recover() != nil }()
	f()
	return
}
