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

// Pipeline measures a lane with the built-in filters beside one without any, on
// the measured requests of GTP-C. without and with are lanes with
// Configuration.
func (s *Suite) Pipeline(ctx context.Context, without, with Rule) error {
	var frames []op.Frame
	mix := requests()
	for i := range batch {
		frames = append(frames, mix[i%len(mix)].frame())
	}
	for _, size := range []int{1, 64} {
		work := func(rule Rule) Half {
			return Half{Loop(func() {
				for at := 0; at < batch; at += size {
					_, rulings := rule(frames[at : at+size])
					Sink += len(rulings)
				}
			}), batch}
		}
		err := s.compare(ctx, Row{
			Group: "lane", Name: fmt.Sprintf("built-in filters, %d at a time", size), Unit: "message",
			Against: "decoding and resolving alone",
		}, work(without), work(with), nil)
		if err != nil {
			return err
		}
	}
	return nil
}
