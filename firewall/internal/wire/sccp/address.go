package sccp

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Bits of the address indicator (Q.713 clause 3.4.1).
const (
	hasPointCode = 0x01
	hasSSN       = 0x02
	national     = 0x80
)

// The columns of an address follow each other in this order, from its indicator
// on.
const (
	bitIndicator = 1 << iota
	bitSSN
	bitTT
	bitNP
	bitNAI
	bitES
	bitGT
)

// address reads a party address (Q.713 clause 3.4) that is b[i:]; base is the
// position of its first column.
//
//	  8   7   6   5   4   3   2   1
//	+---+---+---------------+---+---+
//	|nat|RI | GT indicator  |SSN|PC |  address indicator; RI 1: route on SSN
//	| point code, 8 bits            |  if PC; least significant first
//	| 0   0 | 6 bits                |
//	| subsystem number              |  if SSN
//	| global title ...              |  if its indicator is not 0
//	+-------------------------------+
//
// Some ITU nodes set the bit for national use and mean nothing by it. (ANSI nodes
// set it too, and exchange the places of point code and subsystem number; such
// networks are met behind a gateway only.)
func (d *decoder) address(v []byte, i int, a *op.SCCPAddress, base int) {
	a.Indicator = v[0]
	have, rest := uint64(bitIndicator), v[1:]
	bad := uint64(0)
	if v[0]&national != 0 {
		d.fault(op.SCCPSpare, i)
	}
	if v[0]&hasPointCode != 0 && len(rest) >= 2 {
		code := binary.LittleEndian.Uint16(rest)
		if code > 0x3FFF {
			d.fault(op.SCCPAddressForm, i+2)
		}
		a.PointCode, rest = code&0x3FFF, rest[2:]
		a.Present |= op.SCCPHasPointCode
	} else if v[0]&hasPointCode != 0 {
		d.fault(op.SCCPAddressForm, i+len(v))
		d.columns(base, have, promised(v[0]))
		return
	}
	if v[0]&hasSSN != 0 {
		if len(rest) == 0 {
			d.fault(op.SCCPAddressForm, i+len(v))
			d.columns(base, have, promised(v[0]))
			return
		}
		a.SSN, rest = rest[0], rest[1:]
		a.Present |= op.SCCPHasSSN
		have |= bitSSN
	}
	if start := i + len(v) - len(rest); a.GTI() != 0 {
		a.Present |= op.SCCPHasGT
		h, b := d.title(rest, start, a)
		have, bad = have|h, b
	} else if len(rest) != 0 || base == op.ColCalledIndicator-columns && a.Present == 0 {
		d.fault(op.SCCPAddressForm, start) // of a called party that names nobody, too
	}
	d.columns(base, have, bad)
}

// promised are the columns that an indicator speaks of, when they are cut off.
func promised(indicator uint8) (bad uint64) {
	if indicator&hasSSN != 0 {
		bad |= bitSSN
	}
	if indicator&0x3C != 0 {
		bad |= bitGT
	}
	return bad
}

func (d *decoder) columns(base int, have, bad uint64) {
	d.present |= have << base
	d.invalid |= bad << base
}

// title reads a global title (Q.713 clause 3.4.2.3), b[i:].
//
//	indicator 1: | odd, nature (7)    |                    |                   | digits
//	          2: | translation type   |                    |                   | digits
//	          3: | translation type   | plan (4), coding   |                   | digits
//	          4: | translation type   | plan (4), coding   | 0, nature (7)     | digits
func (d *decoder) title(b []byte, i int, a *op.SCCPAddress) (have, bad uint64) {
	switch gti := a.GTI(); {
	case gti == 4 && len(b) >= 3:
		a.TT, a.NP, a.ES, a.NAI = b[0], b[1]>>4, b[1]&0xF, b[2]&0x7F
		if b[2] > 0x7F { // some nodes put the odd/even bit of indicator 1 there
			d.fault(op.SCCPSpare, i+2)
		}
		have, b, i = bitTT|bitNP|bitES|bitNAI, b[3:], i+3
	case gti == 3 && len(b) >= 2:
		a.TT, a.NP, a.ES = b[0], b[1]>>4, b[1]&0xF
		have, b, i = bitTT|bitNP|bitES, b[2:], i+2
	case gti == 2 && len(b) >= 1:
		a.TT = b[0]
		d.fault(op.SCCPEncoding, i)
		have, b, i = bitTT, b[1:], i+1
	case gti == 1 && len(b) >= 1:
		a.NAI, a.ES = b[0]&0x7F, encodingEven-b[0]>>7
		have, b, i = bitES|bitNAI, b[1:], i+1
	default: // cut off, or a reserved indicator
		d.fault(op.SCCPAddressForm, i)
		return 0, bitGT
	}
	digits, ok := d.digits(b, i, a.ES, have&bitES != 0)
	if !ok {
		return have, bitGT
	}
	a.Digits = digits
	return have | bitGT, 0
}
