package wire

import (
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/argument"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/camel"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/diameter"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/exported"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/gsmmap"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/m3ua"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/mtp3"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/sccp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/sctp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/tcap"
)

// ss7 is what decoding SS7 takes in one lane. It is made with the first message
// that needs it: a lane of GTP has none.
type ss7 struct {
	segments    *sccp.Segments
	transaction tcap.Transaction
	arguments   argument.Reader
	peer        func(op.Addr, uint32) op.ID // as Config has it

	// What SUA is read into.
	kin      m3ua.Message
	unitdata m3ua.Unitdata

	// Of the message at hand: what its operations share.
	common           *op.SS7 // the first operation's part of the batch, until that has it
	isGiven          bool    // it has it: the others' are copied from shared
	shared           op.SS7
	present, invalid [4]uint64
}

// signalling returns the lane's decoder of SS7 for a new message.
func (d *Decoder) signalling(b *op.Batch) *ss7 {
	if d.ss7 == nil {
		d.ss7 = &ss7{segments: sccp.NewSegments(d.config.Segments), peer: d.config.Peer}
	}
	d.ss7.start(b)
	return d.ss7
}

// start begins a message.
func (d *ss7) start(b *op.Batch) {
	d.common, d.isGiven = b.StartSS7(), false
	d.present, d.invalid = [4]uint64{}, [4]uint64{}
}

// add gives the last message an operation with what all of them share.
func (d *ss7) add(b *op.Batch, p op.Protocol, code uint32, kind op.Kind) (*op.Operation, *op.SS7) {
	o := b.AddOp(p)
	s := d.common
	if d.isGiven {
		s = b.AddSS7(o, &d.shared)
	} else {
		b.GiveSS7(o)
		d.isGiven = true
	}
	o.Code, o.Kind = code, kind
	m := &b.Messages[o.Message]
	o.Length = uint16(min(len(m.Payload), 0xFFFF))
	o.Has(op.ColCode)
	o.Present[columnsSS7] |= d.present[columnsSS7]
	o.Invalid[columnsSS7] |= d.invalid[columnsSS7]
	return o, s
}

// columnsSS7 is the word of a set of columns that has those of SS7.
const columnsSS7 = op.ColOpc >> 6

