package bench

import "encoding/binary"

// walk is the least that reading a GTP message can cost: it steps from element
// to element and adds their types up. It checks no more than keeps it inside
// the octets.
func walk(b []byte) (sum int) {
	switch {
	case len(b) < 12:
		return 0
	case b[0]>>5 == 2:
		return walk2(b)
	case b[1] == 255:
		return int(binary.BigEndian.Uint32(b[4:]))
	}
	return walk1(b)
}

func walk2(b []byte) (sum int) {
	at := 8
	if b[0]&0x08 != 0 {
		at = 12
	}
	for at+4 <= len(b) {
		sum += int(b[at])
		at += 4 + int(binary.BigEndian.Uint16(b[at+1:]))
	}
	return sum
}

func walk1(b []byte) (sum int) {
	for at := 12; at < len(b); {
		sum += int(b[at])
		switch {
		case b[at] < 128:
			at += 1 + int(fixed[b[at]])
		case at+3 <= len(b):
			at += 3 + int(binary.BigEndian.Uint16(b[at+1:]))
		default:
			return sum
		}
	}
	return sum
}

// fixed are the lengths of elements that carry none (TS 29.060 clause 7.7).
var fixed = [128]uint8{
	1: 1, 2: 8, 3: 6, 4: 4, 5: 4, 8: 1, 9: 28, 11: 1, 12: 3, 13: 1, 14: 1, 15: 1, 16: 4, 17: 4, 18: 5, 19: 1,
	20: 1, 21: 1, 22: 9, 23: 1, 24: 1, 25: 2, 26: 2, 27: 2, 28: 2, 29: 1, 127: 4,
}
