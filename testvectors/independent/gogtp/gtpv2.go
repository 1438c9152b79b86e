package main

import (
	"github.com/wmnsk/go-gtp/gtpv2/ie"
	"github.com/wmnsk/go-gtp/gtpv2/message"
)

// The nodes of ../../gtp/config.yaml.
const (
	sgwA, sgwUA, pgwA, pgwUA = "198.51.100.11", "198.51.100.12", "198.51.100.13", "198.51.100.14"
	sgwA6, sgwUA6            = "2001:db8:2:1::1", "2001:db8:2:1::2"
	pgw, pgwU, pgw6          = "192.0.2.10", "192.0.2.11", "2001:db8:1::10"
	sgw                      = "192.0.2.20"
	stranger, squatter       = "203.0.113.66", "198.51.100.200"

	ours, theirs = "001010000000001", "999700000000001"
	apn          = "ims.mnc001.mcc001.gprs"
)

// Values of TS 29.274 tables 8.22-1, 8.17-1, 8.34-1, 8.4-1.
const (
	s8SGWUser, s8PGWUser, s8SGWControl, s8PGWControl = 4, 5, 6, 7
	eutran, pdnIPv4, accepted                        = 6, 1, 16
)

// session2 are the elements of a Create Session Request; edit changes them.
type session2 struct {
	imsi, mcc, mnc, apn string
	mode                uint8
	sender, user        *ie.IE
	more                []*ie.IE
}

func createSession(edit func(*session2)) encoded {
	s := session2{
		imsi: ours, mcc: "999", mnc: "70", apn: apn,
		sender: ie.NewFullyQualifiedTEID(s8SGWControl, 0x1A000001, sgwA, ""),
		user:   ie.NewFullyQualifiedTEID(s8SGWUser, 0x1A000002, sgwUA, "").WithInstance(2),
	}
	if edit != nil {
		edit(&s)
	}
	list := []*ie.IE{
		ie.NewIMSI(s.imsi), ie.NewMSISDN("99902000001"), ie.NewMobileEquipmentIdentity("3534900698733190"),
		ie.NewServingNetwork(s.mcc, s.mnc), ie.NewRATType(eutran), s.sender, ie.NewAccessPointName(s.apn),
		ie.NewSelectionMode(s.mode), ie.NewPDNType(pdnIPv4), ie.NewPDNAddressAllocation("0.0.0.0"),
		ie.NewAPNRestriction(0), ie.NewAggregateMaximumBitRate(50000, 100000),
		ie.NewBearerContext(ie.NewEPSBearerID(5), s.user, ie.NewBearerQoS(1, 15, 0, 9, 0, 0, 0, 0)),
		ie.NewRecovery(7),
	}
	m := message.NewCreateSessionRequest(0, 0x101, list...)
	if s.more != nil {
		m.AdditionalIEs = s.more // go-gtp keeps one element of a kind and the last of them wins
		m.SetLength()
	}
	return m
}

func modifyBearer(user string) encoded {
	return message.NewModifyBearerRequest(0x0B000001, 0x102,
		ie.NewServingNetwork("999", "70"), ie.NewRATType(eutran),
		ie.NewFullyQualifiedTEID(s8SGWControl, 0x1A000011, sgwA, ""),
		ie.NewBearerContext(ie.NewEPSBearerID(5), ie.NewFullyQualifiedTEID(s8SGWUser, 0x1A000012, user, "").WithInstance(1)))
}

func entries2() []entry {
	return append(honestEntries2(), attackEntries2()...)
}

func honestEntries2() []entry {
	up := func(name, rules, about string, m encoded) entry {
		return entry{name: name, rules: rules, about: about, from: sgwA, to: pgw, protocol: "gtpv2", message: m}
	}
	down := func(name, rules, about string, m encoded) entry {
		return entry{name: name, rules: rules, about: about, from: pgwA, to: sgw, protocol: "gtpv2", message: m}
	}
	six := up("v2-create-session-ipv6", "G-05 G-07", "Over IPv6, with endpoints of both families", createSession(func(s *session2) {
		s.sender = ie.NewFullyQualifiedTEID(s8SGWControl, 0x1A000001, sgwA, sgwA6)
		s.user = ie.NewFullyQualifiedTEID(s8SGWUser, 0x1A000002, sgwUA, sgwUA6).WithInstance(2)
	}))
	six.from, six.to = sgwA6, pgw6
	return []entry{
		up("v2-create-session", "G-05 G-07", "Our subscriber attaches in partner-a's network", createSession(nil)), six,
		down("v2-create-session-response", "G-02", "A partner's PGW answers our SGW", message.NewCreateSessionResponse(0x1A000001, 0x101,
			ie.NewCause(accepted, 0, 0, 0, nil), ie.NewFullyQualifiedTEID(s8PGWControl, 0x0B000001, pgwA, "").WithInstance(1),
			ie.NewPDNAddressAllocation("10.45.0.2"),
			ie.NewBearerContext(ie.NewEPSBearerID(5), ie.NewCause(accepted, 0, 0, 0, nil),
				ie.NewFullyQualifiedTEID(s8PGWUser, 0x0B000002, pgwUA, "").WithInstance(2), ie.NewChargingID(7)))),
		up("v2-modify-bearer", "G-07", "A handover", modifyBearer(sgwUA)),
		up("v2-delete-session", "G-09", "The session ends", message.NewDeleteSessionRequest(0x0B000001, 0x103, ie.NewEPSBearerID(5))),
		down("v2-delete-session-response", "G-09", "The session has ended",
			message.NewDeleteSessionResponse(0x1A000001, 0x103, ie.NewCause(accepted, 0, 0, 0, nil))),
		down("v2-update-bearer", "G-02", "A partner's PGW changes the quality of service", message.NewUpdateBearerRequest(0x1A000001, 0x104,
			ie.NewBearerContext(ie.NewEPSBearerID(5), ie.NewBearerQoS(1, 15, 0, 9, 0, 0, 0, 0)), ie.NewAggregateMaximumBitRate(1000, 1000))),
		up("v2-change-notification", "G-02", "The location changes", message.NewChangeNotificationRequest(0x0B000001, 0x105, ie.NewRATType(eutran))),
		up("v2-echo", "G-12", "Path supervision", message.NewEchoRequest(0x106, ie.NewRecovery(7))),
		down("v2-delete-bearer-several", "G-10", "EBI 73.1 is a list in Delete Bearer Request", message.NewDeleteBearerRequest(0x1A000001, 0x107,
			ie.NewEPSBearerID(6).WithInstance(1), ie.NewEPSBearerID(7).WithInstance(1))),
	}
}

