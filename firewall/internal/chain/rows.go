package chain

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// part is what an operation has beside itself in the batch, empty where it is of
// another protocol.
type part struct {
	ss7      *op.SS7
	diameter *op.Diameter
}

func partOf(b *op.Batch, o *op.Operation) part { return part{b.SS7Of(o), b.DiameterOf(o)} }

// rows are operations as columns are copied from them: side by side their parts
// and their positions in the batch.
type rows struct {
	ops   []*op.Operation
	parts []part
	index []int32
}

func newRows(n int) rows { return rows{make([]*op.Operation, n), make([]part, n), make([]int32, n)} }

// cut makes some the rows from one to another. They are not returned, as they are
// too large to be copied for a single operation.
func (r *rows) cut(some *rows, from, to int) {
	some.ops, some.parts, some.index = r.ops[from:to], r.parts[from:to], r.index[from:to]
}

// traffic is what the operations of a batch are, as bits: what a filter wants, or
// what operations are there.
type traffic struct {
	protocols, kinds, directions uint32
}

// has reports whether an operation is among these.
func (t *traffic) has(o *op.Operation) bool {
	return t.protocols>>o.Protocol&(t.kinds>>o.Kind)&(t.directions>>o.Direction)&1 != 0
}

// meets reports whether any operation that is other may be among these, and whether
// every one is.
func (t *traffic) meets(other *traffic) (any, every bool) {
	any = t.protocols&other.protocols != 0 && t.kinds&other.kinds != 0 && t.directions&other.directions != 0
	return any, other.protocols&^t.protocols|other.kinds&^t.kinds|other.directions&^t.directions == 0
}

// gathered are all operations of a batch, which every stage reads.
type gathered struct {
	rows
	traffic
	given uint8 // groups of columns in which one of them may have something
}

func (g *gathered) read(b *op.Batch) {
	n := len(b.Ops)
	if cap(g.ops) < n {
		g.rows = newRows(2 * n)
		for i := range g.index {
			g.index[i] = int32(i)
		}
	}
	ops, parts := g.ops[:n], g.parts[:n]
	g.ops, g.parts, g.index = ops, parts, g.index[:n]
	var protocols, kinds, directions uint32
	for i := range b.Ops {
		o := &b.Ops[i]
		ops[i], parts[i] = o, partOf(b, o)
		protocols |= 1 << o.Protocol
		kinds |= 1 << o.Kind
		directions |= 1 << o.Direction
	}
	g.traffic, g.given = traffic{protocols, kinds, directions}, groupsOf(protocols)
}

// Groups of columns as the catalogue numbers them, 64 each.
const (
	commonColumns   = 1 << iota // 1-63
	gtpColumns                  // 64-127
	ss7Columns                  // 128-191
	diameterColumns             // 192-255
	allColumns      = 1<<iota - 1
)

// groupOf returns the group that a column belongs to. The words that tell what is
// present, or invalid, in a group are zero with it.
func groupOf(column int) uint8 {
	switch column {
	case op.ColPresentGTP, op.ColInvalidGTP:
		return gtpColumns
	case op.ColPresentSS7, op.ColInvalidSS7:
		return ss7Columns
	case op.ColPresentDiameter, op.ColInvalidDiameter:
		return diameterColumns
	}
	return 1 << (column / 64)
}

const (
	gtpProtocols      = 1<<op.ProtoGTPv1 | 1<<op.ProtoGTPv2 | 1<<op.ProtoGTPU
	ss7Protocols      = 1<<op.ProtoMAP | 1<<op.ProtoCAP | 1<<op.ProtoTCAP | 1<<op.ProtoSCCP | 1<<op.ProtoM3UA
	diameterProtocols = 1 << op.ProtoDiameter
)

// groupsOf returns the groups in which operations of these protocols may have
// something.
func groupsOf(protocols uint32) (set uint8) {
	if protocols&gtpProtocols != 0 {
		set |= commonColumns | gtpColumns
	}
	if protocols&ss7Protocols != 0 {
		set |= commonColumns | ss7Columns
	}
	if protocols&diameterProtocols != 0 {
		set |= commonColumns | diameterColumns
	}
	if protocols&^(gtpProtocols|ss7Protocols|diameterProtocols) != 0 {
		return allColumns
	}
	return set
}
