package mutate

import (
	"slices"
	"strings"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// maker draws values of the types of a Standard, as trees of elements.
type maker struct {
	random
	types    Standard
	optional float64 // how likely an optional element is there
	most     int     // elements of a list
	root     string  // the argument or result at hand
}

// universal numbers of the built-in types; those of structures are constructed.
var universal = map[string]TLV{
	"BOOLEAN": {Number: 1}, "INTEGER": {Number: 2}, "BITS": {Number: 3}, "OCTETS": {Number: 4}, "NULL": {Number: 5}, "OID": {Number: 6},
	"ENUM": {Number: 10}, "NUMERIC": {Number: 18}, "IA5": {Number: 22},
	"SEQUENCE": {Tag: 0x20, Number: 16}, "OF": {Tag: 0x20, Number: 16}, "EXTENSION": {Tag: 0x20, Number: 16}, "SET": {Tag: 0x20, Number: 17},
}

// value draws a value of an argument or result.
func (m maker) value(name string) TLV {
	m.root = name
	return m.draw("", name, -1, bounds{})
}

// draw makes a value of a type for an element under a tag, -1 for the type's own.
func (m maker) draw(element, name string, tag int, size bounds) TLV {
	d := m.types.get(name)
	if tag < 0 {
		tag = d.tag
	}
	if !size.set {
		size = d.size
	}
	if octets := m.meaningful(element, name, size); octets != nil {
		return under(tag, TLV{Number: 4, Octets: octets})
	}
	if other, ok := strings.CutPrefix(d.form, "= "); ok {
		return m.draw(element, other, tag, size)
	}
	switch d.form {
	case "CHOICE":
		e := m.alternative(name, d)
		v := m.draw(e.name, e.typ, e.tag, e.size)
		if tag >= 0 { // a CHOICE has no tag that another could stand for
			return ContextOf(tag, v)
		}
		return v
	case "ANY":
		return OctetString([]byte{0})
	}
	return under(tag, m.builtIn(d, size))
}

// builtIn makes a value of a type that no other stands behind.
func (m maker) builtIn(d *definition, size bounds) TLV {
	v := universal[d.form]
	switch d.form {
	case "SEQUENCE", "SET":
		v.Members = m.members(d)
	case "OF":
		v.Members = m.items(d, size)
	case "EXTENSION": // empty, or a private one
		if m.IntN(2) == 0 {
			v.Members = []TLV{ContextOf(0, Sequence(OID(0x2A, 3)))}
		}
	default:
		v.Octets = m.simple(d.form, size)
	}
	return v
}

// alternative draws one of a CHOICE. A short message towards the network has a
// service centre as its destination (TS 29.002 clause 7.6.8.1).
func (m maker) alternative(name string, d *definition) element {
	if name == "SM-RP-DA" && strings.HasPrefix(m.root, "MO") {
		return d.elements[slices.IndexFunc(d.elements, func(e element) bool { return e.name == "serviceCentreAddressDA" })]
	}
	return d.elements[m.IntN(len(d.elements))]
}

// under gives a value a context-specific tag, unless it is negative.
func under(tag int, v TLV) TLV {
	if tag >= 0 {
		v.Tag, v.Number = v.Tag|0x80, tag
	}
	return v
}

func (m maker) members(d *definition) []TLV {
	out := []TLV{}
	for _, e := range d.elements {
		if e.mandatory || m.Float64() < m.optional {
			out = append(out, m.draw(e.name, e.typ, e.tag, e.size))
		}
	}
	return out
}

func (m maker) items(d *definition, size bounds) []TLV {
	out := []TLV{}
	e := d.elements[0]
	for range min(max(size.least, 1)+m.IntN(m.most), size.most) {
		out = append(out, m.draw(e.name, e.typ, e.tag, e.size))
	}
	return out
}

// simple makes the contents of a built-in type.
func (m maker) simple(form string, size bounds) []byte {
	switch form {
	case "NULL":
		return []byte{}
	case "BOOLEAN":
		return Boolean(m.IntN(2) == 0).Octets
	case "OID":
		return []byte{0x2A, 3, 4}
	case "INTEGER":
		if !size.set {
			size = bounds{0, 127, true}
		}
		return Integer(size.least + m.IntN(min(size.most-size.least+1, 70_000))).Octets
	case "ENUM":
		return []byte{byte(m.IntN(2))}
	case "BITS":
		return m.bits(m.size(size))
	case "IA5":
		return []byte(strings.Repeat("portcullis ", 19)[:m.size(size)])
	case "NUMERIC":
		return []byte(m.digits(m.size(size)))
	case "OCTETS":
		return m.octets(m.size(size))
	}
	panic("mutate: no such form: " + form)
}

// bits makes a BIT STRING of n bits (X.690 clause 8.6).
func (m maker) bits(n int) []byte {
	v := m.octets(1 + (n+7)/8)
	v[0] = byte(8*(len(v)-1) - n)
	if len(v) > 1 {
		v[len(v)-1] &= 0xFF << v[0]
	}
	return v
}

// size draws how long something is.
func (m maker) size(b bounds) int {
	if !b.set {
		return 8
	}
	return b.least + m.IntN(min(b.most-b.least, 12)+1)
}

// meaningful makes the contents of types whose octets have a form of their own, nil
// for others.
func (m maker) meaningful(element, name string, size bounds) []byte {
	switch name {
	case "IMSI":
		return TBCD(m.imsi(6 + m.IntN(10)))
	case "HLR-Id":
		return TBCD(m.imsi(6 + m.IntN(6)))
	case "IMEI":
		return TBCD(m.digits(15 + m.IntN(2)))
	case "TBCD-STRING", "ASCI-CallReference", "GroupId", "Long-GroupId", "RouteingNumber":
		return TBCD(m.digits(2*m.size(size) - m.IntN(2)))
	case "PLMN-Id":
		return PLMN(m.plmn())
	case "ISDN-AddressString", "AddressString", "FTN-AddressString", "SMS-AddressString", "CalledPartyBCDNumber":
		return Join([]byte{m.octet(0x91, 0x91, 0x91, 0xA1, 0x81)}, TBCD(m.digits(5+m.IntN(11))))
	case "CalledPartyNumber", "CallingPartyNumber", "LocationNumber", "OriginalCalledPartyID", "RedirectingPartyID", "IPRoutingAddress", "ChargeNumber":
		return Called(m.digits(5 + m.IntN(11)))
	case "GenericNumber", "AdditionalCallingPartyNumber", "AssistingSSPIPRoutingAddress":
		return Join([]byte{6}, Called(m.digits(5+m.IntN(11))))
	case "USSD-DataCodingScheme":
		return []byte{0x0F}
	case "SignalInfo":
		if element == "sm-RP-UI" {
			return m.shortMessage()
		}
	}
	return nil
}

// shortMessage is a TPDU that goes the way of its operation (TS 23.040 clause 9.2).
func (m maker) shortMessage() []byte {
	text := "portcullis"[:1+m.IntN(10)]
	switch {
	case strings.HasSuffix(m.root, "Res"): // a report, of either kind
		return []byte{0, 0}
	case strings.HasPrefix(m.root, "MO"):
		return Submit(m.digits(11), text)
	}
	return Deliver{From: m.digits(11), PID: m.octet(0, 0, 0x40, 0x7F), Text: text}.Bytes()
}
