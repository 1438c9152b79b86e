package camel

// operation is what an operation code stands for. A form is the alternatives of
// an argument or result in the notation of package argument; "?" in front says
// that it may be absent, an empty one that there is none.
type operation struct {
	name   string
	clause string // of TS 29.078, with the argument
	invoke string
	result string
}

// maxCode is the highest operation code of CAP.
const maxCode = 97

// operations by code (TS 29.078 clause 5.3).
var operations = [maxCode + 1]operation{
	0:  {"initialDP", "6.1.1", "InitialDPArg", ""},
	16: {"assistRequestInstructions", "6.1.1", "AssistRequestInstructionsArg", ""},
	17: {"establishTemporaryConnection", "6.1.1", "EstablishTemporaryConnectionArg", ""},
	18: {"disconnectForwardConnection", "6.1.1", "", ""},
	19: {"connectToResource", "6.1.1", "ConnectToResourceArg", ""},
	20: {"connect", "6.1.1", "ConnectArg", ""},
	22: {"releaseCall", "6.1.1", "ReleaseCallArg", ""},
	23: {"requestReportBCSMEvent", "6.1.1", "RequestReportBCSMEventArg", ""},
	24: {"eventReportBCSM", "6.1.1", "EventReportBCSMArg", ""},
	27: {"collectInformation", "6.1.1", "CollectInformationArg", ""},
	31: {"continue", "6.1.1", "", ""},
	32: {"initiateCallAttempt", "6.1.1", "InitiateCallAttemptArg", "?InitiateCallAttemptRes"},
	33: {"resetTimer", "6.1.1", "ResetTimerArg", ""},
	34: {"furnishChargingInformation", "6.1.1", "FurnishChargingInformationArg", ""},
	35: {"applyCharging", "6.1.1", "ApplyChargingArg", ""},
	36: {"applyChargingReport", "6.1.1", "ApplyChargingReportArg", ""},
	41: {"callGap", "6.1.1", "CallGapArg", ""},
	44: {"callInformationReport", "6.1.1", "CallInformationReportArg", ""},
	45: {"callInformationRequest", "6.1.1", "CallInformationRequestArg", ""},
	46: {"sendChargingInformation", "6.1.1", "SendChargingInformationArg", ""},
	47: {"playAnnouncement", "6.2.1", "PlayAnnouncementArg", ""},
	48: {"promptAndCollectUserInformation", "6.2.1", "PromptAndCollectUserInformationArg", "?ReceivedInformationArg"},
	49: {"specializedResourceReport", "6.2.1", "SpecializedResourceReportArg@4 | NULL@1-3", ""},
	53: {"cancel", "6.1.1", "CancelArg", ""},
	55: {"activityTest", "6.1.1", "", ""},
	60: {"initialDPSMS", "7.1", "InitialDPSMSArg", ""},
	61: {"furnishChargingInformationSMS", "7.1", "FurnishChargingInformationSMSArg", ""},
	62: {"connectSMS", "7.1", "ConnectSMSArg", ""},
	63: {"requestReportSMSEvent", "7.1", "RequestReportSMSEventArg", ""},
	64: {"eventReportSMS", "7.1", "EventReportSMSArg", ""},
	65: {"continueSMS", "7.1", "", ""},
	66: {"releaseSMS", "7.1", "ReleaseSMSArg", ""},
	67: {"resetTimerSMS", "7.1", "ResetTimerSMSArg", ""},
	70: {"activityTestGPRS", "8.1", "", ""},
	71: {"applyChargingGPRS", "8.1", "ApplyChargingGPRSArg", ""},
	72: {"applyChargingReportGPRS", "8.1", "ApplyChargingReportGPRSArg", ""},
	73: {"cancelGPRS", "8.1", "CancelGPRSArg", ""},
	74: {"connectGPRS", "8.1", "ConnectGPRSArg", ""},
	75: {"continueGPRS", "8.1", "ContinueGPRSArg", ""},
	76: {"entityReleasedGPRS", "8.1", "EntityReleasedGPRSArg", ""},
	77: {"furnishChargingInformationGPRS", "8.1", "FurnishChargingInformationGPRSArg", ""},
	78: {"initialDPGPRS", "8.1", "InitialDPGPRSArg", ""},
	79: {"releaseGPRS", "8.1", "ReleaseGPRSArg", ""},
	80: {"eventReportGPRS", "8.1", "EventReportGPRSArg", ""},
	81: {"requestReportGPRSEvent", "8.1", "RequestReportGPRSEventArg", ""},
	82: {"resetTimerGPRS", "8.1", "ResetTimerGPRSArg", ""},
	83: {"sendChargingInformationGPRS", "8.1", "SendChargingInformationGPRSArg", ""},
	86: {"disconnectForwardConnectionWithArgument", "6.1.1", "DisconnectForwardConnectionWithArgumentArg", ""},
	88: {"continueWithArgument", "6.1.1", "ContinueWithArgumentArg", ""},
	90: {"disconnectLeg", "6.1.1", "DisconnectLegArg", ""},
	93: {"moveLeg", "6.1.1", "MoveLegArg", ""},
	95: {"splitLeg", "6.1.1", "SplitLegArg", ""},
	96: {"entityReleased", "6.1.1", "EntityReleasedArg", ""},
	97: {"playTone", "6.1.1", "PlayToneArg", ""},
}

// Name returns the name of an operation as TS 29.078 has it, "" if it lists none
// for the code.
func Name(code uint32) string {
	if code > maxCode {
		return ""
	}
	return operations[code].name
}

// errorNames by local error code (TS 29.078 clause 5.4).
var errorNames = [...]string{
	0:  "canceled",
	1:  "cancelFailed",
	3:  "eTCFailed",
	4:  "improperCallerResponse",
	6:  "missingCustomerRecord",
	7:  "missingParameter",
	8:  "parameterOutOfRange",
	10: "requestedInfoError",
	11: "systemFailure",
	12: "taskRefused",
	13: "unavailableResource",
	14: "unexpectedComponentSequence",
	15: "unexpectedDataValue",
	16: "unexpectedParameter",
	17: "unknownLegID",
	50: "unknownPDPID",
	51: "unknownCSID",
}

// ErrorName returns the name of a local error code, "" if the standard lists
// none.
func ErrorName(code uint32) string {
	if code >= uint32(len(errorNames)) {
		return ""
	}
	return errorNames[code]
}

// errorForm is that of the parameters of errors: problem and operation of
// cancelFailed, else one enumerated value (clause 5.2).
const errorForm = "SEQUENCE | ENUM"
