package gsmmap

// shortMessageTypes: the short message service (TS 29.002 clause 17.7.6,
// MAP-SM-DataTypes; clause 12). ForwardSM-Arg is that of operation 46: of
// mo-ForwardSM in version 3, of forwardSM in both directions before. The CUG
// interlock, teleservice, roaming numbers and mwd-Set are of versions 1 and 2 (GSM
// 09.02 clause 14.7.6).
const shortMessageTypes = `
RoutingInfoForSM-Arg ::= SEQUENCE { msisdn [0] ISDN:msisdn, sm-RP-PRI [1] BOOLEAN, serviceCentreAddress [2] ADDRESS:service-centre,
	cug-Interlock [3] OCTETS(4)?, teleservice [5] OCTETS(1)?, extensionContainer [6] EXTENSION?, ..., gprsSupportIndicator [7] NULL?,
	sm-RP-MTI [8] INTEGER?, sm-RP-SMEA [9] OCTETS(1..12)?, sm-deliveryNotIntended [10] ENUM?, ip-sm-gwGuidanceIndicator [11] NULL?, imsi [12] IMSI?,
	t4-Trigger-Indicator [14] NULL?, singleAttemptDelivery [13] NULL?, correlationID [15] SEQUENCE?, smsf-supportIndicator [16] NULL? }
Additional-Number ::= CHOICE { msc-Number [0] ISDN:msc, sgsn-Number [1] ISDN:sgsn }
LocationInfoWithLMSI ::= SEQUENCE { locationInfo CHOICE { networkNode-Number [1] ISDN:msc, roamingNumber [0] ISDN:other }, lmsi OCTETS(4)?,
	extensionContainer EXTENSION?, ..., gprsNodeIndicator [5] NULL?, additional-Number [6] Additional-Number?, networkNodeDiameterAddress [7] SEQUENCE?,
	additionalNetworkNodeDiameterAddress [8] SEQUENCE?, thirdNumber [9] Additional-Number?, thirdNetworkNodeDiameterAddress [10] SEQUENCE?,
	imsNodeIndicator [11] NULL?, smsf-3gpp-Number [12] ISDN:other?, smsf-3gpp-DiameterAddress [13] SEQUENCE?, smsf-non-3gpp-Number [14] ISDN:other?,
	smsf-non-3gpp-DiameterAddress [15] SEQUENCE?, smsf-3gpp-address-indicator [16] NULL?, smsf-non-3gpp-address-indicator [17] NULL? }
RoutingInfoForSM-Res ::= SEQUENCE { imsi IMSI, locationInfoWithLMSI [0] LocationInfoWithLMSI, mwd-Set [2] BOOLEAN?, extensionContainer [4] EXTENSION?,
	..., ip-sm-gwGuidance [5] SEQUENCE? }
SM-RP-DA ::= CHOICE { imsi [0] IMSI:da, lmsi [1] OCTETS(4):da, roamingNumber [3] ISDN:other:da, serviceCentreAddressDA [4] ADDRESS:service-centre:da,
	noSM-RP-DA [5] NULL:da }
SM-RP-OA ::= CHOICE { msisdn [2] ISDN:sms-msisdn:oa, serviceCentreAddressOA [4] ADDRESS:service-centre:oa, noSM-RP-OA [5] NULL:oa }
MO-ForwardSM-Res ::= SEQUENCE { sm-RP-UI OCTETS(1..200):tpdu?, extensionContainer EXTENSION?, ... }
MT-ForwardSM-Arg ::= SEQUENCE { sm-RP-DA SM-RP-DA, sm-RP-OA SM-RP-OA, sm-RP-UI OCTETS(1..200):tpdu, moreMessagesToSend NULL?,
	extensionContainer EXTENSION?, ..., smDeliveryTimer INTEGER?, smDeliveryStartTime OCTETS(4)?, smsOverIP-OnlyIndicator [0] NULL?,
	correlationID [1] SEQUENCE?, maximumRetransmissionTime [2] OCTETS(4)?, smsGmscAddress [3] ISDN:other?, smsGmscDiameterAddress [4] SEQUENCE? }
MT-ForwardSM-Res ::= SEQUENCE { sm-RP-UI OCTETS(1..200):tpdu?, extensionContainer EXTENSION?, ... }
MT-ForwardSM-VGCS-Arg ::= SEQUENCE { asciCallReference OCTETS(1..8), sm-RP-OA SM-RP-OA, sm-RP-UI OCTETS(1..200):tpdu, extensionContainer EXTENSION?,
	... }
MT-ForwardSM-VGCS-Res ::= SEQUENCE { sm-RP-UI [0] OCTETS(1..200):tpdu?, dispatcherList [1] SEQUENCE?, ongoingCall NULL?,
	extensionContainer [2] EXTENSION?, ..., additionalDispatcherList [3] SEQUENCE? }
ReportSM-DeliveryStatusArg ::= SEQUENCE { msisdn ISDN:msisdn, serviceCentreAddress ADDRESS:service-centre, sm-DeliveryOutcome ENUM~,
	absentSubscriberDiagnosticSM [0] INTEGER?, extensionContainer [1] EXTENSION?, ..., gprsSupportIndicator [2] NULL?, deliveryOutcomeIndicator [3] NULL?,
	additionalSM-DeliveryOutcome [4] ENUM?, additionalAbsentSubscriberDiagnosticSM [5] INTEGER?, ip-sm-gw-Indicator [6] NULL?,
	ip-sm-gw-sm-deliveryOutcome [7] ENUM?, ip-sm-gw-absentSubscriberDiagnosticSM [8] INTEGER?, imsi [9] IMSI?, singleAttemptDelivery [10] NULL?,
	correlationID [11] SEQUENCE?, smsf-3gpp-deliveryOutcomeIndicator [12] NULL?, smsf-3gpp-deliveryOutcome [13] ENUM?,
	smsf-3gpp-absentSubscriberDiagSM [14] INTEGER?, smsf-non-3gpp-deliveryOutcomeIndicator [15] NULL?, smsf-non-3gpp-deliveryOutcome [16] ENUM?,
	smsf-non-3gpp-absentSubscriberDiagSM [17] INTEGER? }
ReportSM-DeliveryStatusRes ::= SEQUENCE { storedMSISDN ISDN:msisdn?, extensionContainer EXTENSION?, ... }
AlertServiceCentreArg ::= SEQUENCE { msisdn ISDN:msisdn, serviceCentreAddress ADDRESS:service-centre, ..., imsi IMSI?, correlationID SEQUENCE?,
	maximumUeAvailabilityTime [0] OCTETS(4)?, smsGmscAlertEvent [1] ENUM?, smsGmscDiameterAddress [2] SEQUENCE?, newSGSNNumber [3] ISDN:other?,
	newSGSNDiameterAddress [4] SEQUENCE?, newMMENumber [5] ISDN:other?, newMMEDiameterAddress [6] SEQUENCE?, newMSCNumber [7] ISDN:other? }
InformServiceCentreArg ::= SEQUENCE { storedMSISDN ISDN:msisdn?, mw-Status BITS?, extensionContainer EXTENSION?, ...,
	absentSubscriberDiagnosticSM INTEGER?, additionalAbsentSubscriberDiagnosticSM [0] INTEGER?, smsf3gppAbsentSubscriberDiagnosticSM [1] INTEGER?,
	smsfNon3gppAbsentSubscriberDiagnosticSM [2] INTEGER? }
ReadyForSM-Arg ::= SEQUENCE { imsi [0] IMSI, alertReason ENUM, alertReasonIndicator NULL?, extensionContainer EXTENSION?, ...,
	additionalAlertReasonIndicator [1] NULL?, maximumUeAvailabilityTime OCTETS(4)? }
ReadyForSM-Res ::= SEQUENCE { extensionContainer EXTENSION?, ... }
ForwardSM-Arg ::= SEQUENCE { sm-RP-DA SM-RP-DA, sm-RP-OA SM-RP-OA, sm-RP-UI OCTETS(1..200):tpdu, moreMessagesToSend NULL?,
	extensionContainer EXTENSION?, ..., imsi IMSI?, correlationID [0] SEQUENCE?, sm-DeliveryOutcome [1] ENUM? }
`
