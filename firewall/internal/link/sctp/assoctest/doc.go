// Package assoctest is the conformance suite of associations: what the link that
// joins two of them relies on, whatever carries them.
//
// To test a backend: describe it as a Subject, and call Run.
package assoctest
