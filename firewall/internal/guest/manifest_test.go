package guest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// withManifest puts another text in the place of filter/code's, which ends at a zero. The data section is the last.
func withManifest(t testing.TB, text string) []byte {
	t.Helper()
	wasm := vector(t, "filter/code")
	at := 8
	for wasm[at] != 11 {
		size, shift := 0, 0
		for at++; ; at++ {
			size |= int(wasm[at]&0x7F) << shift
			shift += 7
			if wasm[at] < 0x80 {
				break
			}
		}
		at += 1 + size
	}
	segment := append([]byte{1, 0, 0x41, 16, 0x0B}, uleb(len(text)+1)...)
	segment = append(append(segment, text...), 0)
	return append(append(append(append([]byte{}, wasm[:at]...), 11), uleb(len(segment))...), segment...)
}

// manifestText is the manifest of filter/code with one edit made to its decoded form.
func manifestText(t testing.TB, edit func(m map[string]any)) string {
	t.Helper()
	m := mustLoad(t, vector(t, "filter/code"), Options{})
	text, err := json.Marshal(m.Manifest())
	if err != nil {
		t.Fatal(err)
	}
	var decoded map[string]any
	if err := json.Unmarshal(text, &decoded); err != nil {
		t.Fatal(err)
	}
	edit(decoded)
	if text, err = json.Marshal(decoded); err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func many(n int, f func(i int) any) []any {
	out := make([]any, n)
	for i := range out {
		out[i] = f(i)
	}
	return out
}

func reasons(n int) []any {
	return many(n, func(i int) any {
		return map[string]any{"name": fmt.Sprintf("reason-%d", i), "action": "drop", "doc": "A reason."}
	})
}

// property makes a configuration schema of one property.
func oneProperty(schema string) func(m map[string]any) {
	return func(m map[string]any) {
		m["config"] = json.RawMessage(`{"type":"object","properties":{"deny":` + schema + `}}`)
		m["self_test"] = []any{}
	}
}

func oneTest(test string) func(m map[string]any) {
	return func(m map[string]any) {
		m["columns"] = map[string]any{"required": []string{"code", "src", "imsi", "serving_plmn", "fteids", "fteids.teid", "apn", "src_port"}, "optional": []string{}}
		m["self_test"] = []any{json.RawMessage(test)}
	}
}

func row(values string) func(m map[string]any) {
	return oneTest(`{"name":"x","rows":[` + values + `],"block":[[]],"flag":[[]]}`)
}

func TestWanted(t *testing.T) {
	load := func(edit func(m map[string]any)) *Manifest {
		return mustLoad(t, withManifest(t, manifestText(t, edit)), Options{}).Manifest()
	}
	gtp := uint32(1<<op.ProtoGTPv1 | 1<<op.ProtoGTPv2)
	if p, k, d := load(func(map[string]any) {}).Wanted(); p != gtp || k != ^uint32(0) || d != ^uint32(0) {
		t.Errorf("who names no kinds and directions gets %#x, %#x, %#x", p, k, d)
	}
	p, k, d := load(func(m map[string]any) {
		m["kinds"], m["directions"] = []string{"request", "neither"}, []string{"transit", "in"}
	}).Wanted()
	if p != gtp || k != 1<<op.KindRequest|1<<op.KindNotice || d != 1<<op.In|1<<op.Transit {
		t.Errorf("kinds and directions named: %#x, %#x, %#x", p, k, d)
	}
}

// TestManifestFaults edits a good manifest once each; the error has to name the field and say what is wanted.
func TestManifestFaults(t *testing.T) {
	set := func(field string, value any) func(map[string]any) {
		return func(m map[string]any) { m[field] = value }
	}
	reason := func(field string, value any) func(map[string]any) {
		return func(m map[string]any) { m["reasons"].([]any)[1].(map[string]any)[field] = value }
	}
	columns := func(required, optional []string) func(map[string]any) {
		return func(m map[string]any) { m["columns"] = map[string]any{"required": required, "optional": optional} }
	}
	for name, c := range map[string]struct {
		edit func(map[string]any)
		want string
	}{
		"unknown field":       {set("colums", 1), "manifest: colums: there is no such field"},
		"mistyped name":       {set("name", 5), "manifest: name: a JSON number stands where a string is wanted"},
		"mistyped abi":        {set("abi", "1"), "manifest: abi: a JSON string stands where an integer is wanted"},
		"mistyped required":   {set("columns", map[string]any{"required": "code"}), "manifest: columns.required: a JSON string stands where an array is wanted"},
		"mistyped columns":    {set("columns", []string{"code"}), "manifest: columns: a JSON array stands where an object is wanted"},
		"abi":                 {set("abi", 2), "manifest: abi: 2, this host speaks 1"},
		"no name":             {set("name", ""), "manifest: name:"},
		"name":                {set("name", "Op Gate"), `"Op Gate" is not kebab-case`},
		"version":             {set("version", "latest"), `manifest: version: "latest" is not like 1.2.3`},
		"no codes":            {set("codes", []int{}), "manifest: codes: an empty list hands nothing over"},
		"many codes":          {set("codes", many(257, func(i int) any { return i })), "manifest: codes: 257 codes, at most 256"},
		"code twice":          {set("codes", []int{1, 2, 1}), "manifest: codes[2]: 1 is repeated"},
		"negative code":       {set("codes", []int{-1}), "manifest: codes: a JSON number -1 stands where an unsigned integer of 32 bits is wanted"},
		"no kinds":            {set("kinds", []string{}), "manifest: kinds: an empty list hands nothing over"},
		"kind":                {set("kinds", []string{"request", "answer"}), `manifest: kinds[1]: "answer"; request, response, neither are allowed`},
		"kind twice":          {set("kinds", []string{"request", "request"}), `manifest: kinds[1]: "request" is repeated`},
		"no directions":       {set("directions", []string{}), "manifest: directions: an empty list hands nothing over"},
		"direction":           {set("directions", []string{"inbound"}), `manifest: directions[0]: "inbound"; in, out, transit are allowed`},
		"no protocols":        {set("protocols", []string{}), "manifest: protocols: at least one"},
		"protocol":            {set("protocols", []string{"gtpv1", "gtpv3"}), `manifest: protocols[1]: there is no protocol "gtpv3"`},
		"protocol twice":      {set("protocols", []string{"gtpv2", "gtpv2"}), `manifest: protocols[1]: "gtpv2" is repeated`},
		"metrics":             {set("metrics", many(65, func(int) any { return map[string]any{} })), "manifest: metrics: 65 metrics, at most 64"},
		"metric name":         {set("metrics", []any{map[string]any{"name": "A-b"}}), "manifest: metrics[0].name:"},
		"metric twice":        {set("metrics", []any{map[string]any{"name": "a"}, map[string]any{"name": "a"}}), `manifest: metrics[1].name: "a" is repeated`},
		"no reasons":          {set("reasons", []any{}), "manifest: reasons: 0 reasons, 1 to 64 are allowed"},
		"65 reasons":          {set("reasons", reasons(65)), "manifest: reasons: 65 reasons"},
		"reason name":         {reason("name", "code_odd"), `manifest: reasons[1].name: "code_odd" is not kebab-case`},
		"reason twice":        {reason("name", "code-listed"), `manifest: reasons[1].name: "code-listed" is repeated`},
		"action":              {reason("action", "block"), `manifest: reasons[1].action: "block"; drop, reject and flag are allowed`},
		"no doc":              {reason("doc", ""), "manifest: reasons[1].doc: a sentence"},
		"cause":               {reason("cause", map[string]int{"diameter": 5012}), `manifest: reasons[1].cause: "diameter" is not among`},
		"negative cause":      {reason("cause", map[string]int{"gtpv2": -1}), "manifest: reasons[1].cause.gtpv2: -1 is negative"},
		"no columns":          {columns(nil, nil), "manifest: columns: 0 columns"},
		"unknown column":      {columns([]string{"code", "imsl"}, nil), `manifest: columns.required[1]: this host has no column "imsl"; near it are imsi`},
		"strange column":      {columns([]string{strings.Repeat("x", 5000)}, nil), "manifest: columns.required[0]"},
		"far column":          {columns([]string{"zzzzzz"}, nil), `this host has no column "zzzzzz"`},
		"column twice":        {columns([]string{"code"}, []string{"rat", "code"}), `manifest: columns.optional[1]: "code" is repeated`},
		"child without list":  {columns([]string{"fteids.teid"}, nil), `manifest: columns.required[0]: "fteids.teid" needs the list column "fteids"`},
		"optional child":      {columns([]string{"code"}, []string{"ies.type"}), `manifest: columns.optional[0]: "ies.type" needs the list column "ies"`},
		"config type":         {set("config", map[string]any{"type": "array"}), "manifest: config: a schema of type object is wanted"},
		"config no object":    {set("config", []any{}), "manifest: config: a schema of type object"},
		"properties":          {set("config", map[string]any{"type": "object", "properties": 5}), "manifest: config.properties: an object is wanted"},
		"property":            {oneProperty(`true`), "manifest: config.properties.deny: an object is wanted"},
		"no tag":              {oneProperty(`{"type":"integer"}`), "manifest: config.properties.deny: an x-tag from 1 to 65535"},
		"tag 0":               {oneProperty(`{"x-tag":0,"type":"integer"}`), "an x-tag from 1 to 65535"},
		"tag 65536":           {oneProperty(`{"x-tag":65536,"type":"integer"}`), "an x-tag from 1 to 65535"},
		"tag 1.5":             {oneProperty(`{"x-tag":1.5,"type":"integer"}`), "an x-tag from 1 to 65535"},
		"tag twice":           {oneProperty(`{"x-tag":1,"type":"integer"},"more":{"x-tag":1,"type":"string"}`), `manifest: config.properties.more: x-tag 1 belongs to "deny" already`},
		"number":              {oneProperty(`{"x-tag":1,"type":"number"}`), "type number; boolean, integer, string"},
		"types":               {oneProperty(`{"x-tag":1,"type":["string","null"]}`), "type [string null]; boolean"},
		"array of objects":    {oneProperty(`{"x-tag":1,"type":"array","items":{"type":"object"}}`), "type object; boolean"},
		"array of booleans":   {oneProperty(`{"x-tag":1,"type":"array","items":{"type":"boolean"}}`), "type boolean; boolean"},
		"array without items": {oneProperty(`{"x-tag":1,"type":"array"}`), "an array needs items with a type"},
		"no schema":           {oneProperty(`{"x-tag":1,"type":"string","pattern":"("}`), "manifest: config:"},
		"remote schema":       {oneProperty(`{"x-tag":1,"type":"string","$ref":"file:///etc/passwd"}`), "is outside the manifest"},
		"default": {func(m map[string]any) {
			oneProperty(`{"x-tag":1,"type":"integer","default":"x"}`)(m)
			m["self_test"] = []any{json.RawMessage(`{"name":"x","rows":[{}],"block":[[]],"flag":[[]]}`)}
		}, "there is no default configuration: configuration of filter code: /deny: got string, want integer"},

		"test without name":    {oneTest(`{"rows":[{}],"block":[[]],"flag":[[]]}`), "manifest: self_test[0].name:"},
		"test without rows":    {oneTest(`{"name":"x","rows":[],"block":[],"flag":[]}`), "manifest: self_test[0].rows: 0 rows"},
		"test block":           {oneTest(`{"name":"x","rows":[{}],"block":[],"flag":[[]]}`), "manifest: self_test[0].block: 0 lists for 1 rows"},
		"test flag":            {oneTest(`{"name":"x","rows":[{}],"block":[[]],"flag":[[],[]]}`), "manifest: self_test[0].flag: 2 lists for 1 rows"},
		"test reason":          {oneTest(`{"name":"x","rows":[{}],"block":[["other"]],"flag":[[]]}`), `manifest: self_test[0]: "other" is none of the reasons`},
		"test unknown field":   {oneTest(`{"name":"x","row":[]}`), "manifest: row: there is no such field"},
		"test column":          {row(`{"rat":1}`), `self-test "x", row 0: rat: the column is not declared`},
		"test child":           {row(`{"fteids.teid":1}`), "a child column belongs into the array of its list"},
		"test negative":        {row(`{"code":-1}`), "code: -1 is no unsigned number"},
		"test large":           {row(`{"src_port":65536}`), "src_port: 65536 does not fit u16"},
		"test string":          {row(`{"code":"4"}`), `code: "4" is no value of kind u32`},
		"test broken string":   {row(`{"imsi":"00x"}`), `imsi: "00x" is no value of kind digits`},
		"test plmn":            {row(`{"serving_plmn":"00101"}`), `serving_plmn: "00101" is no value of kind plmn`},
		"test addr":            {row(`{"src":"192.0.2"}`), `src: "192.0.2" is no address`},
		"test addr number":     {row(`{"src":5}`), "src: 5 is no address in quotes"},
		"test bytes":           {row(`{"apn":"0"}`), `apn: "0" is no string of hexadecimal digits`},
		"test bytes number":    {row(`{"apn":5}`), "apn: 5 is no string of hexadecimal digits"},
		"test bytes long":      {row(`{"apn":"` + strings.Repeat("00", 1000) + `"},{"apn":"` + strings.Repeat("00", 1000) + `"}`), "self_test[0].block: 1 lists for 2 rows"},
		"test list":            {row(`{"fteids":{"teid":1}}`), "fteids: an array of objects is wanted"},
		"test list child":      {row(`{"fteids":[{"teid":1},{"teid":"x"}]}`), `fteids: entry 1: teid: "x" is no value of kind u32`},
		"test list undeclared": {row(`{"fteids":[{"addr4":"192.0.2.1"}]}`), "fteids: entry 0: addr4: the column is not declared"},
		"test list long":       {row(`{"fteids":[` + strings.Repeat("{},", 512) + `{}]}`), "fteids: more than 512 entries in the batch"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load(context.Background(), "test", withManifest(t, manifestText(t, c.edit)), Options{})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v\nwant %s", err, c.want)
			}
		})
	}
}

