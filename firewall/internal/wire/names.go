package wire

import (
	"fmt"
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
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/tcap"
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
		class, typ := uint8(o.Code>>8), uint8(o.Code)
		if kin := m3ua.NameKin(class, typ); kin != "" {
			return kin
		}
		return m3ua.Name(class, typ)
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
	switch {
	case column == op.ColPpid:
		return sctp.PPIDName(b.Messages[o.Message].PPID)
	case o.Protocol == op.ProtoDiameter:
		return diameterValue(b.DiameterOf(o), o, column)
	case column == op.ColCause && o.Protocol == op.ProtoGTPv1:
		return gtpv1c.CauseName(o.GTP.Cause)
	case column == op.ColCause && o.Protocol == op.ProtoGTPv2:
		return gtpv2c.CauseName(o.GTP.Cause)
	case column == op.ColFirstExtension && o.Protocol == op.ProtoGTPU:
		return gtpu.ExtensionName(o.GTP.FirstExt)
	case o.SS7 != 0:
		return ss7ValueName(o, b.SS7Of(o), column)
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

func ss7ValueName(o *op.Operation, s *op.SS7, column int) string {
	switch column {
	case op.ColOpc:
		return pointCode(s.OPC)
	case op.ColDpc:
		return pointCode(s.DPC)
	case op.ColServiceIndicator:
		return serviceNames[s.ServiceIndicator&0xF]
	case op.ColNetworkIndicator:
		return [...]string{"international", "international spare", "national", "national spare"}[s.NetworkIndicator&3]
	case op.ColSccpType:
		return sccp.Name(s.SCCPType)
	case op.ColScmgType:
		return sccp.ManagementName(s.ManagementType)
	case op.ColCallingNp:
		return planNames[s.Calling.NP&0xF]
	case op.ColCalledNp:
		return planNames[s.Called.NP&0xF]
	case op.ColCallingNai:
		return natureNames[s.Calling.NAI&7]
	case op.ColCalledNai:
		return natureNames[s.Called.NAI&7]
	case op.ColCallingSsn:
		return subsystemNames[s.Calling.SSN]
	case op.ColCalledSsn:
		return subsystemNames[s.Called.SSN]
	case op.ColContext:
		return tcap.ContextName(s.Context.Family, s.Context.ID, s.Context.Version)
	case op.ColErrorCode:
		return errorName(o, s)
	}
	return ""
}

// errorName is that of the local code of a ReturnError; a reject's problem and an
// abort's cause are numbers of others.
func errorName(o *op.Operation, s *op.SS7) string {
	switch {
	case s.ComponentType != tcap.ReturnError:
		return ""
	case o.Protocol == op.ProtoCAP:
		return camel.ErrorName(s.ErrorCode)
	}
	return gsmmap.ErrorName(s.ErrorCode)
}

// pointCode writes a point code of 14 bits as 3, 8 and 3 of them (Q.708).
func pointCode(c uint32) string {
	if c >= 1<<14 {
		return ""
	}
	return fmt.Sprintf("%d-%d-%d", c>>11, c>>3&0xFF, c&7)
}

// serviceNames by service indicator (RFC 4666 clause 3.3.1).
var serviceNames = [16]string{3: "SCCP", 4: "TUP", 5: "ISUP", 9: "B-ISUP", 10: "S-ISUP", 12: "AAL2", 13: "BICC", 14: "GCP"}

// planNames by numbering plan (Q.713 clause 3.4.2.3.3).
var planNames = [16]string{1: "E.164", 3: "X.121", 4: "F.69", 5: "E.210", 6: "E.212", 7: "E.214"}

// natureNames by nature of address (Q.713 clause 3.4.2.3.1).
var natureNames = [8]string{1: "subscriber number", 3: "national", 4: "international"}

// subsystemNames by subsystem number (Q.713 clause 3.4.2.2, TS 23.003 clause 8).
var subsystemNames = map[uint8]string{
	1: "SCCP management", 3: "ISUP", 4: "OMAP", 5: "MAP", 6: "HLR", 7: "VLR", 8: "MSC", 9: "EIR", 10: "AuC", 11: "ISDN SS",
	142: "RANAP", 143: "RNSAP", 145: "GMLC", 146: "CAP", 147: "gsmSCF", 148: "SIWF", 149: "SGSN", 150: "GGSN", 249: "PCAP",
	250: "BSC (BSSAP-LE)", 251: "MSC (BSSAP-LE)", 252: "SMLC (BSSAP-LE)", 253: "BSS O&M (A)", 254: "BSSAP",
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
