// Package testvectors holds captures that no implementation owns, and beside each
// what has to be decided about every operation in it. README.md explains the
// format and how to add a vector; gen writes them, independent holds a second set
// that other tools encoded.
package testvectors

//go:generate go run ./gen
