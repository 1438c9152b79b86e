package wire

import (
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/gtpv1c"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/gtpv2c"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op/rejection"
)

// CanReject reports whether a message can be answered with a response that
// refuses it with cause; 0 stands for the protocol's default.
func CanReject(b *op.Batch, m *op.Message, cause uint32) bool {
	_, ok := rejection.Of(b, m, cause)
	return ok
}

// Refuses reports whether an answer with this cause, which is listed, says that the
// request was refused. Of protocols that have no answers yet, every cause does.
func Refuses(p op.Protocol, cause uint32) bool {
	switch p {
	case op.ProtoGTPv1:
		return rejection.Refuses(p, cause) && gtpv1c.CauseName(uint8(cause)) != ""
	case op.ProtoGTPv2:
		return rejection.Refuses(p, cause) && gtpv2c.CauseName(uint8(cause)) != ""
	}
	return true
}

// RejectCause returns the cause with which a message with a fault is refused,
// where faults are configured to reject; 0 = the protocol's default.
func RejectCause(p op.Protocol, c op.FaultCode) uint32 { return rejection.CauseOf(p, c) }
