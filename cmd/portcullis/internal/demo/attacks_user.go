package demo

import "encoding/binary"

// attacksUser are the attacks on GTP-U.
func attacksUser() []attack {
	row := func(id, rule, name string, build func(*enemy) []byte) attack {
		return attack{id: id, rule: rule, protocol: "gtpu", name: name, user: true, build: build}
	}
	from := func(o origin, a attack) attack { a.from = o; return a }
	return []attack{
		row("G-i", "U-03", "GTP-C inside a subscriber's tunnel", inner(controlPort)),
		row("G-i", "U-03", "GTP-U inside a subscriber's tunnel", inner(userPort)),
		row("G-i", "U-03", "charging inside a subscriber's tunnel", inner(3386)),
		row("G-i", "U-03", "PFCP inside a subscriber's tunnel", inner(8805)),
		from(fromStranger, row("G-c", "G-01", "packet into a guessed tunnel from a network nobody knows", func(e *enemy) []byte {
			_, user := e.target()
			return gtpu(user, e.packet(internetPort))
		})),
		from(fromStranger, row("G-k", "G-01", "Error Indication from a network nobody knows", func(e *enemy) []byte {
			return gtp1(26, 0, e.nextSequence())
		})),
		row("G-b", "U-00", "Create PDP Context Request on the user port", func(e *enemy) []byte {
			return e.activate(e.context()...)
		}),
		row("E-34", "U-00", "message of a type that nobody has defined", func(e *enemy) []byte {
			return gtp1(200, 0, e.nextSequence())
		}),
		row("E-33", "U-00", "extension header without an end", func(e *enemy) []byte {
			b := withExtension(gtp1(echoRequest, 0, e.nextSequence()), 0xC0)
			b[12] = 0
			return b
		}),
		row("E-34", "U-00", "unknown extension header that must be understood", func(e *enemy) []byte {
			_, user := e.target()
			return withExtension(numbered(gtpu(user, e.packet(internetPort)), e.nextSequence()), 0xD5)
		}),
		row("E-33", "U-00", "length beyond the datagram", func(e *enemy) []byte {
			_, user := e.target()
			b := gtpu(user, e.packet(internetPort))
			binary.BigEndian.PutUint16(b[2:], 0xFFFF)
			return b
		}),
		row("E-33", "U-00", "Echo to a tunnel", func(e *enemy) []byte {
			_, user := e.target()
			return gtp1(echoRequest, user, e.nextSequence())
		}),
		row("E-33", "U-00", "a tunnelled packet that is none", func(e *enemy) []byte {
			_, user := e.target()
			b := e.packet(internetPort)
			b[0] = 0xF5
			return gtpu(user, b)
		}),
		row("G-g", "G-12", "Echo that carries a backdoor's orders", func(e *enemy) []byte {
			return append(gtp1(echoRequest, 0, e.nextSequence()), make([]byte, 64)...)
		}),
	}
}

// inner is a packet to the gateway's own port from a subscriber: signaling as
// soon as the gateway has unpacked it.
func inner(port uint16) func(*enemy) []byte {
	return func(e *enemy) []byte {
		_, user := e.target()
		return gtpu(user, e.packet(port))
	}
}

// packet is one that a subscriber might send.
func (e *enemy) packet(port uint16) []byte {
	return packet(internet, internet, mobilePort, port, e.nextSequence())
}

// numbered gives a G-PDU the optional part of the header, with a sequence number.
func numbered(b []byte, sequence uint32) []byte {
	out := append(append([]byte(nil), b[:8]...), byte(sequence>>8), byte(sequence), 0, 0)
	out[0] |= 0x02
	out = append(out, b[8:]...)
	putLength(out, len(out)-8)
	return out
}
