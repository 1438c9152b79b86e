package sccp

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Unit is where the parts of a message are.
type Unit struct {
	Type uint8

	// Data is the user's octets: a message of TCAP, or a segment of one. At is
	// its offset in the payload. nil when there is none to go on with.
	Data []byte
	At   int

	// Called and Calling are the party addresses as they came, nil if they could
	// not be found.
	Called, Calling []byte

	// IsSegment: Data is the segment that Segment describes, for Segments.Add to
	// make whole.
	IsSegment bool
	Segment   Segment

	// IsReturnedPart: Data is a segment that comes back in XUDTS or LUDTS. Nodes
	// give segments back in any order, and not all of them, so it stays a part. A
	// receiver does no more with it than to tell the transaction that it failed
	// (Q.714 clause 4.2), if that.
	IsReturnedPart bool

	// IsManagement: the message is for the management of SCCP itself, which
	// Management describes. Data is nil, At where the management's octets are.
	IsManagement bool
	Management   Management
}

// Decode reads a message that starts at offset at of the payload. It fills the
// SCCP part of s, with the bits of its columns in present (read) or invalid
// (there and unreadable), and records faults. It is false when there is neither
// data nor management to go on with.
func (u *Unit) Decode(b []byte, at int, s *op.SS7, present, invalid *[4]uint64, f *op.Faults) bool {
	*u = Unit{}
	if len(b) == 0 {
		f.Add(op.SCCPLength, at)
		return false
	}
	u.Type, s.SCCPType = b[0], b[0]
	var d decoder // field by field: a literal is built aside and copied, which takes 8 ns
	d.b, d.at, d.s, d.f, d.present = b, at, s, f, 1<<(op.ColSccpType-columns)
	if int(b[0]) < len(layouts) && layouts[b[0]].pointers != 0 {
		called, calling, data := d.connectionless(&layouts[b[0]], u)
		u.Called, u.Calling = called.of(b), calling.of(b)
		if !u.IsManagement {
			u.Data, u.At = data.of(b), at+data.from
		}
	} else {
		d.fault(op.SCCPMessageUnknown, 0)
	}
	present[columns>>6] |= d.present
	invalid[columns>>6] |= d.invalid
	return u.Data != nil || u.IsManagement
}

// columns is the number of the first column of SS7; its bits share a word.
const columns = 128

// decoder holds what the parts of a message are read into.
type decoder struct {
	b                []byte
	at               int // offset of b in the payload
	s                *op.SS7
	present, invalid uint64 // bits from columns on
	f                *op.Faults
	end              int // of the parts read so far, in b
}

// fault records an anomaly at b[i:]. It is kept out of the callers' way: most
// messages have none.
//
//go:noinline
func (d *decoder) fault(c op.FaultCode, i int) { d.f.Add(c, d.at+i) }

// span is where a part's content is; it is never empty, and the zero span is none.
type span struct{ from, to int }

func (s span) of(b []byte) []byte {
	if s.to == 0 {
		return nil
	}
	return b[s.from:s.to]
}

// connectionless reads a message of class 0 or 1 and returns where its parts are.
func (d *decoder) connectionless(l *layout, u *Unit) (called, calling, data span) {
	pointers, size := 3, 1
	if l.extended {
		pointers = 4
	}
	if l.isLong {
		size = 2
	}
	d.end = l.pointers + pointers*size
	if len(d.b) < d.end {
		d.fault(op.SCCPLength, len(d.b))
		return called, calling, data
	}
	d.fixed(l)
	if called = d.part(l.pointers, size, 1); called.to != 0 {
		d.address(called.of(d.b), called.from, &d.s.Called, op.ColCalledIndicator-columns)
	}
	if calling = d.part(l.pointers+size, size, 1); calling.to != 0 {
		d.address(calling.of(d.b), calling.from, &d.s.Calling, op.ColCallingIndicator-columns)
	}
	data = d.part(l.pointers+2*size, size, size)
	if l.extended {
		d.optional(l.pointers+3*size, size, u)
	}
	if d.end < len(d.b) {
		d.fault(op.SCCPLength, d.end)
	}
	if data.to != 0 && d.isManagement(l, u) {
		u.IsManagement, u.Management, u.At = true, d.management(data.of(d.b), data.from), d.at+data.from
	}
	return called, calling, data
}

// fixed reads the protocol class or return cause, and the hop counter. Causes
// that are not listed are as good as "unqualified" (Q.713 clause 3.12).
func (d *decoder) fixed(l *layout) {
	s := d.s
	if o := d.b[1]; l.isService {
		s.ReturnCause = o
	} else {
		s.SCCPClass, s.ReturnOption = o&0xF, o&0x80 != 0
		d.present |= 1 << (op.ColSccpClass - columns)
		if o&^0x81 != 0 { // class 0 or 1, return option 0 or 8
			d.fault(op.SCCPValue, 1)
		}
	}
	if l.extended {
		s.HopCounter = d.b[2]
		d.present |= 1 << (op.ColHopCounter - columns)
		if d.b[2]-1 >= 15 {
			d.fault(op.SCCPValue, 2)
		}
	}
}

// target follows the pointer of size octets at b[p:]; 0 if it is zero. A pointer
// of two octets counts from the second (Q.713 clause 2.3).
func (d *decoder) target(p, size int) int {
	n := int(d.b[p])
	if size == 2 {
		n, p = int(binary.LittleEndian.Uint16(d.b[p:])), p+1
	}
	if n == 0 {
		return 0
	}
	return p + n
}

// part finds the mandatory part whose pointer is at b[p:] and whose length takes
// lengthSize octets. It returns none if it cannot be found.
func (d *decoder) part(p, size, lengthSize int) span {
	i := d.target(p, size)
	switch {
	case i == 0:
		d.fault(op.SCCPPointer, p)
		return span{}
	case i+lengthSize > len(d.b):
		d.fault(op.SCCPLength, p)
		return span{}
	case i != d.end:
		d.fault(op.SCCPPointer, p)
	}
	n := int(d.b[i])
	if lengthSize == 2 {
		n = int(binary.LittleEndian.Uint16(d.b[i:]))
	}
	if end := i + lengthSize + n; n != 0 && end <= len(d.b) {
		d.end = max(d.end, end)
		return span{i + lengthSize, end}
	}
	d.fault(op.SCCPLength, i)
	return span{}
}
