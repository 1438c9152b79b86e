package camel

// gprsTypes: control of GPRS sessions (TS 29.078 clause 8.1,
// CAP-gprsSSF-gsmSCF-ops-args).
const gprsTypes = `
ApplyChargingGPRSArg ::= SEQUENCE { chargingCharacteristics [0] SEQUENCE, tariffSwitchInterval [1] INTEGER?, pDPID [2] OCTETS(1)?, ... }
ApplyChargingReportGPRSArg ::= SEQUENCE { chargingResult [0] SEQUENCE, qualityOfService [1] SEQUENCE?, active [2] BOOLEAN?, pDPID [3] OCTETS(1)?, ...,
	chargingRollOver [4] SEQUENCE? }
CancelGPRSArg ::= SEQUENCE { pDPID [0] OCTETS(1)?, ... }
ConnectGPRSArg ::= SEQUENCE { accessPointName [0] OCTETS(1..100), pdpID [1] OCTETS(1)?, ... }
ContinueGPRSArg ::= SEQUENCE { pDPID [0] OCTETS(1)?, ... }
EntityReleasedGPRSArg ::= SEQUENCE { gPRSCause [0] OCTETS(1), pDPID [1] OCTETS(1)?, ... }
FurnishChargingInformationGPRSArg ::= OCTETS(5..225)
InitialDPGPRSArg ::= SEQUENCE { serviceKey [0] INTEGER:service-key, gPRSEventType [1] ENUM, mSISDN [2] ISDN:msisdn, iMSI [3] IMSI,
	timeAndTimeZone [4] OCTETS(8), gPRSMSClass [5] SEQUENCE?, endUserAddress [6] SEQUENCE?, qualityOfService [7] SEQUENCE?,
	accessPointName [8] OCTETS(1..100)?, routeingAreaIdentity [9] OCTETS(6)?, chargingID [10] OCTETS(4)?, sGSNCapabilities [11] OCTETS(1)?,
	locationInformationGPRS [12] LocationInformationGPRS?, pDPInitiationType [13] ENUM?, extensions [14] EXTENSION?, ..., gGSNAddress [15] OCTETS(5..17)?,
	secondaryPDP-context [16] NULL?, iMEI [17] IMEI? }
ReleaseGPRSArg ::= SEQUENCE { gprsCause [0] OCTETS(1), pDPID [1] OCTETS(1)?, ... }
GPRSEventSpecificInformation ::= CHOICE { attachChangeOfPositionSpecificInformation [0] SEQUENCE { locationInformationGPRS [0] LocationInformationGPRS?,
	... }, pdp-ContextchangeOfPositionSpecificInformation [1] SEQUENCE { accessPointName [0] OCTETS(1..100)?, chargingID [1] OCTETS(4)?,
	locationInformationGPRS [2] LocationInformationGPRS?, endUserAddress [3] SEQUENCE?, qualityOfService [4] SEQUENCE?, timeAndTimeZone [5] OCTETS(8)?,
	..., gGSNAddress [6] OCTETS(5..17)? }, detachSpecificInformation [2] SEQUENCE, disconnectSpecificInformation [3] SEQUENCE,
	pDPContextEstablishmentSpecificInformation [4] SEQUENCE { accessPointName [0] OCTETS(1..100)?, endUserAddress [1] SEQUENCE?,
	qualityOfService [2] SEQUENCE?, locationInformationGPRS [3] LocationInformationGPRS?, timeAndTimeZone [4] OCTETS(8)?, pDPInitiationType [5] ENUM?,
	..., secondaryPDP-context [6] NULL? }, pDPContextEstablishmentAcknowledgementSpecificInformation [5] SEQUENCE { accessPointName [0] OCTETS(1..100)?,
	chargingID [1] OCTETS(4)?, endUserAddress [2] SEQUENCE?, qualityOfService [3] SEQUENCE?, locationInformationGPRS [4] LocationInformationGPRS?,
	timeAndTimeZone [5] OCTETS(8)?, ..., gGSNAddress [6] OCTETS(5..17)? } }
EventReportGPRSArg ::= SEQUENCE { gPRSEventType [0] ENUM, miscGPRSInfo [1] SEQUENCE?, gPRSEventSpecificInformation [2] GPRSEventSpecificInformation?,
	pDPID [3] OCTETS(1)?, ... }
RequestReportGPRSEventArg ::= SEQUENCE { gPRSEvent [0] OF(1..10) SEQUENCE, pDPID [1] OCTETS(1)?, ... }
ResetTimerGPRSArg ::= SEQUENCE { timerID [0] ENUM?, timervalue [1] INTEGER, ... }
SendChargingInformationGPRSArg ::= SEQUENCE { sCIGPRSBillingChargingCharacteristics [0] OCTETS(4..225), ... }
`
