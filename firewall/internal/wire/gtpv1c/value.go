package gtpv1c

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/apn"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/tbcd"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/tft"
)

// Every method here checks one value that is at least as long as its fixed
// part, and keeps what a column holds: the first element of its type.

// Lengths of identities in digits (TS 23.003 clauses 2.2, 6.2).
const (
	minIMSI = 6 // shorter ones than 15 exist; RULES P-09
	maxIMSI = 15
	minIMEI = 15
)

// internationalE164 is the first octet of an ISDN-AddressString: no extension,
// nature of address international, numbering plan E.164 (TS 29.002 clause 17.7.8).
const internationalE164 = 0x91

// octets returns an element's value.
func (d *decoder) octets(x *op.IE) []byte { return d.data[x.Offset:][:x.Length] }

// keep reports whether a column is to hold this element, of which it marks the
// column as present: the first one of its type.
func (d *decoder) keep(col int) bool {
	o, bit := d.o, uint64(1)<<(col&63)
	if (o.Present[col>>6]|o.Invalid[col>>6])&bit != 0 {
		return false
	}
	o.Present[col>>6] |= bit
	return true
}

// bad records a fault in a value, and that a column cannot be read when this
// element is the one that it would hold. It is kept out of the callers' way.
//
//go:noinline
func (d *decoder) bad(col int, fault op.FaultCode, x *op.IE, at int) {
	d.fault(fault, int(x.Offset)+at)
	if col != 0 && !d.o.IsPresent(col) {
		d.o.Bad(col)
	}
}

// columns of the contents that have one, for an element that is too short.
var columns = [...]uint8{
	msisdn: op.ColMSISDN, equipmentIdentity: op.ColMEI, endUserAddress: op.ColPDNType, accessPointName: op.ColAPN,
	accessTechnology: op.ColRAT, location: op.ColLocationPLMN, privateExtension: 0,
}

// imsi reads a field of eight octets, filled up with 0xF (clause 7.7.2).
func (d *decoder) imsi(x *op.IE) {
	digits, n, ok := tbcd.DecodeFixed(d.octets(x))
	if !ok || n < minIMSI || n > maxIMSI {
		d.bad(op.ColIMSI, op.GTPDigits, x, 0)
	} else if d.keep(op.ColIMSI) {
		d.o.IMSI = digits
	}
}

// msisdn reads an ISDN-AddressString, which is to be international (clause
// 7.7.33). The digits of any other would be taken for another country's.
func (d *decoder) msisdn(x *op.IE) {
	v := d.octets(x)
	if v[0] != internationalE164 || len(v) == 1 {
		d.bad(op.ColMSISDN, op.GTPIEForm, x, 0)
		return
	}
	digits, n, ok := tbcd.Decode(v[1:])
	if !ok || n > op.MaxDigits {
		d.bad(op.ColMSISDN, op.GTPDigits, x, 1)
	} else if d.keep(op.ColMSISDN) {
		d.o.MSISDN = digits
	}
}

// equipmentIdentity reads an IMEI or IMEISV in a field of eight octets (clause
// 7.7.53). It comes from the equipment, which may not know how long one is.
func (d *decoder) equipmentIdentity(x *op.IE) {
	v := d.octets(x)[:8]
	if binary.BigEndian.Uint64(v) == 1<<64-1 {
		d.bad(op.ColMEI, op.GTPIEForm, x, 0)
		return
	}
	digits, n, ok := tbcd.DecodeFixed(v)
	if !ok {
		d.bad(op.ColMEI, op.GTPDigits, x, 0)
		return
	}
	if n < minIMEI {
		d.fault(op.GTPIEForm, int(x.Offset))
	}
	if d.keep(op.ColMEI) {
		d.o.MEI = digits
	}
}

func (d *decoder) routeingArea(x *op.IE) {
	v := d.octets(x)
	if plmn, ok := op.PLMNFromOctets(v[0], v[1], v[2]); !ok {
		d.bad(op.ColServingPLMN, op.GTPPLMN, x, 0)
	} else if d.keep(op.ColServingPLMN) {
		d.o.GTP.ServingPLMN = plmn
	}
}

