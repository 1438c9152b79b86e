package wire

import (
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/diameter"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ip"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/m3ua"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/sctp"
)

// transport is what decoding SCTP takes in one lane, made with the first packet.
type transport struct {
	assembler *sctp.Assembler
	packet    sctp.Packet
}

// Most octets of a user message by what it carries: MTP3 in the widest SCCP form
// stays far below (Q.714 clause 1.1.2, 3,952 octets of user data).
const (
	mostSS7   = 4096 + 512
	mostOther = 65535
)

func newTransport(l sctp.Limits) *transport {
	if l.OctetsOf == nil {
		l.OctetsOf = mostOf
	}
	return &transport{assembler: sctp.NewAssembler(l)}
}

func mostOf(ppid uint32) int {
	switch sctp.MeantPPID(ppid) {
	case sctp.PPIDM3UA, sctp.PPIDM2PA, sctp.PPIDSUA, sctp.PPIDM2UA:
		return mostSS7
	}
	return mostOther
}

// datagram is the packet of IP, or of UDP that encapsulates SCTP (RFC 6951), that
// an SCTP packet came in.
type datagram struct {
	slot     int
	frame    *op.Frame
	src, dst op.Addr
	payload  []byte
	at       int // of the payload in the frame
	faults   *op.Faults
}

// sctp decodes an SCTP packet: a message for each user message that it completes,
// and for each chunk that is of interest for itself. Others yield none.
func (d *Decoder) sctp(b *op.Batch, g *datagram) {
	if d.transport == nil {
		d.transport = newTransport(d.config.SCTP)
	}
	p := &d.transport.packet
	if !p.Decode(g.payload, g.at, g.frame.Truncated) {
		d.chunkMessage(b, g, 0)
		return
	}
	a := d.transport.assembler
	a.Begin(p, sctp.Ends{Src: g.src, Dst: g.dst}, g.frame)
	index, told := int32(0), 0
	for p.Next() {
		made, isTold := d.chunk(b, g, a, index, told < mostTold)
		if made {
			index++
		}
		if isTold {
			told++
		}
		if told >= mostTold {
			a.Gather(p)
		}
	}
	switch {
	case p.Gathered.Any():
		d.gathered(b, g, index)
	case p.ChunkFaults.Any() || index == 0 && p.Faults.Any(): // the walk ended before its time, or did not begin
		d.chunkMessage(b, g, index)
	}
}

// mostTold is how many chunks of a packet are told one by one: those with a user
// message do not count, which are messages always. An honest packet has two or
// three. What is to be said of more is said in one message.
const mostTold = 4

// chunk decodes the chunk that Next found. made says that it made a message, isTold
// that it counts as told. Unless mayTell, what is no user message is gathered.
func (d *Decoder) chunk(b *op.Batch, g *datagram, a *sctp.Assembler, index int32, mayTell bool) (made, isTold bool) {
	p := &d.transport.packet
	u, state := a.Add(p)
	switch {
	case state == sctp.Whole:
		return d.userMessage(b, g, u, index), false
	case !p.ChunkFaults.Any() && !p.Faults.Any() && (state == sctp.Held || !sctp.Notable(p.Type)):
		return false, state == sctp.Control
	case !mayTell:
		p.Gather()
		return false, true
	}
	m := d.chunkMessage(b, g, index)
	addChunk(b, p.Type, 0, len(p.Value))
	m.Payload = p.Value
	return true, true
}

// addChunk adds the operation of a chunk that is no user message, whose value
// starts at an offset of the message's payload.
func addChunk(b *op.Batch, typ uint8, start, length int) {
	o := b.AddOp(op.ProtoSCTP)
	o.Code = uint32(typ)
	o.Present[0] |= presentOverTransport | 1<<op.ColCode
	o.Start, o.Length = uint16(min(start, 0xFFFF)), uint16(min(length, 0xFFFF))
}

