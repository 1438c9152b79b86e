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
	rest := b
	for ; len(rest) >= 4; rest = rest[4:] {
		all += forbidden[rest[0]] + forbidden[rest[1]] + forbidden[rest[2]] + forbidden[rest[3]]
	}
	for _, c := range rest {
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
	const gprs = 'g'<<24 | 'p'<<16 | 'r'<<8 | 's'
	mnc, okMNC := number(b[0:8], 'm'<<16|'n'<<8|'c')
	mcc, okMCC := number(b[7:15], 'm'<<16|'c'<<8|'c')
	if !okMNC || !okMCC || binary.BigEndian.Uint32(b[15:])|0x20202020 != gprs {
		return 0, false
	}
	if mnc < 0x100 {
		mnc = mnc<<4 | 0xF
	}
	return op.PLMN(1<<24 | mcc<<12 | mnc), true
}

// number reads a label of three letters and three digits, which stands in the
// second to seventh of eight octets, and returns the digits as nibbles.
func number(b []byte, letters uint64) (digits uint32, ok bool) {
	x := binary.BigEndian.Uint64(b)
	if (x>>32|0x202020)&0xFFFFFF != letters {
		return 0, false
	}
	d := uint32(x >> 8 & 0xFFFFFF)
	if d&0xF0F0F0 != 0x303030 { // what else begins with 3, ":" to "?", is forbidden in labels
		return 0, false
	}
	return d>>8&0xF00 | d>>4&0xF0 | d&0xF, true
}

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
