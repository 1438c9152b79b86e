package main

import (
	"encoding/binary"
	"net/netip"
	"slices"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// attackFrame breaks what carries the message: RULES.md T-07 and the layers below.
func attackFrame(c *catalogue) {
	attackFragments(c)
	attackPacket(c)
	linkTypes(c)
}

func attackFragments(c *catalogue) {
	denied4, denied6 := out4.up2(out4.createSession().Replace(IMSI(imsiA))), out6.up2(out6.createSession().Replace(IMSI(imsiA)))
	c.evasion("e37-fragments", "T-07 E-37 G-05", "The IMSI straddles fragments; small ones, in any order", "v2-create-session",
		"spoofguard/imsi-not-theirs",
		denied4.in(fragmented(8)).note("8 octets each"),
		denied4.in(fragmented(48, 3, 1, 0, 2, 5, 4)).note("shuffled"),
		denied6.in(fragmented(16)).note("IPv6, 16 octets each"),
		denied6.in(fragmented(48, 5, 4, 3, 2, 1, 0)).note("IPv6, in reverse"))
	c.honest("ip-fragments", "T-07", "Honest requests in fragments, in and out of order",
		out4.up2(out4.createSession()).in(fragmented(8)), out6.up2(out6.createSession()).in(fragmented(16)),
		out4.up1(out4.createPDP()).in(fragmented(64, 2, 0, 1)))
	c.evasion("t07-fragment-overlap", "T-07",
		"A fragment that overlaps its neighbour with other octets: receivers differ in which they keep", "ip-fragments",
		"faults/ip-fragment-overlap",
		overlapping(out4), overlapping(out6)).breaks("RFC 5722 4, RFC 8200 4.5: overlapping fragments are discarded")
	c.attack("t07-fragment-bounds", "T-07",
		"Fragments that are empty, no multiple of 8 octets though more follow, or reach beyond what IP can hold", "ip-fragments",
		"faults/ip-fragment-bounds",
		onePiece(out4, 64, 0, false), onePiece(out4, 0, 60, false), onePiece(out4, 65520, 60, true), onePiece(out6, 0, 60,
			false)).breaks("RFC 791 3.1, RFC 8200 4.5")
	c.evasion("t07-fragment-tiny", "T-07", "A first fragment that ends before the UDP header: the ports are in the second", "ip-fragments",
		"faults/ip-fragment-tiny",
		out6.up2(out6.createSession()).in(headerless).unreadable(-1, 0)).breaks("RFC 7112 5: the first fragment holds the whole chain of headers")
	c.attack("t07-fragment-incomplete", "T-07", "The rest of a fragmented request never comes", "ip-fragments", "faults/ip-fragment-incomplete",
		onePiece(out4, 0, 64, false), onePiece(out6, 0, 64, false)).breaks("RFC 791 3.2, RFC 8200 4.5")
	c.attack("t07-fragment-limit", "T-07", "A request in 65 fragments, more than any path needs", "ip-fragments", "faults/ip-fragment-limit",
		out4.up2(padded(out4.createSession(), 65*8-8)).in(fragmented(8)).unreadable(0),
		out6.up2(padded(out6.createSession(), 65*8-8)).in(fragmented(8)).unreadable(0)).
		breaks("policy: 64 fragments")
}

// overlapping hides another IMSI in a fragment that covers the first one's end.
// It spoils its datagram, with the fragment that is still to come.
func overlapping(r roam) shot {
	honest, evil := r.up2(r.createSession()), r.up2(r.createSession().Replace(IMSI(imsiA)))
	other := evil.datagram.UDP()
	return honest.in(packets(func(d Datagram) [][]byte {
		n := 8 + len(d.Payload)
		whole := d.Fragments([]Fragment{{From: 0, To: 64}, {From: 64, To: n, Last: true}})
		return [][]byte{whole[0], d.FragmentOf(Fragment{From: 16, To: 48}, other[16:48]), whole[1]}
	})).unreadable(-1, 0)
}

// onePiece sends nothing but one fragment, of n octets at an offset.
func onePiece(r roam, offset, n int, last bool) shot {
	return r.up2(r.createSession()).in(packets(func(d Datagram) [][]byte {
		return [][]byte{d.FragmentOf(Fragment{From: offset, Last: last}, d.UDP()[:n])}
	})).unreadable(0)
}

// headerless puts destination options alone into the first fragment.
func headerless(d Datagram) [][]byte {
	options := Join([]byte{ProtoUDP}, DestinationOptions().Octets[1:])
	pieces := [][]byte{options, d.UDP()}
	var out [][]byte
	for i, p := range pieces {
		frag := Join([]byte{0, 0}, U16(8*i|1-i), U32(uint32(d.ID)))
		h := IPv6{Src: d.Src.Addr(), Dst: d.Dst.Addr(), Next: DestinationOptions().Number, Hop: 64,
			Extensions: []Extension6{{Number: 44, Octets: frag}}}
		out = append(out, Ethernet(h.Packet(p)))
	}
	return out
}

// padded fills the message up to n octets with a private extension.
func padded(m V2, n int) V2 {
	return m.With(PrivateExtension(10923, make([]byte, n-len(m.Bytes())-6)))
}

func attackPacket(c *catalogue) {
	create, create6 := out4.up2(out4.createSession()), out6.up2(out6.createSession())
	c.evasion("t07-udp-length", "T-07", "The UDP length disagrees with the IP payload: it promises more, or leaves octets out",
		"v2-create-session", "faults/udp-length",
		create.in(wrongUDP(8)), create6.in(wrongUDP(8)), out4.up2(out4.createSession().Trailed(make([]byte, 4))).in(wrongUDP(-4)),
		out6.up2(out6.createSession().Trailed(make([]byte, 4))).in(wrongUDP(-4))).
		breaks("RFC 768: the length is that of header and data")
	c.attack("ip-length", "T-07", "An IP total length shorter than the header", "v2-create-session", "faults/ip-length",
		create.in(wrongIP4(-1<<16)).unreadable(0)).breaks("RFC 791 3.1")
	c.attack("ip-length-long", "T-07", "An IP length longer than the frame; UDP then says less than IP does, so that two rules stop it",
		"v2-create-session", "faults/ip-length faults/udp-length",
		create.in(wrongIP4(200))).breaks("RFC 791 3.1")
	c.attack("ip-header", "T-07", "A header length below five words, an option past the header's end", "v2-create-session", "faults/ip-header",
		create.in(patched(0, 0x44)).unreadable(0), create.in(withOptions(7, 40, 4, 0))).breaks("RFC 791 3.1")
	c.attack("ip-version", "T-07", "An IP version that is none: not even the source can be read, so that two rules stop it",
		"v2-create-session", "source/unknown-source faults/ip-header",
		create.in(patched(0, 0x55)).unreadable(0)).breaks("RFC 791 3.1")
	c.attack("ip-extension-chain", "T-07", "More IPv6 extension headers than any packet has, and a hop-by-hop header that is not the first",
		"v2-create-session", "faults/ip-extension-chain",
		create6.in(withExtensions(nine()...)).unreadable(0),
		create6.in(withExtensions(DestinationOptions(), HopByHop())).unreadable(0)).breaks("RFC 8200 4.1")
	c.evasion("ip-source-route", "T-07", "The packet brings its own route: loose source routing, and a routing header with a segment left",
		"v2-create-session", "faults/ip-source-route",
		create.in(withOptions(131, 7, 4, 192, 0, 2, 10, 0)),
		create6.in(withExtensions(routing(homePGW.six.AsSlice())))).breaks("RFC 5095 3, RFC 7126 4.3: source routing is dropped")
	c.attack("frame-truncated", "T-07", "The capture or link delivered a part of the frame: what is missing cannot be judged",
		"ip-not-signaling", "faults/frame-truncated",
		truncated(query(), 10).also("faults/not-signaling"), truncated(query(), 30).note("within the UDP header")).
		breaks("the frame is not whole")
	c.honest("ip-not-signaling", "T-07", "What is no signaling is flagged, not stopped: DNS, SSH, a tunnel",
		query().flag("faults/not-signaling"),
		create.in(carrying(ProtoTCP, Join(U16(40000), U16(22), U32(1), U32(0), []byte{0x50, 2}, U16(1024), U32(0)))).as("tcp").flag("faults/not-signaling"),
		create.in(carrying(47, Join(U16(0), U16(0x0800), inner(443)))).as("ip").flag("faults/frame-encapsulation"))
}

// query is a DNS query between nodes that speak GTP.
func query() shot {
	return sendPorts(netip.AddrPortFrom(out4.sgw, 40000), netip.AddrPortFrom(out4.pgw, 53), octets{payloadFor(53), nil}).as("ip")
}

// as expects one record of a protocol without an operation.
func (s shot) as(protocol string) shot { s.ops = []vector.Op{{Protocol: protocol}}; return s }

// carrying replaces the UDP segment by that of another protocol.
func carrying(proto byte, segment []byte) func(Datagram) [][]byte {
	return packets(func(d Datagram) [][]byte {
		return [][]byte{IPv4{Src: d.Src.Addr(), Dst: d.Dst.Addr(), Proto: proto, TTL: 64, ID: d.ID}.Packet(segment)}
	})
}

// withOptions puts IPv4 options into the header.
func withOptions(octets ...byte) func(Datagram) [][]byte {
	return packets(func(d Datagram) [][]byte {
		h := IPv4{Src: d.Src.Addr(), Dst: d.Dst.Addr(), Proto: ProtoUDP, TTL: 64, ID: d.ID, Options: octets}
		return [][]byte{h.Packet(d.UDP())}
	})
}

// withExtensions puts IPv6 extension headers in front of the segment.
func withExtensions(list ...Extension6) func(Datagram) [][]byte {
	return packets(func(d Datagram) [][]byte {
		h := IPv6{Src: d.Src.Addr(), Dst: d.Dst.Addr(), Next: ProtoUDP, Hop: 64, Extensions: list}
		return [][]byte{h.Packet(d.UDP())}
	})
}

func nine() []Extension6 { return slices.Repeat([]Extension6{DestinationOptions()}, 9) }

// routing is a type 0 routing header with one segment left (RFC 5095).
func routing(hop []byte) Extension6 {
	return Extension6{Number: 43, Octets: Join([]byte{0, 2, 0, 1}, U32(0), hop)}
}

// wrongUDP frames the datagram with a UDP length that is off by delta.
func wrongUDP(delta int) func(Datagram) [][]byte {
	return packets(func(d Datagram) [][]byte { return [][]byte{d.WrongUDPLength(delta)} })
}

// wrongIP4 shifts the IPv4 total length by delta; -1<<16 makes it zero.
func wrongIP4(delta int) func(Datagram) [][]byte {
	return packets(func(d Datagram) [][]byte {
		p := d.Packet()
		n := max(len(p)+delta, 0)
		binary.BigEndian.PutUint16(p[2:], uint16(n))
		return [][]byte{p}
	})
}

// patched overwrites one octet of the IP packet.
func patched(at int, v byte) func(Datagram) [][]byte {
	return packets(func(d Datagram) [][]byte {
		p := d.Packet()
		p[at] = v
		return [][]byte{p}
	})
}

func truncated(s shot, missing int) shot { s.missing = missing; return s }

// linkTypes shows one attack and one honest message behind every link layer that
// captures come in.
func linkTypes(c *catalogue) {
	for _, l := range []struct {
		name  string
		link  uint32
		frame func([]byte) []byte
		four  bool
		six   bool
	}{
		{"null", LinkNull, Null, true, true}, {"loop", LinkLoop, Loop, true, true}, {"raw", LinkRaw, Bare, true, true},
		{"sll", LinkSLL, SLL, true, true}, {"sll2", LinkSLL2, SLL2, true, true},
		{"ipv4", LinkIPv4, Bare, true, false}, {"ipv6", LinkIPv6, Bare, false, true},
	} {
		var honest, evil []shot
		for _, r := range roams(l.four, l.six) {
			honest = append(honest, r.up2(r.createSession()), r.up1(r.createPDP()), r.upU(gpdu(teidPGWU, inner(443))))
			evil = append(evil, r.up2(r.createSession().Replace(IMSI(imsiA))), r.up1(r.createPDP().Replace(0, IMSI1(imsiA))))
		}
		c.honest("link-"+l.name+"-honest", "G-05", "Honest requests in a capture of link type "+l.name, honest...).on(l.link, l.frame)
		c.attack("link-"+l.name, "G-05", "A partner's own subscriber at our gateway, in a capture of link type "+l.name,
			"link-"+l.name+"-honest", "spoofguard/imsi-not-theirs", evil...).on(l.link, l.frame)
	}
}

func roams(four, six bool) []roam {
	var out []roam
	if four {
		out = append(out, out4)
	}
	if six {
		out = append(out, out6)
	}
	return slices.Clip(out)
}
