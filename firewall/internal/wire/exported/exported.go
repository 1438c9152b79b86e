// Package exported reads what tools export when they cut a protocol out of a
// capture: LINKTYPE_WIRESHARK_UPPER_PDU (252). A list of tags says what the
// octets behind it are and where they came from.
//
//	+---------------+---------------+---------------+---------------+
//	|             Tag               |            Length             |  length of the value
//	|  Value, filled up to a multiple of 4 octets, which are counted |
//	|                              ...                              |
//	|        Tag 0, end             |              0                |
//	|  the octets of the protocol                                   |
//	+---------------------------------------------------------------+
package exported

import (
	"bytes"
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// PDU is what the tags say, as far as the decoders can use it. What no tag says
// is zero.
type PDU struct {
	Protocol         []byte // short name of the protocol, such as "m3ua", "mtp3", "sccp"
	Src, Dst         op.Addr
	SrcPort, DstPort uint16
	OPC, DPC         uint32
	Data             []byte // the protocol's octets
	At               int    // their offset in the frame
}

// Tags (Wireshark's list of exported PDU tags).
const (
	tagEnd       = 0
	tagDissector = 12
	tagIPv4Src   = 20
	tagIPv4Dst   = 21
	tagIPv6Src   = 22
	tagIPv6Dst   = 23
	tagSrcPort   = 25
	tagDstPort   = 26
	tagOPC       = 28
	tagDPC       = 29
)

// Decode reads the tags of a frame. It is false, and a fault recorded, when they
// have no end.
func (p *PDU) Decode(b []byte, f *op.Faults) bool {
	*p = PDU{}
	for at := 0; at+4 <= len(b); {
		tag, length := binary.BigEndian.Uint16(b[at:]), int(binary.BigEndian.Uint16(b[at+2:]))
		at += 4
		if tag == tagEnd {
			p.Data, p.At = b[at:], at
			return true
		}
		if at+length > len(b) {
			break
		}
		p.tag(tag, b[at:at+length])
		at += length
	}
	f.Add(op.FrameTruncated, len(b))
	*p = PDU{}
	return false
}

// tag keeps a value that has the length it should.
func (p *PDU) tag(tag uint16, v []byte) {
	switch {
	case tag == tagDissector:
		p.Protocol = bytes.TrimRight(v, "\x00")
	case tag == tagIPv4Src && len(v) == 4:
		p.Src = op.AddrFrom4(v)
	case tag == tagIPv4Dst && len(v) == 4:
		p.Dst = op.AddrFrom4(v)
	case tag == tagIPv6Src && len(v) == 16:
		p.Src = op.AddrFrom16(v)
	case tag == tagIPv6Dst && len(v) == 16:
		p.Dst = op.AddrFrom16(v)
	case tag == tagSrcPort && len(v) == 4:
		p.SrcPort = uint16(binary.BigEndian.Uint32(v))
	case tag == tagDstPort && len(v) == 4:
		p.DstPort = uint16(binary.BigEndian.Uint32(v))
	case tag == tagOPC && len(v) == 4:
		p.OPC = binary.BigEndian.Uint32(v)
	case tag == tagDPC && len(v) == 4:
		p.DPC = binary.BigEndian.Uint32(v)
	}
}
