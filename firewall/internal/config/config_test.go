package config

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write what the tests find into the expected files and the reference")

// vectors is the folder of examples; good ones are accepted, bad ones refused
// with the text in the file beside them.
const vectors = "../../../testvectors/configs"

var today = time.Date(2026, 11, 22, 6, 27, 17, 0, time.UTC)

// examples calls fn for each file of a folder, under its base name.
func examples(t *testing.T, folder string, fn func(t *testing.T, name string, text []byte)) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(vectors, folder, "*.yaml"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no examples in %s: %v", folder, err)
	}
	for _, p := range paths {
		text, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(p)
		t.Run(name, func(t *testing.T) { fn(t, name, text) })
	}
}

// golden compares text with the file beside an example.
func golden(t *testing.T, folder, name, got string) {
	t.Helper()
	path := filepath.Join(vectors, folder, strings.TrimSuffix(name, ".yaml")+".txt")
	if *update {
		var err error
		if got != "" {
			err = os.WriteFile(path, []byte(got), 0o644)
		} else if err = os.Remove(path); errors.Is(err, os.ErrNotExist) {
			err = nil
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil && (got != "" || !errors.Is(err, os.ErrNotExist)) {
		t.Fatal(err)
	}
	if got != string(bytes.ReplaceAll(want, []byte("\r\n"), []byte("\n"))) {
		t.Errorf("got:\n%swant (%s):\n%s", got, path, want)
	}
}

func TestGoodExamples(t *testing.T) {
	examples(t, "good", func(t *testing.T, name string, text []byte) {
		_, warnings, err := parseAt(name, text, today)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, w := range warnings {
			b.WriteString(w.String() + "\n")
		}
		golden(t, "good", name, b.String())
	})
}

func TestBadExamples(t *testing.T) {
	examples(t, "bad", func(t *testing.T, name string, text []byte) {
		c, _, err := parseAt(name, text, today)
		var invalid *Invalid
		if !errors.As(err, &invalid) || c != nil {
			t.Fatalf("accepted, or an error of another kind: %v", err)
		}
		golden(t, "bad", name, err.Error()+"\n")
	})
}
