package gsmmap

// enquiryTypes: what is asked, told and changed about a subscriber: subscriber
// information, any time operations, notifications, GPRS routing (TS 29.002 clause
// 17.7.1, MAP-MS-DataTypes; clauses 8.11, 8.12, 8.13).
const enquiryTypes = `
RequestedInfo ::= SEQUENCE { locationInformation [0] NULL:location?, subscriberState [1] NULL:state?, extensionContainer [2] EXTENSION?, ...,
	currentLocation [3] NULL:current-location?, requestedDomain [4] ENUM?, imei [6] NULL:imei?, ms-classmark [5] NULL?, mnpRequestedInfo [7] NULL?,
	locationInformationEPS-Supported [11] NULL?, t-adsData [8] NULL?, requestedNodes [9] BITS?, servingNodeIndication [10] NULL?,
	localTimeZoneRequest [12] NULL? }
ProvideSubscriberInfoArg ::= SEQUENCE { imsi [0] IMSI, lmsi [1] OCTETS(4)?, requestedInfo [2] RequestedInfo, extensionContainer [3] EXTENSION?, ...,
	callPriority [4] INTEGER? }
MNPInfoRes ::= SEQUENCE { routeingNumber [0] OCTETS(1..5)?, imsi [1] IMSI?, msisdn [2] ISDN:msisdn?, numberPortabilityStatus [3] ENUM?,
	extensionContainer [4] EXTENSION?, ... }
SubscriberInfo ::= SEQUENCE { locationInformation [0] LocationInformation?, subscriberState [1] SEQUENCE?, extensionContainer [2] EXTENSION?, ...,
	locationInformationGPRS [3] LocationInformationGPRS?, ps-SubscriberState [4] SEQUENCE?, imei [5] IMEI?, ms-Classmark2 [6] OCTETS(3)?,
	gprs-MS-Class [7] SEQUENCE?, mnpInfoRes [8] MNPInfoRes?, imsVoiceOverPS-SessionsIndication [9] ENUM?, lastUE-ActivityTime [10] OCTETS(4)?,
	lastRAT-Type [11] ENUM?, eps-SubscriberState [12] SEQUENCE?, locationInformationEPS [13] SEQUENCE?, timeZone [14] OCTETS(2..3)?,
	daylightSavingTime [15] ENUM?, locationInformation5GS [16] SEQUENCE? }
ProvideSubscriberInfoRes ::= SEQUENCE { subscriberInfo SubscriberInfo, extensionContainer EXTENSION?, ... }
SubscriberIdentity ::= CHOICE { imsi [0] IMSI, msisdn [1] ISDN:msisdn }
AnyTimeInterrogationArg ::= SEQUENCE { subscriberIdentity [0] SubscriberIdentity, requestedInfo [1] RequestedInfo, gsmSCF-Address [3] ISDN:gsmscf,
	extensionContainer [2] EXTENSION?, ... }
AnyTimeInterrogationRes ::= SEQUENCE { subscriberInfo SubscriberInfo, extensionContainer EXTENSION?, ... }
BasicServiceCode ::= CHOICE { bearerService [2] OCTETS(1), teleservice [3] OCTETS(1) }
SS-ForBS-Code ::= SEQUENCE { ss-Code OCTETS(1):ss-code, basicService BasicServiceCode?, ..., longFTN-Supported [4] NULL? }
RequestedSubscriptionInfo ::= SEQUENCE { requestedSS-Info [1] SS-ForBS-Code?, odb [2] NULL?, requestedCAMEL-SubscriptionInfo [3] ENUM?,
	supportedVLR-CAMEL-Phases [4] NULL?, supportedSGSN-CAMEL-Phases [5] NULL?, extensionContainer [6] EXTENSION?, ...,
	additionalRequestedCAMEL-SubscriptionInfo [7] ENUM?, msisdn-BS-List [8] NULL?, csg-SubscriptionDataRequested [9] NULL?, cw-Info [10] NULL?,
	clip-Info [11] NULL?, clir-Info [12] NULL?, hold-Info [13] NULL?, ect-Info [14] NULL? }
AnyTimeSubscriptionInterrogationArg ::= SEQUENCE { subscriberIdentity [0] SubscriberIdentity, requestedSubscriptionInfo [1] RequestedSubscriptionInfo,
	gsmSCF-Address [2] ISDN:gsmscf, extensionContainer [3] EXTENSION?, longFTN-Supported [4] NULL?, ... }
CallForwardingData ::= SEQUENCE { forwardingFeatureList OF(1..32) Ext-ForwFeature, notificationToCSE NULL?, extensionContainer [0] EXTENSION?, ... }
CAMEL-SubscriptionInfo ::= SEQUENCE { o-CSI [0] O-CSI:o-csi?, o-BcsmCamelTDP-CriteriaList [1] SEQUENCE?, d-CSI [2] D-CSI:other-csi?,
	t-CSI [3] T-CSI:t-csi?, t-BCSM-CAMEL-TDP-CriteriaList [4] SEQUENCE?, vt-CSI [5] T-CSI:t-csi?, vt-BCSM-CAMEL-TDP-CriteriaList [6] SEQUENCE?,
	tif-CSI [7] NULL:other-csi?, tif-CSI-NotificationToCSE [8] NULL?, gprs-CSI [9] GPRS-CSI:gprs-csi?, mo-sms-CSI [10] SMS-CSI:sms-csi?,
	ss-CSI [11] SS-CSI:other-csi?, m-CSI [12] M-CSI:other-csi?, extensionContainer [13] EXTENSION?, ..., specificCSIDeletedList [14] BITS?,
	mt-sms-CSI [15] SMS-CSI:sms-csi?, mt-smsCAMELTDP-CriteriaList [16] SEQUENCE?, mg-csi [17] MG-CSI:other-csi?, o-IM-CSI [18] O-CSI:o-csi?,
	o-IM-BcsmCamelTDP-CriteriaList [19] SEQUENCE?, d-IM-CSI [20] D-CSI:other-csi?, vt-IM-CSI [21] T-CSI:t-csi?,
	vt-IM-BCSM-CAMEL-TDP-CriteriaList [22] SEQUENCE? }
AnyTimeSubscriptionInterrogationRes ::= SEQUENCE { callForwardingData [1] CallForwardingData?, callBarringData [2] SEQUENCE?, odb-Info [3] SEQUENCE?,
	camel-SubscriptionInfo [4] CAMEL-SubscriptionInfo?, supportedVLR-CAMEL-Phases [5] BITS?, supportedSGSN-CAMEL-Phases [6] BITS?,
	extensionContainer [7] EXTENSION?, ..., offeredCamel4CSIsInVLR [8] BITS?, offeredCamel4CSIsInSGSN [9] BITS?, msisdn-BS-List [10] SEQUENCE?,
	csg-SubscriptionDataList [11] SEQUENCE?, cw-Data [12] SEQUENCE?, ch-Data [13] SEQUENCE?, clip-Data [14] SEQUENCE?, clir-Data [15] SEQUENCE?,
	ect-data [16] SEQUENCE? }
ModificationRequestFor-CF-Info ::= SEQUENCE { ss-Code [0] OCTETS(1):ss-code, basicService [1] SEQUENCE?, ss-Status [2] OCTETS(1..5)?,
	forwardedToNumber [3] ADDRESS:forwarded-to?, forwardedToSubaddress [4] OCTETS(1..21)?, noReplyConditionTime [5] INTEGER?,
	modifyNotificationToCSE [6] ENUM?, extensionContainer [7] EXTENSION?, ... }
ModificationRequestFor-CB-Info ::= SEQUENCE { ss-Code [0] OCTETS(1):ss-code, basicService [1] SEQUENCE?, ss-Status [2] OCTETS(1..5)?,
	password [3] NUMERIC(4)?, wrongPasswordAttemptsCounter [4] INTEGER?, modifyNotificationToCSE [5] ENUM?, extensionContainer [6] EXTENSION?, ... }
AnyTimeModificationArg ::= SEQUENCE { subscriberIdentity [0] SubscriberIdentity, gsmSCF-Address [1] ISDN:gsmscf,
	modificationRequestFor-CF-Info [2] ModificationRequestFor-CF-Info?, modificationRequestFor-CB-Info [3] ModificationRequestFor-CB-Info?,
	modificationRequestFor-CSI [4] SEQUENCE?, extensionContainer [5] EXTENSION?, longFTN-Supported [6] NULL?, ...,
	modificationRequestFor-ODB-data [7] SEQUENCE?, modificationRequestFor-IP-SM-GW-Data [8] SEQUENCE?, activationRequestForUE-reachability [9] BITS?,
	modificationRequestFor-CSG [10] SEQUENCE?, modificationRequestFor-CW-Data [11] SEQUENCE?, modificationRequestFor-CLIP-Data [12] SEQUENCE?,
	modificationRequestFor-CLIR-Data [13] SEQUENCE?, modificationRequestFor-HOLD-Data [14] SEQUENCE?, modificationRequestFor-ECT-Data [15] SEQUENCE? }
Ext-ForwardingInfoFor-CSE ::= SEQUENCE { ss-Code [0] OCTETS(1), forwardingFeatureList [1] OF(1..32) Ext-ForwFeature, notificationToCSE [2] NULL?,
	extensionContainer [3] EXTENSION?, ... }
Ext-SS-InfoFor-CSE ::= CHOICE { forwardingInfoFor-CSE [0] Ext-ForwardingInfoFor-CSE, callBarringInfoFor-CSE [1] SEQUENCE }
AnyTimeModificationRes ::= SEQUENCE { ss-InfoFor-CSE [0] Ext-SS-InfoFor-CSE?, camel-SubscriptionInfo [1] CAMEL-SubscriptionInfo?,
	extensionContainer [2] EXTENSION?, ..., odb-Info [3] SEQUENCE?, cw-Data [4] SEQUENCE?, ch-Data [5] SEQUENCE?, clip-Data [6] SEQUENCE?,
	clir-Data [7] SEQUENCE?, ect-data [8] SEQUENCE?, serviceCentreAddress [9] ADDRESS:service-centre? }
NoteSubscriberDataModifiedArg ::= SEQUENCE { imsi IMSI, msisdn ISDN:msisdn, forwardingInfoFor-CSE [0] Ext-ForwardingInfoFor-CSE?,
	callBarringInfoFor-CSE [1] SEQUENCE?, odb-Info [2] SEQUENCE?, camel-SubscriptionInfo [3] CAMEL-SubscriptionInfo?, allInformationSent [4] NULL?,
	extensionContainer EXTENSION?, ..., ue-reachable [5] BITS?, csg-SubscriptionDataList [6] SEQUENCE?, cw-Data [7] SEQUENCE?, ch-Data [8] SEQUENCE?,
	clip-Data [9] SEQUENCE?, clir-Data [10] SEQUENCE?, ect-data [11] SEQUENCE? }
NoteSubscriberDataModifiedRes ::= SEQUENCE { extensionContainer EXTENSION?, ... }
NoteMM-EventArg ::= SEQUENCE { serviceKey INTEGER:service-key, eventMet [0] OCTETS(1), imsi [1] IMSI, msisdn [2] ISDN:msisdn,
	locationInformation [3] LocationInformation?, supportedCAMELPhases [5] BITS?, extensionContainer [6] EXTENSION?, ...,
	locationInformationGPRS [7] LocationInformationGPRS?, offeredCamel4Functionalities [8] BITS? }
NoteMM-EventRes ::= SEQUENCE { extensionContainer EXTENSION?, ... }
SendRoutingInfoForGprsArg ::= SEQUENCE { imsi [0] IMSI, ggsn-Address [1] OCTETS(5..17)?, ggsn-Number [2] ISDN:other, extensionContainer [3] EXTENSION?,
	... }
SendRoutingInfoForGprsRes ::= SEQUENCE { sgsn-Address [0] OCTETS(5..17), ggsn-Address [1] OCTETS(5..17)?, mobileNotReachableReason [2] INTEGER?,
	extensionContainer [3] EXTENSION?, ... }
FailureReportArg ::= SEQUENCE { imsi [0] IMSI, ggsn-Number [1] ISDN:other, ggsn-Address [2] OCTETS(5..17)?, extensionContainer [3] EXTENSION?, ... }
FailureReportRes ::= SEQUENCE { ggsn-Address [0] OCTETS(5..17)?, extensionContainer [1] EXTENSION?, ... }
NoteMsPresentForGprsArg ::= SEQUENCE { imsi [0] IMSI, sgsn-Address [1] OCTETS(5..17), ggsn-Address [2] OCTETS(5..17)?,
	extensionContainer [3] EXTENSION?, ... }
NoteMsPresentForGprsRes ::= SEQUENCE { extensionContainer [0] EXTENSION?, ... }
`
