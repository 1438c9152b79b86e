package wire

import (
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/gtpu"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/gtpv1c"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/gtpv2c"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ip"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Ports of the protocols that are spoken over UDP (IANA; TS 29.274 clause 4.2,
// TS 29.281 clause 4.4.2, TS 29.060 clause 10.1, TS 32.295 clause 5.1.3).
const (
	portGTPC     = 2123
	portGTPU     = 2152
	portGTPPrime = 3386 // also GTP version 0
	portPFCP     = 8805 // TS 29.244 clause 4.3
	portSCTP     = 9899 // RFC 6951 clause 5.1
)

// signalingPort returns the port that says what a UDP datagram carries, or 0. A
// request is addressed to it, and an answer comes from it. When both ends have
// one, it is the destination's decoder that the datagram will meet. A link that
// knows what the destination has asked for knows better than the source port: an
// attacker may answer from any.
func signalingPort(m *op.Message, service uint16) uint16 {
	for _, port := range [...]uint16{m.DstPort, service, m.SrcPort} {
		switch port {
		case portGTPC, portGTPU, portGTPPrime:
			return port
		}
	}
	return 0
}

// signaling decodes the UDP payload of m, the last message of b, whose faults
// are complete as far as the layers below are concerned.
func (d *Decoder) signaling(b *op.Batch, m *op.Message, service uint16) {
	switch signalingPort(m, service) {
	case portGTPC:
		decodeGTPC(b, m)
	case portGTPU:
		d.decodeGTPU(b, m)
	case portGTPPrime:
		m.Faults.Add(op.GTPPrime, 0)
		addUnread(b, m)
	default:
		m.Faults.Add(op.NotSignaling, 0)
	}
	for i := m.FirstOp; i < m.FirstOp+m.NumOps; i++ {
		b.Ops[i].Present[0] |= presentOverTransport
	}
}

// presentOverTransport are the columns that every operation over UDP and SCTP has,
// whatever its own decoder finds.
const presentOverTransport = 1<<op.ColTimeNS | 1<<op.ColProtocol | 1<<op.ColKind | 1<<op.ColComponent | 1<<op.ColLength |
	1<<op.ColSrc | 1<<op.ColDst | 1<<op.ColSrcPort | 1<<op.ColDstPort | 1<<op.ColRaw

// decodeGTPC tells the versions of GTP-C apart, by the three bits that all have
// in common (TS 29.060 clause 6, TS 29.274 clause 5.1).
func decodeGTPC(b *op.Batch, m *op.Message) {
	if len(m.Payload) == 0 {
		m.Faults.Add(op.GTPTooShort, 0)
		addUnread(b, m)
		return
	}
	switch m.Payload[0] >> 5 {
	case 1:
		gtpv1c.Decode(b, m.Payload)
	case 2:
		gtpv2c.Decode(b, m.Payload)
	default:
		m.Faults.Add(op.GTPVersion, 0)
		addUnread(b, m)
	}
}

// addUnread adds the operation of a GTP message that is not decoded: of version
// 0, of a version yet to come, or GTP'. All have the message type in the second
// octet.
func addUnread(b *op.Batch, m *op.Message) {
	o := b.AddOp(op.ProtoGTPv1)
	o.Length = uint16(min(len(m.Payload), 0xFFFF))
	if len(m.Payload) >= 2 {
		o.GTP.Version = m.Payload[0] >> 5
		o.Code = uint32(m.Payload[1])
		o.Has(op.ColCode)
	}
}

// decodeGTPU decodes a GTP-U message and the headers of the packet in its tunnel.
func (d *Decoder) decodeGTPU(b *op.Batch, m *op.Message) {
	if inner, at := gtpu.Decode(b, m.Payload); inner != nil {
		d.tunnelled(&b.Ops[len(b.Ops)-1], m.Payload[:at+len(inner)], at)
	}
}

// tunnelled reads the headers of the packet at payload[at:], which a subscriber
// sent or is to get.
//
// Ports show in a first fragment only. A later one is not put together with it:
// what reaches a core node's port through a tunnel has its port in a first
// fragment, which is seen.
func (d *Decoder) tunnelled(o *op.Operation, payload []byte, at int) {
	p := &d.inner
	ok := p.Decode(payload, at, 0, false)
	if bad, is := innerFault(p, len(payload)); is {
		o.Faults.Add(op.GTPInnerHeader, bad)
	}
	g := &o.GTP
	if p.Version != 0 {
		g.InnerSrc, g.InnerDst = p.Src, p.Dst
		o.Has(op.ColInnerSrc)
		o.Has(op.ColInnerDst)
	}
	if !ok {
		return
	}
	g.InnerProtocol = p.Transport
	o.Has(op.ColInnerProtocol)
	if !p.HasPorts {
		return
	}
	g.InnerSrcPort, g.InnerDstPort = p.SrcPort, p.DstPort
	o.Has(op.ColInnerSrcPort)
	o.Has(op.ColInnerDstPort)
	if p.Transport == ip.UDP && isCorePort(p.DstPort) {
		o.Faults.Add(op.GTPInnerSignaling, p.At)
	}
}

// innerFault returns where a tunnelled packet is broken. A G-PDU is exactly one
// packet (TS 29.281 clause 3.1), so its end is the payload's.
func innerFault(p *ip.Packet, end int) (at int, is bool) {
	for _, f := range p.Faults.List() {
		if f.Code != op.IPSourceRoute { // the subscriber's own business
			return int(f.Offset), true
		}
	}
	return p.At, p.At+p.Length != end
}

func isCorePort(port uint16) bool {
	switch port {
	case portGTPC, portGTPU, portGTPPrime, portPFCP:
		return true
	}
	return false
}
