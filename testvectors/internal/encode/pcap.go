package encode

import (
	"encoding/binary"
	"time"
)

// Capture is a pcap file (draft-ietf-opsawg-pcap) with one link type.
type Capture struct {
	Link   uint32
	Frames []Frame
	Nano   bool             // nanosecond timestamps
	Order  binary.ByteOrder // of the file; nil is little-endian
}

// Frame is one record.
type Frame struct {
	Time    time.Time
	Octets  []byte
	Missing int // octets that were on the wire and are not in the file
}

// snapLength is what the header promises as the most octets of a record.
const snapLength = 262144

// Bytes writes the file.
func (c Capture) Bytes() []byte {
	order := c.Order
	if order == nil {
		order = binary.LittleEndian
	}
	magic, unit := uint32(0xA1B2C3D4), time.Microsecond
	if c.Nano {
		magic, unit = 0xA1B23C4D, time.Nanosecond
	}
	var out []byte
	word := func(v uint32) {
		b := make([]byte, 4)
		order.PutUint32(b, v)
		out = append(out, b...)
	}
	half := func(v uint16) {
		b := make([]byte, 2)
		order.PutUint16(b, v)
		out = append(out, b...)
	}
	word(magic)
	half(2) // version 2.4
	half(4)
	word(0) // time zone
	word(0) // accuracy
	word(snapLength)
	word(c.Link)
	for _, f := range c.Frames {
		word(uint32(f.Time.Unix()))
		word(uint32(f.Time.Nanosecond() / int(unit)))
		word(uint32(len(f.Octets)))
		word(uint32(len(f.Octets) + f.Missing))
		out = append(out, f.Octets...)
	}
	return out
}
