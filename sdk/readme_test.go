package sdk

import (
	"os"
	"strings"
	"testing"
)

// The READMEs' examples are the files that are compiled and tested.
func TestREADMEsShowTheExamples(t *testing.T) {
	for folder, example := range map[string]struct {
		fence, source string
		lines         int
	}{
		"rust": {"rust", "example/src/lib.rs", 15},
		"c":    {"c", "example/src/filter.c", 12},
	} {
		readme := read(t, folder+"/README.md")
		for fence, file := range map[string]string{example.fence: example.source, "json": "example/manifest.json"} {
			if !strings.Contains(readme, "```"+fence+"\n"+read(t, folder+"/"+file)+"```\n") {
				t.Errorf("%s/README.md does not show %s as it is", folder, file)
			}
		}
		if n := strings.Count(read(t, folder+"/"+example.source), "\n"); n > example.lines {
			t.Errorf("the filter in %d lines has %d", example.lines, n)
		}
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
