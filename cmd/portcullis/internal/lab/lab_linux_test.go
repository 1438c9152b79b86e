package lab

import (
	"net/netip"
	"os"
	"strconv"
	"testing"
	"time"
)

// mixed is a load of both versions and both address families with each partner,
// of both directions and on both planes.
func mixed() []FlowPlan {
	return []FlowPlan{
		{From: PartnerA, Version: 2, Subscriber: 1, Port: ControlPort},
		{From: PartnerA, Version: 1, Subscriber: 2, Port: 40001},
		{From: PartnerA6, Version: 2, Subscriber: 3, Port: ControlPort},
		{From: PartnerA, Subscriber: 1, Port: UserPort, User: true},
		{From: PartnerA6, Port: 50003, Back: true, User: true},
		{From: PartnerA, Port: 50001, Back: true},
		{From: PartnerA6, Port: 50001, Back: true},
		{From: PartnerB, Version: 2, Subscriber: 4, Port: ControlPort},
		{From: PartnerB, Version: 1, Subscriber: 5, Port: 40002},
		{From: PartnerB6, Version: 2, Subscriber: 6, Port: ControlPort},
		{From: PartnerB, Subscriber: 4, Port: UserPort, User: true},
		{From: PartnerB, Port: 50002, Back: true},
	}
}

// times reads from the environment how often to repeat what is done often. The
// default is what an ordinary run of the tests does; a short one does a tenth.
func times(t *testing.T, variable string, otherwise int) int {
	t.Helper()
	text := os.Getenv(variable)
	switch {
	case text == "" && testing.Short():
		return max(otherwise/10, 2)
	case text == "":
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s=%q is no number of times", variable, text)
	}
	return n
}

// The laboratory itself loses nothing: what later tests miss, the appliance lost.
func TestPlainRoutingLosesNothing(t *testing.T) {
	n := New(t)
	l := n.StartLoad(t, 5000, mixed()...)
	time.Sleep(time.Second)
	l.Stop()
	l.Settle()
	if s := l.Faults(); s != "" {
		t.Error(s)
	}
	sent := 0
	for _, k := range l.Sent() {
		sent += k
	}
	if sent < 1000 {
		t.Errorf("only %d messages in a second", sent)
	}
}

// The audit notices what it is for.
func TestTrack(t *testing.T) {
	var k Track
	for _, s := range []uint32{0, 1, 3, 2, 2, 6} {
		k.note(s, 24, int64(s)+1)
	}
	if got, want := k.fault(7), "2 lost [4 5], 1 duplicated [2], 1 reordered [2]"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := k.LastBefore(4); got != 4 {
		t.Errorf("the last of those below 4 came at %d", got)
	}
}

// A GTPv1 sequence number has 16 bits and wraps around.
func TestTrackWraps(t *testing.T) {
	var k Track
	for n := range 200_000 {
		k.note(uint32(uint16(n)), 16, 1)
	}
	if s := k.fault(200_000); s != "" || k.Count() != 200_000 {
		t.Error(s, k.Count())
	}
}

func TestCaptureSeesBothWays(t *testing.T) {
	n := New(t)
	c := n.Home.Capture(t, "eth0")
	l := n.StartLoad(t, 100, FlowPlan{From: PartnerA, Version: 2, Subscriber: 1, Port: ControlPort})
	c.Await(t, "a request", netip.AddrFrom4(PartnerA.As4()).AsSlice(), []byte("internet"))
	c.Await(t, "an answer", []byte{10, 45, 0, 2})
	l.Stop()
}
