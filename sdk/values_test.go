package sdk

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// The catalogue's prose and the table of values say the same twice: once for
// people, once for generators. Where the prose is a plain list of numbers and
// names, every entry of the table has to stand in it.
func TestValuesStandInTheCatalogue(t *testing.T) {
	spelled := map[string]bool{"protocol": true, "direction": true, "agreements": true, "src_roles": true}
	for _, v := range Values {
		c, ok := ByName(v.Column)
		if !ok {
			t.Errorf("%s: no such column", v.Column)
			continue
		}
		entry := fmt.Sprintf(`\b(%d|0x%02X)( |: )`, v.Number, v.Number) // tags are spelled in hexadecimal
		if spelled[v.Column] {
			entry = fmt.Sprintf(`\b%d %s\b`, v.Number, strings.ReplaceAll(v.Name, "_", "-"))
		}
		if !regexp.MustCompile(entry).MatchString(c.Doc) {
			t.Errorf("%s: %q does not describe %d %s", v.Column, c.Doc, v.Number, v.Name)
		}
		if v.Bit && v.Number >= 8*c.Kind.Size() || !v.Bit && v.Number >= 1<<(8*min(c.Kind.Size(), 4)) {
			t.Errorf("%s: %d %s does not fit a %s", v.Column, v.Number, v.Name, c.Kind)
		}
	}
}

// Roles of source and destination share their bits.
func TestRolesOfBothEndsAgree(t *testing.T) {
	src, _ := ByName("src_roles")
	dst, _ := ByName("dst_roles")
	if src.Kind != dst.Kind || !strings.Contains(dst.Doc, "as in src_roles") {
		t.Errorf("src_roles is %s, dst_roles is %s: %s", src.Kind, dst.Kind, dst.Doc)
	}
}

func TestNumbersAndNamesAreUnique(t *testing.T) {
	numbers, names := map[int]string{}, map[string]bool{}
	for _, c := range Columns {
		if other, used := numbers[c.Number]; used {
			t.Errorf("%s and %s are both number %d", c.Name, other, c.Number)
		}
		if names[c.Name] {
			t.Errorf("%s stands twice", c.Name)
		}
		numbers[c.Number], names[c.Name] = c.Name, true
		if c.List() == "" == (c.Number >= 256) {
			t.Errorf("%s: numbers from 256 on belong to child tables, %d does not fit", c.Name, c.Number)
		}
		if l, ok := ByName(c.List()); c.List() != "" && (!ok || l.Kind != List) {
			t.Errorf("%s belongs to no list", c.Name)
		}
	}
}
