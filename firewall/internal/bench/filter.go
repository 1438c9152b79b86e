package bench

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/seed-43cefff0/portcullis/filters/reference"
	"github.com/seed-43cefff0/portcullis/firewall/internal/chain"
	"github.com/seed-43cefff0/portcullis/firewall/internal/guest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// workload is how many operations filters are measured on: several batches, so
// that no branch predictor learns them by heart.
const workload = 256

// Filters measures the frozen reference filter beside its native twin: on plain
// rows, then in the chain, where columns are gathered from decoded operations
// and what was found is collected as findings; and four filters in the chain.
func (s *Suite) Filters(ctx context.Context, module *guest.Module) error {
	for _, size := range []int{1, 16, 64} {
		if err := s.call(ctx, module, size); err != nil {
			return err
		}
	}
	for _, f := range []struct {
		filters, size int
		budgets       []Budget
	}{
		{1, 1, nil},
		{1, 16, nil},
		{1, 64, []Budget{{Of: "subject_ns", Most: 25}}},
		{4, 1, []Budget{{Of: "subject_ns", Most: 500}}},
		{4, 64, []Budget{{Of: "subject_ns", Most: 100}}},
	} {
		if err := s.filter(ctx, module, f.filters, f.size, f.budgets); err != nil {
			return err
		}
	}
	return nil
}

func (s *Suite) filter(ctx context.Context, module *guest.Module, filters, size int, budgets []Budget) error {
	judge, err := newJudge(ctx, module, filters, size)
	if err != nil {
		return err
	}
	defer judge.Close()
	batches, twin := operations(size), reference.New()
	name := fmt.Sprintf("reference filter in the chain, %d at a time", size)
	if filters > 1 {
		name = fmt.Sprintf("%d filters in the chain, %d at a time", filters, size)
	}
	native := func() {
		for _, b := range batches {
			for range filters {
				judgeNatively(twin, b)
			}
		}
	}
	wasm := func() {
		for _, b := range batches {
			judge.RunFilters(b)
		}
	}
	return s.compare(ctx, Row{
		Group: "filter", Name: name, Unit: "operation", Against: "its native twin on the operations", Budgets: budgets,
	}, Half{Loop(native), workload}, Half{Loop(wasm), workload}, nil)
}

// call measures the writing of columns from plain rows and the guest call,
// beside the twin on the same rows.
func (s *Suite) call(ctx context.Context, module *guest.Module, size int) error {
	in, err := module.NewInstance(ctx, nil)
	if err != nil {
		return err
	}
	defer in.Close()
	rows, twin := reference.Workload(workload), reference.New()
	native := func() {
		for i, r := range rows {
			nativeBlock[i%batch], nativeFlag[i%batch] = twin.JudgeRow(r)
		}
	}
	wasm := func() {
		for part := range slices.Chunk(rows, size) {
			write(in, part)
			if e := in.Filter(len(part)); e != nil {
				err = e
			}
		}
	}
	r := Row{
		Group: "filter", Name: fmt.Sprintf("reference filter, columns and call, %d at a time", size), Unit: "operation",
		Against: "its native twin on the same rows",
	}
	if size == batch {
		r.Budgets = []Budget{{Of: "subject_ns", Most: 25}, {Of: "ratio", Most: 1.3}}
	}
	return s.compare(ctx, r, Half{Loop(native), workload}, Half{Loop(wasm), workload}, func() error { return err })
}

// write puts rows into an instance's columns, which stand in the order of its
// manifest.
func write(in *guest.Instance, rows []reference.Row) {
	protocol, code, owner, imsi, teid := in.Column(0), in.Column(1), in.Column(2), in.Column(3), in.Column(4)
	for i := range rows {
		r := &rows[i]
		protocol[i] = r.Protocol
		binary.LittleEndian.PutUint32(code[4*i:], r.Code)
		binary.LittleEndian.PutUint16(owner[2*i:], r.SrcOwner)
		binary.LittleEndian.PutUint64(imsi[8*i:], r.IMSI)
		binary.LittleEndian.PutUint32(teid[4*i:], r.TEID)
	}
}

// newJudge returns a judge with a number of instances of the reference filter,
// whose reasons do what they do by default.
func newJudge(ctx context.Context, module *guest.Module, filters, size int) (*chain.Judge, error) {
	p := &chain.Policy{}
	var slots []*guest.Slot
	for range filters {
		slot, err := module.NewSlot(ctx, nil)
		if err != nil {
			for _, s := range slots {
				s.Close()
			}
			return nil, err
		}
		slots = append(slots, slot)
		f := chain.Filter{Name: module.Manifest().Name}
		for _, r := range module.Manifest().Reasons {
			f.Reasons = append(f.Reasons, chain.Reason{Name: r.Name, OnBlock: op.ActDrop, OnFlag: op.ActFlag})
		}
		p.Filters = append(p.Filters, f)
	}
	return chain.NewJudge(p, nil, slots, size), nil
}

// operations are the reference workload as decoded batches of a size.
func operations(size int) (batches []*op.Batch) {
	rows := reference.Workload(workload)
	for len(rows) > 0 {
		b := &op.Batch{}
		for _, r := range rows[:size] {
			b.AddMessage()
			o := b.AddOp(op.Protocol(r.Protocol))
			o.Code, o.SrcOwner, o.IMSI, o.GTP.TEID = r.Code, op.ID(r.SrcOwner), op.Digits(r.IMSI), r.TEID
		}
		batches, rows = append(batches, b), rows[size:]
	}
	return batches
}

var nativeBlock, nativeFlag [batch]uint64

// judgeNatively is the filter as a part of the host would be written.
func judgeNatively(t *reference.Twin, b *op.Batch) {
	for i := range b.Ops {
		o := &b.Ops[i]
		nativeBlock[i], nativeFlag[i] = t.JudgeRow(reference.Row{
			Protocol: uint8(o.Protocol), Code: o.Code, SrcOwner: uint16(o.SrcOwner), IMSI: uint64(o.IMSI), TEID: o.GTP.TEID,
		})
	}
}
