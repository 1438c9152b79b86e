package lane_test

import (
	"errors"
	"io"
	"sync/atomic"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/chain"
	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/lane"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/linktest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/resolve"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// strict is a lane without filters that drops what has a broken length.
func strict(t *testing.T) *lane.Lane {
	t.Helper()
	p := &chain.Policy{Faults: chain.FaultScopes{Sets: [][]*chain.Faults{{{op.GTPLength: op.ActDrop}}}}}
	l := lane.New(lane.Pipeline{Tables: resolve.New(config.Builtin()), Judge: chain.NewJudge(p, nil, nil, 64)})
	t.Cleanup(l.Close)
	return l
}

// echo is a GTPv2 Echo Request of 13 octets that says how long it is.
func echo(length byte) op.Frame {
	return op.Frame{
		Encap: op.EncapDatagram, Src: op.AddrFrom4([]byte{198, 51, 100, 7}), Dst: op.AddrFrom4([]byte{192, 0, 2, 10}), SrcPort: 2123, DstPort: 2123,
		Data: []byte{0x40, 1, 0, length, 0, 0, 1, 0, 3, 0, 1, 0, 7},
	}
}

func TestRunCarriesOutEachRuling(t *testing.T) {
	from := &linktest.Memory{}
	for i := range 150 {
		length := byte(9)
		if i%3 == 0 {
			length = 90
		}
		from.Frames = append(from.Frames, echo(length))
	}
	seen, dropped := 0, 0
	l := strict(t)
	l.Observe = func(b *op.Batch, rulings []op.Ruling) {
		seen += len(b.Messages)
		for _, r := range rulings {
			if r.Action == op.ActDrop {
				dropped++
			}
		}
	}
	err := l.Run(from)
	if err != nil || seen != 150 || dropped != 50 {
		t.Errorf("%d messages seen, %d dropped, %v", seen, dropped, err)
	}
}

var errBroken = errors.New("the cable is out")

// broken fails where it is told to.
type broken struct {
	linktest.Memory
	apply bool
}

func (b *broken) Read(frames []op.Frame) (int, error) {
	if !b.apply {
		return 0, errBroken
	}
	return b.Memory.Read(frames)
}

func (b *broken) Apply(*op.Batch, []op.Ruling) error { return errBroken }

func TestRunEndsWithTheLinksError(t *testing.T) {
	for _, apply := range []bool{false, true} {
		from := &broken{apply: apply}
		from.Frames = []op.Frame{echo(9)}
		l := strict(t)
		l.Observe = func(*op.Batch, []op.Ruling) { t.Error("a batch that was not applied is observed") }
		err := l.Run(from)
		if !errors.Is(err, errBroken) {
			t.Errorf("the lane ends with %v", err)
		}
	}
}

// endless delivers one frame after the other until it is drained.
type endless struct {
	linktest.Memory
	left atomic.Bool
}

func (e *endless) Read(frames []op.Frame) (int, error) {
	if e.left.Load() {
		return 0, io.EOF
	}
	frames[0] = echo(9)
	return 1, nil
}

func (e *endless) Apply(*op.Batch, []op.Ruling) error { return nil }

// After Swap, the old pipeline sees nothing any more; after Settle, what was
// decided before is done.
func TestSwapComesBetweenBatches(t *testing.T) {
	l, from := strict(t), &endless{}
	var now, strayed atomic.Int64
	pipeline := func(number int64) lane.Pipeline {
		p := l.Pipeline
		p.Observe = func(*op.Batch, []op.Ruling) {
			if now.Load() > number {
				strayed.Add(1)
			}
		}
		return p
	}
	l.Pipeline = pipeline(0)
	ended := make(chan error)
	go func() { ended <- l.Run(from) }()
	for i := range int64(1000) {
		l.Swap(pipeline(i + 1))
		now.Store(i + 1)
		if i%10 == 0 {
			l.Settle()
		}
	}
	from.left.Store(true)
	if err := <-ended; err != nil || strayed.Load() > 0 {
		t.Errorf("%d batches went to a pipeline that had been swapped out, %v", strayed.Load(), err)
	}
}
