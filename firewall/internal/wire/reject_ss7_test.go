package wire

import (
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// A cause set for a reason goes to the protocols in which it refuses: error codes
// by their names, and what TCAP and SCCP refuse with.
func TestCausesOfSS7(t *testing.T) {
	for cause, want := range map[uint32][3]bool{ // MAP, CAP, TCAP
		21: {true, false, false}, 34: {true, false, false}, 5: {true, false, false}, 1: {true, true, false}, 93: {}, 128: {},
		0x4A04: {true, true, true}, 0x4A05: {}, 0x8002: {true, true, true}, 0x8101: {true, true, true}, 0x8108: {}, 0x8201: {}, 0x0A07: {true, true, true}, 0x0A0F: {}, 1 << 20: {},
	} {
		for i, p := range []op.Protocol{op.ProtoMAP, op.ProtoCAP, op.ProtoTCAP} {
			if got := Refuses(p, cause); got != want[i] {
				t.Errorf("%s, cause %#x: %v", p, cause, got)
			}
		}
		for _, p := range []op.Protocol{op.ProtoSCCP, op.ProtoM3UA, op.ProtoSCTP} {
			if Refuses(p, cause) {
				t.Errorf("%s, cause %#x refuses", p, cause)
			}
		}
	}
}
