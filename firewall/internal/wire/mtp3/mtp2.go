package mtp3

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Framing says how level 2 is kept in a capture.
type Framing uint8

const (
	// Basic is LINKTYPE_MTP2: sequence numbers of 7 bits.
	Basic Framing = iota
	// Pseudo is LINKTYPE_MTP2_WITH_PHDR: four octets before the frame say,
	// among other things, which format its sequence numbers have.
	Pseudo
)

const (
	pseudoLength   = 4
	basicLength    = 3 // two sequence numbers of 7 bits, length indicator of 6
	extendedLength = 6 // of 12 bits, length indicator of 9 (Q.703 annex A)
	extended       = 1 // value of the pseudo-header's second octet
)

// SignalUnit finds the message of level 3 in a frame of level 2. It returns its
// octets and their offset, or no octets for a unit of level 2's own: fill-in and
// link status. ok is false, and a fault recorded, when the length indicator
// disagrees with the octets.
//
// A capture may keep the two octets of the check sequence, or not; nothing says
// which. The length indicator tells, unless it is at its largest value, which
// means "this or more" (Q.703 clause 2.3.3): then all octets are the message.
func SignalUnit(b []byte, framing Framing, f *op.Faults) (message []byte, off int, ok bool) {
	header, most := basicLength, 63
	if framing == Pseudo {
		if len(b) < pseudoLength {
			f.Add(op.MTP3Label, len(b))
			return nil, len(b), false
		}
		off = pseudoLength
		if b[1] == extended {
			header, most = extendedLength, 511
		}
	}
	if len(b) < off+header {
		f.Add(op.MTP3Label, len(b))
		return nil, len(b), false
	}
	length := int(b[off+2] & 0x3F)
	if header == extendedLength {
		length = int(binary.LittleEndian.Uint16(b[off+4:]) & 0x1FF)
	}
	off += header
	const check = 2 // octets of the check sequence
	switch rest := len(b) - off; {
	case length == most && rest >= most, rest == length:
		message = b[off:]
	case rest == length+check:
		message = b[off : off+length]
	default:
		f.Add(op.MTP3Label, off-1)
		return nil, off, false
	}
	if length <= 2 {
		return nil, off, true
	}
	return message, off, true
}
