package argument

import (
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ber"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/tbcd"
)

// Lengths of identities in digits (TS 23.003 clause 2.2; RULES P-09).
const (
	minIMSI = 6
	maxIMSI = 15
)

// value reads a primitive element with contents v at an offset.
func (d *Reader) value(x *rule, tag uint8, v []byte, at int) {
	if len(v) < int(x.least) || len(v) > int(x.most) {
		d.size(x, at)
		return
	}
	switch x.kind {
	case kindIMSI:
		d.imsi(v, at)
	case kindISDN, kindAddress:
		d.address(x, v, at)
	case kindInteger:
		if x.keep != keepNothing {
			d.integer(x, v, at)
		}
		return
	case kindBits:
		if v[0] > 7 || v[0] > 0 && len(v) == 1 { // X.690 clause 8.6.2
			d.fault(op.BERValue, at)
		}
	case kindTBCD:
		if _, _, ok := tbcd.Decode(v); !ok {
			d.fault(op.MAPDigits, at)
		}
	case kindIMEI:
		d.equipmentIdentity(v, at)
	case kindPLMN:
		d.plmn(x, v, at)
	case kindISUP:
		d.isup(x, v, at)
	case kindGeneric:
		d.isup(x, v[1:], at) // behind the number qualifier (Q.763 clause 3.26)
	case kindBCD:
		d.bcd(x, v, at)
	case kindHLR:
		d.leadingDigits(x, v, at)
	}
	if x.keep != keepNothing {
		d.keep(x, tag, v, at)
	}
}

// size records that an element is longer or shorter than its type allows.
//
//go:noinline
func (d *Reader) size(x *rule, at int) {
	d.fault(op.MAPElementSize, at)
	d.unreadable(x)
}

// columns of what cannot be read, by kind and by what is kept.
var (
	kindColumns = [...]uint8{kindIMSI: op.ColIMSI, kindIMEI: op.ColMEI, kindHLR: 0}
	keepColumns = [...]uint8{
		keepDA: op.ColSmRpDa, keepOA: op.ColSmRpOa, keepTPDU: op.ColTpdu, keepUSSD: op.ColUssd, keepUSSDCoding: op.ColUssdCoding,
		keepVectors: op.ColVectors, keepRequesting: op.ColRequestingPLMN, keepServiceKey: op.ColServiceKey,
		keepCancellation: op.ColCancellationType, keepSSCode: op.ColSsCode, keepStatus: op.ColSubscription,
		keepEstimate: op.ColRequested, keepAsked: op.ColRequested,
	}
)

// unreadable marks the columns that an element would fill.
//
//go:noinline
func (d *Reader) unreadable(x *rule) {
	d.bad(int(kindColumns[x.kind]))
	d.bad(int(keepColumns[x.keep]))
	if x.role == op.NumberMSISDN || x.role == op.NumberSMSMSISDN {
		d.bad(op.ColMSISDN)
	}
}

// bad marks a column, 0 for none, as there and not readable, unless another
// element filled it.
func (d *Reader) bad(column int) {
	if column != 0 && !d.o.IsPresent(column) {
		d.o.Bad(column)
	}
}

// first reports whether a column is to hold this element, of which it marks the
// column as present: the first one.
func (d *Reader) first(column int) bool {
	bit := uint64(1) << (column & 63)
	if (d.o.Present[column>>6]|d.o.Invalid[column>>6])&bit != 0 {
		return false
	}
	d.o.Present[column>>6] |= bit
	return true
}

func (d *Reader) imsi(v []byte, at int) {
	digits, n, ok := tbcd.Decode(v)
	if !ok || n < minIMSI || n > maxIMSI {
		d.fault(op.MAPDigits, at)
		d.bad(op.ColIMSI)
	} else if d.first(op.ColIMSI) {
		d.o.IMSI = digits
	}
}

