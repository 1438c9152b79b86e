package lane_test

import (
	"errors"
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
