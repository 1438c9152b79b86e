package bench

import (
	"cmp"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// The messages made to be slow get to the layer that they are to slow down.
func TestWorstCasesOfSS7(t *testing.T) {
	want := map[string]op.Protocol{
		"identifiers": op.ProtoTCAP, "user information": op.ProtoTCAP, "M3UA parameters": op.ProtoM3UA, "chunks that nobody knows": op.ProtoSCTP, "chunks of DATA sent again": op.ProtoM3UA,
	}
	for _, w := range worstSS7Shapes {
		f := w.build(1480)
		if len(f.Data) > 1500 || len(f.Data) < 1380 {
			t.Errorf("%s: %d octets", w.name, len(f.Data))
		}
		var b op.Batch
		wire.New(wire.Config{}).Decode(&b, 0, &f)
		if len(b.Ops) == 0 || b.Ops[0].Protocol != cmp.Or(want[w.name], op.ProtoMAP) {
			t.Errorf("%s: %d operations: %+v", w.name, len(b.Ops), b.Messages)
		}
	}
}

// Decoding SS7, honest or made to be slow, does not allocate.
func TestDecodingSS7DoesNotAllocate(t *testing.T) {
	decode := decoding(SS7Frames())
	decode()
	if n := testing.AllocsPerRun(20, decode); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
