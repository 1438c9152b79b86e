package m3ua

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Parameters of an address (RFC 3868 clause 3.10.2).
const (
	tagTitle     = 0x8001
	tagPointCode = 0x8002
	tagSubsystem = 0x8003
)

// Routing indicators of an address.
const (
	routesOnTitle     = 1
	routesOnSubsystem = 2 // and point code
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

// address reads an address as the one of SCCP that it stands for; base is the
// position of its first column.
//
//	+-------------------------------+-------------------------------+
//	|       Routing Indicator       |       Address Indicator       |  which of the following goes into SS7
//	| Global Title, Point Code, Subsystem Number, each a parameter  |
//	+---------------------------------------------------------------+
//
// Addresses of IP networks, which nobody can compare with those of SS7, are faults.
func (d *sua) address(a *op.SCCPAddress, base int) {
	if d.to-d.at < 4 {
		d.f.Add(op.SCCPAddressForm, d.at)
		d.invalid |= bitGT << base
		return
	}
	have, bad := uint64(bitIndicator), uint64(0)
	routing := binary.BigEndian.Uint16(d.b[d.at:])
	w := d.within(d.at + 4)
	for w.next() {
		h, b := w.part(a)
		have, bad = have|h, bad|b
	}
	d.count = w.count
	switch routing {
	case routesOnTitle:
	case routesOnSubsystem:
		a.Indicator |= 0x40
	default:
		d.f.Add(op.SCCPAddressForm, d.at)
	}
	for bit, indicator := range [...]uint8{1, 2} { // of SCCPHasPointCode and SCCPHasSSN
		if a.Present>>bit&1 != 0 {
			a.Indicator |= indicator
		}
	}
	d.present |= have << base
	d.invalid |= bad << base
}

// part reads a parameter of an address.
func (w *walk) part(a *op.SCCPAddress) (have, bad uint64) {
	v := w.b[w.at:w.to]
	is := partOf(w.tag)
	switch {
	case is == 0 || w.tag != tagTitle && len(v) != 4:
		w.f.Add(op.SCCPAddressForm, w.at-4)
	case a.Present&is != 0:
		w.f.Add(op.M3UAParameterRepeated, w.at-4)
	case w.tag == tagSubsystem:
		a.SSN, have = v[3], bitSSN
		a.Present |= is
		if v[0]|v[1]|v[2] != 0 {
			w.f.Add(op.SCCPSpare, w.at)
		}
	case w.tag == tagPointCode:
		code := binary.BigEndian.Uint32(v)
		a.PointCode = uint16(code & 0x3FFF)
		a.Present |= is
		if code > 0x3FFF {
			w.f.Add(op.SCCPAddressForm, w.at)
		}
	default:
		a.Present |= is
		return w.title(v, a)
	}
	return have, 0
}

// partOf returns what of an SCCPAddress a parameter is; 0 nothing.
func partOf(tag uint16) uint8 {
	switch tag {
	case tagTitle:
		return op.SCCPHasGT
	case tagPointCode:
		return op.SCCPHasPointCode
	case tagSubsystem:
		return op.SCCPHasSSN
	}
	return 0
}

// title reads a global title (RFC 3868 clause 3.10.2.3). Which of its numbers mean
// something is as in SCCP (Q.713 clause 3.4.2.3).
//
//	+-----------------------------------------------+---------------+
//	|                   Reserved                    |      GTI      |
//	| Number of Digits | Translation Type | Numbering Plan | Nature |
//	|          Digits, two to an octet, the first in the low nibble |
//	+---------------------------------------------------------------+
func (w *walk) title(v []byte, a *op.SCCPAddress) (have, bad uint64) {
	const fixed = 8
	if len(v) < fixed || v[3] == 0 || v[3] > 4 {
		w.f.Add(op.SCCPAddressForm, w.at)
		return 0, bitGT
	}
	if v[0]|v[1]|v[2] != 0 {
		w.f.Add(op.SCCPSpare, w.at)
	}
	a.Indicator |= v[3] << 2
	n := int(v[4])
	a.ES = uint8(2 - n&1)
	have = bitES
	if v[3] >= 2 {
		a.TT, have = v[5], have|bitTT
	}
	if v[3] >= 3 {
		a.NP, have = v[6], have|bitNP
	}
	if v[3] == 1 || v[3] == 4 {
		a.NAI, have = v[7], have|bitNAI
	}
	digits, ok := suaDigits(v[fixed:], n)
	if !ok {
		w.f.Add(op.SCCPDigits, w.at+fixed)
		return have, bitGT
	}
	a.Digits = digits
	return have | bitGT, 0
}

// suaDigits reads n decimal digits, behind an odd number of which the last nibble
// is zero.
func suaDigits(b []byte, n int) (d op.Digits, ok bool) {
	if n == 0 || n > op.MaxDigits || len(b) != (n+1)/2 {
		return 0, false
	}
	for i := range 2 * len(b) {
		digit := b[i/2] >> (4 * (i & 1)) & 0xF
		switch {
		case i == n && digit != 0, digit > 9:
			return 0, false
		case i < n:
			d |= op.Digits(digit) << (56 - 4*i)
		}
	}
	return d | op.Digits(n)<<60, true
}