// m3ua decodes an M3UA message, the payload of m. held is true if it is a part of
// what is not whole yet: then m is no message.
func (d *ss7) m3ua(b *op.Batch, m *op.Message) (held bool) {
	var x m3ua.Message
	ok := x.Decode(m.Payload, d.common, &d.present, &m.Faults)
	if ok && x.Data != nil && d.common.ServiceIndicator == serviceSCCP {
		return d.sccp(b, m, x.Data, x.At)
	}
	d.common.Affected = op.Span{Off: uint16(x.AffectedAt), Len: uint16(len(x.Affected))}
	d.addSigtran(b, &x, ok)
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

// sigtran decodes a message of M3UA or its kin by its class, which has at least a
// header.
func (d *ss7) sigtran(b *op.Batch, m *op.Message) (held bool) {
	switch m.Payload[2] {
	case m3ua.ClassM2UA:
		return d.m2ua(b, m)
	case m3ua.ClassSUAConnectionless, m3ua.ClassSUAConnection:
		return d.sua(b, m)
	case m3ua.ClassM2PA:
		return d.m2pa(b, m)
	}
	return d.m3ua(b, m)
}

// m2ua decodes an M2UA message: MTP3 between a node and its links (RFC 3331).
func (d *ss7) m2ua(b *op.Batch, m *op.Message) (held bool) {
	var x m3ua.Message
	ok := x.DecodeM2UA(m.Payload, &m.Faults)
	if ok && x.Data != nil {
		return d.mtp3(b, m, x.Data, x.At)
	}
	d.addSigtran(b, &x, ok)
	return false
}

// sua decodes an SUA message: what SCCP does, without SCCP (RFC 3868).
func (d *ss7) sua(b *op.Batch, m *op.Message) (held bool) {
	x, u := &d.kin, &d.unitdata
	ok := x.DecodeSUA(m.Payload, u, d.common, &d.present, &d.invalid, &m.Faults)
	switch {
	case x.Class != m3ua.ClassSUAConnectionless || x.Data == nil:
		d.common.Affected = op.Span{Off: uint16(x.AffectedAt), Len: uint16(len(x.Affected))}
		d.addSigtran(b, x, ok)
		return false
	case x.Type == m3ua.TypeCLDR:
		d.add(b, op.ProtoSCCP, uint32(d.common.SCCPType), op.KindResponse)
		return false
	case u.IsSegment:
		segment := sccp.Unit{
			Type: d.common.SCCPType, Data: x.Data, At: x.At, Called: u.Destination, Calling: u.Source,
			Segment: sccp.Segment{First: u.First, Remaining: u.Remaining, Reference: u.Reference},
		}
		if held, ok = d.segment(b, m, &segment); held || !ok {
			return held
		}
		x.Data, x.At = m.Payload, 0
	}
	d.tcap(b, m, x.Data, x.At)
	return false
}

// addSigtran adds the operation of a message of M3UA or its kin. ok is false when
// it has no header: then class and type are nobody's.
func (d *ss7) addSigtran(b *op.Batch, x *m3ua.Message, ok bool) {
	kind := m3ua.Kind(x.Class, x.Type)
	if m3ua.NameKin(x.Class, x.Type) != "" {
		kind = op.KindNotice
	}
	o, _ := d.add(b, op.ProtoM3UA, x.Code(), kind)
	if !ok {
		o.Present[op.ColCode>>6] &^= 1 << (op.ColCode & 63)
	}
}

// mtp3 decodes a message of MTP3 at offset at of m's payload.
func (d *ss7) mtp3(b *op.Batch, m *op.Message, octets []byte, at int) (held bool) {
	data, at, ok := mtp3.Decode(octets, at, d.common, &d.present, &m.Faults)
	if ok && d.common.ServiceIndicator == serviceSCCP {
		return d.sccp(b, m, data, at)
	}
	d.add(b, op.ProtoM3UA, uint32(m3ua.ClassTransfer)<<8|1, op.KindNotice)
	return false
}

// sccp decodes a message of SCCP at offset at of m's payload.
func (d *ss7) sccp(b *op.Batch, m *op.Message, octets []byte, at int) (held bool) {
	var u sccp.Unit
	ok := u.Decode(octets, at, d.common, &d.present, &d.invalid, &m.Faults)
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
		if held, ok = d.segment(b, m, &u); held || !ok {
			return held
		}
		u.Data, u.At = m.Payload, 0
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

// segment puts the segment u together with those before it. ok: m's payload is
// what all of them carry.
func (d *ss7) segment(b *op.Batch, m *op.Message, u *sccp.Unit) (held, ok bool) {
	data, became := d.assemble(m, u)
	switch became {
	case sccp.Held:
		return true, false
	case sccp.Spoiled:
		d.add(b, op.ProtoSCCP, uint32(u.Type), sccp.Kind(u.Type))
		return false, false
	}
	m.Payload = b.Hold(data)
	if ways := d.segments.Ways(); len(ways) > 0 && len(b.Ways)+len(ways) <= 0xFFFF {
		d.common.Ways = op.Range{First: uint16(len(b.Ways)), Count: uint16(len(ways))}
		b.Ways = append(b.Ways, ways...)
	}
	return false, true
}

// assemble puts the segment u together with those before it.
func (d *ss7) assemble(m *op.Message, u *sccp.Unit) ([]byte, sccp.Outcome) {
	path := sccp.Path{Src: m.Src, Dst: m.Dst, SrcPort: m.SrcPort, DstPort: m.DstPort, Transport: m.Transport, Side: m.Side}
	ppid := m.PPID
	if m.Transport != protocolSCTP {
		ppid = sctp.PPIDM3UA
	}
	return d.segments.Add(u, sccp.Columns{SS7: d.common, Present: &d.present, Invalid: &d.invalid},
		&sccp.Origin{Path: path, PPID: ppid, Peer: d.peer(m.Src, d.common.OPC), Frame: m.Frame, TimeNS: m.TimeNS}, &m.Faults)
}

// tcap decodes a message of TCAP at offset at of m's payload: an operation for
// each component, or one if it has none.
func (d *ss7) tcap(b *op.Batch, m *op.Message, octets []byte, at int) {
	t := &d.transaction
	ok := t.Decode(octets, at, d.common, &d.present, &m.Faults)
	if !ok || d.common.Components == 0 {
		d.add(b, op.ProtoTCAP, uint32(d.common.Package), packageKind(d.common.Package))
		return
	}
	if d.common.Components > 1 {
		d.shared = *d.common
	}
	protocol := d.user()
	for c := t.Next(); c != nil; c = t.Next() {
		d.component(b, protocol, c)
	}
}

func (d *ss7) component(b *op.Batch, protocol op.Protocol, c *tcap.Component) {
	o, s := d.add(b, protocol, 0, op.KindUnknown)
	o.Present[op.ColCode>>6] &^= 1 << (op.ColCode & 63) // the component tells
	c.Fill(o, s)
	if !c.HasOperation && len(c.Parameter) == 0 {
		return
	}
	p := argument.Parameter{Octets: c.Parameter, At: c.ParameterAt, Depth: c.Depth}
	if protocol == op.ProtoCAP {
		camel.Decode(&d.arguments, b, o, s, p)
		return
	}
	gsmmap.Decode(&d.arguments, b, o, s, p)
}

// ssnCAP is the subsystem number of CAP (TS 23.003 clause 8.2).
const ssnCAP = 146

// user is the protocol of the components: as the application context says, else,
// within a dialogue or in version 1 of MAP, by the subsystems. That which is called
// reads them, so a subsystem of MAP's reads MAP, whatever the other one claims to be.
func (d *ss7) user() op.Protocol {
	switch s := d.common; {
	case s.Context.Family == op.ContextCAP:
		return op.ProtoCAP
	case s.Context.Family == op.ContextMAP:
		return op.ProtoMAP
	case servesMAP(s.Called.SSN):
		return op.ProtoMAP
	case s.Called.SSN == ssnCAP || s.Calling.SSN == ssnCAP:
		return op.ProtoCAP
	}
	return op.ProtoMAP
}

// servesMAP reports the subsystems of HLR, VLR, MSC, EIR, GMLC and SGSN (TS 23.003
// clause 8.1). A gsmSCF may have its own for CAP, too.
func servesMAP(ssn uint8) bool { return ssn >= 6 && ssn <= 9 || ssn == 145 || ssn == 149 }

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
	m.Src, m.Dst, m.SrcPort, m.DstPort, m.Transport = l.Path.Src, l.Path.Dst, l.Path.SrcPort, l.Path.DstPort, l.Path.Transport
	m.Faults = l.Faults
	d.start(b)
	*d.common, d.present, d.invalid = l.SS7, l.Present, l.Invalid
	o, _ := d.add(b, op.ProtoSCCP, uint32(l.SS7.SCCPType), op.KindNotice)
	o.Present[0] |= presentWithoutIP
	if l.Path.Transport != 0 {
		o.Present[0] |= presentOverTransport
	}
}

// bare decodes a frame without IP: captures of links that start with MTP2, MTP3 or
// SCCP, and protocols that a tool has cut out of another capture.
func (d *Decoder) bare(b *op.Batch, slot int, f *op.Frame) {
	s := d.signalling(b)
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
	var p exported.PDU
	if !p.Decode(m.Payload, &m.Faults) {
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
	case "m2ua":
		m.Payload = p.Data
		return s.m2ua(b, m)
	case "sua":
		m.Payload = p.Data
		return s.sua(b, m)
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
