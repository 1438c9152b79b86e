package wire

import (
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ip"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/sccp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/sctp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/tcp"
)

// Config of a Decoder. The zero value has the defaults.
type Config struct {
	Fragments ip.Limits
	SCTP      sctp.Limits // memory is taken with the first packet
	TCP       tcp.Limits  // likewise
	Segments  sccp.Limits // of SCCP, likewise

	// Peer tells who is adjacent where a message comes from, by its source address,
	// zero if it has none, and originating point code: the interconnect. It is asked
	// for segments of SCCP, which may come over several of a peer's paths and must
	// not be mixed with another one's. Nil: one peer has all paths.
	Peer func(src op.Addr, opc uint32) op.ID
}

// Decoder decodes the frames of one lane. It owns what spans several frames, so
// every frame of a conversation has to reach the same one, in order.
type Decoder struct {
	fragments *ip.Reassembler
	packet    ip.Packet
	inner     ip.Packet

	config    Config
	transport *transport
	streams   *streams
	ss7       *ss7
}

// New returns a Decoder with all the memory it needs.
func New(c Config) *Decoder {
	if c.Peer == nil {
		c.Peer = func(op.Addr, uint32) op.ID { return 0 }
	}
	return &Decoder{config: c, fragments: ip.NewReassembler(c.Fragments)}
}

// Stats returns what became of fragmented datagrams so far.
func (d *Decoder) Stats() ip.Stats { return d.fragments.Stats() }

// Decode appends to b the message that frame f completes, with its operations.
// slot is the position of f in the link's last Read.
//
// A frame that carries no IP packet, or only a part of a datagram that is not
// whole yet, yields no message. In front of f's own may come messages without
// operations for datagrams whose missing fragments are overdue by f's time.
//
// Payloads are slices of f.Data, or of b's own memory.
func (d *Decoder) Decode(b *op.Batch, slot int, f *op.Frame) {
	if d.fragments.IsDue(f.TimeNS) {
		d.expire(b, f.TimeNS)
	}
	if d.ss7 != nil || d.transport != nil {
		d.expireSCTP(b, f.TimeNS)
	}
	if d.streams != nil {
		d.expireTCP(b, f.TimeNS)
	}
	switch f.Encap {
	case op.EncapDatagram:
		d.signaling(b, addCarried(b, slot, f, ip.UDP), f.Service)
		return
	case op.EncapUserMessage, op.EncapTCPMessage:
		d.terminated(b, slot, f)
		return
	case op.EncapMTP2, op.EncapMTP2Pseudo, op.EncapMTP3, op.EncapSCCP, op.EncapExported:
		d.bare(b, slot, f)
		return
	}
	switch c, at := carried(f); c {
	case anyIP:
		d.ipPacket(b, slot, f, at, 0)
	case onlyIP4:
		d.ipPacket(b, slot, f, at, 4)
	case onlyIP6:
		d.ipPacket(b, slot, f, at, 6)
	case undecoded:
		addMessage(b, slot, f).Faults.Add(op.FrameEncapsulation, at)
	case cutOff:
		addMessage(b, slot, f).Faults.Add(op.FrameTruncated, at)
	}
}

// Flush appends a message without operations for every datagram that is still
// incomplete. It is called when no frame will follow.
func (d *Decoder) Flush(b *op.Batch) {
	for l, ok := d.fragments.Drain(); ok; l, ok = d.fragments.Drain() {
		addLost(b, &l)
	}
	d.flushTCP(b)
	d.flushSCTP(b)
}

// expire reports the datagrams whose missing fragments are overdue.
func (d *Decoder) expire(b *op.Batch, nowNS int64) {
	for l, ok := d.fragments.Expired(nowNS); ok; l, ok = d.fragments.Expired(nowNS) {
		addLost(b, &l)
	}
}

func addMessage(b *op.Batch, slot int, f *op.Frame) *op.Message {
	m := b.AddMessage()
	m.TimeNS, m.Frame, m.Slot, m.Side = f.TimeNS, f.Number, int32(slot), f.Side
	return m
}

// addCarried adds the message that a frame is, without anything below it.
func addCarried(b *op.Batch, slot int, f *op.Frame, transport uint8) *op.Message {
	m := addMessage(b, slot, f)
	m.Src, m.Dst, m.SrcPort, m.DstPort = f.Src, f.Dst, f.SrcPort, f.DstPort
	m.Transport, m.Payload = transport, f.Data
	if f.Truncated {
		m.Faults.Add(op.FrameTruncated, len(f.Data))
	}
	return m
}

func addLost(b *op.Batch, l *ip.Lost) {
	m := b.AddMessage()
	m.TimeNS, m.Frame, m.Slot, m.Side = l.TimeNS, l.Frame, op.NoSlot, l.Side
	m.Src, m.Dst, m.SrcPort, m.DstPort, m.Transport = l.Src, l.Dst, l.SrcPort, l.DstPort, l.Transport
	m.Faults = l.Faults
}

// ipPacket decodes the packet at f.Data[at:].
func (d *Decoder) ipPacket(b *op.Batch, slot int, f *op.Frame, at int, version uint8) {
	p := &d.packet
	ok := p.Decode(f.Data, at, version, f.Truncated)
	if ok && p.IsFragment {
		switch d.fragments.Add(p, f) {
		case ip.Held:
			return
		case ip.Whole:
			p.Payload = b.Hold(p.Payload)
			ok = p.Resume()
		case ip.Spoiled:
			ok = false
		}
	}
	if ok && p.Protocol == ip.SCTP {
		d.sctp(b, &datagram{slot, f, p.Src, p.Dst, p.Payload, p.At, &p.Faults})
		return
	}
	if ok && p.Protocol == ip.TCP && isFramed(p) {
		d.tcp(b, &datagram{slot, f, p.Src, p.Dst, p.Payload, p.At, &p.Faults}, p.Length)
		return
	}
	var payload []byte
	if ok {
		payload, ok = carriedBy(p)
	}
	if ok && (p.DstPort == portSCTP || p.SrcPort == portSCTP) {
		d.sctp(b, &datagram{slot, f, p.Src, p.Dst, payload, p.At, &p.Faults})
		return
	}
	m := addMessage(b, slot, f)
	m.Src, m.Dst, m.SrcPort, m.DstPort, m.Transport = p.Src, p.Dst, p.SrcPort, p.DstPort, p.Transport
	m.Payload = payload
	// Operations start with their message's faults, so these come first.
	if p.Faults.Any() {
		m.Faults = p.Faults
	}
	if ok {
		d.signaling(b, m, f.Service)
	}
}

// carriedBy returns what the transport protocol of a packet carries. ok is false
// when that is not decoded; a fault says why.
func carriedBy(p *ip.Packet) (payload []byte, ok bool) {
	switch p.Protocol {
	case ip.UDP:
		return p.UDP()
	case ip.IPv4, ip.IPv6, ip.GRE, ip.EtherIP, ip.L2TP, ip.MPLS:
		p.Faults.Add(op.FrameEncapsulation, p.At)
	default:
		p.Faults.Add(op.NotSignaling, p.At)
	}
	return p.Payload, false
}
