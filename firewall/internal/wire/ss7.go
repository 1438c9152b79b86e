package wire

import (
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/camel"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/diameter"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/exported"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/gsmmap"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/m3ua"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/mtp3"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/sccp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/tcap"
)

// ss7 is what decoding SS7 takes in one lane. It is made with the first message
// that needs it: a lane of GTP has none.
type ss7 struct {
	segments    *sccp.Segments
	transaction tcap.Transaction

	// Of the message at hand: what its operations share.
	common           op.SS7
	present, invalid [4]uint64
}

// signalling returns the lane's decoder of SS7 for a new message.
func (d *Decoder) signalling() *ss7 {
	if d.ss7 == nil {
		d.ss7 = &ss7{segments: sccp.NewSegments(d.config.Segments)}
	}
	s := d.ss7
	s.common, s.present, s.invalid = op.SS7{}, [4]uint64{}, [4]uint64{}
	return s
}

// add gives the last message an operation with what all of them share.
func (d *ss7) add(b *op.Batch, p op.Protocol, code uint32, kind op.Kind) (*op.Operation, *op.SS7) {
	o := b.AddOp(p)
	s := b.AddSS7(o, &d.common)
	o.Code, o.Kind = code, kind
	m := &b.Messages[o.Message]
	o.Length = uint16(min(len(m.Payload), 0xFFFF))
	o.Has(op.ColCode)
	for i := range d.present {
		o.Present[i] |= d.present[i]
		o.Invalid[i] |= d.invalid[i]
	}
	return o, s
}

// m3ua decodes an M3UA message, the payload of m. held is true if it is a part of
// what is not whole yet: then m is no message.
func (d *ss7) m3ua(b *op.Batch, m *op.Message) (held bool) {
	x, ok := m3ua.Decode(m.Payload, &d.common, &d.present, &m.Faults)
	if ok && x.Data != nil && d.common.ServiceIndicator == serviceSCCP {
		return d.sccp(b, m, x.Data, x.At)
	}
	d.common.Affected = op.Span{Off: uint16(x.AffectedAt), Len: uint16(len(x.Affected))}
	o, _ := d.add(b, op.ProtoM3UA, x.Code(), m3ua.Kind(x.Class, x.Type))
	if !ok { // no header: class and type are nobody's
		o.Present[op.ColCode>>6] &^= 1 << (op.ColCode & 63)
	}
	return false
}

// serviceSCCP is the service indicator of SCCP (Q.704 clause 14.2.1).
const serviceSCCP = 3

// m2pa decodes an M2PA message: MTP3 between two nodes (RFC 4165).
func (d *ss7) m2pa(b *op.Batch, m *op.Message) (held bool) {
	x, ok := m3ua.DecodeM2PA(m.Payload, &m.Faults)
	if ok && len(x.Data) > 0 {
		return d.mtp3(b, m, x.Data, x.At)
	}
	d.add(b, op.ProtoM3UA, x.Code(), op.KindNotice)
	return false
}

// mtp3 decodes a message of MTP3 at offset at of m's payload.
func (d *ss7) mtp3(b *op.Batch, m *op.Message, octets []byte, at int) (held bool) {
	data, at, ok := mtp3.Decode(octets, at, &d.common, &d.present, &m.Faults)
	if ok && d.common.ServiceIndicator == serviceSCCP {
		return d.sccp(b, m, data, at)
	}
	d.add(b, op.ProtoM3UA, uint32(m3ua.ClassTransfer)<<8|1, op.KindNotice)
	return false
}

// sccp decodes a message of SCCP at offset at of m's payload.
func (d *ss7) sccp(b *op.Batch, m *op.Message, octets []byte, at int) (held bool) {
	u, ok := sccp.Decode(octets, at, &d.common, &d.present, &d.invalid, &m.Faults)
	switch {
	case ok && u.IsManagement:
		d.present[op.ColScmgType>>6] |= 1 << (op.ColScmgType & 63)
		if u.Management.SSN != 0 { // else its content was not read
			d.common.Affected = op.Span{Off: uint16(u.At + affectedCode), Len: 2}
		}
		d.add(b, op.ProtoSCCP, managementCode|uint32(u.Management.Type), op.KindNotice)
		return false
	case !ok, sccp.Kind(u.Type) == op.KindResponse: // what was ours and comes back is no operation of anybody's
		d.add(b, op.ProtoSCCP, uint32(u.Type), sccp.Kind(u.Type))
		return false
	case u.IsSegment:
		data, became := d.assemble(m, &u)
		switch became {
		case sccp.Held:
			return true
		case sccp.Spoiled:
			d.add(b, op.ProtoSCCP, uint32(u.Type), sccp.Kind(u.Type))
			return false
		}
		m.Payload, u.At = b.Hold(data), 0
		u.Data = m.Payload
	}
	d.tcap(b, m, u.Data, u.At)
	return false
}

// affectedCode is where a message of SCCP management has its point code (Q.713
// clause 5.2.2).
const affectedCode = 2

// managementCode sets the codes of messages of SCCP management apart from the
// types of SCCP.
const managementCode = 0x100

// assemble puts the segment u together with those before it.
func (d *ss7) assemble(m *op.Message, u *sccp.Unit) ([]byte, sccp.Outcome) {
	path := sccp.Path{Src: m.Src, Dst: m.Dst, SrcPort: m.SrcPort, DstPort: m.DstPort, Side: m.Side}
	return d.segments.Add(u, sccp.Columns{SS7: &d.common, Present: &d.present, Invalid: &d.invalid},
		&sccp.Origin{Path: path, Frame: m.Frame, TimeNS: m.TimeNS}, &m.Faults)
}

