// Package filters holds the first-party filter modules, each a WebAssembly module
// whose source and binary stand in its folder. build.sh builds them all.
//
// To add a filter: copy a folder (README.md, manifest.json, src, vectors), name
// it in build.sh and in the table below, run build.sh and test.sh.
package filters

import (
	_ "embed"
	"slices"
)

//go:embed opgate/filter.wasm
var opgate []byte

//go:embed spoofguard/filter.wasm
var spoofguard []byte

//go:embed homecheck/filter.wasm
var homecheck []byte

//go:embed smsguard/filter.wasm
var smsguard []byte

//go:embed echoguard/filter.wasm
var echoguard []byte

//go:embed reference/filter.wasm
var reference []byte

// builtins in the order in which they run by default: cheap and decisive first.
var builtins = []struct {
	name   string
	module []byte
}{
	{"opgate", opgate},
	{"spoofguard", spoofguard},
	{"homecheck", homecheck},
	{"smsguard", smsguard},
	{"echoguard", echoguard},
}

// Names returns the names of the built-in filters in their default order.
func Names() []string {
	names := make([]string, len(builtins))
	for i, b := range builtins {
		names[i] = b.name
	}
	return names
}

// Builtin returns the module of a built-in filter ("builtin:NAME" in a
// configuration). The bytes are a copy.
func Builtin(name string) ([]byte, bool) {
	for _, b := range builtins {
		if b.name == name {
			return slices.Clone(b.module), true
		}
	}
	return nil, false
}

// Reference returns the frozen filter that benchmarks measure; its native twin
// is in the package filters/reference. It is not a built-in: it judges nothing real.
func Reference() []byte { return slices.Clone(reference) }
