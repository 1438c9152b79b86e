package camel

// callControlTypes: control of circuit switched calls and of specialised resources
// (TS 29.078 clauses 5.1, 6.1.1 and 6.2.1, CAP-datatypes and the operations and
// arguments of gsmSSF and gsmSRF). What concerns charging and announcements stays
// unread. Types with -2 are of phases 1 and 2 (GSM 09.78 clause 6), as are the
// elements na-info and the second place of serviceInteractionIndicatorsTwo.
const callControlTypes = `
LocationInformation ::= SEQUENCE { ageOfLocationInformation INTEGER?, geographicalInformation [0] OCTETS(8)?, vlr-number [1] ISDN:vlr?,
	locationNumber [2] ISUP(2..10)?, cellGlobalIdOrServiceAreaIdOrLAI [3] SEQUENCE?, extensionContainer [4] EXTENSION?, ...,
	selectedLSA-Id [5] OCTETS(3)?, msc-Number [6] ISDN:msc?, geodeticInformation [7] OCTETS(10)?, currentLocationRetrieved [8] NULL?,
	sai-Present [9] NULL?, locationInformationEPS [10] SEQUENCE?, userCSGInformation [11] SEQUENCE? }
InitialDPArgExtension ::= SEQUENCE { gmscAddress [0] ISDN:other?, forwardingDestinationNumber [1] ISUP(2..18):forwarded-to?,
	ms-Classmark2 [2] OCTETS(3)?, iMEI [3] IMEI?, supportedCamelPhases [4] BITS?, offeredCamel4Functionalities [5] BITS?, bearerCapability2 [6] SEQUENCE?,
	ext-basicServiceCode2 [7] SEQUENCE?, highLayerCompatibility2 [8] OCTETS(2)?, lowLayerCompatibility [9] OCTETS(1..16)?,
	lowLayerCompatibility2 [10] OCTETS(1..16)?, ..., enhancedDialledServicesAllowed [11] NULL?, uu-Data [12] SEQUENCE?,
	collectInformationAllowed [13] NULL?, releaseCallArgExtensionAllowed [14] NULL? }
InitialDPArg ::= SEQUENCE { serviceKey [0] INTEGER:service-key, calledPartyNumber [2] ISUP(2..18):called?, callingPartyNumber [3] ISUP(2..10):calling?,
	callingPartysCategory [5] OCTETS(1)?, cGEncountered [7] ENUM?, iPSSPCapabilities [8] OCTETS(1..4)?, locationNumber [10] ISUP(2..10)?,
	originalCalledPartyID [12] ISUP(2..10):other?, extensions [15] EXTENSION?, highLayerCompatibility [23] OCTETS(2)?,
	additionalCallingPartyNumber [25] GENERIC:other?, bearerCapability [27] SEQUENCE?, eventTypeBCSM [28] ENUM?,
	redirectingPartyID [29] ISUP(2..10):other?, redirectionInformation [30] OCTETS(2)?, cause [17] OCTETS(2..32)?,
	serviceInteractionIndicatorsTwo [32] SEQUENCE?, carrier [37] OCTETS(4)?, cug-Index [45] INTEGER?, cug-Interlock [46] OCTETS(4)?,
	cug-OutgoingAccess [47] NULL?, iMSI [50] IMSI?, subscriberState [51] SEQUENCE?, locationInformation [52] LocationInformation?,
	ext-basicServiceCode [53] SEQUENCE?, callReferenceNumber [54] OCTETS(1..8)?, mscAddress [55] ISDN:msc?, calledPartyBCDNumber [56] BCD:called?,
	timeAndTimezone [57] OCTETS(8)?, callForwardingSS-Pending [58] NULL?, initialDPArgExtension [59] InitialDPArgExtension?, ... }
AssistRequestInstructionsArg ::= SEQUENCE { correlationID [0] OCTETS(2..16), iPSSPCapabilities [2] OCTETS(1..4), extensions [3] EXTENSION?, ... }
EstablishTemporaryConnectionArg ::= SEQUENCE { assistingSSPIPRoutingAddress [0] GENERIC:srf, correlationID [1] OCTETS(2..16)?,
	scfID [3] OCTETS(2..25)?, extensions [4] EXTENSION?, carrier [5] OCTETS(4)?, serviceInteractionIndicatorsTwo [6] SEQUENCE?,
	callSegmentID CHOICE { callSegmentID [7] INTEGER, serviceInteractionIndicatorsTwo [7] SEQUENCE }?, naOliInfo CHOICE { naOliInfo [50] OCTETS(1),
	na-info [50] SEQUENCE }?, chargeNumber [51] ISUP(2..10)?, ..., originalCalledPartyID [52] ISUP(2..10):other?,
	callingPartyNumber [53] ISUP(2..10):calling? }
DisconnectForwardConnectionWithArgumentArg ::= SEQUENCE { callSegmentID [1] INTEGER?, extensions [2] EXTENSION?, ... }
ConnectToResourceArg ::= SEQUENCE { resourceAddress CHOICE { ipRoutingAddress [0] ISUP(2..18):srf, none [3] NULL }, extensions [4] EXTENSION?,
	serviceInteractionIndicatorsTwo [7] SEQUENCE?, callSegmentID [50] INTEGER?, ... }
ConnectArg ::= SEQUENCE { destinationRoutingAddress [0] OF(1..1) ISUP(2..18):called, alertingPattern [1] OCTETS(3)?,
	originalCalledPartyID [6] ISUP(2..10):other?, extensions [10] EXTENSION?, carrier [11] OCTETS(4)?, callingPartysCategory [28] OCTETS(1)?,
	redirectingPartyID [29] ISUP(2..10):other?, redirectionInformation [30] OCTETS(2)?, genericNumbers [14] SEQUENCE?,
	serviceInteractionIndicatorsTwo [15] SEQUENCE?, chargeNumber [19] ISUP(2..10)?, legToBeConnected [21] SEQUENCE?, cug-Interlock [31] OCTETS(4)?,
	cug-OutgoingAccess [32] NULL?, suppressionOfAnnouncement [55] NULL?, oCSIApplicable [56] NULL?, naOliInfo CHOICE { naOliInfo [57] OCTETS(1),
	na-Info [57] SEQUENCE }?, bor-InterrogationRequested [58] NULL?, ..., suppress-N-CSI [59] NULL? }
ReleaseCallArg ::= CHOICE { allCallSegments OCTETS(2..32), allCallSegmentsWithExtension [2] SEQUENCE }
RequestReportBCSMEventArg ::= SEQUENCE { bcsmEvents [0] OF(1..30) SEQUENCE, extensions [2] EXTENSION?, ... }
DpSpecificInfoAlt ::= SEQUENCE { ..., oServiceChangeSpecificInfo [0] SEQUENCE, tServiceChangeSpecificInfo [1] SEQUENCE,
	collectedInfoSpecificInfo [2] SEQUENCE { calledPartyNumber [0] ISUP(2..18):called?, ... } }
EventSpecificInformationBCSM ::= CHOICE { routeSelectFailureSpecificInfo [2] SEQUENCE, oCalledPartyBusySpecificInfo [3] SEQUENCE,
	oNoAnswerSpecificInfo [4] SEQUENCE, oAnswerSpecificInfo [5] SEQUENCE, oMidCallSpecificInfo [6] SEQUENCE, oDisconnectSpecificInfo [7] SEQUENCE,
	tBusySpecificInfo [8] SEQUENCE { busyCause [0] OCTETS(2..32)?, callForwarded [50] NULL?, routeNotPermitted [51] NULL?,
	forwardingDestinationNumber [52] ISUP(2..18):forwarded-to?, ... }, tNoAnswerSpecificInfo [9] SEQUENCE { callForwarded [50] NULL?,
	forwardingDestinationNumber [52] ISUP(2..18):forwarded-to?, ... }, tAnswerSpecificInfo [10] SEQUENCE, tMidCallSpecificInfo [11] SEQUENCE,
	tDisconnectSpecificInfo [12] SEQUENCE, oTermSeizedSpecificInfo [13] SEQUENCE { locationInformation [50] LocationInformation?, ... },
	callAcceptedSpecificInfo [20] SEQUENCE { locationInformation [50] LocationInformation?, ... }, oAbandonSpecificInfo [21] SEQUENCE,
	oChangeOfPositionSpecificInfo [50] SEQUENCE { locationInformation [50] LocationInformation?, ..., metDPCriteriaList [51] SEQUENCE? },
	tChangeOfPositionSpecificInfo [51] SEQUENCE { locationInformation [50] LocationInformation?, ..., metDPCriteriaList [51] SEQUENCE? },
	dpSpecificInfoAlt [52] DpSpecificInfoAlt }
EventReportBCSMArg ::= SEQUENCE { eventTypeBCSM [0] ENUM, eventSpecificInformationBCSM [2] EventSpecificInformationBCSM?, legID [3] SEQUENCE?,
	miscCallInfo [4] SEQUENCE?, extensions [5] EXTENSION?, ... }
CollectInformationArg ::= SEQUENCE { extensions [0] EXTENSION?, ... }
InitiateCallAttemptArg ::= SEQUENCE { destinationRoutingAddress [0] OF(1..1) ISUP(2..18):called, extensions [4] EXTENSION?,
	legToBeCreated [5] SEQUENCE?, newCallSegment [6] INTEGER?, callingPartyNumber [30] ISUP(2..10):calling?, callReferenceNumber [51] OCTETS(1..8)?,
	gsmSCFAddress [52] ISDN:gsmscf?, suppress-T-CSI [53] NULL?, ... }
InitiateCallAttemptRes ::= SEQUENCE { supportedCamelPhases [0] BITS?, offeredCamel4Functionalities [1] BITS?, extensions [2] EXTENSION?, ...,
	releaseCallArgExtensionAllowed [3] NULL? }
ResetTimerArg ::= SEQUENCE { timerID [0] ENUM?, timervalue [1] INTEGER, extensions [2] EXTENSION?, callSegmentID [3] INTEGER?, ... }
FurnishChargingInformationArg ::= OCTETS(5..225)
ApplyChargingArg ::= SEQUENCE { aChBillingChargingCharacteristics [0] OCTETS(5..177), partyToCharge [2] SEQUENCE?, extensions [3] EXTENSION?,
	aChChargingAddress [50] SEQUENCE?, ... }
ApplyChargingReportArg ::= OCTETS(12..193)
CallGapArg ::= SEQUENCE { gapCriteria [0] SEQUENCE, gapIndicators [1] SEQUENCE, controlType [2] ENUM?, gapTreatment [3] SEQUENCE?,
	extensions [4] EXTENSION?, ... }
CallInformationReportArg ::= SEQUENCE { requestedInformationList [0] SEQUENCE, extensions [2] EXTENSION?, legID [3] SEQUENCE?, ... }
CallInformationRequestArg ::= SEQUENCE { requestedInformationTypeList [0] SEQUENCE, extensions [2] EXTENSION?, legID [3] SEQUENCE?, ... }
SendChargingInformationArg ::= SEQUENCE { sCIBillingChargingCharacteristics [0] OCTETS(4..225), partyToCharge [1] SEQUENCE, extensions [2] EXTENSION?,
	... }
PlayAnnouncementArg ::= SEQUENCE { informationToSend [0] SEQUENCE, disconnectFromIPForbidden [1] BOOLEAN?,
	requestAnnouncementCompleteNotification [2] BOOLEAN?, extensions [3] EXTENSION?, callSegmentID [5] INTEGER?,
	requestAnnouncementStartedNotification [51] BOOLEAN?, ... }
PromptAndCollectUserInformationArg ::= SEQUENCE { collectedInfo [0] SEQUENCE, disconnectFromIPForbidden [1] BOOLEAN?, informationToSend [2] SEQUENCE?,
	extensions [3] EXTENSION?, callSegmentID [4] INTEGER?, requestAnnouncementStartedNotification [51] BOOLEAN?, ... }
ReceivedInformationArg ::= CHOICE { digitsResponse [0] OCTETS(2..16) }
SpecializedResourceReportArg ::= CHOICE { allAnnouncementsComplete [50] NULL, firstAnnouncementStarted [51] NULL }
CancelArg ::= CHOICE { invokeID [0] INTEGER, allRequests [1] NULL, callSegmentToCancel [2] SEQUENCE }
ContinueWithArgumentArg ::= SEQUENCE { alertingPattern [1] OCTETS(3)?, extensions [6] EXTENSION?, serviceInteractionIndicatorsTwo [7] SEQUENCE?,
	callingPartysCategory [12] OCTETS(1)?, genericNumbers [16] SEQUENCE?, cug-Interlock [17] OCTETS(4)?, cug-OutgoingAccess [18] NULL?,
	chargeNumber [50] ISUP(2..10)?, carrier [52] OCTETS(4)?, suppressionOfAnnouncement [55] NULL?, naOliInfo [56] OCTETS(1)?,
	bor-InterrogationRequested [57] NULL?, suppress-O-CSI [58] NULL?, continueWithArgumentArgExtension [59] SEQUENCE?, ... }
DisconnectLegArg ::= SEQUENCE { legToBeReleased [0] SEQUENCE, releaseCause [1] OCTETS(2..32)?, extensions [2] EXTENSION?, ... }
MoveLegArg ::= SEQUENCE { legIDToMove [0] SEQUENCE, extensions [2] EXTENSION?, ... }
SplitLegArg ::= SEQUENCE { legToBeSplit [0] SEQUENCE, newCallSegment [1] INTEGER?, extensions [2] EXTENSION?, ... }
EntityReleasedArg ::= CHOICE { callSegmentFailure [0] SEQUENCE, bCSM-Failure [1] SEQUENCE }
PlayToneArg ::= SEQUENCE { legOrCallSegment [0] SEQUENCE, bursts [1] SEQUENCE, extensions [2] EXTENSION?, ... }
InitialDPArg-2 ::= SEQUENCE { serviceKey [0] INTEGER:service-key, calledPartyNumber [2] ISUP(2..18):called?,
	callingPartyNumber [3] ISUP(2..10):calling?, callingPartysCategory [5] OCTETS(1)?, cGEncountered [7] ENUM?, iPSSPCapabilities [8] OCTETS(1..4)?,
	locationNumber [10] ISUP(2..10)?, originalCalledPartyID [12] ISUP(2..10):other?, extensions [15] EXTENSION?, highLayerCompatibility [23] OCTETS(2)?,
	additionalCallingPartyNumber [25] GENERIC:other?, bearerCapability [27] SEQUENCE?, eventTypeBCSM [28] ENUM?,
	redirectingPartyID [29] ISUP(2..10):other?, redirectionInformation [30] OCTETS(2)?, cause [17] OCTETS(2..32)?,
	serviceInteractionIndicatorsTwo [32] SEQUENCE?, carrier [37] OCTETS(4)?, cug-Index [45] INTEGER?, cug-Interlock [46] OCTETS(4)?,
	cug-OutgoingAccess [47] NULL?, iMSI [50] IMSI?, subscriberState [51] SEQUENCE?, locationInformation [52] LocationInformation?,
	ext-basicServiceCode [53] SEQUENCE?, callReferenceNumber [54] OCTETS(1..8)?, mscAddress [55] ISDN:msc?, calledPartyBCDNumber [56] BCD:called?,
	timeAndTimezone [57] OCTETS(8)?, callForwardingSS-Pending [58] NULL?, initialDPArgExtension [59] InitialDPArgExtension-2?, ... }
InitialDPArgExtension-2 ::= SEQUENCE { naCarrierInformation [0] SEQUENCE?, gmscAddress [1] ISDN:other?, ... }
`