// gathered adds the message of the chunks that were gathered, and of the end of the
// walk: its faults are those of all of them, and each type of chunk that may matter
// to a filter is an operation. Its payload is the packet.
func (d *Decoder) gathered(b *op.Batch, g *datagram, index int32) {
	p := &d.transport.packet
	m := d.chunkMessage(b, g, index)
	m.Payload = g.payload
	m.Faults.Merge(&p.Gathered.Faults)
	for e, ok := p.Gathered.Next(); ok; e, ok = p.Gathered.Next() {
		addChunk(b, e.Type, e.Offset-g.at, e.Length)
	}
}

// chunkMessage adds a message with the faults of the packet and of the chunk.
func (d *Decoder) chunkMessage(b *op.Batch, g *datagram, index int32) *op.Message {
	p := &d.transport.packet
	m := addMessage(b, g.slot, g.frame)
	m.Index = index
	m.Src, m.Dst, m.SrcPort, m.DstPort, m.Transport = g.src, g.dst, p.SrcPort, p.DstPort, protocolSCTP
	for _, f := range [...]*op.Faults{g.faults, &p.Faults, &p.ChunkFaults} {
		if f.Any() {
			m.Faults.Merge(f)
		}
	}
	return m
}

const protocolSCTP = 132

// userMessage decodes a user message and reports whether it made a message of its
// own: a part of what is not whole yet does not.
func (d *Decoder) userMessage(b *op.Batch, g *datagram, u *sctp.UserMessage, index int32) bool {
	m := d.chunkMessage(b, g, index)
	m.Payload = u.Data
	if d.transport.packet.Flags&wholeMessage != wholeMessage { // the assembler's memory, good until the next chunk
		m.Payload = b.Hold(u.Data)
	}
	return d.carriedOver(b, m, u.PPID, u.Stream, 0)
}

// carriedOver decodes the user message m of a stream and reports whether it stays: a
// part of what is not whole yet is no message.
func (d *Decoder) carriedOver(b *op.Batch, m *op.Message, ppid uint32, stream, service uint16) bool {
	m.PPID, m.Stream = ppid, stream
	first := len(b.Ops)
	if held := d.upper(b, m, service); held {
		b.Messages = b.Messages[:len(b.Messages)-1]
		return false
	}
	for i := first; i < len(b.Ops); i++ {
		b.Ops[i].Present[0] |= presentOverTransport | 1<<op.ColPpid | 1<<op.ColStream
	}
	return true
}

// terminated decodes a message of which a link has ended the association or the
// connection: what the layers below were is the kernel's affair, and the protocol
// is known.
func (d *Decoder) terminated(b *op.Batch, slot int, f *op.Frame) {
	if f.Encap == op.EncapUserMessage {
		m := addCarried(b, slot, f, protocolSCTP)
		if sctp.MeantPPID(f.PPID) != f.PPID {
			m.Faults.Add(op.SCTPPPIDSwapped, 0)
		}
		d.carriedOver(b, m, f.PPID, f.Stream, f.Service)
		return
	}
	m := addCarried(b, slot, f, ip.TCP)
	if d.framed(b, m, f.Service) {
		b.Messages = b.Messages[:len(b.Messages)-1]
	}
}

// wholeMessage are the flags of a chunk that is a user message by itself: its first
// fragment and its last (RFC 9260 clause 3.3.1).
const wholeMessage = 3

// Ports of SCTP user protocols (IANA).
const (
	portM2UA = 2904
	portM3UA = 2905
	portM2PA = 3565
	portSUA  = 14001
)

