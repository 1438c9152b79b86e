package lab

import (
	"fmt"
	"net/netip"
	"testing"
	"time"
)

// Requests and answers of a partner meet in one lane, whoever asks, over either
// address family: without that no lane could know what an answer answers.
func TestRequestAndAnswerMeetInOneLane(t *testing.T) {
	const partners, exchanges = 40, 250
	n := New(t)
	addresses := make([]netip.Addr, 0, partners)
	for i := range partners / 2 {
		four, six := netip.AddrFrom4([4]byte{198, 51, 100, byte(20 + i)}), netip.MustParseAddr(fmt.Sprintf("2001:db8:2:1::1:%x", i))
		addresses = append(addresses, four, six)
		if err := n.Partner.Address("eth0", four.String()+"/24", six.String()+"/64"); err != nil {
			t.Fatal(err)
		}
	}
	a := n.Appliance(t, Setup{Lanes: 4})
	used := map[int]bool{}
	for i, partner := range addresses {
		before := a.Status().Links[0].ByLane
		plan := FlowPlan{From: partner, Version: 2, Subscriber: 100 + i, Port: ControlPort}
		if i%4 >= 2 {
			plan = FlowPlan{From: partner, Port: 50001, Back: true}
		}
		l := n.StartLoad(t, 0, plan)
		l.exchange(t, exchanges)
		l.Close()
		lane := -1
		for k, now := range a.Status().Links[0].ByLane {
			switch now - before[k] {
			case 0:
			case 2 * exchanges:
				lane = k
			default:
				t.Errorf("partner %s: lane %d has got %d of %d messages", partner, k, now-before[k], 2*exchanges)
			}
		}
		used[lane] = true
	}
	if len(used) != 4 || used[-1] {
		t.Errorf("lanes in use: %v", used)
	}
}

// exchange sends so many requests of the only flow and waits for the answers.
func (l *Load) exchange(t *testing.T, count int) {
	t.Helper()
	f := l.Flows[0]
	for sent := 0; sent < count; sent += 25 {
		if err := f.send(25); err != nil {
			t.Fatal(err)
		}
		Eventually(t, 10*time.Second, "all are answered", func() bool { return f.Answers.Count() == f.Sent() })
	}
	if s := l.Faults(); s != "" {
		t.Error(s)
	}
}
