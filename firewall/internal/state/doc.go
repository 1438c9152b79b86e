// Package state keeps what the firewall remembers of earlier traffic. Every
// store belongs to one lane, is of a fixed size from the start, and refuses a
// newcomer rather than forget somebody who is still being watched: who floods a
// store does not push honest entries out of it.
package state
