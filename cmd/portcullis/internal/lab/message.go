package lab

import (
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"

	v1ie "github.com/wmnsk/go-gtp/gtpv1/ie"
	v1msg "github.com/wmnsk/go-gtp/gtpv1/message"
	v2ie "github.com/wmnsk/go-gtp/gtpv2/ie"
	v2msg "github.com/wmnsk/go-gtp/gtpv2/message"
)

// Message types (TS 29.060 clause 7.1, TS 29.274 clause 6.1).
const (
	echoRequest, echoResponse                   = 1, 2
	createPDPRequest, createPDPResponse         = 16, 17
	updatePDPRequest, updatePDPResponse         = 18, 19
	createSessionRequest, createSessionResponse = 32, 33
	modifyBearerRequest, modifyBearerResponse   = 34, 35
)

// Causes of success (TS 29.060 clause 7.7.1, TS 29.274 clause 8.4).
const (
	accepted1 = 128
	accepted2 = 16
)

// Subscriber is one of home's, roaming. Every test draws its own, so that what
// leaks can be told from what is merely a number.
type Subscriber struct{ IMSI, MSISDN, IMEISV string }

// NewSubscriber returns subscriber number n, 0 to 5999, of the home network
// 001-01. Two of them differ before the digits that share an octet with filler.
func NewSubscriber(n int) Subscriber {
	return Subscriber{
		IMSI:   fmt.Sprintf("00101%010d", 4_700_000_137+1000*n),
		MSISDN: fmt.Sprintf("99902%07d", 4_000_137+1000*n),
		IMEISV: fmt.Sprintf("350000%010d", 8_100_000_137+1000*n),
	}
}

// NewIntSubscriber returns a subscriber of home's second network, 999-02, for
// peers that take an IMSI for an integer and lose the zeros that it starts with.
func NewIntSubscriber(n int) Subscriber {
	s := NewSubscriber(n)
	s.IMSI = "99902" + s.IMSI[5:]
	return s
}

// Session is what a partner asks the gateway for.
type Session struct {
	Subscriber
	MCC, MNC      string // of the partner
	APN           string
	Node, Gateway netip.Addr // the ends' addresses inside messages
	Control, User uint32     // TEIDs of the partner
}

// fullAPN is a name with the home network's operator identifier (TS 23.003
// clause 9.1), as it comes in from abroad.
func fullAPN(network string) string { return network + ".mnc001.mcc001.gprs" }

// CreateSession builds a Create Session Request on S8 (TS 29.274 clause 7.2.1).
func (s *Session) CreateSession() []byte {
	return marshal(v2msg.NewGeneric(createSessionRequest, 0, 0,
		v2ie.NewIMSI(s.IMSI), v2ie.NewMSISDN(s.MSISDN), v2ie.NewMobileEquipmentIdentity(s.IMEISV),
		s.location(), v2ie.NewServingNetwork(s.MCC, s.MNC), v2ie.NewRATType(6),
		fteid(0, 6, s.Control, s.Node), v2ie.NewAccessPointName(fullAPN(s.APN)),
		v2ie.NewSelectionMode(0), v2ie.NewPDNType(1), v2ie.NewPDNAddressAllocation("0.0.0.0"),
		v2ie.NewAPNRestriction(0), v2ie.NewAggregateMaximumBitRate(50_000, 100_000),
		v2ie.NewBearerContext(v2ie.NewEPSBearerID(5), fteid(2, 4, s.User, s.Node), v2ie.NewBearerQoS(1, 9, 0, 9, 0, 0, 0, 0)),
		v2ie.NewRecovery(1)))
}

// SessionCreated builds the gateway's answer (clause 7.2.2).
func (s *Session) SessionCreated() []byte {
	return marshal(v2msg.NewGeneric(createSessionResponse, s.Control, 0,
		cause2(accepted2), fteid(1, 7, s.Control+1, s.Gateway),
		v2ie.NewPDNAddressAllocation("10.45.0.2"), v2ie.NewAPNRestriction(0),
		v2ie.NewBearerContext(v2ie.NewEPSBearerID(5), cause2(accepted2), fteid(2, 5, s.User+1, s.Gateway), v2ie.NewChargingID(1))))
}

