package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"portcullis": func() { os.Exit(run()) },
	})
}

// TestScripts runs one text file per scenario. $VECTORS is the folder of test
// vectors, $ROOT the repository, $PORT a UDP port of 127.0.0.1 that is free.
func TestScripts(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:  filepath.Join("testdata", "script"),
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"appliance": applianceCommand, "await": awaitCommand},
		Setup: func(e *testscript.Env) error {
			e.Setenv("ROOT", root)
			e.Setenv("VECTORS", filepath.Join(root, "testvectors"))
			port, err := freePort()
			e.Setenv("PORT", port)
			return err
		},
	})
}