func attackEntries2() []entry {
	const twin = "v2-create-session"
	a := func(name, rules, about, reason, twin string, m encoded) entry {
		return entry{name: name, rules: rules, about: about, from: sgwA, to: pgw, protocol: "gtpv2", message: m, reason: reason, twin: twin}
	}
	broken := func(e entry, clause string) entry { e.wire = clause; return e }
	squat := a("v2-source", "G-01", "A host of the interconnect that is no operator's", "spoofguard/source-not-partner", "v2-echo",
		message.NewEchoRequest(0x106, ie.NewRecovery(7)))
	squat.from = squatter
	return []entry{
		squat,
		a("v2-imsi-not-ours", "G-05 G-a", "A session for the partner's own subscriber", "spoofguard/imsi-not-theirs", twin,
			createSession(func(s *session2) { s.imsi = theirs })),
		a("v2-serving-network", "G-05 G-a", "A network that is nobody's is said to serve", "spoofguard/serving-network-not-theirs", twin,
			createSession(func(s *session2) { s.mnc = "99" })),
		a("v2-apn-foreign", "G-06 G-m", "An access point that is not ours", "spoofguard/apn-not-agreed", twin,
			createSession(func(s *session2) { s.apn = "scada.mnc001.mcc001.gprs" })),
		a("v2-apn-no-operator", "G-06 G-m", "No operator identifier where GTPv2 demands one", "spoofguard/apn-operator-identifier", twin,
			createSession(func(s *session2) { s.apn = "ims" })),
		a("v2-private-apn-not-verified", "G-06 G-m", "The private APN, chosen by the handset", "spoofguard/selection-mode-not-verified",
			twin, createSession(func(s *session2) {
				s.apn, s.imsi, s.mode = "corp.mnc001.mcc001.gprs", "001019900000001", 1
			})),
		a("v2-private-apn-imsi", "G-06", "The private APN for a subscriber outside its range", "spoofguard/apn-imsi-mismatch", twin,
			createSession(func(s *session2) { s.apn = "corp.mnc001.mcc001.gprs" })),
		a("v2-user-plane-foreign", "G-07", "The user plane would go to a stranger", "spoofguard/fteid-not-theirs", twin,
			createSession(func(s *session2) {
				s.user = ie.NewFullyQualifiedTEID(s8SGWUser, 0x1A000002, stranger, "").WithInstance(2)
			})),
		a("v2-hijack", "G-07 G-e", "Modify Bearer Request moves the tunnel to a stranger", "spoofguard/fteid-not-theirs",
			"v2-modify-bearer", modifyBearer(stranger)),
		a("v2-wrong-direction", "G-02", "Update Bearer Request, which PGWs send, at our PGW", "opgate/gtpv2-wrong-direction",
			"v2-update-bearer", message.NewUpdateBearerRequest(0x0B000001, 0x104,
				ie.NewBearerContext(ie.NewEPSBearerID(5)), ie.NewAggregateMaximumBitRate(1000, 1000))),
		a("v2-downlink-data", "G-02", "Downlink Data Notification of S11", "opgate/gtpv2-type-not-allowed", "v2-delete-session",
			message.NewDownlinkDataNotification(0x0B000001, 0x108, ie.NewEPSBearerID(5))),
		broken(a("v2-two-apns", "G-10 E-30", "APN twice", "faults/gtp-ie-repeated", twin, createSession(func(s *session2) { s.more = []*ie.IE{ie.NewAccessPointName("internet.mnc001.mcc001.gprs")} })),
			"TS 29.274 7.7.10"),
		broken(a("v2-bearer-twice", "G-10", "Two Bearer Contexts of one identity", "faults/gtp-bearer-repeated", twin, createSession(func(s *session2) {
			s.more = []*ie.IE{ie.NewBearerContext(ie.NewEPSBearerID(5), s.user, ie.NewBearerQoS(1, 15, 0, 9, 0, 0, 0, 0))}
		})), "TS 29.274 7.2"),
	}
}
