package guest

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
)

const everySetting = `{"type":"object","required":["flag"],"properties":{
	"flag":     {"x-tag":7,"type":"boolean"},
	"limit":    {"x-tag":2,"type":"integer","default":12,"maximum":1e19},
	"text":     {"x-tag":3,"type":"string","maxLength":8},
	"codes":    {"x-tag":4,"type":"array","items":{"type":"integer","minimum":0}},
	"names":    {"x-tag":65535,"type":"array","items":{"type":"string"}},
	"prefix":   {"x-tag":5,"type":"string","format":"digits"},
	"prefixes": {"x-tag":6,"type":"array","items":{"type":"string","format":"digits"}},
	"a/b~c":    {"x-tag":9,"type":"string","enum":["x","y"]}
}}`

func settings(t testing.TB) *Module {
	t.Helper()
	s, err := compileSchema(json.RawMessage(everySetting))
	if err != nil {
		t.Fatal(err)
	}
	return &Module{name: "test", schema: s}
}

// TestConfigTLV holds the encoding of each kind byte by byte (sdk/ABI.md, "Configuration TLV").
func TestConfigTLV(t *testing.T) {
	const limit12 = "0200 0100 08000000 0c00000000000000"
	const flag0 = "0700 0100 08000000 0000000000000000"
	type list = []any
	for name, c := range map[string]struct {
		value map[string]any
		want  string
	}{
		"booleans and defaults": {map[string]any{"flag": true}, limit12 + "0700 0100 08000000 0100000000000000"},
		"integer":               {map[string]any{"flag": false, "limit": uint64(10_000_000_000_000_000_000)}, "0200 0100 08000000 0000e8890423c78a" + flag0},
		"integral float":        {map[string]any{"flag": false, "limit": 3.0}, "0200 0100 08000000 0300000000000000" + flag0},
		"exponent":              {map[string]any{"flag": false, "limit": json.Number("3e2")}, "0200 0100 08000000 2c01000000000000" + flag0},
		"text":                  {map[string]any{"flag": false, "text": "abc"}, limit12 + "0300 0200 03000000 6162630000000000" + flag0},
		"empty text":            {map[string]any{"flag": false, "text": ""}, limit12 + "0300 0200 00000000" + flag0},
		"integers":              {map[string]any{"flag": false, "codes": list{9, 4, uint64(9), int8(1)}}, limit12 + "0400 0100 18000000 0100000000000000 0400000000000000 0900000000000000" + flag0},
		"typed integers":        {map[string]any{"flag": false, "codes": []uint16{2, 1}}, limit12 + "0400 0100 10000000 0100000000000000 0200000000000000" + flag0},
		"no integers":           {map[string]any{"flag": false, "codes": list{}}, limit12 + "0400 0100 00000000" + flag0},
		"texts":                 {map[string]any{"flag": false, "names": list{"b", "aa", "b"}}, limit12 + flag0 + "ffff 0300 0b000000 02000000 6161 01000000 62 0000000000"},
		"digits":                {map[string]any{"flag": false, "prefix": "00101"}, limit12 + "0500 0100 08000000 0000000000010150" + flag0},
		"many digits":           {map[string]any{"flag": false, "prefixes": list{"2", "1", "12", "1"}}, limit12 + "0600 0100 18000000 0000000000000011 0000000000000012 0000000000002021" + flag0},
	} {
		tlv, err := settings(t).CompileConfig(c.value)
		if c.value == nil || err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if have, want := hex.EncodeToString(tlv), strings.ReplaceAll(c.want, " ", ""); have != want {
			t.Errorf("%s:\nhave %s\nwant %s", name, have, want)
		}
	}
}

// TestConfigForms: what different decoders yield for one text gives one TLV.
func TestConfigForms(t *testing.T) {
	yes := true
	var first string
	for _, value := range []any{
		map[string]any{"flag": true, "codes": []any{1, 2}},
		map[any]any{"flag": &yes, "codes": []int{2, 1}},
		map[string]any{"flag": any(true), "codes": []any{json.Number("1"), 2.0}},
	} {
		tlv, err := settings(t).CompileConfig(value)
		if err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = string(tlv)
		}
		if string(tlv) != first {
			t.Errorf("%v is encoded otherwise", value)
		}
	}
}

