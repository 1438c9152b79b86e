package filters

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestNames(t *testing.T) {
	if want := []string{"opgate", "spoofguard", "homecheck", "smsguard", "echoguard"}; !reflect.DeepEqual(Names(), want) {
		t.Errorf("Names() = %v, the default order is %v", Names(), want)
	}
	for _, name := range Names() {
		if wasm, ok := Builtin(name); !ok || !bytes.HasPrefix(wasm, []byte("\x00asm\x01\x00\x00\x00")) {
			t.Errorf("%s is no module", name)
		}
	}
	if _, ok := Builtin("reference"); ok {
		t.Error("the reference filter judges nothing real and is no built-in")
	}
}

func TestModulesAreCopies(t *testing.T) {
	wasm, _ := Builtin("opgate")
	clear(wasm)
	if again, _ := Builtin("opgate"); again[1] != 'a' {
		t.Error("a caller changed the embedded module")
	}
}

// A module carries its manifest, so that a manifest that was changed without
// building again shows here, where no compiler is at hand.
func TestModulesCarryTheirManifest(t *testing.T) {
	for name, wasm := range map[string][]byte{"opgate": opgate, "spoofguard": spoofguard, "homecheck": homecheck, "smsguard": smsguard, "echoguard": echoguard, "reference": reference} {
		manifest, err := os.ReadFile(filepath.Join(name, "manifest.json"))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(wasm, manifest) {
			t.Errorf("%s/filter.wasm was built with another manifest: run filters/build.sh", name)
		}
	}
}

// All folders are alike, and each README says what every reason means.
func TestFoldersAreAlike(t *testing.T) {
	for _, name := range append(Names(), "reference") {
		for _, file := range []string{"README.md", "manifest.json", "filter.wasm", source(t, name), "vectors"} {
			if _, err := os.Stat(filepath.Join(name, filepath.FromSlash(file))); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		checkReasonsExplained(t, name)
	}
}

// source is the file that a filter is compiled from, below its folder.
func source(t *testing.T, name string) string {
	t.Helper()
	for _, file := range []string{"src/lib.rs", "src/filter.c"} {
		if _, err := os.Stat(filepath.Join(name, filepath.FromSlash(file))); err == nil {
			return file
		}
	}
	t.Fatalf("%s has neither src/lib.rs nor src/filter.c", name)
	return ""
}

func checkReasonsExplained(t *testing.T, name string) {
	text, err := os.ReadFile(filepath.Join(name, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct{ Reasons []struct{ Name string } }
	if err := json.Unmarshal(text, &manifest); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	readme, _ := os.ReadFile(filepath.Join(name, "README.md"))
	for _, r := range manifest.Reasons {
		if !strings.Contains(string(readme), "`"+r.Name+"`") {
			t.Errorf("%s/README.md does not explain the reason %s", name, r.Name)
		}
	}
}

// build.sh knows every module that is embedded.
func TestBuildKnowsEveryModule(t *testing.T) {
	script, err := os.ReadFile("build.sh")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(script), "\n")
	for _, name := range append(Names(), "reference") {
		if line := name + " filters/" + name + "/" + source(t, name) + " filters/" + name + "/filter.wasm"; !slices.Contains(lines, line) {
			t.Errorf("build.sh has no line %q", line)
		}
	}
}
