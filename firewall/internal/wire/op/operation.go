package op

// Protocol numbers are part of the filter ABI (column protocol).
type Protocol uint8

const (
	ProtoNone Protocol = iota
	ProtoGTPv1
	ProtoGTPv2
	ProtoGTPU
	ProtoMAP
	ProtoCAP
	ProtoTCAP
	ProtoSCCP
	ProtoM3UA
	ProtoSCTP
	ProtoDiameter
	ProtoTCP
	ProtoIP
)

var protocolNames = [...]string{"", "gtpv1", "gtpv2", "gtpu", "map", "cap", "tcap", "sccp", "m3ua", "sctp", "diameter", "tcp", "ip"}

// String returns the name used in records, manifests and configurations.
func (p Protocol) String() string { return protocolNames[p] }

// ProtocolByName is the inverse of String.
func ProtocolByName(s string) (Protocol, bool) {
	for i, n := range protocolNames {
		if n == s && s != "" {
			return Protocol(i), true
		}
	}
	return 0, false
}

// Direction of a message relative to home; part of the filter ABI.
type Direction uint8

const (
	In      Direction = iota + 1 // towards home
	Out                          // from home
	Transit                      // neither end is home
)

var directionNames = [...]string{"", "in", "out", "transit"}

func (d Direction) String() string { return directionNames[d] }

// Kind of an operation: which way the dialogue flows; part of the filter ABI.
type Kind uint8

const (
	KindUnknown  Kind = iota
	KindRequest       // expects an answer, or a command that starts something
	KindResponse      // answers a request
	KindNotice        // neither
)

// Operation is the unit that is judged: one GTP message, one Diameter command,
// one TCAP component. Decoders fill the fields up to "resolved"; the resolver
// fills the rest. Fields are zero when absent; Present tells absent from zero.
type Operation struct {
	Present [4]uint64 // bit = column number (Col*): the element was there and was read
	Invalid [4]uint64 // bit = column number: the element was there and could not be read

	Protocol  Protocol
	Kind      Kind
	Component uint8 // within the message, from 0
	Direction Direction
	Message   int32 // index in Batch.Messages

	Code        uint32 // message type, operation code or command code
	Application uint32 // Diameter application
	Start       uint16 // first octet of the operation in the message's payload
	Length      uint16 // its octets

	IMSI   Digits
	MSISDN Digits
	MEI    Digits

	Faults Faults // of this operation and of the message around it

	GTP GTP
	SS7 uint32 // position in Batch.SS7; 0 none

	Diameter uint32 // position in Batch.Diameter; 0 none

	// Resolved: who is who, from the operator's configuration.
	Interconnect ID // that has the source address
	Operator     ID // who the message claims to be
	SrcOwner     ID // operator whose gsn_addresses (or home's addresses) hold the source
	DstOwner     ID
	IMSIOwner    ID
	MSISDNOwner  ID
	SrcGroup     ID // handover group of SrcOwner
	SrcRoles     uint16
	DstRoles     uint16
	SrcFlags     uint8
	Agreements   uint32 // of the partner at the other end, see Agreement
}

// GTP holds what GTPv1-C, GTPv2-C and GTP-U operations carry.
type GTP struct {
	TEID     uint32 // header
	Sequence uint32

	Version       uint8
	Piggyback     uint8 // 0 alone, 1 carries another message, 2 is carried
	Cause         uint8
	RAT           uint8
	SelectionMode uint8
	EBI           uint8 // linked EPS bearer 73.0, or NSAPI 20
	Recovery      uint8
	PDNType       uint8 // of PAA 79 or end user address 128: 1 IPv4, 2 IPv6, 3 both, others as on the wire
	Bearers       uint8 // bearer contexts 93 of all instances at top level
	Extensions    uint8 // extension headers in the chain
	FirstExt      uint8 // type of the first extension header

	APN           Span   // labels as on the wire, without the IE's header
	APNNetworkLen uint16 // octets of APN that form the network identifier; the rest is the operator identifier
	APNPLMN       PLMN   // of the operator identifier mncNNN.mccNNN.gprs
	ServingPLMN   PLMN   // Serving Network 83.0, RAI 3
	LocationPLMN  PLMN   // first identity in ULI 86.0, v1 ULI 152

	UserAddr4 Addr // PAA, end user address
	UserAddr6 Addr

	FTEIDs Range // Batch.FTEIDs
	IEs    Range // Batch.IEs

	// G-PDU: the tunnelled packet.
	InnerSrc, InnerDst         Addr
	InnerSrcPort, InnerDstPort uint16
	InnerProtocol              uint8 // IP protocol number

	// Resolved.
	APNID         ID // home APN
	APNFlags      uint16
	ServingOwner  ID
	ServingNamed  ID // as ServingOwner, but the member where a hub speaks for it
	ServingGroup  ID
	LocationOwner ID
}

// Has marks a column as present.
func (o *Operation) Has(column int) { o.Present[column>>6] |= 1 << (column & 63) }

// Bad marks a column as there but unreadable.
func (o *Operation) Bad(column int) { o.Invalid[column>>6] |= 1 << (column & 63) }

// IsPresent reports whether the column was there and was read.
func (o *Operation) IsPresent(column int) bool { return o.Present[column>>6]>>(column&63)&1 != 0 }

// FTEID is one fully qualified tunnel endpoint: an F-TEID (TS 29.274 clause
// 8.22), or a GSN address of GTPv1 paired with its TEID (TS 29.060 clause 7.7.32).
type FTEID struct {
	Interface uint8 // F-TEID interface type 0..63; FTEIDv1Control, FTEIDv1User
	Instance  uint8
	Context   uint8 // 0 at top level, else 1 + instance of the bearer context (93) around it; 255 in another group
	Bearer    uint8 // EBI of that bearer context, 0 when not known
	TEID      uint32
	Addr4     Addr
	Addr6     Addr
	Offset    uint16 // of the IE in the payload

	// Resolved.
	Owner4, Owner6 ID
}

// Interface numbers for GTPv1 GSN addresses, outside the F-TEID's 6 bits.
const (
	FTEIDv1Control = 0x80
	FTEIDv1User    = 0x81
)

// IE is one information element of the index, in wire order; groups come before
// their members.
type IE struct {
	Type     uint8
	Instance uint8
	Depth    uint8  // 0 at top level
	Parent   uint8  // 1 + position in the operation's index of the group around it, 0 at top level, 255 beyond
	Offset   uint16 // of the value in the payload
	Length   uint16 // of the value
}
