package argument

import (
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/tbcd"
)

// Nature of address and numbering plan of an AddressString that are not reserved
// (TS 29.002 clause 17.7.8), as bits. An ISDN number is of a plan for telephones:
// the digits of an X.121, telex or E.212 one are somebody else's (RULES P-09).
const (
	legalNAI = 1<<0 | 1<<1 | 1<<2 | 1<<3 | 1<<4 | 1<<6
	isdnNP   = 1<<0 | 1<<1 | 1<<8 | 1<<9
	legalNP  = isdnNP | 1<<3 | 1<<4 | 1<<6
)

// address reads an AddressString:
//
//	   8    7   6   5    4   3   2   1
//	+----+------------+---------------+
//	|  1 |  nature    | numbering plan|
//	+----+------------+---------------+
//	   digits, TBCD
//
// An address without digits is legal.
func (d *Reader) address(x *rule, v []byte, at int) {
	head := v[0]
	digits, ok := op.Digits(0), true
	if len(v) > 1 {
		digits, _, ok = tbcd.Decode(v[1:])
	}
	nai, np, plans := head>>4&7, head&0xF, isdnNP
	if x.kind == kindAddress {
		plans = legalNP
	}
	if !ok || head < 0x80 || legalNAI>>nai&1 == 0 || plans>>np&1 == 0 {
		d.fault(op.MAPDigits, at)
		ok = false
	}
	d.number(x, at, digits, nai, np, ok)
}

// leadingDigits reads an HLR-Id (TS 29.002 clause 17.7.8): the first digits of the
// IMSIs of an HLR's subscribers, kept as a number in the plan of E.212. Of fifty of
// one network, which is told by six digits, one is enough.
func (d *Reader) leadingDigits(x *rule, v []byte, at int) {
	const network = 0xFFFFFF << 36
	digits, _, ok := tbcd.Decode(v)
	if !ok {
		d.fault(op.MAPDigits, at)
	} else if d.numbers > 0 && len(v) > 3 {
		last := &d.b.Numbers[len(d.b.Numbers)-1]
		if n, _ := last.Digits.Len(); last.NP == op.NumberingE212 && n >= 6 && (last.Digits^digits)&network == 0 {
			return
		}
	}
	d.number(x, at, digits, 0, op.NumberingE212, ok)
}

// number keeps an address, if its rule gives it a role, and the MSISDN. Digits
// that cannot be read leave a row without digits.
func (d *Reader) number(x *rule, at int, digits op.Digits, nai, np uint8, ok bool) {
	if x.role == noNumber {
		return
	}
	if x.role == op.NumberMSISDN || x.role == op.NumberSMSMSISDN {
		if !ok {
			d.bad(op.ColMSISDN)
		} else if digits != 0 && d.first(op.ColMSISDN) {
			d.o.MSISDN = digits
		}
	}
	if d.numbers == op.MaxNumbers {
		d.stop(at)
		return
	}
	d.numbers++
	d.b.Numbers = append(d.b.Numbers, op.Number{})
	n := &d.b.Numbers[len(d.b.Numbers)-1] // filled in place: copied, it would stall 5 ns
	n.Role, n.NAI, n.NP, n.Digits, n.Offset = x.role, nai, np, digits, uint16(at)
}

// isupNature turns the nature of address of ISUP (Q.763 clause 3.9) into that of
// an AddressString, so that one column can hold both: 1 subscriber, 2 unknown, 3
// national, 4 international, 5 network-specific. The others are unknown.
var isupNature = [8]uint8{1: 4, 2: 0, 3: 2, 4: 1, 5: 3}

// isup reads a number of ISUP (Q.763 clauses 3.9, 3.10, 3.16, 3.30, 3.39, 3.45):
//
//	   8     7   6   5   4   3   2   1
//	+-----+---------------------------+
//	| odd |     nature of address     |
//	+-----+-----------+---------------+
//	|     |   plan    |               |
//	+-----+-----------+---------------+
//	   digits; with an odd number of them the last nibble is 0, or 15 by habit
func (d *Reader) isup(x *rule, v []byte, at int) {
	digits, ok := isupDigits(v[2:], v[0]&0x80 != 0)
	if !ok {
		d.fault(op.MAPDigits, at)
	}
	nature := v[0] & 0x7F
	if nature > 7 {
		nature = 0
	}
	d.number(x, at, digits, isupNature[nature], v[1]>>4&7, ok)
}

// isupDigits reads address signals (Q.763 clause 3.9): the decimal digits, the
// codes 11 and 12, which are legal and no digits, and an end of pulsing, 15,
// which may close the number.
func isupDigits(v []byte, isOdd bool) (digits op.Digits, ok bool) {
	n, count, decimal := 2*len(v), 0, true
	if isOdd {
		n--
	}
	for i := range n {
		c := v[i/2] >> (4 * (i & 1)) & 0xF
		switch {
		case c == 0xF && i == n-1:
			continue
		case c > 9 && c != 0xB && c != 0xC:
			return 0, false
		case c > 9:
			decimal = false
		case count < op.MaxDigits:
			digits |= op.Digits(c) << (56 - 4*count)
		}
		count++
	}
	if n < 0 { // an odd number of digits in no octets
		return 0, false
	}
	if isOdd { // the standard's filler, or that of TBCD
		if filler := v[len(v)-1] >> 4; filler != 0 && filler != 0xF {
			return 0, false
		}
	}
	if count == 0 || !decimal {
		return 0, true
	}
	if count <= op.MaxDigits {
		digits |= op.Digits(count) << 60
	}
	return digits, true
}

// bcd reads a called party BCD number (TS 24.008 clause 10.5.4.7): type of number
// and numbering plan as in an AddressString. What somebody dialled may hold *, #,
// a, b and c, which are no digits and no fault.
func (d *Reader) bcd(x *rule, v []byte, at int) {
	head := v[0]
	digits, ok := op.Digits(0), head >= 0x80
	if len(v) > 1 {
		var decimal bool
		if digits, _, decimal = tbcd.Decode(v[1:]); !decimal && !dialled(v[1:]) {
			ok = false
		}
	}
	if !ok {
		d.fault(op.MAPDigits, at)
	}
	d.number(x, at, digits, head>>4&7, head&0xF, ok)
}

// dialled reports whether a filler stands in the last nibble only.
func dialled(v []byte) bool {
	for i, c := range v {
		if c&0xF == 0xF || c>>4 == 0xF && i < len(v)-1 {
			return false
		}
	}
	return true
}
