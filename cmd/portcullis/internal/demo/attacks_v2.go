package demo

import (
	"encoding/binary"
	"net/netip"

	v2ie "github.com/wmnsk/go-gtp/gtpv2/ie"
)

// attacks2 are the attacks on GTPv2-C.
func attacks2() []attack {
	row := func(id, rule, name string, build func(*enemy) []byte) attack {
		return attack{id: id, rule: rule, protocol: "gtpv2", name: name, build: build}
	}
	from := func(o origin, a attack) attack { a.from = o; return a }
	return []attack{
		// Free data and impersonation.
		row("G-a", "G-05", "session of a victim that is said to be at the honest partner", func(e *enemy) []byte {
			return e.create(set(e.session(), v2ie.NewServingNetwork(partnerMCC, partnerMNC))...)
		}),
		row("G-a", "G-05", "session of a victim that is said to be at home", func(e *enemy) []byte {
			return e.create(set(e.session(), v2ie.NewServingNetwork(homeMCC, homeMNC))...)
		}),
		row("G-a", "G-05", "session of a subscriber that is not home's", func(e *enemy) []byte {
			return e.create(set(e.session(), v2ie.NewIMSI(partnerMCC+partnerMNC+"0000000001"))...)
		}),
		row("G-a", "G-05", "session of nobody", func(e *enemy) []byte {
			return e.create(without(without(e.session(), v2ie.IMSI), v2ie.MobileEquipmentIdentity)...)
		}),
		from(fromServer, row("G-l", "G-01", "session from a machine that is nobody's SGW", func(e *enemy) []byte {
			return e.create(e.session()...)
		})),
		from(fromStranger, row("G-a", "G-01", "session from a network nobody knows", func(e *enemy) []byte {
			return e.create(e.session()...)
		})),
		from(fromStranger, row("G-g", "G-01", "sweep for gateways from a network nobody knows", func(e *enemy) []byte {
			return gtp2Path(echoRequest, e.nextSequence(), v2ie.NewRecovery(attackerRecovery))
		})),

		// Names and endpoints.
		row("G-m", "G-06", "access point with another network's identifier", e2apn("internet.mnc070.mcc999.gprs")),
		row("G-m", "G-06", "access point without a network", e2apn("internet")),
		row("G-m", "G-06", "wildcard access point", e2apn(fullAPN("*"))),
		row("G-m", "G-06", "access point that was not agreed", e2apn(fullAPN("ims"))),
		row("E-35", "G-07", "signaling endpoint of the honest partner", func(e *enemy) []byte {
			return e.create(set(e.session(), fteid(0, s5s8SGWControl, e.newTEID(), partnerGSN.face4))...)
		}),
		row("G-e", "G-07", "user endpoint of the honest partner", func(e *enemy) []byte {
			return e.create(set(e.session(), bearer(5, fteid(2, s5s8SGWUser, e.newTEID(), partnerGSN.face4)))...)
		}),
		row("G-e", "G-07", "a live session moved to a stranger's address", func(e *enemy) []byte {
			control, _ := e.target()
			return gtp2(modifyBearerRequest, control, e.nextSequence(),
				moveBearer(e.mcc, e.mnc, netip.MustParseAddr("203.0.113.250"), e.newTEID())...)
		}),
		row("G-a", "G-07", "endpoint of the wrong kind: the sender claims to be a PGW", func(e *enemy) []byte {
			return e.create(set(e.session(), fteid(0, s5s8PGWControl, e.newTEID(), e.face4))...)
		}),
		row("G-a", "G-07", "endpoint at a multicast address", func(e *enemy) []byte {
			return e.create(set(e.session(), fteid(0, s5s8SGWControl, e.newTEID(), netip.MustParseAddr("239.1.2.3")))...)
		}),
		row("G-e", "G-05", "a live session moved into another network", func(e *enemy) []byte {
			control, _ := e.target()
			return gtp2(modifyBearerRequest, control, e.nextSequence(),
				moveBearer(partnerMCC, partnerMNC, e.face4, e.newTEID())...)
		}),

		// Types that have no business here.
		row("G-p", "G-02", "handover keys: Context Request", e2inter(130)),
		row("G-p", "G-02", "a victim handed over: Forward Relocation Request", func(e *enemy) []byte {
			return gtp2(133, 0, e.nextSequence(), v2ie.NewIMSI(e.victim().imsi), fteid(0, s10MME, e.newTEID(), e.face4),
				v2ie.New(v2ie.MMContextEPSSecurityContextQuadrupletsAndQuintuplets, 0, make([]byte, 64)))
		}),
		row("G-b", "G-02", "identities: Identification Request", e2inter(128)),
		row("G-d", "G-02", "Delete Bearer Request from the serving side", func(e *enemy) []byte {
			control, _ := e.target()
			return gtp2(deleteBearerRequest, control, e.nextSequence(), v2ie.NewEPSBearerID(5))
		}),
		row("G-d", "G-02", "Update Bearer Request from the serving side", func(e *enemy) []byte {
			control, _ := e.target()
			return gtp2(updateBearerRequest, control, e.nextSequence(), bearer(5), v2ie.NewAggregateMaximumBitRate(1, 1))
		}),
		row("G-d", "G-02", "Release Access Bearers Request, an S11 message", e2bare(170)),
		row("E-34", "G-02", "SRVCC PS to CS Request, an Sv message", e2bare(25)),
		row("E-34", "G-02", "message of a type that nobody has defined", e2bare(250)),

		// Two readers, two messages.
		row("E-30", "G-10", "two subscribers in one request", func(e *enemy) []byte {
			return e.create(append([]*v2ie.IE{v2ie.NewIMSI(e.victim().imsi)}, e.session()...)...)
		}),
		row("E-30", "G-10", "two signaling endpoints in one request", func(e *enemy) []byte {
			return e.create(append(e.session(), fteid(0, s5s8SGWControl, e.newTEID(), partnerGSN.face4))...)
		}),
		row("E-33", "G-00", "octets behind the end of the message", func(e *enemy) []byte {
			return append(e.create(e.session()...), "behind the end"...)
		}),
		row("E-33", "G-00", "a second message that nobody announced", func(e *enemy) []byte {
			return append(e.create(e.session()...), e2inter(130)(e)...)
		}),
		row("E-33", "G-00", "a message inside a message: Context Request piggybacked", func(e *enemy) []byte {
			first := e.create(e.session()...)
			first[0] |= 0x10
			return append(first, e2inter(130)(e)...)
		}),
		row("E-33", "G-00", "length beyond the datagram", func(e *enemy) []byte {
			b := e.create(e.session()...)
			binary.BigEndian.PutUint16(b[2:], uint16(len(b)))
			return b
		}),
		row("G-g", "G-12", "Echo that carries a backdoor's orders", func(e *enemy) []byte {
			return append(gtp2Path(echoRequest, e.nextSequence(), v2ie.NewRecovery(1)), make([]byte, 64)...)
		}),
		row("G-g", "G-12", "Echo with orders in a private extension", func(e *enemy) []byte {
			return gtp2Path(echoRequest, e.nextSequence(), v2ie.NewRecovery(1), v2ie.NewPrivateExtension(10415, make([]byte, 200)))
		}),
		row("G-g", "G-12", "Echo Requests without a pause, orders in small pieces", func(e *enemy) []byte {
			return gtp2Path(echoRequest, e.nextSequence(), v2ie.NewRecovery(1), v2ie.NewPrivateExtension(10415, []byte("uname -a")))
		}),

		// What crashes gateways.
		row("#4277", "G-00", "GTP version 0", func(e *enemy) []byte {
			b := e.create(e.session()...)
			b[0] &= 0x1F
			return b
		}),
		row("#4278", "G-10", "the same bearer twice", func(e *enemy) []byte {
			return e.create(append(e.session(), bearer(5, fteid(2, s5s8SGWUser, e.newTEID(), e.face4)))...)
		}),
		row("#4273", "G-07", "endpoint without an address", func(e *enemy) []byte {
			control, _ := e.target()
			empty := v2ie.New(v2ie.FullyQualifiedTEID, 1, []byte{s5s8SGWUser, 0, 0, 0, 1})
			return gtp2(modifyBearerRequest, control, e.nextSequence(), v2ie.NewBearerContext(v2ie.NewEPSBearerID(5), empty))
		}),
		row("#4281", "G-10", "traffic filter longer than its template", func(e *enemy) []byte {
			control, _ := e.target()
			tad := v2ie.New(v2ie.TrafficAggregateDescription, 0, []byte{0x21, 0x11, 0x0A, 0xFF, 0x30, 0x11})
			return gtp2(68, control, e.nextSequence(), v2ie.NewEPSBearerID(5), v2ie.NewProcedureTransactionID(1), tad)
		}),
		row("G-f", "G-10", "Bearer Contexts nested hundreds deep", func(e *enemy) []byte {
			nested := v2ie.NewEPSBearerID(5)
			for range 300 {
				nested = v2ie.NewBearerContext(nested)
			}
			return e.create(set(e.session(), nested)...)
		}),
		row("G-f", "G-10", "request without a bearer", func(e *enemy) []byte {
			return e.create(without(e.session(), v2ie.BearerContext)...)
		}),
		row("G-b", "P-09", "IMSI with digits that are none", func(e *enemy) []byte {
			return e.create(set(e.session(), v2ie.New(v2ie.IMSI, 0, []byte{0x00, 0x01, 0x01, 0xBA, 0xDC, 0x00, 0x00, 0xF1}))...)
		}),
	}
}

// e2apn is a session for an access point.
func e2apn(apn string) func(*enemy) []byte {
	return func(e *enemy) []byte { return e.create(set(e.session(), v2ie.NewAccessPointName(apn))...) }
}

// e2inter is a message of the mobility interfaces about a victim.
func e2inter(kind uint8) func(*enemy) []byte {
	return func(e *enemy) []byte {
		return gtp2(kind, 0, e.nextSequence(), v2ie.NewIMSI(e.victim().imsi), fteid(0, s10MME, e.newTEID(), e.face4))
	}
}

// e2bare is a message without elements towards a live session.
func e2bare(kind uint8) func(*enemy) []byte {
	return func(e *enemy) []byte {
		control, _ := e.target()
		return gtp2(kind, control, e.nextSequence())
	}
}
