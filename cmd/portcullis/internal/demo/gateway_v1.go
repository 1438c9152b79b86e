package demo

import (
	v1ie "github.com/wmnsk/go-gtp/gtpv1/ie"
	v1msg "github.com/wmnsk/go-gtp/gtpv1/message"
)

// serve1 answers one GTPv1-C request.
func (g *gateway) serve1(d datagram) []byte {
	switch d.kind {
	case createPDPRequest:
		if d.teid != 0 {
			return g.createSecondary(d)
		}
		return g.createPDP(d)
	case updatePDPRequest:
		return g.updatePDP(d)
	case deletePDPRequest:
		s := g.find(d.teid)
		if s == nil {
			return gtp1(deletePDPResponse, 0, d.sequence, v1ie.NewCause(v1NonExistent))
		}
		g.drop(s)
		return gtp1(deletePDPResponse, s.peerControl, d.sequence, v1ie.NewCause(v1Accepted))
	}
	return nil
}

func (g *gateway) createPDP(d datagram) []byte {
	parsed, err := v1msg.Parse(d.msg)
	if err != nil {
		return nil
	}
	m := parsed.(*v1msg.CreatePDPContextRequest)
	s := &session{
		imsi: m.IMSI.MustIMSI(), bearer: m.NSAPI.MustNSAPI(), path: d.from,
		peerControl: m.TEIDCPlane.MustTEID(),
	}
	s.peerUser.Store(m.TEIDDataI.MustTEID())
	g.open(s)
	return gtp1(createPDPResponse, s.peerControl, d.sequence,
		v1ie.NewCause(v1Accepted), v1ie.NewReorderingRequired(false),
		v1ie.NewTEIDDataI(s.user), v1ie.NewTEIDCPlane(s.control), v1ie.NewChargingID(s.user),
		v1ie.NewEndUserAddressIPv4(s.address.String()), gsn(homeGSN), gsn(homeGSN), v1ie.NewQoSProfile(qos))
}

// createSecondary adds a context to a session; it shares the control tunnel.
func (g *gateway) createSecondary(d datagram) []byte {
	s := g.find(d.teid)
	if s == nil {
		return gtp1(createPDPResponse, 0, d.sequence, v1ie.NewCause(v1NonExistent))
	}
	user := g.newTEID()
	return gtp1(createPDPResponse, s.peerControl, d.sequence,
		v1ie.NewCause(v1Accepted), v1ie.NewReorderingRequired(false),
		v1ie.NewTEIDDataI(user), v1ie.NewTEIDCPlane(s.control), v1ie.NewChargingID(user),
		gsn(homeGSN), gsn(homeGSN), v1ie.NewQoSProfile(qos))
}

func (g *gateway) updatePDP(d datagram) []byte {
	s := g.find(d.teid)
	if s == nil {
		return gtp1(updatePDPResponse, 0, d.sequence, v1ie.NewCause(v1NonExistent))
	}
	parsed, err := v1msg.Parse(d.msg)
	if err != nil {
		return nil
	}
	m := parsed.(*v1msg.UpdatePDPContextRequest)
	s.peerUser.Store(m.TEIDDataI.MustTEID())
	return gtp1(updatePDPResponse, s.peerControl, d.sequence,
		v1ie.NewCause(v1Accepted), v1ie.NewTEIDDataI(s.user), v1ie.NewTEIDCPlane(s.control),
		v1ie.NewChargingID(s.user), gsn(homeGSN), gsn(homeGSN), v1ie.NewQoSProfile(qos))
}
