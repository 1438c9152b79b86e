package firewall

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// An operation has nothing in the columns of another protocol family, nor a bit in
// the words that tell what is present or invalid there: the chain leaves those
// columns out where a batch has no operation of theirs.
func TestOperationsHaveColumnsOfTheirFamilyOnly(t *testing.T) {
	l := vectorLane(t)
	const gtp, ss7, diameter = 1, 2, 3 // words of presence
	seen := map[op.Protocol]int{}
	check := func(frames []op.Frame) {
		b, _ := l.Rule(frames)
		for i := range b.Ops {
			o := &b.Ops[i]
			seen[o.Protocol]++
			var others []int
			switch o.Protocol {
			case op.ProtoGTPv1, op.ProtoGTPv2, op.ProtoGTPU:
				others = []int{ss7, diameter}
				if o.SS7 != 0 {
					t.Errorf("%s has a part of SS7", o.Protocol)
				}
			case op.ProtoMAP, op.ProtoCAP, op.ProtoTCAP, op.ProtoSCCP, op.ProtoM3UA:
				others = []int{gtp, diameter}
				if o.GTP != (op.GTP{}) {
					t.Errorf("%s has something of GTP: %+v", o.Protocol, o.GTP)
				}
			case op.ProtoDiameter:
				others = []int{gtp, ss7}
			default:
				continue // may have any
			}
			for _, word := range others {
				if o.Present[word]|o.Invalid[word] != 0 {
					t.Errorf("%s: word %d is %#x present, %#x invalid", o.Protocol, word, o.Present[word], o.Invalid[word])
				}
			}
		}
	}
	vectors := filepath.Join("..", "testvectors")
	for part := range slices.Chunk(slices.Concat(vectorFrames(t), framesIn(t, filepath.Join(vectors, "ss7")), framesIn(t, filepath.Join(vectors, "diameter"))), 64) {
		check(part)
	}
	for _, p := range []op.Protocol{op.ProtoGTPv1, op.ProtoGTPv2, op.ProtoGTPU, op.ProtoMAP, op.ProtoCAP, op.ProtoTCAP, op.ProtoSCCP, op.ProtoM3UA, op.ProtoDiameter} {
		if seen[p] == 0 {
			t.Errorf("no operation of %s among %v", p, seen)
		}
	}
}
