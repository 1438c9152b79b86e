package camel

// smsTypes: control of short messages (TS 29.078 clause 7.1, CAP-SMS-ops-args). An SGSN may
// send the location information of MAP (TS 29.002 clause 17.7.1), whose elements 0
// and 7 differ.
const smsTypes = `
LocationInformationGPRS ::= SEQUENCE { cell CHOICE { ofCAP [0] OCTETS(5..7), ofMAP [0] SEQUENCE }?, routeingAreaIdentity [1] OCTETS(6)?,
	geographicalInformation [2] OCTETS(8)?, sgsn-Number [3] ISDN:sgsn?, selectedLSAIdentity [4] OCTETS(3)?, extensionContainer [5] EXTENSION?, ...,
	sai-Present [6] NULL?, last CHOICE { userCSGInformation [7] SEQUENCE, geodeticInformation [7] OCTETS(10) }?,
	currentLocationRetrieved [8] NULL?, ageOfLocationInformation [9] INTEGER?, userCSGInformation [10] SEQUENCE? }
InitialDPSMSArg ::= SEQUENCE { serviceKey [0] INTEGER:service-key, destinationSubscriberNumber [1] BCD:called?,
	callingPartyNumber [2] ADDRESS(1..11):calling?, eventTypeSMS [3] ENUM?, iMSI [4] IMSI?, locationInformationMSC [5] LocationInformation?,
	locationInformationGPRS [6] LocationInformationGPRS?, sMSCAddress [7] ISDN:service-centre?, timeAndTimezone [8] OCTETS(8)?,
	tPShortMessageSpecificInfo [9] OCTETS(1)?, tPProtocolIdentifier [10] OCTETS(1)?, tPDataCodingScheme [11] OCTETS(1)?,
	tPValidityPeriod [12] OCTETS(1..7)?, extensions [13] EXTENSION?, ..., smsReferenceNumber [14] OCTETS(1..8)?, mscAddress [15] ISDN:msc?,
	sgsn-Number [16] ISDN:sgsn?, ms-Classmark2 [17] OCTETS(3)?, gPRSMSClass [18] SEQUENCE?, iMEI [19] IMEI?, calledPartyNumber [20] ISDN:called? }
FurnishChargingInformationSMSArg ::= OCTETS(5..225)
ConnectSMSArg ::= SEQUENCE { callingPartysNumber [0] ADDRESS(1..11):calling?, destinationSubscriberNumber [1] BCD:called?,
	sMSCAddress [2] ISDN:service-centre?, extensions [10] EXTENSION?, ... }
RequestReportSMSEventArg ::= SEQUENCE { sMSEvents [0] OF(1..10) SEQUENCE, extensions [10] EXTENSION?, ... }
EventReportSMSArg ::= SEQUENCE { eventTypeSMS [0] ENUM, eventSpecificInformationSMS [1] SEQUENCE?, miscCallInfo [2] SEQUENCE?,
	extensions [10] EXTENSION?, ... }
ReleaseSMSArg ::= OCTETS(1)
ResetTimerSMSArg ::= SEQUENCE { timerID [0] ENUM?, timervalue [1] INTEGER, extensions [2] EXTENSION?, ... }
`
