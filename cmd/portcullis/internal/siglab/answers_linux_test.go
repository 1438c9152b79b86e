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
