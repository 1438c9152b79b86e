package ip

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Packet is what the headers of one IP packet say. Decode fills it; it holds
// slices of the frame.
type Packet struct {
	Version  uint8 // 4 or 6 when the fixed header was read, else 0
	Src, Dst op.Addr
	Protocol uint8  // of Payload
	Payload  []byte // octets behind the headers, as far as they are there and the IP length covers them
	Length   int    // octets that the IP length says there are behind the headers
	At       int    // offset of Payload in the frame, or in the datagram that was put together

	IsFragment     bool // of more than one: Payload is a part
	MoreFragments  bool
	FragmentOffset int // octets
	ID             uint32

	// What the chain of headers ends at, in a first fragment too. A later
	// fragment has no ports.
	Transport        uint8
	HasPorts         bool // UDP, TCP or SCTP
	SrcPort, DstPort uint16

	Faults op.Faults // offsets count like At

	truncated bool // the link says that octets are missing at the frame's end
	headers   int  // extension headers passed
	fragments int  // fragment headers passed
}

// MaxExtensionHeaders bounds the chain. RFC 8504 clause 5.3 lets a host discard
// packets with more than eight options; no real packet has half as many headers.
const MaxExtensionHeaders = 8

// Decode reads the packet that starts at frame[at]. version is 4 or 6, or 0
// where the layer below does not say. truncated means that the link kept fewer
// octets than there were: what is missing at the end is then no fault of the
// sender.
//
// ok is false when what the packet carries cannot be told; a fault says why.
func (p *Packet) Decode(frame []byte, at int, version uint8, truncated bool) (ok bool) {
	*p = Packet{At: at, truncated: truncated}
	if at >= len(frame) {
		return p.short(op.IPHeader, at)
	}
	v := frame[at] >> 4
	switch {
	case version != 0 && v != version:
	case v == 4:
		return p.header4(frame[at:])
	case v == 6:
		return p.header6(frame[at:])
	}
	p.Faults.Add(op.IPHeader, at)
	return false
}

// short records that octets are missing: cut off by the link if that says so,
// else the fault given.
func (p *Packet) short(c op.FaultCode, at int) bool {
	if p.truncated {
		c = op.FrameTruncated
	}
	p.Faults.Add(c, at)
	return false
}

// header4 reads an IPv4 header (RFC 791 clause 3.1).
//
//	 0                   1                   2                   3
//	 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//	+-------+-------+---------------+-------------------------------+
//	|Version|  IHL  |      TOS      |          Total Length         |
//	+-------+-------+---------------+-----+-------------------------+
//	|         Identification        |Flags|     Fragment Offset     |
//	+---------------+---------------+-----+-------------------------+
//	|      TTL      |    Protocol   |        Header Checksum        |
//	+---------------+---------------+-------------------------------+
//	|                         Source Address                        |
//	|                      Destination Address                      |
//	|                    Options (IHL - 5 words)                    |
//	+---------------------------------------------------------------+
func (p *Packet) header4(b []byte) bool {
	if len(b) < 20 {
		return p.short(op.IPHeader, p.At+len(b))
	}
	header, total := int(b[0]&0xF)*4, int(binary.BigEndian.Uint16(b[2:]))
	p.Src, p.Dst, p.Protocol = op.AddrFrom4(b[12:16]), op.AddrFrom4(b[16:20]), b[9]
	p.Version = 4
	if header < 20 {
		p.Faults.Add(op.IPHeader, p.At)
		return false
	}
	if header > len(b) {
		return p.short(op.IPHeader, p.At+len(b))
	}
	if total < header {
		// Also a total of 0, as in captures of packets that the interface has
		// yet to segment. No interface does that to signaling.
		p.Faults.Add(op.IPLength, p.At+2)
		return false
	}
	if total > len(b) {
		p.short(op.IPLength, p.At+2)
	}
	p.options4(b[20:header])
	p.At += header
	p.Payload, p.Length = b[header:min(total, len(b))], total-header
	word := binary.BigEndian.Uint16(b[6:])
	p.MoreFragments, p.FragmentOffset = word&0x2000 != 0, int(word&0x1FFF)*8
	if p.MoreFragments || p.FragmentOffset != 0 {
		p.IsFragment, p.ID = true, uint32(binary.BigEndian.Uint16(b[4:]))
		p.peek()
		return true
	}
	return p.walk(false)
}

// Option types (RFC 791 clause 3.1).
const (
	endOfOptions      = 0
	noOperation       = 1
	looseSourceRoute  = 131
	strictSourceRoute = 137
)

// options4 walks the options, of which only those matter that take the packet
// to another destination than the header shows.
func (p *Packet) options4(b []byte) {
	for i := 0; i < len(b) && b[i] != endOfOptions; {
		if b[i] == noOperation {
			i++
			continue
		}
		if i+1 == len(b) || b[i+1] < 2 || i+int(b[i+1]) > len(b) {
			p.Faults.Add(op.IPHeader, p.At+20+i)
			return
		}
		if b[i] == looseSourceRoute || b[i] == strictSourceRoute {
			p.Faults.Add(op.IPSourceRoute, p.At+20+i)
		}
		i += int(b[i+1])
	}
}

// header6 reads an IPv6 header (RFC 8200 clause 3).
//
//	 0                   1                   2                   3
//	 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//	+-------+---------------+---------------------------------------+
//	|Version| Traffic Class |              Flow Label               |
//	+-------+---------------+-------+---------------+---------------+
//	|         Payload Length        |  Next Header  |   Hop Limit   |
//	+-------------------------------+---------------+---------------+
//	|                  Source Address, 16 octets                    |
//	|                Destination Address, 16 octets                 |
//	+---------------------------------------------------------------+
//
// Jumbograms (payload length 0, RFC 2675) exist on no interconnect; their chain
// of headers is found to be cut off.
func (p *Packet) header6(b []byte) bool {
	if len(b) < 40 {
		return p.short(op.IPHeader, p.At+len(b))
	}
	length := int(binary.BigEndian.Uint16(b[4:]))
	p.Src, p.Dst, p.Protocol = op.AddrFrom16(b[8:24]), op.AddrFrom16(b[24:40]), b[6]
	p.Version = 6
	// An IPv4-mapped address on the wire would pass for the IPv4 peer itself
	// (RFC 4942 clause 2.2).
	if p.Src.Is4() || p.Dst.Is4() {
		p.Faults.Add(op.IPHeader, p.At+8)
	}
	p.Payload, p.Length = b[40:], length
	if length > len(p.Payload) {
		p.short(op.IPLength, p.At+4)
	} else {
		p.Payload = p.Payload[:length]
	}
	p.At += 40
	return p.walk(true)
}

// Resume goes on behind the fragment header, in the datagram that Reassembler.Add
// has put into Payload. Offsets of faults count from the datagram's start. ok is
// false when what the datagram carries cannot be told.
func (p *Packet) Resume() (ok bool) {
	p.At, p.Length, p.FragmentOffset = 0, len(p.Payload), 0
	p.IsFragment, p.MoreFragments, p.truncated = false, false, false
	return p.walk(false)
}

// advance passes n octets of Payload.
func (p *Packet) advance(n int) {
	p.Payload = p.Payload[n:]
	p.Length -= n
	p.At += n
}