func TestManifestText(t *testing.T) {
	for text, want := range map[string]string{
		`{"abi":1`:              "manifest: (text): ",
		`{"abi":1,}`:            "manifest: (text): no valid JSON at byte",
		`{"abi":1} {}`:          "manifest: (end): something follows the JSON object",
		`[]`:                    "manifest: (text): ",
		`{"columns":[1]}`:       "manifest: columns: a JSON array stands where an object is wanted",
		`{"reasons":[{"x":1}]}`: "manifest: x: there is no such field",
	} {
		_, err := parseManifest([]byte(text))
		var faulty *ManifestError
		if !errors.As(err, &faulty) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want %s", text, err, want)
		}
	}
}

// TestManifestAccepts what is at the limits.
func TestManifestAccepts(t *testing.T) {
	for name, edit := range map[string]func(m map[string]any){
		"64 reasons": func(m map[string]any) {
			m["reasons"] = append(reasons(62), m["reasons"].([]any)...)
			m["self_test"] = []any{}
		},
		"no config":   func(m map[string]any) { delete(m, "config"); m["self_test"] = []any{} },
		"null config": func(m map[string]any) { m["config"] = nil; m["self_test"] = []any{} },
		"required setting without self-test": func(m map[string]any) {
			m["config"] = json.RawMessage(`{"type":"object","required":["deny"],"properties":{"deny":{"x-tag":1,"type":"integer"}}}`)
			m["self_test"] = []any{}
		},
		"unknown optional child": func(m map[string]any) {
			m["columns"].(map[string]any)["optional"] = []string{"future.column", "future"}
		},
		"pre-release": func(m map[string]any) { m["version"] = "1.2.3-rc.1+build" },
		"every value": row(`{"code":4294967294,"src":"2001:db8::1","imsi":5,"serving_plmn":"001-01","fteids":[{"teid":1},{}],"apn":"00ff","src_port":65535}`),
	} {
		t.Run(name, func(t *testing.T) {
			text := manifestText(t, edit)
			m := mustLoad(t, withManifest(t, text), Options{})
			if name == "64 reasons" && m.manifest.reasonBits() != ^uint64(0) {
				t.Errorf("bits %x", m.manifest.reasonBits())
			}
		})
	}
}

