// Package report adds up what was judged: what enforcing would have blocked, by
// operator and reason.
package report

// Report is what a run or a set of captures comes to.
type Report struct{}
