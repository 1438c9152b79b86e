package diameter

import (
	"slices"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// Applications (IANA "Application IDs").
const (
	appBase  = 0
	appGy    = 4
	appCx    = 16777216
	appSh    = 16777217
	appRx    = 16777236
	appGx    = 16777238
	appSTa   = 16777250
	appS6a   = 16777251
	appS13   = 16777252
	appSLg   = 16777255
	appSWx   = 16777265
	appS9    = 16777267
	appS6b   = 16777272
	appSLh   = 16777291
	appS6c   = 16777312
	appSGd   = 16777313
	appRelay = 0xFFFFFFFF
)

// names are those of the commands, as the tables of RFC 6733 clause 3.1, TS 29.272
// clause 7.2.2 and the other specifications have them, without hyphens.
var names = map[uint32]string{
	257: "CapabilitiesExchange", 280: "DeviceWatchdog", 282: "DisconnectPeer",
	258: "ReAuth", 265: "AA", 268: "DiameterEAP", 272: "CreditControl", 274: "AbortSession", 275: "SessionTermination",
	306: "UserData", 307: "ProfileUpdate", 303: "MultimediaAuth",
	316: "UpdateLocation", 317: "CancelLocation", 318: "AuthenticationInformation", 319: "InsertSubscriberData",
	320: "DeleteSubscriberData", 321: "PurgeUE", 322: "Reset", 323: "Notify", 324: "MEIdentityCheck",
	8388620: "ProvideLocation", 8388621: "LocationReport", 8388622: "LCSRoutingInfo",
	8388645: "MOForwardShortMessage", 8388646: "MTForwardShortMessage", 8388647: "SendRoutingInfoforSM",
	8388648: "AlertServiceCentre", 8388649: "ReportSMDeliveryStatus",
}

// message is a command and the way that it goes. Its methods return edited copies.
type message struct {
	Diameter
	fromHome bool
	octets   []byte     // instead of the command
	says     *vector.Op // instead of what the command says
}

// request is a request of an application's from one node to another, with what all
// of 3GPP's have in front (TS 29.272 clause 7.2).
func request(application, code uint32, from, to node, avps ...AVP) message {
	front := []AVP{
		sessionID(from.host + ";1;1"), vendorApplication(application), authSessionState(), originHost(from.host), originRealm(from.realm),
		destinationHost(to.host), destinationRealm(to.realm),
	}
	return message{Diameter: Diameter{
		Flags: FlagRequest | FlagProxiable, Code: code, Application: application, HopByHop: 0x1001, EndToEnd: 0x2001, AVPs: append(front, avps...),
	}}
}

// Requests of a serving network to our HSS.
func updateLocation(n network) message {
	return request(appS6a, 316, n.mme(), home.hss(), userName(home.imsi), ratType(1004), ulrFlags(1<<1|1<<5), visitedPLMN(n.plmn))
}

func authenticate(n network, avps ...AVP) message {
	return request(appS6a, 318, n.mme(), home.hss(), append([]AVP{userName(home.imsi), visitedPLMN(n.plmn)}, avps...)...)
}

func purge(n network) message {
	return request(appS6a, 321, n.mme(), home.hss(), userName(home.imsi))
}

func notify(n network, avps ...AVP) message {
	return request(appS6a, 323, n.mme(), home.hss(), append([]AVP{userName(home.imsi)}, avps...)...)
}

// Requests of a home network to our MME.
func cancel(n network, imsi string, kind uint32) message {
	return request(appS6a, 317, n.hss(), home.mme(), userName(imsi), cancellationType(kind))
}

func insert(n network, imsi string, avps ...AVP) message {
	return request(appS6a, 319, n.hss(), home.mme(), append([]AVP{userName(imsi)}, avps...)...)
}

// locate is an insertion of nothing that asks where the subscriber is.
func locate(n network, imsi string, flags uint32) message {
	return insert(n, imsi, subscriptionData(), idrFlags(flags))
}

func remove(n network, imsi string) message {
	return request(appS6a, 320, n.hss(), home.mme(), userName(imsi), dsrFlags(1))
}

func reset(n network, avps ...AVP) message {
	return request(appS6a, 322, n.hss(), home.mme(), avps...)
}

// Short messages (TS 29.338).
func routing(n network) message {
	return request(appS6c, 8388647, n.smsc(), home.hss(), msisdn(homeMSISDN), tgpp(3300, TBCD("99970000009")))
}

func deliver(n network, imsi string) message {
	return request(appSGd, 8388646, n.smsc(), home.mme(), userName(imsi), tgpp(3300, TBCD("99970000009")), tgpp(3301, []byte{0, 1, 2, 3}))
}

func submit(n network) message {
	who := tgpp(3102, nil).Group(msisdn(homeMSISDN))
	return request(appSGd, 8388645, n.mme(), home.smsc(), tgpp(3300, TBCD("99901000009")), who, tgpp(3301, []byte{1, 1, 2, 3}))
}

// Location services (TS 29.172, TS 29.173) and the profile of Sh (TS 29.329).
func position(n network) message {
	client := tgpp(2501, nil).Group(tgpp(1238, []byte("taxi")), tgpp(1237, U32(0)))
	return request(appSLg, 8388620, n.at("gmlc"), home.mme(), tgpp(2500, U32(0)), userName(n.imsi), client, tgpp(1241, U32(0)))
}

func whereServed(n network) message {
	return request(appSLh, 8388622, n.at("gmlc"), home.hss(), userName(home.imsi))
}

func userData(n network) message {
	who := tgpp(700, nil).Group(msisdn(homeMSISDN))
	return request(appSh, 306, n.at("as"), home.hss(), who, tgpp(703, U32(14)))
}

// charge is a Credit-Control-Request, which has no Vendor-Specific-Application-Id
// (RFC 8506 clause 3.1).
func charge(application uint32, n network) message {
	m := request(application, 272, n.at("pgw"), home.at("ocs"), authApplication(application), base(461, []byte("32251@3gpp.org")), base(416, U32(1)), base(415, U32(0)))
	return m.without(260, 0).without(277, 0)
}

// neighbour is a command between peers (RFC 6733 clause 5).
func neighbour(code uint32, from node, avps ...AVP) message {
	front := []AVP{originHost(from.host), originRealm(from.realm)}
	return message{Diameter: Diameter{Flags: FlagRequest, Code: code, HopByHop: 0x11, EndToEnd: 0x12, AVPs: append(front, avps...)}}
}

// capabilities offers applications (RFC 6733 clause 5.3.1).
func capabilities(from node, applications ...uint32) message {
	m := neighbour(257, from, hostAddress(Address(peer4)), vendorID(Vendor3GPP), productName("agent"))
	for _, n := range applications {
		m.AVPs = append(m.AVPs, authApplication(n))
	}
	return m
}

func watchdog(from node) message { return neighbour(280, from, originState(1)) }

func disconnect(from node) message { return neighbour(282, from, disconnectCause(0)) }

// answer goes the other way with the request's session and identifiers.
func (m message) answer(avps ...AVP) message {
	var front []AVP
	var from node
	for _, a := range m.AVPs {
		switch a.Code {
		case 263, 260, 277, 258:
			front = append(front, a)
		case 293:
			from.host = string(a.Data)
		case 283:
			from.realm = string(a.Data)
		}
	}
	if from.realm == "" {
		from = node{homeAlias, home.realm}
	}
	front = append(front, originHost(from.host), originRealm(from.realm))
	m.Flags &^= FlagRequest
	m.AVPs, m.fromHome = append(front, avps...), !m.fromHome
	return m
}

// succeed is an answer of success.
func (m message) succeed(avps ...AVP) message {
	return m.answer(append([]AVP{resultCode(2001)}, avps...)...)
}

// edits
func (m message) in(edit func(*message)) message { m.AVPs = slices.Clone(m.AVPs); edit(&m); return m }
func (m message) with(avps ...AVP) message {
	return m.in(func(m *message) { m.AVPs = append(m.AVPs, avps...) })
}
func (m message) first(avps ...AVP) message {
	return m.in(func(m *message) { m.AVPs = append(slices.Clone(avps), m.AVPs...) })
}
func (m message) without(code, vendor uint32) message {
	return m.in(func(m *message) { m.AVPs = slices.DeleteFunc(m.AVPs, func(a AVP) bool { return a.IsOf(code, vendor) }) })
}
func (m message) flagged(flags byte) message { m.Flags = flags; return m }
func (m message) reverse() message           { m.fromHome = !m.fromHome; return m }

// edited edits the AVPs of a code.
func (m message) edited(code, vendor uint32, edit func(*AVP)) message {
	return m.in(func(m *message) {
		for i := range m.AVPs {
			if m.AVPs[i].IsOf(code, vendor) {
				edit(&m.AVPs[i])
			}
		}
	})
}

// set replaces the data of an AVP of RFC 6733.
func (m message) set(code uint32, data string) message {
	return m.edited(code, 0, func(a *AVP) { a.Data = []byte(data) })
}

// setTGPP replaces the data of an AVP of 3GPP.
func (m message) setTGPP(code uint32, data []byte) message {
	return m.edited(code, Vendor3GPP, func(a *AVP) { a.Data = data })
}

// from gives the request another sender, with its session.
func (m message) from(n node) message {
	return m.set(263, n.host+";1;1").set(264, n.host).set(296, n.realm)
}

// to gives the request another receiver.
func (m message) to(n node) message { return m.set(293, n.host).set(283, n.realm) }

// saying replaces what the record must name: of octets that cannot be read.
func (m message) saying(code int, operation string) message {
	m.says = &vector.Op{Protocol: "diameter", Code: code, Operation: operation}
	return m
}

// bytes are the octets of the command.
func (m message) bytes() []byte {
	if m.octets != nil {
		return m.octets
	}
	return m.Diameter.Bytes()
}

// describe returns the operation that the message's record must name.
func (m message) describe() vector.Op {
	if m.says != nil {
		return *m.says
	}
	name := names[m.Code]
	switch {
	case name == "":
	case m.Flags&FlagRequest != 0:
		name += "Request"
	default:
		name += "Answer"
	}
	return vector.Op{Protocol: "diameter", Code: int(m.Code), Operation: name}
}
