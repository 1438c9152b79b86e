package sccp

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// Of the address that nearly everybody has: a global title of indicator 4 to be
// translated, and a subsystem number (RULES C-02).
//
//	| 0x12 | SSN | translation type | plan (4), coding | 0, nature (7) | digits
const (
	plainIndicator = 0x12
	plainHead      = 5
	plainAddress   = bitIndicator | bitSSN | bitTT | bitNP | bitNAI | bitES | bitGT
)

// plain reads a UDT whose parts follow each other, between two such addresses. It
// reports whether it was one without fault; if not, nothing has been read. By
// position it takes half the time that connectionless does, which reads the same.
func (u *Unit) plain(b []byte, at int, s *op.SS7, present *[4]uint64) bool {
	const pointers, first = 2, 5
	if len(b) < first+2 || b[0] != UDT || b[1]&^0x81 != 0 || b[pointers] != first-pointers {
		return false
	}
	second := first + 1 + int(b[first]) // where the lengths of the parts are
	if second >= len(b) || pointers+1+int(b[pointers+1]) != second {
		return false
	}
	third := second + 1 + int(b[second])
	if third >= len(b)-1 || pointers+2+int(b[pointers+2]) != third || third+1+int(b[third]) != len(b) {
		return false
	}
	called, calling := b[first+1:second], b[second+1:third]
	to, toOK := plainDigits(called)
	from, fromOK := plainDigits(calling)
	if !toOK || !fromOK {
		return false
	}
	fillPlain(&s.Called, called, to)
	fillPlain(&s.Calling, calling, from)
	u.Type, u.Called, u.Calling, s.SCCPType = UDT, called, calling, UDT
	s.SCCPClass, s.ReturnOption = b[1]&0xF, b[1]&0x80 != 0
	u.Data, u.At = b[third+1:], at+third+1
	present[columns>>6] |= 1<<(op.ColSccpType-columns) | 1<<(op.ColSccpClass-columns) |
		plainAddress<<(op.ColCalledIndicator-columns) | plainAddress<<(op.ColCallingIndicator-columns)
	return true
}

// plainDigits reads the digits of such an address. It is not ok if it is another
// one, or has a fault.
func plainDigits(v []byte) (digits op.Digits, ok bool) {
	octets := len(v) - plainHead
	if octets-1 >= 8 || octets < 1 || v[0] != plainIndicator || v[4] > 0x7F {
		return 0, false
	}
	n, x := 2*octets, signals(v[plainHead:])
	switch v[3] & 0xF {
	case encodingOdd:
		if n--; v[len(v)-1] > 0xF {
			return 0, false
		}
	case encodingEven:
	default:
		return 0, false
	}
	if n > op.MaxDigits || notDecimal(x) {
		return 0, false
	}
	return packed(x, n), true
}

func fillPlain(a *op.SCCPAddress, v []byte, digits op.Digits) {
	a.Indicator, a.SSN, a.TT, a.NP, a.ES, a.NAI = v[0], v[1], v[2], v[3]>>4, v[3]&0xF, v[4]
	a.Present, a.Digits = op.SCCPHasSSN|op.SCCPHasGT, digits
}
