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

func (r *rows) slice(from, to int) rows {
	return rows{r.ops[from:to], r.parts[from:to], r.index[from:to]}
}

// traffic is what the operations of a batch are, as bits: what a filter wants, or
// what operations are there.
type traffic struct {
	protocols, kinds, directions uint32
}

func (t *traffic) add(o *op.Operation) {
	t.protocols |= 1 << o.Protocol
	t.kinds |= 1 << o.Kind
	t.directions |= 1 << o.Direction
}

// has reports whether an operation is among these.
func (t *traffic) has(o *op.Operation) bool {
	return t.protocols>>o.Protocol&(t.kinds>>o.Kind)&(t.directions>>o.Direction)&1 != 0
}

// covers reports whether all operations that are other are among these.
func (t *traffic) covers(other *traffic) bool {
	return other.protocols&^t.protocols == 0 && other.kinds&^t.kinds == 0 && other.directions&^t.directions == 0
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
	var is traffic
	for i := range b.Ops {
		o := &b.Ops[i]
		ops[i], parts[i] = o, partOf(b, o)
		is.add(o)
	}
	g.traffic, g.given = is, is.groups()
}

// Groups of columns as the catalogue numbers them, 64 each.
const (
	commonColumns   = 1 << iota // 1-63
	gtpColumns                  // 64-127
	ss7Columns                  // 128-191
	diameterColumns             // 192-255
	allColumns      = 1<<iota - 1
)

const (
	gtpProtocols      = 1<<op.ProtoGTPv1 | 1<<op.ProtoGTPv2 | 1<<op.ProtoGTPU
	ss7Protocols      = 1<<op.ProtoMAP | 1<<op.ProtoCAP | 1<<op.ProtoTCAP | 1<<op.ProtoSCCP | 1<<op.ProtoM3UA
	diameterProtocols = 1 << op.ProtoDiameter
)

// groups are those in which operations of these protocols may have something.
func (t *traffic) groups() (set uint8) {
	if t.protocols&gtpProtocols != 0 {
		set |= commonColumns | gtpColumns
	}
	if t.protocols&ss7Protocols != 0 {
		set |= commonColumns | ss7Columns
	}
	if t.protocols&diameterProtocols != 0 {
		set |= commonColumns | diameterColumns
	}
	if t.protocols&^(gtpProtocols|ss7Protocols|diameterProtocols) != 0 {
		return allColumns
	}
	return set
}
