package wire

import (
	"strings"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/camel"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/diameter"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/gsmmap"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/gtpu"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/gtpv1c"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/gtpv2c"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/m3ua"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/sccp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/sctp"
)

// OperationName returns the specification's name of an operation without
// spaces, "" if the standard lists none for its code.
func OperationName(o *op.Operation) string {
	switch o.Protocol {
	case op.ProtoGTPv1:
		if o.GTP.Version <= 1 { // version 0 and GTP' share the table of TS 29.060 clause 7.1; what is to come does not
			return gtpv1c.Name(uint8(o.Code))
		}
	case op.ProtoGTPv2:
		return gtpv2c.Name(uint8(o.Code))
	case op.ProtoGTPU:
		return gtpu.Name(uint8(o.Code))
	}
	if !o.IsPresent(op.ColCode) {
		return ""
	}
	switch o.Protocol {
	case op.ProtoMAP:
		return gsmmap.Name(o.Code)
	case op.ProtoCAP:
		return camel.Name(o.Code)
	case op.ProtoTCAP:
		return packageNames[uint8(o.Code)]
	case op.ProtoSCCP:
		if o.Code >= managementCode {
			return sccp.ManagementName(uint8(o.Code))
		}
		return sccp.Name(uint8(o.Code))
	case op.ProtoM3UA:
		return m3ua.Name(uint8(o.Code>>8), uint8(o.Code))
	case op.ProtoDiameter:
		return diameter.Name(o.Code, o.Kind == op.KindRequest)
	case op.ProtoSCTP:
		return strings.ReplaceAll(sctp.ChunkName(uint8(o.Code)), " ", "")
	}
	return ""
}

// packageNames are the messages of TCAP (Q.773 clause 3.1).
var packageNames = map[uint8]string{0x61: "unidirectional", 0x62: "begin", 0x64: "end", 0x65: "continue", 0x67: "abort"}

// ElementName returns the specification's name of an information element of an
// operation, "" if it lists none.
func ElementName(o *op.Operation, t uint8) string {
	switch o.Protocol {
	case op.ProtoGTPv1:
		return gtpv1c.IEName(t)
	case op.ProtoGTPv2:
		return gtpv2c.IEName(t)
	case op.ProtoGTPU:
		return gtpu.IEName(t)
	}
	return ""
}

// ValueName returns the specification's name of the value of a column of an
// operation, "" where values have no names or the value is not listed.
func ValueName(b *op.Batch, o *op.Operation, column int) string {
	if o.Protocol == op.ProtoDiameter {
		return diameterValue(b.DiameterOf(o), o, column)
	}
	switch {
	case column == op.ColCause && o.Protocol == op.ProtoGTPv1:
		return gtpv1c.CauseName(o.GTP.Cause)
	case column == op.ColCause && o.Protocol == op.ProtoGTPv2:
		return gtpv2c.CauseName(o.GTP.Cause)
	case column == op.ColFirstExtension && o.Protocol == op.ProtoGTPU:
		return gtpu.ExtensionName(o.GTP.FirstExt)
	}
	return ""
}

// diameterValue names applications and results.
func diameterValue(d *op.Diameter, o *op.Operation, column int) string {
	switch column {
	case op.ColApplication:
		return diameter.ApplicationName(o.Application)
	case op.ColAuthApplication:
		return diameter.ApplicationName(d.AuthApplication)
	case op.ColVendorApplication:
		return diameter.ApplicationName(d.VendorApplication)
	case op.ColResultCode:
		return diameter.ResultName(0, d.ResultCode)
	case op.ColExperimentalResult:
		return diameter.ResultName(d.ExperimentalOwner, d.ExperimentalCode)
	}
	return ""
}

// APN returns the access point name of an operation in dotted form, "" if it
// has none. Octets that are no printable ASCII print as "?".
func APN(b *op.Batch, o *op.Operation) string {
	if !o.IsPresent(op.ColAPN) {
		return ""
	}
	labels := b.Bytes(o, o.GTP.APN)
	text := make([]byte, 0, len(labels))
	for len(labels) > 0 {
		n := min(int(labels[0]), len(labels)-1)
		if len(text) > 0 {
			text = append(text, '.')
		}
		for _, c := range labels[1 : 1+n] {
			if c <= ' ' || c > '~' {
				c = '?'
			}
			text = append(text, c)
		}
		labels = labels[1+n:]
	}
	return string(text)
}
