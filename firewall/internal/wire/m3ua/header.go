package m3ua

import (
	"encoding/binary"
	"math"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// headerLength is that of the header which all SIGTRAN protocols share.
const headerLength = 8

// Message is what a header says, and where the user's octets are.
type Message struct {
	Class, Type uint8

	// Data is what a DATA message carries for the user part (of M2PA: the
	// message of MTP3), and At its offset in the payload. nil in all others.
	Data []byte
	At   int

	// Affected is the content of the first Affected Point Code parameter: four
	// octets each, see PointCode. AffectedAt is its offset in the payload.
	Affected   []byte
	AffectedAt int
}

// Code returns class and type as one number.
func (m Message) Code() uint32 { return uint32(m.Class)<<8 | uint32(m.Type) }

// PointCode reads one of the four-octet entries of an Affected Point Code
// parameter (RFC 4666 clause 3.4.1): a point code of which the last mask bits are
// wild.
func PointCode(b []byte) (code uint32, mask uint8) {
	return binary.BigEndian.Uint32(b) & 0xFFFFFF, b[0]
}

// Is reports whether octets that are not said to be M3UA are a message of it: the
// header, a class and type that are listed, and the length of all that is there. No
// message of Diameter looks so, whose length stands where class and type do.
func Is(b []byte) bool {
	return len(b) >= headerLength && b[0] == 1 && b[1] == 0 && ruleOf(b[2], b[3]) != nil &&
		(int64(binary.BigEndian.Uint32(b[4:]))+3)&^3 == (int64(len(b))+3)&^3
}

// Framed returns how many octets the message takes that a TCP stream goes on with,
// by its header of 8 octets. ok is false when this is no message of M3UA, M2PA or
// SUA: what follows in the stream cannot be told then.
func Framed(b []byte) (n int, ok bool) {
	length := int64(binary.BigEndian.Uint32(b[4:]))
	if b[0] != 1 || length < headerLength || length > math.MaxInt32 {
		return 0, false
	}
	return int(length), true
}

// IsLikely reports whether octets at any place of a stream, 8 or more, are the
// beginning of a message: one that is listed, of a length that it may have, with
// parameters that begin like one.
func IsLikely(b []byte) bool {
	n, ok := Framed(b)
	if !ok || b[1] != 0 || n%4 != 0 || ruleOf(b[2], b[3]) == nil {
		return false
	}
	if n == headerLength || len(b) < headerLength+4 {
		return true
	}
	tag, length := binary.BigEndian.Uint16(b[8:]), int(binary.BigEndian.Uint16(b[10:]))
	_, listed := slotOf(tag)
	return listed && length >= 4 && headerLength+length <= n
}

// header reads the common header. end is where the message's parameters end: at
// its length, or where the octets do. ok is false when nothing can be read on.
func header(b []byte, f *op.Faults) (class, typ uint8, end int, ok bool) {
	if len(b) < headerLength {
		f.Add(op.M3UAHeader, len(b))
		return 0, 0, 0, false
	}
	if b[0] != 1 {
		f.Add(op.M3UAHeader, 0)
		return 0, 0, 0, false
	}
	if b[1] != 0 {
		f.Add(op.M3UAHeader, 1)
	}
	length := int64(binary.BigEndian.Uint32(b[4:]))
	switch {
	case length == int64(len(b)):
	case length < headerLength || length > int64(len(b)):
		f.Add(op.M3UALength, 4)
	default:
		return b[2], b[3], int(length), true
	}
	return b[2], b[3], len(b), true
}
