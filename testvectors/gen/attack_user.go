package main

import (
	"net/netip"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// attackUser abuses the tunnel and the paths: RULES.md U-00, U-03, G-12.
func attackUser(c *catalogue) {
	userTypes(c)
	userInner(c)
	echoAbuse(c)
}

func userTypes(c *catalogue) {
	packet := out4.upU(gpdu(teidPGWU, inner(443)))
	c.attack("u00-teid-not-zero", "U-00", "Echo, Error Indication and the list of extension headers with a TEID", "u-echo", "faults/gtp-teid",
		out4.upU(user{echoU(1).To(teidPGWU)}), out4.upU(user{errorIndication(teidPGWU, out4.sgwU).To(teidPGWU)}),
		out4.upU(user{V1{Type: 31, TEID: teidPGWU}.With(ExtensionTypes1(ExtUDPPort))})).
		breaks("TS 29.281 5.1: TEID 0 in 1, 2, 26, 31")
	c.attack("u00-no-sequence", "U-00", "Echo and Error Indication without the sequence number flag", "u-echo", "faults/gtp-header-flags",
		out4.upU(user{withoutSequence(echoU(1).V1)}),
		out4.upU(user{withoutSequence(errorIndication(teidPGWU, out4.sgwU).V1)})).breaks("TS 29.281 5.1: S is 1 in 1, 2, 26, 31")
	c.attack("u00-spare", "U-00", "The spare bit of the first octet", "u-gpdu", "faults/gtp-spare-bits",
		out4.upU(user{gpdu(teidPGWU, inner(443)).Flipped(0x08)})).breaks("TS 29.281 5.1: the spare bit is zero")
	c.attack("u00-version", "U-00", "Versions 0 and 2 on the port of the user plane", "u-gpdu", "faults/gtp-version",
		notRead("gtpu", versions(packet, 2)[0]), notRead("gtpu", versions(packet, 0)[0])).breaks("TS 29.281 5.1")
	c.attack("u00-message-type", "U-00",
		"Control plane messages on the port of the user plane: where a node listens on both with one parser", "u-echo",
		"faults/gtp-message-type",
		out4.upU(user{out4.createPDP()}), out4.upU(user{out4.deletePDP()}), out6.upU(user{out6.createPDP()})).breaks("TS 29.281 6.1")
	c.attack("u00-short", "U-00", "Payloads shorter than a header", "u-echo", "faults/gtp-too-short",
		cuts(out4.upU(echoU(1)), "gtpu", 1, 7)...).breaks("TS 29.281 5.1")
	c.attack("u00-trailing", "U-00 E-33", "Octets behind the message", "u-gpdu", "faults/gtp-trailing",
		out4.upU(user{gpdu(teidPGWU, inner(443)).Trailed([]byte{0})}),
		out4.upU(user{errorIndication(teidPGWU, out4.sgwU).Trailed(gpdu(teidPGWU, inner(2123)).Bytes())})).breaks("TS 29.281 5.1")
	c.attack("u00-error-indication-without", "U-00 G-10", "Error Indication without the tunnel or the peer it is about",
		"u-error-indication", "faults/gtp-ie-missing",
		out4.upU(user{errorIndication(teidPGWU, out4.sgwU).Without(IE1TEIDData)}),
		out4.upU(user{errorIndication(teidPGWU, out4.sgwU).Without(IE1GSNAddress)})).breaks("TS 29.281 7.3.1")
}

func userInner(c *catalogue) {
	tunnel := func(r roam, packet []byte) shot { return r.upU(gpdu(teidPGWU, packet)) }
	var ports4, ports6 []shot
	for _, p := range []uint16{2123, 2152, 3386, 8805} {
		ports4 = append(ports4, tunnel(out4, inner(p)))
		ports6 = append(ports6, tunnel(out6, inner6(p)))
	}
	c.attack("g-i-gtp-in-gtp", "U-03 G-i", "A subscriber's packet to a core protocol's port: GTP-C, GTP-U, GTP', PFCP inside the tunnel",
		"u-gpdu", "faults/gtp-inner-signaling", append(ports4, ports6...)...)
	c.attack("g-i-create-inside", "U-03 G-i", "A whole Create Session Request to our PGW inside the tunnel", "u-gpdu", "faults/gtp-inner-signaling",
		everywhere(tunnel(out4, innerRequest(out4)), tunnel(out6, innerRequest(out6)))...)
	c.evasion("g-i-inner-dress", "U-03 G-i", "The same behind IP options, IPv6 extension headers and GTP-U extension headers", "u-gpdu",
		"faults/gtp-inner-signaling",
		tunnel(out4, innerOptions(out4)), tunnel(out6, innerOptions(out6)),
		out4.upU(user{extendedInner(inner(2123))}).also("faults/gtp-extension-unexpected"))
	c.attack("u00-inner-header", "U-00", "What is in the tunnel is no IP packet, or shorter than it says", "u-gpdu", "faults/gtp-inner-header",
		tunnel(out4, inner(443)[:10]), tunnel(out4, inner(443)[:30]), tunnel(out4, []byte{0x50, 0, 0, 20}), tunnel(out6,
			inner6(443)[:39])).breaks("TS 29.281 5: a T-PDU is an IP packet")
}

func userAddr(r roam) netip.Addr {
	if r.pgw.Is4() {
		return netip.MustParseAddr("10.45.0.2")
	}
	return netip.MustParseAddr("2001:db8:45::2")
}

func innerRequestDatagram(r roam) Datagram {
	return Datagram{Src: netip.AddrPortFrom(userAddr(r), 40000), Dst: netip.AddrPortFrom(r.pgw, portControl), Payload: r.createSession().Bytes()}
}

func innerRequest(r roam) []byte { return innerRequestDatagram(r).Packet() }

// innerOptions hides the UDP header behind IP options or extension headers.
func innerOptions(r roam) []byte {
	d := innerRequestDatagram(r)
	if r.pgw.Is4() {
		return IPv4{Src: d.Src.Addr(), Dst: d.Dst.Addr(), Proto: ProtoUDP, TTL: 64, ID: 9, Options: []byte{1, 1, 1, 0}}.Packet(d.UDP())
	}
	return IPv6{Src: d.Src.Addr(), Dst: d.Dst.Addr(), Next: ProtoUDP, Hop: 64,
		Extensions: []Extension6{HopByHop(), DestinationOptions()}}.Packet(d.UDP())
}

func extendedInner(packet []byte) V1 {
	return gpdu(teidPGWU, packet).Extended(Extension{Type: ExtPDUSession, Content: []byte{0x00, 0x09}})
}

// innerSCTP is an INIT chunk without its checksum, which no decoder here checks.
func innerSCTP(dst netip.Addr, port int) []byte {
	src := netip.MustParseAddr("10.45.0.2")
	if dst.Is6() {
		src = netip.MustParseAddr("2001:db8:45::2")
	}
	init := Join(U16(40000), U16(port), U32(0), U32(0), []byte{1, 0}, U16(20), U32(0x11223344), U32(65536), U16(2), U16(2), U32(1))
	return Packet(src, dst, ProtoSCTP, init)
}

func echoAbuse(c *catalogue) {
	const payload, element = "faults/gtp-echo-payload", "faults/gtp-ie-unknown"
	echo, reply := V1{Type: 1, Seq: 1}, echoReply1(1)
	c.attack("g-g-gtpdoor", "G-12 G-g", "Echo Request and Response with an element that no Echo carries: a backdoor is called (GTPDOOR)",
		"v1-echo", payload,
		out4.up1(echo.Append(beacon1())).also(element), out6.up1(echo.Append(beacon1())).also(element),
		out4.up1(reply.Append(beacon1())).also(element)).
		breaks("TS 29.060 7.2.1: nothing but Recovery and Private Extension")
	c.attack("g-g-gtpdoor-raw", "G-12 G-g", "The same with octets that are no element at all, as the backdoor has them", "v1-echo", payload,
		out4.up1(V1{Type: 1, Seq: 1, Body: gtpdoor()}), out4.up1(V1{Type: 2, Seq: 1, Body: gtpdoor()}.With(Recovery1(3)))).breaks("TS 29.060 7.2.1")
	c.attack("g-g-gtpdoor-user-raw", "G-12 G-g", "The same on the user plane: two rules stop it", "u-echo", "faults/gtp-ie-unknown-length "+payload,
		out4.upU(user{V1{Type: 1, Seq: 1, Body: gtpdoor()}})).breaks("TS 29.281 7.2.1")
	c.attack("g-g-gtpdoor-v2", "G-12 G-g",
		"Echo Request of GTPv2 with elements that no Echo carries, and with a Recovery that is more than a counter", "v2-echo", payload,
		out4.up2(echo2(1).With(Raw(240, gtpdoor()...))).also(element), out6.up2(echo2(1).With(Raw(240, gtpdoor()...))).also(element),
		out4.up2(echo2(1).Replace(Recovery(7).Pad(gtpdoor()...)))).breaks("TS 29.274 7.1.1")
	c.attack("g-g-gtpdoor-user", "G-12 G-g", "Echo Request on the user plane with an element that no Echo carries", "u-echo", payload,
		out4.upU(user{echo.Append(beacon1())}).also(element)).breaks("TS 29.281 7.2.1")
	big := make([]byte, 64)
	c.attack("g-g-private-extension", "G-12 G-g", "Echo with a private extension over 32 octets: a covert channel's size",
		"v2-echo-private-extension", "faults/gtp-private-extension-oversize",
		out4.up2(echo2(1).With(PrivateExtension(10923, big))).also("faults/gtp-private-extension"),
		out6.up2(echo2(1).With(PrivateExtension(10923, big))).also("faults/gtp-private-extension"),
		out4.up1(echo1(1).With(PrivateExtension1(10923, big))).also("faults/gtp-private-extension"))
}

// beacon1 is the same as an element of a type that is not listed.
func beacon1() IE1 { return Raw1(236, gtpdoor()...) }

// gtpdoor is what a beacon of that kind carries: a key octet, a command, text.
func gtpdoor() []byte { return append([]byte{0x35, 0x01}, "uname -a"...) }
