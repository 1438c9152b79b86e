package wire

import (
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

func TestNames(t *testing.T) {
	for _, v := range []struct {
		protocol   op.Protocol
		version    uint8
		code       uint32
		operation  string
		element    uint8
		elementFor string
	}{
		{op.ProtoGTPv1, 1, 16, "CreatePDPContextRequest", 2, "IMSI"},
		{op.ProtoGTPv1, 0, 16, "CreatePDPContextRequest", 2, "IMSI"}, // version 0 shares the table
		{op.ProtoGTPv1, 3, 16, "", 2, "IMSI"},                        // a version to come does not
		{op.ProtoGTPv2, 2, 32, "CreateSessionRequest", 1, "IMSI"},
		{op.ProtoGTPU, 1, 1, "EchoRequest", 14, "Recovery"},
		{op.ProtoSCTP, 0, 1, "", 1, ""},
	} {
		o := op.Operation{Protocol: v.protocol, Code: v.code, GTP: op.GTP{Version: v.version}}
		if got := OperationName(&o); got != v.operation {
			t.Errorf("%s operation %d is %q, want %q", v.protocol, v.code, got, v.operation)
		}
		if got := ElementName(&o, v.element); got != v.elementFor {
			t.Errorf("%s element %d is %q, want %q", v.protocol, v.element, got, v.elementFor)
		}
	}
}

// An access point name prints whatever is in it, and nothing beyond it.
func TestAPN(t *testing.T) {
	for _, v := range []struct{ octets, want string }{
		{"\x08internet", "internet"},
		{"\x03ims\x06mnc001\x06mcc001\x04gprs", "ims.mnc001.mcc001.gprs"},
		{"\x04a\x00 \xFF", "a???"},
		{"\x09short", "short"},
		{"\x00", ""},
	} {
		var b op.Batch
		m := b.AddMessage()
		m.Payload = []byte("head" + v.octets + "tail")
		o := b.AddOp(op.ProtoGTPv2)
		if got := APN(&b, o); got != "" {
			t.Errorf("without one: %q", got)
		}
		o.GTP.APN = op.Span{Off: 4, Len: uint16(len(v.octets))}
		o.Has(op.ColAPN)
		if got := APN(&b, o); got != v.want {
			t.Errorf("%q prints %q, want %q", v.octets, got, v.want)
		}
	}
}
