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

// value reads an element that is no group.
func (d *reader) value(r ber.Reader, x *rule, e *ber.Element) {
	if n := len(e.Value); n < int(x.least) || n > int(x.most) {
		d.wrongSize(x, e)
		return
	}
	switch x.kind {
	case kindIMSI:
		d.imsi(e)
	case kindAddress:
		d.address(x, e)
	case kindInteger:
		if x.keep != keepNothing {
			d.integer(r, x, e)
			return
		}
	case kindBits:
		r.BitString(e)
	case kindTBCD:
		if _, _, ok := tbcd.Decode(e.Value); !ok {
			d.fault(op.MAPDigits, e.At)
		}
	case kindIMEI:
		d.equipmentIdentity(e)
	case kindPLMN:
		d.plmn(x, e)
	case kindISUP:
		d.isup(x, e, e.Value, e.At)
	case kindGeneric:
		d.isup(x, e, e.Value[1:], e.At) // behind the number qualifier (Q.763 clause 3.26)
	case kindBCD:
		d.bcd(x, e)
	}
	if x.keep != keepNothing {
		d.keep(x, e)
	}
}

// columns of what cannot be read, by kind and by what is kept.
var (
	kindColumns = [...]uint8{kindIMSI: op.ColIMSI, kindIMEI: op.ColMEI, kindBCD: 0}
	keepColumns = [...]uint8{
		keepDA: op.ColSmRpDa, keepOA: op.ColSmRpOa, keepTPDU: op.ColTpdu, keepUSSD: op.ColUssd, keepUSSDCoding: op.ColUssdCoding,
		keepVectors: op.ColVectors, keepRequesting: op.ColRequestingPLMN, keepServiceKey: op.ColServiceKey,
		keepCancellation: op.ColCancellationType, keepSSCode: op.ColSsCode, keepStatus: op.ColSubscription,
		keepEstimate: op.ColRequested, keepAsked: op.ColRequested,
	}
)

// wrongSize records an element with more or fewer octets than its type has, or
// one in pieces, of which the fault is recorded already.
//
//go:noinline
func (d *reader) wrongSize(x *rule, e *ber.Element) {
	if !e.Constructed {
		d.fault(op.MAPElementSize, e.At)
	}
	d.bad(int(kindColumns[x.kind]))
	d.bad(int(keepColumns[x.keep]))
	if x.role == op.NumberMSISDN || x.role == op.NumberSMSMSISDN {
		d.bad(op.ColMSISDN)
	}
}

// bad marks a column, 0 for none, as there and not readable, unless another
// element filled it.
func (d *reader) bad(column int) {
	if column != 0 && !d.o.IsPresent(column) {
		d.o.Bad(column)
	}
}

// first reports whether a column is to hold this element, of which it marks the
// column as present: the first one.
func (d *reader) first(column int) bool {
	bit := uint64(1) << (column & 63)
	if (d.o.Present[column>>6]|d.o.Invalid[column>>6])&bit != 0 {
		return false
	}
	d.o.Present[column>>6] |= bit
	return true
}

func (d *reader) imsi(e *ber.Element) {
	digits, n, ok := tbcd.Decode(e.Value)
	if !ok || n < minIMSI || n > maxIMSI {
		d.fault(op.MAPDigits, e.At)
		d.bad(op.ColIMSI)
	} else if d.first(op.ColIMSI) {
		d.o.IMSI = digits
	}
}

// equipmentIdentity reads 16 digits, or 15 and a filler; of an IMEI without
// software version the last octet is the digit 0 and a filler.
func (d *reader) equipmentIdentity(e *ber.Element) {
	digits, _, ok := tbcd.Decode(e.Value)
	if !ok {
		d.fault(op.MAPDigits, e.At)
		d.bad(op.ColMEI)
	} else if d.first(op.ColMEI) {
		d.o.MEI = digits
	}
}

func (d *reader) plmn(x *rule, e *ber.Element) {
	p, ok := op.PLMNFromOctets(e.Value[0], e.Value[1], e.Value[2])
	if !ok {
		d.fault(op.MAPDigits, e.At)
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
func (d *reader) keep(x *rule, e *ber.Element) {
	switch x.keep {
	case keepDA:
		if d.first(op.ColSmRpDa) {
			d.s.SMRPDA = uint8(e.Tag) &^ 0x20
		}
	case keepOA:
		if d.first(op.ColSmRpOa) {
			d.s.SMRPOA = uint8(e.Tag) &^ 0x20
		}
	case keepTPDU:
		if d.first(op.ColTpdu) {
			d.s.TPDU = span(e)
		}
	case keepUSSD:
		if d.first(op.ColUssd) {
			d.s.USSD = span(e)
		}
	case keepUSSDCoding:
		if d.first(op.ColUssdCoding) {
			d.s.USSDCoding = e.Value[0]
		}
	case keepSSCode:
		if d.first(op.ColSsCode) {
			d.s.SSCode = e.Value[0]
		}
	}
}

func span(e *ber.Element) op.Span { return op.Span{Off: uint16(e.At), Len: uint16(len(e.Value))} }

// integer reads an INTEGER or ENUMERATED that is kept.
func (d *reader) integer(r ber.Reader, x *rule, e *ber.Element) {
	n, ok := r.Integer(e)
	if ok && (n < 0 || n > int(greatest[x.keep])) {
		ok = false
		d.fault(op.MAPElementSize, e.At)
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
			d.subscription |= op.SubscriptionBarring
		}
	case keepEstimate:
		d.requested |= estimates[min(n, len(estimates)-1)]
	case keepAsked:
		d.requested |= asked[min(n, len(asked)-1)]
	}
}

// greatest values that the columns hold. What the standard does not list is not
// a fault: a newer release may, and a vector count is for a filter to judge.
var greatest = [...]uint32{
	keepVectors: 0xFF, keepServiceKey: 0x7FFFFFFF, keepCancellation: 0xFF, keepStatus: 0xFF, keepEstimate: 0xFF, keepAsked: 0xFF,
}

// estimates say what a LocationEstimateType asks for (TS 29.002 clause 17.7.13):
// current, current or last known, initial, deferred, cancelled, notification.
var estimates = [...]uint8{
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
var asked = [...]uint8{op.RequestedRouting, op.RequestedVectors, op.RequestedSubscription, 0, op.RequestedVectors, 0}
