package guest

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/sdk"
)

// counting declares counters in the manifest of filter/code, which has the protocols gtpv1 and gtpv2.
func counting(counters ...map[string]any) func(map[string]any) {
	return func(m map[string]any) { m["counters"] = counters }
}

// counter is a good declaration with one edit made to it.
func counter(edit func(map[string]any)) map[string]any {
	c := map[string]any{"name": "seen", "key": []string{"src", "dst"}, "window": 60, "limit": 3, "doc": "Operations seen."}
	if edit != nil {
		edit(c)
	}
	return c
}

func TestCounterFaults(t *testing.T) {
	one := func(field string, value any) func(map[string]any) {
		return counting(counter(func(c map[string]any) { c[field] = value }))
	}
	key := func(names ...string) func(map[string]any) { return one("key", names) }
	property := func(schema string) func(map[string]any) {
		return func(m map[string]any) {
			one("window", "interval")(m)
			m["config"] = json.RawMessage(`{"type":"object","properties":{"interval":` + schema + `}}`)
		}
	}
	for name, c := range map[string]struct {
		edit func(map[string]any)
		want string
	}{
		"too many":           {func(m map[string]any) { m["counters"] = many(9, func(int) any { return counter(nil) }) }, "counters: 9 counters, at most 8"},
		"field":              {one("windw", 1), "windw: there is no such field"},
		"name":               {one("name", "Echo-new"), `counters[0].name: "Echo-new" is not snake_case`},
		"name twice":         {counting(counter(nil), counter(nil)), `counters[1].name: "seen" is repeated`},
		"no limit":           {one("limit", 0), "counters[0].limit: 0; 1 to 64 are allowed"},
		"limit":              {one("limit", 65), "counters[0].limit: 65;"},
		"doc":                {one("doc", ""), "counters[0].doc: a sentence"},
		"no key":             {key(), `counters[0].key: "src" is missing`},
		"key without dst":    {key("src", "protocol"), `counters[0].key: "dst" is missing: lanes share nothing`},
		"key of ids":         {key("interconnect", "imsi"), `counters[0].key: "src" is missing`},
		"long key":           {key("src", "dst", "src_port", "dst_port", "code", "teid", "imsi", "protocol", "kind"), "counters[0].key: 9 columns, at most 8"},
		"key column":         {key("src", "dst", "protocl"), `counters[0].key[2]: this host has no column "protocl"; near it are protocol`},
		"key column twice":   {key("src", "dst", "src"), `counters[0].key[2]: "src" is repeated`},
		"key of bytes":       {key("src", "dst", "apn"), `counters[0].key[2]: "apn" has no single value`},
		"key of a list":      {key("src", "dst", "fteids"), `counters[0].key[2]: "fteids" has no single value`},
		"key of a child":     {key("src", "dst", "fteids.teid"), `counters[0].key[2]: "fteids.teid" has no single value`},
		"distinct":           {one("distinct", "seqence"), `counters[0].distinct: this host has no column "seqence"; near it are sequence`},
		"distinct bytes":     {one("distinct", "raw"), `counters[0].distinct: "raw" has no single value`},
		"distinct address":   {one("distinct", "src"), `counters[0].distinct: "src" is wider than 64 bits`},
		"protocol":           {one("protocols", []string{"gtpv2", "gtpu"}), `counters[0].protocols[1]: "gtpu" is not among the manifest's protocols`},
		"kind":               {one("kinds", []string{"request", "answer"}), `counters[0].kinds[1]: "answer"; request, response, neither are allowed`},
		"direction":          {one("directions", []string{"inbound"}), `counters[0].directions[0]: "inbound"; in, out, transit are allowed`},
		"code twice":         {one("codes", []int{1, 1}), "counters[0].codes[1]: 1 is repeated"},
		"code not delivered": {func(m map[string]any) { m["codes"] = []int{1}; one("codes", []int{1, 2})(m) }, "counters[0].codes[1]: 2 is not among the manifest's codes"},
		"kind not delivered": {func(m map[string]any) { m["kinds"] = []string{"request"}; one("kinds", []string{"response"})(m) }, `counters[0].kinds[0]: "response" is not among the manifest's kinds`},
		"no window":          {one("window", nil), "counters[0].window: config has no property"},
		"window of nothing":  {one("window", 0), "counters[0].window: 0; 1 to 86400 seconds are allowed"},
		"window of days":     {one("window", 86401), "counters[0].window: 86401;"},
		"window of halves":   {one("window", 0.5), "counters[0].window: 0.5;"},
		"window of a list":   {one("window", []int{60}), "counters[0].window: seconds are wanted"},
		"window unknown":     {one("window", "interval"), `counters[0].window: config has no property "interval"`},
		"window text":        {property(`{"x-tag":1,"type":"string","default":"60"}`), `the property "interval" is no single integer with a default`},
		"window ints":        {property(`{"x-tag":1,"type":"array","items":{"type":"integer"},"default":[60]}`), `no single integer with a default`},
		"window open":        {property(`{"x-tag":1,"type":"integer"}`), `no single integer with a default`},
		"window default":     {property(`{"x-tag":1,"type":"integer","default":0}`), "counters[0].window: 0; 1 to 86400"},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			_, err := Load(t.Context(), "test", withManifest(t, manifestText(t, c.edit)), Options{})
			var wrong *ManifestError
			if !errors.As(err, &wrong) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v\n\tdoes not say %s", err, c.want)
			}
		})
	}
}

