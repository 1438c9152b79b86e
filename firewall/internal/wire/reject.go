package wire

import (
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op/rejection"
)

// CanReject reports whether a message can be answered with a response that
// refuses it with cause; 0 stands for the protocol's default.
func CanReject(b *op.Batch, m *op.Message, cause uint32) bool {
	if rejection.IsSS7(b, m) {
		_, ok := rejection.OfSS7(b, m, op.Ruling{Action: op.ActReject, Cause: cause})
		return ok
	}
	_, ok := rejection.Of(b, m, cause)
	return ok
}

// RejectCause returns the cause with which a message with a fault is refused,
// where faults are configured to reject; 0 = the protocol's default.
func RejectCause(p op.Protocol, c op.FaultCode) uint32 { return rejection.CauseOf(p, c) }
