package wire

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

type pendingDecoder struct{}

var gtpv1c pendingDecoder
var gtpu pendingTunnel

func (pendingDecoder) Decode(b *op.Batch, payload []byte) {
	addUnread(b, &b.Messages[len(b.Messages)-1])
}

type pendingTunnel struct{}

func (pendingTunnel) Decode(b *op.Batch, payload []byte) ([]byte, int) {
	o := b.AddOp(op.ProtoGTPU)
	o.Length = uint16(len(payload))
	if len(payload) > 8 && payload[1] == 255 {
		return payload[8:], 8
	}
	return nil, 0
}
