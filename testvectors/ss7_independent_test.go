package testvectors_test

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestPythonWritesTheSame runs the script that wrote independent/ss7, which needs
// nothing but Python, and compares its output with what is committed.
func TestPythonWritesTheSame(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not installed: it wrote independent/ss7")
	}
	folder := t.TempDir()
	if out, err := exec.Command(python, "independent/ss7_vectors.py", folder).CombinedOutput(); err != nil {
		t.Fatalf("ss7_vectors.py: %v\n%s", err, out)
	}
	written, committed := glob(t, folder), glob(t, filepath.Join("independent", "ss7"))
	if len(written) != len(committed) || len(written) < 20 {
		t.Errorf("the script writes %d files, %d are committed", len(written), len(committed))
	}
	for name, octets := range written {
		if !bytes.Equal(octets, committed[name]) {
			t.Errorf("independent/ss7/%s differs from what ss7_vectors.py writes", name)
		}
	}
}
