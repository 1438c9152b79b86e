package wire

import (
	"bytes"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// TestAffectedPointCodes: what M3UA and SCCP tell of other nodes is where the column
// of affected point codes says, in the message's payload.
func TestAffectedPointCodes(t *testing.T) {
	duna := join([]byte{1, 0, 2, 1}, be(20, 4), be(0x12, 2), be(12, 2), be(2057, 4), be(0x03001012, 4))
	duna[7] = byte(len(duna))
	scmg := []byte{2, 6, 0x12, 0x10, 0}
	address := []byte{2, 0x42, 1}
	udt := join([]byte{9, 0, 3, 5, 7}, address, address, []byte{byte(len(scmg))}, scmg)
	for name, x := range map[string]struct {
		frame *op.Frame
		want  []byte
	}{
		"M3UA DUNA": {frame(op.EncapRaw, ip4(132, chunked(duna))), join(be(2057, 4), be(0x03001012, 4))},
		"SCMG SSP":  {frame(op.EncapSCCP, udt), []byte{0x12, 0x10}},
	} {
		b := &op.Batch{}
		New(Config{}).Decode(b, 0, x.frame)
		if len(b.Ops) != 1 {
			t.Fatalf("%s gives %d operations", name, len(b.Ops))
		}
		if got := b.Bytes(&b.Ops[0], b.SS7Of(&b.Ops[0]).Affected); !bytes.Equal(got, x.want) {
			t.Errorf("%s: affected are % x, not % x", name, got, x.want)
		}
		if management := name == "SCMG SSP"; b.Ops[0].IsPresent(op.ColScmgType) != management {
			t.Errorf("%s: the column of SCCP management is there: %v", name, !management)
		}
	}
}

// chunked is a packet of SCTP with one user message of M3UA.
func chunked(octets []byte) []byte {
	return join(be(2905, 2), be(2905, 2), be(7, 4), be(0, 4), []byte{0, 3}, be(16+len(octets), 2), be(1, 4), be(0, 2), be(0, 2), be(3, 4), octets)
}
