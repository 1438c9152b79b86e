package lab

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A run in which something happens to every kind of message leaves no identity
// of a subscriber in any output: not in what the process and the commands say,
// nor in events, ledger and evidence.
func TestNoOutputHoldsAnIdentity(t *testing.T) {
	n := New(t)
	s := answering
	s.Lanes = 2
	s.More += "faults: {unknown: flag}\n"
	a := n.Appliance(t, s)
	l := n.StartLoad(t, 500, FlowPlan{From: PartnerB, Version: 2, Subscriber: 1, Port: ControlPort})
	who := l.Subscribers()
	ask := func(k int, change func(*Session), build func(*Session) []byte) {
		x := &Session{Subscriber: NewSubscriber(k), MCC: "999", MNC: "70", APN: "internet", Node: PartnerA, Gateway: Gateway, Control: 0x11, User: 0x12}
		change(x)
		who = append(who, x.Subscriber)
		n.Ask(t, PartnerA, build(x), 50*time.Millisecond)
	}
	for k, build := range [](func(*Session) []byte){(*Session).CreateSession, (*Session).CreatePDP, truncated} {
		ask(500+10*k, func(*Session) {}, build)
		ask(501+10*k, func(x *Session) { x.IMSI = "99970" + x.IMSI[5:] }, build)
		ask(502+10*k, func(x *Session) { x.APN = "corporate" }, build)
		ask(503+10*k, func(x *Session) { x.MNC = "99" }, build)
	}
	a.Ctl("sever", "carrier-b", "--reason", "a drill", "--dry-run")
	a.Ctl("sever", "carrier-b", "--reason", "a drill")
	awaitEvents(t, a, "severed")
	a.Ctl("restore", "carrier-b", "--reason", "the drill is over")
	a.Ctl("observe", "on", "--reason", "a drill")
	for _, command := range [][]string{{"status"}, {"interconnects"}, {"top"}, {"reload"}} {
		a.Ctl(command...)
		a.Try(append(command, "--json")...)
	}
	for _, page := range [][]string{nil, {"--by", "reason"}, {"--json"}} {
		a.Report(page...)
	}
	l.Stop()
	a.Drain()
	if leaks := a.Leaks(who...); leaks != nil {
		t.Errorf("%d leaks, such as %s", len(leaks), leaks[0])
	}
	proveWritten(t, a.Dir)
}

// truncated is a message whose last element is longer than what is left of it.
func truncated(x *Session) []byte {
	msg := x.CreateSession()
	msg = msg[:len(msg)-2]
	msg[2], msg[3] = byte((len(msg)-4)>>8), byte(len(msg)-4)
	return msg
}

func awaitEvents(t *testing.T, a *Appliance, text string) {
	t.Helper()
	Eventually(t, 10*time.Second, "events say "+text, func() bool {
		events, err := os.ReadFile(filepath.Join(a.Dir, "events.jsonl"))
		return err == nil && strings.Contains(string(events), text)
	})
}

// proveWritten checks that there was something to search: events with tokens in
// the place of identities, a ledger, evidence.
func proveWritten(t *testing.T, dir string) {
	t.Helper()
	events, err := os.ReadFile(filepath.Join(dir, "events.jsonl"))
	if err != nil || !strings.Contains(string(events), `"imsi":"`) || !strings.Contains(string(events), `"msisdn":"`) {
		t.Errorf("no event names a subscriber by a token: %v\n%s", err, tail(string(events), 1000))
	}
	for _, pattern := range []string{"state/*ledger*", "state/evidence/*/*"} {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(files) == 0 {
			t.Errorf("nothing was written to %s", pattern)
		}
	}
}