// tcap decodes a message of TCAP at offset at of m's payload: an operation for
// each component, or one if it has none.
func (d *ss7) tcap(b *op.Batch, m *op.Message, octets []byte, at int) {
	t := &d.transaction
	ok := t.Decode(octets, at, &d.common, &d.present, &m.Faults)
	if !ok || d.common.Components == 0 {
		d.add(b, op.ProtoTCAP, uint32(d.common.Package), packageKind(d.common.Package))
		return
	}
	for c := t.Next(); c != nil; c = t.Next() {
		d.component(b, c)
	}
}

func (d *ss7) component(b *op.Batch, c *tcap.Component) {
	protocol := d.user()
	o, s := d.add(b, protocol, 0, op.KindUnknown)
	o.Present[op.ColCode>>6] &^= 1 << (op.ColCode & 63) // the component tells
	c.Fill(o, s)
	if !c.HasOperation && len(c.Parameter) == 0 {
		return
	}
	if protocol == op.ProtoCAP {
		camel.Decode(b, o, s, c.Parameter, c.ParameterAt)
		return
	}
	gsmmap.Decode(b, o, s, c.Parameter, c.ParameterAt)
}

// ssnCAP is the subsystem number of CAP (TS 23.003 clause 8.2).
const ssnCAP = 146

// user is the protocol of the components: as the application context says, else,
// within a dialogue or in version 1 of MAP, by the subsystems.
func (d *ss7) user() op.Protocol {
	switch s := &d.common; {
	case s.Context.Family == op.ContextCAP:
		return op.ProtoCAP
	case s.Context.Family == op.ContextMAP:
		return op.ProtoMAP
	case s.Called.SSN == ssnCAP || s.Calling.SSN == ssnCAP:
		return op.ProtoCAP
	}
	return op.ProtoMAP
}

// packageKind says which way a message of TCAP goes.
func packageKind(tag uint8) op.Kind {
	switch tag {
	case 0x62:
		return op.KindRequest
	case 0x64, 0x67:
		return op.KindResponse
	}
	return op.KindNotice
}

// addLost adds the operation of SCCP for a message of which segments never came.
func (d *ss7) addLost(b *op.Batch, l *sccp.Lost) {
	m := b.AddMessage()
	m.TimeNS, m.Frame, m.Slot, m.Side = l.TimeNS, l.Frame, op.NoSlot, l.Path.Side
	m.Src, m.Dst, m.SrcPort, m.DstPort, m.Transport = l.Path.Src, l.Path.Dst, l.Path.SrcPort, l.Path.DstPort, protocolSCTP
	m.Faults = l.Faults
	d.common, d.present, d.invalid = l.SS7, l.Present, l.Invalid
	o, _ := d.add(b, op.ProtoSCCP, uint32(l.SS7.SCCPType), op.KindNotice)
	o.Present[0] |= presentOverTransport
}

// bare decodes a frame without IP: captures of links that start with MTP2, MTP3 or
// SCCP, and protocols that a tool has cut out of another capture.
func (d *Decoder) bare(b *op.Batch, slot int, f *op.Frame) {
	s := d.signalling()
	m := addMessage(b, slot, f)
	m.Payload = f.Data
	first, held := len(b.Ops), false
	switch f.Encap {
	case op.EncapMTP2:
		held = s.mtp2(b, m, mtp3.Basic)
	case op.EncapMTP2Pseudo:
		held = s.mtp2(b, m, mtp3.Pseudo)
	case op.EncapMTP3:
		held = s.mtp3(b, m, f.Data, 0)
	case op.EncapSCCP:
		held = s.sccp(b, m, f.Data, 0)
	case op.EncapExported:
		held = d.exported(b, m)
	}
	if held {
		b.Messages = b.Messages[:len(b.Messages)-1]
		return
	}
	for i := first; i < len(b.Ops); i++ {
		b.Ops[i].Present[0] |= presentWithoutIP
	}
}

// presentWithoutIP are the columns of an operation that came without addresses.
const presentWithoutIP = 1<<op.ColTimeNS | 1<<op.ColProtocol | 1<<op.ColKind | 1<<op.ColComponent | 1<<op.ColLength | 1<<op.ColRaw

// mtp2 decodes a signal unit. One that level 2 keeps to itself is no message.
func (d *ss7) mtp2(b *op.Batch, m *op.Message, framing mtp3.Framing) (held bool) {
	octets, at, ok := mtp3.SignalUnit(m.Payload, framing, &m.Faults)
	if !ok {
		return false
	}
	return len(octets) == 0 || d.mtp3(b, m, octets, at)
}

// exported decodes a protocol that a tool has cut out of a capture, with what the
// tool says of the layers below.
func (d *Decoder) exported(b *op.Batch, m *op.Message) (held bool) {
	p, ok := exported.Decode(m.Payload, &m.Faults)
	if !ok {
		return false
	}
	m.Src, m.Dst, m.SrcPort, m.DstPort = p.Src, p.Dst, p.SrcPort, p.DstPort
	s := d.ss7
	switch string(p.Protocol) {
	case "m3ua":
		m.Payload = p.Data
		return s.m3ua(b, m)
	case "m2pa":
		m.Payload = p.Data
		return s.m2pa(b, m)
	case "mtp3":
		return s.mtp3(b, m, p.Data, p.At)
	case "sccp":
		return s.sccp(b, m, p.Data, p.At)
	case "tcap":
		s.tcap(b, m, p.Data, p.At)
		return false
	case "diameter":
		m.Payload = p.Data
		diameter.Decode(b, m.Payload)
		return false
	case "gtp", "gtpv2":
		m.Payload = p.Data
		d.signaling(b, m, portGTPC)
		return false
	}
	m.Faults.Add(op.FrameEncapsulation, 0)
	return false
}
