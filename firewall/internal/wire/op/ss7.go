package op

// SS7 holds what an operation of MAP, CAP, TCAP, SCCP or M3UA carries, and what
// the layers around it carry: components of one message share all but what
// belongs to the component. It lives in Batch.SS7, so that operations of other
// protocols do not pay for it.
type SS7 struct {
	// M3UA and MTP3.
	OPC, DPC         uint32 // point codes, 14 bits in ITU networks
	RoutingContext   uint32 // of M3UA; present if its column is
	Appearance       uint32 // network appearance of M3UA
	HasAppearance    bool
	ServiceIndicator uint8 // 3 SCCP
	NetworkIndicator uint8
	SLS              uint8
	Contexts         Span  // all routing contexts, where a message of management names several
	Ways             Range // Batch.Ways: how the segments of the message came, if not all alike

	// SCCP.
	SCCPType       uint8 // message type: 0x09 UDT, 0x0A UDTS, 0x11 XUDT, ...
	SCCPClass      uint8 // protocol class octet without the return option
	ReturnOption   bool  // return message on error
	HopCounter     uint8 // 0 absent
	ReturnCause    uint8 // of UDTS, XUDTS, LUDTS
	Called         SCCPAddress
	Calling        SCCPAddress
	ManagementType uint8 // SCMG message; 0 absent
	Affected       Span  // point codes that M3UA (mask and code, 4 octets each) or SCMG (2 octets, low first) tells of

	// TCAP.
	Package     uint8 // 0x62 Begin, 0x64 End, 0x65 Continue, 0x67 Abort, 0x61 Unidirectional
	DialoguePDU uint8 // 0x60 AARQ, 0x61 AARE, 0x64 ABRT; 0 no dialogue portion
	Components  uint8
	OTID, DTID  uint32
	OTIDLength  uint8 // octets of the first OTID
	Transaction Span  // the message
	Context     ApplicationContext

	// The component.
	ComponentType uint8 // 0xA1 Invoke, 0xA2 ReturnResultLast, 0xA3 ReturnError, 0xA4 Reject, 0xA7 ReturnResultNotLast
	InvokeID      uint8
	LinkedID      uint8
	ErrorCode     uint32 // local error code of a ReturnError; problem tag and value of a Reject or Abort, tag << 8 | value

	// MAP and CAP.
	DialogueIMSI      Digits // destination reference of a MAP-open
	Numbers           Range  // Batch.Numbers
	Requested         uint64 // what a location or information request asks for, see Requested*
	Subscription      uint64 // what subscriber data holds, see Subscription*
	SSCode            uint8
	SMRPDA, SMRPOA    uint8 // tags of SM-RP-DA and SM-RP-OA: 0x80 imsi, 0x81 lmsi, 0x82 msisdn, 0x84 service centre, 0x85 none
	TPDU              Span  // SM-RP-UI
	TPMTI             uint8 // message type indicator, 2 bits
	TPPID, TPDCS      uint8
	UserDataHeader    Span
	USSD              Span // the string as coded
	USSDCoding        uint8
	Vectors           uint8 // numberOfRequestedVectors
	RequestingPLMN    PLMN
	ServiceKey        uint32
	CancellationType  uint8
	TranslationFailed uint8

	// Resolved.
	OPCInterconnect   ID // that has the point code
	DPCInterconnect   ID
	CallingOwner      ID
	CalledOwner       ID
	DialogueIMSIOwner ID
	RequestingOwner   ID
	Flags             uint16 // column ss7_flags
}

// Way is what the layers below SCCP say of where a segment comes from and goes to.
type Way struct {
	OPC, DPC          uint32
	RoutingContext    uint32
	HasRoutingContext bool
}

// SCCPAddress is a called or calling party address (Q.713 clause 3.4, 3.5).
type SCCPAddress struct {
	Digits    Digits
	PointCode uint16
	Indicator uint8 // the address indicator octet
	SSN       uint8
	TT        uint8 // translation type
	NP        uint8 // numbering plan: 1 E.164, 7 E.214
	NAI       uint8 // nature of address indicator
	ES        uint8 // encoding scheme: 1 odd, 2 even number of digits
	Present   uint8 // SCCPHas*
}

// Parts of an SCCPAddress that are there.
const (
	SCCPHasPointCode = 1 << iota
	SCCPHasSSN
	SCCPHasGT
)

// GTI returns the global title indicator, 0 none to 4.
func (a *SCCPAddress) GTI() uint8 { return a.Indicator >> 2 & 0xF }

// RoutesOnSSN reports whether the routing indicator says SSN and point code.
func (a *SCCPAddress) RoutesOnSSN() bool { return a.Indicator&0x40 != 0 }

// Families of application contexts.
const (
	ContextNone  uint8 = iota // no dialogue portion: MAP version 1
	ContextMAP                // 0.4.0.0.1.0.ac.version
	ContextCAP                // one of TS 29.078 clause 6.1.2
	ContextOther              // any other object identifier
)

// ApplicationContext is what a dialogue portion names as its context.
type ApplicationContext struct {
	Family  uint8
	ID      uint8 // ac-id; of CAP the arc that tells: the last but one of phases 1 and 2, the last of 3 and 4
	Version uint8 // of CAP the phase, 1 to 4
	Name    Span  // the object identifier's content
}

// Number is an address that MAP or CAP names: an ISDN-AddressString and what it
// is the number of (TS 29.002 clause 17.7.8).
type Number struct {
	Role   uint8 // Number*
	NAI    uint8
	NP     uint8
	Digits Digits
	Offset uint16

	// Resolved.
	Owner ID
}

// NumberingE212 is the numbering plan of IMSIs in a Number (TS 29.002 clause 17.7.8).
const NumberingE212 = 6

// Roles of a Number; part of the filter ABI.
const (
	NumberOther uint8 = iota
	NumberMSISDN
	NumberVLR
	NumberMSC
	NumberSGSN
	NumberHLR
	NumberGSMSCF
	NumberGMLC
	NumberForwardedTo
	NumberServiceCentre
	NumberCalled
	NumberCalling
	NumberSMSMSISDN // SM-RP-OA or SM-RP-DA msisdn
	NumberSRF
	NumberMLC
)

// What an operation asks for (bits of SS7.Requested); part of the filter ABI.
const (
	RequestedLocation = 1 << iota
	RequestedCurrentLocation
	RequestedState
	RequestedIMEI
	RequestedSubscription
	RequestedRouting
	RequestedVectors
)

// What subscriber data holds (bits of SS7.Subscription); part of the filter ABI.
const (
	SubscriptionMSISDN = 1 << iota
	SubscriptionBarring
	SubscriptionForwarding
	SubscriptionOCSI
	SubscriptionTCSI
	SubscriptionGPRSCSI
	SubscriptionSMSCSI
	SubscriptionOtherCSI
	SubscriptionAPN
)

// MaxNumbers is how many numbers of one operation are kept; what exceeds it is a
// fault.
const MaxNumbers = 32
