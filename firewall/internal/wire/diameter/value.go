package diameter

import "encoding/binary"

// fits reports whether data that is no name has the size and form that its type has
// (RFC 6733 clauses 4.2 and 4.3).
func (e *entry) fits(data []byte) bool {
	switch e.kind {
	case ranged:
		return len(data) == 4 && binary.BigEndian.Uint32(data) <= uint32(e.size)
	case address:
		return isAddress(data)
	case filled:
		return len(data) > 0
	}
	return e.size == 0 || len(data) == int(e.size)
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
	if end == at || end-at > longestName {
		return false
	}
	bad, before := uint64(0), uint64(0x80) // as if a dot were in front
	for ; end-at > 8; at += 8 {
		strange, dots := notInName(binary.LittleEndian.Uint64(b[at:]))
		bad |= strange | dots&(dots<<8|before)
		before = dots >> 56
	}
	strange, dots := notInName(lastWord(b, at, end))
	return (bad|strange|dots&(dots<<8|before))&top == 0
}

// isPlain reports whether b[at:end], in front of which are eight octets or more, is
// ASCII without NUL, which most text is: of such octets none gets a top bit when one
// is taken from it.
func isPlain(b []byte, at, end int) bool {
	bad := uint64(0)
	for ; end-at > 8; at += 8 {
		x := binary.LittleEndian.Uint64(b[at:])
		bad |= x | (x - each)
	}
	last := lastWord(b, at, end)
	return (bad|last|(last-each))&top == 0
}

// lastWord returns b[at:end], up to eight octets, with letters behind. Eight octets or
// more are in front of end.
func lastWord(b []byte, at, end int) uint64 {
	rest := 8 * uint(end-at) // bits
	return binary.LittleEndian.Uint64(b[end-8:])>>(64-rest) | 'a'*each<<rest
}

// A word of eight octets with the same bit set in each.
const (
	each = 0x0101010101010101
	top  = 0x80 * each
)

// notInName sets the top bit of each of eight octets that a name cannot hold, and in
// dots that of each dot. An octet of ASCII is in a range if of what its first lacks to
// 0x80 and what its last lacks to 0x7F one alone sets the top bit when it is added, and
// is another one unless adding 0x7F to the difference leaves the top bit clear. Where
// an octet is not of ASCII, and carries into the next, the name is none anyway.
func notInName(x uint64) (strange, dots uint64) {
	small := x | 0x20*each
	letter := (small + (0x80-'a')*each) ^ (small + (0x7F-'z')*each)
	digit := (x + (0x80-'0')*each) ^ (x + (0x7F-'9')*each)
	noDot := (x ^ '.'*each) + 0x7F*each
	noHyphen := (x ^ '-'*each) + 0x7F*each
	noUnderscore := (x ^ '_'*each) + 0x7F*each
	return noDot&noHyphen&noUnderscore&^(letter|digit) | x, ^noDot & top
}
