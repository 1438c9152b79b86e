package wire

import (
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/gtpv1c"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/gtpv2c"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op/rejection"
)

// unanswered are the requests that no response refuses: an Echo Response has no
// cause, and the others name the subscriber beside it.
var unanswered = map[op.Protocol][]uint32{
	op.ProtoGTPv1: {1, 32, 61},
	op.ProtoGTPv2: {1, 158},
}

// Every request that a decoder knows has its response, by the rules that the
// standards name messages with (TS 29.274 clause 4.2.5), and nothing else has.
func TestEveryRequestHasItsResponse(t *testing.T) {
	var b op.Batch
	for code := range 256 {
		for _, header := range [][]byte{
			{0x32, byte(code), 0, 4, 0, 0, 0, 1, 0, 1, 0, 0},
			{0x48, byte(code), 0, 8, 0, 0, 0, 1, 0, 0, 1, 0},
		} {
			b.Reset()
			New(Config{}).Decode(&b, 0, &op.Frame{Data: header, Encap: op.EncapDatagram, SrcPort: portGTPC, DstPort: portGTPC})
			o := &b.Ops[0]
			response := rejection.ResponseType(o.Protocol, byte(code))
			name := OperationName(o)
			if want := responseTo(o, name); want != nameOf(o.Protocol, response) {
				t.Errorf("%s %d %s is refused by %q, not %q", o.Protocol, code, name, nameOf(o.Protocol, response), want)
			}
		}
	}
}

// responseTo is the name of the message that refuses an operation.
func responseTo(o *op.Operation, name string) string {
	if o.Kind != op.KindRequest {
		return ""
	}
	for _, code := range unanswered[o.Protocol] {
		if o.Code == code {
			return ""
		}
	}
	switch name {
	case "DownlinkDataNotification", "PGWRestartNotification", "ForwardRelocationComplete", "ForwardSRNSContext":
		return name + "Acknowledge"
	}
	for ending, instead := range map[string]string{"Request": "Response", "Notification": "Acknowledge", "Command": "FailureIndication"} {
		if root, found := strings.CutSuffix(name, ending); found {
			return root + instead
		}
	}
	return name + " has no ending"
}

func nameOf(p op.Protocol, code uint8) string {
	switch {
	case code == 0:
		return ""
	case p == op.ProtoGTPv1:
		return gtpv1c.Name(code)
	}
	return gtpv2c.Name(code)
}

// The cause for every fault of GTP-C is one with which the protocol refuses, by
// a name that the standard gives.
func TestRejectCauses(t *testing.T) {
	for c := range 256 {
		one, two := RejectCause(op.ProtoGTPv1, op.FaultCode(c)), RejectCause(op.ProtoGTPv2, op.FaultCode(c))
		if one != 0 && (one < 192 || gtpv1c.CauseName(uint8(one)) == "") || two != 0 && (two < 64 || gtpv2c.CauseName(uint8(two)) == "") {
			t.Errorf("%s: %d, %d", op.FaultCode(c), one, two)
		}
		if RejectCause(op.ProtoGTPU, op.FaultCode(c)) != 0 {
			t.Errorf("%s has a cause on the user plane", op.FaultCode(c))
		}
	}
	for _, v := range []struct {
		fault    op.FaultCode
		one, two string
	}{
		{op.GTPLength, "Invalid message format", "Invalid length"},
		{op.GTPIETruncated, "Invalid message format", "Invalid length"},
		{op.GTPIETooShort, "Mandatory IE incorrect", "Invalid length"},
		{op.GTPIEMissing, "Mandatory IE missing", "Mandatory IE missing"},
		{op.GTPIEValue, "Mandatory IE incorrect", "Mandatory IE incorrect"},
		{op.GTPIEOrder, "Invalid message format", "Invalid Message Format"},
		{op.GTPIEForm, "Optional IE incorrect", "Mandatory IE incorrect"},
		{op.GTPExtensionHeader, "Unknown mandatory extension header", "Invalid Message Format"},
		{op.GTPTFT, "Syntactic errors in packet filter(s)", "Syntactic errors in packet filter(s)"},
		{op.GTPMessageUnknown, "", ""},
		{op.IPSourceRoute, "", ""},
	} {
		one, two := RejectCause(op.ProtoGTPv1, v.fault), RejectCause(op.ProtoGTPv2, v.fault)
		if one == 0 != (v.one == "") || two == 0 != (v.two == "") || one != 0 && (gtpv1c.CauseName(uint8(one)) != v.one || gtpv2c.CauseName(uint8(two)) != v.two) {
			t.Errorf("%s: %d, %d, want %q, %q", v.fault, one, two, v.one, v.two)
		}
	}
}
