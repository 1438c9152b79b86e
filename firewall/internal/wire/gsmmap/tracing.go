package gsmmap

// tracingTypes: operation and maintenance (TS 29.002 clause 17.7.2,
// MAP-OM-DataTypes; clause 9). The last one is of version 1.
const tracingTypes = `
ActivateTraceModeArg ::= SEQUENCE { imsi [0] IMSI?, traceReference [1] OCTETS(1..2), traceType [2] INTEGER, omc-Id [3] ADDRESS:other?,
	extensionContainer [4] EXTENSION?, ..., traceReference2 [5] OCTETS(3)?, traceDepthList [6] SEQUENCE?, traceNE-TypeList [7] BITS?,
	traceInterfaceList [8] SEQUENCE?, traceEventList [9] SEQUENCE?, traceCollectionEntity [10] OCTETS(5..17)?, mdt-Configuration [11] SEQUENCE? }
ActivateTraceModeRes ::= SEQUENCE { extensionContainer [0] EXTENSION?, ..., traceSupportIndicator [1] NULL? }
DeactivateTraceModeArg ::= SEQUENCE { imsi [0] IMSI?, traceReference [1] OCTETS(1..2), extensionContainer [2] EXTENSION?, ...,
	traceReference2 [3] OCTETS(3)? }
DeactivateTraceModeRes ::= SEQUENCE { extensionContainer [0] EXTENSION?, ... }
TraceSubscriberActivityArg ::= SEQUENCE { imsi [0] IMSI?, traceReference [1] OCTETS(1..2), traceType [2] INTEGER, omc-Id [3] ADDRESS:other?,
	callReference [4] OCTETS(1..3)? }
`
