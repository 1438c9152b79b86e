package gsmmap

// registrationTypes: location management, purging, fault recovery, authentication
// and equipment (TS 29.002 clause 17.7.1, MAP-MS-DataTypes; clauses 8.1, 8.5, 8.7
// and 8.10). The roaming number of an updateLocation and the network resource of a
// reset are of version 1; types with -2 are of versions 1 and 2 (GSM 09.02 clause
// 14.7.1).
const registrationTypes = `
ADD-Info ::= SEQUENCE { imeisv [0] IMEI, skipSubscriberDataUpdate [1] NULL?, ... }
UpdateLocationArg ::= SEQUENCE { imsi IMSI, locationInfo CHOICE { msc-Number [1] ISDN:msc, roamingNumber [0] ISDN:other }, vlr-Number ISDN:vlr,
	lmsi [10] OCTETS(4)?, extensionContainer EXTENSION?, ..., vlr-Capability [6] SEQUENCE?, informPreviousNetworkEntity [11] NULL?,
	cs-LCS-NotSupportedByUE [12] NULL?, v-gmlc-Address [2] OCTETS(5..17)?, add-info [13] ADD-Info?, pagingArea [14] SEQUENCE?,
	skipSubscriberDataUpdate [15] NULL?, restorationIndicator [16] NULL?, eplmn-List [3] SEQUENCE?, mme-DiameterAddress [4] SEQUENCE? }
UpdateLocationRes ::= SEQUENCE { hlr-Number ISDN:hlr, extensionContainer EXTENSION?, ..., add-Capability NULL?, pagingArea-Capability [0] NULL? }
UpdateGprsLocationArg ::= SEQUENCE { imsi IMSI, sgsn-Number ISDN:sgsn, sgsn-Address OCTETS(5..17), extensionContainer EXTENSION?, ...,
	sgsn-Capability [0] SEQUENCE?, informPreviousNetworkEntity [1] NULL?, ps-LCS-NotSupportedByUE [2] NULL?, v-gmlc-Address [3] OCTETS(5..17)?,
	add-info [4] ADD-Info?, eps-info [5] SEQUENCE?, servingNodeTypeIndicator [6] NULL?, skipSubscriberDataUpdate [7] NULL?, usedRAT-Type [8] ENUM?,
	gprsSubscriptionDataNotNeeded [9] NULL?, nodeTypeIndicator [10] NULL?, areaRestricted [11] NULL?, ue-reachableIndicator [12] NULL?,
	epsSubscriptionDataNotNeeded [13] NULL?, ue-srvcc-Capability [14] ENUM?, eplmn-List [15] SEQUENCE?, mmeNumberforMTSMS [16] ISDN:sgsn?,
	smsRegisterRequest [17] ENUM?, sms-Only [18] NULL?, removalofMMERegistrationforSMS [22] NULL?, sgsn-Name [19] OCTETS(9..255)?,
	sgsn-Realm [20] OCTETS(9..255)?, lgd-supportIndicator [21] NULL?, adjacentPLMN-List [23] SEQUENCE? }
UpdateGprsLocationRes ::= SEQUENCE { hlr-Number ISDN:hlr, extensionContainer EXTENSION?, ..., add-Capability NULL?,
	sgsn-mmeSeparationSupported [0] NULL?, mmeRegisteredforSMS [1] NULL? }
UpdateVcsgLocationArg ::= SEQUENCE { imsi IMSI, msisdn [2] ISDN:msisdn?, vlr-Number [0] ISDN:vlr?, sgsn-Number [1] ISDN:sgsn?,
	extensionContainer EXTENSION?, ... }
UpdateVcsgLocationRes ::= SEQUENCE { temporaryEmptySubscriptiondataIndicator NULL?, extensionContainer EXTENSION?, ... }
IMSI-WithLMSI ::= SEQUENCE { imsi IMSI, lmsi OCTETS(4), ... }
Identity ::= CHOICE { imsi IMSI, imsi-WithLMSI IMSI-WithLMSI }
CancelLocationArg ::= [3] SEQUENCE { identity Identity, cancellationType ENUM:cancellation?, extensionContainer EXTENSION?, ...,
	typeOfUpdate [0] ENUM?, mtrf-SupportedAndAuthorized [1] NULL?, mtrf-SupportedAndNotAuthorized [2] NULL?, newMSC-Number [3] ISDN:other?,
	newVLR-Number [4] ISDN:other?, new-lmsi [5] OCTETS(4)?, reattach-Required [6] NULL? }
CancelLocationRes ::= SEQUENCE { extensionContainer EXTENSION?, ... }
CancelVcsgLocationArg ::= SEQUENCE { identity Identity, extensionContainer EXTENSION?, ... }
CancelVcsgLocationRes ::= SEQUENCE { extensionContainer EXTENSION?, ... }
LocationInformation ::= SEQUENCE { ageOfLocationInformation INTEGER?, geographicalInformation [0] OCTETS(8)?, vlr-number [1] ISDN:vlr?,
	locationNumber [2] ISUP(2..10)?, cellGlobalIdOrServiceAreaIdOrLAI [3] SEQUENCE?, extensionContainer [4] EXTENSION?, ...,
	selectedLSA-Id [5] OCTETS(3)?, msc-Number [6] ISDN:msc?, geodeticInformation [7] OCTETS(10)?, currentLocationRetrieved [8] NULL?,
	sai-Present [9] NULL?, locationInformationEPS [10] SEQUENCE?, userCSGInformation [11] SEQUENCE? }
LocationInformationGPRS ::= SEQUENCE { cellGlobalIdOrServiceAreaIdOrLAI [0] SEQUENCE?, routeingAreaIdentity [1] OCTETS(6)?,
	geographicalInformation [2] OCTETS(8)?, sgsn-Number [3] ISDN:sgsn?, selectedLSAIdentity [4] OCTETS(3)?, extensionContainer [5] EXTENSION?, ...,
	sai-Present [6] NULL?, geodeticInformation [7] OCTETS(10)?, currentLocationRetrieved [8] NULL?, ageOfLocationInformation [9] INTEGER?,
	userCSGInformation [10] SEQUENCE? }
PurgeMS-Arg ::= [3] SEQUENCE { imsi IMSI, vlr-Number [0] ISDN:vlr?, sgsn-Number [1] ISDN:sgsn?, extensionContainer EXTENSION?, ...,
	locationInformation [2] LocationInformation?, locationInformationGPRS [3] LocationInformationGPRS?, locationInformationEPS [4] SEQUENCE? }
PurgeMS-Res ::= SEQUENCE { freezeTMSI [0] NULL?, freezeP-TMSI [1] NULL?, extensionContainer EXTENSION?, ..., freezeM-TMSI [2] NULL? }
RestoreDataArg ::= SEQUENCE { imsi IMSI, lmsi OCTETS(4)?, extensionContainer EXTENSION?, ..., vlr-Capability [6] SEQUENCE?,
	restorationIndicator [7] NULL? }
RestoreDataRes ::= SEQUENCE { hlr-Number ISDN:hlr, msNotReachable NULL?, extensionContainer EXTENSION?, ... }
SendingNode-Number ::= CHOICE { hlr-Number ISDN:hlr, css-Number [1] ISDN:other }
ResetArg ::= SEQUENCE { networkResource ENUM?, sendingNodenumber SendingNode-Number, hlr-List OF(1..50) HLRID:hlr?, extensionContainer [0] EXTENSION?, ...,
	reset-Id-List [1] SEQUENCE?, subscriptionData [2] InsertSubscriberDataArg?, subscriptionDataDeletion [3] DeleteSubscriberDataArg? }
SendIdentificationArg ::= SEQUENCE { tmsi OCTETS(1..4), numberOfRequestedVectors INTEGER:vectors?, segmentationProhibited NULL?,
	extensionContainer EXTENSION?, ..., msc-Number ISDN:msc?, previous-LAI [0] OCTETS(5)?, hopCounter [1] INTEGER?,
	mtRoamingForwardingSupported [2] NULL?, newVLR-Number [3] ISDN:vlr?, new-lmsi [4] OCTETS(4)? }
AuthenticationSetList ::= CHOICE { tripletList [0] SEQUENCE, quintupletList [1] SEQUENCE }
SendIdentificationRes ::= [3] SEQUENCE { imsi IMSI?, authenticationSetList AuthenticationSetList?, currentSecurityContext [2] SEQUENCE?,
	extensionContainer [3] EXTENSION?, ..., lastUsedLtePLMN-Id [4] PLMN?, mtCallPendingFlag [5] NULL? }
SendAuthenticationInfoArg ::= SEQUENCE { imsi [0] IMSI, numberOfRequestedVectors INTEGER:vectors, segmentationProhibited NULL?,
	immediateResponsePreferred [1] NULL?, re-synchronisationInfo SEQUENCE?, extensionContainer [2] EXTENSION?, ..., requestingNodeType [3] ENUM?,
	requestingPLMN-Id [4] PLMN:requesting?, numberOfRequestedAdditional-Vectors [5] INTEGER?, additionalVectorsAreForEPS [6] NULL?,
	ueUsageTypeRequestIndication [7] NULL? }
SendAuthenticationInfoRes ::= [3] SEQUENCE { authenticationSetList AuthenticationSetList?, extensionContainer EXTENSION?, ...,
	eps-AuthenticationSetList [2] SEQUENCE?, ueUsageType [3] OCTETS(4)? }
AuthenticationFailureReportArg ::= SEQUENCE { imsi IMSI, failureCause ENUM, extensionContainer EXTENSION?, ..., re-attempt BOOLEAN?, accessType ENUM?,
	rand OCTETS(16)?, vlr-Number [0] ISDN:vlr?, sgsn-Number [1] ISDN:sgsn? }
AuthenticationFailureReportRes ::= SEQUENCE { extensionContainer EXTENSION?, ... }
CheckIMEI-Arg ::= SEQUENCE { imei IMEI, requestedEquipmentInfo BITS, extensionContainer EXTENSION?, ... }
CheckIMEI-Res ::= SEQUENCE { equipmentStatus ENUM?, bmuef SEQUENCE?, extensionContainer [0] EXTENSION?, ... }
PurgeMS-Arg-2 ::= SEQUENCE { imsi IMSI, vlr-Number ISDN:vlr?, ... }
SendIdentificationRes-2 ::= SEQUENCE { imsi IMSI?, authenticationSetList SEQUENCE?, ... }
SendParametersArg ::= SEQUENCE { subscriberId CHOICE { imsi [0] IMSI, tmsi [1] OCTETS(1..4) }, requestParameterList OF(1..2) ENUM:asked }
SentParameter ::= CHOICE { imsi [0] IMSI, authenticationSet [1] SEQUENCE, subscriberData [2] InsertSubscriberDataArg, ki [4] OCTETS(16) }
BeginSubscriberActivityArg ::= SEQUENCE { imsi IMSI, originatingEntityNumber ISDN:vlr, ... }
`
