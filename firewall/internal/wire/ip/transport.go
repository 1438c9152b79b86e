package ip

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// transportHeader returns the octets of the fixed header of a transport
// protocol, 0 where none is known.
func transportHeader(protocol uint8) int {
	switch protocol {
	case UDP:
		return 8
	case TCP:
		return 20
	case SCTP:
		return 12
	}
	return 0
}

// readPorts reads the port numbers, which UDP (RFC 768), TCP (RFC 9293 clause
// 3.1) and SCTP (RFC 9260 clause 3.1) have in the same place.
func (p *Packet) readPorts() {
	p.Transport = p.Protocol
	if transportHeader(p.Protocol) != 0 && len(p.Payload) >= 4 {
		p.HasPorts = true
		p.SrcPort, p.DstPort = binary.BigEndian.Uint16(p.Payload), binary.BigEndian.Uint16(p.Payload[2:])
	}
}

// peek looks for the transport header in a first fragment, so that the datagram
// has ports from then on. The first fragment has to hold every header up to and
// including the transport's (RFC 7112 clause 5): one that does not means to hide
// the rest from who looks at first fragments only (RFC 1858 clause 3).
func (p *Packet) peek() {
	p.Transport = p.Protocol
	if p.FragmentOffset != 0 {
		return
	}
	q := *p
	q.IsFragment = false
	q.Faults = op.Faults{}
	if !q.walk(false) || len(q.Payload) < transportHeader(q.Protocol) {
		p.Faults.Merge(&q.Faults)
		p.short(op.IPFragmentTiny, p.At)
		return
	}
	p.Transport, p.HasPorts, p.SrcPort, p.DstPort = q.Transport, q.HasPorts, q.SrcPort, q.DstPort
}

// UDP returns what the UDP datagram in Payload carries (RFC 768). A length that
// disagrees with the IP length is a fault; the payload is then what both allow.
// ok is false when not even the header is there.
//
//	+-------------------------------+-------------------------------+
//	|          Source Port          |        Destination Port       |
//	+-------------------------------+-------------------------------+
//	|             Length            |            Checksum           |
//	+-------------------------------+-------------------------------+
func (p *Packet) UDP() (payload []byte, ok bool) {
	if len(p.Payload) < 8 {
		return nil, p.short(op.UDPLength, p.At)
	}
	length := int(binary.BigEndian.Uint16(p.Payload[4:]))
	if length != p.Length {
		p.Faults.Add(op.UDPLength, p.At+4)
	}
	if length < 8 || length > len(p.Payload) {
		length = len(p.Payload)
	}
	return p.Payload[8:length], true
}
