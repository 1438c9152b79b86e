package diameter

import "encoding/binary"

// fits reports whether data has the size and form that its type has (RFC 6733 clauses
// 4.2 and 4.3).
func (d *decoder) fits(x *avp) bool {
	n := x.end - x.at
	switch x.kind {
	case ranged:
		return n == 4 && binary.BigEndian.Uint32(d.data[x.at:]) <= uint32(x.size)
	case address:
		return isAddress(d.data[x.at:x.end])
	case identity:
		return n > 0 && n <= longestName && isName(d.data, x.at, x.end)
	case filled:
		return n > 0
	}
	return x.size == 0 || n == int(x.size)
}

// Families of an Address (IANA "Address Family Numbers").
const (
	familyIPv4 = 1
	familyIPv6 = 2
)

// isAddress reports whether data is an Address (RFC 6733 clause 4.3.1): two octets
// of family, and what addresses of that have.
func isAddress(data []byte) bool {
	if len(data) < 2 {
		return false
	}
	switch binary.BigEndian.Uint16(data) {
	case familyIPv4:
		return len(data) == 2+4
	case familyIPv6:
		return len(data) == 2+16
	}
	return true
}

// longestName is a domain name of 255 octets and the dot that may end it (RFC 1035
// clause 2.3.4).
const longestName = 256

// isName reports whether b[at:end], in front of which are eight octets or more, is a
// domain name (RFC 6733 clause 4.3.1): letters, digits and hyphens, underscores,
// which are not allowed in hosts' names and are there, and dots with something in
// front of each. Names are most of a command's octets, so eight are looked at at once.
func isName(b []byte, at, end int) bool {
	bad, before := uint64(0), uint64(0x80) // as if a dot were in front
	for ; end-at > 8; at += 8 {
		strange, dots := notInName(binary.LittleEndian.Uint64(b[at:]))
		bad |= strange | dots&(dots<<8|before)
		before = dots >> 56
	}
	rest := 8 * uint(end-at) // bits; what else is in the last word becomes letters
	last := binary.LittleEndian.Uint64(b[end-8:])>>(64-rest) | 'a'*each<<rest
	strange, dots := notInName(last)
	return (bad|strange|dots&(dots<<8|before))&top == 0
}

// A word of eight octets with the same bit set in each.
const (
	each = 0x0101010101010101
	top  = 0x80 * each
)

// notInName sets the top bit of each of eight octets that a name cannot hold, and in
// dots that of each dot: an octet of ASCII is in a range if adding what its first
// lacks to 0x80 sets the top bit, and adding what its last lacks to 0x7F does not.
func notInName(x uint64) (strange, dots uint64) {
	low := x &^ top
	small := low | 0x20*each
	letter := (small + (0x80-'a')*each) &^ (small + (0x7F-'z')*each)
	digit := (low + (0x80-'-')*each) &^ (low + (0x7F-'9')*each) // also hyphen, dot and slash
	noSlash := (low ^ '/'*each) + 0x7F*each
	noUnderscore := (low ^ '_'*each) + 0x7F*each
	noDot := (low ^ '.'*each) + 0x7F*each
	return ^(letter | digit&noSlash | ^noUnderscore) | x, ^noDot & top
}
