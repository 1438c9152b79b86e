package lab

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// work is a folder for what is built once for all tests of a run.
var work struct {
	mu  sync.Mutex
	dir string
}

func workDir() (string, error) {
	work.mu.Lock()
	defer work.mu.Unlock()
	if work.dir == "" {
		dir, err := os.MkdirTemp("", "portcullis-lab")
		if err != nil {
			return "", err
		}
		work.dir = dir
	}
	return os.MkdirTemp(work.dir, "")
}

// RunTests runs a package's tests and removes what was built for them.
func RunTests(m *testing.M) int {
	defer func() { _ = os.RemoveAll(work.dir) }()
	return m.Run()
}

var built struct {
	once sync.Once
	path string
	err  error
}

// Binary returns portcullis, built once for a run; or what PORTCULLIS_BINARY names, for
// where building takes long.
func Binary(t testing.TB) string {
	t.Helper()
	b := &built
	b.once.Do(func() {
		if b.path = os.Getenv("PORTCULLIS_BINARY"); b.path != "" {
			return
		}
		dir, err := workDir()
		if err != nil {
			b.err = err
			return
		}
		b.path = filepath.Join(dir, "portcullis")
		out, err := exec.Command("go", "build", "-o", b.path, "github.com/seed-43cefff0/portcullis/cmd/portcullis").CombinedOutput()
		if err != nil {
			b.err = fmt.Errorf("%w\n%s", err, out)
		}
	})
	if b.err != nil {
		t.Fatal(b.err)
	}
	return b.path
}
