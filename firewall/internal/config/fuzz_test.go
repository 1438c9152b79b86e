package config

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// FuzzParse: whatever the octets, Parse returns; errors name places inside the
// text; and what it accepts, the schema accepts too.
func FuzzParse(f *testing.F) {
	for _, folder := range []string{"good", "bad"} {
		paths, err := filepath.Glob(filepath.Join(vectors, folder, "*.yaml"))
		if err != nil || len(paths) == 0 {
			f.Fatalf("no seeds in %s: %v", folder, err)
		}
		for _, p := range paths {
			text, err := os.ReadFile(p)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(text)
		}
	}
	s := compileSchema(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		c, _, err := parseAt("fuzz.yaml", text, today)
		if err == nil {
			if err := s.Validate(asJSON(t, decode(&reader{}, c.root))); err != nil {
				t.Fatalf("accepted, but not by the schema: %v", err)
			}
			return
		}
		var invalid *Invalid
		if !errors.As(err, &invalid) || len(invalid.Problems) == 0 || len(invalid.Problems) > MaxProblems {
			t.Fatalf("%T: %v", err, err)
		}
		lines := 1 + bytes.Count(text, []byte("\n")) + bytes.Count(text, []byte("\r"))
		for _, p := range invalid.Problems {
			if p.Line < 0 || p.Line > lines || p.Column < 0 || p.Column > len(text)+2 || p.What == "" {
				t.Fatalf("%+v", p)
			}
		}
	})
}
