package gtpv1c

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// Extension header types of the control plane (TS 29.060 figure 5). All are four
// octets long (clause 6.1).
const (
	extNone             = 0x00
	extMBMS             = 0x01 // MBMS support indication
	extMSInfoChange     = 0x02 // MS Info Change Reporting support indication
	extPDCPNumber       = 0xC0 // PDCP PDU number
	extSuspendRequest   = 0xC1
	extSuspendResponse  = 0xC2
	extensionHeaderUnit = 4
)

// extensions walks the chain, from the type in octet 12, and returns where the
// body starts, or 0 when the chain breaks. Every header is at least four octets,
// so the walk ends.
//
//	1 | length in units of 4 octets   |
//	2 | content                       |
//	n | next extension header type    |
func (d *decoder) extensions(end int) (body int) {
	o, p := d.o, headerLengthOptional
	kind := d.data[p-1]
	o.GTP.FirstExt = kind
	o.Has(op.ColFirstExtension)
	wrong, seen := -1, uint8(0)
	for kind != extNone {
		if p >= end || d.data[p] == 0 || int(d.data[p])*extensionHeaderUnit > end-p {
			d.fault(op.GTPExtensionHeader, p)
			return 0
		}
		bit := d.extensionBit(kind)
		if wrong < 0 && (bit == 0 || seen&bit != 0 || d.data[p] != 1) {
			wrong = p
		}
		seen |= bit
		if o.GTP.Extensions < 0xFF {
			o.GTP.Extensions++
		}
		p += int(d.data[p]) * extensionHeaderUnit
		kind = d.data[p-1]
	}
	if wrong >= 0 && d.rule.role != foreign {
		d.fault(op.GTPExtensionHeader, wrong)
	}
	return p
}

// extensionBit returns a bit for a type that may stand before this message, or 0.
// An Echo carries none: its octets could carry anything (RULES G-12). The last
// three types belong to inter-SGSN messages; others to the user plane or nobody,
// and an operator's edge is no place to try them (RULES G-00).
func (d *decoder) extensionBit(kind uint8) uint8 {
	mobility := d.code >= identificationRequest && d.code <= ueRegistrationQueryResponse
	switch {
	case d.isPath():
		return 0
	case kind == extMBMS:
		return 1
	case kind == extMSInfoChange:
		return 2
	case !mobility:
		return 0
	case kind == extPDCPNumber:
		return 4
	case kind == extSuspendRequest:
		return 8
	case kind == extSuspendResponse:
		return 16
	}
	return 0
}
