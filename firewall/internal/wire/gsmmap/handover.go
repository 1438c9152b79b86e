package gsmmap

// handoverTypes: handover between MSCs and group calls (TS 29.002 clauses 17.7.1 and
// 17.7.12, MAP-MS-DataTypes and MAP-GR-DataTypes; clauses 8.4 and 11A). They never
// cross an interconnect without an agreement, so the radio side stays unread.
const handoverTypes = `
PrepareHO-Arg ::= [3] SEQUENCE { targetCellId [0] OCTETS(5..7)?, ho-NumberNotRequired NULL?, targetRNCId [1] OCTETS(7)?, an-APDU [2] SEQUENCE?,
	multipleBearerRequested [3] NULL?, imsi [4] IMSI?, integrityProtectionInfo [5] OCTETS(18..100)?, encryptionInfo [6] OCTETS(18..100)?,
	radioResourceInformation [7] OCTETS(3..13)?, allowedGSM-Algorithms [9] OCTETS(1)?, allowedUMTS-Algorithms [10] SEQUENCE?,
	radioResourceList [11] SEQUENCE?, extensionContainer [8] EXTENSION?, ..., rab-Id [12] INTEGER?, bssmap-ServiceHandover [13] OCTETS(1)?,
	ranap-ServiceHandover [14] OCTETS(1)?, bssmap-ServiceHandoverList [15] SEQUENCE?, asciCallReference [20] OCTETS(1..8)?,
	geran-classmark [16] OCTETS(2..87)?, iuCurrentlyUsedCodec [17] OCTETS(1..4)?, iuSupportedCodecsList [18] SEQUENCE?,
	rab-ConfigurationIndicator [19] NULL?, uesbi-Iu [21] SEQUENCE?, imeisv [22] IMEI?, alternativeChannelType [23] OCTETS(3..13)?,
	tracePropagationList [25] SEQUENCE?, aoipSupportedCodecsListAnchor [26] SEQUENCE?, regionalSubscriptionData [27] SEQUENCE?,
	lclsGlobalCallReference [28] OCTETS(13..15)?, lcls-Negotiation [29] BITS?, lcls-Configuration-Preference [30] BITS?,
	csg-SubscriptionDataList [31] SEQUENCE? }
RelocationNumber ::= SEQUENCE { handoverNumber ISDN:other, rab-Id INTEGER, ... }
PrepareHO-Res ::= [3] SEQUENCE { handoverNumber [0] ISDN:other?, relocationNumberList [1] OF(1..7) RelocationNumber?, an-APDU [2] SEQUENCE?,
	multicallBearerInfo [3] INTEGER?, multipleBearerNotSupported NULL?, selectedUMTS-Algorithms [5] SEQUENCE?,
	chosenRadioResourceInformation [6] SEQUENCE?, extensionContainer [4] EXTENSION?, ..., iuSelectedCodec [7] OCTETS(1..4)?,
	iuAvailableCodecsList [8] SEQUENCE?, aoipSelectedCodecTarget [9] OCTETS(1..3)?, aoipAvailableCodecsListMap [10] SEQUENCE? }
PrepareSubsequentHO-Arg ::= [3] SEQUENCE { targetCellId [0] OCTETS(5..7)?, targetMSC-Number [1] ISDN:other, targetRNCId [2] OCTETS(7)?,
	an-APDU [3] SEQUENCE?, selectedRab-Id [4] INTEGER?, extensionContainer [5] EXTENSION?, ..., geran-classmark [6] OCTETS(2..87)?,
	rab-ConfigurationIndicator [7] NULL? }
PrepareSubsequentHO-Res ::= [3] SEQUENCE { an-APDU SEQUENCE, extensionContainer [0] EXTENSION?, ... }
ProcessAccessSignalling-Arg ::= [3] SEQUENCE { an-APDU SEQUENCE, selectedUMTS-Algorithms [1] SEQUENCE?, selectedGSM-Algorithm [2] OCTETS(1)?,
	chosenRadioResourceInformation [3] SEQUENCE?, selectedRab-Id [4] INTEGER?, extensionContainer [0] EXTENSION?, ..., iUSelectedCodec [5] OCTETS(1..4)?,
	iuAvailableCodecsList [6] SEQUENCE?, aoipSelectedCodecTarget [7] OCTETS(1..3)?, aoipAvailableCodecsListMap [8] SEQUENCE? }
ForwardAccessSignalling-Arg ::= [3] SEQUENCE { an-APDU SEQUENCE, integrityProtectionInfo [0] OCTETS(18..100)?, encryptionInfo [1] OCTETS(18..100)?,
	keyStatus [2] ENUM?, allowedGSM-Algorithms [4] OCTETS(1)?, allowedUMTS-Algorithms [5] SEQUENCE?, radioResourceInformation [6] OCTETS(3..13)?,
	extensionContainer [3] EXTENSION?, ..., radioResourceList [7] SEQUENCE?, bssmap-ServiceHandover [9] OCTETS(1)?, ranap-ServiceHandover [8] OCTETS(1)?,
	bssmap-ServiceHandoverList [10] SEQUENCE?, currentlyUsedCodec [11] OCTETS(1..4)?, iuSupportedCodecsList [12] SEQUENCE?,
	rab-ConfigurationIndicator [13] NULL?, iuSelectedCodec [14] OCTETS(1..4)?, alternativeChannelType [15] OCTETS(3..13)?,
	tracePropagationList [17] SEQUENCE?, aoipSupportedCodecsListAnchor [18] SEQUENCE?, aoipSelectedCodecTarget [19] OCTETS(1..3)?,
	uesbi-Iu [20] SEQUENCE?, imeisv [21] IMEI? }
SendEndSignal-Arg ::= [3] SEQUENCE { an-APDU SEQUENCE, extensionContainer [0] EXTENSION?, ... }
SendEndSignal-Res ::= SEQUENCE { extensionContainer [0] EXTENSION?, ... }
PrepareGroupCallArg ::= SEQUENCE { teleservice OCTETS(1..5), asciCallReference OCTETS(1..8), codec-Info OCTETS(5..10), cipheringAlgorithm OCTETS(1),
	groupKeyNumber-Vk-Id [0] INTEGER?, groupKey [1] OCTETS(8)?, priority [2] INTEGER?, uplinkFree [3] NULL?, extensionContainer [4] EXTENSION?, ...,
	vstk [5] OCTETS(16)?, vstk-rand [6] OCTETS(5)?, talkerChannelParameter [7] NULL?, uplinkReplyIndicator [8] NULL? }
PrepareGroupCallRes ::= SEQUENCE { groupCallNumber ISDN, extensionContainer EXTENSION?, ... }
SendGroupCallEndSignalArg ::= SEQUENCE { imsi IMSI?, extensionContainer EXTENSION?, ..., talkerPriority [0] ENUM?, additionalInfo [1] BITS? }
SendGroupCallEndSignalRes ::= SEQUENCE { extensionContainer EXTENSION?, ... }
ForwardGroupCallSignallingArg ::= SEQUENCE { imsi IMSI?, uplinkRequestAck [0] NULL?, uplinkReleaseIndication [1] NULL?, uplinkRejectCommand [2] NULL?,
	uplinkSeizedCommand [3] NULL?, uplinkReleaseCommand [4] NULL?, extensionContainer EXTENSION?, ..., stateAttributes [5] SEQUENCE?,
	talkerPriority [6] ENUM?, additionalInfo [7] BITS?, emergencyModeResetCommandFlag [8] NULL?, sm-RP-UI [9] OCTETS(1..200):tpdu?,
	an-APDU [10] SEQUENCE? }
ProcessGroupCallSignallingArg ::= SEQUENCE { uplinkRequest [0] NULL?, uplinkReleaseIndication [1] NULL?, releaseGroupCall [2] NULL?,
	extensionContainer EXTENSION?, ..., talkerPriority [3] ENUM?, additionalInfo [4] BITS?, emergencyModeResetCommandFlag [5] NULL?,
	an-APDU [6] SEQUENCE? }
SendGroupCallInfoArg ::= SEQUENCE { requestedInfo ENUM, groupId OCTETS(4), teleservice OCTETS(1..5), cellId [0] OCTETS(5..7)?, imsi [1] IMSI?,
	tmsi [2] OCTETS(1..4)?, additionalInfo [3] BITS?, talkerPriority [4] ENUM?, cksn [5] OCTETS(1)?, extensionContainer [6] EXTENSION?, ... }
SendGroupCallInfoRes ::= SEQUENCE { anchorMSC-Address [0] ISDN:other?, asciCallReference [1] OCTETS(1..8)?, imsi [2] IMSI?, additionalInfo [3] BITS?,
	additionalSubscriptions [4] BITS?, kc [5] OCTETS(8)?, extensionContainer [6] EXTENSION?, ... }
`

