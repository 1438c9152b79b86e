package gtpv1c

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/apn"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/tbcd"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/tft"
)

// Lengths of identities in digits (TS 23.003 clauses 2.2, 6.2).
const (
	minIMSI = 6 // shorter ones than 15 exist; RULES P-09
	maxIMSI = 15
	minIMEI = 15
	maxIMEI = 16 // with software version
)

// octets returns an element's value.
func (d *decoder) octets(x *op.IE) []byte { return d.data[x.Offset:][:x.Length] }

// keep reports whether a column is to hold this value, the first of its kind,
// and marks the column as present.
func (d *decoder) keep(col int) bool {
	o, bit := d.o, uint64(1)<<(col&63)
	if (o.Present[col>>6]|o.Invalid[col>>6])&bit != 0 {
		return false
	}
	o.Present[col>>6] |= bit
	return true
}

// bad records a fault in a value, and that its column cannot be read when no
// other value was. It is kept out of the callers' way.
//
//go:noinline
func (d *decoder) bad(col int, fault op.FaultCode, x *op.IE, at int) {
	d.o.Faults.Add(fault, int(x.Offset)+at)
	if col != 0 && !d.o.IsPresent(col) {
		d.o.Bad(col)
	}
}

// columns of the contents that have one, for an element that is too short.
var columns = [...]uint8{
	imsi: op.ColIMSI, routeingArea: op.ColServingPLMN, endUserAddress: op.ColPDNType, accessPointName: op.ColAPN, gsnAddress: op.ColFTEIDs,
	msisdn: op.ColMSISDN, accessTechnology: op.ColRAT, location: op.ColLocationPLMN, equipmentIdentity: op.ColMEI, privateExtension: 0,
}

// value checks one value that is at least as long as its fixed part, and keeps
// what a column holds: the first of its kind.
func (d *decoder) value(c content, x *op.IE) {
	at := int(x.Offset)
	v := d.octets(x)
	g := &d.o.GTP
	switch c {
	case cause:
		d.cause(v[0], at)
	case imsi:
		d.imsi(v, x)
	case routeingArea:
		if plmn, ok := op.PLMNFromOctets(v[0], v[1], v[2]); !ok {
			d.bad(op.ColServingPLMN, op.GTPPLMN, x, 0)
		} else if d.keep(op.ColServingPLMN) {
			g.ServingPLMN = plmn
		}
	case recovery:
		if d.keep(op.ColRecovery) {
			g.Recovery = v[0]
		}
	case selectionMode:
		if d.keep(op.ColSelectionMode) {
			g.SelectionMode = v[0] & 3
		}
	case teidData:
		d.teidData = binary.BigEndian.Uint32(v)
	case teidControl:
		d.teidControl = binary.BigEndian.Uint32(v)
	case nsapi:
		if d.keep(op.ColEBI) { // a second one is that of a linked context
			g.EBI = v[0] & 0xF
		}
	case endUserAddress:
		d.endUserAddress(v, x)
	case accessPointName:
		d.accessPointName(v, x)
	case gsnAddress:
		d.gsnAddress(v, x)
	case msisdn:
		d.msisdn(v, x)
	case template:
		if bad := tft.Check(v); bad >= 0 {
			d.fault(op.GTPTFT, at+bad)
		}
	case accessTechnology:
		if v[0] == 0 { // reserved (clause 7.7.50)
			d.bad(op.ColRAT, op.GTPIEValue, x, 0)
		} else if d.keep(op.ColRAT) {
			g.RAT = v[0]
		}
	case location:
		d.location(v, x)
	case equipmentIdentity:
		d.equipmentIdentity(v, x)
	case gatewayAddress:
		if len(v) != 4 && len(v) != 16 { // clause 7.7.44
			d.fault(op.GTPIEValue, at)
		}
	case privateExtension:
		d.private += len(v)
	}
}

// cause checks that a message may carry this cause, and learns whether a
// response accepts: the top two bits say request, acceptance or rejection (TS
// 29.060 table 39, RULES G-10, G-11).
func (d *decoder) cause(c uint8, at int) {
	legal := true
	switch d.rule.role {
	case triggered:
		legal = c >= 128
	case request, notice:
		legal = c < 64 && d.rule.rules.elements[ieCause].limit > 0
	}
	if !legal {
		d.fault(op.GTPCause, at)
	}
	if d.keep(op.ColCause) {
		d.o.GTP.Cause = c
		if d.rule.role == triggered {
			d.accepted = c>>6 == 2
		}
	}
}

func (d *decoder) imsi(v []byte, x *op.IE) {
	digits, n, ok := tbcd.DecodeFixed(v)
	if !ok || n < minIMSI || n > maxIMSI {
		d.bad(op.ColIMSI, op.GTPDigits, x, 0)
	} else if d.keep(op.ColIMSI) {
		d.o.IMSI = digits
	}
}

// msisdn reads an ISDN-AddressString: an international number of the ISDN
// numbering plan (TS 29.060 clause 7.7.33, TS 29.002 clause 17.7.8).
func (d *decoder) msisdn(v []byte, x *op.IE) {
	const internationalISDN = 0x91
	digits, n, ok := tbcd.Decode(v[1:])
	if !ok || n > op.MaxDigits || v[0] != internationalISDN {
		d.bad(op.ColMSISDN, op.GTPDigits, x, 0)
	} else if d.keep(op.ColMSISDN) {
		d.o.MSISDN = digits
	}
}

func (d *decoder) equipmentIdentity(v []byte, x *op.IE) {
	digits, n, ok := tbcd.Decode(v[:8]) // what follows a fixed part is ignored
	if !ok || n < minIMEI || n > maxIMEI {
		d.bad(op.ColMEI, op.GTPDigits, x, 0)
	} else if d.keep(op.ColMEI) {
		d.o.MEI = digits
	}
}

// accessPointName keeps a name and the network that its operator identifier
// names, if it has one (TS 29.060 clause 7.7.30).
func (d *decoder) accessPointName(v []byte, x *op.IE) {
	n, bad := apn.Read(v)
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

// location keeps the network of a ULI: cell, service area and routeing area
// identity are seven octets and start with one. Other types are reserved (TS
// 29.060 clause 7.7.51).
func (d *decoder) location(v []byte, x *op.IE) {
	if v[0] > 2 {
		d.bad(op.ColLocationPLMN, op.GTPIEValue, x, 0)
		return
	}
	if len(v) < 8 {
		d.bad(op.ColLocationPLMN, op.GTPIETooShort, x, 0)
		return
	}
	if plmn, ok := op.PLMNFromOctets(v[1], v[2], v[3]); !ok {
		d.bad(op.ColLocationPLMN, op.GTPPLMN, x, 1)
	} else if d.keep(op.ColLocationPLMN) {
		d.o.GTP.LocationPLMN = plmn
	}
}