// ModifyBearer builds a Modify Bearer Request (clause 7.2.7).
func (s *Session) ModifyBearer() []byte {
	return marshal(v2msg.NewGeneric(modifyBearerRequest, s.Control+1, 0,
		s.location(), v2ie.NewServingNetwork(s.MCC, s.MNC), v2ie.NewRATType(6),
		v2ie.NewBearerContext(v2ie.NewEPSBearerID(5), fteid(1, 4, s.User, s.Node))))
}

// BearerModified builds the gateway's answer (clause 7.2.8).
func (s *Session) BearerModified() []byte {
	return marshal(v2msg.NewGeneric(modifyBearerResponse, s.Control, 0, cause2(accepted2), v2ie.NewMSISDN(s.MSISDN),
		v2ie.NewBearerContext(v2ie.NewEPSBearerID(5), cause2(accepted2))))
}

// quality is a Quality of Service Profile of background class (TS 24.008 clause
// 10.5.6.5), behind the allocation and retention priority.
var quality = []byte{0x02, 0x1B, 0x93, 0x1F, 0x73, 0x96, 0xFE, 0xFE, 0x74, 0xFF, 0xFF, 0x00}

// CreatePDP builds a Create PDP Context Request (TS 29.060 clause 7.3.1).
func (s *Session) CreatePDP() []byte {
	return marshal(v1msg.NewGeneric(createPDPRequest, 0, 0,
		v1ie.NewIMSI(s.IMSI), v1ie.NewRouteingAreaIdentity(s.MCC, s.MNC, 0x0101, 1), v1ie.NewRecovery(1),
		v1ie.NewSelectionMode(0xFC), v1ie.NewTEIDDataI(s.User), v1ie.NewTEIDCPlane(s.Control), v1ie.NewNSAPI(5),
		v1ie.New(v1ie.EndUserAddress, []byte{0xF1, 0x21}), v1ie.NewAccessPointName(fullAPN(s.APN)),
		gsn(s.Node), gsn(s.Node), v1ie.NewMSISDN(s.MSISDN), v1ie.NewQoSProfile(quality), v1ie.NewRATType(1),
		v1ie.NewUserLocationInformationWithSAI(s.MCC, s.MNC, 0x0101, 1), v1ie.NewIMEISV(s.IMEISV)))
}

// PDPCreated builds the gateway's answer (clause 7.3.2).
func (s *Session) PDPCreated() []byte {
	return marshal(v1msg.NewGeneric(createPDPResponse, s.Control, 0,
		v1ie.NewCause(accepted1), v1ie.NewReorderingRequired(false),
		v1ie.NewTEIDDataI(s.User+1), v1ie.NewTEIDCPlane(s.Control+1), v1ie.NewChargingID(1),
		v1ie.NewEndUserAddressIPv4("10.45.0.2"), gsn(s.Gateway), gsn(s.Gateway), v1ie.NewQoSProfile(quality)))
}

// UpdatePDP builds an Update PDP Context Request of the SGSN (clause 7.3.3).
func (s *Session) UpdatePDP() []byte {
	return marshal(v1msg.NewGeneric(updatePDPRequest, s.Control+1, 0,
		v1ie.NewRouteingAreaIdentity(s.MCC, s.MNC, 0x0102, 1), v1ie.NewTEIDDataI(s.User), v1ie.NewTEIDCPlane(s.Control),
		v1ie.NewNSAPI(5), gsn(s.Node), gsn(s.Node), v1ie.NewQoSProfile(quality)))
}

// PDPUpdated builds the gateway's answer (clause 7.3.4).
func (s *Session) PDPUpdated() []byte {
	return marshal(v1msg.NewGeneric(updatePDPResponse, s.Control, 0,
		v1ie.NewCause(accepted1), v1ie.NewTEIDDataI(s.User+1), v1ie.NewTEIDCPlane(s.Control+1), v1ie.NewChargingID(1),
		gsn(s.Gateway), gsn(s.Gateway), v1ie.NewQoSProfile(quality)))
}

