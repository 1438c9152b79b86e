package wire

import (
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// What the receiver will take a datagram for: by its own port, then by what it
// asked for, and by the sender's port only then.
func TestSignalingPort(t *testing.T) {
	for _, v := range []struct{ dst, src, service, want uint16 }{
		{2123, 40000, 0, 2123},
		{40000, 2123, 0, 2123},
		{2123, 2152, 0, 2123},
		{40000, 50000, 2123, 2123},
		{40000, 2152, 2123, 2123}, // an answer to a GTP-C request, dressed as user plane
		{2152, 2123, 2123, 2152},
		{40000, 50000, 0, 0},
		{40000, 50000, 53, 0},
	} {
		if got := signalingPort(&op.Message{DstPort: v.dst, SrcPort: v.src}, v.service); got != v.want {
			t.Errorf("from %d to %d, service %d: %d, want %d", v.src, v.dst, v.service, got, v.want)
		}
	}
}
