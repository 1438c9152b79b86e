package diameter

import "encoding/binary"

// fits reports whether data has the size that its type has (RFC 6733 clauses 4.2
// and 4.3), and no value beyond those that are defined.
func (d *decoder) fits(x *avp, e *entry) bool {
	data := d.data[x.at:x.end]
	switch e.kind {
	case word:
		return len(data) == 4 && (e.most == 0 || binary.BigEndian.Uint32(data) <= uint32(e.most))
	case long:
		return len(data) == 8
	case address:
		return isAddress(data)
	case identity:
		return isName(data)
	case uri:
		return len(data) > 0
	}
	return true
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

// classes of octets in a DiameterIdentity (RFC 6733 clause 4.3.1), which is a domain
// name. Underscores are not allowed in hosts' names, and are there.
var classes = func() (c [256]uint8) {
	for i := range c {
		c[i] = foreign
	}
	for _, b := range []byte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") {
		c[b] = 0
	}
	c['.'] = dot
	return c
}()

const (
	foreign = 0x80
	dot     = 0x01
)

// isName reports whether data is a domain name: no octets that such cannot hold, and
// no empty label but behind a dot at the end.
func isName(data []byte) bool {
	bad, before := uint8(0), uint8(dot)
	for _, b := range data {
		c := classes[b]
		bad |= c&foreign | c&before
		before = c
	}
	return bad == 0 && len(data) > 0
}
