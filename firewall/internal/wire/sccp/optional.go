package sccp

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// Names of optional parameters (Q.713 clause 3) of connectionless messages.
const (
	endOfOptional = 0x00
	segmentation  = 0x10
	importance    = 0x12
)

// Segment is the segmentation parameter (Q.713 clause 3.17).
//
//	  8   7   6   5   4   3   2   1
//	+---+---+-------+---------------+
//	| F | C | spare | remaining     |
//	| local reference (3)           |
//	+-------------------------------+
type Segment struct {
	First      bool
	InSequence bool  // C: the user asked for class 1, in-sequence delivery
	Remaining  uint8 // segments that follow, 0 to 15
	Reference  uint32
}

// maxOptional bounds the list, end included. There are two parameters for these
// messages; a list of hundreds has but one purpose.
const maxOptional = 32

// optional reads the list of parameters, each a name, a length and a value, whose
// pointer is at b[p:].
func (d *decoder) optional(p, size int, u *Unit) {
	i := d.target(p, size)
	if i == 0 {
		return
	}
	if i >= len(d.b) {
		d.fault(op.SCCPLength, p)
		return
	}
	if i != d.end {
		d.fault(op.SCCPPointer, p)
	}
	var seen [4]uint64
	for range maxOptional {
		if i >= len(d.b) {
			break
		}
		name := d.b[i]
		if name == endOfOptional {
			d.end = max(d.end, i+1)
			return
		}
		if i+2 > len(d.b) || i+2+int(d.b[i+1]) > len(d.b) {
			break
		}
		word, bit := &seen[name>>6], uint64(1)<<(name&63)
		if *word&bit != 0 {
			d.fault(op.SCCPOptionalRepeated, i)
		} else {
			d.parameter(name, d.b[i+2:i+2+int(d.b[i+1])], i, u)
		}
		*word |= bit
		i += 2 + int(d.b[i+1])
	}
	d.fault(op.SCCPOptional, i)
	d.end = len(d.b)
}

func (d *decoder) parameter(name uint8, v []byte, i int, u *Unit) {
	switch {
	case name == segmentation && len(v) == 4:
		d.segment(v, i, u)
	case name == importance && len(v) == 1:
		if v[0] > 7 {
			d.fault(op.SCCPValue, i+2)
		}
	case name == segmentation || name == importance:
		d.fault(op.SCCPOptional, i)
	default:
		d.fault(op.SCCPOptionalUnknown, i)
	}
}

// segment reads the segmentation parameter at b[i:].
//
// Segments come in class 1, whatever the user asked for, because only there they
// come in order (Q.714 clause 4.1.1.2.1). In class 0 a receiver that waits for
// order and one that sorts would put different messages together. Nor has a XUDT of
// class 0 any use for the parameter when it is the only one (RULES C-04); in LUDT it
// helps a relay that has to segment (Q.714 clause 4.1.1.2).
func (d *decoder) segment(v []byte, i int, u *Unit) {
	u.Segment = Segment{v[0]&0x80 != 0, v[0]&0x40 != 0, v[0] & 0xF, uint32(v[1])<<16 | uint32(v[2])<<8 | uint32(v[3])}
	if v[0]&0x30 != 0 {
		d.fault(op.SCCPOptional, i+2)
	}
	isPart := !u.Segment.First || u.Segment.Remaining != 0
	if layouts[u.Type].isService {
		u.IsReturnedPart = isPart
		return
	}
	u.IsSegment = true
	if d.s.SCCPClass != 1 && (isPart || u.Type == XUDT) {
		d.fault(op.SCCPSegment, i)
	}
}
