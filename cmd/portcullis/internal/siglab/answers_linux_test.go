package siglab

import (
	"fmt"
	"slices"
	"testing"
)

// rejecting answers a Purge-UE of a subscriber who is not the partner's to purge.
const rejecting = `filters:
  - {name: opgate, module: "builtin:opgate"}
  - {name: spoofguard, module: "builtin:spoofguard", reasons: {diameter-imsi-not-ours: {action: reject, cause: 5004}}}
  - {name: homecheck, module: "builtin:homecheck"}
`

// isBlocked says which messages of a mixture are attacks.
func isBlocked(n uint32) bool { return n%5 == 2 }

// What is blocked is answered on its own stream, and what is honest around it arrives
// once, in order, and so do its answers.
func TestBlockedDiameterGetsItsAnswer(t *testing.T) {
	const count = 1000
	s := newSite(t)
	h := startHSS(t, s, homeA)
	s.start(fmt.Sprintf(diameterSite, outsideOne, insideOne, rejecting))
	c := s.reach(s.Partner, at(0, partnerA), at(portDiameter, outsideA))
	sent := make(chan error, 1)
	go func() {
		for n := range uint32(count) {
			code := uint32(commandULR)
			if isBlocked(n) {
				code = commandPUR
			}
			if err := c.send(message{stream: uint16(n / 3 % streams), ppid: ppidDiameter, data: request(code, n, partnerRealm)}); err != nil {
				sent <- err
				return
			}
		}
		sent <- nil
	}()
	updates, refusals := newAudit(), newAudit()
	for range count {
		m, err := c.receive(patience)
		if err != nil {
			t.Fatalf("after %d updates and %d refusals: %v", updates.count(), refusals.count(), err)
		}
		n := hop(m.data)
		if m.stream != uint16(n/3%streams) || m.ppid != ppidDiameter || isRequest(m.data) {
			t.Fatalf("number %d is answered on stream %d, PPID %d", n, m.stream, m.ppid)
		}
		account := updates
		if isBlocked(n) {
			account = refusals
		}
		account.note(m.stream, n)
	}
	s.must(<-sent)
	for what, a := range map[string]*audit{"answers": updates, "refusals": refusals, "requests at home": h.of(partnerRealm)} {
		if text := a.disorder(); text != "" {
			t.Errorf("%s: %s", what, text)
		}
	}
	for _, m := range h.received() {
		if codeOf(m.data) != commandULR {
			t.Fatalf("home has got number %d, which was blocked", hop(m.data))
		}
	}
	if got, want := refusals.count(), count/5; got != want {
		t.Errorf("%d refusals, want %d", got, want)
	}
	if list := s.blocked(); len(list) != count/5 || slices.ContainsFunc(list, func(x string) bool {
		return x != "reject PurgeUERequest: spoofguard/diameter-imsi-not-ours"
	}) {
		t.Errorf("%d records, such as %q", len(list), list[:min(len(list), 1)])
	}
}

// The same for MAP: an interrogation that is never legal between networks comes back as
// an End with a Reject, and registrations around it pass.
func TestBlockedMAPGetsItsAnswer(t *testing.T) {
	const count = 500
	s := newSite(t)
	home := serve(t, s.Home, portM3UA, gateway, homeA)
	s.start(fmt.Sprintf(m3uaSite, outsideOne, insideOne, `filters:
  - {name: opgate, module: "builtin:opgate", reasons: {map-never-on-interconnect: {action: reject}}}
  - {name: spoofguard, module: "builtin:spoofguard"}
  - {name: homecheck, module: "builtin:homecheck"}
`))
	c := s.reach(s.Partner, at(0, partnerA), at(portM3UA, outsideA))
	s.activate(c)
	honest, attack := vector(t, "ul")[0], vector(t, "s01-locate")[0]
	for n := range uint32(count) {
		m := message{stream: uint16(1 + n/3%(streams-1)), ppid: ppidM3UA, data: numbered(t, honest, n)}
		if isBlocked(n) {
			m.data = numbered(t, attack, n)
		}
		s.must(c.send(m))
	}
	refusals := newAudit()
	for range count / 5 {
		m, err := c.receive(patience)
		if err != nil {
			list := s.blocked()
			t.Fatalf("after %d refusals: %v; home has %d; %d blocked, such as %q", refusals.count(), err, len(home.received()), len(list), list[:min(len(list), 3)])
		}
		n, ok := transaction(m.data, destination)
		if !ok || !isBlocked(n) || m.stream != uint16(1+n/3%(streams-1)) || m.ppid != ppidM3UA || kindOf(m.data) != m3uaData {
			t.Fatalf("answer %d on stream %d, PPID %d: %x", n, m.stream, m.ppid, m.data)
		}
		refusals.note(m.stream, n)
	}
	passed := newAudit()
	s.await("all registrations are at home", func() bool { return len(home.received()) >= 2+count-count/5 })
	for _, m := range home.received()[2:] { // behind the two that activate
		n, ok := transaction(m.data, originating)
		if !ok || isBlocked(n) {
			t.Fatalf("home has got number %d, which was blocked", n)
		}
		passed.note(m.stream, n)
	}
	if missing := refusals.missing(0, count); len(missing) != count-count/5 {
		t.Errorf("%d answers are missing", len(missing)-(count-count/5))
	}
	for what, a := range map[string]*audit{"registrations at home": passed, "refusals": refusals} {
		if text := a.disorder(); text != "" {
			t.Errorf("%s: %s", what, text)
		}
	}
}

// activate brings an ASP up, as a partner's gateway that is a client does.
func (s *site) activate(c *socket) {
	s.t.Helper()
	for _, step := range []struct {
		ask    []byte
		answer uint16
	}{{m3ua(m3uaUp), m3uaUpAck}, {m3ua(m3uaActive, 1), m3uaActiveAck}} {
		s.must(c.send(message{ppid: ppidM3UA, data: step.ask}))
		m, err := c.receive(patience)
		if err != nil || kindOf(m.data) != step.answer || m.stream != 0 {
			s.t.Fatalf("%x is answered on stream %d with %x, %v; blocked: %q", step.ask, m.stream, m.data, err, s.blocked())
		}
	}
}
