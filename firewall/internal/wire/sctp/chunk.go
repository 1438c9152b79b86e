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

// before is what the walk remembers of the chunks in front.
type before uint8

const (
	hadChunk    before = 1 << iota
	hadOther           // anything that COOKIE ECHO and COOKIE ACK have to precede
	hadUserData        // DATA or I-DATA
	hadAlone           // a chunk that travels alone
	hadClosing         // ABORT
	hadAuth
)

// placing says for each place what may not be in front, and what the chunk is to
// those behind.
var placing = [...]struct{ forbids, leaves before }{
	anywhere: {hadAlone | hadClosing | hadUserData, 0},
	userData: {hadAlone | hadClosing, hadUserData},
	alone:    {hadChunk, hadAlone},
	leading:  {hadAlone | hadClosing | hadOther, 0},
	closing:  {hadAlone | hadClosing | hadUserData, hadClosing},
	filler:   {hadAlone | hadClosing, 0},
}

// chunkType is what the walk knows of a type. A name that is empty: not
// registered.
type chunkType struct {
	name       string
	minimum    uint8 // octets with the chunk header
	parameters uint8 // where they start, from the chunk's first octet; 0 none
	place      place
	extension  extension // that it belongs to
	offers     extension // what a sender that lists it offers (RFC 5061 clause 4.2.7)
	notable    bool

	// From the others.
	stops           bool   // and not registered
	forbids, leaves before // what may not be in front, and what this is to those behind
	needs           before // what has to be in front
	isRead          bool   // beyond its header
	kind            kind
}

// chunkTypes is indexed by type. To add one: a line here, and in Assembler.Add
// what it changes.
var chunkTypes = complete([256]chunkType{
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
	Auth:             {name: "AUTH", minimum: 8, extension: authentication, offers: authentication},
	IData:            {name: "I-DATA", minimum: 20, place: userData, extension: interleaving, offers: interleaving},
	AsconfAck:        {name: "ASCONF-ACK", minimum: 8, parameters: 8, extension: addressChange, notable: true},
	ReConfig:         {name: "RE-CONFIG", minimum: 8, parameters: 4, extension: reconfiguration, offers: reconfiguration, notable: true},
	Pad:              {name: "PAD", minimum: 4, place: filler},
	ForwardTSN:       {name: "FORWARD-TSN", minimum: 8, extension: partialReliability, offers: partialReliability, notable: true},
	Asconf:           {name: "ASCONF", minimum: 16, parameters: 8, extension: addressChange, offers: addressChange, notable: true},
	IForwardTSN:      {name: "I-FORWARD-TSN", minimum: 8, extension: interleaving, notable: true},
})

// complete fills what follows from the rest of a table.
func complete(all [256]chunkType) *[256]chunkType {
	kinds := unlisted
	for i := range all {
		t := &all[i]
		if t.name == "" {
			t.place, t.notable, t.stops, t.kind = filler, true, StopsPacket(uint8(i)), unlisted
		} else if t.notable || t.place == userData {
			kinds++
			t.kind = kinds
		}
		t.isRead = t.parameters != 0 || i == ForwardTSN || i == IForwardTSN
		t.forbids, t.leaves = placing[t.place].forbids, placing[t.place].leaves|hadChunk|hadOther
	}
	// AUTH may precede what else comes first, and comes once (RFC 4895 clauses 6.3
	// and 5.1).
	all[Auth].leaves = hadChunk | hadAuth
	all[Auth].forbids |= hadAuth
	// Without it receivers discard these (RFC 5061 clauses 4.1.1 and 4.1.2), or do
	// not.
	all[Asconf].needs, all[AsconfAck].needs = hadAuth, hadAuth
	return &all
}

// ChunkName returns the name of a registered chunk type, else "".
func ChunkName(t uint8) string { return chunkTypes[t].name }

// Notable reports whether a chunk of this type deserves a record though it
// carries no user data: it sets up, ends or changes an association, or nobody
// knows what it does.
func Notable(t uint8) bool { return chunkTypes[t].notable }

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
