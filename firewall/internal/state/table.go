package state

import (
	"bytes"
	"hash/maphash"
	"math/bits"
)

// table finds entries by key and lists them by when they were last touched. It
// is an open-addressed hash table of a fixed size, at most half full. The hash
// is seeded: keys are made of addresses and numbers that an attacker chooses.
type table struct {
	seed    maphash.Seed
	keySize int
	keys    []byte // keySize per entry
	entries []entry
	used    int

	index []int32 // by hash: entry + 1, 0 free
	mask  uint32

	free           int32 // first of the list of free entries, linked by newer; -1 none
	oldest, newest int32 // ends of the list of used ones; -1 none
}

type entry struct {
	hash         uint32
	older, newer int32 // neighbours in the list; -1 none
	share        uint16
	next, held   uint8 // of the ring: where the next operation goes, and how many there are
}

func (t *table) init(size, keySize int) {
	t.seed, t.keySize = maphash.MakeSeed(), keySize
	t.keys, t.entries = make([]byte, size*keySize), make([]entry, size)
	slots := 1 << bits.Len(uint(2*size-1))
	t.index, t.mask = make([]int32, slots), uint32(slots-1)
	t.oldest, t.newest = -1, -1
	for i := range t.entries {
		t.entries[i].newer = int32(i + 1)
	}
	t.entries[size-1].newer = -1
}

func (t *table) hash(key []byte) uint32 { return uint32(maphash.Bytes(t.seed, key)) }

func (t *table) key(at int32) []byte { return t.keys[int(at)*t.keySize:][:t.keySize] }

// find returns the entry of a key.
func (t *table) find(key []byte) (at int32, found bool) {
	h := t.hash(key)
	for slot := h & t.mask; t.index[slot] != 0; slot = (slot + 1) & t.mask {
		at = t.index[slot] - 1
		if t.entries[at].hash == h && bytes.Equal(t.key(at), key) {
			return at, true
		}
	}
	return 0, false
}

// add makes an entry for a key that is not there. There is a free one: the
// shares see to that.
func (t *table) add(key []byte, share uint16) int32 {
	at := t.free
	t.free = t.entries[at].newer
	h := t.hash(key)
	t.entries[at] = entry{hash: h, share: share}
	copy(t.key(at), key)
	slot := h & t.mask
	for t.index[slot] != 0 {
		slot = (slot + 1) & t.mask
	}
	t.index[slot] = at + 1
	t.used++
	t.append(at)
	return at
}

// remove frees an entry. The slots after it move up where they can, so that no
// search needs to step over graves.
func (t *table) remove(at int32) {
	slot := t.entries[at].hash & t.mask
	for t.index[slot] != at+1 {
		slot = (slot + 1) & t.mask
	}
	for next := slot; ; {
		next = (next + 1) & t.mask
		if t.index[next] == 0 {
			break
		}
		home := t.entries[t.index[next]-1].hash & t.mask
		if (next-home)&t.mask >= (next-slot)&t.mask {
			t.index[slot] = t.index[next]
			slot = next
		}
	}
	t.index[slot] = 0
	t.unlink(at)
	t.entries[at].newer = t.free
	t.free = at
	t.used--
}

// touch makes an entry the newest.
func (t *table) touch(at int32) {
	if t.newest != at {
		t.unlink(at)
		t.append(at)
	}
}

func (t *table) append(at int32) {
	e := &t.entries[at]
	e.older, e.newer = t.newest, -1
	if t.newest >= 0 {
		t.entries[t.newest].newer = at
	} else {
		t.oldest = at
	}
	t.newest = at
}

func (t *table) unlink(at int32) {
	e := &t.entries[at]
	if e.older >= 0 {
		t.entries[e.older].newer = e.newer
	} else {
		t.oldest = e.newer
	}
	if e.newer >= 0 {
		t.entries[e.newer].older = e.older
	} else {
		t.newest = e.older
	}
}
