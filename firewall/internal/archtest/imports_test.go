// Package archtest holds the project's import rules. A rule that is broken
// fails the build with the reason why it exists.
package archtest

import (
	"go/build"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/seed-43cefff0/portcullis/"

// rule forbids packages below from (a prefix of the path within the module) to
// import anything below a forbidden prefix, unless an allowed prefix covers it.
type rule struct {
	from   string
	not    []string // path prefixes; those without a dot in the first element are ours
	except []string
	why    string
}

// judge is the one package of the vectors that knows the firewall.
const judge = "testvectors/gen/judge"

var rules = []rule{
	{"firewall/internal/wire/op", []string{"firewall", "cmd", "filters", "sdk"}, []string{"firewall/internal/wire/op"},
		"the operation type is what everything else is written against; it depends on nothing of ours"},
	{"firewall/internal/wire", []string{"firewall"}, []string{"firewall/internal/wire"},
		"decoders turn octets into operations and know nothing of policy, filters or links"},
	{"firewall/internal/link", []string{"firewall", "filters"}, []string{"firewall/internal/link", "firewall/internal/wire/op"},
		"links carry out rulings; they never learn why"},
	{"cmd", []string{"firewall/internal", "firewall/config"}, nil,
		"the command line uses the facade as an embedder would"},
	{"sdk", []string{"firewall", "cmd", "filters"}, nil,
		"the ABI's source of truth depends on no host"},
	{"filters", []string{"firewall", "cmd"}, nil,
		"filters are plain modules that any host can load"},
	{"testvectors", []string{"firewall", "cmd", "filters", "sdk"}, nil,
		"the vectors' encoders share nothing with the code that they test, so that no misreading hides"},
	{"firewall", []string{"firewall/internal/shark"}, nil,
		"shark runs tshark beside our decoders, for tests alone"},
	{"testvectors", []string{judge}, nil,
		"judge plays vectors through the firewall, for tests alone"},
}

// protocols are the packages that decode one protocol each: beside the operation
// type they may import only what protocolMayImport lists, and never each other.
var protocols = []string{"ip", "gtpv1c", "gtpv2c", "gtpu", "sctp", "tcp", "m3ua", "mtp3", "sccp", "exported", "tcap", "gsmmap", "camel", "diameter"}

func protocolMayImport(path string) bool {
	for _, p := range []string{"op", "tbcd", "slots", "apn", "tft", "ber", "argument"} {
		if path == module+"firewall/internal/wire/"+p {
			return true
		}
	}
	return false
}

func TestImportDirections(t *testing.T) {
	for dir, imports := range packages(t) {
		for _, imp := range imports {
			for _, r := range rules {
				if below(dir, r.from) && dir != judge && forbidden(imp, r) {
					t.Errorf("%s imports %s: %s", dir, imp, r.why)
				}
			}
			if imp == "github.com/tetratelabs/wazero" || strings.HasPrefix(imp, "github.com/tetratelabs/wazero/") {
				if !below(dir, "firewall/internal/guest") {
					t.Errorf("%s imports %s: only guest knows which Wasm runtime is used", dir, imp)
				}
			}
		}
	}
}

func TestProtocolsNeverImportEachOther(t *testing.T) {
	all := packages(t)
	for _, p := range protocols {
		for _, imp := range all["firewall/internal/wire/"+p] {
			if strings.HasPrefix(imp, module) && !protocolMayImport(imp) {
				t.Errorf("wire/%s imports %s: decode.go alone knows the order of layers", p, imp)
			}
		}
	}
}

func forbidden(imp string, r rule) bool {
	path, ours := strings.CutPrefix(imp, module)
	if !ours {
		return false
	}
	for _, e := range r.except {
		if below(path, e) {
			return false
		}
	}
	for _, n := range r.not {
		if below(path, n) {
			return true
		}
	}
	return false
}

func below(path, prefix string) bool {
	return path == prefix || strings.HasPrefix(path, prefix+"/")
}

// packages returns the non-test imports of every package, by folder.
func packages(t *testing.T) map[string][]string {
	t.Helper()
	root := filepath.Join("..", "..", "..")
	found := map[string][]string{}
	for _, goos := range []string{"linux", "darwin", "windows"} {
		ctx := build.Default
		ctx.GOOS, ctx.CgoEnabled = goos, false
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.IsDir() {
				return err
			}
			if n := d.Name(); path != root && (strings.HasPrefix(n, ".") || n == "testdata") {
				return filepath.SkipDir
			}
			rel, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			if pkg, err := ctx.ImportDir(path, 0); err == nil {
				dir := filepath.ToSlash(rel)
				found[dir] = slices.Compact(slices.Sorted(slices.Values(append(found[dir], pkg.Imports...))))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(found) < 5 {
		t.Fatalf("found only %d packages below %s", len(found), mustAbs(root))
	}
	return found
}

func mustAbs(p string) string {
	wd, err := os.Getwd()
	if err != nil {
		return p
	}
	return filepath.Join(wd, p)
}
