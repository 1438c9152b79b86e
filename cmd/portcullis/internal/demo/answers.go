package demo

import (
	"hash/maphash"
	"net/netip"
)

// answers remembers what a node answered, so that a request that is sent again
// gets the same answer and not a second session (TS 29.274 clause 7.6, TS 29.060
// clause 7.6). One goroutine uses it.
type answers struct {
	seed   maphash.Seed
	given  map[uint64][]byte
	recent []uint64 // keys in the order given, a ring
	next   int
}

// remembered is how many answers back a repetition is known: seconds' worth.
const remembered = 1 << 15

func newAnswers() *answers {
	return &answers{seed: maphash.MakeSeed(), given: map[uint64][]byte{}, recent: make([]uint64, remembered)}
}

// to answers a request from a peer by what it was answered before, or else by
// answer. No answer is remembered, too: whoever gave none does not want to.
func (a *answers) to(from netip.AddrPort, request []byte, answer func() []byte) []byte {
	key := maphash.Bytes(a.seed, request) ^ maphash.Comparable(a.seed, from)
	if given, again := a.given[key]; again {
		return given
	}
	given := answer()
	delete(a.given, a.recent[a.next])
	a.given[key], a.recent[a.next] = given, key
	a.next = (a.next + 1) % remembered
	return given
}
