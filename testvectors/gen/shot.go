package main

import (
	"net/netip"
	"slices"
	"time"

	"github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// shot is one datagram of a vector and what is expected of it.
type shot struct {
	datagram encode.Datagram
	ops      []vector.Op // frames count from the shot's last, 0, backwards until the capture is written
	frames   func(encode.Datagram) [][]byte
	missing  int // octets that the capture cut off the last frame
	judged   bool
	gap      time.Duration // since the frame before, beyond the usual
}

// message is what a shot carries.
type message interface{ Bytes() []byte }

// user marks a V1 message that belongs to port 2152.
type user struct{ encode.V1 }

// pair is a GTPv2-C message with a piggybacked one.
type pair struct{ first, second encode.V2 }

func (p pair) Bytes() []byte { return p.first.Carrying(p.second) }

// octets is a payload that no encoder writes, with the records it must give.
type octets struct {
	b    []byte
	says []vector.Op
}

func (o octets) Bytes() []byte { return o.b }

// junk is a payload whose message type, if it has one, is not told.
func junk(protocol string, b ...byte) octets { return octets{b, []vector.Op{{Protocol: protocol}}} }

// isCounted reports whether the shot is an Echo Request, whose rate matters.
func (s shot) isCounted() bool {
	return slices.ContainsFunc(s.ops, func(o vector.Op) bool { return o.Operation == "EchoRequest" })
}

// describe returns the operations that the message's records must name.
func describe(m message) []vector.Op {
	switch m := m.(type) {
	case encode.V2:
		return []vector.Op{{Protocol: "gtpv2", Code: int(m.Type), Operation: encode.Names2[m.Type]}}
	case encode.V1:
		return []vector.Op{{Protocol: "gtpv1", Code: int(m.Type), Operation: encode.Names1[m.Type]}}
	case user:
		return []vector.Op{{Protocol: "gtpu", Code: int(m.Type), Operation: encode.NamesU[m.Type]}}
	case pair:
		second := describe(m.second)[0]
		second.Component = 1
		return append(describe(m.first), second)
	case octets:
		return m.says
	}
	panic("gen: a message of unknown type")
}

const (
	portControl = 2123
	portUser    = 2152
)

// send carries a message from one node to another, between the ports of its plane.
func send(from, to netip.Addr, m message) shot {
	port := uint16(portControl)
	if _, ok := m.(user); ok {
		port = portUser
	}
	return sendPorts(netip.AddrPortFrom(from, port), netip.AddrPortFrom(to, port), m)
}

func sendPorts(from, to netip.AddrPort, m message) shot {
	return shot{
		datagram: encode.Datagram{Src: from, Dst: to, Payload: m.Bytes()},
		ops:      describe(m),
		frames:   ethernet,
	}
}

// The four ways of a session's messages.
func (r roam) up2(m message) shot   { return send(r.sgw, r.pgw, m) }
func (r roam) down2(m message) shot { return send(r.pgw, r.sgw, m) }
func (r roam) up1(m message) shot   { return send(r.sgsn, r.ggsn, m) }
func (r roam) down1(m message) shot { return send(r.ggsn, r.sgsn, m) }

// upU and downU carry G-PDUs and user plane signaling of an EPS session.
func (r roam) upU(m message) shot   { return send(r.sgwU, r.pgwU, m) }
func (r roam) downU(m message) shot { return send(r.pgwU, r.sgwU, m) }

// from returns the shot from another address, same port.
func (s shot) from(a netip.Addr) shot {
	s.datagram.Src = netip.AddrPortFrom(a, s.datagram.Src.Port())
	return s
}

// to returns the shot to another address, same port.
func (s shot) to(a netip.Addr) shot {
	s.datagram.Dst = netip.AddrPortFrom(a, s.datagram.Dst.Port())
	return s
}

// fromPort and toPort change the UDP ports.
func (s shot) fromPort(p uint16) shot {
	s.datagram.Src = netip.AddrPortFrom(s.datagram.Src.Addr(), p)
	return s
}

func (s shot) toPort(p uint16) shot {
	s.datagram.Dst = netip.AddrPortFrom(s.datagram.Dst.Addr(), p)
	return s
}

// after returns the shot a time after the one before it.
func (s shot) after(d time.Duration) shot { s.gap = d - frameGap; return s }

// in puts the datagram into other frames.
func (s shot) in(frames func(encode.Datagram) [][]byte) shot { s.frames = frames; return s }

// unreadable expects no operation, but a record of the IP layer for each of the
// shot's frames given: 0 the last, -1 the one before.
func (s shot) unreadable(frames ...int) shot {
	s.ops = nil
	for _, f := range frames {
		s.ops = append(s.ops, vector.Op{Frame: f, Protocol: "ip"})
	}
	return s
}

// note says which variant this is.
func (s shot) note(text string) shot { return s.each(func(o *vector.Op) { o.Note = text }) }

// pass expects all operations to pass without any reason, whatever the vector's kind.
func (s shot) pass() shot {
	s.judged = true
	return s.each(func(o *vector.Op) { o.Verdict, o.Reasons = "pass", nil })
}

// flag expects all operations to be flagged for these reasons and no others.
func (s shot) flag(reasons ...string) shot {
	s.judged = true
	return s.each(func(o *vector.Op) { o.Verdict, o.Reasons = "flag", reasons })
}

// only expects component n to be blocked for reason and the others to pass: the
// rule is about one operation of a piggybacking message.
func (s shot) only(n int, reason string) shot {
	s.judged = true
	return s.each(func(o *vector.Op) {
		o.Verdict, o.Reasons = "pass", nil
		if o.Component == n {
			o.Verdict, o.Reasons = "block", []string{reason}
		}
	})
}

// also adds reasons that come beside the deciding one, as flags do.
func (s shot) also(reasons ...string) shot {
	return s.each(func(o *vector.Op) { o.Reasons = append(slices.Clone(o.Reasons), reasons...) })
}

func (s shot) each(edit func(*vector.Op)) shot {
	s.ops = slices.Clone(s.ops)
	for i := range s.ops {
		edit(&s.ops[i])
	}
	return s
}

// Frames of an Ethernet capture.
func ethernet(d encode.Datagram) [][]byte { return [][]byte{encode.Ethernet(d.Packet())} }
func vlan(d encode.Datagram) [][]byte     { return [][]byte{encode.VLAN(d.Packet())} }
func qinq(d encode.Datagram) [][]byte     { return [][]byte{encode.QinQ(d.Packet())} }
func mpls(d encode.Datagram) [][]byte     { return [][]byte{encode.MPLS(d.Packet())} }

// packets frames ready-made IP packets.
func packets(make func(encode.Datagram) [][]byte) func(encode.Datagram) [][]byte {
	return func(d encode.Datagram) [][]byte {
		var out [][]byte
		for _, p := range make(d) {
			out = append(out, encode.Ethernet(p))
		}
		return out
	}
}

// fragmented cuts the UDP segment into pieces of size octets and sends them in the
// order given (none: as they are cut).
func fragmented(size int, order ...int) func(encode.Datagram) [][]byte {
	return packets(func(d encode.Datagram) [][]byte {
		pieces := encode.Split(8+len(d.Payload), size)
		if len(order) == 0 {
			return d.Fragments(pieces)
		}
		var shuffled []encode.Fragment
		for _, n := range order {
			shuffled = append(shuffled, pieces[n])
		}
		return d.Fragments(shuffled)
	})
}

// thirds sends about three fragments, the last one first when reversed.
func thirds(reversed bool) func(encode.Datagram) [][]byte {
	return packets(func(d encode.Datagram) [][]byte {
		n := 8 + len(d.Payload)
		pieces := encode.Split(n, max(8, n/3&^7))
		if reversed {
			slices.Reverse(pieces)
		}
		return d.Fragments(pieces)
	})
}

// options puts IPv4 options or IPv6 extension headers around the datagram.
func options(d encode.Datagram) [][]byte {
	src, dst := d.Src.Addr(), d.Dst.Addr()
	if src.Is4() {
		h := encode.IPv4{Src: src, Dst: dst, Proto: encode.ProtoUDP, TTL: 64, ID: d.ID, Options: []byte{1, 1, 1, 0}}
		return [][]byte{encode.Ethernet(h.Packet(d.UDP()))}
	}
	h := encode.IPv6{Src: src, Dst: dst, Next: encode.ProtoUDP, Hop: 64,
		Extensions: []encode.Extension6{encode.HopByHop(), encode.DestinationOptions()}}
	return [][]byte{encode.Ethernet(h.Packet(d.UDP()))}
}

// everywhere is one attack over both families and in every dress that an Ethernet
// capture can show: tags, labels, IP options, fragments in and out of order.
func everywhere(four, six shot) []shot {
	var out []shot
	for i, s := range []shot{four, six} {
		family := []string{"IPv4", "IPv6"}[i]
		out = append(out,
			s.note(family),
			s.in(vlan).note(family+", 802.1Q"),
			s.in(qinq).note(family+", QinQ"),
			s.in(mpls).note(family+", MPLS"),
			s.in(options).note(family+", IP options"),
			s.in(thirds(false)).note(family+", fragments"),
			s.in(thirds(true)).note(family+", fragments in reverse"),
		)
	}
	return out
}
