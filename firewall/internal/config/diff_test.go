package config

import (
	"slices"
	"strings"
	"testing"
)

func TestDifference(t *testing.T) {
	const base = `version: 1
home: {plmns: ["001-01"], apns: [internet, ims]}
interconnects: [{name: ipx-1, addresses: ["198.51.100.0/24"]}]
operators:
  - {name: partner-a, via: [ipx-1], plmns: ["999-70"]}
`
	parse := func(text string) *Config {
		t.Helper()
		c, _, err := Parse("a.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	for name, c := range map[string]struct {
		old, new string
		want     []string
	}{
		"nothing, though written otherwise": {"{plmns: [\"001-01\"], apns: [internet, ims]}", "{apns: [internet, ims], plmns: [\"001-01\"]}", nil},
		"a key added":                       {"[\"999-70\"]", "[\"999-70\"], mode: observe", []string{"+ operators[partner-a].mode: observe"}},
		"a value changed":                   {"\"198.51.100.0/24\"", "\"198.51.100.0/25\"", []string{`- interconnects[ipx-1].addresses: "198.51.100.0/24"`, `+ interconnects[ipx-1].addresses: "198.51.100.0/25"`}},
		"the order of a list":               {"[internet, ims]", "[ims, internet]", []string{"- home.apns: [internet, ims]", "+ home.apns: [ims, internet]"}},
		"a section added":                   {"operators:", "unknown_source: flag\noperators:", []string{"+ unknown_source: flag"}},
		"an exception for a subscriber": {"operators:", "exceptions: [{filter: faults, reason: gtp-length, match: {imsi: \"001010000000001\"}, until: 2099-01-01}]\noperators:", []string{
			`+ exceptions: [{filter: faults, match: {imsi: (not shown)}, reason: gtp-length, until: 2099-01-01}]`}},
		"subscribers in texts": {"operators:", "exceptions: [{filter: faults, reason: gtp-length, until: 2099-01-01, note: \"for 001010000000001\"}]\nfilters: [{name: opgate, module: \"builtin:opgate\", config: {known: [\"99902000001\"]}}]\noperators:", []string{
			`+ exceptions: [{filter: faults, note: "for (digits)", reason: gtp-length, until: 2099-01-01}]`,
			`+ filters: [{config: {known: ["(digits)"]}, module: "builtin:opgate", name: opgate}]`}},
		"subscribers of an access point": {"apns: [internet, ims]}", "apns: [internet, ims], apn_imsis: {ims: [\"0010177\", \"001010000000001\"]}}", []string{
			`+ home.apn_imsis: {ims: ["0010177", "(digits)"]}`}},
		"an operator renamed": {"name: partner-a", "name: partner-b", []string{
			`- operators[partner-a]: {name: partner-a, plmns: ["999-70"], via: [ipx-1]}`, `+ operators[partner-b]: {name: partner-b, plmns: ["999-70"], via: [ipx-1]}`}},
	} {
		before, after := parse(base), parse(strings.Replace(base, c.old, c.new, 1))
		if SameAt(before, after, "home") != (!strings.Contains(strings.Join(c.want, ""), " home.")) || !SameAt(before, after, "links") {
			t.Errorf("%s: what is the same at a key is not told", name)
		}
		if before.Hash() == after.Hash() || len(before.Hash()) != 64 {
			t.Errorf("%s: hashes %s and %s", name, before.Hash(), after.Hash())
		}
		if got := Difference(before, after); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n%s\nnot\n%s", name, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
}
