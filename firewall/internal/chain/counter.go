package chain

import (
	"encoding/binary"
	"slices"

	"github.com/seed-43cefff0/portcullis/firewall/internal/guest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/state"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/sdk"
)

// A counter keeps this many keys in each lane, unless that takes more octets.
const (
	counterKeys   = 1 << 14
	counterOctets = 4 << 20
)

// counters are what a filter's manifest declares to be counted. An operation is
// counted when it is gathered, in the order of arrival and once, so that its
// values depend neither on batches nor on what becomes of the call.
type counters struct {
	list   []counter
	keys   []counterKey
	first  int      // of their columns in the directory
	values []uint32 // of the batch's operations, one per counter for each one given to the filter
	given  []int32  // which operations these are
}

type counter struct {
	guest.Counting
	*state.Counter
	codes    codes
	key      int // in keys
	distinct [8]byte
}

// counterKey is the key of the operation at hand. Counters with the same columns
// share it.
type counterKey struct {
	columns []sdk.Column
	octets  []byte
}

// newCounters makes the counters of a slot's filter, for interconnects that are
// numbered below shares.
func newCounters(slot *guest.Slot, shares int) (c counters) {
	c.first = len(slot.Module().Manifest().ColumnNames())
	for _, d := range slot.Counters() {
		n := counter{Counting: d, codes: newCodes(d.Codes)}
		n.key = slices.IndexFunc(c.keys, func(k counterKey) bool { return slices.Equal(k.columns, d.Key) })
		if n.key < 0 {
			n.key = len(c.keys)
			c.keys = append(c.keys, newCounterKey(d.Key))
		}
		size := len(c.keys[n.key].octets)
		n.Counter = state.New(state.Config{
			KeySize: size, Window: d.Window, Limit: d.Limit, Distinct: d.Distinct.Number != 0,
			Keys: min(counterKeys, counterOctets/(size+32+16*d.Limit)), Shares: shares,
		})
		c.list = append(c.list, n)
	}
	return c
}

func newCounterKey(columns []sdk.Column) counterKey {
	size := 0
	for _, c := range columns {
		size += keyWidth(c)
	}
	return counterKey{columns, make([]byte, size)}
}

// keyWidth is what a column takes in a key: aligned, so that it can be written
// as an element of an array.
func keyWidth(c sdk.Column) int { return max(8, c.Kind.Size()) }

func (k *counterKey) read(b *op.Batch, one *rows) {
	at := 0
	for _, c := range k.columns {
		scatterScalar(c.Number, b, one, k.octets[at:at+c.Kind.Size()])
		at += keyWidth(c)
	}
}

// begin forgets the values of the batch before.
func (c *counters) begin() { c.values, c.given = c.values[:0], c.given[:0] }

// count notes the values of operations.
func (c *counters) count(b *op.Batch, r *rows, from, to int) {
	var one rows
	for i := from; i < to; i++ {
		r.cut(&one, i, i+1)
		c.note(b, &one)
	}
}

// note notes the values of one operation.
func (c *counters) note(b *op.Batch, one *rows) {
	o := one.ops[0]
	m := &b.Messages[o.Message]
	for i := range c.keys {
		c.keys[i].read(b, one)
	}
	for i := range c.list {
		n := &c.list[i]
		key := c.keys[n.key].octets
		if !n.counts(o) {
			c.values = append(c.values, n.Look(key, m.TimeNS))
			continue
		}
		if n.Distinct.Number != 0 {
			scatterScalar(n.Distinct.Number, b, one, n.distinct[:n.Distinct.Kind.Size()])
		}
		c.values = append(c.values, n.Add(key, int(m.Peer()), m.TimeNS, binary.LittleEndian.Uint64(n.distinct[:])))
	}
	c.given = append(c.given, one.index[0])
}

// counts reports whether the counter is about operations like this one.
func (n *counter) counts(o *op.Operation) bool {
	return (n.Protocols>>o.Protocol)&(n.Kinds>>o.Kind)&(n.Directions>>o.Direction)&1 != 0 && n.codes.has(o.Code)
}

// scatter copies the values of rows, of which the first is given[from], into the
// guest's memory.
func (c *counters) scatter(in *guest.Instance, from, rows int) {
	for k := range c.list {
		d := view[uint32](in.Column(c.first + k))[:rows]
		for i := range d {
			d[i] = c.values[(from+i)*len(c.list)+k]
		}
	}
}

// Adopt takes over what the filters of another judge have counted, as far as
// this one's filters of the same name count the same. The other judge is not to
// be used any more. It is called between batches, on the lane's goroutine.
func (j *Judge) Adopt(old *Judge) {
	for i, s := range j.stages {
		for k, o := range old.stages {
			if j.policy.Filters[i].Name == old.policy.Filters[k].Name {
				s.counters.adopt(&o.counters, j.policy.shares())
			}
		}
	}
}

func (c *counters) adopt(old *counters, shares int) {
	for i := range c.list {
		for k := range old.list {
			if n, o := &c.list[i], &old.list[k]; n.Same(&o.Counting) {
				n.Counter = o.Counter
				n.Share(shares)
			}
		}
	}
}

// Counted calls fn with the value of every counter that a filter had for
// operation index of the last batch: for people, who want to know why.
func (j *Judge) Counted(index int, fn func(filter, counter string, value uint32)) {
	for i, s := range j.stages {
		at := slices.Index(s.counters.given, int32(index))
		if at < 0 {
			continue
		}
		for k := range s.counters.list {
			fn(j.policy.Filters[i].Name, s.counters.list[k].Name, s.counters.values[at*len(s.counters.list)+k])
		}
	}
}

// shares is how many interconnects the policy numbers, the unknown one included.
func (p *Policy) shares() int { return max(1, len(p.Modes.Peer)) }

// codes is a set of operation codes.
type codes struct {
	all  bool
	low  [4]uint64 // those below 256, as all of GTP's are
	high []uint32  // the others, ascending
}

// newCodes makes a set of an ascending list; of none, the set of all.
func newCodes(list []uint32) (c codes) {
	c.all = len(list) == 0
	for _, n := range list {
		if n < 256 {
			c.low[n>>6] |= 1 << (n & 63)
		} else {
			c.high = append(c.high, n)
		}
	}
	return c
}

func (c *codes) has(n uint32) bool {
	if n < 256 && !c.all {
		return c.low[n>>6]>>(n&63)&1 != 0
	}
	return c.all || c.hasHigh(n)
}

func (c *codes) hasHigh(n uint32) bool {
	_, found := slices.BinarySearch(c.high, n)
	return found
}
