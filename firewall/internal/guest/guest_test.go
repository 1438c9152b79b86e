package guest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// vector reads a test guest. Its text stands beside it; TestVectorsAreCurrent compares the two.
func vector(t testing.TB, name string) []byte {
	t.Helper()
	wasm, err := os.ReadFile(filepath.Join("testdata", filepath.FromSlash(name)+".wasm"))
	if err != nil {
		t.Fatal(err)
	}
	return wasm
}

func vectors(t testing.TB, folder string) (names []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*.wasm"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no vectors in %s: %v", folder, err)
	}
	for _, f := range files {
		names = append(names, folder+"/"+strings.TrimSuffix(filepath.Base(f), ".wasm"))
	}
	return names
}

func read(t testing.TB, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func mustLoad(t testing.TB, wasm []byte, opt Options) *Module {
	t.Helper()
	m, err := Load(context.Background(), "test", wasm, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

func mustInstance(t testing.TB, m *Module, config any) *Instance {
	t.Helper()
	tlv, err := m.CompileConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	in, err := m.NewInstance(context.Background(), tlv)
	if err != nil {
		t.Fatal(err)
	}
	return in
}
