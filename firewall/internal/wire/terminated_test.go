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
