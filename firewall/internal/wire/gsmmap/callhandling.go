package gsmmap

// callHandlingTypes: routing of calls, completion of calls to busy subscribers,
// immediate termination (TS 29.002 clause 17.7.3, MAP-CH-DataTypes; clause 10). The
// type with -2 is of versions 1 and 2; operations of shared inter-working functions
// were in TS 29.002 up to release 4.
const callHandlingTypes = `
SendRoutingInfoArg ::= SEQUENCE { msisdn [0] ISDN:msisdn, cug-CheckInfo [1] SEQUENCE?, numberOfForwarding [2] INTEGER?, interrogationType [3] ENUM~,
	or-Interrogation [4] NULL?, or-Capability [5] INTEGER?, gmsc-OrGsmSCF-Address [6] ISDN:gsmscf~, callReferenceNumber [7] OCTETS(1..8)?,
	forwardingReason [8] ENUM?, basicServiceGroup [9] SEQUENCE?, networkSignalInfo [10] SEQUENCE?, camelInfo [11] SEQUENCE?,
	suppressionOfAnnouncement [12] NULL?, extensionContainer [13] EXTENSION?, ..., alertingPattern [14] OCTETS(1)?, ccbs-Call [15] NULL?,
	supportedCCBS-Phase [16] INTEGER?, additionalSignalInfo [17] SEQUENCE?, istSupportIndicator [18] ENUM?, pre-pagingSupported [19] NULL?,
	callDiversionTreatmentIndicator [20] OCTETS(1)?, longFTN-Supported [21] NULL?, suppress-VT-CSI [22] NULL?, suppressIncomingCallBarring [23] NULL?,
	gsmSCF-InitiatedCall [24] NULL?, basicServiceGroup2 [25] SEQUENCE?, networkSignalInfo2 [26] SEQUENCE?, suppressMTSS [27] BITS?,
	mtRoamingRetrySupported [28] NULL?, callPriority [29] INTEGER? }
ForwardingData ::= SEQUENCE { forwardedToNumber [5] ISDN:forwarded-to?, forwardedToSubaddress [4] OCTETS(1..21)?, forwardingOptions [6] OCTETS(1)?,
	extensionContainer [7] EXTENSION?, ..., longForwardedToNumber [8] FTN:forwarded-to? }
RoutingInfo ::= CHOICE { roamingNumber ISDN:other, forwardingData ForwardingData }
GmscCamelSubscriptionInfo ::= SEQUENCE { t-CSI [0] T-CSI:t-csi?, o-CSI [1] O-CSI:o-csi?, extensionContainer [2] EXTENSION?, ...,
	o-BcsmCamelTDP-CriteriaList [3] SEQUENCE?, t-BCSM-CAMEL-TDP-CriteriaList [4] SEQUENCE?, d-csi [5] D-CSI:other-csi? }
CamelRoutingInfo ::= SEQUENCE { forwardingData ForwardingData?, gmscCamelSubscriptionInfo [0] GmscCamelSubscriptionInfo,
	extensionContainer [1] EXTENSION?, ... }
ExtendedRoutingInfo ::= CHOICE { routingInfo RoutingInfo, camelRoutingInfo [8] CamelRoutingInfo }
SendRoutingInfoRes ::= [3] SEQUENCE { imsi [9] IMSI?, extendedRoutingInfo ExtendedRoutingInfo?, cug-CheckInfo [3] SEQUENCE?,
	cugSubscriptionFlag [6] NULL?, subscriberInfo [7] SubscriberInfo?, ss-List [1] SEQUENCE?, basicService [5] SEQUENCE?,
	forwardingInterrogationRequired [4] NULL?, vmsc-Address [2] ISDN:msc?, extensionContainer [0] EXTENSION?, ..., naea-PreferredCI [10] SEQUENCE?,
	ccbs-Indicators [11] SEQUENCE?, msisdn [12] ISDN:msisdn?, numberPortabilityStatus [13] ENUM?, istAlertTimer [14] INTEGER?,
	supportedCamelPhasesInVMSC [15] BITS?, offeredCamel4CSIsInVMSC [16] BITS?, routingInfo2 [17] RoutingInfo?, ss-List2 [18] SEQUENCE?,
	basicService2 [19] SEQUENCE?, allowedServices [20] BITS?, unavailabilityCause [21] ENUM?, releaseResourcesSupported [22] NULL?,
	gsm-BearerCapability [23] SEQUENCE? }
ProvideRoamingNumberArg ::= SEQUENCE { imsi [0] IMSI, msc-Number [1] ISDN:msc~, msisdn [2] ISDN:msisdn?, previousRoamingNumber [3] ISDN:other?,
	lmsi [4] OCTETS(4)?, gsm-BearerCapability [5] SEQUENCE?, networkSignalInfo [6] SEQUENCE?, suppressionOfAnnouncement [7] NULL?,
	gmsc-Address [8] ISDN:other?, callReferenceNumber [9] OCTETS(1..8)?, or-Interrogation [10] NULL?, extensionContainer [11] EXTENSION?, ...,
	alertingPattern [12] OCTETS(1)?, ccbs-Call [13] NULL?, supportedCamelPhasesInInterrogatingNode [15] BITS?, additionalSignalInfo [14] SEQUENCE?,
	orNotSupportedInGMSC [16] NULL?, pre-pagingSupported [17] NULL?, longFTN-Supported [18] NULL?, suppress-VT-CSI [19] NULL?,
	offeredCamel4CSIsInInterrogatingNode [20] BITS?, mtRoamingRetrySupported [21] NULL?, pagingArea [22] SEQUENCE?, callPriority [23] INTEGER?,
	mtrf-Indicator [24] NULL?, oldMSC-Number [25] ISDN:other?, lastUsedLtePLMN-Id [26] PLMN? }
ProvideRoamingNumberRes ::= SEQUENCE { roamingNumber ISDN:other, extensionContainer EXTENSION?, ..., releaseResourcesSupported NULL?,
	vmsc-Address ISDN:msc? }
ResumeCallHandlingArg ::= SEQUENCE { callReferenceNumber [0] OCTETS(1..8)?, basicServiceGroup [1] SEQUENCE?, forwardingData [2] ForwardingData?,
	imsi [3] IMSI?, cug-CheckInfo [4] SEQUENCE?, o-CSI [5] O-CSI:o-csi?, extensionContainer [7] EXTENSION?, ccbs-Possible [8] NULL?,
	msisdn [9] ISDN:msisdn?, uu-Data [10] SEQUENCE?, allInformationSent [11] NULL?, ..., d-csi [12] D-CSI:other-csi?,
	o-BcsmCamelTDPCriteriaList [13] SEQUENCE?, basicServiceGroup2 [14] SEQUENCE?, mtRoamingRetry [15] NULL? }
ResumeCallHandlingRes ::= SEQUENCE { extensionContainer EXTENSION?, ... }
SetReportingStateArg ::= SEQUENCE { imsi [0] IMSI?, lmsi [1] OCTETS(4)?, ccbs-Monitoring [2] ENUM?, extensionContainer [3] EXTENSION?, ... }
SetReportingStateRes ::= SEQUENCE { ccbs-SubscriberStatus [0] ENUM?, extensionContainer [1] EXTENSION?, ... }
StatusReportArg ::= SEQUENCE { imsi [0] IMSI, eventReportData [1] SEQUENCE?, callReportdata [2] SEQUENCE?, extensionContainer [3] EXTENSION?, ... }
StatusReportRes ::= SEQUENCE { extensionContainer [0] EXTENSION?, ... }
CCBS-Feature ::= SEQUENCE { ccbs-Index [0] INTEGER?, b-subscriberNumber [1] ISDN:other?, b-subscriberSubaddress [2] OCTETS(1..21)?,
	basicServiceGroup [3] SEQUENCE?, ... }
RemoteUserFreeArg ::= SEQUENCE { imsi [0] IMSI, callInfo [1] SEQUENCE, ccbs-Feature [2] CCBS-Feature, translatedB-Number [3] ISDN:other,
	replaceB-Number [4] NULL?, alertingPattern [5] OCTETS(1)?, extensionContainer [6] EXTENSION?, ... }
RemoteUserFreeRes ::= SEQUENCE { ruf-Outcome [0] ENUM, extensionContainer [1] EXTENSION?, ... }
IST-AlertArg ::= SEQUENCE { imsi [0] IMSI, extensionContainer [1] EXTENSION?, ... }
IST-AlertRes ::= SEQUENCE { istAlertTimer [0] INTEGER?, istInformationWithdraw [1] NULL?, callTerminationIndicator [2] ENUM?,
	extensionContainer [3] EXTENSION?, ... }
IST-CommandArg ::= SEQUENCE { imsi [0] IMSI, extensionContainer [1] EXTENSION?, ... }
IST-CommandRes ::= SEQUENCE { extensionContainer EXTENSION?, ... }
ReleaseResourcesArg ::= SEQUENCE { msrn ISDN:other, extensionContainer EXTENSION?, ... }
ReleaseResourcesRes ::= SEQUENCE { extensionContainer EXTENSION?, ... }
SendRoutingInfoRes-2 ::= SEQUENCE { imsi IMSI, routingInfo RoutingInfo, cug-CheckInfo SEQUENCE?, ... }
ProvideSIWFSNumberArg ::= SEQUENCE { gsm-BearerCapability [0] SEQUENCE, isdn-BearerCapability [1] SEQUENCE, call-Direction [2] OCTETS(1),
	b-Subscriber-Address [3] ISDN:other, chosenChannel [4] SEQUENCE, lowerLayerCompatibility [5] SEQUENCE?, highLayerCompatibility [6] SEQUENCE?,
	extensionContainer [7] EXTENSION?, ... }
ProvideSIWFSNumberRes ::= SEQUENCE { sIWFSNumber [0] ISDN:other, extensionContainer [1] EXTENSION?, ... }
SIWFSSignallingModifyArg ::= SEQUENCE { channelType [0] SEQUENCE?, chosenChannel [1] SEQUENCE?, extensionContainer [2] EXTENSION?, ... }
`
