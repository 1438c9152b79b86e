// Package tbcd reads decimal digits in telephony BCD: two to an octet, the
// first in the low nibble (TS 29.002 clause 17.7.8 TBCD-STRING, TS 29.274
// clause 8.3, TS 29.060 clause 7.7.2).
package tbcd

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Decode reads a string whose length is that of its field: a filler 0xF may
// stand in the last nibble only, and means an odd number of digits.
//
// count is the number of digits, also beyond the 15 that op.Digits holds whole.
// ok is false for an empty field, a digit above 9, or a filler anywhere else:
// decoders that stop at the first filler and decoders that skip it would read
// two different identities. Then digits and count are zero.
func Decode(b []byte) (digits op.Digits, count int, ok bool) {
	if len(b) >= 4 && len(b) <= 8 {
		return decodeWord(b)
	}
	count = 2 * len(b)
	if len(b) == 0 || !decimal(b[:len(b)-1]) {
		return 0, 0, false
	}
	last := b[len(b)-1]
	if last >= 0xF0 {
		last &= 0x0F // as if the filler were a zero; the count tells
		count--
	}
	if last > 0x9F || last&0x0F > 9 {
		return 0, 0, false
	}
	return pack(b, count), count, true
}

// decodeWord is Decode for the four to eight octets that identities have: all
// nibbles at once in one word.
func decodeWord(b []byte) (digits op.Digits, count int, ok bool) {
	free := 64 - 8*len(b) // bits behind the last octet
	x := uint64(binary.BigEndian.Uint32(b))<<32 | uint64(binary.BigEndian.Uint32(b[len(b)-4:]))<<(free&63)
	count = 2 * len(b)
	above := x & (x<<1 | x<<2) & topBits
	if above != 0 { // one nibble may be: the last, as a filler
		if above != 0x80<<(free&63) || b[len(b)-1] < 0xF0 {
			return 0, 0, false
		}
		x &^= 0xF0 << (free & 63)
		count--
	}
	x = swap(x) >> 4
	if count > op.MaxDigits {
		return op.Digits(x), count, true
	}
	return op.Digits(count)<<60 | op.Digits(x), count, true
}

// DecodeFixed reads a string in a field of fixed length, where every nibble
// behind the last digit is a filler 0xF: the GTPv1 IMSI of fewer than 15 digits
// (TS 29.060 clause 7.7.2). Otherwise as Decode.
func DecodeFixed(b []byte) (digits op.Digits, count int, ok bool) {
	for len(b) > 1 && b[len(b)-1] == 0xFF {
		b = b[:len(b)-1]
	}
	return Decode(b)
}

// pack keeps the first 15 of count digits, which are known to be decimal.
func pack(b []byte, count int) op.Digits {
	var first [8]byte
	copy(first[:], b)
	x := swap(binary.BigEndian.Uint64(first[:])) >> 4
	if count > op.MaxDigits {
		return op.Digits(x)
	}
	x &^= 1<<(60-4*count) - 1 // drops the filler
	return op.Digits(count)<<60 | op.Digits(x)
}

const (
	lowNibbles = 0x0F0F0F0F0F0F0F0F
	topBits    = 0x8888888888888888
)

// swap exchanges the nibbles of every octet.
func swap(x uint64) uint64 { return x&lowNibbles<<4 | x>>4&lowNibbles }

// decimal reports whether every nibble is at most 9: eight octets at a time,
// a nibble is above 9 when its bit 3 is set together with bit 2 or bit 1.
func decimal(b []byte) bool {
	var above uint64
	for ; len(b) >= 8; b = b[8:] {
		x := binary.LittleEndian.Uint64(b)
		above |= x & (x<<1 | x<<2) & topBits
	}
	var x uint64
	for _, o := range b {
		x = x<<8 | uint64(o)
	}
	return (above | x&(x<<1|x<<2)&topBits) == 0
}
