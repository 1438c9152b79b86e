package gsmmap

// errorNames by local error code (TS 29.002 clause 17.6.6; 2, 4, 23 and 24 are of
// older releases, GSM 09.02 clause 14.6.6).
var errorNames = [...]string{
	1:  "unknownSubscriber",
	2:  "unknownBaseStation",
	3:  "unknownMSC",
	4:  "secureTransportError",
	5:  "unidentifiedSubscriber",
	6:  "absentSubscriberSM",
	7:  "unknownEquipment",
	8:  "roamingNotAllowed",
	9:  "illegalSubscriber",
	10: "bearerServiceNotProvisioned",
	11: "teleserviceNotProvisioned",
	12: "illegalEquipment",
	13: "callBarred",
	14: "forwardingViolation",
	15: "cug-Reject",
	16: "illegalSS-Operation",
	17: "ss-ErrorStatus",
	18: "ss-NotAvailable",
	19: "ss-SubscriptionViolation",
	20: "ss-Incompatibility",
	21: "facilityNotSupported",
	22: "ongoingGroupCall",
	23: "invalidTargetBaseStation",
	24: "noRadioResourceAvailable",
	25: "noHandoverNumberAvailable",
	26: "subsequentHandoverFailure",
	27: "absentSubscriber",
	28: "incompatibleTerminal",
	29: "shortTermDenial",
	30: "longTermDenial",
	31: "subscriberBusyForMT-SMS",
	32: "sm-DeliveryFailure",
	33: "messageWaitingListFull",
	34: "systemFailure",
	35: "dataMissing",
	36: "unexpectedDataValue",
	37: "pw-RegistrationFailure",
	38: "negativePW-Check",
	39: "noRoamingNumberAvailable",
	40: "tracingBufferFull",
	42: "targetCellOutsideGroupCallArea",
	43: "numberOfPW-AttemptsViolation",
	44: "numberChanged",
	45: "busySubscriber",
	46: "noSubscriberReply",
	47: "forwardingFailed",
	48: "or-NotAllowed",
	49: "ati-NotAllowed",
	50: "noGroupCallNumberAvailable",
	51: "resourceLimitation",
	52: "unauthorizedRequestingNetwork",
	53: "unauthorizedLCSClient",
	54: "positionMethodFailure",
	58: "unknownOrUnreachableLCSClient",
	59: "mm-EventNotSupported",
	60: "atsi-NotAllowed",
	61: "atm-NotAllowed",
	62: "informationNotAvailable",
	71: "unknownAlphabet",
	72: "ussd-Busy",
}

// ErrorName returns the name of a local error code, "" if the standard lists
// none.
func ErrorName(code uint32) string {
	if code >= uint32(len(errorNames)) {
		return ""
	}
	return errorNames[code]
}

// errorTypes: of the parameters of errors only these hold an identity (TS 29.002
// clause 17.7.7). The others are a SEQUENCE from version 3 on and an ENUMERATED or
// nothing before; their framing is checked.
const errorTypes = `
AbsentSubscriberSM-Param ::= SEQUENCE { absentSubscriberDiagnosticSM INTEGER?, extensionContainer EXTENSION?, ...,
	additionalAbsentSubscriberDiagnosticSM [0] INTEGER?, imsi [1] IMSI?, requestedRetransmissionTime [2] OCTETS(4)?, userIdentifierAlert [3] IMSI? }
`

// anyParameter is that of every other error.
const anyParameter = "SEQUENCE | ENUM | OCTETS(1)"
