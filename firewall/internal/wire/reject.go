package wire

import (
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/camel"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/gsmmap"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/gtpv1c"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/gtpv2c"
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
	if rejection.IsDiameter(b, m) {
		_, ok := rejection.OfDiameter(b, m, cause)
		return ok
	}
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
	case op.ProtoMAP:
		return refusesSS7(cause, gsmmap.ErrorName)
	case op.ProtoCAP:
		return refusesSS7(cause, camel.ErrorName)
	case op.ProtoTCAP:
		return cause>>8 != 0 && rejection.RefusesSS7(cause)
	case op.ProtoDiameter:
		return rejection.RefusesDiameter(cause)
	case op.ProtoSCCP, op.ProtoM3UA, op.ProtoSCTP:
		return false
	}
	return true
}

// refusesSS7 reports it of an error code of MAP or CAP, which has a name, and of
// what TCAP and SCCP send instead (docs/answers.md).
func refusesSS7(cause uint32, errorName func(uint32) string) bool {
	if cause>>8 == 0 && errorName(cause) == "" {
		return false
	}
	return rejection.RefusesSS7(cause)
}

// RejectCause returns the cause with which a message with a fault is refused,
// where faults are configured to reject; 0 = the protocol's default.
func RejectCause(p op.Protocol, c op.FaultCode) uint32 { return rejection.CauseOf(p, c) }
