// Package lane is the worker that carries frames from a link through decoding,
// resolving and judging to a ruling. A lane owns everything it touches on the
// way.
package lane

import (
	"errors"
	"io"

	"github.com/seed-43cefff0/portcullis/firewall/internal/chain"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
	"github.com/seed-43cefff0/portcullis/firewall/internal/resolve"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// MaxFrames is how many frames a lane takes from its link at once.
const MaxFrames = 64

// Pipeline is what a configuration makes of a lane: who is who, and the judge.
type Pipeline struct {
	Tables *resolve.Tables
	Judge  *chain.Judge
}

// Lane is one worker. It is not safe for concurrent use.
type Lane struct {
	Pipeline
	decoder *wire.Decoder
	batch   op.Batch
}

// New returns a lane that runs p.
func New(p Pipeline) *Lane {
	return &Lane{Pipeline: p, decoder: wire.New(wire.Config{})}
}

// Rule decodes, resolves and judges frames. The batch and the rulings, one per
// message, are valid until the next call.
func (l *Lane) Rule(frames []op.Frame) (*op.Batch, []op.Ruling) {
	l.batch.Reset()
	for i := range frames {
		l.decoder.Decode(&l.batch, i, &frames[i])
	}
	return l.judge()
}

// Flush rules on what the decoder still holds when no more frames will come.
func (l *Lane) Flush() (*op.Batch, []op.Ruling) {
	l.batch.Reset()
	l.decoder.Flush(&l.batch)
	return l.judge()
}

func (l *Lane) judge() (*op.Batch, []op.Ruling) {
	l.Tables.Resolve(&l.batch)
	return &l.batch, l.Judge.Judge(&l.batch)
}

// Run carries frames from the link until it ends. After each batch has been
// applied, observe sees it; it must not keep it.
func (l *Lane) Run(from link.Link, observe func(*op.Batch, []op.Ruling)) error {
	frames := make([]op.Frame, MaxFrames)
	for {
		n, err := from.Read(frames)
		if n > 0 {
			b, rulings := l.Rule(frames[:n])
			if err := from.Apply(b, rulings); err != nil {
				return err
			}
			observe(b, rulings)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// Close gives the filter instances back.
func (l *Lane) Close() { l.Judge.Close() }
