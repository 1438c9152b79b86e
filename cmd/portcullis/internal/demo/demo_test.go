package demo

import (
	"context"
	"net/netip"
	"testing"
	"time"
)

// network is the demo's network without a firewall: the partner talks to the
// gateway directly. Whatever a node receives is shown to arrived.
func network(t *testing.T, arrived func(user bool, b []byte)) (*gateway, *partner, *score) {
	t.Helper()
	p, err := newPlan()
	if err != nil {
		t.Skipf("needs local addresses: %v", err)
	}
	bound := func(a netip.Addr) *node {
		n, err := newNode(a)
		if err != nil {
			t.Fatal(err)
		}
		n.arrived = arrived
		t.Cleanup(n.close)
		return n
	}
	g, s := newGateway(bound(p.gateway)), newScore()
	return g, newPartner(bound(p.partner), partnerMCC, partnerMNC, partnerGSN, at(p.gateway), g, s, 0), s
}

// Every honest exchange is answered end to end on a path without a firewall, so
// that one which fails in the demo fails because of the firewall.
func TestHonestTrafficNeedsNoFirewall(t *testing.T) {
	g, a, s := network(t, nil)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for range 30 { // every oddity, several times
		a.newLife(ctx, ctx).live2()
		a.newLife(ctx, ctx).live1()
		a.newLife(ctx, ctx).liveIMS()
		a.newLife(ctx, ctx).echoes()
	}
	for _, p := range protocols {
		if r := s.tally(p); r.begun == 0 || r.passed != r.begun {
			t.Errorf("%s: %d of %d", p, r.passed, r.begun)
		}
	}
	for _, f := range s.failures {
		t.Error(f)
	}
	if sessions, crashes := g.state(); sessions != 0 || crashes != 0 {
		t.Errorf("%d sessions left, %d crashes", sessions, crashes)
	}
}

// Without a firewall every attack arrives: the ledger, which has to say that
// none does, is able to say that all do.
func TestEveryAttackArrivesWithoutFirewall(t *testing.T) {
	attacks := catalogue()
	l := newLedger(len(attacks))
	g, a, _ := network(t, l.arrived)
	e := &enemy{partner: a, extra: map[origin]*node{fromServer: a.node, fromStranger: a.node}}
	for i := range attacks {
		octets := attacks[i].build(e)
		l.expect(i, octets)
		if err := e.launch(&attacks[i], octets); err != nil {
			t.Fatal(err)
		}
		for deadline := time.Now().Add(2 * time.Second); l.count(i) == 0 && time.Now().Before(deadline); {
			time.Sleep(time.Millisecond)
		}
		if l.count(i) != 1 {
			t.Errorf("%s %s: arrived %d times", attacks[i].id, attacks[i].name, l.count(i))
		}
	}
	sessions, crashes := g.state()
	t.Logf("%d attacks: %d sessions stolen, %d crashes of the gateway's decoder", len(attacks), sessions, crashes)
	if sessions == 0 || crashes == 0 {
		t.Error("the gateway defends itself: it would prove nothing about the firewall")
	}
}

// A request that is sent again gets the answer that it got before.
func TestRepeatedRequestOpensNoSecondSession(t *testing.T) {
	g, a, _ := network(t, nil)
	l := a.newLife(t.Context(), t.Context())
	request := gtp2(createSessionRequest, 0, l.nextSequence(), l.elements2()...)
	first, err := l.ask2(request, accepted)
	if err != nil {
		t.Fatal(err)
	}
	second, err := l.ask2(request, accepted)
	if err != nil || string(first) != string(second) {
		t.Errorf("the answers differ: %v", err)
	}
	if err := l.created2(second); err != nil {
		t.Fatal(err)
	}
	if err := l.modify2(); err != nil {
		t.Errorf("the session that the answer names: %v", err)
	}
	if n, _ := g.state(); n != 1 {
		t.Errorf("%d sessions", n)
	}
}

// What was answered long ago is forgotten, one for one.
func TestAnswersAreBounded(t *testing.T) {
	a, asked := newAnswers(), 0
	from := netip.MustParseAddrPort("198.51.100.7:2123")
	ask := func(n int) {
		a.to(from, []byte{byte(n), byte(n >> 8), byte(n >> 16)}, func() []byte { asked++; return nil })
	}
	for n := range remembered + 1 {
		ask(n)
	}
	ask(remembered)
	if asked != remembered+1 || len(a.given) > remembered {
		t.Errorf("asked %d times, %d kept", asked, len(a.given))
	}
	if ask(0); asked != remembered+2 {
		t.Error("the oldest is still known")
	}
}
