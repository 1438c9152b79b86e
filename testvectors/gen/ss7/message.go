package ss7

import (
	"slices"

	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// message is a message of TCAP between two addresses, and everything around it up
// to M3UA. Its methods return edited copies.
type message struct {
	tcap            TCAP
	called, calling Party
	user            string      // protocol of the components: map or cap
	says            []vector.Op // instead of what the components say
	fromHome        bool
	dress           func(TLV) TLV // of the whole TCAP message
	octets          []byte        // instead of TCAP

	sccp  func(SCCP) SCCP
	mtp   func(Transfer) Transfer
	m3ua  func(M3UA) M3UA
	cut   int   // octets of a segment; 0 not segmented
	order []int // of segments
}

// otid is the transaction of who begins, dtid of who answers.
var (
	otid = []byte{0x10, 0x00, 0x00, 0x01}
	dtid = []byte{0x20, 0x00, 0x00, 0x02}
)

// begin opens a dialogue of MAP in an application context.
func begin(from, to Party, ac, version byte, components ...TLV) message {
	return message{
		tcap:   TCAP{Package: PackageBegin, OTID: otid, Dialogue: Dialogue(DialogueSyntax, AARQ(MAPContext(ac, version))), Components: components},
		called: to, calling: from, user: "map",
	}
}

// beginAbout opens one whose MAP-open names the subscriber.
func beginAbout(imsi string, from, to Party, ac, version byte, components ...TLV) message {
	m := begin(from, to, ac, version, components...)
	m.tcap.Dialogue = Dialogue(DialogueSyntax, AARQ(MAPContext(ac, version), MAPOpen(imsi)))
	return m
}

// begin1 opens one of version 1 of MAP, without a dialogue portion.
func begin1(from, to Party, components ...TLV) message {
	return message{tcap: TCAP{Package: PackageBegin, OTID: otid, Components: components}, called: to, calling: from, user: "map"}
}

// beginCAP opens a dialogue of CAP.
func beginCAP(from, to Party, context TLV, components ...TLV) message {
	m := begin(from, to, 0, 0, components...)
	m.tcap.Dialogue = Dialogue(DialogueSyntax, AARQ(context))
	m.user = "cap"
	return m
}

// answered is the last message of a dialogue, in the other direction.
func (m message) answered(components ...TLV) message {
	return m.reply(TCAP{Package: PackageEnd, DTID: m.tcap.OTID, Components: components})
}

// continued goes on in the other direction.
func (m message) continued(components ...TLV) message {
	return m.reply(TCAP{Package: PackageContinue, OTID: dtid, DTID: m.tcap.OTID, Components: components})
}

func (m message) reply(t TCAP) message {
	m.tcap, m.called, m.calling, m.fromHome = t, m.calling, m.called, !m.fromHome
	return m
}

// accepting adds an AARE.
func (m message) accepting(name TLV) message {
	m.tcap.Dialogue = Dialogue(DialogueSyntax, AARE(name))
	return m
}

// edits
func (m message) dressed(edit func(TLV) TLV) message         { m.dress = edit; return m }
func (m message) inSCCP(edit func(SCCP) SCCP) message        { m.sccp = edit; return m }
func (m message) inMTP(edit func(Transfer) Transfer) message { m.mtp = edit; return m }
func (m message) inM3UA(edit func(M3UA) M3UA) message        { m.m3ua = edit; return m }
func (m message) segmented(size int, order ...int) message   { m.cut, m.order = size, order; return m }
func (m message) saying(ops ...vector.Op) message            { m.says = ops; return m }
func (m message) in(edit func(*message)) message             { edit(&m); return m }
func (m message) from(p Party) message                       { m.calling = p; return m }
func (m message) to(p Party) message                         { m.called = p; return m }
func (m message) transaction(edit func(*TCAP)) message       { edit(&m.tcap); return m }

// reverse turns a message that goes towards home into one from home.
func (m message) reverse() message { m.fromHome = !m.fromHome; return m }

// describe returns the operations that the message's record must name.
func (m message) describe() []vector.Op {
	if m.says != nil {
		return m.says
	}
	if len(m.tcap.Components) == 0 {
		return []vector.Op{{Protocol: "tcap", Code: 0x60 | m.tcap.Package, Operation: packageNames[m.tcap.Package]}}
	}
	var out []vector.Op
	for i, c := range m.tcap.Components {
		o := vector.Op{Component: i, Protocol: m.user}
		if code, ok := operation(c); ok {
			o.Code, o.Operation = code, NamesMAP[code]
			if m.user == "cap" {
				o.Operation = NamesCAP[code]
			}
		}
		out = append(out, o)
	}
	return out
}

var packageNames = map[int]string{
	PackageUnidirectional: "unidirectional", PackageBegin: "begin", PackageEnd: "end", PackageContinue: "continue", PackageAbort: "abort",
}

// operation returns the local operation code of an Invoke or result: the last
// INTEGER behind the invoke identifier.
func operation(c TLV) (int, bool) {
	members := c.Members
	switch {
	case c.Number == 2 && len(members) > 1:
		members = append(slices.Clone(members[:1]), members[1].Members...)
	case c.Number != 1:
		return 0, false
	}
	for _, e := range members[1:] {
		if e.Number == 2 && e.Tag == 0 && !e.HighTag {
			code := 0
			for _, b := range e.Octets {
				code = code<<8 | int(b)
			}
			return code, true
		}
	}
	return 0, false
}

// transfers are the messages of M3UA that carry it: one, or one for each segment.
func (m message) transfers(l *Line) [][]byte {
	octets := m.octets
	if octets == nil {
		e := m.tcap.TLV()
		if m.dress != nil {
			e = m.dress(e)
		}
		octets = e.Bytes()
	}
	var out [][]byte
	for _, s := range m.units(l, octets) {
		if m.sccp != nil {
			s = m.sccp(s)
		}
		out = append(out, m.transfer(s.Bytes()))
	}
	return out
}

// units are the messages of SCCP: one UDT, or XUDTs with segments.
func (m message) units(l *Line, octets []byte) []SCCP {
	base := SCCP{Type: TypeUDT, Class: 0, Called: m.called, Calling: m.calling, Octets: octets}
	if m.cut == 0 {
		return []SCCP{base}
	}
	l.Reference++
	pieces := Split(len(octets), m.cut)
	var out []SCCP
	for i, f := range pieces {
		s := base
		s.Type, s.Class, s.Octets = TypeXUDT, 1, octets[f.From:f.To]
		s.Segmentation = Segmentation(i == 0, true, len(pieces)-1-i, l.Reference)
		out = append(out, s)
	}
	if m.order == nil {
		return out
	}
	var shuffled []SCCP
	for _, i := range m.order {
		if i < len(out) {
			shuffled = append(shuffled, out[i])
		}
	}
	return shuffled
}

func (m message) transfer(octets []byte) []byte {
	t := Transfer{OPC: pointPeer, DPC: pointHome, Service: 3, SLS: 5, Octets: octets}
	if m.fromHome {
		t.OPC, t.DPC = t.DPC, t.OPC
	}
	if m.mtp != nil {
		t = m.mtp(t)
	}
	x := t.M3UA()
	if m.m3ua != nil {
		x = m.m3ua(x)
	}
	return x.Bytes()
}
