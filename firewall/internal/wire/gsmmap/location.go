package gsmmap

// locationTypes: location services (TS 29.002 clause 17.7.13, MAP-LCS-DataTypes;
// clause 13A).
const locationTypes = `
RoutingInfoForLCS-Arg ::= SEQUENCE { mlcNumber [0] ISDN:mlc, targetMS [1] SubscriberIdentity, extensionContainer [2] EXTENSION?, ... }
LCSLocationInfo ::= SEQUENCE { networkNode-Number ISDN:msc, lmsi [0] OCTETS(4)?, extensionContainer [1] EXTENSION?, ..., gprsNodeIndicator [2] NULL?,
	additional-Number [3] Additional-Number?, supportedLCS-CapabilitySets [4] BITS?, additional-LCS-CapabilitySets [5] BITS?,
	mme-Name [6] OCTETS(9..255)?, aaa-Server-Name [8] OCTETS(9..255)?, sgsn-Name [9] OCTETS(9..255)?, sgsn-Realm [10] OCTETS(9..255)? }
RoutingInfoForLCS-Res ::= SEQUENCE { targetMS [0] SubscriberIdentity, lcsLocationInfo [1] LCSLocationInfo, extensionContainer [2] EXTENSION?, ...,
	v-gmlc-Address [3] OCTETS(5..17)?, h-gmlc-Address [4] OCTETS(5..17)?, ppr-Address [5] OCTETS(5..17)?, additional-v-gmlc-Address [6] OCTETS(5..17)? }
LocationType ::= SEQUENCE { locationEstimateType [0] ENUM:estimate, ..., deferredLocationEventType [1] BITS? }
ProvideSubscriberLocation-Arg ::= SEQUENCE { locationType LocationType, mlc-Number ISDN:mlc, lcs-ClientID [0] SEQUENCE?, privacyOverride [1] NULL?,
	imsi [2] IMSI?, msisdn [3] ISDN:msisdn?, lmsi [4] OCTETS(4)?, imei [5] IMEI?, lcs-Priority [6] OCTETS(1)?, lcs-QoS [7] SEQUENCE?,
	extensionContainer [8] EXTENSION?, ..., supportedGADShapes [9] BITS?, lcs-ReferenceNumber [10] OCTETS(1)?, lcsServiceTypeID [11] INTEGER?,
	lcsCodeword [12] SEQUENCE?, lcs-PrivacyCheck [13] SEQUENCE?, areaEventInfo [14] SEQUENCE?, h-gmlc-Address [15] OCTETS(5..17)?,
	mo-lrShortCircuitIndicator [16] NULL?, periodicLDRInfo [17] SEQUENCE?, reportingPLMNList [18] SEQUENCE? }
ServingNodeAddress ::= CHOICE { msc-Number [0] ISDN:msc, sgsn-Number [1] ISDN:sgsn, mme-Number [2] OCTETS(9..255) }
ProvideSubscriberLocation-Res ::= SEQUENCE { locationEstimate OCTETS(1..20), ageOfLocationEstimate [0] INTEGER?, extensionContainer [1] EXTENSION?,
	..., add-LocationEstimate [2] OCTETS(1..91)?, deferredmt-lrResponseIndicator [3] NULL?, geranPositioningData [4] OCTETS(2..10)?,
	utranPositioningData [5] OCTETS(3..11)?, cellIdOrSai [6] SEQUENCE?, sai-Present [7] NULL?, accuracyFulfilmentIndicator [8] ENUM?,
	velocityEstimate [9] OCTETS(4..7)?, mo-lrShortCircuitIndicator [10] NULL?, geranGANSSpositioningData [11] OCTETS(2..10)?,
	utranGANSSpositioningData [12] OCTETS(1..9)?, targetServingNodeForHandover [13] ServingNodeAddress?,
	utranAdditionalPositioningData [14] OCTETS(1..8)?, utranBaroPressureMeas [15] INTEGER?, utranCivicAddress [16] OCTETS? }
Deferredmt-lrData ::= SEQUENCE { deferredLocationEventType BITS, terminationCause [0] ENUM?, lcsLocationInfo [1] LCSLocationInfo?, ... }
SubscriberLocationReport-Arg ::= SEQUENCE { lcs-Event ENUM, lcs-ClientID SEQUENCE, lcsLocationInfo LCSLocationInfo, msisdn [0] ISDN:msisdn?,
	imsi [1] IMSI?, imei [2] IMEI?, na-ESRD [3] ISDN?, na-ESRK [4] ISDN?, locationEstimate [5] OCTETS(1..20)?, ageOfLocationEstimate [6] INTEGER?,
	slr-ArgExtensionContainer [7] EXTENSION?, ..., add-LocationEstimate [8] OCTETS(1..91)?, deferredmt-lrData [9] Deferredmt-lrData?,
	lcs-ReferenceNumber [10] OCTETS(1)?, geranPositioningData [11] OCTETS(2..10)?, utranPositioningData [12] OCTETS(3..11)?, cellIdOrSai [13] SEQUENCE?,
	h-gmlc-Address [14] OCTETS(5..17)?, lcsServiceTypeID [15] INTEGER?, sai-Present [17] NULL?, pseudonymIndicator [18] NULL?,
	accuracyFulfilmentIndicator [19] ENUM?, velocityEstimate [20] OCTETS(4..7)?, sequenceNumber [21] INTEGER?, periodicLDRInfo [22] SEQUENCE?,
	mo-lrShortCircuitIndicator [23] NULL?, geranGANSSpositioningData [24] OCTETS(2..10)?, utranGANSSpositioningData [25] OCTETS(1..9)?,
	targetServingNodeForHandover [26] ServingNodeAddress?, utranAdditionalPositioningData [27] OCTETS(1..8)?, utranBaroPressureMeas [28] INTEGER?,
	utranCivicAddress [29] OCTETS? }
SubscriberLocationReport-Res ::= SEQUENCE { extensionContainer EXTENSION?, ..., na-ESRK [0] ISDN?, na-ESRD [1] ISDN?,
	h-gmlc-Address [2] OCTETS(5..17)?, mo-lrShortCircuitIndicator [3] NULL?, reportingPLMNList [4] SEQUENCE?, lcs-ReferenceNumber [5] OCTETS(1)? }
`
