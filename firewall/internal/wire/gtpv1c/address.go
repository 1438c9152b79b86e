package gtpv1c

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// PDP types (TS 29.060 clause 7.7.27): organisation in the high octet.
const (
	pdpPPP    = 0x0001
	pdpNonIP  = 0x0002
	pdpIPv4   = 0x0121
	pdpIPv6   = 0x0157
	pdpIPv4v6 = 0x018D
)

// Values of Operation.GTP.PDNType: those of a GTPv2 PAA, and PPP, for which that
// has none.
const (
	pdnIPv4 = iota + 1
	pdnIPv6
	pdnIPv4v6
	pdnNonIP
	pdnPPP = 0x81
)

// endUserAddress reads PDP type and address. Without an address it asks for
// one; an IPv4v6 one may hold either or both.
func (d *decoder) endUserAddress(v []byte, x *op.IE) {
	var kind uint8
	var at4, at6 int // of the addresses in v; 0 when not there
	fault := op.FaultCode(0)
	switch n := len(v); uint16(v[0]&0xF)<<8 | uint16(v[1]) {
	case pdpPPP:
		kind = pdnPPP
	case pdpNonIP:
		kind = pdnNonIP
	case pdpIPv4:
		kind = pdnIPv4
		if at4 = 2; n < 6 {
			fault = op.GTPIETooShort
		}
	case pdpIPv6:
		kind = pdnIPv6
		if at6 = 2; n < 18 {
			fault = op.GTPIETooShort
		}
	case pdpIPv4v6:
		kind = pdnIPv4v6
		switch {
		case n == 6:
			at4 = 2
		case n == 18:
			at6 = 2
		case n >= 22:
			at4, at6 = 2, 6
		default:
			fault = op.GTPIETooShort
		}
	default:
		fault = op.GTPIEValue // reserved
	}
	if fault == op.GTPIETooShort && len(v) == 2 {
		fault, at4, at6 = 0, 0, 0
	}
	if fault != 0 {
		d.bad(op.ColPDNType, fault, x, 0)
	} else if d.keep(op.ColPDNType) {
		d.o.GTP.PDNType = kind
		d.userAddresses(v, at4, at6)
	}
}

// userAddresses keeps the addresses that stand at two offsets; zeros are none.
func (d *decoder) userAddresses(v []byte, at4, at6 int) {
	if at4 > 0 {
		if a := op.AddrFrom4(v[at4:]); uint32(a.Lo) != 0 {
			d.o.GTP.UserAddr4 = a
			d.o.Has(op.ColUserAddr4)
		}
	}
	if at6 > 0 {
		if a := op.AddrFrom16(v[at6:]); !a.IsZero() {
			d.o.GTP.UserAddr6 = a
			d.o.Has(op.ColUserAddr6)
		}
	}
}

// planes say what the GSN addresses of a message are, in their order: c for the
// control plane, u for the user plane. Further ones belong to other nodes.
var planes = [256]string{
	16: "cucu", 17: "cucu", 18: "cucu", 19: "cucu", 27: "c", 48: "c", 50: "cc", 51: "c", 52: "u", 53: "c", 54: "cu",
	96: "c", 98: "c", 100: "c", 101: "cc", 102: "cc", 103: "cc", 112: "cc", 113: "c", 116: "cc", 117: "cuu", 120: "c", 121: "uc",
}

// gsnAddress appends a row for a GSN address with the TEID that belongs to it:
// the elements of the TEIDs, 16 and 17, stand before all addresses.
func (d *decoder) gsnAddress(v []byte, x *op.IE) {
	if len(v) != 4 && len(v) != 16 { // clause 7.7.32
		d.bad(op.ColFTEIDs, op.GTPIEValue, x, 0)
		return
	}
	i := int(d.addresses)
	if i >= len(planes[d.code]) {
		return
	}
	d.addresses++
	d.b.FTEIDs = append(d.b.FTEIDs, op.FTEID{})
	row := &d.b.FTEIDs[len(d.b.FTEIDs)-1]
	row.Interface, row.TEID = op.FTEIDv1Control, d.teidControl
	if planes[d.code][i] == 'u' {
		row.Interface, row.TEID = op.FTEIDv1User, d.teidData
	}
	row.Instance, row.Offset = uint8(i/2), x.Offset
	if len(v) == 4 {
		row.Addr4 = op.AddrFrom4(v)
	} else {
		row.Addr6 = op.AddrFrom16(v)
	}
}
