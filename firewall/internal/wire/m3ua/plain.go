package m3ua

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Tag and length of the parameters of four octets that a DATA message has.
const (
	appearanceHead  = 0x0200_0008
	contextHead     = 0x0006_0008
	tagProtocolData = 0x0210
	dataHead        = 4 + 12 // tag and length, routing label
)

// plain reads a DATA message of the form that nearly everybody sends: network
// appearance, routing context, or neither, then protocol data with what fills it
// up. It reports whether it was; if not, nothing has been read. By position it
// takes a third of the time that walk does, which reads the same.
func (m *Message) plain(b []byte, s *op.SS7, present *[4]uint64) bool {
	at := headerLength
	var appearance, context int
	if len(b)-at >= 8 && binary.BigEndian.Uint32(b[at:]) == appearanceHead {
		appearance, at = at+4, at+8
	}
	if len(b)-at >= 8 && binary.BigEndian.Uint32(b[at:]) == contextHead {
		context, at = at+4, at+8
	}
	if len(b)-at < dataHead || binary.BigEndian.Uint16(b[at:]) != tagProtocolData {
		return false
	}
	length := int(binary.BigEndian.Uint16(b[at+2:]))
	fill, label := -length&3, b[at+4:at+dataHead]
	if length < dataHead || at+length+fill != len(b) || !isLabel(label) || fill > 0 && binary.BigEndian.Uint32(b[len(b)-4:])<<(8*(4-fill)) != 0 {
		return false
	}
	if appearance != 0 {
		s.Appearance, s.HasAppearance = binary.BigEndian.Uint32(b[appearance:]), true
	}
	if context != 0 {
		s.RoutingContext = binary.BigEndian.Uint32(b[context:])
		present[op.ColRoutingContext>>6] |= 1 << (op.ColRoutingContext & 63)
	}
	readLabel(label, s, present)
	m.Data, m.At = b[at+dataHead:at+length], at+dataHead
	return true
}

// readLabel reads what MTP3 has in its routing label (RFC 4666 clause 3.3.1).
//
//	 0                   1                   2                   3
//	 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//	+---------------+---------------+---------------+---------------+
//	|                     Originating Point Code                    |
//	|                     Destination Point Code                    |
//	|      SI       |      NI       |      MP       |      SLS      |
//	+---------------------------------------------------------------+
func readLabel(b []byte, s *op.SS7, present *[4]uint64) {
	s.OPC, s.DPC = binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	s.ServiceIndicator, s.NetworkIndicator, s.SLS = b[8], b[9], b[11]
	present[op.ColOpc>>6] |= 1<<(op.ColOpc&63) | 1<<(op.ColDpc&63) | 1<<(op.ColServiceIndicator&63) | 1<<(op.ColNetworkIndicator&63)
}

// isLabel reports whether a label's values have no more bits than they may. A point
// code has 14 in ITU networks and at most 24 in any; service indicator, network
// indicator and priority have 4, 2 and 2 in the signal unit that all this is made
// into.
func isLabel(b []byte) bool { return b[0]|b[4]|b[8]>>4|b[9]>>2|b[10]>>2 == 0 }
