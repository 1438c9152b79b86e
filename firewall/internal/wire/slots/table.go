// Package slots has the two structures in which decoders keep what spans several
// packets: a table that gives keys slot numbers, and a list of such numbers by age.
// All memory is there from the start.
package slots

import "hash/maphash"

// None ends every chain and stands for no slot.
const None = -1

// Table gives keys small slot numbers, from a fixed number of slots. Keys are
// chosen by whoever sends packets, so the hash is seeded (nobody can aim at one
// chain), and all memory is there from the start.
type Table[K comparable] struct {
	seed  maphash.Seed
	heads []int32 // first slot of each chain, plus one: zero memory is an empty table
	slots []slot[K]
	free  int32 // slots given back
	used  int32 // slots ever taken; those behind are free, too
}

type slot[K comparable] struct {
	key  K
	next int32 // of the chain, or of the free slots; plus one
}

// NewTable returns a table with this many slots.
func NewTable[K comparable](slots int) Table[K] {
	heads := 1
	for heads < 2*slots {
		heads *= 2
	}
	return Table[K]{seed: maphash.MakeSeed(), heads: make([]int32, heads), slots: make([]slot[K], slots)}
}

// head returns where the chain of k starts.
func (t *Table[K]) head(k K) *int32 {
	return &t.heads[maphash.Comparable(t.seed, k)&uint64(len(t.heads)-1)]
}

// Find returns the slot of k, or None.
func (t *Table[K]) Find(k K) int32 {
	at := *t.head(k)
	for at != 0 && t.slots[at-1].key != k {
		at = t.slots[at-1].next
	}
	return at - 1
}

// Insert takes a slot for k, which is not in the table, or returns None when all
// are taken.
func (t *Table[K]) Insert(k K) int32 {
	at := t.free
	switch {
	case at != 0:
		t.free = t.slots[at-1].next
	case int(t.used) < len(t.slots):
		t.used++
		at = t.used
	default:
		return None
	}
	head := t.head(k)
	t.slots[at-1] = slot[K]{k, *head}
	*head = at
	return at - 1
}

// Remove gives a taken slot back.
func (t *Table[K]) Remove(at int32) {
	s := &t.slots[at]
	link := t.head(s.key)
	for *link != at+1 {
		link = &t.slots[*link-1].next
	}
	*link = s.next
	s.next, t.free = t.free, at+1
}

// Key returns the key of a taken slot.
func (t *Table[K]) Key(at int32) *K { return &t.slots[at].key }

// Taken returns how many slots are taken.
func (t *Table[K]) Taken() (n int) {
	n = int(t.used)
	for at := t.free; at != 0; at = t.slots[at-1].next {
		n--
	}
	return n
}

// Len returns how many slots there are.
func (t *Table[K]) Len() int { return len(t.slots) }
