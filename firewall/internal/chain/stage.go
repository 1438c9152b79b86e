package chain

import (
	"math/bits"
	"slices"

	"github.com/seed-43cefff0/portcullis/firewall/internal/guest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/sdk"
)

// stage is one filter in one lane: its instance, what it wants, the columns it
// declared, and the rows of its next call.
type stage struct {
	slot     *guest.Slot
	wants    traffic
	codes    codes // of these
	groups   []group
	sized    bool // there are lists or spans
	counters counters
	size     int // rows a call may have

	// The rows of the next calls, and where they are put together if they are not
	// all operations of the batch.
	rows  *rows
	given uint8 // groups of columns in which a row may have something
	base  int   // of the rows among those of the batch that the filter gets
	own   rows

	// The instance that was called last, and the groups of columns in which it
	// was given something: the others are zero in its memory.
	last  *guest.Instance
	dirty uint8
}

// newStage lays out the columns of a module; size limits the rows of a call, and
// interconnects are numbered below shares.
func newStage(slot *guest.Slot, m *guest.Manifest, size, shares int) *stage {
	s := &stage{slot: slot, size: min(size, sdk.Capacity), own: newRows(sdk.Capacity)}
	s.wants.protocols, s.wants.kinds, s.wants.directions = m.Wanted()
	s.codes, s.counters = newCodes(slices.Sorted(slices.Values(m.Codes))), newCounters(slot, shares)
	at := map[string]int{}
	for i, name := range m.ColumnNames() {
		at[name] = i
	}
	for _, c := range sdk.Columns {
		if i, declared := at[c.Name]; declared {
			s.place(c, column{c.Number, i})
		}
	}
	return s
}

// place puts a column into its group, which for one of a child table is the list's.
func (s *stage) place(c sdk.Column, at column) {
	parent := c
	if c.List() != "" {
		parent, _ = sdk.ByName(c.List())
	}
	bit := groupOf(parent.Number)
	i := slices.IndexFunc(s.groups, func(g group) bool { return g.bit == bit })
	if i < 0 {
		i = len(s.groups)
		s.groups = append(s.groups, group{bit: bit})
	}
	s.groups[i].place(c, parent, at)
	s.sized = s.sized || len(s.groups[i].lists)+len(s.groups[i].spans) > 0
}

// run judges every operation of the batch that the filter wants. That is all of
// them as a rule, which are not looked at one by one then, or none.
func (s *stage) run(b *op.Batch, all *gathered, j *Judge, me Source) {
	s.base = 0
	s.counters.begin()
	switch any, every := s.wants.meets(&all.traffic); {
	case !any:
	case every && s.codes.all:
		s.rows, s.given = &all.rows, all.given
		for from, n := 0, len(all.ops); from < n; from += s.size {
			s.judge(b, j, me, from, min(from+s.size, n))
		}
	default:
		for at := 0; at < len(all.ops); {
			var n int
			if n, at = s.pick(all, at, every); n > 0 {
				s.judge(b, j, me, 0, n)
				s.base += n
			}
		}
	}
}

// pick puts together what the filter wants of the operations from at on, as far as a
// call may have it: how many, and where it ended. every tells that codes alone decide.
func (s *stage) pick(all *gathered, at int, every bool) (n, end int) {
	var protocols uint32
	for ; at < len(all.ops) && n < s.size; at++ {
		o := all.ops[at]
		if !every && !s.wants.has(o) || !s.codes.has(o.Code) {
			continue
		}
		s.own.ops[n], s.own.parts[n], s.own.index[n] = o, all.parts[at], int32(at)
		protocols |= 1 << o.Protocol
		n++
	}
	s.rows, s.given = &s.own, groupsOf(protocols)
	return n, at
}

// judge calls the filter on the rows from one to another, which a call may have
// unless their lists or octets are too many.
func (s *stage) judge(b *op.Batch, j *Judge, me Source, from, to int) {
	if len(s.counters.list) > 0 {
		s.counters.count(b, s.rows, from, to)
	}
	if s.sized && !s.measure(from, to) {
		s.part(b, j, me, from, from, to)
		return
	}
	s.try(b, j, me, from, from, to)
}

// part calls the filter on the rows from one to another, in halves where their
// lists or octets have no room beside each other: those of one always have. first
// is the first row of those that were measured.
func (s *stage) part(b *op.Batch, j *Judge, me Source, first, from, to int) {
	if to-from == 1 || s.fit(from-first, to-first) {
		s.try(b, j, me, first, from, to)
		return
	}
	middle := (from + to) / 2
	s.part(b, j, me, first, from, middle)
	s.part(b, j, me, first, middle, to)
}

// try calls the filter on the rows from one to another. When the call fails, every
// operation is judged again alone with its own fuel, so that none suffers for its
// neighbours; the ones that fail alone get the failure policy.
func (s *stage) try(b *op.Batch, j *Judge, me Source, first, from, to int) {
	if s.call(b, j, me, first, from, to) {
		return
	}
	for i := from; i < to; i++ {
		if to-from == 1 || !s.call(b, j, me, first, i, i+1) {
			j.reason(b, s.rows.index[i], me, FilterFailed, true)
		}
	}
}

// call runs the filter once on the rows from one to another and records its
// reasons; false when it failed.
func (s *stage) call(b *op.Batch, j *Judge, me Source, first, from, to int) bool {
	in := s.slot.Instance()
	if in == nil {
		return false
	}
	s.scatter(in, b, first, from, to)
	s.counters.scatter(in, s.base+from, to-from)
	if in.Filter(to-from) != nil {
		s.slot.Discard()
		return false
	}
	if in.Silent() {
		return true
	}
	block, flag := in.Block(), in.Flag()
	for i, index := range s.rows.index[from:to] {
		if block[i]|flag[i] != 0 {
			s.reasons(b, j, me, index, block[i], flag[i])
		}
	}
	return true
}

func (s *stage) reasons(b *op.Batch, j *Judge, me Source, index int32, block, flag uint64) {
	for set := block | flag; set != 0; set &= set - 1 {
		n := uint8(bits.TrailingZeros64(set))
		j.reason(b, index, me, n, block>>n&1 != 0)
	}
}

func (s *stage) close() { s.slot.Close() }
