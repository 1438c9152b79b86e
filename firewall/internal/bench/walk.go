package bench

import "encoding/binary"

// walk is the least that reading a message can cost: it steps from element to
// element and adds their types up. It checks no more than keeps it inside the
// octets.
func walk(b []byte) (sum int) {
	switch {
	case len(b) < 12:
		return 0
	case b[0] == 1 && int(binary.BigEndian.Uint32(b)&0xFFFFFF) == len(b):
		return walkDiameter(b)
	case b[0] == 1:
		return walkM3UA(b)
	case b[0]>>5 == 2:
		return walk2(b)
	case b[1] == 255:
		return int(binary.BigEndian.Uint32(b[4:]))
	}
	return walk1(b)
}

// walkDiameter steps over the AVPs of the top level.
func walkDiameter(b []byte) (sum int) {
	for at := 20; at+8 <= len(b); {
		sum += int(binary.BigEndian.Uint32(b[at:]))
		at += max(int(binary.BigEndian.Uint32(b[at+4:])&0xFFFFFF)+3, 8) &^ 3
	}
	return sum
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

// walkM3UA follows the parameters of M3UA, the data pointer of a UDT, and the
// elements of BER, those inside others too.
func walkM3UA(b []byte) (sum int) {
	const data, header = 0x0210, 4 + 12
	for at := 8; at+4 <= len(b); {
		tag, n := binary.BigEndian.Uint16(b[at:]), int(binary.BigEndian.Uint16(b[at+2:]))
		if n < 4 || at+n > len(b) {
			break
		}
		sum += int(tag)
		if unit := b[at+4 : at+n]; tag == data && len(unit) > header-4+5 {
			unit = unit[header-4:]
			if p := 4 + int(unit[4]); p < len(unit) {
				sum += walkBER(unit[p+1:])
			}
		}
		at += (n + 3) &^ 3
	}
	return sum
}

func walkBER(b []byte) (sum int) {
	const constructed = 0x20
	for at := 0; at+2 <= len(b); {
		tag, n := b[at], int(b[at+1])
		at += 2
		if n == 0x81 && at < len(b) {
			n = int(b[at])
			at++
		}
		if sum += int(tag); tag&constructed == 0 {
			at += n
		}
	}
	return sum
}
