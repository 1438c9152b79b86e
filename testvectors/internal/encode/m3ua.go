package encode

// M3UA is a message of RFC 4666 clause 3.
type M3UA struct {
	Version, Reserved byte // 0 stands for version 1
	Class, Type       byte
	Parameters        [][]byte
}

// Parameters of M3UA (RFC 4666 clause 3.2).
const (
	tagRoutingContext    = 0x0006
	tagHeartbeat         = 0x0009
	tagTrafficMode       = 0x000B
	tagErrorCode         = 0x000C
	tagStatus            = 0x000D
	tagAffected          = 0x0012
	tagUserCause         = 0x0204
	tagProtocolData      = 0x0210
	tagCongestion        = 0x0205
	tagRoutingKey        = 0x0207
	tagLocalRoutingKey   = 0x020A
	tagDestinationPoints = 0x020B
)

// Bytes writes the message.
func (m M3UA) Bytes() []byte {
	body := Join(m.Parameters...)
	version := m.Version
	if version == 0 {
		version = 1
	}
	return Join([]byte{version, m.Reserved, m.Class, m.Type}, U32(uint32(8+len(body))), body)
}

// Transfer is an MTP3 message in M3UA DATA.
type Transfer struct {
	OPC, DPC       uint32
	Service, NI    byte // service indicator, network indicator
	Priority       byte
	SLS            byte
	RoutingContext *uint32
	Octets         []byte
}

// M3UA writes DATA (RFC 4666 clause 3.3.1).
func (t Transfer) M3UA() M3UA {
	m := M3UA{Class: 1, Type: 1}
	if t.RoutingContext != nil {
		m.Parameters = append(m.Parameters, RoutingContext(*t.RoutingContext))
	}
	body := Join(U32(t.OPC), U32(t.DPC), []byte{t.Service, t.NI, t.Priority, t.SLS}, t.Octets)
	m.Parameters = append(m.Parameters, Parameter(tagProtocolData, body))
	return m
}

// RoutingContext is RFC 4666 clause 3.2.
func RoutingContext(n uint32) []byte { return Parameter(tagRoutingContext, U32(n)) }

// AffectedPointCodes are RFC 4666 clause 3.4.1, with a mask of 0.
func AffectedPointCodes(codes ...uint32) []byte {
	var b []byte
	for _, c := range codes {
		b = append(b, U32(c)...)
	}
	return Parameter(tagAffected, b)
}

// MaskedPointCode is one affected point code of which the lowest mask bits stand
// for every value.
func MaskedPointCode(mask byte, code uint32) []byte {
	return Parameter(tagAffected, U32(uint32(mask)<<24|code))
}

// Others of RFC 4666 clauses 3.5 to 3.8.
func Status(typ, info int) []byte      { return Parameter(tagStatus, Join(U16(typ), U16(info))) }
func HeartbeatData(b []byte) []byte    { return Parameter(tagHeartbeat, b) }
func TrafficMode(n uint32) []byte      { return Parameter(tagTrafficMode, U32(n)) }
func ErrorCode(n uint32) []byte        { return Parameter(tagErrorCode, U32(n)) }
func UserCause(cause, user int) []byte { return Parameter(tagUserCause, Join(U16(cause), U16(user))) }
func CongestionLevel(n byte) []byte    { return Parameter(tagCongestion, []byte{0, 0, 0, n}) }
func RoutingKey(id, code uint32) []byte { // clause 3.6.1
	return Parameter(tagRoutingKey, Join(Parameter(tagLocalRoutingKey, U32(id)), Parameter(tagDestinationPoints, U32(code))))
}

// PointCode is the number of a code of three parts, 3-8-3 bits (Q.708).
func PointCode(zone, area, point uint32) uint32 { return zone<<11 | area<<3 | point }

// M2PA wraps an MTP3 message as RFC 4165 clause 2.3: numbers that fit, priority 0.
func M2PA(label []byte) []byte {
	body := Join(U32(1), U32(1), []byte{0}, label)
	return Join([]byte{1, 0, 11, 1}, U32(uint32(8+len(body))), body)
}

// MTP3 writes the service octet and the routing label of ITU networks (Q.704
// clause 2.2) in front of the user's octets.
func (t Transfer) MTP3() []byte {
	label := t.DPC&0x3FFF | t.OPC&0x3FFF<<14 | uint32(t.SLS)<<28
	return Join([]byte{t.NI<<6 | t.Service, byte(label), byte(label >> 8), byte(label >> 16), byte(label >> 24)}, t.Octets)
}