func (d *decoder) recovery(x *op.IE) {
	if d.keep(op.ColRecovery) {
		d.o.GTP.Recovery = d.data[x.Offset]
	}
}

// selectionMode: the other six bits are spare (clause 7.7.12).
func (d *decoder) selectionMode(x *op.IE) {
	if d.keep(op.ColSelectionMode) {
		d.o.GTP.SelectionMode = d.data[x.Offset] & 3
	}
}

// contextIdentity keeps the first NSAPI; a second one is the linked context's.
func (d *decoder) contextIdentity(x *op.IE) {
	if d.keep(op.ColEBI) {
		d.o.GTP.EBI = d.data[x.Offset] & 0xF
	}
}

func (d *decoder) cause(x *op.IE) {
	c := d.data[x.Offset]
	if !d.mayHave(c) {
		d.fault(op.GTPCause, int(x.Offset))
	}
	if d.keep(op.ColCause) {
		d.o.GTP.Cause = c
	}
}

// mayHave: a response says how it went; a request says why, and few may (RULES
// G-10, G-11; TS 29.060 table 39). A rejection sent as a request says how the
// procedure went that it ends, with causes of either half.
func (d *decoder) mayHave(c uint8) bool {
	switch {
	case d.rule.role == unlisted || d.rule.role == foreign:
		return true
	case d.rule.rules.elements[ieCause].most == 0:
		return false
	case d.rule.role == triggered:
		return c >= causeAcceptance
	case d.code == deletePDPContextRequest:
		return c < causeReserved
	default:
		return c < causeReserved || c >= causeRejection
	}
}

// accessPointName keeps a name and the network that its operator identifier names.
func (d *decoder) accessPointName(x *op.IE) {
	n, bad := apn.Read(d.octets(x))
	if bad >= 0 {
		d.bad(op.ColAPN, op.GTPAPN, x, bad)
		return
	}
	if !d.keep(op.ColAPN) {
		return
	}
	g := &d.o.GTP
	g.APN = op.Span{Off: x.Offset, Len: x.Length}
	g.APNNetworkLen, g.APNPLMN = uint16(n.NetworkLength), n.Operator
	if n.Operator != 0 {
		d.o.Has(op.ColAPNPLMN)
	}
}

// protocolOptions checks that the options fill the element exactly (TS 24.008
// clause 10.5.6.3). They are between the equipment and the GGSN.
//
//	1 | 1 |  spare    | configuration |
//	2 | identifier, 2 octets          |   any number of these
//	4 | length                        |
//	5 | content                       |
func (d *decoder) protocolOptions(x *op.IE) {
	v := d.octets(x)
	p := 1
	for len(v)-p >= 3 {
		p += 3 + int(v[p+2])
	}
	if p != len(v) {
		d.fault(op.GTPIEForm, int(x.Offset))
	}
}

func (d *decoder) template(x *op.IE) {
	if bad := tft.Check(d.octets(x)); bad >= 0 {
		d.fault(op.GTPTFT, int(x.Offset)+bad)
	}
}

// accessTechnology: 0 is reserved (clause 7.7.50).
func (d *decoder) accessTechnology(x *op.IE) {
	if rat := d.data[x.Offset]; rat == 0 {
		d.bad(op.ColRAT, op.GTPIEValue, x, 0)
	} else if d.keep(op.ColRAT) {
		d.o.GTP.RAT = rat
	}
}

// Geographic location types are CGI, SAI and RAI, each of seven octets that start
// with the network (clause 7.7.51).
const (
	maxLocationType = 2
	locationLength  = 8
)

func (d *decoder) location(x *op.IE) {
	v := d.octets(x)
	switch {
	case v[0] > maxLocationType:
		d.bad(op.ColLocationPLMN, op.GTPIEValue, x, 0)
		return
	case len(v) < locationLength:
		d.bad(op.ColLocationPLMN, op.GTPIETooShort, x, 0)
		return
	}
	if plmn, ok := op.PLMNFromOctets(v[1], v[2], v[3]); !ok {
		d.bad(op.ColLocationPLMN, op.GTPPLMN, x, 1)
	} else if d.keep(op.ColLocationPLMN) {
		d.o.GTP.LocationPLMN = plmn
	}
}
