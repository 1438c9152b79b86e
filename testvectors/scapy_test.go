package testvectors_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestScapyWritesTheSame runs the script that wrote independent/scapy and compares
// its output with what is committed. Another version of scapy may encode
// otherwise, so the test wants the one that the script names.
func TestScapyWritesTheSame(t *testing.T) {
	python := lookScapy(t)
	folder := t.TempDir()
	if out, err := exec.Command(python, "independent/scapy_vectors.py", folder).CombinedOutput(); err != nil {
		t.Fatalf("scapy_vectors.py: %v\n%s", err, out)
	}
	written := glob(t, folder)
	committed := glob(t, filepath.Join("independent", "scapy"))
	if len(written) < 100 || len(written) != len(committed) {
		t.Errorf("the script writes %d files, %d are committed", len(written), len(committed))
	}
	for name, octets := range written {
		if !bytes.Equal(octets, committed[name]) {
			t.Errorf("independent/scapy/%s differs from what scapy_vectors.py writes", name)
		}
	}
}

// TestScapyWritesTheSameDiameter does it with the script that wrote
// independent/diameter.
func TestScapyWritesTheSameDiameter(t *testing.T) {
	python := lookScapy(t)
	folder := t.TempDir()
	if out, err := exec.Command(python, "independent/diameter_vectors.py", folder).CombinedOutput(); err != nil {
		t.Fatalf("diameter_vectors.py: %v\n%s", err, out)
	}
	written, committed := glob(t, folder), glob(t, filepath.Join("independent", "diameter"))
	if len(written) < 30 || len(written) != len(committed) {
		t.Errorf("the script writes %d files, %d are committed", len(written), len(committed))
	}
	for name, octets := range written {
		if !bytes.Equal(octets, committed[name]) {
			t.Errorf("independent/diameter/%s differs from what diameter_vectors.py writes", name)
		}
	}
}

// lookScapy finds the interpreter that has scapy 2.5: the system's first.
func lookScapy(t *testing.T) string {
	t.Helper()
	for _, python := range []string{"/usr/bin/python3", "python3"} {
		out, err := exec.Command(python, "-c", "import scapy; print(scapy.__version__)").Output()
		if err == nil && strings.HasPrefix(string(out), "2.5") {
			return python
		}
	}
	t.Skip("python3 with scapy 2.5 is not installed: it wrote independent/scapy")
	return ""
}

func glob(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, p := range paths {
		b, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(p)] = b
	}
	return out
}
