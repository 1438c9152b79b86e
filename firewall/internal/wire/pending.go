package wire

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

type pendingDecoder struct{}

var gtpv1c pendingDecoder

func (pendingDecoder) Decode(b *op.Batch, payload []byte) {
	addUnread(b, &b.Messages[len(b.Messages)-1])
}
