package gtpv1c

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Limits by policy (RULES G-12).
const (
	maxEchoPrivate = 32 // octets of private extensions in an Echo
	maxEcho        = 24 // octets of an Echo without them: header, extension header, recovery
)

// body decodes the elements from an offset and checks the message as a whole.
func (d *decoder) body(p int) {
	d.accepted = d.rule.role != triggered
	if d.code == tPDU {
		d.fault(op.GTPMessageUnknown, 1) // a subscriber's packet, not elements
		return
	}
	b, o := d.b, d.o
	firstIE := len(b.IEs)
	d.firstFTEID = len(b.FTEIDs)
	b.IEs = slices.Grow(b.IEs, op.MaxIEs)
	d.elements = (*[op.MaxIEs]op.IE)(b.IEs[firstIE : firstIE+op.MaxIEs])
	full := firstIE > math.MaxUint16-op.MaxIEs // op.Range counts in 16 bits
	if full {
		d.indexed = op.MaxIEs
	}

	var seen [256]uint8
	d.walk(p, &seen)
	d.finish(&seen)

	if full {
		d.indexed = 0
	}
	b.IEs = b.IEs[:firstIE+int(d.indexed)]
	o.GTP.IEs = op.Range{First: uint16(firstIE), Count: uint16(d.indexed)}
	o.GTP.FTEIDs = op.Range{First: uint16(d.firstFTEID), Count: uint16(len(b.FTEIDs) - d.firstFTEID)}
	o.Has(op.ColIEs)
	if len(b.FTEIDs) != d.firstFTEID {
		o.Has(op.ColFTEIDs)
	}
}

// walk decodes the elements, and counts in seen how often each type was there.
func (d *decoder) walk(p int, seen *[256]uint8) {
	data, rules, last := d.data, d.rule.rules, uint8(0)
	for p < len(data) {
		t := data[p]
		e := &rules.elements[t]
		n, v := int(e.fixed), p+1
		if t >= firstTLV {
			if v = p + 3; v > len(data) {
				break
			}
			n = int(binary.BigEndian.Uint16(data[p+1 : p+3 : p+3]))
		} else if n == 0 {
			d.fault(op.GTPIEUnknownLength, p)
			return
		}
		if n > len(data)-v {
			break
		}
		if t < last {
			d.fault(op.GTPIEOrder, p)
		}
		p, last = v+n, t
		// The index is written field by field: a composite literal is put together
		// in octets on the stack and stalls the load that moves it.
		x := &d.spare
		if i := d.indexed; i < op.MaxIEs {
			x, d.indexed = &d.elements[i], i+1
		} else {
			d.fault(op.GTPIECount, v)
		}
		x.Type, x.Instance, x.Depth, x.Parent = t, 0, 0, 0
		x.Offset, x.Length = uint16(v), uint16(n)

		if seen[t] >= e.limit {
			d.odd(x, e, seen[t])
		}
		if seen[t] < unlimited {
			seen[t]++
		}
		if n < int(e.fixed) {
			d.bad(int(columns[e.content]), op.GTPIETooShort, x, 0)
			continue
		}
		if e.content == opaque {
			continue
		}
		d.value(e.content, x)
	}
	if p < len(data) {
		d.fault(op.GTPIETruncated, p)
	}
}

// odd looks at an element that stands more often than the message lists it. One
// that no message lists may be a list in a later release; one that the standard
// lists elsewhere is no list that it knows of.
func (d *decoder) odd(x *op.IE, e *entry, before uint8) {
	at := int(x.Offset)
	switch {
	case e.limit == unlimited: // and seen so often
	case elements[x.Type].name == "":
		d.strange = true
		d.fault(op.GTPIEUnknown, at)
	case e.limit == 0 && before == 0:
		d.strange = true
		d.fault(op.GTPIEUnexpected, at)
	case x.Type != ieTypeExtension && (e.limit > 0 || !lists[x.Type]):
		d.fault(op.GTPIERepeated, at)
	}
}

// lists are the types that may stand several times in some message (TS 29.060
// clause 8.2 and its tables): where a message does not list them, that they are
// repeated makes them no more ambiguous.
var lists = [256]bool{
	9: true, 18: true, 20: true, 22: true, 24: true, 25: true, 26: true, 130: true, 133: true, 136: true, 140: true, 146: true, 156: true, 161: true,
	175: true, 180: true, 189: true, 190: true, 192: true, 201: true, 204: true, 213: true, 215: true, 221: true, 251: true,
}
