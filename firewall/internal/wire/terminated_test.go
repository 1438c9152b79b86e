package wire

import (
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// What a link has ended the association of is read as its protocol, whatever it says
// that it is: nothing goes on that was not read.
func TestNothingTerminatedGoesUnread(t *testing.T) {
	record := []byte{22, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 1, 0, 4, 1, 2, 3, 4} // of DTLS
	for _, service := range []uint16{2905, 3868} {
		for _, ppid := range []uint32{0, 2, 3, 4, 5, 46, 47, 1 << 24, 99} {
			for _, data := range [][]byte{record, nil, {1}, make([]byte, 64)} {
				var b op.Batch
				f := op.Frame{Encap: op.EncapUserMessage, Service: service, PPID: ppid, Data: data, SrcPort: 1, DstPort: 2}
				New(Config{}).Decode(&b, 0, &f)
				if len(b.Messages) != 1 {
					t.Fatalf("%d messages", len(b.Messages))
				}
				faults := b.Messages[0].Faults
				for i := range b.Ops {
					faults.Merge(&b.Ops[i].Faults)
				}
				if faults.Has(op.NotSignaling) || !faults.Any() {
					t.Errorf("service %d, identifier %d, %x: faults %v", service, ppid, data, faults.List())
				}
			}
		}
	}
}

// The receiver's protocol is what a message is read as, whatever identifier stands in
// front of it: no receiver has to look at that. A swapped one is a fault (RULES.md T-02).
func TestIdentifiersDoNotChooseTheDecoder(t *testing.T) {
	watchdog := append([]byte{1, 0, 0, 20, 0x80, 0, 1, 24}, make([]byte, 12)...)
	beat := []byte{1, 0, 3, 3, 0, 0, 0, 8}
	for _, c := range []struct {
		service uint16
		data    []byte
		want    op.Protocol
	}{{2905, beat, op.ProtoM3UA}, {2905, watchdog, op.ProtoM3UA}, {3868, watchdog, op.ProtoDiameter}, {3868, beat, op.ProtoDiameter}} {
		for _, ppid := range []uint32{0, 2, 3, 4, 5, 46, 47, 3 << 24, 46 << 24, 99} {
			var b op.Batch
			f := op.Frame{Encap: op.EncapUserMessage, Service: c.service, PPID: ppid, Data: c.data, SrcPort: 1, DstPort: 2}
			New(Config{}).Decode(&b, 0, &f)
			if len(b.Messages) != 1 {
				t.Fatalf("%d messages", len(b.Messages))
			}
			for i := range b.Ops {
				if b.Ops[i].Protocol != c.want {
					t.Errorf("service %d, identifier %#x: read as %v", c.service, ppid, b.Ops[i].Protocol)
				}
			}
			if swapped := b.Messages[0].Faults.Has(op.SCTPPPIDSwapped); swapped != (ppid > 99) {
				t.Errorf("service %d, identifier %#x: swapped is %v", c.service, ppid, swapped)
			}
		}
	}
}
