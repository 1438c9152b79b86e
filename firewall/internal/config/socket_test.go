package config

import (
	"os"
	"path/filepath"
	"testing"
)

// A file that is otherwise wrong still tells where the appliance is.
func TestSocketOf(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct{ text, want, err string }{
		{"version: 1\nadmin: {socket: run/p.sock}\n", filepath.Join(dir, "run", "p.sock"), ""},
		{"version: 1\nstate_dir: var\n", filepath.Join(dir, "var", "portcullis.sock"), ""},
		{"version: 2\nhoem: {}\nunknown_source: perhaps\noperators: [{}]\nadmin: {socket: p.sock, grop: x}\n", "", "f.yaml:5:25: admin.grop: unknown key, did you mean \"group\"?; allowed: socket, group"},
		{"hoem: {}\nunknown_source: perhaps\noperators: [{via: 7}]\nadmin: {socket: p.sock}\n", filepath.Join(dir, "p.sock"), ""},
		{"admin: {socket: [p.sock]}\n", "", "f.yaml:1:17: admin.socket: is a list; allowed: the path of a file, relative to the configuration's folder unless absolute"},
		{"- 1\n", "", "f.yaml: the file is no configuration; allowed: a mapping that starts with version: 1"},
		{"a: [\n", "", "f.yaml:1:4: the file is not YAML: sequence end token ']' not found; allowed: YAML 1.2"},
	} {
		path := filepath.Join(dir, "f.yaml")
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := SocketOf(path)
		if c.err == "" && err != nil || c.err != "" && (err == nil || err.Error() != filepath.Join(dir, c.err)) || got != c.want {
			t.Errorf("%q: %q, %v", c.text, got, err)
		}
	}
	if _, err := SocketOf(filepath.Join(dir, "none.yaml")); err == nil {
		t.Error("a file that is not there has a socket")
	}
}