func TestNearest(t *testing.T) {
	for name, want := range map[string]string{
		"proto": "; near it are protocol", "fteid.teid": "; near it are fteids.teid", "srcport": "src_port",
		"qqqqqqqq": "",
	} {
		if have := nearest(name); !strings.Contains(have, want) || want == "" && have != "" {
			t.Errorf("%s: %q, want %q", name, have, want)
		}
	}
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"abc", "", 3}, {"kitten", "sitting", 3}, {"flaw", "lawn", 2}} {
		if have := edits(c.a, c.b); have != c.want {
			t.Errorf("%q to %q: %d edits, want %d", c.a, c.b, have, c.want)
		}
	}
}

// FuzzManifest: no manifest panics the host, whatever its schema says.
func FuzzManifest(f *testing.F) {
	m, err := Load(context.Background(), "test", vector(f, "filter/code"), Options{})
	if err != nil {
		f.Fatal(err)
	}
	text, _ := json.Marshal(m.Manifest())
	f.Add(text)
	f.Add([]byte(`{"abi":1,"config":{"type":"object","properties":{"a":{"x-tag":1,"type":"string","format":"digits"}}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := parseManifest(text)
		if err != nil {
			return
		}
		columns, err := m.check()
		if err != nil {
			return
		}
		if l := newLayout(columns, nil); l.size%alignment != 0 {
			t.Fatalf("a buffer of %d bytes", l.size)
		}
		if s, err := compileSchema(m.Config); err == nil {
			s.encode(nil)
		}
	})
}
