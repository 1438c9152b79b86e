package mtp3

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Service indicators (Q.704 clause 14.2.1).
const (
	ServiceManagement = 0
	ServiceTest       = 1
	ServiceSCCP       = 3
	ServiceISUP       = 5
)

// labelLength is that of the service information octet and the routing label
// (Q.704 clause 2.2).
const labelLength = 5

// Decode reads a message of level 3 that starts at offset at of the payload, and
// fills the point codes and indicators of s with their bits in present. It
// returns the user part's octets and their offset; ok is false, and a fault
// recorded, when there is no whole routing label.
func Decode(b []byte, at int, s *op.SS7, present *[4]uint64, f *op.Faults) (data []byte, off int, ok bool) {
	if len(b) < labelLength {
		f.Add(op.MTP3Label, at+len(b))
		return nil, at + len(b), false
	}
	label := binary.LittleEndian.Uint32(b[1:])
	s.ServiceIndicator, s.NetworkIndicator = b[0]&0xF, b[0]>>6
	s.DPC, s.OPC, s.SLS = label&0x3FFF, label>>14&0x3FFF, uint8(label>>28)
	present[op.ColOpc>>6] |= 1<<(op.ColOpc&63) | 1<<(op.ColDpc&63) | 1<<(op.ColServiceIndicator&63) | 1<<(op.ColNetworkIndicator&63)
	return b[labelLength:], at + labelLength, true
}
