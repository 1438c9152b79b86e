package gtpv1c

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// PDP types: organisation in the high octet, number in the low one (TS 29.060
// clause 7.7.27).
const (
	pdpPPP    = 0x0001
	pdpNonIP  = 0x0002
	pdpIPv4   = 0x0121
	pdpIPv6   = 0x0157
	pdpIPv4v6 = 0x018D
)

// What Operation.GTP.PDNType says of them. PPP is no PDN type of GTPv2: it has its
// number with the top bit, which no PDN type has.
const (
	pdnIPv4   = 1
	pdnIPv6   = 2
	pdnIPv4v6 = 3
	pdnNonIP  = 4
	pdnPPP    = 0x80 | pdpPPP
)

// endUserAddress reads PDP type and addresses. Without any, the subscriber gets
// one.
//
//	1 | spare 1 1 1 1 | organisation  |
//	2 | PDP type number               |
//	3 | IPv4 address, IPv6 address    |
func (d *decoder) endUserAddress(x *op.IE) {
	v := d.octets(x)
	pdn, addr := uint8(0), v[2:]
	four, six := 0, 0 // octets of each address that are there
	switch uint16(v[0]&0xF)<<8 | uint16(v[1]) {
	case pdpIPv4:
		pdn, four = pdnIPv4, min(len(addr), 4)
	case pdpIPv6:
		pdn, six = pdnIPv6, min(len(addr), 16)
	case pdpIPv4v6:
		pdn = pdnIPv4v6
		four, six = dual(len(addr))
	case pdpNonIP:
		pdn = pdnNonIP
	case pdpPPP:
		pdn = pdnPPP
	default:
		d.bad(op.ColPDNType, op.GTPIEValue, x, 0)
		return
	}
	if four != 0 && four != 4 || six != 0 && six != 16 {
		d.bad(op.ColPDNType, op.GTPIETooShort, x, 0)
		return
	}
	if !d.keep(op.ColPDNType) {
		return
	}
	d.o.GTP.PDNType = pdn
	d.userAddresses(addr[:four], addr[four:four+six])
}

// dual returns how many octets of each address an IPv4v6 address of n octets has:
// either may be left to the network, and then only the other one is there.
func dual(n int) (four, six int) {
	switch {
	case n < 16:
		return min(n, 4), 0
	case n < 20:
		return 0, 16
	}
	return 4, 16
}

// userAddresses keeps addresses. One of zeros asks for one and is not kept.
func (d *decoder) userAddresses(four, six []byte) {
	if len(four) == 4 && binary.BigEndian.Uint32(four) != 0 {
		d.o.GTP.UserAddr4 = op.AddrFrom4(four)
		d.o.Has(op.ColUserAddr4)
	}
	if len(six) == 16 {
		if a := op.AddrFrom16(six); !a.IsZero() {
			d.o.GTP.UserAddr6 = a
			d.o.Has(op.ColUserAddr6)
		}
	}
}
