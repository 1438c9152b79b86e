package gsmmap

// subscriberTypes: insertSubscriberData and deleteSubscriberData, and the CAMEL
// subscription information that they and others carry (TS 29.002 clause 17.7.1,
// MAP-MS-DataTypes; clauses 8.8 and 7.6.3). Versions 1 and 2 have a part of it,
// where the supplementary services of a subscriber may lack code and status.
const subscriberTypes = `
Ext-BasicServiceCode ::= CHOICE { ext-BearerService [2] OCTETS(1..5), ext-Teleservice [3] OCTETS(1..5) }
Ext-ForwFeature ::= SEQUENCE { basicService Ext-BasicServiceCode?, ss-Status [4] OCTETS(1..5)~, forwardedToNumber [5] ISDN:forwarded-to?,
	forwardedToSubaddress [8] OCTETS(1..21)?, forwardingOptions [6] OCTETS(1..5)?, noReplyConditionTime [7] INTEGER?, extensionContainer [9] EXTENSION?,
	..., longForwardedToNumber [10] FTN:forwarded-to? }
Ext-ForwInfo ::= SEQUENCE { ss-Code OCTETS(1)~, forwardingFeatureList OF(1..32) Ext-ForwFeature, extensionContainer [0] EXTENSION?, ... }
Ext-SS-Info ::= CHOICE { forwardingInfo [0] Ext-ForwInfo:forwarding, callBarringInfo [1] SEQUENCE:barring, cug-Info [2] SEQUENCE, ss-Data [3] SEQUENCE,
	emlpp-Info [4] SEQUENCE }
O-BcsmCamelTDPData ::= SEQUENCE { o-BcsmTriggerDetectionPoint ENUM, serviceKey INTEGER, gsmSCF-Address [0] ISDN:gsmscf, defaultCallHandling [1] ENUM,
	extensionContainer [2] EXTENSION?, ... }
O-CSI ::= SEQUENCE { o-BcsmCamelTDPDataList OF(1..10) O-BcsmCamelTDPData, extensionContainer EXTENSION?, ..., camelCapabilityHandling [0] INTEGER?,
	notificationToCSE [1] NULL?, csiActive [2] NULL? }
SS-CamelData ::= SEQUENCE { ss-EventList SEQUENCE, gsmSCF-Address ISDN:gsmscf, extensionContainer [0] EXTENSION?, ... }
SS-CSI ::= SEQUENCE { ss-CamelData SS-CamelData, extensionContainer EXTENSION?, ..., notificationToCSE [0] NULL?, csi-Active [1] NULL? }
M-CSI ::= SEQUENCE { mobilityTriggers SEQUENCE, serviceKey INTEGER, gsmSCF-Address [0] ISDN:gsmscf, extensionContainer [1] EXTENSION?,
	notificationToCSE [2] NULL?, csi-Active [3] NULL?, ... }
SMS-CAMEL-TDP-Data ::= SEQUENCE { sms-TriggerDetectionPoint [0] ENUM, serviceKey [1] INTEGER, gsmSCF-Address [2] ISDN:gsmscf,
	defaultSMS-Handling [3] ENUM, extensionContainer [4] EXTENSION?, ... }
SMS-CSI ::= SEQUENCE { sms-CAMEL-TDP-DataList [0] OF(1..10) SMS-CAMEL-TDP-Data?, camelCapabilityHandling [1] INTEGER?,
	extensionContainer [2] EXTENSION?, notificationToCSE [3] NULL?, csi-Active [4] NULL?, ... }
T-BcsmCamelTDPData ::= SEQUENCE { t-BcsmTriggerDetectionPoint ENUM, serviceKey INTEGER, gsmSCF-Address [0] ISDN:gsmscf, defaultCallHandling [1] ENUM,
	extensionContainer [2] EXTENSION?, ... }
T-CSI ::= SEQUENCE { t-BcsmCamelTDPDataList OF(1..10) T-BcsmCamelTDPData, extensionContainer EXTENSION?, ..., camelCapabilityHandling [0] INTEGER?,
	notificationToCSE [1] NULL?, csi-Active [2] NULL? }
DP-AnalysedInfoCriterium ::= SEQUENCE { dialledNumber ISDN, serviceKey INTEGER, gsmSCF-Address ISDN:gsmscf, defaultCallHandling ENUM,
	extensionContainer EXTENSION?, ... }
D-CSI ::= SEQUENCE { dp-AnalysedInfoCriteriaList [0] OF(1..10) DP-AnalysedInfoCriterium?, camelCapabilityHandling [1] INTEGER?,
	extensionContainer [2] EXTENSION?, notificationToCSE [3] NULL?, csi-Active [4] NULL?, ... }
VlrCamelSubscriptionInfo ::= SEQUENCE { o-CSI [0] O-CSI:o-csi?, extensionContainer [1] EXTENSION?, ..., ss-CSI [2] SS-CSI:other-csi?,
	o-BcsmCamelTDP-CriteriaList [4] SEQUENCE?, tif-CSI [3] NULL:other-csi?, m-CSI [5] M-CSI:other-csi?, mo-sms-CSI [6] SMS-CSI:sms-csi?,
	vt-CSI [7] T-CSI:t-csi?, t-BCSM-CAMEL-TDP-CriteriaList [8] SEQUENCE?, d-CSI [9] D-CSI:other-csi?, mt-sms-CSI [10] SMS-CSI:sms-csi?,
	mt-smsCAMELTDP-CriteriaList [11] SEQUENCE? }
PDP-Context ::= SEQUENCE { pdp-ContextId INTEGER, pdp-Type [16] OCTETS(2), pdp-Address [17] OCTETS(1..16)?, qos-Subscribed [18] OCTETS(3),
	vplmnAddressAllowed [19] NULL?, apn [20] OCTETS(2..63):apn, extensionContainer [21] EXTENSION?, ..., ext-QoS-Subscribed [0] OCTETS(1..9)?,
	pdp-ChargingCharacteristics [1] OCTETS(2)?, ext2-QoS-Subscribed [2] OCTETS(1..3)?, ext3-QoS-Subscribed [3] OCTETS(1..2)?,
	ext4-QoS-Subscribed [4] OCTETS(1)?, apn-oi-Replacement [5] OCTETS(9..100)?, ext-pdp-Type [6] OCTETS(2)?, ext-pdp-Address [7] OCTETS(1..16)?,
	ambr [10] SEQUENCE?, sipto-Permission [8] ENUM?, lipa-Permission [9] ENUM?, restoration-Priority [11] OCTETS(1)?,
	sipto-local-network-Permission [12] ENUM?, nIDD-Mechanism [13] ENUM?, sCEF-ID [14] OCTETS(9..255)? }
GPRSSubscriptionData ::= SEQUENCE { completeDataListIncluded NULL?, gprsDataList [1] OF(1..50) PDP-Context, extensionContainer [2] EXTENSION?, ...,
	apn-oi-Replacement [3] OCTETS(9..100)? }
LCSInformation ::= SEQUENCE { gmlc-List [0] OF(1..5) ISDN:gmlc?, lcs-PrivacyExceptionList [1] SEQUENCE?, molr-List [2] SEQUENCE?, ...,
	add-lcs-PrivacyExceptionList [3] SEQUENCE? }
GPRS-CamelTDPData ::= SEQUENCE { gprs-TriggerDetectionPoint [0] ENUM, serviceKey [1] INTEGER, gsmSCF-Address [2] ISDN:gsmscf,
	defaultSessionHandling [3] ENUM, extensionContainer [4] EXTENSION?, ... }
GPRS-CSI ::= SEQUENCE { gprs-CamelTDPDataList [0] OF(1..10) GPRS-CamelTDPData?, camelCapabilityHandling [1] INTEGER?,
	extensionContainer [2] EXTENSION?, notificationToCSE [3] NULL?, csi-Active [4] NULL?, ... }
MG-CSI ::= SEQUENCE { mobilityTriggers SEQUENCE, serviceKey INTEGER, gsmSCF-Address [0] ISDN:gsmscf, extensionContainer [1] EXTENSION?,
	notificationToCSE [2] NULL?, csi-Active [3] NULL?, ... }
SGSN-CAMEL-SubscriptionInfo ::= SEQUENCE { gprs-CSI [0] GPRS-CSI:gprs-csi?, mo-sms-CSI [1] SMS-CSI:sms-csi?, extensionContainer [2] EXTENSION?, ...,
	mt-sms-CSI [3] SMS-CSI:sms-csi?, mt-smsCAMELTDP-CriteriaList [4] SEQUENCE?, mg-csi [5] MG-CSI:other-csi? }
APN-Configuration ::= SEQUENCE { contextId [0] INTEGER, pdn-Type [1] OCTETS(1), servedPartyIP-IPv4-Address [2] OCTETS(1..16)?,
	apn [3] OCTETS(2..63):apn, eps-qos-Subscribed [4] SEQUENCE, pdn-gw-Identity [5] SEQUENCE?, pdn-gw-AllocationType [6] ENUM?,
	vplmnAddressAllowed [7] NULL?, chargingCharacteristics [8] OCTETS(2)?, ambr [9] SEQUENCE?, specificAPNInfoList [10] SEQUENCE?,
	extensionContainer [11] EXTENSION?, servedPartyIP-IPv6-Address [12] OCTETS(1..16)?, ..., apn-oi-Replacement [13] OCTETS(9..100)?,
	sipto-Permission [14] ENUM?, lipa-Permission [15] ENUM?, restoration-Priority [16] OCTETS(1)?, sipto-local-network-Permission [17] ENUM?,
	wlan-offloadability [18] SEQUENCE?, non-IP-PDN-Type-Indicator [19] NULL?, nIDD-Mechanism [20] ENUM?, sCEF-ID [21] OCTETS(9..255)?,
	pdn-ConnectionContinuity [22] ENUM? }
APN-ConfigurationProfile ::= SEQUENCE { defaultContext INTEGER, completeDataListIncluded NULL?, epsDataList [1] OF(1..50) APN-Configuration,
	extensionContainer [2] EXTENSION?, ..., additionalDefaultContext [3] INTEGER? }
EPS-SubscriptionData ::= SEQUENCE { apn-oi-Replacement [0] OCTETS(9..100)?, rfsp-id [2] INTEGER?, ambr [3] SEQUENCE?,
	apn-ConfigurationProfile [4] APN-ConfigurationProfile?, stn-sr [6] ISDN:other?, extensionContainer [5] EXTENSION?, ..., mps-CSPriority [7] NULL?,
	mps-EPSPriority [8] NULL?, subscribed-vsrvcc [9] NULL? }
InsertSubscriberDataArg ::= SEQUENCE { imsi [0] IMSI?, msisdn [1] ISDN:msisdn:new-msisdn?, category [2] OCTETS(1)?, subscriberStatus [3] ENUM:status?,
	bearerServiceList [4] SEQUENCE?, teleserviceList [6] SEQUENCE?, provisionedSS [7] OF(1..30) Ext-SS-Info?, odb-Data [8] SEQUENCE:barring?,
	roamingRestrictionDueToUnsupportedFeature [9] NULL?, regionalSubscriptionData [10] SEQUENCE?, vbsSubscriptionData [11] SEQUENCE?,
	vgcsSubscriptionData [12] SEQUENCE?, vlrCamelSubscriptionInfo [13] VlrCamelSubscriptionInfo?, extensionContainer [14] EXTENSION?, ...,
	naea-PreferredCI [15] SEQUENCE?, gprsSubscriptionData [16] GPRSSubscriptionData?, roamingRestrictedInSgsnDueToUnsupportedFeature [23] NULL?,
	networkAccessMode [24] ENUM?, lsaInformation [25] SEQUENCE?, lmu-Indicator [21] NULL?, lcsInformation [22] LCSInformation?,
	istAlertTimer [26] INTEGER?, superChargerSupportedInHLR [27] OCTETS(1..6)?, mc-SS-Info [28] SEQUENCE?, cs-AllocationRetentionPriority [29] OCTETS(1)?,
	sgsn-CAMEL-SubscriptionInfo [17] SGSN-CAMEL-SubscriptionInfo?, chargingCharacteristics [18] OCTETS(2)?, accessRestrictionData [19] BITS?,
	ics-Indicator [20] BOOLEAN?, eps-SubscriptionData [31] EPS-SubscriptionData?, csg-SubscriptionDataList [32] SEQUENCE?,
	ue-ReachabilityRequestIndicator [33] NULL?, sgsn-Number [34] ISDN:sgsn?, mme-Name [35] OCTETS(9..255)?, subscribedPeriodicRAUTAUtimer [36] INTEGER?,
	vplmnLIPAAllowed [37] NULL?, mdtUserConsent [38] BOOLEAN?, subscribedPeriodicLAUtimer [39] INTEGER?, vplmn-Csg-SubscriptionDataList [40] SEQUENCE?,
	additionalMSISDN [41] ISDN:msisdn:new-msisdn?, psAndSMS-OnlyServiceProvision [42] NULL?, smsInSGSNAllowed [43] NULL?,
	cs-to-ps-SRVCC-Allowed-Indicator [44] NULL?, pcscf-Restoration-Request [45] NULL?, adjacentAccessRestrictionDataList [46] SEQUENCE?,
	imsi-Group-Id-List [47] SEQUENCE?, ueUsageType [48] OCTETS(4)?, userPlaneIntegrityProtectionIndicator [49] NULL?,
	dl-Buffering-Suggested-Packet-Count [50] INTEGER?, reset-Id-List [51] SEQUENCE?, eDRX-Cycle-Length-List [52] SEQUENCE?,
	ext-AccessRestrictionData [53] BITS?, iab-Operation-Allowed-Indicator [54] NULL? }
InsertSubscriberDataRes ::= SEQUENCE { teleserviceList [1] SEQUENCE?, bearerServiceList [2] SEQUENCE?, ss-List [3] SEQUENCE?,
	odb-GeneralData [4] BITS?, regionalSubscriptionResponse [5] ENUM?, supportedCamelPhases [6] BITS?, extensionContainer [7] EXTENSION?, ...,
	offeredCamel4CSIs [8] BITS?, supportedFeatures [9] BITS?, ext-SupportedFeatures [10] BITS? }
DeleteSubscriberDataArg ::= SEQUENCE { imsi [0] IMSI, basicServiceList [1] SEQUENCE?, ss-List [2] SEQUENCE?,
	roamingRestrictionDueToUnsupportedFeature [4] NULL?, regionalSubscriptionIdentifier [5] OCTETS(2)?, vbsGroupIndication [7] NULL?,
	vgcsGroupIndication [8] NULL?, camelSubscriptionInfoWithdraw [9] NULL?, extensionContainer [6] EXTENSION?, ...,
	gprsSubscriptionDataWithdraw [10] SEQUENCE?, roamingRestrictedInSgsnDueToUnsuppportedFeature [11] NULL?, lsaInformationWithdraw [12] SEQUENCE?,
	gmlc-ListWithdraw [13] NULL?, istInformationWithdraw [14] NULL?, specificCSI-Withdraw [15] BITS?, chargingCharacteristicsWithdraw [16] NULL?,
	stn-srWithdraw [17] NULL?, epsSubscriptionDataWithdraw [18] SEQUENCE?, apn-oi-replacementWithdraw [19] NULL?, csg-SubscriptionDeleted [20] NULL?,
	subscribedPeriodicTAU-RAU-TimerWithdraw [22] NULL?, subscribedPeriodicLAU-TimerWithdraw [23] NULL?, subscribed-vsrvccWithdraw [21] NULL?,
	vplmn-Csg-SubscriptionDeleted [24] NULL?, additionalMSISDN-Withdraw [25] NULL?, cs-to-ps-SRVCC-Withdraw [26] NULL?,
	imsiGroupIdList-Withdraw [27] NULL?, userPlaneIntegrityProtectionWithdraw [28] NULL?, dl-Buffering-Suggested-Packet-Count-Withdraw [29] NULL?,
	ue-UsageTypeWithdraw [30] NULL?, reset-idsWithdraw [31] NULL?, iab-OperationWithdraw [32] NULL? }
DeleteSubscriberDataRes ::= SEQUENCE { regionalSubscriptionResponse [0] ENUM?, extensionContainer EXTENSION?, ... }
`
