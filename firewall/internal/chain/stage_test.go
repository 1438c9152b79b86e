package chain

import (
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// A column of a protocol that no row is of is not written again for every batch.
// Whatever batches come before, longer ones and such of other protocols, a row has
// in the guest's memory what its operation has.
func TestColumnsOfOtherProtocolsAreZero(t *testing.T) {
	m := load(t, "kinds")
	slot, err := m.NewSlot(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	s := newStage(slot, m.Manifest(), 64, 1)
	defer s.close()
	at := map[int]int{}
	for _, c := range s.columns {
		at[c.number] = c.at
	}
	gtp, ss7, mixed := []op.Protocol{op.ProtoGTPv2}, []op.Protocol{op.ProtoMAP}, []op.Protocol{op.ProtoMAP, op.ProtoGTPv1, op.ProtoDiameter, op.ProtoIP}
	for i, batch := range []struct {
		protocols []op.Protocol
		rows      int
	}{{gtp, 64}, {ss7, 10}, {ss7, 64}, {mixed, 20}, {ss7, 3}, {ss7, 64}, {gtp, 5}, {mixed, 64}, {ss7, 64}} {
		b := &op.Batch{}
		b.AddMessage()
		for n := range batch.rows {
			o := b.AddOp(batch.protocols[n%len(batch.protocols)])
			o.IMSI = op.Digits(n + 1)
			switch o.Protocol {
			case op.ProtoMAP:
				b.AddSS7(o, &op.SS7{})
			case op.ProtoGTPv1, op.ProtoGTPv2:
				o.GTP.RAT, o.GTP.ServingPLMN = 6, 0x1999A0F
			}
		}
		for n := range b.Ops {
			s.gather(b, &b.Ops[n], int32(n))
		}
		in := slot.Instance()
		s.scatter(in, b, s.rows, s.parts)
		for n := range b.Ops {
			g := &b.Ops[n].GTP
			imsi, plmn, rat := view[uint64](in.Column(at[op.ColIMSI]))[n], view[uint32](in.Column(at[op.ColServingPLMN]))[n], in.Column(at[op.ColRAT])[n]
			if imsi != uint64(n+1) || plmn != uint32(g.ServingPLMN) || rat != g.RAT {
				t.Fatalf("batch %d, row %d: IMSI %#x PLMN %#x RAT %d in the guest", i, n, imsi, plmn, rat)
			}
		}
		s.rows, s.parts, s.index, s.groups, s.arena = s.rows[:0], s.parts[:0], s.index[:0], 0, 0
	}
}
