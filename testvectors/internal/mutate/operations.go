package mutate

import (
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// operation is one of MAP or CAP: what it carries, by the standard's names ("" for
// nothing), and an application context that has it.
type operation struct {
	code             int
	argument, result string
	context          []byte // object identifier
}

// mapContext is 0.4.0.0.1.0.ac.version (TS 29.002 clause 17.3).
func mapContext(ac, version byte) []byte { return []byte{4, 0, 0, 1, 0, ac, version} }

// capContext is 0.4.0.0.1.release.3.id (TS 29.078 clause 6.1.2).
func capContext(release, id byte) []byte { return []byte{4, 0, 0, 1, release, 3, id} }

// mapOperations are those of TS 29.002 clause 17.6 with the types of clause 17.7.
var mapOperations = []operation{
	{2, "UpdateLocationArg", "UpdateLocationRes", mapContext(1, 3)},
	{3, "CancelLocationArg", "CancelLocationRes", mapContext(2, 3)},
	{4, "ProvideRoamingNumberArg", "ProvideRoamingNumberRes", mapContext(3, 3)},
	{5, "NoteSubscriberDataModifiedArg", "NoteSubscriberDataModifiedRes", mapContext(22, 3)},
	{6, "ResumeCallHandlingArg", "ResumeCallHandlingRes", mapContext(6, 4)},
	{7, "InsertSubscriberDataArg", "InsertSubscriberDataRes", mapContext(16, 3)},
	{8, "DeleteSubscriberDataArg", "DeleteSubscriberDataRes", mapContext(16, 3)},
	{10, "RegisterSS-Arg", "SS-Info", mapContext(18, 2)},
	{11, "SS-ForBS-Code", "SS-Info", mapContext(18, 2)},
	{12, "SS-ForBS-Code", "SS-Info", mapContext(18, 2)},
	{13, "SS-ForBS-Code", "SS-Info", mapContext(18, 2)},
	{14, "SS-ForBS-Code", "InterrogateSS-Res", mapContext(18, 2)},
	{15, "AuthenticationFailureReportArg", "AuthenticationFailureReportRes", mapContext(39, 3)},
	{17, "SS-Code", "Password", mapContext(18, 2)},
	{18, "GuidanceInfo", "Password", mapContext(18, 2)},
	{20, "ReleaseResourcesArg", "ReleaseResourcesRes", mapContext(44, 3)},
	{21, "MT-ForwardSM-VGCS-Arg", "MT-ForwardSM-VGCS-Res", mapContext(41, 3)},
	{22, "SendRoutingInfoArg", "SendRoutingInfoRes", mapContext(5, 3)},
	{23, "UpdateGprsLocationArg", "UpdateGprsLocationRes", mapContext(32, 3)},
	{24, "SendRoutingInfoForGprsArg", "SendRoutingInfoForGprsRes", mapContext(33, 4)},
	{25, "FailureReportArg", "FailureReportRes", mapContext(34, 3)},
	{26, "NoteMsPresentForGprsArg", "NoteMsPresentForGprsRes", mapContext(35, 3)},
	{29, "SendEndSignal-Arg", "SendEndSignal-Res", mapContext(11, 3)},
	{33, "ProcessAccessSignalling-Arg", "", mapContext(11, 3)},
	{34, "ForwardAccessSignalling-Arg", "", mapContext(11, 3)},
	{36, "CancelVcsgLocationArg", "CancelVcsgLocationRes", mapContext(47, 3)},
	{37, "ResetArg", "", mapContext(10, 3)},
	{38, "", "", mapContext(18, 2)},
	{39, "PrepareGroupCallArg", "PrepareGroupCallRes", mapContext(31, 3)},
	{40, "SendGroupCallEndSignalArg", "SendGroupCallEndSignalRes", mapContext(31, 3)},
	{41, "ProcessGroupCallSignallingArg", "", mapContext(31, 3)},
	{42, "ForwardGroupCallSignallingArg", "", mapContext(31, 3)},
	{43, "CheckIMEI-Arg", "CheckIMEI-Res", mapContext(13, 3)},
	{44, "MT-ForwardSM-Arg", "MT-ForwardSM-Res", mapContext(25, 3)},
	{45, "RoutingInfoForSM-Arg", "RoutingInfoForSM-Res", mapContext(20, 3)},
	{46, "MO-ForwardSM-Arg", "MO-ForwardSM-Res", mapContext(21, 3)},
	{47, "ReportSM-DeliveryStatusArg", "ReportSM-DeliveryStatusRes", mapContext(20, 3)},
	{50, "ActivateTraceModeArg", "ActivateTraceModeRes", mapContext(17, 3)},
	{51, "DeactivateTraceModeArg", "DeactivateTraceModeRes", mapContext(17, 3)},
	{53, "UpdateVcsgLocationArg", "UpdateVcsgLocationRes", mapContext(46, 3)},
	{55, "SendIdentificationArg", "SendIdentificationRes", mapContext(15, 3)},
	{56, "SendAuthenticationInfoArg", "SendAuthenticationInfoRes", mapContext(14, 3)},
	{57, "RestoreDataArg", "RestoreDataRes", mapContext(1, 3)},
	{58, "ISDN-AddressString", "IMSI", mapContext(26, 2)},
	{59, "USSD-Arg", "USSD-Res", mapContext(19, 2)},
	{60, "USSD-Arg", "USSD-Res", mapContext(19, 2)},
	{61, "USSD-Arg", "", mapContext(19, 2)},
	{62, "AnyTimeSubscriptionInterrogationArg", "AnyTimeSubscriptionInterrogationRes", mapContext(43, 3)},
	{63, "InformServiceCentreArg", "", mapContext(20, 3)},
	{64, "AlertServiceCentreArg", "", mapContext(23, 2)},
	{65, "AnyTimeModificationArg", "AnyTimeModificationRes", mapContext(43, 3)},
	{66, "ReadyForSM-Arg", "ReadyForSM-Res", mapContext(24, 3)},
	{67, "PurgeMS-Arg", "PurgeMS-Res", mapContext(27, 3)},
	{68, "PrepareHO-Arg", "PrepareHO-Res", mapContext(11, 3)},
	{69, "PrepareSubsequentHO-Arg", "PrepareSubsequentHO-Res", mapContext(11, 3)},
	{70, "ProvideSubscriberInfoArg", "ProvideSubscriberInfoRes", mapContext(28, 3)},
	{71, "AnyTimeInterrogationArg", "AnyTimeInterrogationRes", mapContext(29, 3)},
	{72, "SS-InvocationNotificationArg", "SS-InvocationNotificationRes", mapContext(36, 3)},
	{73, "SetReportingStateArg", "SetReportingStateRes", mapContext(7, 3)},
	{74, "StatusReportArg", "StatusReportRes", mapContext(7, 3)},
	{75, "RemoteUserFreeArg", "RemoteUserFreeRes", mapContext(7, 3)},
	{76, "RegisterCC-EntryArg", "RegisterCC-EntryRes", mapContext(8, 3)},
	{77, "EraseCC-EntryArg", "EraseCC-EntryRes", mapContext(8, 3)},
	{83, "ProvideSubscriberLocation-Arg", "ProvideSubscriberLocation-Res", mapContext(38, 3)},
	{84, "SendGroupCallInfoArg", "SendGroupCallInfoRes", mapContext(45, 3)},
	{85, "RoutingInfoForLCS-Arg", "RoutingInfoForLCS-Res", mapContext(37, 3)},
	{86, "SubscriberLocationReport-Arg", "SubscriberLocationReport-Res", mapContext(38, 3)},
	{87, "IST-AlertArg", "IST-AlertRes", mapContext(4, 3)},
	{88, "IST-CommandArg", "IST-CommandRes", mapContext(9, 3)},
	{89, "NoteMM-EventArg", "NoteMM-EventRes", mapContext(42, 3)},
}

// Contexts of CAP that its operations belong to.
var (
	capCall   = capContext(23, 4)
	capAssist = capContext(23, 6)
	capCalls  = capContext(23, 8)
	capGPRS   = capContext(21, 50)
	capMedia  = capContext(22, 14)
	capSMS    = capContext(23, 61)
)

// capOperations are those of TS 29.078 clauses 6 to 8.
var capOperations = []operation{
	{0, "InitialDPArg", "", capCall},
	{16, "AssistRequestInstructionsArg", "", capAssist},
	{17, "EstablishTemporaryConnectionArg", "", capCall},
	{18, "", "", capCall},
	{19, "ConnectToResourceArg", "", capCall},
	{20, "ConnectArg", "", capCall},
	{22, "ReleaseCallArg", "", capCall},
	{23, "RequestReportBCSMEventArg", "", capCall},
	{24, "EventReportBCSMArg", "", capCall},
	{27, "CollectInformationArg", "", capCall},
	{31, "", "", capCall},
	{32, "InitiateCallAttemptArg", "InitiateCallAttemptRes", capCalls},
	{33, "ResetTimerArg", "", capCall},
	{34, "FurnishChargingInformationArg", "", capCall},
	{35, "ApplyChargingArg", "", capCall},
	{36, "ApplyChargingReportArg", "", capCall},
	{41, "CallGapArg", "", capCall},
	{44, "CallInformationReportArg", "", capCall},
	{45, "CallInformationRequestArg", "", capCall},
	{46, "SendChargingInformationArg", "", capCall},
	{47, "PlayAnnouncementArg", "", capMedia},
	{48, "PromptAndCollectUserInformationArg", "ReceivedInformationArg", capMedia},
	{49, "SpecializedResourceReportArg", "", capMedia},
	{53, "CancelArg", "", capCall},
	{55, "", "", capCall},
	{60, "InitialDPSMSArg", "", capSMS},
	{61, "FurnishChargingInformationSMSArg", "", capSMS},
	{62, "ConnectSMSArg", "", capSMS},
	{63, "RequestReportSMSEventArg", "", capSMS},
	{64, "EventReportSMSArg", "", capSMS},
	{65, "", "", capSMS},
	{66, "ReleaseSMSArg", "", capSMS},
	{67, "ResetTimerSMSArg", "", capSMS},
	{70, "", "", capGPRS},
	{71, "ApplyChargingGPRSArg", "", capGPRS},
	{72, "ApplyChargingReportGPRSArg", "", capGPRS},
	{73, "CancelGPRSArg", "", capGPRS},
	{74, "ConnectGPRSArg", "", capGPRS},
	{75, "ContinueGPRSArg", "", capGPRS},
	{76, "EntityReleasedGPRSArg", "", capGPRS},
	{77, "FurnishChargingInformationGPRSArg", "", capGPRS},
	{78, "InitialDPGPRSArg", "", capGPRS},
	{79, "ReleaseGPRSArg", "", capGPRS},
	{80, "EventReportGPRSArg", "", capGPRS},
	{81, "RequestReportGPRSEventArg", "", capGPRS},
	{82, "ResetTimerGPRSArg", "", capGPRS},
	{83, "SendChargingInformationGPRSArg", "", capGPRS},
	{86, "DisconnectForwardConnectionWithArgumentArg", "", capCall},
	{88, "ContinueWithArgumentArg", "", capCall},
	{90, "DisconnectLegArg", "", capCall},
	{93, "MoveLegArg", "", capCall},
	{95, "SplitLegArg", "", capCall},
	{96, "EntityReleasedArg", "", capCall},
	{97, "PlayToneArg", "", capCall},
}

// oldOperation is one of MAP in the form of an older version.
type oldOperation struct {
	code             int
	argument, result func(random) TLV // nil for nothing
	context          []byte           // nil in version 1, which may be without dialogue portion
}

// Elements of those forms.
func plainIMSI(r random) TLV   { return OctetString(TBCD(r.imsi(6 + r.IntN(10)))) }
func plainNumber(r random) TLV { return OctetString(ISDN(r.digits(5 + r.IntN(11)))) }

// oldOperations are those whose forms before version 3 have no name in TS 29.002
// (GSM 09.02 clauses 14.6 and 14.7).
var oldOperations = []oldOperation{
	{2, func(r random) TLV { return UpdateLocation(r.imsi(15), r.digits(11), r.digits(11)) }, plainNumber, mapContext(1, 1)},
	{3, plainIMSI, nil, mapContext(2, 2)},
	{3, func(r random) TLV { return Sequence(plainIMSI(r), OctetString(r.octets(4))) }, nil, nil},
	{4, func(r random) TLV { return ProvideRoamingNumber(r.imsi(15), r.digits(11), r.digits(11)) }, plainNumber, mapContext(3, 2)},
	{9, func(r random) TLV { return SendParameters(r.imsi(15)) }, nil, nil},
	{37, func(r random) TLV { return Reset(r.digits(11)) }, nil, mapContext(10, 2)},
	{43, func(r random) TLV { return CheckIMEI(r.digits(15)) }, func(r random) TLV { return Enumerated(r.IntN(3)) }, mapContext(13, 2)},
	{44, func(r random) TLV {
		return MTForwardSM(r.imsi(15), r.digits(11), Deliver{From: r.digits(10), Text: "portcullis"}.Bytes())
	}, nil, mapContext(25, 2)},
	{46, func(r random) TLV {
		return MOForwardSM(r.digits(11), r.digits(11), "", Submit(r.digits(9), "portcullis"))
	}, nil, mapContext(21, 2)},
	{48, plainIMSI, nil, nil},
	{49, func(r random) TLV { return AlertServiceCentre(r.digits(11), r.digits(11)) }, nil, mapContext(23, 1)},
	{54, func(r random) TLV { return Sequence(plainIMSI(r), plainNumber(r)) }, nil, nil},
	{55, func(r random) TLV { return OctetString(r.octets(4)) }, func(r random) TLV { return Sequence(plainIMSI(r)) }, mapContext(15, 2)},
	{56, plainIMSI, func(r random) TLV {
		return Sequence(Sequence(OctetString(r.octets(16)), OctetString(r.octets(4)), OctetString(r.octets(8))))
	}, mapContext(14, 2)},
	{67, func(r random) TLV { return Sequence(plainIMSI(r), plainNumber(r)) }, nil, mapContext(27, 2)},
}

// mapErrors and capErrors are local error codes (TS 29.002 clause 17.6.6, TS 29.078
// clause 5.4).
var (
	mapErrors = []int{1, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 42,
		43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 58, 59, 60, 61, 62, 71, 72}
	capErrors = []int{0, 1, 3, 4, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 50, 51}
)
