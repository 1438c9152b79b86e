package demo

import (
	"fmt"

	v2ie "github.com/wmnsk/go-gtp/gtpv2/ie"
	v2msg "github.com/wmnsk/go-gtp/gtpv2/message"
)

// serve2 answers one GTPv2 request.
func (g *gateway) serve2(d datagram) []byte {
	switch d.kind {
	case echoRequest:
		return gtp2Path(echoResponse, d.sequence, v2ie.NewRecovery(1))
	case createSessionRequest:
		return g.createSession(d)
	case modifyBearerRequest:
		return g.modifyBearer(d)
	case deleteSessionRequest:
		s := g.find(d.teid)
		if s == nil {
			return gtp2(deleteSessionResponse, 0, d.sequence, cause2(contextNotFound))
		}
		g.drop(s)
		return gtp2(deleteSessionResponse, s.peerControl, d.sequence, cause2(accepted), v2ie.NewRecovery(1))
	case changeNotificationRequest:
		return g.changeNotification(d)
	}
	return nil
}

func (g *gateway) createSession(d datagram) []byte {
	parsed, err := v2msg.Parse(d.msg)
	if err != nil {
		return nil
	}
	m := parsed.(*v2msg.CreateSessionRequest)
	s := &session{imsi: m.IMSI.MustIMSI(), bearer: 5, path: d.from, peerControl: m.SenderFTEIDC.MustTEID()}
	var created []*v2ie.IE
	for i, c := range m.BearerContextsToBeCreated {
		if user, err := c.FindByType(v2ie.FullyQualifiedTEID, 2); err == nil && i == 0 {
			s.peerUser.Store(user.MustTEID())
		}
	}
	g.open(s)
	for _, c := range m.BearerContextsToBeCreated {
		created = append(created, v2ie.NewBearerContext(
			v2ie.NewEPSBearerID(c.MustEPSBearerID()), cause2(accepted),
			fteid(2, s5s8PGWUser, s.user, homeGSN), v2ie.NewChargingID(s.user)))
	}
	answer := gtp2(createSessionResponse, s.peerControl, d.sequence, append([]*v2ie.IE{
		cause2(accepted), fteid(1, s5s8PGWControl, s.control, homeGSN),
		v2ie.NewPDNAddressAllocation(s.address.String()), v2ie.NewAPNRestriction(0),
	}, created...)...)
	if m.APN.MustAccessPointName() != fullAPN("ims") {
		return answer
	}
	// A dedicated bearer comes at once, in the same datagram.
	answer[0] |= 0x10 // P, TS 29.274 clause 5.5.1
	return append(answer, gtp2(createBearerRequest, s.peerControl, g.nextSequence(), g.dedicatedBearer(s)...)...)
}

func (g *gateway) modifyBearer(d datagram) []byte {
	s := g.find(d.teid)
	if s == nil {
		return gtp2(modifyBearerResponse, 0, d.sequence, cause2(contextNotFound))
	}
	parsed, err := v2msg.Parse(d.msg)
	if err != nil {
		return nil
	}
	m := parsed.(*v2msg.ModifyBearerRequest)
	for _, c := range m.BearerContextsToBeModified {
		if user, err := c.FindByType(v2ie.FullyQualifiedTEID, 1); err == nil {
			s.peerUser.Store(user.MustTEID())
		}
	}
	return gtp2(modifyBearerResponse, s.peerControl, d.sequence, cause2(accepted), bearerAnswer(s.bearer))
}

// changeNotification finds the session by IMSI: older nodes send a zero TEID
// (TS 29.274 clause 7.2.14).
func (g *gateway) changeNotification(d datagram) []byte {
	parsed, err := v2msg.Parse(d.msg)
	if err != nil {
		return nil
	}
	imsi := parsed.(*v2msg.ChangeNotificationRequest).IMSI
	g.mu.Lock()
	s := g.imsi[imsi.MustIMSI()]
	g.mu.Unlock()
	if s == nil {
		return gtp2(changeNotificationResp, 0, d.sequence, imsi, cause2(contextNotFound))
	}
	return gtp2(changeNotificationResp, s.peerControl, d.sequence, imsi, cause2(accepted))
}

// checkCause reads the cause that an answer starts or goes on with, and fails
// if it is not the request's success.
func checkCause(h head, answer []byte) error { return expectCause(h, answer, wanted(h)) }

func wanted(h head) uint8 {
	if h.version == 1 {
		return v1Accepted
	}
	return accepted
}

func expectCause(h head, answer []byte, want uint8) error {
	got, ok := causeOf(h, answer)
	if !ok || got != want {
		return fmt.Errorf("message type %d, cause %d, want %d", h.kind, got, want)
	}
	return nil
}

// causeOf finds the Cause of a response: in GTPv1 it stands first (TS 29.060
// clause 7.7), in GTPv2 among the top level elements (TS 29.274 clause 8.4).
func causeOf(h head, b []byte) (uint8, bool) {
	if h.version == 1 {
		if len(b) >= 14 && b[12] == 1 {
			return b[13], true
		}
		return 0, false
	}
	for b = b[min(12, len(b)):]; len(b) > 4; {
		n := 4 + int(b[1])<<8 + int(b[2])
		if b[0] == v2ie.Cause && n > 4 && n <= len(b) {
			return b[4], true
		}
		b = b[min(n, len(b)):]
	}
	return 0, false
}
