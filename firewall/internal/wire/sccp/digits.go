package sccp

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Encoding schemes (Q.713 clause 3.4.2.3.3) of decimal digits.
const (
	encodingOdd  = 1
	encodingEven = 2
)

// digits reads address signals b[i:], two to an octet, the first in the low
// nibble (Q.713 clause 3.4.2.3.1). Behind an odd number of them the last nibble
// is a filler 0000. Some senders put 1111 there, which is the signal that ends a
// number, so that every reader finds the same digits.
//
// Where no encoding scheme is stated, it is taken for even, and for odd when the
// last nibble is 1111.
func (d *decoder) digits(b []byte, i int, es uint8, isStated bool) (digits op.Digits, ok bool) {
	if isStated && es-1 > 1 {
		d.fault(op.SCCPEncoding, i-1)
		return 0, false
	}
	if len(b) == 0 || len(b) > 8 {
		d.fault(op.SCCPDigits, i)
		return 0, false
	}
	n, last := 2*len(b), b[len(b)-1]
	x := signals(b)
	if es == encodingOdd || !isStated && last >= 0xF0 {
		n--
		x &^= 0xF0 << (64 - 8*len(b))
		if last >= 0xF0 {
			d.filler(i+len(b)-1, isStated)
		} else if last > 0xF {
			n = 0 // a sixteenth digit, or one that the scheme denies
		}
	}
	if n-1 >= op.MaxDigits || n == 0 || notDecimal(x) {
		d.fault(op.SCCPDigits, i)
		return 0, false
	}
	return packed(x, n), true
}

// notDecimal reports whether one of sixteen signals is above 9.
func notDecimal(x uint64) bool { return x&(x<<1|x<<2)&0x8888888888888888 != 0 }

// packed returns n decimal signals as digits, the others being zero.
func packed(x uint64, n int) op.Digits {
	x = x&0x0F0F0F0F0F0F0F0F<<4 | x>>4&0x0F0F0F0F0F0F0F0F
	return op.Digits(n)<<60 | op.Digits(x>>4)
}

// filler notes an unusual one, where a filler is certain.
func (d *decoder) filler(i int, isStated bool) {
	if isStated {
		d.fault(op.SCCPSpare, i)
	}
}

// signals returns one to eight octets as the first of a word.
func signals(b []byte) (x uint64) {
	if len(b) >= 4 {
		free := uint(64-8*len(b)) & 63
		return uint64(binary.BigEndian.Uint32(b))<<32 | uint64(binary.BigEndian.Uint32(b[len(b)-4:]))<<free
	}
	for k, o := range b {
		x |= uint64(o) << (56 - 8*k)
	}
	return x
}
