package chain

import (
	"encoding/binary"
	"math/bits"
	"slices"

	"github.com/seed-43cefff0/portcullis/firewall/internal/guest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/sdk"
)

// stage is one filter in one lane: its instance, the columns it declared, and
// the rows gathered for its next call.
type stage struct {
	slot      *guest.Slot
	protocols uint32 // bit = protocol that it judges
	codes     codes  // of these
	columns   []column
	lists     []list
	spans     []column
	counters  counters
	size      int  // rows a call may have
	parted    bool // columns or counters read the SS7 parts of rows
	mixed     bool // columns of several protocols are declared, of which a row has those of one

	// The gathered rows. Arrays, as their places are written for every operation.
	n      int
	rows   [sdk.Capacity]*op.Operation
	parts  [sdk.Capacity]*op.SS7 // of the rows
	index  [sdk.Capacity]int32   // of each row in the batch's operations
	groups uint8                 // bit = group of columns in which a row may have something
	arena  int                   // octets that the rows need
	first  int                   // of the rows among those of the batch

	// The instance that was called last, and the groups of columns in which it
	// was given something: the others are zero in its memory.
	last  *guest.Instance
	dirty uint8
}

// column is one declared column: its catalogue number and its place in the
// manifest's order.
type column struct{ number, at int }

// Groups of columns as the catalogue numbers them, 64 each.
const (
	commonColumns   = 1 << iota // 1-63
	gtpColumns                  // 64-127
	ss7Columns                  // 128-191
	diameterColumns             // 192-255
	allColumns      = 1<<iota - 1
)

// groupsOf returns the groups in which an operation may have something.
func groupsOf(o *op.Operation) uint8 {
	switch {
	case o.SS7 != 0:
		return commonColumns | ss7Columns
	case o.Protocol >= op.ProtoGTPv1 && o.Protocol <= op.ProtoGTPU:
		return commonColumns | gtpColumns
	case o.Protocol == op.ProtoDiameter:
		return commonColumns | diameterColumns
	}
	return allColumns
}

// list is a declared list column with the columns of its table.
type list struct {
	column
	children children
	gathered int      // child rows that the gathered rows need
	next     op.Range // those of the operation at hand
}

// children are the columns of a list's table.
type children []column

// newStage lays out the columns of a module; size limits the rows of a call, and
// interconnects are numbered below shares.
func newStage(slot *guest.Slot, m *guest.Manifest, size, shares int) *stage {
	s := &stage{slot: slot, size: min(size, sdk.Capacity)}
	s.codes, s.counters = newCodes(slices.Sorted(slices.Values(m.Codes))), newCounters(slot, shares)
	for _, name := range m.Protocols {
		p, _ := op.ProtocolByName(name)
		s.protocols |= 1 << p
	}
	at := map[string]int{}
	for i, name := range m.ColumnNames() {
		at[name] = i
	}
	for _, c := range sdk.Columns {
		i, declared := at[c.Name]
		if !declared {
			continue
		}
		s.place(c, column{c.Number, i})
	}
	var declared uint8
	for _, c := range s.columns {
		declared |= 1 << (c.number / 64)
	}
	s.parted = declared&ss7Columns != 0 || len(s.counters.list) > 0
	s.mixed = bits.OnesCount8(declared&^commonColumns) > 1
	return s
}

func (s *stage) place(c sdk.Column, at column) {
	switch {
	case c.List() != "":
		for i := range s.lists {
			if parent, _ := sdk.ByName(c.List()); parent.Number == s.lists[i].number {
				s.lists[i].children = append(s.lists[i].children, at)
			}
		}
	case c.Kind == sdk.List:
		s.lists = append(s.lists, list{column: at})
	case c.Kind == sdk.Bytes:
		s.spans = append(s.spans, at)
	default:
		s.columns = append(s.columns, at)
	}
}

// run judges every operation of the batch that the filter applies to.
func (s *stage) run(b *op.Batch, j *Judge, me Source) {
	s.first = 0
	s.counters.begin()
	for i := range b.Ops {
		o := &b.Ops[i]
		if s.protocols>>o.Protocol&1 == 0 || !s.codes.has(o.Code) {
			continue
		}
		octets := s.need(b, o)
		if !s.fits(octets) {
			s.flush(b, j, me)
		}
		s.gather(b, o, int32(i), octets)
	}
	if s.n > 0 {
		s.flush(b, j, me)
	}
}

// need is what the columns of operation o take beyond its row: child rows, by
// list, noted in lists, and octets.
func (s *stage) need(b *op.Batch, o *op.Operation) (octets int) {
	for i := range s.lists {
		s.lists[i].next = rangeOf(s.lists[i].number, b, o)
	}
	for _, c := range s.spans {
		octets += int(spanOf(c.number, b, o).Len)
	}
	return octets
}

