package guest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// cFilters are the filters by which the C SDK is tested, by the path of their source below sdk/c.
var cFilters = []string{"example/src/filter.c", "tests/sample.c"}

// buildC runs sdk/c/build.sh.
func buildC(t *testing.T, needs string, args ...string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("sdk/c/build.sh is a shell script")
	}
	if _, err := exec.LookPath(needs); err != nil {
		t.Skipf("%s is not installed: the C SDK is not compiled", needs)
	}
	out, err := exec.Command(filepath.Join("..", "..", "..", "sdk", "c", "build.sh"), args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
	t.Logf("%s", out)
}

func cSource(file string) string {
	return filepath.Join("..", "..", "..", "sdk", "c", filepath.FromSlash(file))
}

// A filter in C passes the gate, keeps what its manifest promises, and compiles to the same octets from any folder.
func TestCFilters(t *testing.T) {
	for _, source := range cFilters {
		t.Run(source, func(t *testing.T) {
			module, again := filepath.Join(t.TempDir(), "filter.wasm"), filepath.Join(t.TempDir(), "again.wasm")
			buildC(t, "clang-14", cSource(source), module)
			m := mustLoad(t, read(t, module), Options{Untested: true})
			outcomes, err := m.SelfTests(t.Context())
			if err != nil || len(outcomes) == 0 {
				t.Fatalf("%d tests: %v", len(outcomes), err)
			}
			for _, o := range outcomes {
				if o.Err != nil {
					t.Errorf("%s: %v", o.Name, o.Err)
				}
			}
			absolute, err := filepath.Abs(cSource(source))
			if err != nil {
				t.Fatal(err)
			}
			buildC(t, "clang-14", absolute, again)
			if !bytes.Equal(read(t, module), read(t, again)) {
				t.Error("the same source gives other octets by its absolute path")
			}
		})
	}
}

// The same filters hold natively, under the sanitizers.
func TestCFiltersNatively(t *testing.T) {
	if os.Getenv("CC") == "" {
		t.Setenv("CC", "cc")
	}
	for _, source := range cFilters {
		t.Run(source, func(t *testing.T) {
			buildC(t, os.Getenv("CC"), cSource(source), filepath.Join(t.TempDir(), "tests"), "test")
		})
	}
}
