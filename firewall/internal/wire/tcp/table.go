package tcp

import "hash/maphash"

// none ends every chain and stands for no slot.
const none = -1

// table gives keys small slot numbers, from a fixed number of slots. Keys are
// chosen by whoever sends packets, so the hash is seeded (nobody can aim at one
// chain), and all memory is there from the start.
type table[K comparable] struct {
	seed  maphash.Seed
	heads []int32 // first slot of each chain, plus one: zero memory is an empty table
	slots []tableSlot[K]
	free  int32 // slots given back
	used  int32 // slots ever taken; those behind are free, too
}

type tableSlot[K comparable] struct {
	key  K
	next int32 // of the chain, or of the free slots; plus one
}

func newTable[K comparable](slots int) table[K] {
	heads := 1
	for heads < 2*slots {
		heads *= 2
	}
	return table[K]{seed: maphash.MakeSeed(), heads: make([]int32, heads), slots: make([]tableSlot[K], slots)}
}

// head returns where the chain of k starts.
func (t *table[K]) head(k K) *int32 {
	return &t.heads[maphash.Comparable(t.seed, k)&uint64(len(t.heads)-1)]
}

// find returns the slot of k, or none.
func (t *table[K]) find(k K) int32 {
	at := *t.head(k)
	for at != 0 && t.slots[at-1].key != k {
		at = t.slots[at-1].next
	}
	return at - 1
}

// insert takes a slot for k, which is not in the table, or returns none when all
// are taken.
func (t *table[K]) insert(k K) int32 {
	at := t.free
	switch {
	case at != 0:
		t.free = t.slots[at-1].next
	case int(t.used) < len(t.slots):
		t.used++
		at = t.used
	default:
		return none
	}
	head := t.head(k)
	t.slots[at-1] = tableSlot[K]{k, *head}
	*head = at
	return at - 1
}

// remove gives a taken slot back.
func (t *table[K]) remove(at int32) {
	s := &t.slots[at]
	link := t.head(s.key)
	for *link != at+1 {
		link = &t.slots[*link-1].next
	}
	*link = s.next
	s.next, t.free = t.free, at+1
}