// TestConfigFaults: each fault has the pointer of its value, so that the line can be found.
func TestConfigFaults(t *testing.T) {
	type list = []any
	ok := func(more map[string]any) map[string]any {
		more["flag"] = true
		return more
	}
	deep := any(1)
	for range 2000 {
		deep = list{deep}
	}
	for name, c := range map[string]struct {
		value   any
		pointer string
		text    string
	}{
		"nothing":           {nil, "", "missing property 'flag'"},
		"a list":            {list{1}, "", "a mapping is wanted"},
		"typing error":      {ok(map[string]any{"limits": 1}), "/limits", "there is no such setting; there are a/b~c, codes, flag, limit"},
		"type":              {ok(map[string]any{"limit": "1"}), "/limit", "got string, want integer"},
		"fraction":          {ok(map[string]any{"limit": 1.5}), "/limit", "got number, want integer"},
		"negative":          {ok(map[string]any{"limit": -1}), "/limit", "-1 is not between 0 and 2^64-1"},
		"too long":          {ok(map[string]any{"text": "123456789"}), "/text", "maxLength"},
		"element":           {ok(map[string]any{"codes": list{1, "2"}}), "/codes/1", "got string, want integer"},
		"negative element":  {ok(map[string]any{"codes": list{1, 2, -3}}), "/codes/2", "minimum"},
		"no digits":         {ok(map[string]any{"prefix": "00x"}), "/prefix", `"00x" is not a string of 1 to 15 decimal digits`},
		"no digits in list": {ok(map[string]any{"prefixes": list{"1", ""}}), "/prefixes/1", `"" is not a string of 1 to 15`},
		"sixteen digits":    {ok(map[string]any{"prefix": "1234567890123456"}), "/prefix", "1 to 15"},
		"escaped pointer":   {ok(map[string]any{"a/b~c": "z"}), "/a~1b~0c", "value must be"},
		"null":              {ok(map[string]any{"text": nil}), "/text", "got null, want string"},
		"not a number":      {ok(map[string]any{"limit": math.NaN()}), "/limit", "NaN is no number of JSON"},
		"in a list":         {ok(map[string]any{"codes": list{0, math.Inf(1)}}), "/codes/1", "+Inf is no number of JSON"},
		"a channel":         {ok(map[string]any{"text": make(chan int)}), "/text", "has no JSON form"},
		"nested":            {ok(map[string]any{"codes": deep}), "/codes/0/0", "nested too deeply"},
	} {
		_, err := settings(t).CompileConfig(c.value)
		var faulty *ConfigError
		if !errors.As(err, &faulty) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if p := faulty.Problems[0]; p.Pointer != c.pointer || !strings.Contains(p.Text, c.text) {
			t.Errorf("%s: %q: %s; want %q: %s", name, p.Pointer, p.Text, c.pointer, c.text)
		}
		if !strings.HasPrefix(err.Error(), "configuration of filter test: /") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestConfigReportsAll(t *testing.T) {
	_, err := settings(t).CompileConfig(map[string]any{"text": 1, "limit": "x", "codes": []any{"a", "b"}})
	var faulty *ConfigError
	if !errors.As(err, &faulty) || len(faulty.Problems) != 5 {
		t.Fatalf("%v", err)
	}
	for i, want := range []string{"", "/codes/0", "/codes/1", "/limit", "/text"} {
		if faulty.Problems[i].Pointer != want {
			t.Errorf("problem %d at %q, want %q", i, faulty.Problems[i].Pointer, want)
		}
	}
}

// TestConfigNull: where a schema lets null pass, the encoding has no form for it.
func TestConfigNull(t *testing.T) {
	p := property{name: "x", kind: "integer"}
	if _, problem := p.encode(nil, nil); problem == nil {
		t.Error("null was encoded as an integer")
	}
	p.kind = "string"
	if _, problem := p.encode(nil, nil); problem == nil {
		t.Error("null was encoded as text")
	}
}

func TestConfigSize(t *testing.T) {
	names := make([]any, 5)
	for i := range names {
		names[i] = strings.Repeat(string(rune('a'+i)), 1<<20)
	}
	if _, err := settings(t).CompileConfig(map[string]any{"flag": true, "names": names}); err == nil || !strings.Contains(err.Error(), "bytes when encoded") {
		t.Errorf("%v", err)
	}
}

// FuzzConfig: any JSON value is either encoded or refused with a pointer.
func FuzzConfig(f *testing.F) {
	m := settings(f)
	for _, seed := range []string{`{"flag":true}`, `{"flag":false,"codes":[1,2],"names":["a"],"prefixes":["1"]}`, `[]`, `{"limit":1e400}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		var value any
		if d.Decode(&value) != nil {
			return
		}
		tlv, err := m.CompileConfig(value)
		if err == nil && len(tlv)%8 != 0 {
			t.Fatalf("a TLV of %d bytes", len(tlv))
		}
	})
}
