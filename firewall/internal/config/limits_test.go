package config

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func repeat(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// bomb is the billion laughs: each level holds the one below ten times.
func bomb(levels int) string {
	s := "version: 1\na0: &a0 [x]\n"
	for i := 1; i <= levels; i++ {
		s += fmt.Sprintf("a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", "))
	}
	return s
}

func chain(levels int) string {
	s := "version: 1\na0: &a0 [x]\n"
	for i := 1; i <= levels; i++ {
		s += fmt.Sprintf("a%d: &a%d [*a%d]\n", i, i, i-1)
	}
	return s
}

// Input that would cost the YAML parser quadratic time, gigabytes or the stack
// is refused before it gets there.
func TestLimits(t *testing.T) {
	indented := func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.Repeat(" ", i) + "a:\n")
		}
		return b.String()
	}
	for _, c := range []struct{ name, text, want string }{
		{"huge", strings.Repeat("#", MaxSize+1), "f.yaml: the file has 16777217 octets; allowed: 16777216 (16 MiB)"},
		{"separators", "a: [" + strings.Repeat("1,", 1_000_000), "f.yaml:1:800003: more than 400000 separators (commas, brackets, colons, line ends); allowed: a smaller file"},
		{"lines", strings.Repeat("#\n", 1_000_000), "f.yaml:200001:2: more than 400000 separators (commas, brackets, colons, line ends); allowed: a smaller file"},
		{"blank lines", "a: |\n" + strings.Repeat(" \r\n", 100_000), "f.yaml:23:1: more than 20 blank lines in a row; allowed: fewer"},
		{"complex keys", strings.Repeat("? a\n", 50_000), "f.yaml:1:1: a key after a question mark; allowed: a word and a colon"},
		{"deep lists", strings.Repeat("[", 100_000), "f.yaml:1:17: more than 16 levels of lists and mappings; allowed: fewer levels"},
		{"deep mappings", strings.Repeat("{a: ", 100_000), "f.yaml:1:65: more than 16 levels of lists and mappings; allowed: fewer levels"},
		{"deep dashes", strings.Repeat("- ", 100_000), "f.yaml:1:33: more than 16 levels of lists and mappings; allowed: fewer levels"},
		{"deep indentation", indented(1000), "f.yaml:17:18: more than 16 levels of lists and mappings; allowed: fewer levels"},
		{"keys", repeat(50_000, "k%d: v\n"), "f.yaml:4001:1: more than 4000 keys in one mapping; allowed: fewer keys"},
		{"keys of an item", "- a: 1\n" + repeat(50_000, "  k%d: v\n"), "f.yaml:4001:3: more than 4000 keys in one mapping; allowed: fewer keys"},
		{"empty items", "a:" + strings.Repeat("\n-", 50_000), "f.yaml:202:1: more than 200 keys and items without a value; allowed: a value for each"},
		{"empty keys", strings.Repeat("- a:\n", 50_000), "f.yaml:201:4: more than 200 keys and items without a value; allowed: a value for each"},
		{"empty keys of flow mappings", "a: {" + repeat(50_000, "k%d,") + "}", "f.yaml:1:895: more than 200 keys and items without a value; allowed: a value for each"},
		{"empty values of flow mappings", "a: {" + repeat(50_000, "k%d: ,") + "}", "f.yaml:1:1299: more than 200 keys and items without a value; allowed: a value for each"},
		{"long key", strings.Repeat("k", 1_000_000) + ": [1, 1, 1]", "f.yaml:1:1: a key of 1000000 octets; allowed: 64"},
		{"aliases", bomb(9), "f.yaml:8:9: aliases multiply to more than 2000000 values; allowed: fewer aliases"},
		{"chained aliases", chain(1000), "f.yaml:17:11: aliases nest to more than 16 levels; allowed: fewer levels"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := Parse("f.yaml", []byte(c.text))
			var invalid *Invalid
			if !errors.As(err, &invalid) {
				t.Fatalf("accepted, or another error: %v", err)
			}
			if got := invalid.Problems[0].String(); got != c.want || len(invalid.Problems) != 1 {
				t.Errorf("got  %v\nwant %s", invalid, c.want)
			}
		})
	}
}

// 1,000 operators with 10 prefixes each take a tenth of the limits.
func TestLargeConfiguration(t *testing.T) {
	var b strings.Builder
	b.WriteString("version: 1\nhome: {plmns: [\"001-01\"], addresses: [\"192.0.2.0/24\"]}\ninterconnects:\n")
	b.WriteString("  - {name: ipx-1, addresses: [\"100.0.0.0/8\"]}\noperators:\n")
	for i := range 1000 {
		fmt.Fprintf(&b, "  - name: operator-%d\n    via: [ipx-1]\n    plmns: [\"%03d-%02d\"]\n    gsn_addresses:\n", i, 200+i/100, i%100)
		for j := range 10 {
			fmt.Fprintf(&b, "      - 100.%d.%d.%d/28\n", i/250, i%250, j*16)
		}
	}
	c, warnings, err := Parse("large.yaml", []byte(b.String()))
	if err != nil || len(warnings) != 0 {
		t.Fatal(err, warnings)
	}
	if n := len(c.Operators); n != 1000 || len(c.Operators[999].GSNAddresses) != 10 {
		t.Errorf("%d operators", n)
	}
}
