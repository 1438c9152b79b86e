package m3ua

// Parameter tags (RFC 4666 clause 3.2) have slots in sets of 64 bits: 0x0000 to
// 0x001F, the common ones, come first, then 0x0200 to 0x021F, those of M3UA.
const (
	slotInfo                 = 0x04
	slotRoutingContext       = 0x06
	slotDiagnostic           = 0x07
	slotHeartbeat            = 0x09
	slotTrafficMode          = 0x0b
	slotErrorCode            = 0x0c
	slotStatus               = 0x0d
	slotASPIdentifier        = 0x11
	slotAffectedPointCode    = 0x12
	slotCorrelation          = 0x13
	slotNetworkAppearance    = 0x20 + 0x00
	slotUserCause            = 0x20 + 0x04
	slotCongestion           = 0x20 + 0x05
	slotConcerned            = 0x20 + 0x06
	slotRoutingKey           = 0x20 + 0x07
	slotRegistrationResult   = 0x20 + 0x08
	slotDeregistrationResult = 0x20 + 0x09
	slotLocalKey             = 0x20 + 0x0a
	slotDestination          = 0x20 + 0x0b
	slotServiceIndicators    = 0x20 + 0x0c
	slotOriginating          = 0x20 + 0x0e
	slotProtocolData         = 0x20 + 0x10
	slotRegistrationStatus   = 0x20 + 0x12
	slotDeregistrationStatus = 0x20 + 0x13
)

// slotOf returns the slot of a tag; ok is false for one that has none.
func slotOf(tag uint16) (slot uint8, ok bool) {
	return uint8(tag&0x1F | tag>>4&0x20), tag&^0x21F == 0
}

const (
	bitInfo                 = 1 << slotInfo
	bitRoutingContext       = 1 << slotRoutingContext
	bitDiagnostic           = 1 << slotDiagnostic
	bitHeartbeat            = 1 << slotHeartbeat
	bitTrafficMode          = 1 << slotTrafficMode
	bitErrorCode            = 1 << slotErrorCode
	bitStatus               = 1 << slotStatus
	bitASPIdentifier        = 1 << slotASPIdentifier
	bitAffectedPointCode    = 1 << slotAffectedPointCode
	bitCorrelation          = 1 << slotCorrelation
	bitNetworkAppearance    = 1 << slotNetworkAppearance
	bitUserCause            = 1 << slotUserCause
	bitCongestion           = 1 << slotCongestion
	bitConcerned            = 1 << slotConcerned
	bitRoutingKey           = 1 << slotRoutingKey
	bitRegistrationResult   = 1 << slotRegistrationResult
	bitDeregistrationResult = 1 << slotDeregistrationResult
	bitLocalKey             = 1 << slotLocalKey
	bitDestination          = 1 << slotDestination
	bitServiceIndicators    = 1 << slotServiceIndicators
	bitOriginating          = 1 << slotOriginating
	bitProtocolData         = 1 << slotProtocolData
	bitRegistrationStatus   = 1 << slotRegistrationStatus
	bitDeregistrationStatus = 1 << slotDeregistrationStatus
)

// form is how long the value of a parameter may be: from least to most octets,
// and a multiple of unit, which is a power of two.
type form struct{ least, most, unit int }

const unbounded = 0xFFFF

var (
	word  = form{4, 4, 1}
	words = form{4, unbounded, 4}
	group = form{4, unbounded, 1} // checked by walking it
)

// forms by slot (RFC 4666 clauses 3.3 to 3.8). The zero form, of reserved tags,
// is not looked at.
var forms = [64]form{
	slotInfo:                 {0, 255, 1},
	slotRoutingContext:       words,
	slotDiagnostic:           {0, unbounded, 1},
	slotHeartbeat:            {0, unbounded, 1},
	slotTrafficMode:          word,
	slotErrorCode:            word,
	slotStatus:               word,
	slotASPIdentifier:        word,
	slotAffectedPointCode:    words,
	slotCorrelation:          word,
	slotNetworkAppearance:    word,
	slotUserCause:            word,
	slotCongestion:           word,
	slotConcerned:            word,
	slotRoutingKey:           group,
	slotRegistrationResult:   group,
	slotDeregistrationResult: group,
	slotLocalKey:             word,
	slotDestination:          word,
	slotServiceIndicators:    {1, unbounded, 1},
	slotOriginating:          words,
	slotProtocolData:         {12, unbounded, 1},
	slotRegistrationStatus:   word,
	slotDeregistrationStatus: word,
}

// groups holds what the parameters that are lists of others consist of (RFC 4666
// clauses 3.6.1, 3.6.2 and 3.6.4). A routing key repeats its last three
// parameters for every destination.
var groups = map[uint8]*message{
	slotRoutingKey: {"", 0, bitLocalKey | bitDestination,
		bitLocalKey | bitRoutingContext | bitTrafficMode | bitDestination | bitNetworkAppearance | bitServiceIndicators | bitOriginating,
		bitDestination | bitServiceIndicators | bitOriginating},
	slotRegistrationResult: {"", 0, bitLocalKey | bitRegistrationStatus | bitRoutingContext,
		bitLocalKey | bitRegistrationStatus | bitRoutingContext, 0},
	slotDeregistrationResult: {"", 0, bitRoutingContext | bitDeregistrationStatus,
		bitRoutingContext | bitDeregistrationStatus, 0},
}
