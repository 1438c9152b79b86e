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
	sized     bool // there are lists or spans
	counters  counters
	counts    bool // there are counters
	picky     bool // there are counters, or not all codes are wanted
	size      int  // rows a call may have

	rows   []*op.Operation
	parts  []*op.SS7 // of the rows
	index  []int32   // of each row in the batch's operations
	groups uint8     // bit = group of columns in which a gathered row may have something
	arena  int       // octets that the gathered rows need
	first  int       // of the gathered rows among those of the batch

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
	children []column
	gathered int // child rows that the gathered rows need
}

// newStage lays out the columns of a module; size limits the rows of a call, and
// interconnects are numbered below shares.
func newStage(slot *guest.Slot, m *guest.Manifest, size, shares int) *stage {
	s := &stage{slot: slot, size: size, rows: make([]*op.Operation, 0, size), parts: make([]*op.SS7, 0, size), index: make([]int32, 0, size)}
	s.codes, s.counters = newCodes(slices.Sorted(slices.Values(m.Codes))), newCounters(slot, shares)
	s.counts = len(s.counters.list) > 0
	s.picky = s.counts || !s.codes.all
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
		s.sized = true
		s.lists = append(s.lists, list{column: at})
	case c.Kind == sdk.Bytes:
		s.sized = true
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
		if s.protocols>>o.Protocol&1 == 0 || s.picky && !s.admit(b, o, int32(i)) {
			continue
		}
		if len(s.rows) == s.size || s.sized && !s.fits(b, o) {
			s.flush(b, j, me)
		}
		s.gather(b, o, int32(i))
	}
	if len(s.rows) > 0 {
		s.flush(b, j, me)
	}
}

// admit reports whether the filter wants an operation of one of its protocols,
// and counts it. Most filters want all and count nothing.
func (s *stage) admit(b *op.Batch, o *op.Operation, index int32) bool {
	if !s.codes.has(o.Code) {
		return false
	}
	if s.counts {
		s.counters.count(b, o, index)
	}
	return true
}

// fits reports whether the lists and octets of another row still have room beside
// those of the gathered ones. A single operation's always have.
func (s *stage) fits(b *op.Batch, o *op.Operation) bool {
	if len(s.rows) == 0 {
		return true
	}
	for i := range s.lists {
		if s.lists[i].gathered+int(rangeOf(s.lists[i].number, b, o).Count) > sdk.ListCapacity {
			return false
		}
	}
	return s.arena+s.octets(b, o) <= sdk.ArenaSize
}

func (s *stage) octets(b *op.Batch, o *op.Operation) (n int) {
	for _, c := range s.spans {
		n += int(spanOf(c.number, b, o).Len)
	}
	return n
}

// gather adds a row to the next call.
func (s *stage) gather(b *op.Batch, o *op.Operation, index int32) {
	s.rows, s.parts, s.index = append(s.rows, o), append(s.parts, b.SS7Of(o)), append(s.index, index)
	s.groups |= groupsOf(o)
	if s.sized {
		s.reserve(b, o)
	}
}

// reserve takes the room that a row's lists and octets need.
func (s *stage) reserve(b *op.Batch, o *op.Operation) {
	for i := range s.lists {
		s.lists[i].gathered += int(rangeOf(s.lists[i].number, b, o).Count)
	}
	s.arena += s.octets(b, o)
}

// flush calls the filter on the gathered rows. When the call fails, every
// operation is judged again alone with its own fuel, so that none suffers for
// its neighbours; the ones that fail alone get the failure policy.
func (s *stage) flush(b *op.Batch, j *Judge, me Source) {
	n := len(s.rows)
	if !s.call(b, j, me, 0, n) {
		for i := range n {
			if n == 1 || !s.call(b, j, me, i, i+1) {
				j.reason(b, s.index[i], me, FilterFailed, true)
			}
		}
	}
	s.first += n
	s.rows, s.parts, s.index, s.arena, s.groups = s.rows[:0], s.parts[:0], s.index[:0], 0, 0
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
	if s.counts {
		s.counters.scatter(in, s.first+from, len(rows))
	}
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
	for _, c := range s.columns {
		switch group := c.number / 64; {
		case s.groups>>group&1 != 0:
			scatterScalar(c.number, b, rows, parts, in.Column(c.at))
		case s.dirty>>group&1 != 0:
			clear(in.Column(c.at)) // all of it: the rows before may have been more
		}
	}
	s.dirty = s.groups
	for i := range s.lists {
		s.lists[i].scatter(in, b, rows)
	}
	if len(s.spans) > 0 {
		s.scatterSpans(in, b, rows)
	}
}

func (l *list) scatter(in *guest.Instance, b *op.Batch, rows []*op.Operation) {
	heads, at := in.Column(l.at), 0
	if l.gathered == 0 {
		clear(heads[:4*len(rows)])
		return
	}
	for i, o := range rows {
		r := rangeOf(l.number, b, o)
		r.Count = min(r.Count, uint16(sdk.ListCapacity-at))
		binary.LittleEndian.PutUint16(heads[4*i:], uint16(at))
		binary.LittleEndian.PutUint16(heads[4*i+2:], r.Count)
		if r.Count == 0 {
			continue
		}
		for _, c := range l.children {
			scatterChild(c.number, b, r, at, in.Column(c.at))
		}
		at += int(r.Count)
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
