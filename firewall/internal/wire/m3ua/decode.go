package m3ua

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Decode reads a message of M3UA into m: an SCTP user message, or what Framed has
// cut from a TCP stream. It fills what s has of M3UA and MTP3, with the bits of
// these columns in present, and records faults with offsets in b. It is false when
// not even the header can be read.
func (m *Message) Decode(b []byte, s *op.SS7, present *[4]uint64, f *op.Faults) bool {
	*m = Message{}
	class, typ, end, ok := header(b, f)
	if !ok {
		return false
	}
	m.Class, m.Type = class, typ
	if class == ClassTransfer && typ == typeData && end == len(b) && m.plain(b, s, present) {
		return true
	}
	r := ruleOf(class, typ)
	if r == nil {
		f.Add(op.M3UAMessageUnknown, 2)
	}
	var d decoder // field by field: a literal is built aside and copied, which takes 8 ns
	d.b, d.class, d.s, d.present, d.f = b[:end], class, s, present, f
	whole := d.walk(headerLength, end, r)
	if rest := len(b) - end; rest != 0 && (!whole || rest != -end&3) {
		f.Add(op.M3UALength, end)
	}
	if d.dataAt != 0 {
		m.Data, m.At = b[d.dataAt:d.dataEnd], d.dataAt
	}
	if d.affectedAt != 0 {
		m.Affected, m.AffectedAt = b[d.affectedAt:d.affectedEnd], d.affectedAt
	}
	return true
}

// decoder holds what the parameters of a message are read into.
type decoder struct {
	b       []byte
	class   uint8
	s       *op.SS7
	present *[4]uint64
	f       *op.Faults

	dataAt, dataEnd         int // user protocol data in b; 0 none
	affectedAt, affectedEnd int // affected point codes

	parameters int // read so far, in lists too
}

// maxParameters bounds a message: more than any registers routing keys with, and
// few enough that a packet full of empty ones is read in its time.
const maxParameters = 200

// fault records an anomaly. It is kept out of the callers' way: most messages
// have none.
//
//go:noinline
func (d *decoder) fault(c op.FaultCode, at int) { d.f.Add(c, at) }

// walk reads the parameters in b[at:end]. r is nil where it is not known which
// belong there. whole means that they end where they should.
func (d *decoder) walk(at, end int, r *message) (whole bool) {
	var seen uint64
	for at < end {
		d.parameters++
		if end-at < 4 || d.parameters > maxParameters {
			d.fault(op.M3UAParameter, at)
			return false
		}
		tag, length := binary.BigEndian.Uint16(d.b[at:]), int(binary.BigEndian.Uint16(d.b[at+2:]))
		if length < 4 || at+length > end {
			d.fault(op.M3UAParameter, at)
			return false
		}
		if r != nil {
			slot, listed := slotOf(tag)
			bit := uint64(1) << slot
			switch {
			case !listed || bit&r.may == 0:
				d.fault(op.M3UAParameterUnknown, at)
			case bit&seen&^r.many != 0:
				d.fault(op.M3UAParameterRepeated, at)
			default:
				d.parameter(slot, at, length)
			}
			if listed {
				seen |= bit
			}
		}
		at = d.padding(at+length, end)
	}
	if r != nil && r.must&^seen != 0 {
		d.fault(op.M3UAParameter, end)
	}
	return true
}

// padding passes what follows a parameter that ends at at, up to a multiple of
// four octets. That of the last parameter may be missing (RFC 4666 clause 3.1.4).
func (d *decoder) padding(at, end int) (next int) {
	next = (at + 3) &^ 3
	if next == at {
		return at
	}
	isZero := next <= end
	for _, o := range d.b[at:min(next, end)] {
		isZero = isZero && o == 0
	}
	if !isZero {
		d.fault(op.M3UAPadding, at)
	}
	return next
}

// parameter reads the value of the parameter at b[at:].
func (d *decoder) parameter(slot uint8, at, length int) {
	value := d.b[at+4 : at+length]
	if x := &forms[slot]; len(value) < x.least || len(value) > x.most || len(value)&(x.unit-1) != 0 {
		d.fault(op.M3UAParameter, at)
		return
	}
	switch slot {
	case slotProtocolData:
		d.protocolData(value, at+4)
	case slotNetworkAppearance:
		d.s.Appearance, d.s.HasAppearance = binary.BigEndian.Uint32(value), true
	case slotRoutingContext:
		d.routingContext(value, at)
	case slotAffectedPointCode:
		d.affectedAt, d.affectedEnd = at+4, at+length
	case slotRoutingKey, slotRegistrationResult, slotDeregistrationResult:
		d.walk(at+4, at+length, groups[slot])
	}
}

// routingContext: a message of user data belongs to one application server,
// other messages may name several. The first is the column's; all of them have to be
// the peer's.
func (d *decoder) routingContext(value []byte, at int) {
	if d.class == ClassTransfer && len(value) != 4 {
		d.fault(op.M3UAParameter, at)
	}
	if d.present[op.ColRoutingContext>>6]>>(op.ColRoutingContext&63)&1 == 0 {
		d.s.RoutingContext = binary.BigEndian.Uint32(value)
		d.present[op.ColRoutingContext>>6] |= 1 << (op.ColRoutingContext & 63)
	}
	if d.class != ClassTransfer && len(value) > 4 && at+4+len(value) <= 0xFFFF {
		d.s.Contexts = op.Span{Off: uint16(at + 4), Len: uint16(len(value))}
	}
}

// protocolData reads a routing label and the user's octets behind it (RFC 4666
// clause 3.3.1).
func (d *decoder) protocolData(value []byte, at int) {
	readLabel(value, d.s, d.present)
	if !isLabel(value) {
		d.fault(op.M3UAParameter, at)
	}
	d.dataAt, d.dataEnd = at+12, at+len(value)
}
