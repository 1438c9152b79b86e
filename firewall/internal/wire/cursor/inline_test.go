package cursor

import (
	"os/exec"
	"regexp"
	"testing"
)

// The decoders' budgets assume that a read costs a comparison and a load. The
// compiler says which functions it will inline.
func TestEveryReadIsInlined(t *testing.T) {
	out, err := exec.Command("go", "build", "-gcflags=-m", ".").CombinedOutput()
	if err != nil {
		t.Skipf("needs the go command: %v", err)
	}
	inlined := map[string]bool{}
	for _, m := range regexp.MustCompile(`can inline (?:\(\*Cursor\)\.)?(\w+)`).FindAllSubmatch(out, -1) {
		inlined[string(m[1])] = true
	}
	for _, name := range []string{"New", "Offset", "Len", "Rest", "U8", "U16", "U24", "U32", "U64", "Peek", "Take", "Skip", "Sub"} {
		if !inlined[name] {
			t.Errorf("%s is too costly to inline", name)
		}
	}
}
