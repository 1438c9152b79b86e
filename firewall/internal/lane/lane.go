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

// Pipeline is what a configuration makes of a lane: who is who, the judge, and
// who is told.
type Pipeline struct {
	Tables *resolve.Tables
	Judge  *chain.Judge

	// Observe sees each batch after its rulings were carried out; it must not
	// keep it. Nil: nobody is told.
	Observe func(*op.Batch, []op.Ruling)
}

// Lane is one worker. Its methods are for one goroutine, except Swap and Settle.
type Lane struct {
	Pipeline
	decoder *wire.Decoder
	batch   op.Batch
	gate    gate
}

// New returns a lane that runs p.
func New(p Pipeline) *Lane {
	l := &Lane{Pipeline: p}
	l.decoder = wire.New(wire.Config{Peer: func(src op.Addr, opc uint32) op.ID { return l.Tables.Peer(src, opc) }})
	return l
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

// Run carries frames from the link until it ends.
func (l *Lane) Run(from link.Link) error {
	frames := make([]op.Frame, MaxFrames)
	for {
		n, err := from.Read(frames)
		if n > 0 {
			if err := l.carry(from, frames[:n]); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// carry rules on what the link has read and lets it carry that out.
func (l *Lane) carry(from link.Link, frames []op.Frame) error {
	l.gate.enter()
	defer l.gate.leave()
	b, rulings := l.Rule(frames)
	if err := from.Apply(b, rulings); err != nil {
		return err
	}
	if l.Observe != nil {
		l.Observe(b, rulings)
	}
	return nil
}

// Swap makes p rule from the next batch on and returns what ruled so far, which
// no batch uses any more. What the decoder holds, parts of datagrams, stays; what
// the judge counts goes over to the new one. It may be called from any goroutine.
func (l *Lane) Swap(p Pipeline) (old Pipeline) {
	l.gate.shut()
	defer l.gate.open()
	p.Judge.Adopt(l.Judge)
	old, l.Pipeline = l.Pipeline, p
	return old
}

// Settle returns when the batch in work, if there is one, is done: what was
// decided before the call has been carried out. It may be called from any
// goroutine.
func (l *Lane) Settle() {
	l.gate.shut()
	l.gate.open()
}

// Close gives the filter instances back.
func (l *Lane) Close() { l.Judge.Close() }
