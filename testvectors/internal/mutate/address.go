package mutate

import (
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// Subsystems of MAP, and that of CAP (TS 23.003 clause 8.2).
var mapSubsystems = []byte{6, 6, 6, 7, 7, 8, 8, 9, 145, 147, 149}

const capSubsystem = 146

// subsystems of called and calling party.
func (r random) subsystems(isCAP bool) (called, calling byte) {
	if isCAP {
		return capSubsystem, capSubsystem
	}
	return r.octet(mapSubsystems...), r.octet(mapSubsystems...)
}

// pointCode is one of 14 bits, as ITU networks have them.
func (r random) pointCode() uint32 { return uint32(r.IntN(1 << 14)) }

// party draws an address (Q.713 clause 3.4): nearly always what goes between
// operators, else any form of global title, with or without the other parts.
func (r random) party(ssn byte) []byte {
	digits := r.digits(5 + r.IntN(11))
	if r.IntN(4) > 0 {
		return Party{Title: digits, SSN: int(ssn), Plan: r.octet(1, 1, 1, 7), Nature: r.octet(4, 4, 4, 3)}.Bytes()
	}
	form := r.IntN(5)
	indicator, parts := byte(form<<2), []byte{}
	if r.IntN(3) == 0 || form == 0 {
		indicator |= 1
		parts = append(parts, byte(r.Uint32()), byte(r.IntN(1<<6)))
	}
	if r.IntN(10) > 0 || form == 0 {
		indicator |= 2
		parts = append(parts, ssn)
	}
	if form == 0 || r.IntN(8) == 0 { // route on subsystem and point code
		indicator |= 0x40
	}
	return Join([]byte{indicator}, parts, r.title(form, digits))
}

// title is a global title of a form from 1 to 4 (Q.713 clause 3.4.2.3), none of 0.
func (r random) title(form int, digits string) []byte {
	if form == 0 {
		return nil
	}
	if form == 2 && len(digits)%2 == 1 { // nothing says that the last nibble is none
		digits = digits[1:]
	}
	signals := TBCD(digits)
	odd := byte(len(digits) % 2)
	if odd == 1 {
		signals[len(signals)-1] &= 0x0F
	}
	nature, scheme, plan := r.octet(4, 3, 1), byte(2)-odd, r.octet(1, 7, 6)
	head := [][]byte{1: {odd<<7 | nature}, 2: {0}, 3: {0, plan<<4 | scheme}, 4: {0, plan<<4 | scheme, nature}}[form]
	return append(head, signals...)
}
