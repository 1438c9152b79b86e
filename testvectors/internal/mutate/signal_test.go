package mutate

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// signals are those of the standards' tables that the decoders' own tests use.
func signals(t *testing.T) Signals {
	t.Helper()
	read := func(path string) Standard {
		f, err := os.Open(filepath.Join("..", "..", "..", "firewall", "internal", "wire", filepath.FromSlash(path)))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		s, err := ReadStandard(f)
		if err != nil {
			t.Fatal(path, err)
		}
		return s
	}
	return Signals{MAP: read("gsmmap/testdata/ts29002.tsv"), CAP: read("camel/testdata/ts29078.tsv")}
}

// TestSignalsFollowFromSeed: signal i is the same each time, and another seed gives
// others.
func TestSignalsFollowFromSeed(t *testing.T) {
	s, same := signals(t), 0
	equal := func(a, b Signal) bool {
		return a.Kind == b.Kind && a.Link == b.Link && slices.EqualFunc(a.Frames, b.Frames, slices.Equal)
	}
	for i := range 1000 {
		a := s.One(7, i)
		if b := s.One(7, i); !equal(a, b) {
			t.Fatalf("signal %d differs from itself: %q and %q", i, a.Kind, b.Kind)
		}
		if equal(a, s.One(8, i)) {
			same++
		}
	}
	if same > 0 {
		t.Errorf("%d signals are equal under another seed", same)
	}
}

// TestSignalsCover: a run of ordinary length holds every operation as invoke and
// result, valid and mutated, every error, and every kind of change.
func TestSignalsCover(t *testing.T) {
	s := signals(t)
	valid, mutated, changes := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i := range 40_000 {
		x := s.One(1, i)
		kind, done, _ := strings.Cut(x.Kind, " ")
		if x.Mutated {
			changes[done] = true
		}
		protocol, list, _ := strings.Cut(kind, "/")
		for component := range strings.SplitSeq(list, "+") {
			if name := protocol + "/" + component; x.Mutated {
				mutated[name] = true
			} else {
				valid[name] = true
			}
		}
	}
	want := []string{"m3ua/", "scmg/", "map/reject", "cap/reject", "map/abort", "cap/abort"}
	for protocol, list := range map[string][]operation{"map/": mapOperations, "cap/": capOperations} {
		for _, o := range list {
			want = append(want, protocol+strconv.Itoa(o.code), protocol+strconv.Itoa(o.code)+"r")
		}
	}
	for _, o := range oldOperations {
		want = append(want, "map/"+strconv.Itoa(o.code)+"-old", "map/"+strconv.Itoa(o.code)+"r-old")
	}
	for protocol, list := range map[string][]int{"map/e": mapErrors, "cap/e": capErrors} {
		for _, code := range list {
			want = append(want, protocol+strconv.Itoa(code))
		}
	}
	for _, name := range want {
		if !valid[name] || !mutated[name] {
			t.Errorf("%s: valid %v, mutated %v", name, valid[name], mutated[name])
		}
	}
	if len(changes) < 60 {
		t.Errorf("only %d kinds of change: %v", len(changes), changes)
	}
}
