package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// TestCommittedFilesAreGenerated compares every file with what the generator
// writes now, octet by octet, and finds files that it no longer writes.
func TestCommittedFilesAreGenerated(t *testing.T) {
	want := files()
	for name, octets := range want {
		have, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(name)))
		if err != nil {
			t.Errorf("%v: run go generate ./testvectors", err)
		} else if !bytes.Equal(have, octets) {
			t.Errorf("%s differs from what the generator writes: run go generate ./testvectors", name)
		}
	}
	for _, p := range stale("..", want) {
		t.Errorf("%s is stale: no vector writes it", p)
	}
}

// TestFragmentsHaveTheirOwnIdentification: captures may be joined without mixing
// the fragments of different datagrams.
func TestFragmentsHaveTheirOwnIdentification(t *testing.T) {
	owner := map[int]string{}
	for _, r := range all().recipes {
		for i := range r.shots {
			if len(r.encapsulate(i)) < 2 {
				continue
			}
			id := r.identification(i)
			if other := owner[id]; other != "" {
				t.Errorf("%s and %s both use identification %d", r.Name, other, id)
			}
			owner[id] = r.Name
		}
	}
}

// TestDeterministic: the generator writes the same octets twice.
func TestDeterministic(t *testing.T) {
	first, second := files(), files()
	if len(first) != len(second) {
		t.Fatalf("%d files, then %d", len(first), len(second))
	}
	for name, octets := range first {
		if !bytes.Equal(octets, second[name]) {
			t.Errorf("%s differs from one run to the next", name)
		}
	}
}

// TestExpectationsReadBack: what is written parses to what was meant, and keeps
// the rules of the house (an attack has one reason and an honest twin).
func TestExpectationsReadBack(t *testing.T) {
	for _, r := range all().recipes {
		v, _ := r.build()
		back, err := vector.Parse(v.Name, v.Format())
		if err != nil {
			t.Error(err)
			continue
		}
		if !bytes.Equal(back.Format(), v.Format()) {
			t.Errorf("%s reads back differently", v.Name)
		}
		if strings.ContainsAny(v.Name, " /_") || v.Name != strings.ToLower(v.Name) {
			t.Errorf("%s: names are lower case with hyphens", v.Name)
		}
	}
}
