// Package conformance holds the conformance guest: a module that says what it
// sees, by which a host proves that it speaks filter ABI 1. README.md tells how.
package conformance

import _ "embed"

//go:embed conformance.wasm
var module []byte

//go:embed expected.json
var expected []byte

// Module returns the guest. The bytes are not to be changed.
func Module() []byte { return module }

// Expected returns what the guest says, as JSON. The bytes are not to be changed.
func Expected() []byte { return expected }
