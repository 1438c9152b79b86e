package wire

import (
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/diameter"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ip"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/m3ua"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/sctp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/tcp"
)

// streams is what decoding TCP takes in one lane, made with the first segment of a
// protocol of signalling.
type streams struct {
	reassembler *tcp.Reassembler
	segment     tcp.Segment
	message     tcp.Message
}

// framers are the protocols of signalling that TCP carries; tcpMessage decodes
// their messages.
var framers = []tcp.Framer{
	{Port: portM3UA, First: 1, Header: 8, Most: mostSS7, Length: m3ua.Framed, IsLikely: m3ua.IsLikely},
	{Port: diameter.Port, First: 1, Header: 20, Most: mostOther, Length: diameter.Framed, IsLikely: diameter.IsLikely},
}

// Carried says how the messages of a protocol of signalling are carried: what a link
// has to know that ends its associations or connections.
type Carried struct {
	Port   uint16 // that is the protocol's
	PPID   uint32
	Most   int // octets of a message
	Header int // octets that Length needs

	// Length returns how long the message is that begins with a header; 0 if none
	// begins so.
	Length func(header []byte) int
}

// Terminated returns how M3UA or Diameter is carried.
func Terminated(p op.Protocol) Carried {
	f, ppid := &framers[0], uint32(sctp.PPIDM3UA)
	if p == op.ProtoDiameter {
		f, ppid = &framers[1], sctp.PPIDDiameter
	}
	return Carried{Port: f.Port, PPID: ppid, Most: f.Most, Header: f.Header, Length: func(header []byte) int {
		if n, ok := f.Length(header); ok {
			return n
		}
		return 0
	}}
}

// isFramed reports whether a segment is of a protocol of signalling.
func isFramed(p *ip.Packet) bool {
	if !p.HasPorts {
		return false
	}
	for i := range framers {
		if port := framers[i].Port; p.DstPort == port || p.SrcPort == port {
			return true
		}
	}
	return false
}

// tcp decodes a segment: a message for each that it completes, and for octets that
// will never be part of one. A segment that only carries a part yields none.
func (d *Decoder) tcp(b *op.Batch, g *datagram, length int) {
	if d.streams == nil {
		d.streams = &streams{reassembler: tcp.NewReassembler(d.config.TCP, framers...)}
	}
	s, r := &d.streams.segment, d.streams.reassembler
	index := int32(0)
	if s.Decode(g.payload, g.at, length, g.frame.Truncated) {
		r.Begin(s, tcp.Ends{Src: g.src, Dst: g.dst}, g.frame)
		index = d.stream(b, g.slot, g.faults)
	}
	if index > 0 || !s.Faults.Any() && !g.faults.Any() {
		return
	}
	m := addMessage(b, g.slot, g.frame)
	m.Src, m.Dst, m.SrcPort, m.DstPort, m.Transport, m.Payload = g.src, g.dst, s.SrcPort, s.DstPort, ip.TCP, s.Payload
	m.Faults = *g.faults
	m.Faults.Merge(&s.Faults)
}

// stream adds the messages that the reassembler hands out, and returns how many
// they are. faults are those of the layers below.
func (d *Decoder) stream(b *op.Batch, slot int, faults *op.Faults) (n int32) {
	r, s := d.streams.reassembler, &d.streams.segment
	o := r.Origin()
	x := &d.streams.message
	for r.Next(x) {
		m := b.AddMessage()
		m.TimeNS, m.Frame, m.Slot, m.Side, m.Index = o.TimeNS, o.Frame, int32(slot), o.Side, n
		m.Src, m.Dst, m.SrcPort, m.DstPort, m.Transport = o.Src, o.Dst, o.SrcPort, o.DstPort, ip.TCP
		for _, f := range [...]*op.Faults{faults, &s.Faults, &x.Faults} {
			if f.Any() {
				m.Faults.Merge(f)
			}
		}
		if x.Data != nil && d.streamMessage(b, m, x, r.Port()) {
			b.Messages = b.Messages[:len(b.Messages)-1] // a part of what is not whole yet
			continue
		}
		n++
	}
	return n
}

// streamMessage decodes a message of the protocol that has a port.
func (d *Decoder) streamMessage(b *op.Batch, m *op.Message, x *tcp.Message, port uint16) (held bool) {
	m.Payload = x.Data
	if !x.InFrame { // the reassembler's memory, good until the next message
		m.Payload = b.Hold(x.Data)
	}
	return d.framed(b, m, port)
}

// framed decodes m, which is one message of the protocol that has a port.
func (d *Decoder) framed(b *op.Batch, m *op.Message, port uint16) (held bool) {
	first := len(b.Ops)
	held = d.spoken(b, m, port)
	for i := first; i < len(b.Ops); i++ {
		b.Ops[i].Present[0] |= presentOverTransport
	}
	return held
}

// spoken decodes m, which is read as the protocol that has a port.
func (d *Decoder) spoken(b *op.Batch, m *op.Message, port uint16) (held bool) {
	switch port {
	case portM3UA:
		return d.signalling(b).m3ua(b, m)
	case diameter.Port:
		diameter.Decode(b, m.Payload)
	default: // a link that does not know what it carries
		m.Faults.Add(op.NotSignaling, 0)
	}
	return false
}

// expireTCP gives up what waits too long for its rest.
func (d *Decoder) expireTCP(b *op.Batch, nowNS int64) {
	for d.streams.reassembler.Expire(nowNS) {
		d.streams.segment.Faults = op.Faults{}
		d.stream(b, op.NoSlot, &op.Faults{})
	}
}

// flushTCP gives up what still waits when no frame will follow.
func (d *Decoder) flushTCP(b *op.Batch) {
	for d.streams != nil && d.streams.reassembler.Drain() {
		d.streams.segment.Faults = op.Faults{}
		d.stream(b, op.NoSlot, &op.Faults{})
	}
}
