package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestCommittedFilesAreGenerated compares every vector with what go-gtp encodes
// now, and finds files that no entry writes.
func TestCommittedFilesAreGenerated(t *testing.T) {
	want := map[string][]byte{}
	for _, e := range append(entries2(), entries1()...) {
		want[e.name+".pcap"], want[e.name+".txt"] = e.capture(), e.expectation()
	}
	files, err := os.ReadDir("vectors")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		have, err := os.ReadFile(filepath.Join("vectors", f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(have, want[f.Name()]) {
			t.Errorf("vectors/%s differs from what go run ./gogtp writes", f.Name())
		}
		delete(want, f.Name())
	}
	for name := range want {
		t.Errorf("vectors/%s is missing: run go run ./gogtp in testvectors/independent", name)
	}
}
