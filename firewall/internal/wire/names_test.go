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

// What a column holds has the name that its standard gives it, by protocol.
func TestValueNames(t *testing.T) {
	var b op.Batch
	b.AddMessage().PPID = 3
	o := b.AddOp(op.ProtoMAP)
	if got := ValueName(&b, o, op.ColOpc); got != "" {
		t.Errorf("without SS7: %q", got)
	}
	s := b.AddSS7(o, &op.SS7{})
	*s = op.SS7{
		OPC: 2<<11 | 2<<3 | 2, DPC: 1 << 14, ServiceIndicator: 3, NetworkIndicator: 2, SCCPType: 9, ManagementType: 2,
		Calling: op.SCCPAddress{SSN: 147, NP: 1, NAI: 4}, Called: op.SCCPAddress{SSN: 200, NP: 7, NAI: 3},
		Context: op.ApplicationContext{Family: op.ContextMAP, ID: 29, Version: 3}, ComponentType: 0xA3, ErrorCode: 1,
	}
	for column, want := range map[int]string{
		op.ColPpid: "M3UA", op.ColOpc: "2-2-2", op.ColDpc: "", op.ColServiceIndicator: "SCCP", op.ColNetworkIndicator: "national", op.ColSccpType: "UDT",
		op.ColScmgType: "SSP", op.ColCallingSsn: "gsmSCF", op.ColCalledSsn: "", op.ColCallingNp: "E.164", op.ColCalledNp: "E.214",
		op.ColCallingNai: "international", op.ColCalledNai: "national", op.ColContext: "anyTimeInfoEnquiryContext-v3", op.ColErrorCode: "unknownSubscriber",
		op.ColOtid: "",
	} {
		if got := ValueName(&b, o, column); got != want {
			t.Errorf("column %d is %q, not %q", column, got, want)
		}
	}
	o.Protocol = op.ProtoCAP
	if got := ValueName(&b, o, op.ColErrorCode); got != "cancelFailed" {
		t.Errorf("error 1 of CAP is %q", got)
	}
	s.ComponentType = 0xA4
	if got := ValueName(&b, o, op.ColErrorCode); got != "" {
		t.Errorf("a problem is %q", got)
	}
}
