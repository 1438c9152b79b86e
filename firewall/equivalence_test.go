package firewall

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire"
	wirediameter "github.com/seed-43cefff0/portcullis/firewall/internal/wire/diameter"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ip"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/m3ua"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/sctp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/tcp"
)

// A user message that a terminating link hands over is read and ruled on as it would
// be in its packets, on every vector: what differs is only what the layers below have
// found wrong, which such a link does not have.
func TestTerminatedMessagesAreRuledAlike(t *testing.T) {
	for _, s := range subjects(t) {
		t.Run(s.name, func(t *testing.T) {
			fw := s.firewall(t)
			c := comparison{t: t, subject: s, packets: s.lane(t, fw), messages: s.lane(t, fw), below: newBelow()}
			for _, v := range s.vectors {
				c.name = v.Name
				for _, f := range frames(t, v) {
					c.frame(&f)
				}
				c.end()
			}
			t.Logf("%d messages alike, %d with faults of layers below, %d parts", c.alike, c.unlike, c.parts)
			if c.alike < 400 || c.alike < 20*c.unlike {
				t.Error("too few messages are compared")
			}
		})
	}
}

// comparison plays vectors in their packets, and the user messages in them.
type comparison struct {
	t                 *testing.T
	subject           *subject
	name              string // of the vector
	packets, messages *replayLane
	below             *below

	alike, unlike int // messages, without and with faults of layers below
	parts         int // user messages that are none of their own
}

// said is what was made of one message.
type said struct {
	payload []byte
	isBelow bool // a layer below has found something
	ops     []string
	ruling  op.Ruling
}

func (c *comparison) frame(f *op.Frame) {
	c.t.Helper()
	b, rulings := c.packets.Rule([]op.Frame{*f})
	want := made(b, rulings)
	carried := c.below.messages(f)
	for _, g := range carried {
		g.Service = 0
		if port := c.subject.service; g.DstPort == port || g.SrcPort == port {
			g.Service = port // what the link would know
		}
		b, rulings := c.messages.Rule([]op.Frame{g})
		got := made(b, rulings)
		if len(got) == 0 {
			c.parts++
			continue
		}
		i := slices.IndexFunc(want, func(w said) bool { return bytes.Equal(w.payload, got[0].payload) })
		if i < 0 || len(got) != 1 {
			c.t.Errorf("%s, frame %d: %d messages, which in packets is at %d", c.name, f.Number, len(got), i)
			continue
		}
		c.same(f, &got[0], &want[i])
		want = want[i+1:]
	}
}

// end forgets what was not whole at the end of a vector.
func (c *comparison) end() {
	c.packets.Flush()
	c.messages.Flush()
	for ok := true; ok; _, ok = c.below.assembler.Drain() {
	}
	for ok := true; ok; _, ok = c.below.fragments.Drain() {
	}
	for c.below.streams.Drain() {
	}
}

func (c *comparison) same(f *op.Frame, got, want *said) {
	c.t.Helper()
	c.alike++
	if want.isBelow {
		c.alike--
		c.unlike++
	}
	if a, b := strings.Join(got.ops, "\n"), strings.Join(want.ops, "\n"); a != b {
		c.t.Errorf("%s, frame %d: the operations are\n%s\nand in packets\n%s", c.name, f.Number, a, b)
	}
	if got.ruling != want.ruling && !want.isBelow {
		c.t.Errorf("%s, frame %d: ruled %+v, and in packets %+v", c.name, f.Number, got.ruling, want.ruling)
	}
}

// made describes what a lane has made of a frame, without messages of which no frame
// is left.
func made(b *op.Batch, rulings []op.Ruling) (list []said) {
	for i := range b.Messages {
		m := &b.Messages[i]
		if m.Slot < 0 {
			continue
		}
		x := said{payload: bytes.Clone(m.Payload), isBelow: isBelow(&m.Faults), ruling: rulings[i]}
		for k := range m.NumOps {
			x.ops = append(x.ops, described(b, &b.Ops[m.FirstOp+k]))
		}
		x.ops = append(x.ops, upper(&m.Faults))
		list = append(list, x)
	}
	return list
}

// lowerLayers are those that a terminating link has no part of.
var lowerLayers = []string{"frame", "ip", "udp", "sctp", "tcp"}

func isBelow(f *op.Faults) (is bool) {
	f.Each(func(c op.FaultCode) { is = is || slices.Contains(lowerLayers, c.Info().Layer) })
	return is
}

// upper lists the faults of the other layers.
func upper(f *op.Faults) string {
	var names []string
	f.Each(func(c op.FaultCode) {
		if !slices.Contains(lowerLayers, c.Info().Layer) {
			names = append(names, c.String())
		}
	})
	return fmt.Sprint("faults ", names)
}