// echoRequest1 builds an Echo Request of GTPv1 (clause 7.2.1).
func echoRequest1() []byte { return marshal(v1msg.NewGeneric(echoRequest, 0, 0)) }

// echoResponse1 builds its answer (clause 7.2.2).
func echoResponse1() []byte {
	return marshal(v1msg.NewGeneric(echoResponse, 0, 0, v1ie.NewRecovery(1)))
}

// gPDU builds a G-PDU with a sequence number (TS 29.281 clause 5.1).
func gPDU(teid uint32, packet []byte) []byte {
	m := v1msg.NewTPDU(teid, packet)
	m.Flags |= 0x02 // S
	return marshal(m)
}

// Packets between a subscriber, 10.45.0.2, and a host, 203.0.113.9: IPv4, UDP and
// four octets. Nobody looks at their checksums.
var (
	fromUE = packet([4]byte{10, 45, 0, 2}, [4]byte{203, 0, 113, 9})
	toUE   = packet([4]byte{203, 0, 113, 9}, [4]byte{10, 45, 0, 2})
)

func packet(from, to [4]byte) []byte {
	p := []byte{0x45, 0, 0, 32, 0, 0, 0, 0, 64, 17, 0, 0}
	p = append(append(p, from[:]...), to[:]...)
	return append(p, 0x13, 0x88, 0x13, 0x89, 0, 12, 0, 0, 'p', 'i', 'n', 'g') // ports 5000, 5001
}

func (s *Session) location() *v2ie.IE {
	return v2ie.NewUserLocationInformationStruct(nil, nil, nil, v2ie.NewTAI(s.MCC, s.MNC, 0x0101), v2ie.NewECGI(s.MCC, s.MNC, 0x00010203), nil, nil, nil)
}

func cause2(c uint8) *v2ie.IE { return v2ie.NewCause(c, 0, 0, 0, nil) }

// fteid builds an F-TEID (TS 29.274 clause 8.22) of whatever family the address has.
func fteid(instance, kind uint8, teid uint32, a netip.Addr) *v2ie.IE {
	var v4, v6 net.IP
	if a.Is4() {
		v4 = a.AsSlice()
	} else {
		v6 = a.AsSlice()
	}
	return v2ie.NewFullyQualifiedTEIDNetIP(kind, teid, v4, v6).WithInstance(instance)
}

func gsn(a netip.Addr) *v1ie.IE { return v1ie.NewGSNAddressByIP(a.AsSlice()) }

func marshal(m interface{ Marshal() ([]byte, error) }) []byte {
	b, err := m.Marshal()
	if err != nil {
		panic(fmt.Sprintf("lab: message does not build: %v", err)) // ours, not the network's
	}
	return b
}

// putSequence writes a sequence number into a message that has one: 24 bits of
// GTPv2 (TS 29.274 clause 5.1), 16 of GTPv1 (TS 29.060 clause 6).
func putSequence(msg []byte, n uint32) {
	if msg[0]>>5 == 2 {
		msg[8], msg[9], msg[10] = byte(n>>16), byte(n>>8), byte(n)
		return
	}
	binary.BigEndian.PutUint16(msg[8:], uint16(n))
}

// head reads what load is told apart by: the message type, the sequence number
// and how many bits that has. ok is false for what load never looks like.
func head(msg []byte) (kind uint8, sequence uint32, bits int, ok bool) {
	switch {
	case len(msg) >= 12 && msg[0]>>5 == 2 && msg[0]&0x08 != 0:
		return msg[1], uint32(msg[8])<<16 | uint32(msg[9])<<8 | uint32(msg[10]), 24, true
	case len(msg) >= 12 && msg[0]>>5 == 1 && msg[0]&0x02 != 0:
		return msg[1], uint32(binary.BigEndian.Uint16(msg[8:])), 16, true
	}
	return 0, 0, 0, false
}
