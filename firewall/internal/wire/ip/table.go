package ip

import "hash/maphash"

// table gives keys small slot numbers, from a fixed number of slots. Keys are
// chosen by whoever sends packets, so the hash is seeded (nobody can aim at one
// chain), and all memory is there from the start.
type table[K comparable] struct {
	seed  maphash.Seed
	heads []int32 // first slot of each chain
	slots []tableSlot[K]
	free  int32
}

type tableSlot[K comparable] struct {
	key  K
	next int32 // of the chain, or of the free slots
}

// none ends every chain.
const none = -1

func newTable[K comparable](slots int) table[K] {
	t := table[K]{seed: maphash.MakeSeed(), heads: make([]int32, 2*slots), slots: make([]tableSlot[K], slots), free: none}
	for i := range t.heads {
		t.heads[i] = none
	}
	for i := range t.slots {
		t.slots[i].next, t.free = t.free, int32(i)
	}
	return t
}

// head returns where the chain of k starts.
func (t *table[K]) head(k K) *int32 {
	return &t.heads[maphash.Comparable(t.seed, k)%uint64(len(t.heads))]
}

// find returns the slot of k, or none.
func (t *table[K]) find(k K) int32 {
	at := *t.head(k)
	for at != none && t.slots[at].key != k {
		at = t.slots[at].next
	}
	return at
}

// insert takes a slot for k, which is not in the table, or returns none when
// all are taken.
func (t *table[K]) insert(k K) int32 {
	at := t.free
	if at == none {
		return none
	}
	s, head := &t.slots[at], t.head(k)
	t.free = s.next
	s.key, s.next = k, *head
	*head = at
	return at
}

// remove gives a taken slot back.
func (t *table[K]) remove(at int32) {
	s := &t.slots[at]
	link := t.head(s.key)
	for *link != at {
		link = &t.slots[*link].next
	}
	*link = s.next
	s.next, t.free = t.free, at
}
