package m3ua

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// Message classes (RFC 4666 clause 3.1.2).
const (
	ClassManagement        = 0 // MGMT
	ClassTransfer          = 1
	ClassSignallingNetwork = 2 // SSNM
	ClassState             = 3 // ASPSM
	ClassTraffic           = 4 // ASPTM
	ClassRoutingKey        = 9 // RKM
)

// typeData is the type of DATA, the only one of its class.
const typeData = 1

// message is what RFC 4666 clause 3 says of a class and type; sets of parameters
// have a bit per slot.
type message struct {
	name      string
	kind      op.Kind
	must, may uint64 // which parameters; may holds must
	many      uint64 // which may appear more than once
}

// Parameters of messages that look alike.
const (
	network  = bitNetworkAppearance | bitRoutingContext
	affected = network | bitAffectedPointCode | bitInfo
	activity = bitTrafficMode | bitRoutingContext | bitInfo
)

// messages by class and type (RFC 4666 clauses 3.3 to 3.8).
var messages = [...][7]message{
	ClassManagement: {
		0: {"ERR", op.KindNotice, bitErrorCode, bitErrorCode | network | bitAffectedPointCode | bitDiagnostic, 0},
		1: {"NTFY", op.KindNotice, bitStatus, bitStatus | bitASPIdentifier | bitRoutingContext | bitInfo, 0},
	},
	ClassTransfer: {
		1: {"DATA", op.KindNotice, bitProtocolData, bitProtocolData | network | bitCorrelation, 0},
	},
	ClassSignallingNetwork: {
		1: {"DUNA", op.KindNotice, bitAffectedPointCode, affected, 0},
		2: {"DAVA", op.KindNotice, bitAffectedPointCode, affected, 0},
		3: {"DAUD", op.KindRequest, bitAffectedPointCode, affected, 0},
		4: {"SCON", op.KindNotice, bitAffectedPointCode, affected | bitConcerned | bitCongestion, 0},
		5: {"DUPU", op.KindNotice, bitAffectedPointCode | bitUserCause, affected | bitUserCause, 0},
		6: {"DRST", op.KindNotice, bitAffectedPointCode, affected, 0},
	},
	ClassState: {
		1: {"ASPUp", op.KindRequest, 0, bitASPIdentifier | bitInfo, 0},
		2: {"ASPDn", op.KindRequest, 0, bitInfo, 0},
		3: {"BEAT", op.KindRequest, 0, bitHeartbeat, 0},
		4: {"ASPUpAck", op.KindResponse, 0, bitASPIdentifier | bitInfo, 0},
		5: {"ASPDnAck", op.KindResponse, 0, bitInfo, 0},
		6: {"BEATAck", op.KindResponse, 0, bitHeartbeat, 0},
	},
	ClassTraffic: {
		1: {"ASPAc", op.KindRequest, 0, activity, 0},
		2: {"ASPIa", op.KindRequest, 0, bitRoutingContext | bitInfo, 0},
		3: {"ASPAcAck", op.KindResponse, 0, activity, 0},
		4: {"ASPIaAck", op.KindResponse, 0, bitRoutingContext | bitInfo, 0},
	},
	ClassRoutingKey: {
		1: {"REGREQ", op.KindRequest, bitRoutingKey, bitRoutingKey, bitRoutingKey},
		2: {"REGRSP", op.KindResponse, bitRegistrationResult, bitRegistrationResult, bitRegistrationResult},
		3: {"DEREGREQ", op.KindRequest, bitRoutingContext, bitRoutingContext, 0},
		4: {"DEREGRSP", op.KindResponse, bitDeregistrationResult, bitDeregistrationResult, bitDeregistrationResult},
	},
}

// ruleOf returns the entry of a class and type, nil if there is none.
func ruleOf(class, typ uint8) *message {
	if int(class) >= len(messages) || int(typ) >= len(messages[class]) {
		return nil
	}
	if r := &messages[class][typ]; r.name != "" {
		return r
	}
	return nil
}

// Name returns the short name of a message as RFC 4666 has it, without spaces,
// or "".
func Name(class, typ uint8) string {
	if r := ruleOf(class, typ); r != nil {
		return r.name
	}
	return ""
}

// Kind says which way a message goes.
func Kind(class, typ uint8) op.Kind {
	if r := ruleOf(class, typ); r != nil {
		return r.kind
	}
	return op.KindUnknown
}
