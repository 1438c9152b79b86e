package op

import (
	"encoding/binary"
	"net/netip"
	"strings"
)

// Digits is a string of decimal digits packed for comparison: the count in
// bits 63..60, the first digit in bits 59..56 and so on downwards. Zero is
// absent. A string of more than 15 digits (IMEISV has 16) keeps its first 15
// and a count of zero.
type Digits uint64

// MaxDigits is the longest string that Digits holds whole: the E.164 and
// E.212 maximum.
const MaxDigits = 15

// Len returns the number of digits held, and whether the string was longer.
func (d Digits) Len() (n int, longer bool) {
	n = int(d >> 60)
	if n == 0 && d != 0 {
		return MaxDigits, true
	}
	return n, false
}

// HasPrefix reports whether d starts with the digits of p. The empty prefix
// fits every present value.
func (d Digits) HasPrefix(p Digits) bool {
	n := int(p >> 60)
	have, _ := d.Len()
	if have < n || d == 0 {
		return false
	}
	const body = 1<<60 - 1
	return (uint64(d)^uint64(p))&body>>(60-4*n) == 0
}

// Prefix returns the first n digits of d.
func (d Digits) Prefix(n int) Digits {
	have, _ := d.Len()
	if n > have {
		n = have
	}
	const body = 1<<60 - 1
	return Digits(uint64(n)<<60 | uint64(d)&body>>(60-4*n)<<(60-4*n))
}

// String prints the digits; a longer string ends in "+".
func (d Digits) String() string {
	n, longer := d.Len()
	var b [MaxDigits + 1]byte
	for i := range n {
		b[i] = '0' + byte(d>>(56-4*i)&0xF)
	}
	if longer {
		b[n] = '+'
		n++
	}
	return string(b[:n])
}

// ParseDigits packs a string of 1 to 15 decimal digits.
func ParseDigits(s string) (d Digits, ok bool) {
	if len(s) == 0 || len(s) > MaxDigits {
		return 0, false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		d |= Digits(s[i]-'0') << (56 - 4*i)
	}
	return d | Digits(len(s))<<60, true
}

// PLMN is a Public Land Mobile Network identity: MCC in bits 23..12 and MNC in
// bits 11..0, a digit per nibble, the third MNC digit 0xF when the MNC has two
// (TS 23.003 clause 2.2). Bit 24 is set in every value; zero is absent.
type PLMN uint32

// MakePLMN packs the digits of an MCC and an MNC; mnc3 is 0xF for a two-digit
// MNC. ok is false when a digit is not decimal.
func MakePLMN(mcc1, mcc2, mcc3, mnc1, mnc2, mnc3 byte) (p PLMN, ok bool) {
	if mcc1 > 9 || mcc2 > 9 || mcc3 > 9 || mnc1 > 9 || mnc2 > 9 || mnc3 > 9 && mnc3 != 0xF {
		return 0, false
	}
	return 1<<24 | PLMN(mcc1)<<20 | PLMN(mcc2)<<16 | PLMN(mcc3)<<12 | PLMN(mnc1)<<8 | PLMN(mnc2)<<4 | PLMN(mnc3), true
}

// PLMNFromOctets reads the three octets that TS 24.008 clause 10.5.1.13 and
// TS 29.274 clause 8.18 share: MCC2 MCC1, MNC3 MCC3, MNC2 MNC1.
//
// It is MakePLMN on the six nibbles, all at once: a nibble is above 9 when its
// bit 3 is set together with bit 2 or bit 1.
func PLMNFromOctets(b0, b1, b2 byte) (PLMN, bool) {
	x := uint32(b0)<<16 | uint32(b1)<<8 | uint32(b2)
	if above := x & (x<<1 | x<<2) & 0x888888; above&^0x8000 != 0 || above != 0 && b1 < 0xF0 {
		return 0, false
	}
	x = x&0x0F0F0F<<4 | x>>4&0x0F0F0F // MCC1 MCC2, MCC3 MNC3, MNC1 MNC2
	return PLMN(1<<24 | x&0xFFF000 | x&0xFF<<4 | x>>8&0xF), true
}

// ParsePLMN reads "MCC-MNC" with two or three MNC digits.
func ParsePLMN(s string) (PLMN, bool) {
	mcc, mnc, found := strings.Cut(s, "-")
	if !found || len(mcc) != 3 || len(mnc) < 2 || len(mnc) > 3 {
		return 0, false
	}
	d := [6]byte{5: 0xF}
	for i, c := range []byte(mcc + mnc) {
		if d[i] = c - '0'; d[i] > 9 {
			return 0, false
		}
	}
	return MakePLMN(d[0], d[1], d[2], d[3], d[4], d[5])
}

// Digits returns MCC and MNC as the digits an IMSI of this network starts with.
func (p PLMN) Digits() Digits {
	if p == 0 {
		return 0
	}
	d := Digits(p&0xFFFFFF) << 36
	if p&0xF == 0xF {
		return d&^(0xF<<36) | 5<<60
	}
	return d | 6<<60
}

// String prints "MCC-MNC", or "" when absent.
func (p PLMN) String() string {
	if p == 0 {
		return ""
	}
	s := p.Digits().String()
	return s[:3] + "-" + s[3:]
}

// Addr is an IPv6 address, or an IPv4 address in its IPv4-mapped form (RFC 4291
// clause 2.5.5.2), as two big-endian halves. Zero is absent; it is comparable
// and holds no pointer, so that clearing an Operation needs no write barrier.
type Addr struct{ Hi, Lo uint64 }

const mapped = 0xFFFF << 32

// AddrFrom4 returns the address of 4 octets. Fewer octets are a caller's bug.
func AddrFrom4(b []byte) Addr {
	return Addr{Lo: mapped | uint64(binary.BigEndian.Uint32(b))}
}

// AddrFrom16 returns the address of 16 octets.
func AddrFrom16(b []byte) Addr {
	_ = b[15]
	return Addr{binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])}
}

// AddrFromNetIP converts from the standard library's form; a zone is dropped.
func AddrFromNetIP(a netip.Addr) Addr {
	if !a.IsValid() {
		return Addr{}
	}
	b := a.As16()
	return AddrFrom16(b[:])
}

// Is4 reports whether a is an IPv4 address.
func (a Addr) Is4() bool { return a.Hi == 0 && a.Lo>>32 == 0xFFFF }

// IsZero reports whether a is absent.
func (a Addr) IsZero() bool { return a == Addr{} }

// NetIP converts to the standard library's form, IPv4 unmapped.
func (a Addr) NetIP() netip.Addr {
	if a.IsZero() {
		return netip.Addr{}
	}
	var b [16]byte
	binary.BigEndian.PutUint64(b[:], a.Hi)
	binary.BigEndian.PutUint64(b[8:], a.Lo)
	return netip.AddrFrom16(b).Unmap()
}

func (a Addr) String() string {
	if a.IsZero() {
		return ""
	}
	return a.NetIP().String()
}

// Span is a part of a message's payload: offset and length in octets. A length
// of zero is absent.
type Span struct{ Off, Len uint16 }

// Range is a run of rows in one of the batch's child tables.
type Range struct{ First, Count uint16 }

// ID is the number of a configured thing; zero is none or unknown.
type ID uint16

// Home is the operator ID of ourselves.
const Home ID = 1