// oldHandoverTypes are of versions 1 and 2 (GSM 09.02 clause 14.7.1, 14.7.2).
const oldHandoverTypes = `
PrepareHO-Arg-2 ::= SEQUENCE { targetCellId OCTETS(5..7)?, ho-NumberNotRequired NULL?, bss-APDU SEQUENCE?, ... }
PrepareHO-Res-2 ::= SEQUENCE { handoverNumber ISDN:other?, bss-APDU SEQUENCE?, ... }
PrepareSubsequentHO-Arg-2 ::= SEQUENCE { targetCellId OCTETS(5..7), targetMSC-Number ISDN:other, bss-APDU SEQUENCE, ... }
PerformHO-Arg ::= SEQUENCE { targetCellId OCTETS(5..7), servingCellId OCTETS(5..7), channelType OCTETS(1..10), classmarkInfo OCTETS(1..2),
	handoverPriority [11] OCTETS(1)?, kc [12] OCTETS(8)? }
PerformHO-Res ::= SEQUENCE { handoverNumber ISDN:other, accessSignalInfo SEQUENCE }
PerformSubsequentHO-Arg ::= SEQUENCE { targetCellId OCTETS(5..7), servingCellId OCTETS(5..7), targetMSC-Number ISDN:other,
	classmarkInfo [10] OCTETS(1..2)? }
NoteInternalHO-Arg ::= SEQUENCE { handoverType ENUM, targetCellId [1] OCTETS(5..7)?, channelId [2] SEQUENCE? }
`
