package ip

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// isExtension reports whether a header of this number stands between the IP
// header and the transport. AH does in both versions (RFC 4302 clause 3.1.1);
// the numbers of the others mean nothing in IPv4. ESP hides what follows.
func (p *Packet) isExtension() bool {
	switch p.Protocol {
	case AH:
		return true
	case HopByHop, Routing, FragmentHeader, DestinationOptions, Mobility, HIP, Shim6:
		return p.Version == 6
	}
	return false
}

// walk passes the extension headers in front of Payload (RFC 8200 clause 4) and
// reads the ports behind them. It stops at a fragment header that says there is
// more than one fragment. hopByHop tells whether a hop-by-hop header may come
// next: only right behind the IPv6 header (clause 4.1).
//
// Clause 4.1 has receivers accept the others in any order and number, so order
// is no fault; MaxExtensionHeaders bounds the number.
func (p *Packet) walk(hopByHop bool) bool {
	for p.isExtension() {
		if p.headers == MaxExtensionHeaders || p.Protocol == HopByHop && !hopByHop {
			p.Faults.Add(op.IPExtensionChain, p.At)
			return false
		}
		hopByHop = false
		p.headers++
		size, ok := p.extension()
		if !ok {
			return false
		}
		p.Protocol = p.Payload[0]
		p.advance(size)
		if p.IsFragment {
			p.peek()
			return true
		}
	}
	p.readPorts()
	return true
}

// extension reads the header at the start of Payload and returns its size.
//
//	+---------------+---------------+-------------------------------+
//	|  Next Header  |    Length     |  Routing Type | Segments Left |
//	+---------------+---------------+-------------------------------+
func (p *Packet) extension() (size int, ok bool) {
	b := p.Payload
	if len(b) < 8 {
		return 0, p.short(op.IPExtensionChain, p.At)
	}
	size = 8 + 8*int(b[1])
	switch p.Protocol {
	case FragmentHeader:
		return 8, p.fragmentHeader(b)
	case AH:
		size = 8 + 4*int(b[1]) // RFC 4302 clause 2.2: in 4-octet units, less 2
	case Routing:
		if b[3] != 0 {
			p.Faults.Add(op.IPSourceRoute, p.At)
		}
	}
	if size > len(b) {
		return 0, p.short(op.IPExtensionChain, p.At)
	}
	return size, true
}

// fragmentHeader reads an IPv6 fragment header (RFC 8200 clause 4.5).
//
//	+---------------+---------------+-------------------------+---+-+
//	|  Next Header  |   Reserved    |     Fragment Offset     |Res|M|
//	+---------------+---------------+-------------------------+---+-+
//	|                         Identification                        |
//	+---------------------------------------------------------------+
//
// A datagram whose only fragment this is stands for itself and has nothing to
// do with others of the same identification (RFC 6946 clause 4). A second
// fragment header, before or after putting fragments together, is a way to hide
// the first one's content and never honest.
func (p *Packet) fragmentHeader(b []byte) bool {
	if p.fragments++; p.fragments > 1 {
		p.Faults.Add(op.IPExtensionChain, p.At)
		return false
	}
	word := binary.BigEndian.Uint16(b[2:])
	p.MoreFragments, p.FragmentOffset = word&1 != 0, int(word&^7)
	p.IsFragment = p.MoreFragments || p.FragmentOffset != 0
	p.ID = binary.BigEndian.Uint32(b[4:])
	return true
}

// Upper returns the protocol that the chain of headers of the IPv6 packet b leads
// to, as far as every fragment of the datagram shows it: up to a fragment header.
func Upper(b []byte) (protocol uint8) {
	p := Packet{Version: 6, Protocol: b[6], Payload: b[40:]}
	for ; p.headers < MaxExtensionHeaders && p.isExtension() && p.fragments == 0; p.headers++ {
		size, ok := p.extension()
		if !ok {
			break
		}
		p.Protocol = p.Payload[0]
		p.advance(size)
	}
	return p.Protocol
}
