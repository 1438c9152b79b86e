package rejection

import (
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// No chain of answers: what refuses a request is no request, and refuses no
// other type.
func TestResponsesAreNoRequests(t *testing.T) {
	for _, p := range []op.Protocol{op.ProtoGTPv1, op.ProtoGTPv2} {
		seen := map[uint8]int{}
		for code := range 256 {
			response := ResponseType(p, uint8(code))
			if response == 0 {
				continue
			}
			if again := ResponseType(p, response); again != 0 {
				t.Errorf("%s: %d is refused by %d, and that by %d", p, code, response, again)
			}
			if other, found := seen[response]; found {
				t.Errorf("%s: %d refuses %d and %d", p, response, other, code)
			}
			seen[response] = code
		}
		if len(seen) < 25 {
			t.Errorf("%s: %d requests", p, len(seen))
		}
	}
	for _, p := range []op.Protocol{op.ProtoNone, op.ProtoGTPU, op.ProtoSCCP, op.ProtoM3UA, op.ProtoSCTP, op.ProtoIP} {
		for code := range 256 {
			if ResponseType(p, uint8(code)) != 0 || CauseOf(p, op.FaultCode(code)) != 0 {
				t.Errorf("%s: type or fault %d has an answer", p, code)
			}
		}
	}
}

// Every fault has been thought about. Those of TCAP and MAP (148-175) have causes
// of their own, and what is wrong below TCAP (112-147) or with TCP (30-38) is not
// answered. Diameter (from 176 on) has its own too.
func TestEveryFaultHasItsCauses(t *testing.T) {
	for code := range 256 {
		c := op.FaultCode(code)
		others := code >= 112 // of SS7 and Diameter
		tcp := c >= op.TCPHeader && c <= op.TCPMidstream
		if _, found := faultCauses[c]; found != (c.String() != "" && !others && !tcp) {
			t.Errorf("fault %d %s: in the table %v", code, c, found)
		}
	}
	for code := firstDiameter; code < 256; code++ {
		c := op.FaultCode(code)
		cause, found := diameterFaultCauses[c]
		if found != (c.String() != "") || cause != 0 && !RefusesDiameter(cause) || CauseOf(op.ProtoDiameter, c) != cause {
			t.Errorf("fault %d %s: in the table %v, cause %d", code, c, found, cause)
		}
	}
	for code := firstTCAP; code <= lastMAP; code++ {
		c := op.FaultCode(code)
		is, found := ss7FaultCauses[c]
		if found != (c.String() != "") {
			t.Errorf("fault %d %s: in the table %v", code, c, found)
		}
		for _, cause := range []uint16{is.component, is.transaction} {
			if cause != 0 && !RefusesSS7(uint32(cause)) {
				t.Errorf("%s: %#x does not refuse", c, cause)
			}
		}
		if kind := is.transaction >> 8; kind != 0 && kind != RefusedAbort {
			t.Errorf("%s: %#x where there is no component", c, is.transaction)
		}
	}
	for c, is := range faultCauses {
		r := &Response{}
		if is.gtpv1 != 0 && !r.setCause(op.ProtoGTPv1, uint32(is.gtpv1)) || is.gtpv2 != 0 && !r.setCause(op.ProtoGTPv2, uint32(is.gtpv2)) {
			t.Errorf("%s: %+v does not refuse", c, is)
		}
	}
}

// A cause that does not fit an octet is not cut to one that refuses.
func TestCauses(t *testing.T) {
	for _, v := range []struct {
		cause    uint32
		one, two bool
	}{
		{0, true, true}, {1, false, false}, {16, false, false}, {63, false, false}, {64, false, true}, {128, false, true}, {191, false, true},
		{192, true, true}, {239, true, true}, {240, true, false}, {241, false, false}, {255, false, false}, {256 + 200, false, false}, {1<<32 - 56, false, false},
	} {
		var r Response
		if one, two := r.setCause(op.ProtoGTPv1, v.cause), r.setCause(op.ProtoGTPv2, v.cause); one != v.one || two != v.two {
			t.Errorf("cause %d: %v, %v", v.cause, one, two)
		}
	}
	r := Response{}
	if r.setCause(op.ProtoGTPv1, 0); r.Cause != 200 {
		t.Errorf("the default of GTPv1 is %d", r.Cause)
	}
	if r.setCause(op.ProtoGTPv2, 0); r.Cause != 94 {
		t.Errorf("the default of GTPv2 is %d", r.Cause)
	}
}
