package chain

import (
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// A column of a protocol that no row is of is not written again for every batch.
// Whatever batches come before, longer ones and such of other protocols, a row has
// in the guest's memory what its operation has.
func TestColumnsOfOtherProtocolsAreZero(t *testing.T) {
	m := load(t, "kinds")
	j := judge(t, policy(m), 64, m)
	s := j.stages[0]
	s.wants.protocols = 1<<32 - 1
	at := map[int]int{}
	for _, g := range s.groups {
		for _, c := range g.scalars {
			at[c.number] = c.at
		}
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
		j.RunFilters(b)
		in := s.slot.Instance()
		for n := range b.Ops {
			g := &b.Ops[n].GTP
			imsi, plmn, rat := view[uint64](in.Column(at[op.ColIMSI]))[n], view[uint32](in.Column(at[op.ColServingPLMN]))[n], in.Column(at[op.ColRAT])[n]
			if imsi != uint64(n+1) || plmn != uint32(g.ServingPLMN) || rat != g.RAT {
				t.Fatalf("batch %d, row %d: IMSI %#x PLMN %#x RAT %d in the guest", i, n, imsi, plmn, rat)
			}
		}
	}
}

// The child rows of operations stand behind each other in a batch, but for those
// of operations that the filter does not get; each operation's list is its own.
func TestListsOfManyOperations(t *testing.T) {
	m := load(t, "kinds")
	j := judge(t, policy(m), 64, m)
	b := &op.Batch{}
	b.AddMessage()
	for n := range 64 {
		o := b.AddOp(op.ProtoGTPv2)
		o.GTP.FTEIDs = op.Range{First: uint16(len(b.FTEIDs)), Count: uint16(n % 4)}
		if n%7 == 6 {
			o.GTP.FTEIDs.First = 1 // those of an operation before it
		}
		for range n%4 + n%5/4 { // some more than its own
			b.FTEIDs = append(b.FTEIDs, op.FTEID{TEID: uint32(len(b.FTEIDs) + 1)})
		}
	}
	j.RunFilters(b)
	in, l := j.stages[0].slot.Instance(), fteids(j.stages[0])
	heads, teids := view[uint16](in.Column(l.at)), []uint32(nil)
	for _, c := range l.children {
		if c.number == 260 { // fteids.teid
			teids = view[uint32](in.Column(c.at))
		}
	}
	for n := range b.Ops {
		r := b.Ops[n].GTP.FTEIDs
		if heads[2*n+1] != r.Count {
			t.Fatalf("operation %d has %d child rows, not %d", n, heads[2*n+1], r.Count)
		}
		for i := range r.Count {
			if got, want := teids[heads[2*n]+i], b.FTEIDs[r.First+i].TEID; got != want {
				t.Errorf("operation %d, child row %d: TEID %d, not %d", n, i, got, want)
			}
		}
	}
}

// A filter gets what its manifest names, and of it everything, at whatever place in
// batches and calls of whatever size.
func TestOnlyWhatIsWantedIsHandedOver(t *testing.T) {
	m := load(t, "code") // blocks 4
	protocols := []op.Protocol{op.ProtoGTPv1, op.ProtoGTPv2, op.ProtoMAP, op.ProtoSCTP}
	for size, only := range map[int]string{1: "kind", 3: "direction", 5: "code", 64: "all"} {
		j := judge(t, policy(m), size, m)
		s := j.stages[0]
		switch only {
		case "kind":
			s.wants.kinds = 1 << op.KindRequest
		case "direction":
			s.wants.directions = 1<<op.In | 1<<op.Transit
		case "code":
			s.codes = newCodes([]uint32{4})
		}
		b := &op.Batch{}
		for i := range 150 {
			b.AddMessage()
			o := b.AddOp(protocols[i%7%len(protocols)])
			o.Code, o.Kind, o.Direction = uint32(4+i%11%2), op.Kind(i%4), op.Direction(1+i%3)
		}
		for i, got := range told(j, run(j, b)) {
			o := &b.Ops[i]
			is := o.Code == 4 && (o.Protocol == op.ProtoGTPv1 || o.Protocol == op.ProtoGTPv2) &&
				(only != "kind" || o.Kind == op.KindRequest) && (only != "direction" || o.Direction != op.Out)
			if blocked := strings.Contains(got, "code-listed=drop"); blocked != is {
				t.Errorf("%s, operation %d of %+v: %q", only, i, o.Protocol, got)
			}
		}
	}
}

func run(j *Judge, b *op.Batch) *op.Batch {
	j.RunFilters(b)
	return b
}

// fteids returns the list of tunnel endpoints.
func fteids(s *stage) *list {
	for i := range s.groups {
		for k := range s.groups[i].lists {
			if l := &s.groups[i].lists[k]; l.number == op.ColFTEIDs {
				return l
			}
		}
	}
	return nil
}
