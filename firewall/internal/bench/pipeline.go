package bench

import (
	"context"
	"fmt"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Rule decodes, resolves and judges frames, as a lane does. Its results are
// valid until it is called again.
type Rule func([]op.Frame) (*op.Batch, []op.Ruling)

// Configuration is that of an operator with one partner, which has the
// addresses of the measured messages.
func Configuration() string { return fmt.Sprintf(configuration, homeAddr, partnerAddr, partnerAddr) }

// LaneFrames are the frames that lanes are measured on, all of them honest.
func LaneFrames() (gtp, ss7, diameter []op.Frame) {
	for _, m := range requests() {
		gtp = append(gtp, m.frame())
	}
	for _, m := range registering(portM3UA) {
		ss7 = append(ss7, m.located())
	}
	for _, m := range registering(portDiameter) {
		diameter = append(diameter, m.located())
	}
	return gtp, ss7, diameter
}

// Pipeline measures a lane with the built-in filters beside one without any, on the
// measured requests of GTP-C, messages of MAP and requests of Diameter. without and with are lanes with
// Configuration.
func (s *Suite) Pipeline(ctx context.Context, without, with Rule) error {
	gtp, ss7, diameter := LaneFrames()
	for _, of := range []struct {
		name    string
		mix     []op.Frame
		budgets []Budget
	}{
		{"requests of GTP-C", gtp, nil},
		{"messages of MAP", ss7, []Budget{{Of: "difference_ns", Most: 150}}},
		{"requests of Diameter", diameter, []Budget{{Of: "difference_ns", Most: 150}}},
	} {
		var frames []op.Frame
		for i := range batch {
			frames = append(frames, of.mix[i%len(of.mix)])
		}
		if err := s.lane(ctx, of.name, frames, of.budgets, without, with); err != nil {
			return err
		}
	}
	return nil
}

// lane measures the frames one at a time, and all at once, where the budgets hold.
func (s *Suite) lane(ctx context.Context, name string, frames []op.Frame, budgets []Budget, without, with Rule) error {
	for _, size := range []int{1, batch} {
		work := func(rule Rule) Half {
			return Half{Loop(func() {
				for at := 0; at < batch; at += size {
					_, rulings := rule(frames[at : at+size])
					Sink += len(rulings)
				}
			}), batch}
		}
		row := Row{
			Group: "lane", Name: fmt.Sprintf("%s, built-in filters, %d at a time", name, size), Unit: "message",
			Against: "decoding and resolving alone",
		}
		if size == batch {
			row.Budgets = budgets
		}
		if err := s.compare(ctx, row, work(without), work(with), nil); err != nil {
			return err
		}
	}
	return nil
}