// fits reports whether what another row needs still has room beside the gathered
// ones. A single operation always has.
func (s *stage) fits(octets int) bool {
	if s.n == s.size {
		return false
	}
	if s.n == 0 {
		return true
	}
	for i := range s.lists {
		if s.lists[i].gathered+int(s.lists[i].next.Count) > sdk.ListCapacity {
			return false
		}
	}
	return s.arena+octets <= sdk.ArenaSize
}

func (s *stage) gather(b *op.Batch, o *op.Operation, index int32, octets int) {
	n := s.n
	s.rows[n], s.index[n] = o, index
	s.n++
	if s.parted {
		s.parts[n] = b.SS7Of(o)
	}
	if s.mixed {
		s.groups |= groupsOf(o)
	}
	if len(s.counters.list) > 0 {
		s.counters.count(b, s.rows[n:s.n], s.parts[n:s.n], index)
	}
	for i := range s.lists {
		s.lists[i].gathered += int(s.lists[i].next.Count)
	}
	s.arena += octets
}

// flush calls the filter on the gathered rows. When the call fails, every
// operation is judged again alone with its own fuel, so that none suffers for
// its neighbours; the ones that fail alone get the failure policy.
func (s *stage) flush(b *op.Batch, j *Judge, me Source) {
	n := s.n
	if !s.call(b, j, me, 0, n) {
		for i := range n {
			if n == 1 || !s.call(b, j, me, i, i+1) {
				j.reason(b, s.index[i], me, FilterFailed, true)
			}
		}
	}
	s.first += n
	s.n, s.arena, s.groups = 0, 0, 0
	for i := range s.lists {
		s.lists[i].gathered = 0
	}
}

// call runs the filter once on the gathered rows from one to another and records
// its reasons; false when it failed.
func (s *stage) call(b *op.Batch, j *Judge, me Source, from, to int) bool {
	in := s.slot.Instance()
	if in == nil {
		return false
	}
	rows, index := s.rows[from:to], s.index[from:to]
	s.scatter(in, b, rows, s.parts[from:to])
	s.counters.scatter(in, s.first+from, len(rows))
	if in.Filter(len(rows)) != nil {
		s.slot.Discard()
		return false
	}
	block, flag := in.Block(), in.Flag()
	for i := range rows {
		if block[i]|flag[i] != 0 {
			s.reasons(b, j, me, index[i], block[i], flag[i])
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

// scatter copies the declared columns of the rows into the guest's memory. What
// no row has anything in, and the instance was given nothing before, is zero there.
func (s *stage) scatter(in *guest.Instance, b *op.Batch, rows []*op.Operation, parts []*op.SS7) {
	if in != s.last {
		s.last, s.dirty = in, allColumns
	}
	groups := s.groups
	if !s.mixed {
		groups = allColumns
	}
	for _, c := range s.columns {
		switch group := c.number / 64; {
		case groups>>group&1 != 0:
			scatterScalar(c.number, b, rows, parts, in.Column(c.at))
		case s.dirty>>group&1 != 0:
			clear(in.Column(c.at)) // all of it: the rows before may have been more
		}
	}
	s.dirty = groups
	for i := range s.lists {
		s.lists[i].scatter(in, b, rows)
	}
	if len(s.spans) > 0 {
		s.scatterSpans(in, b, rows)
	}
}

func (l *list) scatter(in *guest.Instance, b *op.Batch, rows []*op.Operation) {
	heads := in.Column(l.at)
	if l.gathered == 0 {
		clear(heads[:4*len(rows)])
		return
	}
	at := 0
	var run op.Range // child rows that stand behind each other in the batch, as those of its operations mostly do
	for i, o := range rows {
		r := rangeOf(l.number, b, o)
		r.Count = min(r.Count, uint16(sdk.ListCapacity-at))
		binary.LittleEndian.PutUint16(heads[4*i:], uint16(at))
		binary.LittleEndian.PutUint16(heads[4*i+2:], r.Count)
		switch {
		case r.Count == 0:
		case int(r.First) == int(run.First)+int(run.Count):
			run.Count += r.Count
		default:
			l.children.scatter(in, b, run, at-int(run.Count))
			run = r
		}
		at += int(r.Count)
	}
	l.children.scatter(in, b, run, at-int(run.Count))
}

// scatter copies the child rows r into a table, from element at on.
func (c children) scatter(in *guest.Instance, b *op.Batch, r op.Range, at int) {
	if r.Count == 0 {
		return
	}
	for _, x := range c {
		scatterChild(x.number, b, r, at, in.Column(x.at))
	}
}

func (s *stage) scatterSpans(in *guest.Instance, b *op.Batch, rows []*op.Operation) {
	arena, at := in.Arena(), 0
	for _, c := range s.spans {
		heads := in.Column(c.at)
		for i, o := range rows {
			n := copy(arena[at:], b.Bytes(o, spanOf(c.number, b, o)))
			binary.LittleEndian.PutUint32(heads[8*i:], uint32(at))
			binary.LittleEndian.PutUint32(heads[8*i+4:], uint32(n))
			at += n
		}
	}
}

func (s *stage) close() { s.slot.Close() }
