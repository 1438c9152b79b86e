package bench

import (
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// The messages made to be slow are read: nothing is wrong with them but that there is
// too much or too little.
func TestWorstCasesOfDiameter(t *testing.T) {
	for _, w := range worstDiameterShapes {
		f := w.build(1480)
		if len(f.Data) > 1500 || len(f.Data) < 1440 {
			t.Errorf("%s: %d octets", w.name, len(f.Data))
		}
		var b op.Batch
		wire.New(wire.Config{}).Decode(&b, 0, &f)
		if len(b.Ops) != 1 || b.Ops[0].Protocol != op.ProtoDiameter {
			t.Errorf("%s: %d operations: %+v", w.name, len(b.Ops), b.Messages)
			continue
		}
		b.Ops[0].Faults.Each(func(c op.FaultCode) {
			switch c {
			case op.DiameterAVPMissing, op.DiameterLimit, op.DiameterAVPCount:
			default:
				t.Errorf("%s: %s", w.name, c)
			}
		})
	}
}
