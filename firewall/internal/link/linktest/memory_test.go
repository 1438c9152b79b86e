package linktest

import (
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

func frames() []op.Frame {
	var list []op.Frame
	for i := range 100 {
		list = append(list, op.Frame{Data: []byte{byte(i)}, TimeNS: int64(i + 1), Encap: op.EncapEthernet})
	}
	return list
}

func TestMemory(t *testing.T) {
	Run(t, func(*testing.T) Subject { return Subject{Link: &Memory{Frames: frames()}, Frames: frames()} })
}

func TestMemoryRemembersRulings(t *testing.T) {
	m := &Memory{Frames: frames()[:2]}
	var b op.Batch
	b.AddMessage().Frame = 1
	b.AddMessage().Frame = 2
	if err := m.Apply(&b, []op.Ruling{{Action: op.ActPass}, {Action: op.ActDrop, Cause: 7}}); err != nil {
		t.Fatal(err)
	}
	if len(m.Applied) != 2 || m.Applied[1].Message.Frame != 2 || m.Applied[1].Ruling.Cause != 7 {
		t.Errorf("%+v", m.Applied)
	}
	if m.Apply(&b, nil) == nil {
		t.Error("messages without rulings are accepted")
	}
}
