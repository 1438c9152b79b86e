package demo

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	v2ie "github.com/wmnsk/go-gtp/gtpv2/ie"
	v2msg "github.com/wmnsk/go-gtp/gtpv2/message"
)

// life is one subscriber's session at a partner, from attach to detach.
type life struct {
	*partner
	ctx           context.Context // ends exchanges
	until         context.Context // ends the life after the exchange at hand
	way           pair            // to the gateway
	number        int
	who           subscriber
	own, ownUser  uint32 // TEIDs of the partner
	peer, gateway uint32 // TEIDs of the gateway, control and user
	address       netip.Addr
}

func (p *partner) newLife(ctx, until context.Context) *life {
	n := int(p.served.Add(1))
	return &life{partner: p, ctx: ctx, until: until, way: p.through, number: n, who: newSubscriber(n), own: p.newTEID(), ownUser: p.newTEID()}
}

// run takes steps until one fails, and cleans up.
func (l *life) run(protocol string, steps []step) bool {
	defer l.forget(l.own)
	for _, s := range steps {
		if l.until.Err() != nil {
			return true
		}
		p := protocol
		if s.protocol != "" {
			p = s.protocol
		}
		if !l.step(p, s.name, s.do) {
			return false
		}
	}
	return true
}

// step is one honest exchange; protocol is given if it is not the session's own.
type step struct {
	protocol, name string
	do             func() error
}

// live2 takes a subscriber through a GTPv2 session. Which harmless oddities its
// messages carry depends on the subscriber's number.
func (l *life) live2() bool {
	return l.run("gtpv2", []step{
		{name: "Create Session", do: l.create2},
		{"gtpu", "G-PDU", l.packet},
		{name: "Update Bearer from the gateway", do: func() error { return l.partner.gateway.order(l.ctx, l.who.imsi, updateBearer) }},
		{name: "Modify Bearer", do: l.modify2},
		{"gtpu", "G-PDU", l.packet},
		{name: "Create Bearer from the gateway", do: func() error {
			return l.partner.gateway.order(l.ctx, l.who.imsi, l.partner.gateway.createBearer)
		}},
		{name: "Delete Bearer from the gateway", do: func() error { return l.partner.gateway.order(l.ctx, l.who.imsi, deleteBearer) }},
		{name: "Change Notification", do: l.notify2},
		{name: "Delete Session", do: func() error { return l.delete2(accepted) }},
		{name: "Delete Session of one that is gone", do: func() error { return l.delete2(contextNotFound) }},
	})
}

// liveIMS is a session whose gateway adds a dedicated bearer at once: answer
// and request share a datagram, and so do the partner's answer and request.
func (l *life) liveIMS() bool {
	return l.run("gtpv2", []step{
		{name: "Create Session with piggybacked bearer", do: l.createIMS},
		{"gtpu", "G-PDU", l.packet},
		{name: "Delete Session", do: func() error { return l.delete2(accepted) }},
	})
}

func (l *life) ask2(request []byte, want uint8) ([]byte, error) {
	h, answer, err := l.ask(l.ctx, false, l.way.control, request)
	if err != nil {
		return nil, err
	}
	return answer, expectCause(h, answer, want)
}

// elements2 is the subscriber's Create Session Request with an oddity that
// receivers have to bear with.
func (l *life) elements2() []*v2ie.IE {
	ies := createSession(l.who, l.mcc, l.mnc, l.face4, l.own, l.ownUser)
	switch l.number % 6 {
	case 1: // an element of a later release (TS 29.274 clause 7.7.9)
		ies = append(ies, v2ie.New(250, 0, []byte{1, 2, 3}))
	case 2: // longer than its fixed part (clause 7.7.7)
		ies = set(ies, v2ie.New(v2ie.RATType, 0, []byte{6, 0}))
	case 3: // the cell belongs to a network that shares its radio
		ies = set(ies, location("999", "71"))
	case 4: // endpoints of the other family
		ies = set(ies, fteid(0, s5s8SGWControl, l.own, l.face6), bearer(5, fteid(2, s5s8SGWUser, l.ownUser, l.face6)))
	case 5: // bearers with the identities of TS 24.007 from release 15 on
		ies = set(ies, bearer(1, fteid(2, s5s8SGWUser, l.ownUser, l.face4)))
	}
	return ies
}

func (l *life) create2() error {
	answer, err := l.ask2(gtp2(createSessionRequest, 0, l.nextSequence(), l.elements2()...), accepted)
	if err != nil {
		return err
	}
	return l.created2(answer)
}

// created2 learns the gateway's endpoints from its answer.
func (l *life) created2(answer []byte) error {
	parsed, err := v2msg.Parse(answer)
	if err != nil {
		return err
	}
	m := parsed.(*v2msg.CreateSessionResponse)
	if m.PGWS5S8FTEIDC == nil || m.PAA == nil || len(m.BearerContextsCreated) == 0 {
		return fmt.Errorf("session without endpoints")
	}
	user, err := m.BearerContextsCreated[0].FindByType(v2ie.FullyQualifiedTEID, 2)
	if err != nil {
		return err
	}
	l.peer, l.gateway = m.PGWS5S8FTEIDC.MustTEID(), user.MustTEID()
	l.address, _ = netip.ParseAddr(m.PAA.MustIPAddress())
	l.keep(l.own, l.peer)
	return nil
}

func (l *life) createIMS() error {
	offer := l.offer(l.own)
	ies := set(createSession(l.who, l.mcc, l.mnc, l.face4, l.own, l.ownUser), v2ie.NewAccessPointName(fullAPN("ims")))
	answer, err := l.ask2(gtp2(createSessionRequest, 0, l.nextSequence(), ies...), accepted)
	if err != nil {
		return err
	}
	if err := l.created2(answer); err != nil {
		return err
	}
	select {
	case request := <-offer:
		first := l.acceptBearer(l.peer, request)
		first[0] |= 0x10 // P, TS 29.274 clause 5.5.1
		e := exchange{false, 2, l.nextSequence()}
		second := gtp2(modifyBearerRequest, l.peer, e.sequence, moveBearer(l.mcc, l.mnc, l.face4, l.ownUser)...)
		h, answer, err := l.askFor(l.ctx, e, l.way.control, append(first, second...))
		if err != nil {
			return err
		}
		return checkCause(h, answer)
	case <-time.After(n3 * t3):
		return fmt.Errorf("no Create Bearer Request: %w", errNoAnswer)
	}
}

func (l *life) modify2() error {
	l.ownUser = l.newTEID()
	_, err := l.ask2(gtp2(modifyBearerRequest, l.peer, l.nextSequence(), moveBearer(l.mcc, l.mnc, l.face4, l.ownUser)...), accepted)
	return err
}

// notify2 uses a TEID of zero, as older nodes do (RULES G-04).
func (l *life) notify2() error {
	_, err := l.ask2(gtp2(changeNotificationRequest, 0, l.nextSequence(),
		v2ie.NewIMSI(l.who.imsi), location(l.mcc, l.mnc), v2ie.NewRATType(6)), accepted)
	return err
}

// delete2 carries a cause, which only this request and Delete Bearer may.
func (l *life) delete2(want uint8) error {
	_, err := l.ask2(gtp2(deleteSessionRequest, l.peer, l.nextSequence(),
		cause2(4), v2ie.NewEPSBearerID(5), location(l.mcc, l.mnc)), want)
	return err
}