// described writes all of an operation, wherever in a batch it stands.
func described(b *op.Batch, o *op.Operation) string {
	x := *o
	x.Message, x.SS7, x.Diameter, x.Faults = 0, 0, 0, op.Faults{}
	text := fmt.Sprintf("%+v %s", x, upper(&o.Faults))
	if o.SS7 > 0 {
		s := b.SS7[o.SS7]
		text += fmt.Sprint(rows(b.Numbers, &s.Numbers))
		text += fmt.Sprintf(" %+v", s)
	}
	if o.Diameter > 0 {
		d := b.Diameter[o.Diameter]
		text += fmt.Sprint(rows(b.Routes, &d.Routes), rows(b.AVPs, &d.AVPs), rows(b.Applications, &d.Applications), rows(b.HostAddresses, &d.HostAddresses),
			rows(b.UserIDs, &d.UserIDs), rows(b.AccessPoints, &d.AccessPoints))
		text += fmt.Sprintf(" %+v", d)
	}
	return text
}

// rows returns a run of rows, and makes it independent of where it stands.
func rows[T any](all []T, r *op.Range) []T {
	list := all[r.First:][:r.Count]
	r.First = 0
	return list
}

// below takes SCTP packets and TCP segments apart with the layers' own decoders.
type below struct {
	fragments *ip.Reassembler
	packet    ip.Packet
	assembler *sctp.Assembler
	sctp      sctp.Packet
	streams   *tcp.Reassembler
	segment   tcp.Segment
}

func newBelow() *below {
	ss7, other := wire.Terminated(op.ProtoM3UA).Most, wire.Terminated(op.ProtoDiameter).Most
	most := func(ppid uint32) int {
		if ppid = sctp.MeantPPID(ppid); slices.Contains([]uint32{sctp.PPIDM3UA, sctp.PPIDM2PA, sctp.PPIDSUA, sctp.PPIDM2UA}, ppid) {
			return ss7
		}
		return other
	}
	return &below{
		fragments: ip.NewReassembler(ip.Limits{}), assembler: sctp.NewAssembler(sctp.Limits{OctetsOf: most}),
		streams: tcp.NewReassembler(tcp.Limits{},
			tcp.Framer{Port: 2905, First: 1, Header: 8, Most: ss7, Length: m3ua.Framed, IsLikely: m3ua.IsLikely},
			tcp.Framer{Port: wirediameter.Port, First: 1, Header: 20, Most: other, Length: wirediameter.Framed, IsLikely: wirediameter.IsLikely}),
	}
}

// messages returns the user messages that an Ethernet frame completes, as a
// terminating link hands them over.
func (x *below) messages(f *op.Frame) []op.Frame {
	p := &x.packet
	ok := p.Decode(f.Data, 14, 0, f.Truncated)
	if ok && p.IsFragment {
		if x.fragments.Add(p, f) != ip.Whole {
			return nil
		}
		p.Payload = bytes.Clone(p.Payload)
		ok = p.Resume()
	}
	switch {
	case !ok:
	case p.Protocol == ip.SCTP:
		return x.chunks(f, p.Payload)
	case p.Protocol == ip.TCP:
		return x.stream(f)
	case p.Protocol == ip.UDP:
		if payload, ok := p.UDP(); ok && (p.SrcPort == 9899 || p.DstPort == 9899) {
			return x.chunks(f, payload)
		}
	}
	return nil
}

func (x *below) chunks(f *op.Frame, payload []byte) (list []op.Frame) {
	p, s := &x.packet, &x.sctp
	if !s.Decode(payload, p.At, f.Truncated) {
		return nil
	}
	x.assembler.Begin(s, sctp.Ends{Src: p.Src, Dst: p.Dst}, f)
	for s.Next() {
		if u, state := x.assembler.Add(s); state == sctp.Whole {
			list = append(list, op.Frame{Data: bytes.Clone(u.Data), TimeNS: f.TimeNS, Number: f.Number, Side: f.Side, Encap: op.EncapUserMessage,
				Src: p.Src, Dst: p.Dst, SrcPort: s.SrcPort, DstPort: s.DstPort, PPID: u.PPID, Stream: u.Stream})
		}
	}
	return list
}

func (x *below) stream(f *op.Frame) (list []op.Frame) {
	p, s := &x.packet, &x.segment
	if !s.Decode(p.Payload, p.At, p.Length, f.Truncated) {
		return nil
	}
	x.streams.Begin(s, tcp.Ends{Src: p.Src, Dst: p.Dst}, f)
	o := x.streams.Origin()
	for m := (tcp.Message{}); x.streams.Next(&m); {
		if m.Data != nil {
			list = append(list, op.Frame{Data: bytes.Clone(m.Data), TimeNS: o.TimeNS, Number: o.Frame, Side: o.Side, Encap: op.EncapTCPMessage,
				Src: o.Src, Dst: o.Dst, SrcPort: o.SrcPort, DstPort: o.DstPort})
		}
	}
	return list
}
