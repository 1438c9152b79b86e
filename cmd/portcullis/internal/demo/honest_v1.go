package demo

import (
	"errors"
	"net/netip"

	v1ie "github.com/wmnsk/go-gtp/gtpv1/ie"
	v1msg "github.com/wmnsk/go-gtp/gtpv1/message"
)

// live1 takes a subscriber through a GTPv1 session.
func (l *life) live1() bool {
	return l.run("gtpv1", []step{
		{name: "Create PDP Context", do: l.create1},
		{"gtpu", "G-PDU", l.packet},
		{name: "Create PDP Context, secondary", do: l.secondary1},
		{name: "Update PDP Context", do: l.update1},
		{name: "Update PDP Context from the gateway", do: func() error { return l.partner.gateway.order(l.ctx, l.who.imsi, updatePDP) }},
		{"gtpu", "G-PDU", l.packet},
		{name: "Delete PDP Context", do: func() error { return l.delete1(v1Accepted) }},
		{name: "Delete PDP Context of one that is gone", do: func() error { return l.delete1(v1NonExistent) }},
	})
}

func (l *life) ask1(request []byte, want uint8) ([]byte, error) {
	h, answer, err := l.ask(l.ctx, false, l.way.control, request)
	if err != nil {
		return nil, err
	}
	return answer, expectCause(h, answer, want)
}

func (l *life) create1() error {
	ies := createPDP(l.who, l.mcc, l.mnc, l.face4, l.own, l.ownUser)
	if l.number%2 == 1 { // an element of a later release (TS 29.060 clause 11.1.7)
		ies = append(ies, v1ie.New(v1ie.PrivateExtension, []byte{0x28, 0xAF, 1, 2}))
	}
	request := gtp1(createPDPRequest, 0, l.nextSequence(), ies...)
	if l.number%3 == 1 {
		request = withExtension(request, 0x02)
	}
	answer, err := l.ask1(request, v1Accepted)
	if err != nil {
		return err
	}
	parsed, err := v1msg.Parse(answer)
	if err != nil {
		return err
	}
	m := parsed.(*v1msg.CreatePDPContextResponse)
	if m.TEIDCPlane == nil || m.TEIDDataI == nil || m.EndUserAddress == nil {
		return errors.New("context without endpoints")
	}
	l.peer, l.gateway = m.TEIDCPlane.MustTEID(), m.TEIDDataI.MustTEID()
	l.address, _ = netip.ParseAddr(m.EndUserAddress.MustIPAddress())
	l.keep(l.own, l.peer)
	return nil
}

// withExtension puts an extension header of four octets into a GTPv1 message:
// 0x02 says that MS info change reporting is supported (TS 29.060 clause 6.1.2).
func withExtension(msg []byte, kind byte) []byte {
	out := append([]byte(nil), msg[:12]...)
	out[0] |= 0x04 // E
	out[11] = kind
	out = append(out, 1, 0xFF, 0xFF, 0)
	out = append(out, msg[12:]...)
	putLength(out, len(out)-8)
	return out
}

func putLength(msg []byte, n int) { msg[2], msg[3] = byte(n>>8), byte(n) }

func (l *life) secondary1() error {
	_, err := l.ask1(gtp1(createPDPRequest, l.peer, l.nextSequence(), secondaryPDP(l.face4, l.newTEID())...), v1Accepted)
	return err
}

func (l *life) update1() error {
	l.ownUser = l.newTEID()
	_, err := l.ask1(gtp1(updatePDPRequest, l.peer, l.nextSequence(), movePDP(l.mcc, l.mnc, l.face4, l.own, l.ownUser)...), v1Accepted)
	return err
}

func (l *life) delete1(want uint8) error {
	_, err := l.ask1(gtp1(deletePDPRequest, l.peer, l.nextSequence(), v1ie.NewTeardownInd(true), v1ie.NewNSAPI(5)), want)
	return err
}
