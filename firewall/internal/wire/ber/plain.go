package ber

import "encoding/binary"

// Plain reads the tag and length at b[p:] as nearly everybody codes them: a tag of
// one or two octets, a length in its shortest form, contents that are b[from:to].
// If they are not, to is 0, and a Walk tells what is there.
func Plain(b []byte, p int) (tag uint32, from, to int) {
	if len(b)-p < 2 {
		return 0, 0, 0
	}
	tag, from = uint32(b[p]), p+1
	if tag&numberMask == numberMask {
		if b[from] < 31 || b[from] >= 0x80 || len(b)-from < 2 {
			return 0, 0, 0
		}
		tag, from = tag<<8|uint32(b[from]), from+1
	} else if tag&^constructedBit == 0 {
		return 0, 0, 0
	}
	n := int(b[from])
	if from++; n >= 0x80 {
		switch left := len(b) - from; {
		case n == 0x81 && left > 1 && b[from] >= 0x80:
			n, from = int(b[from]), from+1
		case n == 0x82 && left > 2 && b[from] != 0:
			n, from = int(binary.BigEndian.Uint16(b[from:])), from+2
		default:
			return 0, 0, 0
		}
	}
	if n > len(b)-from {
		return 0, 0, 0
	}
	return tag, from, from + n
}

// IsFlat reports whether b holds nothing but primitive elements with tags of one
// octet and short lengths: there is nothing more to verify in it then.
func IsFlat(b []byte) bool {
	p := 0
	for len(b)-p >= 2 {
		tag, n := b[p], int(b[p+1])
		if tag&constructedBit != 0 || tag&numberMask == numberMask || tag == 0 || n >= 0x80 {
			return false
		}
		p += 2 + n
	}
	return p == len(b)
}
