package main

import (
	"encoding/binary"
	"slices"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// attackFrame breaks what carries the message: RULES.md T-07 and the layers below.
func attackFrame(c *catalogue) {
	attackFragments(c)
	attackPacket(c)
	linkTypes(c)
}

func attackFragments(c *catalogue) {
	denied4, denied6 := out4.up2(out4.createSession().Replace(IMSI(imsiA))), out6.up2(out6.createSession().Replace(IMSI(imsiA)))
	c.evasion("e37-fragments", "T-07 E-37 G-05", "The IMSI straddles fragments; small ones, in any order", "v2-create-session", "spoofguard/imsi-not-theirs",
		denied4.in(fragmented(8)).note("8 octets each"),
		denied4.in(fragmented(48, 3, 1, 0, 2, 5, 4)).note("shuffled"),
		denied6.in(fragmented(16)).note("IPv6, 16 octets each"),
		denied6.in(fragmented(48, 5, 4, 3, 2, 1, 0)).note("IPv6, in reverse"))
	c.honest("ip-fragments", "T-07", "Honest requests in fragments, in and out of order",
		out4.up2(out4.createSession()).in(fragmented(8)), out6.up2(out6.createSession()).in(fragmented(16)), out4.up1(out4.createPDP()).in(fragmented(64, 2, 0, 1)))
	c.evasion("t07-fragment-overlap", "T-07", "A fragment that overlaps its neighbour with other octets: receivers differ in which they keep", "ip-fragments", "faults/ip-fragment-overlap",
		overlapping(out4), overlapping(out6)).breaks("RFC 5722 4, RFC 8200 4.5: overlapping fragments are discarded")
}

// overlapping hides another IMSI in a fragment that covers the first one's end.
func overlapping(r roam) shot {
	honest, evil := r.up2(r.createSession()), r.up2(r.createSession().Replace(IMSI(imsiA)))
	other := evil.datagram.UDP()
	s := honest.in(packets(func(d Datagram) [][]byte {
		n := 8 + len(d.Payload)
		whole := d.Fragments([]Fragment{{From: 0, To: 64}, {From: 64, To: n, Last: true}})
		return [][]byte{whole[0], d.FragmentOf(Fragment{From: 16, To: 48}, other[16:48]), whole[1]}
	}))
	s.ops = describe(junk("ip"))
	return s
}

func attackPacket(c *catalogue) {
	create := out4.up2(out4.createSession())
	c.attack("t07-udp-length", "T-07", "The UDP length disagrees with the IP payload", "v2-create-session", "faults/udp-length",
		create.in(wrongUDP(-4)), create.in(wrongUDP(8)), out6.up2(out6.createSession()).in(wrongUDP(-4))).
		breaks("RFC 768: the length is that of header and data")
	c.attack("ip-length", "T-07", "The IP total length is longer than the frame, or shorter than the header", "v2-create-session", "faults/ip-length",
		create.in(wrongIP4(200)), create.in(wrongIP4(-1<<16))).breaks("RFC 791 3.1")
	c.attack("ip-header", "T-07", "A header length below five words, an IP version that is none", "v2-create-session", "faults/ip-header",
		create.in(patched(0, 0x44)), create.in(patched(0, 0x55))).breaks("RFC 791 3.1")
	c.attack("frame-truncated", "T-07", "The capture or link delivered half of the frame: what is missing cannot be judged", "v2-create-session", "faults/frame-truncated",
		truncated(create, 20)).breaks("the frame is not whole")
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
		c.attack("link-"+l.name, "G-05", "A partner's own subscriber at our gateway, in a capture of link type "+l.name, "link-"+l.name+"-honest", "spoofguard/imsi-not-theirs", evil...).on(l.link, l.frame)
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