func TestCountings(t *testing.T) {
	everything := counter(func(c map[string]any) {
		c["name"], c["distinct"], c["protocols"] = "new", "sequence", []string{"gtpv2"}
		c["codes"], c["kinds"], c["directions"] = []int{2, 1}, []string{"request"}, []string{"in", "transit"}
		c["window"] = "interval"
	})
	m := mustLoad(t, withManifest(t, manifestText(t, func(m map[string]any) {
		counting(counter(nil), everything)(m)
		m["config"] = json.RawMessage(`{"type":"object","properties":{"other":{"x-tag":1,"type":"string"},"interval":{"x-tag":2,"type":"integer","default":60}}}`)
	})), Options{Untested: true}) // the guest takes no configuration
	if got, want := m.Manifest().FieldNames()[2:], []string{"counter.seen", "counter.new"}; !slices.Equal(got, want) {
		t.Errorf("the directory ends in %v, not in %v", got, want)
	}
	src, _ := sdk.ByName("src")
	dst, _ := sdk.ByName("dst")
	sequence, _ := sdk.ByName("sequence")
	want := []Counting{
		{Name: "seen", Key: []sdk.Column{src, dst}, Window: time.Minute, Limit: 3, Protocols: 1<<op.ProtoGTPv1 | 1<<op.ProtoGTPv2, Kinds: ^uint32(0), Directions: ^uint32(0)},
		{Name: "new", Key: []sdk.Column{src, dst}, Window: time.Minute, Limit: 3, Distinct: sequence, Protocols: 1 << op.ProtoGTPv2,
			Kinds: 1 << op.KindRequest, Directions: 1<<op.In | 1<<op.Transit, Codes: []uint32{1, 2}},
	}
	for name, c := range map[string]struct {
		config any
		window time.Duration
	}{
		"default": {nil, time.Minute},
		"given":   {map[string]any{"interval": 30, "other": "a text before it"}, 30 * time.Second},
	} {
		tlv, err := m.CompileConfig(c.config)
		if err != nil {
			t.Fatal(err)
		}
		want[1].Window = c.window
		got, _ := m.countingsUnder(tlv)
		for i := range want {
			if !got[i].Same(&want[i]) {
				t.Errorf("%s: counter %d is\n%+v, not\n%+v", name, i, got[i], want[i])
			}
		}
	}
	_, err := m.CompileConfig(map[string]any{"interval": 100_000})
	if err == nil || !strings.Contains(err.Error(), "/interval: 100000 seconds cannot be counted over; 1 to 86400 can") {
		t.Errorf("a window of more than a day: %v", err)
	}
}

// Whatever is different makes another counter.
func TestSameCounter(t *testing.T) {
	src, _ := sdk.ByName("src")
	base := func() Counting { return Counting{Name: "a", Key: []sdk.Column{src}, Limit: 1, Codes: []uint32{1}} }
	one := base()
	if other := base(); !one.Same(&other) {
		t.Error("two equal counters differ")
	}
	for i, edit := range []func(*Counting){
		func(c *Counting) { c.Name = "b" }, func(c *Counting) { c.Key = nil }, func(c *Counting) { c.Window = 1 }, func(c *Counting) { c.Limit = 2 },
		func(c *Counting) { c.Distinct = src }, func(c *Counting) { c.Protocols = 1 }, func(c *Counting) { c.Kinds = 1 },
		func(c *Counting) { c.Directions = 1 }, func(c *Counting) { c.Codes = nil },
	} {
		other := base()
		if edit(&other); one.Same(&other) {
			t.Errorf("edit %d makes no difference", i)
		}
	}
}

// No list of the catalogue is called counter, or its children would read as counters.
func TestCounterPrefixIsFree(t *testing.T) {
	if _, found := sdk.ByName(strings.TrimSuffix(sdk.CounterPrefix, ".")); found {
		t.Error("the catalogue has a column counter")
	}
}
