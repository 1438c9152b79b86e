// Package cursor reads big-endian fields out of octets without ever reading
// past their end and without allocating. Every read is small enough to be
// inlined into the decoder that uses it (inline_test.go holds it to that).
//
// A read that does not fit returns false and leaves the cursor where it was,
// so that Offset names the octet where the input fell short: the offset of the
// fault to record. Offsets of a Sub count from the same origin as its parent's.
package cursor

import "encoding/binary"

// Cursor is a position in a run of octets. The zero value is at the end of
// nothing. It is a value: a copy is a second, independent position.
type Cursor struct {
	data []byte // octets that may be read end here, whatever the capacity
	off  int    // 0 <= off <= len(data)
}

// New returns a cursor at the first octet of b.
func New(b []byte) Cursor { return Cursor{data: b} }

// Offset returns the position, in octets from the origin.
func (c *Cursor) Offset() int { return c.off }

// Len returns how many octets are left.
func (c *Cursor) Len() int { return len(c.data) - c.off }

// Rest returns the octets that are left, without moving.
func (c *Cursor) Rest() []byte { return c.data[c.off:] }

// U8 reads one octet.
func (c *Cursor) U8() (v uint8, ok bool) {
	if c.off >= len(c.data) {
		return 0, false
	}
	v = c.data[c.off]
	c.off++
	return v, true
}

// U16 reads two octets.
func (c *Cursor) U16() (v uint16, ok bool) {
	if len(c.data)-c.off < 2 {
		return 0, false
	}
	v = binary.BigEndian.Uint16(c.data[c.off:])
	c.off += 2
	return v, true
}

// U24 reads three octets.
func (c *Cursor) U24() (v uint32, ok bool) {
	if len(c.data)-c.off < 3 {
		return 0, false
	}
	b := c.data[c.off : c.off+3]
	c.off += 3
	return uint32(b[0])<<16 | uint32(b[1])<<8 | uint32(b[2]), true
}

// U32 reads four octets.
func (c *Cursor) U32() (v uint32, ok bool) {
	if len(c.data)-c.off < 4 {
		return 0, false
	}
	v = binary.BigEndian.Uint32(c.data[c.off:])
	c.off += 4
	return v, true
}

// U64 reads eight octets.
func (c *Cursor) U64() (v uint64, ok bool) {
	if len(c.data)-c.off < 8 {
		return 0, false
	}
	v = binary.BigEndian.Uint64(c.data[c.off:])
	c.off += 8
	return v, true
}

// Peek returns the next octet without moving.
func (c *Cursor) Peek() (v uint8, ok bool) {
	if c.off >= len(c.data) {
		return 0, false
	}
	return c.data[c.off], true
}

// Take reads n octets. The result aliases the input. A negative n never fits.
func (c *Cursor) Take(n int) (p []byte, ok bool) {
	if n < 0 || n > len(c.data)-c.off {
		return nil, false
	}
	p = c.data[c.off : c.off+n : c.off+n]
	c.off += n
	return p, true
}

// Skip moves n octets on. A negative n never fits.
func (c *Cursor) Skip(n int) bool {
	if n < 0 || n > len(c.data)-c.off {
		return false
	}
	c.off += n
	return true
}

// Sub returns a cursor over the next n octets, whose offsets keep counting from
// the parent's origin, and moves past them. A negative n never fits.
func (c *Cursor) Sub(n int) (s Cursor, ok bool) {
	if n < 0 || n > len(c.data)-c.off {
		return Cursor{}, false
	}
	s = Cursor{c.data[:c.off+n], c.off}
	c.off += n
	return s, true
}
