package resolve

import (
	"encoding/binary"
	"math/bits"
)

// maxName is the longest name that is looked up: a domain name of 255 octets (RFC
// 1035 clause 2.3.4).
const maxName = 255

// lowered is room for a name in lower case, zero-filled: eight octets at a time
// can be read from any place in it.
type lowered [maxName + 9]byte

// from copies up to maxName octets in lower case: octets from 'A' to 'Z' get bit 5,
// eight at a time. The lengths of labels in an access point name are below 'A' and
// stay.
func (l *lowered) from(wire []byte) {
	copy(l[:maxName], wire)
	for i := 0; i < len(wire) && i < maxName; i += 8 {
		w := binary.LittleEndian.Uint64(l[i:])
		const each = 0x0101010101010101
		seven := w & (0x7F * each)
		upper := (seven + (0x80-'A')*each) &^ (seven + (0x7F-'Z')*each) &^ w & (0x80 * each)
		binary.LittleEndian.PutUint64(l[i:], w|upper>>2)
	}
}

// hash returns a hash of the octets from one place to another, where the name ends.
func (l *lowered) hash(from, to int) uint64 {
	h := uint64(to - from)
	for i := from; i < to; i += 8 {
		h = bits.RotateLeft64(h^binary.LittleEndian.Uint64(l[i:]), 29) * 0xBF58476D1CE4E5B9
	}
	return h
}
