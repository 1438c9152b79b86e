package sctp

// Chunk types (IANA "SCTP Chunk Types").
const (
	Data             = 0
	Init             = 1
	InitAck          = 2
	Sack             = 3
	Heartbeat        = 4
	HeartbeatAck     = 5
	Abort            = 6
	Shutdown         = 7
	ShutdownAck      = 8
	Error            = 9
	CookieEcho       = 10
	CookieAck        = 11
	ECNE             = 12
	CWR              = 13
	ShutdownComplete = 14
	Auth             = 15  // RFC 4895
	IData            = 64  // RFC 8260
	AsconfAck        = 128 // RFC 5061
	ReConfig         = 130 // RFC 6525
	Pad              = 132 // RFC 4820
	ForwardTSN       = 192 // RFC 3758
	Asconf           = 193 // RFC 5061
	IForwardTSN      = 194 // RFC 8260
)

// place says where in a packet a chunk may stand.
type place uint8

const (
	anywhere place = iota // control, in front of all DATA
	userData              // behind all control
	alone                 // RFC 9260 clause 3
	leading               // first, RFC 9260 clause 5.1; behind AUTH, RFC 4895 clause 6.3
	closing               // nothing behind it, RFC 9260 clause 3.3.7
	filler                // anywhere, RFC 4820 clause 3
)

// chunkType is what the walk knows of a type. A name that is empty: not
// registered.
type chunkType struct {
	name       string
	minimum    uint8 // octets with the chunk header
	parameters uint8 // where they start, from the chunk's first octet; 0 none
	place      place
	extension  extension
	notable    bool
}

// chunkTypes is indexed by type. To add one: a line here, and in Assembler.Add
// what it changes.
var chunkTypes = [256]chunkType{
	Data:             {name: "DATA", minimum: 16, place: userData},
	Init:             {name: "INIT", minimum: 20, parameters: 20, place: alone, notable: true},
	InitAck:          {name: "INIT ACK", minimum: 20, parameters: 20, place: alone, notable: true},
	Sack:             {name: "SACK", minimum: 16},
	Heartbeat:        {name: "HEARTBEAT", minimum: 8},
	HeartbeatAck:     {name: "HEARTBEAT ACK", minimum: 8},
	Abort:            {name: "ABORT", minimum: 4, place: closing, notable: true},
	Shutdown:         {name: "SHUTDOWN", minimum: 8},
	ShutdownAck:      {name: "SHUTDOWN ACK", minimum: 4},
	Error:            {name: "ERROR", minimum: 4},
	CookieEcho:       {name: "COOKIE ECHO", minimum: 4, place: leading},
	CookieAck:        {name: "COOKIE ACK", minimum: 4, place: leading},
	ECNE:             {name: "ECNE", minimum: 8},
	CWR:              {name: "CWR", minimum: 8},
	ShutdownComplete: {name: "SHUTDOWN COMPLETE", minimum: 4, place: alone},
	Auth:             {name: "AUTH", minimum: 8, extension: authentication},
	IData:            {name: "I-DATA", minimum: 20, place: userData, extension: interleaving},
	AsconfAck:        {name: "ASCONF-ACK", minimum: 8, parameters: 8, extension: addressChange, notable: true},
	ReConfig:         {name: "RE-CONFIG", minimum: 8, parameters: 4, extension: reconfiguration, notable: true},
	Pad:              {name: "PAD", minimum: 4, place: filler},
	ForwardTSN:       {name: "FORWARD-TSN", minimum: 8, extension: partialReliability, notable: true},
	Asconf:           {name: "ASCONF", minimum: 8, parameters: 8, extension: addressChange, notable: true},
	IForwardTSN:      {name: "I-FORWARD-TSN", minimum: 8, extension: interleaving, notable: true},
}

// ChunkName returns the name of a registered chunk type, else "".
func ChunkName(t uint8) string { return chunkTypes[t].name }

// Notable reports whether a chunk of this type deserves a record though it
// carries no user data: it sets up, ends or changes an association, or nobody
// knows what it does.
func Notable(t uint8) bool { return chunkTypes[t].notable || chunkTypes[t].name == "" }

// The two high bits say what a receiver does that does not know the type of a
// chunk (RFC 9260 clause 3.2) or parameter (clause 3.2.1).

// StopsPacket reports whether a receiver that does not know the chunk type
// processes nothing behind it.
func StopsPacket(t uint8) bool { return t&0x80 == 0 }

// IsReported reports whether a receiver that does not know the chunk type tells
// the sender.
func IsReported(t uint8) bool { return t&0x40 != 0 }

// extension is a set of what two endpoints may agree on when they set up an
// association.
type extension uint8

const (
	authentication extension = 1 << iota
	interleaving
	addressChange
	reconfiguration
	partialReliability
)
