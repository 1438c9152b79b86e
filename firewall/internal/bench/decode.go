package bench

import (
	"context"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// batch is how many messages a lane takes at once under load.
const batch = 64

// Sink keeps the compiler from leaving out work whose result nobody reads.
var Sink int

// Decode measures each kind of message beside a bare walk over its elements.
func (s *Suite) Decode(ctx context.Context) error {
	for _, m := range Messages() {
		frames := make([]op.Frame, batch)
		for i := range frames {
			frames[i] = m.frame()
		}
		bare := func() {
			for range batch {
				Sink += walk(m.Octets)
			}
		}
		err := s.compare(ctx, Row{
			Group: "decode", Name: m.Name, Unit: "message", Against: "a bare walk over its elements",
			Budgets: []Budget{{Of: "subject_ns", Most: m.budget()}},
		}, Half{Loop(bare), batch}, Half{Loop(decoding(frames)), batch}, nil)
		if err != nil {
			return err
		}
	}
	return nil
}

// budget is what decoding the message may cost: from M3UA to the arguments of MAP
// more than from GTP's header to its elements, and thirty AVPs with groups twice that.
func (m *Message) budget() float64 {
	switch m.Port {
	case portM3UA:
		return 300
	case portDiameter:
		return 600
	}
	return 150
}

// decoding returns what decodes the frames once.
func decoding(frames []op.Frame) func() {
	d, b := wire.New(wire.Config{}), &op.Batch{}
	return func() {
		b.Reset()
		for i := range frames {
			d.Decode(b, i, &frames[i])
		}
		Sink += len(b.Ops)
	}
}
