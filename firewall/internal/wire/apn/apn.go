// Package apn reads access point names (TS 23.003 clause 9.1): a list of
// labels, each behind its length, of which the last three may be the operator
// identifier mncNNN.mccNNN.gprs.
package apn

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// MaxLength is the longest name, in octets as on the wire (TS 23.003 clause 9.1).
const MaxLength = 100

// operatorLength is the size of an operator identifier on the wire.
const operatorLength = 1 + 6 + 1 + 6 + 1 + 4

// Name is what the labels say.
type Name struct {
	NetworkLength int     // octets of the network identifier, from the front; the rest is the operator identifier
	Operator      op.PLMN // of the operator identifier; zero without one
}

// Read splits a name. fault is the offset of the first octet that does not fit
// a list of labels, or -1. A label holds letters, digits, hyphens and (which
// TS 23.003 does not allow, but operators use) underscores: a dot inside a label
// would let two readers disagree on where the operator identifier starts. The
// one-label name "*" is the wildcard.
func Read(b []byte) (n Name, fault int) {
	if len(b) == 0 || len(b) > MaxLength {
		return Name{}, min(len(b), MaxLength)
	}
	// The octets that no label may hold are counted over the whole name and over
	// the length octets alone: equal sums leave none for the labels. One pass
	// without branches is twice as fast as a look at every label.
	var all, lengths uint32
	for _, c := range b {
		all += forbidden[c]
	}
	var start, before, beforeThat int // of the last three labels
	for p := 0; p < len(b); {
		size := int(b[p])
		if size == 0 || size > 63 || size >= len(b)-p {
			return Name{}, p
		}
		lengths += forbidden[b[p]]
		beforeThat, before, start = before, start, p
		p += 1 + size
	}
	if all != lengths && !(len(b) == 2 && b[1] == '*') {
		return Name{}, 0
	}
	n.NetworkLength = len(b)
	if at := len(b) - operatorLength; at >= 0 && beforeThat == at && before == at+7 && start == at+14 {
		if plmn, ok := operator(b[at:]); ok {
			n = Name{at, plmn}
		}
	}
	return n, -1
}

// operator reads three labels of 6, 6 and 4 octets; ok is false when they are
// no operator identifier. Letters are compared without case (RFC 4343).
//
// The identifier writes every MNC with three digits, so that mnc001 may be 01
// or 001: it is read as the two-digit MNC, for few networks have a three-digit
// MNC that starts with a zero. Who compares has to know both (op.PLMN).
func operator(b []byte) (plmn op.PLMN, ok bool) {
	_ = b[operatorLength-1]
	const mnc, mcc, gprs = 6<<24 | 'm'<<16 | 'n'<<8 | 'c', 6<<24 | 'm'<<16 | 'c'<<8 | 'c', 'g'<<24 | 'p'<<16 | 'r'<<8 | 's'
	if fold(b[0:])&^0x20000000 != mnc || fold(b[7:])&^0x20000000 != mcc || fold(b[15:]) != gprs {
		return 0, false
	}
	mnc1, mnc2, mnc3 := b[4]-'0', b[5]-'0', b[6]-'0'
	if mnc1 == 0 && mnc3 <= 9 {
		mnc1, mnc2, mnc3 = mnc2, mnc3, 0xF
	} else if mnc3 > 9 {
		return 0, false
	}
	return op.MakePLMN(b[11]-'0', b[12]-'0', b[13]-'0', mnc1, mnc2, mnc3)
}

// fold reads four octets with letters in lower case; a length octet of 6 has
// bit 5 set, too, and the caller takes it away again.
func fold(b []byte) uint32 { return binary.BigEndian.Uint32(b) | 0x20202020 }

// forbidden is 1 for every octet that no label may hold.
var forbidden = func() (t [256]uint32) {
	for c := range t {
		t[c] = 1
	}
	for c := byte('a'); c <= 'z'; c++ {
		t[c], t[c-'a'+'A'] = 0, 0
	}
	for c := byte('0'); c <= '9'; c++ {
		t[c] = 0
	}
	t['-'], t['_'] = 0, 0
	return t
}()
