package replay

import (
	"encoding/binary"
	"fmt"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// maxFrame is the longest frame that is taken for one: as Wireshark and libpcap
// have it. A longer one means that the file is damaged.
const maxFrame = 256 << 10

// pcapHeader is the size of a file header.
//
//	+-------+-------+-------+----------+---------+---------+-----------+
//	| Magic | Major | Minor | Reserved | Reserved| SnapLen | Link type |
//	|   4   |   2   |   2   |    4     |    4    |    4    |     4     |
//	+-------+-------+-------+----------+---------+---------+-----------+
const pcapHeader = 24

// Magic numbers, as the writing host's byte order shows them.
const (
	magicMicroseconds = 0xA1B2C3D4
	magicNanoseconds  = 0xA1B23C4D
	magicModified     = 0xA1B2CD34 // microseconds; records name interface and protocol
)

// pcap reads records of the classic format.
//
//	+-----------+---------------------+---------------+---------------+
//	| Seconds 4 | Micro- or nanos.  4 |  Captured  4  |  Original  4  |
//	+-----------+---------------------+---------------+---------------+
type pcap struct {
	order  binary.ByteOrder
	header int   // octets of a record's header
	tickNS int64 // unit of the time's second half
	encap  op.Encapsulation
}

// pcapFormat reads a file header. whole is false when its end is missing.
func pcapFormat(b []byte) (f *pcap, whole bool, err error) {
	if len(b) < 4 {
		return nil, false, ErrNotCapture
	}
	f = &pcap{order: binary.LittleEndian, header: 16, tickNS: 1000}
	if b[0] == magicMicroseconds>>24 {
		f.order = binary.BigEndian
	}
	switch f.order.Uint32(b) {
	case magicMicroseconds:
	case magicNanoseconds:
		f.tickNS = 1
	case magicModified:
		f.header = 24
	default:
		return nil, false, ErrNotCapture
	}
	if len(b) < pcapHeader {
		return f, false, nil
	}
	if major, minor := f.order.Uint16(b[4:]), f.order.Uint16(b[6:]); major != 2 {
		return nil, false, fmt.Errorf("pcap version %d.%d is not supported", major, minor)
	}
	// The upper bits tell about frame check sequences, which come after what
	// the IP length covers.
	f.encap = encapsulation(f.order.Uint32(b[20:]) & 0x03FFFFFF)
	return f, true, nil
}

func (p *pcap) measure(b []byte) (need int, skip int64, err error) {
	if len(b) < p.header {
		return p.header, 0, nil
	}
	captured := p.order.Uint32(b[8:])
	if captured > maxFrame {
		return 0, 0, fmt.Errorf("a record claims %d octets, more than the %d that a frame may have", captured, maxFrame)
	}
	return p.header + int(captured), 0, nil
}

func (p *pcap) frame(b []byte, f *op.Frame) (count int32, ok bool, err error) {
	*f = op.Frame{
		Data:      b[p.header:],
		TimeNS:    int64(p.order.Uint32(b))*1e9 + int64(p.order.Uint32(b[4:]))*p.tickNS,
		Encap:     p.encap,
		Truncated: p.order.Uint32(b[12:]) > p.order.Uint32(b[8:]),
	}
	return 1, true, nil
}

// encapsulation maps a link type to one that is decoded, if it is. Some systems
// wrote their own numbers for raw IP.
func encapsulation(linkType uint32) op.Encapsulation {
	switch linkType {
	case 0, 1, 101, 108, 113, 139, 140, 141, 142, 228, 229, 252, 276:
		return op.Encapsulation(linkType)
	case 12, 14:
		return op.EncapRaw
	}
	return op.EncapUnsupported
}
