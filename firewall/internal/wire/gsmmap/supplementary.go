package gsmmap

// supplementaryTypes: supplementary services and USSD (TS 29.002 clause 17.7.4,
// MAP-SS-DataTypes; clause 11). The CUG information and the number of an
// interrogation are of versions 1 and 2 (GSM 09.02 clause 14.7.4).
const supplementaryTypes = `
RegisterSS-Arg ::= SEQUENCE { ss-Code OCTETS(1):ss-code, basicService BasicServiceCode?, forwardedToNumber [4] ADDRESS:forwarded-to?,
	forwardedToSubaddress [6] OCTETS(1..21)?, noReplyConditionTime [5] INTEGER?, ..., defaultPriority [7] INTEGER?, nbrUser [8] INTEGER?,
	longFTN-Supported [9] NULL? }
ForwardingFeature ::= SEQUENCE { basicService BasicServiceCode?, ss-Status [4] OCTETS(1)?, forwardedToNumber [5] ISDN:forwarded-to?,
	forwardedToSubaddress [8] OCTETS(1..21)?, forwardingOptions [6] OCTETS(1)?, noReplyConditionTime [7] INTEGER?, ...,
	longForwardedToNumber [9] FTN:forwarded-to? }
ForwardingInfo ::= SEQUENCE { ss-Code OCTETS(1):ss-code?, forwardingFeatureList OF(1..13) ForwardingFeature, ... }
CallBarringInfo ::= SEQUENCE { ss-Code OCTETS(1):ss-code?, callBarringFeatureList SEQUENCE, ... }
SS-SubscriptionOption ::= CHOICE { cliRestrictionOption [2] ENUM, overrideCategory [1] ENUM }
SS-Data ::= SEQUENCE { ss-Code OCTETS(1):ss-code?, ss-Status [4] OCTETS(1)?, ss-SubscriptionOption SS-SubscriptionOption?,
	basicServiceGroupList SEQUENCE?, ..., defaultPriority INTEGER?, nbrUser [5] INTEGER? }
SS-Info ::= CHOICE { forwardingInfo [0] ForwardingInfo, callBarringInfo [1] CallBarringInfo, cug-Info [2] SEQUENCE, ss-Data [3] SS-Data }
GenericServiceInfo ::= SEQUENCE { ss-Status OCTETS(1), cliRestrictionOption ENUM?, ..., maximumEntitledPriority [0] INTEGER?,
	defaultPriority [1] INTEGER?, ccbs-FeatureList [2] OF(1..5) CCBS-Feature?, nbrSB [3] INTEGER?, nbrUser [4] INTEGER?, nbrSN [5] INTEGER? }
InterrogateSS-Res ::= CHOICE { ss-Status [0] OCTETS(1), forwardedToNumber [1] ISDN:forwarded-to, basicServiceGroupList [2] SEQUENCE,
	forwardingFeatureList [3] OF(1..13) ForwardingFeature, genericServiceInfo [4] GenericServiceInfo }
USSD-Arg ::= SEQUENCE { ussd-DataCodingScheme OCTETS(1):ussd-coding, ussd-String OCTETS(1..160):ussd, ..., alertingPattern OCTETS(1)?,
	msisdn [0] ISDN:msisdn? }
USSD-Res ::= SEQUENCE { ussd-DataCodingScheme OCTETS(1):ussd-coding, ussd-String OCTETS(1..160):ussd, ... }
SS-InvocationNotificationArg ::= SEQUENCE { imsi [0] IMSI, msisdn [1] ISDN:msisdn, ss-Event [2] OCTETS(1):ss-code,
	ss-EventSpecification [3] OF(1..2) ADDRESS:other?, extensionContainer [4] EXTENSION?, ..., b-subscriberNumber [5] ISDN:other?,
	ccbs-RequestState [6] ENUM? }
SS-InvocationNotificationRes ::= SEQUENCE { extensionContainer EXTENSION?, ... }
CCBS-Data ::= SEQUENCE { ccbs-Feature [0] CCBS-Feature, translatedB-Number [1] ISDN:other, serviceIndicator [2] BITS?, callInfo [3] SEQUENCE,
	networkSignalInfo [4] SEQUENCE, ... }
RegisterCC-EntryArg ::= SEQUENCE { ss-Code [0] OCTETS(1):ss-code, ccbs-Data [1] CCBS-Data?, ... }
RegisterCC-EntryRes ::= SEQUENCE { ccbs-Feature [0] CCBS-Feature?, ... }
EraseCC-EntryArg ::= SEQUENCE { ss-Code [0] OCTETS(1):ss-code, ccbs-Index [1] INTEGER?, ... }
EraseCC-EntryRes ::= SEQUENCE { ss-Code [0] OCTETS(1), ss-Status [1] OCTETS(1)?, ... }
`
