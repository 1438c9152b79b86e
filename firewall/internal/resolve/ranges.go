package resolve

import (
	"cmp"
	"slices"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// ranges maps keys of 128 bits to values by the longest prefix that holds the
// key. Prefixes either nest or lie apart, so they cut the key space into ranges
// that lie side by side, and a lookup is one search among their starts.
type ranges[V any] struct {
	entries []entry[V] // ascending by from; the first starts at zero
	index   []uint32   // by bucket: the entry that holds the bucket's first key
}

// entry holds the keys from its own start to just before the next entry's.
type entry[V any] struct {
	from  op.Addr
	value V
}

// span is a prefix before it is cut: the first and last key, how many bits or
// digits it fixes, and what it changes in the value of the prefix around it.
type span[V any] struct {
	first, last op.Addr
	length      int
	set         func(*V)
}

// indexFrom is how many entries make an index worth its memory (some 320 kB).
const indexFrom = 64

// newRanges cuts nested spans. Of spans with the same keys, longer prefixes are
// inside shorter ones, then later ones inside earlier ones.
func newRanges[V any](spans []span[V]) ranges[V] {
	slices.SortStableFunc(spans, func(a, b span[V]) int {
		return cmp.Or(compare(a.first, b.first), compare(b.last, a.last), cmp.Compare(a.length, b.length))
	})
	type open struct {
		last  op.Addr
		value V
	}
	var r ranges[V]
	var zero V
	r.add(op.Addr{}, zero)
	stack := []open{{op.Addr{Hi: ^uint64(0), Lo: ^uint64(0)}, zero}}
	closeBefore := func(k op.Addr) {
		for len(stack) > 1 && less(stack[len(stack)-1].last, k) {
			after := next(stack[len(stack)-1].last)
			stack = stack[:len(stack)-1]
			r.add(after, stack[len(stack)-1].value)
		}
	}
	for _, s := range spans {
		closeBefore(s.first)
		v := stack[len(stack)-1].value
		s.set(&v)
		r.add(s.first, v)
		stack = append(stack, open{s.last, v})
	}
	for len(stack) > 1 {
		top := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if top.last != (op.Addr{Hi: ^uint64(0), Lo: ^uint64(0)}) {
			r.add(next(top.last), stack[len(stack)-1].value)
		}
	}
	r.buildIndex()
	return r
}

// add starts a new range; one that starts where the last one does replaces it.
func (r *ranges[V]) add(from op.Addr, value V) {
	if n := len(r.entries); n > 0 && r.entries[n-1].from == from {
		r.entries[n-1].value = value
		return
	}
	r.entries = append(r.entries, entry[V]{from, value})
}

// each lets fn change every value.
func (r *ranges[V]) each(fn func(*V)) {
	for i := range r.entries {
		fn(&r.entries[i].value)
	}
}

// find returns the value of the range that holds k.
func (r *ranges[V]) find(k op.Addr) *V {
	at, n := 0, len(r.entries)
	if r.index != nil {
		b := bucket(k)
		at = int(r.index[b])
		n = int(r.index[b+1]) - at + 1
	}
	for n > 1 {
		half := n >> 1
		if !less(k, r.entries[at+half].from) {
			at += half
		}
		n -= half
	}
	return &r.entries[at].value
}

// The buckets of the index follow the order of keys: those below IPv4, IPv4 by
// its first 16 bits, those above by their first 14.
const (
	mapped4   = 0xFFFF << 32 // Lo of the first IPv4-mapped address
	buckets4  = 1 << 16
	bucketsHi = 1 << 14
	buckets   = 1 + buckets4 + bucketsHi
)

func bucket(k op.Addr) int {
	if k.Is4() {
		return 1 + int(uint32(k.Lo)>>16)
	}
	if k.Hi == 0 && k.Lo < mapped4 {
		return 0
	}
	return 1 + buckets4 + int(k.Hi>>50)
}

// firstOf is the first key of a bucket.
func firstOf(b int) op.Addr {
	switch {
	case b == 0:
		return op.Addr{}
	case b <= buckets4:
		return op.Addr{Lo: mapped4 | uint64(b-1)<<16}
	case b == 1+buckets4:
		return op.Addr{Lo: mapped4 + 1<<32}
	}
	return op.Addr{Hi: uint64(b-1-buckets4) << 50}
}

func (r *ranges[V]) buildIndex() {
	if len(r.entries) < indexFrom {
		return
	}
	r.index = make([]uint32, buckets+1)
	at := 0
	for b := range buckets {
		first := firstOf(b)
		for at+1 < len(r.entries) && !less(first, r.entries[at+1].from) {
			at++
		}
		r.index[b] = uint32(at)
	}
	r.index[buckets] = uint32(len(r.entries) - 1)
}

func less(a, b op.Addr) bool { return a.Hi < b.Hi || a.Hi == b.Hi && a.Lo < b.Lo }

func compare(a, b op.Addr) int { return cmp.Or(cmp.Compare(a.Hi, b.Hi), cmp.Compare(a.Lo, b.Lo)) }

// next returns the key after k, which is not the last one.
func next(k op.Addr) op.Addr {
	if k.Lo++; k.Lo == 0 {
		k.Hi++
	}
	return k
}

// before returns the key before k, which is not the first one.
func before(k op.Addr) op.Addr {
	if k.Lo--; k.Lo == ^uint64(0) {
		k.Hi--
	}
	return k
}
