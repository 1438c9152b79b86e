package encode

import (
	"encoding/binary"
	"net/netip"
)

// U16 is v in two octets, network order.
func U16(v int) []byte { return binary.BigEndian.AppendUint16(nil, uint16(v)) }

// U24 is v in three octets, network order.
func U24(v uint32) []byte { return []byte{byte(v >> 16), byte(v >> 8), byte(v)} }

// U32 is v in four octets, network order.
func U32(v uint32) []byte { return binary.BigEndian.AppendUint32(nil, v) }

// U40 is v in five octets, network order: the bit rates of TS 29.274 clause 8.15.
func U40(v uint64) []byte {
	return []byte{byte(v >> 32), byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)}
}

// Join concatenates into fresh memory.
func Join(parts ...[]byte) []byte {
	var out []byte
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// TBCD packs digits two to an octet, the earlier one in the low nibble, and fills
// an odd number with 0xF (TS 29.002 clause 17.7.8). Besides '0'..'9' it takes
// 'a'..'f' for the nibbles that an attack puts in their place.
func TBCD(digits string) []byte {
	var out []byte
	for i := 0; i < len(digits); i += 2 {
		hi := byte(0xF)
		if i+1 < len(digits) {
			hi = nibble(digits[i+1])
		}
		out = append(out, hi<<4|nibble(digits[i]))
	}
	return out
}

func nibble(c byte) byte {
	if c >= 'a' {
		return c - 'a' + 10
	}
	return c - '0'
}

// PLMN is the three octets of "MCC-MNC" (TS 24.008 clause 10.5.1.13): MCC2 MCC1,
// MNC3 or 0xF and MCC3, MNC2 MNC1.
func PLMN(s string) []byte {
	mnc3 := byte(0xF)
	if len(s) == 7 {
		mnc3 = nibble(s[6])
	}
	return []byte{nibble(s[1])<<4 | nibble(s[0]), mnc3<<4 | nibble(s[2]), nibble(s[5])<<4 | nibble(s[4])}
}

// Labels is a name as length-prefixed labels (TS 23.003 clause 9.1); the empty
// name is no octets.
func Labels(name string) []byte {
	var out []byte
	for len(name) > 0 {
		n := 0
		for n < len(name) && name[n] != '.' {
			n++
		}
		out = append(append(out, byte(n)), name[:n]...)
		name = name[min(n+1, len(name)):]
	}
	return out
}

// octets4or16 is an address in its own width.
func octets4or16(a netip.Addr) []byte { return a.AsSlice() }
