package gsmmap

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// operation is what an operation code stands for. A form is the alternatives of
// an argument or result in the notation of package argument; "?" in front says
// that it may be absent, an empty one that there is none.
type operation struct {
	name      string // TS 29.002 clause 17.6
	clause    string // of the service in TS 29.002, or in GSM 09.02
	invoke    string
	result    string
	requested uint8 // what the operation as such asks for, bits of op.SS7.Requested
}

// maxCode is the highest operation code of MAP (TS 29.002 clause 17.5); 109 to
// 126 are of handsets (TS 24.080).
const maxCode = 89

// operations by code (TS 29.002 clause 17.5).
var operations = [maxCode + 1]operation{
	2:  {"updateLocation", "8.1.2", "UpdateLocationArg", "UpdateLocationRes | ISDN:hlr@1-2", 0},
	3:  {"cancelLocation", "8.1.3", "CancelLocationArg@3 | IMSI@1-2 | IMSI-WithLMSI@1-2", "?CancelLocationRes", 0},
	4:  {"provideRoamingNumber", "10.2", "ProvideRoamingNumberArg", "ProvideRoamingNumberRes@3 | ISDN:other@1-2", op.RequestedRouting},
	5:  {"noteSubscriberDataModified", "8.11.5", "NoteSubscriberDataModifiedArg", "?NoteSubscriberDataModifiedRes", 0},
	6:  {"resumeCallHandling", "10.3", "ResumeCallHandlingArg", "?ResumeCallHandlingRes", 0},
	7:  {"insertSubscriberData", "8.8.1", "InsertSubscriberDataArg", "?InsertSubscriberDataRes", 0},
	8:  {"deleteSubscriberData", "8.8.2", "DeleteSubscriberDataArg", "?DeleteSubscriberDataRes", 0},
	9:  {"sendParameters", "09.02 6.8.3", "SendParametersArg", "?OF(1..6) SentParameter", 0},
	10: {"registerSS", "11.1", "RegisterSS-Arg", "?SS-Info", 0},
	11: {"eraseSS", "11.2", "SS-ForBS-Code", "?SS-Info", 0},
	12: {"activateSS", "11.3", "SS-ForBS-Code", "?SS-Info", 0},
	13: {"deactivateSS", "11.4", "SS-ForBS-Code", "?SS-Info", 0},
	14: {"interrogateSS", "11.5", "SS-ForBS-Code", "?InterrogateSS-Res", 0},
	15: {"authenticationFailureReport", "8.5.3", "AuthenticationFailureReportArg", "?AuthenticationFailureReportRes", 0},
	17: {"registerPassword", "11.7", "OCTETS(1):ss-code", "?NUMERIC(4)", 0},
	18: {"getPassword", "11.8", "ENUM", "?NUMERIC(4)", 0},
	19: {"processUnstructuredSS-Data", "09.02 9.9", "IA5(1..200):ussd", "?IA5(1..200):ussd", 0},
	20: {"releaseResources", "10.15", "ReleaseResourcesArg", "?ReleaseResourcesRes", 0},
	21: {"mt-ForwardSM-VGCS", "12.10", "MT-ForwardSM-VGCS-Arg", "?MT-ForwardSM-VGCS-Res", 0},
	22: {"sendRoutingInfo", "10.1", "SendRoutingInfoArg", "?SendRoutingInfoRes@3 | SendRoutingInfoRes-2@1-2", op.RequestedRouting},
	23: {"updateGprsLocation", "8.1.7", "UpdateGprsLocationArg", "UpdateGprsLocationRes", 0},
	24: {"sendRoutingInfoForGprs", "13.1", "SendRoutingInfoForGprsArg", "SendRoutingInfoForGprsRes", op.RequestedRouting},
	25: {"failureReport", "13.2", "FailureReportArg", "?FailureReportRes", 0},
	26: {"noteMsPresentForGprs", "13.3", "NoteMsPresentForGprsArg", "?NoteMsPresentForGprsRes", 0},
	28: {"performHandover", "09.02 6.4.1", "PerformHO-Arg", "?PerformHO-Res", 0},
	29: {"sendEndSignal", "8.4.2", "SendEndSignal-Arg@3 | SEQUENCE@1-2", "?SendEndSignal-Res", 0},
	30: {"performSubsequentHandover", "09.02 6.4.5", "PerformSubsequentHO-Arg", "?SEQUENCE", 0},
	31: {"provideSIWFSNumber", "10.8", "ProvideSIWFSNumberArg", "?ProvideSIWFSNumberRes", 0},
	32: {"sIWFSSignallingModify", "10.9", "SIWFSSignallingModifyArg", "?SIWFSSignallingModifyArg", 0},
	33: {"processAccessSignalling", "8.4.3", "ProcessAccessSignalling-Arg@3 | SEQUENCE@1-2", "", 0},
	34: {"forwardAccessSignalling", "8.4.4", "ForwardAccessSignalling-Arg@3 | SEQUENCE@1-2", "", 0},
	35: {"noteInternalHandover", "09.02 7.1.5", "NoteInternalHO-Arg", "", 0},
	36: {"cancelVcsgLocation", "8.1.10", "CancelVcsgLocationArg", "?CancelVcsgLocationRes", 0},
	37: {"reset", "8.10.1", "ResetArg", "", 0},
	38: {"forwardCheckSS-Indication", "8.10.2", "", "", 0},
	39: {"prepareGroupCall", "10.4", "PrepareGroupCallArg", "?PrepareGroupCallRes", 0},
	40: {"sendGroupCallEndSignal", "10.7", "SendGroupCallEndSignalArg", "?SendGroupCallEndSignalRes", 0},
	41: {"processGroupCallSignalling", "10.5", "ProcessGroupCallSignallingArg", "", 0},
	42: {"forwardGroupCallSignalling", "10.6", "ForwardGroupCallSignallingArg", "", 0},
	43: {"checkIMEI", "8.7.1", "CheckIMEI-Arg@3 | IMEI@1-2", "?CheckIMEI-Res@3 | ENUM@1-2", 0},
	44: {"mt-ForwardSM", "12.9", "MT-ForwardSM-Arg", "?MT-ForwardSM-Res", 0},
	45: {"sendRoutingInfoForSM", "12.1", "RoutingInfoForSM-Arg", "RoutingInfoForSM-Res", op.RequestedRouting},
	46: {"mo-ForwardSM", "12.2", "ForwardSM-Arg", "?MO-ForwardSM-Res", 0},
	47: {"reportSM-DeliveryStatus", "12.3", "ReportSM-DeliveryStatusArg", "?ReportSM-DeliveryStatusRes@3 | ISDN:msisdn@1-2", 0},
	48: {"noteSubscriberPresent", "09.02 10.4", "IMSI", "", 0},
	49: {"alertServiceCentreWithoutResult", "09.02 10.5", "AlertServiceCentreArg", "", 0},
	50: {"activateTraceMode", "9.1.1", "ActivateTraceModeArg", "?ActivateTraceModeRes", 0},
	51: {"deactivateTraceMode", "9.1.2", "DeactivateTraceModeArg", "?DeactivateTraceModeRes", 0},
	52: {"traceSubscriberActivity", "9.1.3", "TraceSubscriberActivityArg", "", 0},
	53: {"updateVcsgLocation", "8.1.9", "UpdateVcsgLocationArg", "?UpdateVcsgLocationRes", 0},
	54: {"beginSubscriberActivity", "09.02 9.10", "BeginSubscriberActivityArg", "", 0},
	55: {"sendIdentification", "8.1.4", "SendIdentificationArg@3 | OCTETS(1..4)@2", "SendIdentificationRes@3 | SendIdentificationRes-2@2", op.RequestedVectors},
	56: {"sendAuthenticationInfo", "8.5.2", "?SendAuthenticationInfoArg@3 | IMSI@2", "?SendAuthenticationInfoRes@3 | SEQUENCE@2", op.RequestedVectors},
	57: {"restoreData", "8.10.3", "RestoreDataArg", "RestoreDataRes", 0},
	58: {"sendIMSI", "9.2.1", "ISDN:msisdn", "IMSI", op.RequestedRouting},
	59: {"processUnstructuredSS-Request", "11.9", "USSD-Arg", "?USSD-Res", 0},
	60: {"unstructuredSS-Request", "11.10", "USSD-Arg", "?USSD-Res", 0},
	61: {"unstructuredSS-Notify", "11.11", "USSD-Arg", "", 0},
	62: {"anyTimeSubscriptionInterrogation", "8.11.3", "AnyTimeSubscriptionInterrogationArg", "AnyTimeSubscriptionInterrogationRes", op.RequestedSubscription},
	63: {"informServiceCentre", "12.6", "InformServiceCentreArg", "", 0},
	64: {"alertServiceCentre", "12.5", "AlertServiceCentreArg", "", 0},
	65: {"anyTimeModification", "8.11.4", "AnyTimeModificationArg", "AnyTimeModificationRes", 0},
	66: {"readyForSM", "12.4", "ReadyForSM-Arg", "?ReadyForSM-Res", 0},
	67: {"purgeMS", "8.1.6", "PurgeMS-Arg@3 | PurgeMS-Arg-2@2", "?PurgeMS-Res", 0},
	68: {"prepareHandover", "8.4.1", "PrepareHO-Arg@3 | PrepareHO-Arg-2@2", "?PrepareHO-Res@3 | PrepareHO-Res-2@2", 0},
	69: {"prepareSubsequentHandover", "8.4.5", "PrepareSubsequentHO-Arg@3 | PrepareSubsequentHO-Arg-2@2", "?PrepareSubsequentHO-Res@3 | SEQUENCE@2", 0},
	70: {"provideSubscriberInfo", "8.11.2", "ProvideSubscriberInfoArg", "ProvideSubscriberInfoRes", 0},
	71: {"anyTimeInterrogation", "8.11.1", "AnyTimeInterrogationArg", "AnyTimeInterrogationRes", 0},
	72: {"ss-InvocationNotification", "11.12", "SS-InvocationNotificationArg", "?SS-InvocationNotificationRes", 0},
	73: {"setReportingState", "10.10", "SetReportingStateArg", "?SetReportingStateRes", 0},
	74: {"statusReport", "10.11", "StatusReportArg", "?StatusReportRes", 0},
	75: {"remoteUserFree", "10.12", "RemoteUserFreeArg", "RemoteUserFreeRes", 0},
	76: {"registerCC-Entry", "11.13", "RegisterCC-EntryArg", "?RegisterCC-EntryRes", 0},
	77: {"eraseCC-Entry", "11.14", "EraseCC-EntryArg", "?EraseCC-EntryRes", 0},
	78: {"secureTransportClass1", "17.6.9", "SEQUENCE", "?SEQUENCE", 0},
	79: {"secureTransportClass2", "17.6.9", "SEQUENCE", "?SEQUENCE", 0},
	80: {"secureTransportClass3", "17.6.9", "SEQUENCE", "?SEQUENCE", 0},
	81: {"secureTransportClass4", "17.6.9", "SEQUENCE", "?SEQUENCE", 0},
	83: {"provideSubscriberLocation", "13A.2", "ProvideSubscriberLocation-Arg", "ProvideSubscriberLocation-Res", 0},
	84: {"sendGroupCallInfo", "10.7A", "SendGroupCallInfoArg", "?SendGroupCallInfoRes", 0},
	85: {"sendRoutingInfoForLCS", "13A.1", "RoutingInfoForLCS-Arg", "RoutingInfoForLCS-Res", op.RequestedRouting},
	86: {"subscriberLocationReport", "13A.3", "SubscriberLocationReport-Arg", "?SubscriberLocationReport-Res", 0},
	87: {"ist-Alert", "10.13", "IST-AlertArg", "?IST-AlertRes", 0},
	88: {"ist-Command", "10.14", "IST-CommandArg", "?IST-CommandRes", 0},
	89: {"noteMM-Event", "8.1.8", "NoteMM-EventArg", "?NoteMM-EventRes", 0},
}

// Name returns the name of an operation as TS 29.002 has it, that of its latest
// version, "" if it lists none for the code.
func Name(code uint32) string {
	if code > maxCode {
		return ""
	}
	return operations[code].name
}