// equipmentIdentity reads 16 digits, or 15 and a filler; of an IMEI without
// software version the last octet is the digit 0 and a filler.
func (d *Reader) equipmentIdentity(v []byte, at int) {
	digits, _, ok := tbcd.Decode(v)
	if !ok {
		d.fault(op.MAPDigits, at)
		d.bad(op.ColMEI)
	} else if d.first(op.ColMEI) {
		d.o.MEI = digits
	}
}

func (d *Reader) plmn(x *rule, v []byte, at int) {
	p, ok := op.PLMNFromOctets(v[0], v[1], v[2])
	if !ok {
		d.fault(op.MAPDigits, at)
	}
	if x.keep != keepRequesting {
		return
	}
	if !ok {
		d.bad(op.ColRequestingPLMN)
	} else if d.first(op.ColRequestingPLMN) {
		d.s.RequestingPLMN = p
	}
}

// keep fills the column of an element whose contents are of their type.
func (d *Reader) keep(x *rule, tag uint8, v []byte, at int) {
	switch x.keep {
	case keepDA:
		if d.first(op.ColSmRpDa) {
			d.s.SMRPDA = tag
		}
	case keepOA:
		if d.first(op.ColSmRpOa) {
			d.s.SMRPOA = tag
		}
	case keepTPDU:
		if d.first(op.ColTpdu) {
			d.s.TPDU = op.Span{Off: uint16(at), Len: uint16(len(v))}
		}
	case keepUSSD:
		if d.first(op.ColUssd) {
			d.s.USSD = op.Span{Off: uint16(at), Len: uint16(len(v))}
		}
	case keepUSSDCoding:
		if d.first(op.ColUssdCoding) {
			d.s.USSDCoding = v[0]
		}
	case keepSSCode:
		if d.first(op.ColSsCode) {
			d.s.SSCode = v[0]
		}
	}
}

// integer reads an INTEGER or ENUMERATED that is kept.
func (d *Reader) integer(x *rule, v []byte, at int) {
	var w ber.Walk
	n, ok := w.Start(nil, 0, &d.o.Faults).Integer(&ber.Element{Value: v, At: at})
	if ok && (n < 0 || n > int(greatest[x.keep])) {
		ok = false
		d.fault(op.MAPElementSize, at)
	}
	if !ok {
		d.bad(int(keepColumns[x.keep]))
		return
	}
	switch x.keep {
	case keepVectors:
		if d.first(op.ColVectors) {
			d.s.Vectors = uint8(n)
		}
	case keepServiceKey:
		if d.first(op.ColServiceKey) {
			d.s.ServiceKey = uint32(n)
		}
	case keepCancellation:
		if d.first(op.ColCancellationType) {
			d.s.CancellationType = uint8(n)
		}
	case keepStatus:
		if n == 1 { // operatorDeterminedBarring
			d.bits |= op.SubscriptionBarring << subscriptionShift
		}
	case keepEstimate:
		d.bits |= estimates[min(n, len(estimates)-1)]
	case keepAsked:
		d.bits |= asked[min(n, len(asked)-1)]
	}
}

// greatest values that the columns hold. What the standard does not list is not
// a fault: a newer release may, and a vector count is for a filter to judge.
var greatest = [...]uint32{
	keepVectors: 0xFF, keepServiceKey: 0x7FFFFFFF, keepCancellation: 0xFF, keepStatus: 0xFF, keepEstimate: 0xFF, keepAsked: 0xFF,
}

// estimates say what a LocationEstimateType asks for (TS 29.002 clause 17.7.13):
// current, current or last known, initial, deferred, cancelled, notification.
var estimates = [...]bits{
	op.RequestedLocation | op.RequestedCurrentLocation,
	op.RequestedLocation | op.RequestedCurrentLocation,
	op.RequestedLocation,
	op.RequestedLocation | op.RequestedCurrentLocation,
	0,
	0,
	op.RequestedLocation, // newer ones
}

// asked says what a RequestParameter of version 1 asks for: IMSI, authentication
// sets, subscriber data, nothing, the key Ki itself.
var asked = [...]bits{op.RequestedRouting, op.RequestedVectors, op.RequestedSubscription, 0, op.RequestedVectors, 0}