// upper decodes what SCTP carries, by payload protocol identifier. Where that is
// not the one of the port's protocol, the port tells what a receiver that does not
// look at identifiers would read, or on a port of nobody's the octets themselves. A
// service is the port of the protocol that a link knows the receiver to speak: it is
// read as that whatever the identifier says, and even where it looks like DTLS, which
// nobody could judge.
func (d *Decoder) upper(b *op.Batch, m *op.Message, service uint16) (held bool) {
	ppid := sctp.MeantPPID(m.PPID)
	if service != 0 {
		if service == diameter.Port && ppid != sctp.PPIDDiameter {
			m.Faults.Add(op.DiameterPPID, 0)
		}
		return d.spoken(b, m, service)
	}
	at := func(port uint16) bool { return m.DstPort == port || m.SrcPort == port }
	if isDiameter(ppid, at, m.Payload) {
		if ppid != sctp.PPIDDiameter {
			m.Faults.Add(op.DiameterPPID, 0)
		}
		diameter.Decode(b, m.Payload) // one command (RFC 6733 clause 2.1)
		return false
	}
	s := d.signalling(b)
	switch {
	case ppid == sctp.PPIDM3UA, ppid != sctp.PPIDM2PA && at(portM3UA):
		return s.m3ua(b, m)
	case ppid == sctp.PPIDM2PA, ppid != sctp.PPIDSUA && ppid != sctp.PPIDM2UA && at(portM2PA):
		return s.m2pa(b, m)
	case ppid == sctp.PPIDSUA, ppid != sctp.PPIDM2UA && at(portSUA):
		return s.sua(b, m)
	case ppid == sctp.PPIDM2UA, at(portM2UA):
		return s.m2ua(b, m)
	case m3ua.Is(m.Payload):
		return s.sigtran(b, m)
	}
	m.Faults.Add(op.NotSignaling, 0)
	return false
}

// isDiameter tells a message of Diameter by its payload protocol identifier, else by
// the port, or on a port of nobody's by its octets: freeDiameter among others sends
// an identifier of 0. What 47 announces is DTLS and cannot be read, unless it is
// Diameter after all: a record of DTLS starts with another octet (RFC 6347 clause
// 4.1).
func isDiameter(ppid uint32, at func(uint16) bool, payload []byte) bool {
	switch ppid {
	case sctp.PPIDM3UA, sctp.PPIDM2PA, sctp.PPIDSUA, sctp.PPIDM2UA:
		return false
	case sctp.PPIDDiameterDTLS:
		return diameter.Is(payload)
	}
	if at(portM3UA) || at(portM2PA) || at(portSUA) || at(portM2UA) {
		return false
	}
	return ppid == sctp.PPIDDiameter || at(diameter.Port) || diameter.Is(payload)
}

// expireSCTP reports what waits too long for its rest.
func (d *Decoder) expireSCTP(b *op.Batch, nowNS int64) {
	if d.transport != nil && d.transport.assembler.IsDue(nowNS) {
		for l, ok := d.transport.assembler.Expired(nowNS); ok; l, ok = d.transport.assembler.Expired(nowNS) {
			addLostMessage(b, &l)
		}
	}
	if d.ss7 != nil && d.ss7.segments.IsDue(nowNS) {
		for l, ok := d.ss7.segments.Expired(nowNS); ok; l, ok = d.ss7.segments.Expired(nowNS) {
			d.ss7.addLost(b, &l)
		}
	}
}

// flushSCTP reports what still waits when no frame will follow.
func (d *Decoder) flushSCTP(b *op.Batch) {
	if d.transport != nil {
		for l, ok := d.transport.assembler.Drain(); ok; l, ok = d.transport.assembler.Drain() {
			addLostMessage(b, &l)
		}
	}
	if d.ss7 != nil {
		for l, ok := d.ss7.segments.Drain(); ok; l, ok = d.ss7.segments.Drain() {
			d.ss7.addLost(b, &l)
		}
	}
}

// addLostMessage adds a message without operations for a user message of which
// fragments never came.
func addLostMessage(b *op.Batch, l *sctp.Lost) {
	m := b.AddMessage()
	m.TimeNS, m.Frame, m.Slot, m.Side = l.TimeNS, l.Frame, op.NoSlot, l.Side
	m.Src, m.Dst, m.SrcPort, m.DstPort, m.Transport = l.Src, l.Dst, l.SrcPort, l.DstPort, protocolSCTP
	m.Faults = l.Faults
}
