// Package wire turns frames into messages, operations and faults.
//
// A Decoder knows the order of the layers; each protocol is a package of its
// own that knows no other. Decoding does not allocate, does not fail and never
// reads a message twice: what is wrong with it is recorded as faults, and what
// cannot be understood is a message all the same, so that policy gets to see it.
package wire
