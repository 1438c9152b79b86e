package tcap

import (
	"fmt"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ber"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// contextName reads an application context name: one OBJECT IDENTIFIER.
func (t *Transaction) contextName(r ber.Reader, start int, first bool) {
	var e ber.Element
	if !r.Next(&e) || e.Tag != tagOID {
		r.Fault(op.TCAPDialogue, start)
		return
	}
	if oid, ok := r.ObjectIdentifier(&e); ok && first {
		t.context(oid, e.At)
	}
	if r.Next(&e) {
		r.Fault(op.TCAPDialogue, e.Start)
	}
}

// context fills the columns of the application context.
func (t *Transaction) context(oid []byte, at int) {
	c := &t.head.context
	c.Family, c.ID, c.Version = contextOf(oid)
	if at+len(oid) <= 0xFFFF {
		c.Name = op.Span{Off: uint16(at), Len: uint16(len(oid))}
	}
	if c.Family != op.ContextOther {
		t.has(op.ColContext)
		t.has(op.ColContextVersion)
	}
}

// gsmSRF is the last arc of the contexts of phases 3 and 4 that a gsmSRF has.
const gsmSRF = 14

// contextOf reads the contents of an application context name. MAP and CAP have
// 0.4.0.0.1 and two or three arcs more, of one octet each: seven octets in all,
// so that a longer name (ATTACKS E-2) is that of neither.
func contextOf(oid []byte) (family, id, version uint8) {
	if len(oid) != 7 || string(oid[:4]) != "\x04\x00\x00\x01" || oid[4] >= 0x80 || oid[5] >= 0x80 {
		return op.ContextOther, 0, 0
	}
	last, lastButOne := oid[6], oid[5]
	switch oid[4] {
	case 0: // MAP: ac-id, version; CAP phases 1 and 2: 50, 51 or 52, phase - 1
		if lastButOne >= 50 && lastButOne <= 52 && last <= 1 {
			return op.ContextCAP, lastButOne, last + 1
		}
		return op.ContextMAP, lastButOne, last
	case 20, 22: // CAP phases 3 and 4 between gsmSRF and gsmSCF
		if lastButOne == 3 && last == gsmSRF {
			return op.ContextCAP, last, 3 + oid[4]/22
		}
	case 21, 23: // the same between gsmSSF, gprsSSF, smsSSF and gsmSCF
		if lastButOne == 3 && last != gsmSRF {
			return op.ContextCAP, last, 3 + oid[4]/22
		}
	}
	return op.ContextOther, 0, 0
}

// mapContext is an application context of MAP, and bit v is set if there is a
// version v of it.
type mapContext struct {
	name     string
	versions uint8
}

// shortMsgRelay is the context that has another name in version 1.
const shortMsgRelay = 21

// Versions of MAP contexts.
const (
	v1to2 = 1<<1 | 1<<2
	v1to3 = v1to2 | 1<<3
	v2    = 1 << 2
	v2to3 = v2 | 1<<3
	v3    = 1 << 3
	v3to4 = v3 | 1<<4
)

// mapContexts are those of TS 29.002 V16.3 clause 17.3.2, and what was withdrawn
// (RULES b2).
var mapContexts = [48]mapContext{
	1:  {"networkLocUpContext", v1to3},
	2:  {"locationCancellationContext", v1to3},
	3:  {"roamingNumberEnquiryContext", v1to3},
	4:  {"istAlertingContext", v3},
	5:  {"locationInfoRetrievalContext", v1to3},
	6:  {"callControlTransferContext", v3to4},
	7:  {"reportingContext", v3},
	8:  {"callCompletionContext", v3},
	9:  {"serviceTerminationContext", v3},
	10: {"resetContext", v1to3},
	11: {"handoverControlContext", v1to3},
	12: {"sIWFSAllocationContext", v3},
	13: {"equipmentMngtContext", v1to3},
	14: {"infoRetrievalContext", v1to3},
	15: {"interVlrInfoRetrievalContext", v2to3},
	16: {"subscriberDataMngtContext", v1to3},
	17: {"tracingContext", v1to3},
	18: {"networkFunctionalSsContext", v1to2},
	19: {"networkUnstructuredSsContext", v2},
	20: {"shortMsgGatewayContext", v1to3},
	21: {"shortMsgMO-RelayContext", v1to3},
	22: {"subscriberDataModificationNotificationContext", v3},
	23: {"shortMsgAlertContext", v1to2},
	24: {"mwdMngtContext", v1to3},
	25: {"shortMsgMT-RelayContext", v2to3},
	26: {"imsiRetrievalContext", v2},
	27: {"msPurgingContext", v2to3},
	28: {"subscriberInfoEnquiryContext", v3},
	29: {"anyTimeInfoEnquiryContext", v3},
	31: {"groupCallControlContext", v3},
	32: {"gprsLocationUpdateContext", v3},
	33: {"gprsLocationInfoRetrievalContext", v3to4},
	34: {"failureReportContext", v3},
	35: {"gprsNotifyContext", v3},
	36: {"ss-InvocationNotificationContext", v3},
	37: {"locationSvcGatewayContext", v3},
	38: {"locationSvcEnquiryContext", v3},
	39: {"authenticationFailureReportContext", v3},
	41: {"shortMsgMT-Relay-VGCS-Context", v3},
	42: {"mm-EventReportingContext", v3},
	43: {"anyTimeInfoHandlingContext", v3},
	44: {"resourceManagementContext", v3},
	45: {"groupCallInfoRetrievalContext", v3},
	46: {"vcsgLocationUpdateContext", v3},
	47: {"vcsgLocationCancellationContext", v3},
}

// capContext is an application context of CAP: its phase and arc.
type capContext struct{ version, id uint8 }

// capContexts are those of TS 29.078 V16.0 clause 6.1.2 and of earlier phases
// (RULES b3), by their names there.
var capContexts = map[capContext]string{
	{1, 50}: "CAP-v1-gsmSSF-to-gsmSCF-AC",
	{2, 50}: "CAP-v2-gsmSSF-to-gsmSCF-AC",
	{2, 51}: "CAP-v2-assist-gsmSSF-to-gsmSCF-AC",
	{2, 52}: "CAP-v2-gsmSRF-to-gsmSCF-AC",
	{3, 4}:  "capssf-scfGenericAC-v3",
	{3, 6}:  "capssf-scfAssistHandoffAC-v3",
	{3, 14}: "gsmSRF-gsmSCF-ac-v3",
	{3, 50}: "cap3-gprssf-scfAC",
	{3, 51}: "cap3-gsmscf-gprsssfAC",
	{3, 61}: "cap3-sms-AC",
	{4, 4}:  "capssf-scfGenericAC-v4",
	{4, 6}:  "capssf-scfAssistHandoffAC-v4",
	{4, 8}:  "capscf-ssfGenericAC-v4",
	{4, 14}: "gsmSRF-gsmSCF-ac-v4",
	{4, 61}: "cap4-sms-AC",
}

// ContextName returns the name of an application context as op.SS7.Context has
// it, or "" if no standard lists it: networkLocUpContext-v3.
func ContextName(family, id, version uint8) string {
	switch family {
	case op.ContextMAP:
		if id == shortMsgRelay && version == 1 {
			return "shortMsgRelayContext-v1" // both MO and MT
		}
		if int(id) < len(mapContexts) && version < 8 && mapContexts[id].versions>>version&1 != 0 {
			return fmt.Sprintf("%s-v%d", mapContexts[id].name, version)
		}
	case op.ContextCAP:
		return capContexts[capContext{version, id}]
	}
	return ""
}
