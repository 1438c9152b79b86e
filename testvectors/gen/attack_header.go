package main

import (
	"slices"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// attackHeader breaks the header: RULES.md G-00.
func attackHeader(c *catalogue) {
	attackVersion(c)
	attackLength(c)
	attackFlags(c)
	attackPiggyback(c)
	attackExtension(c)
	attackPort(c)
}

func attackVersion(c *catalogue) {
	c.attack("g00-version", "G-00", "The version field of an Echo Request says 0, or 3 to 7", "v2-echo", "faults/gtp-version",
		versions(out4.up2(echo2(1)), 0, 3, 4, 5, 6, 7)...).breaks("TS 29.274 7.7.2, TS 29.060 11.1.1: a version that is not supported")
	const both = "faults/gtp-version opgate/gtpv1-type-not-allowed"
	c.attack("g00-version-create", "G-00", "The same for a Create Session Request, a type that version 1 does not have: two rules stop it",
		"v2-create-session", both,
		versions(out4.up2(out4.createSession()), 0, 3, 7)...).breaks("TS 29.274 7.7.2: a version that is not supported")
	c.attack("crash-4277-version-0", "G-00",
		"GTP version 0, the header of GSM 09.60, towards a gateway that takes it for version 1 (Open5GS issue 4277)", "v1-create-pdp",
		"faults/gtp-version",
		slices.Concat(versions(out4.up1(out4.createPDP()), 0), versions(out6.up1(out6.createPDP()), 0), []shot{
			send(out4.sgsn, out4.ggsn, octets{version0(), unread(0, 16)}).note("a whole GTPv0 header of 20 octets"),
		})...).breaks("TS 29.060 11.1.1: a version that is not supported")
	c.attack("g00-gtp-prime", "G-00", "GTP' (PT = 0) on the port of GTP-C: Node Alive and Redirection Request, the charging messages",
		"v1-echo", "faults/gtp-prime",
		primes(1, 2)...).breaks("TS 29.060 6: PT is 1 for GTP")
	c.attack("g-n-gtp-prime", "G-00 G-n", "The same for types that GTP does not have: two rules stop them", "v1-echo",
		"faults/gtp-prime opgate/gtpv1-type-not-allowed",
		primes(4, 5, 6, 7, 240, 241)...).breaks("TS 29.060 6: PT is 1 for GTP")
	c.attack("g00-gtp-prime-port", "G-00", "GTP' Echo Request on its own port 3386", "v1-echo", "faults/gtp-prime",
		send(out4.sgsn, out4.ggsn,
			octets{[]byte{0x0F, 1, 0, 0, 0, 1}, unread(0, 1)}).toPort(3386)).breaks("TS 32.295: charging data never crosses an interconnect")
}

// unread is the record of a message of which only the type is read. Version 0
// and GTP' share the names of TS 29.060 clause 7.1; what the versions to come call
// their messages nobody knows.
func unread(version, code byte) []vector.Op {
	o := vector.Op{Protocol: "gtpv1", Code: int(code)}
	if version <= 1 {
		o.Operation = Names1[code]
	}
	return []vector.Op{o}
}

// notRead expects a record of the protocol in which nothing is read.
func notRead(protocol string, s shot) shot { s.ops = describe(junk(protocol)); return s }

// versions rewrites the top three bits of the payload's first octet.
func versions(s shot, values ...byte) []shot {
	var out []shot
	for _, v := range values {
		b := slices.Clone(s.datagram.Payload)
		b[0] = b[0]&0x1F | v<<5
		x := s
		x.datagram.Payload, x.ops = b, unread(v, b[1])
		out = append(out, x)
	}
	return out
}

// version0 is Create PDP Context Request in GSM 09.60 clause 6: 20 octets with
// flow label and TID.
func version0() []byte {
	return Join([]byte{0x1E, 16}, U16(4), U16(1), U16(0), []byte{0xFF, 0xFF, 0xFF, 0xFF}, TBCD("0010100000000015"), []byte{14, 7, 15, 0xFC})
}

func primes(types ...byte) []shot {
	var out []shot
	for _, t := range types {
		m := V1{Type: t, Seq: 1}.Flipped(0x10)
		out = append(out, send(out4.sgsn, out4.ggsn, octets{m.Bytes(), unread(1, t)}))
	}
	return out
}

func attackLength(c *catalogue) {
	v2, v1 := out4.createSession(), out4.createPDP()
	c.attack("g00-short-v2", "G-00", "A payload that ends within the header, behind the type", "v2-delete-session", "faults/gtp-too-short",
		within(out4.up2(out4.deleteSession()), 8, 4), within(out4.up2(out4.deleteSession()), 11, 7)).breaks("TS 29.274 5.1")
	c.attack("g00-shorter-v2", "G-00", "Payloads shorter than any GTPv2-C header: no type is read, two rules stop them", "v2-echo",
		"faults/gtp-too-short opgate/gtpv2-type-not-allowed",
		cuts(out4.up2(echo2(1)), "gtpv2", 1, 3, 7)...).breaks("TS 29.274 5.1")
	c.attack("g00-short-v1", "G-00", "A payload that ends within the header, behind the type", "v1-delete-pdp", "faults/gtp-too-short",
		within(out4.up1(out4.deletePDP()), 8, 0), within(out4.up1(out4.deletePDP()), 11, 3)).breaks("TS 29.060 6")
	c.attack("g00-shorter-v1", "G-00", "Payloads shorter than any GTPv1 header: no type is read, two rules stop them", "v1-echo",
		"faults/gtp-too-short opgate/gtpv1-type-not-allowed",
		cuts(out4.up1(echo1(1)), "gtpv1", 1, 4, 7)...).breaks("TS 29.060 6")
	c.attack("g00-length-long-v2", "G-00 E-33", "The length field promises more than the datagram has: by one octet, by many, by the most",
		"v2-create-session", "faults/gtp-length",
		out4.up2(v2.Lengthened(1)), out4.up2(v2.Lengthened(100)), out4.up2(v2.Lengthened(0xFFFF-len(v2.Bytes())+4)),
		out6.up2(out6.createSession().Lengthened(1))).
		breaks("TS 29.274 5.5.1: the length counts what follows the first four octets")
	c.attack("g00-length-long-v1", "G-00 E-33", "The length field promises more than the datagram has", "v1-create-pdp", "faults/gtp-length",
		out4.up1(v1.Lengthened(1)), out4.up1(v1.Lengthened(100)), out4.up1(v1.Lengthened(0xFFFF-len(v1.Bytes())+8)),
		out6.up1(out6.createPDP().Lengthened(1))).
		breaks("TS 29.060 6: the length counts what follows the first eight octets")
	c.attack("g00-length-wrap-u", "G-00 U-00", "A GTP-U packet of eight octets that declares 65,535: 16-bit arithmetic wraps here",
		"u-end-marker", "faults/gtp-length",
		out4.upU(user{endMarker(teidPGWU).Lengthened(0xFFFF)}), out6.upU(user{endMarker(teidPGWU).Lengthened(0xFFF8)})).
		breaks("TS 29.281 5.1")
	c.evasion("e33-trailing-message-v2", "G-00 E-33",
		"A second message behind the first one without the P bit: what one receiver ignores another one executes", "v2-echo",
		"faults/gtp-trailing",
		out4.up2(echo2(1).Trailed(out4.deleteSession().Bytes())), out6.up2(echo2(1).Trailed(out6.deleteSession().Bytes()))).
		breaks("TS 29.274 5.5.1: one message, or two with P = 1")
	c.evasion("e33-trailing-message-v1", "G-00 E-33", "A second GTPv1 message behind the first", "v1-echo", "faults/gtp-trailing",
		out4.up1(echo1(1).Trailed(out4.deletePDP().Bytes())), out6.up1(echo1(1).Trailed(out6.deletePDP().Bytes()))).
		breaks("TS 29.060 6")
	c.evasion("e33-trailing-octets", "G-00 E-33 G-g", "Octets behind the message that its length leaves out", "v2-create-session",
		"faults/gtp-trailing",
		out4.up2(v2.Trailed([]byte{0})), out4.up2(v2.Trailed(make([]byte, 64))), out4.up1(v1.Trailed([]byte{0}))).
		breaks("TS 29.274 5.5.1, TS 29.060 6")
}

// within keeps the first n octets of the payload and makes its length field fit.
func within(s shot, n int, length byte) shot {
	s.datagram.Payload = slices.Clone(s.datagram.Payload[:n])
	s.datagram.Payload[2], s.datagram.Payload[3] = 0, length
	return s
}

// cuts keeps the first n octets of the payload.
func cuts(s shot, protocol string, lengths ...int) []shot {
	var out []shot
	for _, n := range lengths {
		x := s
		x.datagram.Payload, x.ops = s.datagram.Payload[:n], describe(junk(protocol))
		out = append(out, x)
	}
	return out
}

func attackFlags(c *catalogue) {
	c.attack("g00-spare-v2", "G-00", "Spare bits of the first octet", "v2-create-session", "faults/gtp-spare-bits",
		out4.up2(out4.createSession().Flipped(0x01)), out4.up2(out4.createSession().Flipped(0x02)), out6.up2(out6.createSession().Flipped(0x03))).
		breaks("TS 29.274 5.1: spare bits are zero")
	c.attack("g00-spare-v1", "G-00", "The spare bit of the first octet", "v1-create-pdp", "faults/gtp-spare-bits",
		out4.up1(out4.createPDP().Flipped(0x08)), out6.up1(out6.createPDP().Flipped(0x08))).
		breaks("TS 29.060 6: the spare bit is zero")
	c.attack("g00-n-pdu-v1", "G-00", "PN = 1 in the control plane: N-PDU numbers belong to G-PDUs", "v1-create-pdp", "faults/gtp-header-flags",
		out4.up1(out4.createPDP().Flipped(0x01)), out4.up1(echo1(1).Flipped(0x01))).
		breaks("TS 29.060 8.2: PN is 0 in signalling messages")
	c.attack("g00-no-sequence-v1", "G-00", "S = 0 in the control plane: a request without sequence number", "v1-delete-pdp",
		"faults/gtp-header-flags",
		out4.up1(withoutSequence(out4.deletePDP())), out4.up1(withoutSequence(out4.createPDP()))).
		breaks("TS 29.060 8.2: S is 1 in signalling messages")
	c.attack("g00-teid-flag", "G-00", "T = 0 in a message that has a TEID, T = 1 in Echo", "v2-create-session", "faults/gtp-teid-flag",
		out4.up2(noTEID(out4.createSession())), out4.up2(noTEID(out4.deleteSession())), out4.up2(withTEID(echo2(1))),
		out6.up2(withTEID(versionNotSupported2()))).
		breaks("TS 29.274 5.5: T is 0 in 1 to 3 only")
	c.attack("g00-teid-path", "G-00 G-04", "A TEID in path management of GTPv1", "v1-echo", "faults/gtp-teid",
		out4.up1(echo1(1).To(teidPGWC)), out4.up1(echoReply1(1).To(teidPGWC)), out4.up1(supportedExtensions().To(teidPGWC)),
		out6.up1(echo1(1).To(1))).
		breaks("TS 29.060 8.2: TEID 0 in path management")
	c.attack("g11-sequence-top-bit", "G-11",
		"The top bit of the sequence number where no command triggered the message, and a command without it", "v2-create-session",
		"faults/gtp-sequence",
		out4.up2(out4.createSession().Number(0x800101)), out4.up2(out4.deleteSession().Number(0x800104)),
		out4.up2(out4.modifyBearerCommand().Number(0x000301)), out4.up2(out4.bearerResourceCommand().Number(0x000303))).
		breaks("TS 29.274 7.6")
}

func withoutSequence(m V1) V1 { m.NoSeq = true; return m }
func noTEID(m V2) V2          { m.NoTEID = true; return m }
func withTEID(m V2) V2        { m.NoTEID = false; return m }

func attackPiggyback(c *catalogue) {
	const clause = "TS 29.274 5.5.1: only Create Bearer Request on Create Session Response, and Modify Bearer Request on Create Bearer Response"
	const fault = "faults/gtp-piggyback"
	c.attack("g00-piggyback-types", "G-00", "Pairs that may not be piggybacked: a deletion behind an honest answer", "v2-piggyback", fault,
		out4.up2(pair{out4.createBearerResponse(), out4.deleteSession()}).only(1, fault),
		in4.down2(pair{in4.createSessionResponse(), in4.deleteBearer()}).only(1, fault),
		out4.up2(pair{out4.updateBearerResponse(), out4.modifyBearer()}).note("neither may")).breaks(clause)
	c.attack("g00-piggyback-chain", "G-00", "The piggybacked message carries a third one", "v2-piggyback", fault,
		out4.up2(three(out4)).only(1, fault)).breaks(clause)
	c.attack("g00-piggyback-alone", "G-00", "P = 1 and nothing behind it", "v2-piggyback", fault,
		out4.up2(out4.createBearerResponse().Flipped(0x10)), in4.down2(in4.createSessionResponse().Flipped(0x10))).breaks(clause)
	c.evasion("g00-piggyback-judged", "G-00 G-07",
		"The piggybacked message is judged too: an honest answer carries a Modify Bearer Request with a stranger's F-TEID", "v2-piggyback",
		"spoofguard/fteid-not-theirs",
		out4.up2(pair{out4.createBearerResponse(), out4.modifyBearer().Replace(FTEIDAt(S5SGWC, teidSGWC, outsider.four))}).only(1,
			"spoofguard/fteid-not-theirs"),
		out6.up2(pair{out6.createBearerResponse(), out6.modifyBearer().Replace(FTEIDAt(S5SGWC, teidSGWC, outsider.six))}).only(1,
			"spoofguard/fteid-not-theirs"))
}

// three is Create Bearer Response, Modify Bearer Request and Delete Session
// Request in one datagram, P = 1 in the first two.
func three(r roam) octets {
	b := Join(r.createBearerResponse().Flipped(0x10).Bytes(), r.modifyBearer().Flipped(0x10).Bytes(), r.deleteSession().Bytes())
	return octets{b, describe(pair{r.createBearerResponse(), r.modifyBearer()})}
}

func attackExtension(c *catalogue) {
	const clause = "TS 29.060 6: the chain of extension headers"
	create := out4.createPDP()
	ext := func(typ byte, units int, content ...byte) V1 {
		return create.Extended(Extension{Type: typ, Content: content, Units: units})
	}
	c.attack("g00-extension-length-zero", "G-00", "An extension header of length 0: a walker that adds it never ends",
		"v1-extension-header", "faults/gtp-extension-header",
		out4.up1(ext(ExtMSInfoChange, -1, 0xFF, 0xFF))).breaks(clause)
	c.attack("g00-extension-overrun", "G-00", "An extension header that reaches past the message", "v1-extension-header",
		"faults/gtp-extension-header",
		out4.up1(ext(ExtMSInfoChange, 255, 0xFF, 0xFF))).breaks(clause)
	c.attack("g00-extension-foreign", "G-00", "Extension headers that do not belong between SGSN and GGSN", "v1-extension-header",
		"faults/gtp-extension-header",
		out4.up1(ext(ExtPDUSession, 0, 0x00, 0x09)), out4.up1(ext(ExtUDPPort, 0, 0x08, 0x4B)), out4.up1(ext(0x7F, 0, 0, 0)),
		out4.up1(ext(0xFF, 0, 0, 0))).breaks(clause)
	c.attack("u00-extension-length-zero", "U-00", "An extension header of length 0 on a G-PDU", "u-gpdu", "faults/gtp-extension-header",
		out4.upU(extendedWrong(ExtPDUSession, -1))).breaks("TS 29.281 5.2.1: the length is a positive number of four octets")
	c.attack("u00-extension-unknown", "U-00", "An unknown extension header whose top bits demand comprehension", "u-gpdu",
		"faults/gtp-extension-header",
		out4.upU(extended(0x86, 0, 0)), out4.upU(extended(0xD0, 0, 0))).breaks("TS 29.281 5.2.1: comprehension required")
}

func extendedWrong(typ byte, units int) user {
	m := gpdu(teidPGWU, inner(443))
	m.V1 = m.Extended(Extension{Type: typ, Content: []byte{0, 9}, Units: units})
	return m
}

func attackPort(c *catalogue) {
	const clause = "TS 29.274 4.2.2.1, TS 29.060 10.1.1: requests are addressed to port 2123"
	c.attack("g00-port", "G-00 E-37", "Requests that come from port 2123 and go to another one: past a filter that watches the destination",
		"v2-create-session", "faults/gtp-port",
		out4.up2(out4.createSession()).toPort(33333), out4.up1(out4.createPDP()).toPort(33333),
		out6.up2(out6.deleteSession()).toPort(53)).breaks(clause)
}
