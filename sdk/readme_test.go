package sdk

import (
	"os"
	"strings"
	"testing"
)

// The README's example is the file that is compiled and tested.
func TestREADMEShowsTheExample(t *testing.T) {
	readme, err := os.ReadFile("rust/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for language, file := range map[string]string{"rust": "rust/example/src/lib.rs", "json": "rust/example/manifest.json"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(readme), "```"+language+"\n"+string(text)+"```\n") {
			t.Errorf("rust/README.md does not show %s as it is", file)
		}
	}
	example, _ := os.ReadFile("rust/example/src/lib.rs")
	if n := strings.Count(string(example), "\n"); n > 15 {
		t.Errorf("the filter in 15 lines has %d", n)
	}
}
