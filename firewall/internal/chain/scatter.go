package chain

import (
	"encoding/binary"
	"unsafe"

	"github.com/seed-43cefff0/portcullis/firewall/internal/guest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/sdk"
)

// column is one declared column: its catalogue number and its place in the
// manifest's order.
type column struct{ number, at int }

// group are the declared columns of one group of the catalogue: a row has
// something in all of them, or in none.
type group struct {
	bit     uint8
	scalars []column
	lists   []list
	spans   []span
}

// list is a declared list column with the columns of its table.
type list struct {
	column
	children children
	ranges   [sdk.Capacity]op.Range // of the rows
	total    int                    // child rows in them
}

// children are the columns of a list's table.
type children []column

// span is a declared column of octets.
type span struct {
	column
	spans [sdk.Capacity]op.Span // of the rows
	total int                   // octets in them
}

func (g *group) place(c, parent sdk.Column, at column) {
	switch {
	case c.List() != "":
		for i := range g.lists {
			if l := &g.lists[i]; l.number == parent.Number {
				l.children = append(l.children, at)
			}
		}
	case c.Kind == sdk.List:
		g.lists = append(g.lists, list{column: at})
	case c.Kind == sdk.Bytes:
		g.spans = append(g.spans, span{column: at})
	default:
		g.scalars = append(g.scalars, at)
	}
}

// measure notes which child rows and octets the rows from one to another have, and
// reports whether all have room beside each other.
func (s *stage) measure(from, to int) (fit bool) {
	var r rows
	s.rows.cut(&r, from, to)
	fit = true
	octets := 0
	for i := range s.groups {
		g := &s.groups[i]
		if s.given&g.bit == 0 {
			continue
		}
		for i := range g.lists {
			l := &g.lists[i]
			l.total = rangesOf(l.number, &r, l.ranges[:])
			fit = fit && l.total <= sdk.ListCapacity
		}
		for i := range g.spans {
			c := &g.spans[i]
			c.total = spansOf(c.number, &r, c.spans[:])
			octets += c.total
		}
	}
	return fit && octets <= sdk.ArenaSize
}

// fit reports whether the child rows and the octets of some of the rows that were
// measured have room beside each other.
func (s *stage) fit(from, to int) bool {
	octets := 0
	for i := range s.groups {
		g := &s.groups[i]
		if s.given&g.bit == 0 {
			continue
		}
		for i := range g.lists {
			n := 0
			for _, r := range g.lists[i].ranges[from:to] {
				n += int(r.Count)
			}
			if n > sdk.ListCapacity {
				return false
			}
		}
		for i := range g.spans {
			for _, x := range g.spans[i].spans[from:to] {
				octets += int(x.Len)
			}
		}
	}
	return octets <= sdk.ArenaSize
}

// scatter copies the declared columns of the rows from one to another into the
// guest's memory. What no row has anything in, and the instance was given nothing
// before, is zero there. first is the first row of those that were measured.
func (s *stage) scatter(in *guest.Instance, b *op.Batch, first, from, to int) {
	if in != s.last {
		s.last, s.dirty = in, allColumns
	}
	var r rows
	s.rows.cut(&r, from, to)
	at := 0
	for i := range s.groups {
		g := &s.groups[i]
		if s.given&g.bit == 0 {
			if s.dirty&g.bit != 0 {
				g.clear(in)
			}
			continue
		}
		for _, c := range g.scalars {
			scatterScalar(c.number, b, &r, in.Column(c.at))
		}
		for i := range g.lists {
			l := &g.lists[i]
			l.scatter(in, b, l.ranges[from-first:to-first])
		}
		for i := range g.spans {
			c := &g.spans[i]
			at = c.scatter(in, b, r.ops, c.spans[from-first:to-first], at)
		}
	}
	s.dirty = s.given
}

// clear zeroes the columns in the guest's memory: all of them, as the rows before
// may have been more. Nobody is told the child rows and octets any more.
func (g *group) clear(in *guest.Instance) {
	for _, c := range g.scalars {
		clear(in.Column(c.at))
	}
	for i := range g.lists {
		clear(in.Column(g.lists[i].at))
	}
	for i := range g.spans {
		clear(in.Column(g.spans[i].at))
	}
}

// scatter writes the ranges of rows, and the child rows that they have: most
// stand behind each other in the batch, and are copied in one run.
func (l *list) scatter(in *guest.Instance, b *op.Batch, ranges []op.Range) {
	if l.total == 0 {
		clear(in.Column(l.at)[:4*len(ranges)])
		return
	}
	heads := view[uint32](in.Column(l.at))[:len(ranges)]
	at := 0
	var run op.Range
	for i, r := range ranges {
		n := min(int(r.Count), sdk.ListCapacity-at)
		heads[i] = uint32(at) | uint32(n)<<16
		switch {
		case n == 0:
			continue
		case int(r.First) == int(run.First)+int(run.Count):
			run.Count += uint16(n)
		default:
			l.children.scatter(in, b, run, at-int(run.Count))
			run = op.Range{First: r.First, Count: uint16(n)}
		}
		at += n
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

// scatter copies the octets of rows into the arena, from at on, and returns where
// they end.
func (c *span) scatter(in *guest.Instance, b *op.Batch, ops []*op.Operation, spans []op.Span, at int) int {
	if c.total == 0 {
		clear(in.Column(c.at)[:8*len(spans)])
		return at
	}
	arena, heads := in.Arena(), view[uint64](in.Column(c.at))[:len(spans)]
	for i, x := range spans {
		n := 0
		if x.Len > 0 {
			n = copy(arena[at:], b.Bytes(ops[i], x))
		}
		heads[i] = uint64(at) | uint64(n)<<32
		at += n
	}
	return at
}

// view reads guest memory as an array of T. The guest's buffer is 16-byte
// aligned and little-endian, as are the hosts the firewall is built for.
func view[T uint8 | uint16 | uint32 | uint64](b []byte) []T {
	var t T
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/int(unsafe.Sizeof(t)))
}

// putAddr writes an address in network order.
func putAddr(b []byte, a op.Addr) {
	binary.BigEndian.PutUint64(b, a.Hi)
	binary.BigEndian.PutUint64(b[8:16], a.Lo)
}

// alone is one operation as a row.
func alone(b *op.Batch, o *op.Operation) rows {
	return rows{ops: []*op.Operation{o}, parts: []part{partOf(b, o)}}
}

// rangeOf returns the child rows of an operation in a list column.
func rangeOf(column int, b *op.Batch, o *op.Operation) op.Range {
	var x [1]op.Range
	r := alone(b, o)
	_ = rangesOf(column, &r, x[:])
	return x[0]
}

// spanOf returns the octets of an operation in a bytes column.
func spanOf(column int, b *op.Batch, o *op.Operation) op.Span {
	var x [1]op.Span
	r := alone(b, o)
	_ = spansOf(column, &r, x[:])
	return x[0]
}
