package diameter

import (
	"bytes"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// TestDeterministic: the generator writes the same octets twice.
func TestDeterministic(t *testing.T) {
	first, second := Files(), Files()
	for name, octets := range first {
		if !bytes.Equal(octets, second[name]) {
			t.Errorf("%s differs from one run to the next", name)
		}
	}
}

// TestExpectationsReadBack: what is written parses to what was meant.
func TestExpectationsReadBack(t *testing.T) {
	for _, s := range all().scenarios {
		v, _ := s.build()
		back, err := vector.Parse(v.Name, v.Format())
		if err != nil {
			t.Error(err)
		} else if !bytes.Equal(back.Format(), v.Format()) {
			t.Errorf("%s reads back differently", v.Name)
		}
		if strings.ContainsAny(v.Name, " /_") || v.Name != strings.ToLower(v.Name) {
			t.Errorf("%s: names are lower case with hyphens", v.Name)
		}
	}
}

// TestAssociationsAreTheirOwn: captures may be replayed one after another without
// mixing associations.
func TestAssociationsAreTheirOwn(t *testing.T) {
	owner := map[[2]uint32]string{}
	for _, s := range all().scenarios {
		l := newLine(s.Name)
		for _, tag := range [][2]uint32{{0, l.out.tag}, {1, l.in.tag}} {
			if other := owner[tag]; other != "" {
				t.Errorf("%s and %s share a verification tag", s.Name, other)
			}
			owner[tag] = s.Name
		}
	}
}
