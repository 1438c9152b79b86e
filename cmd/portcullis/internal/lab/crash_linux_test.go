package lab

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// crash is one death of the appliance, told by how many messages each flow had
// sent at its moments.
type crash struct {
	severed []int // partner-b's end was acknowledged
	down    []int // the process was gone
	up      []int // the next one was started
	running []int // it said that it runs
	lifted  []int // partner-b's return is about to be asked for
}

// The appliance is killed again and again under load, each time right after it
// has acknowledged that a partner is severed. What is `closed` lets nothing
// through meanwhile; what is `bypass` loses only what was in the socket. The
// next process takes over by itself, and the partner is still severed.
//
// LAB_KILLS says how often, in all.
func TestKilledUnderLoad(t *testing.T) {
	each := times(t, "LAB_KILLS", 100) / 2
	for _, whenDown := range []string{"closed", "bypass"} {
		t.Run(whenDown, func(t *testing.T) {
			n := New(t)
			a := n.Appliance(t, Setup{WhenDown: whenDown, Lanes: 2})
			before := n.Firewall.rules(t)
			l := n.StartLoad(t, 2000, mixed()...)
			var deaths []crash
			var starting []time.Duration
			for range each {
				awaitTraffic(t, l.Of(PartnerA, PartnerA6))
				c, took := a.die(l)
				deaths, starting = append(deaths, c), append(starting, took)
			}
			awaitTraffic(t, l.Flows)
			l.Stop()
			l.Settle()
			lost, sent := 0, 0
			for i, f := range l.Flows {
				whole := !slices.Contains(l.Of(PartnerB, PartnerB6), f)
				if s := auditDeaths(f, deaths, i, whenDown == "closed", whole); s != "" {
					t.Errorf("flow from %s to %s: %s", f.from, f.to, s)
				}
				if whole {
					lost, sent = lost+len(f.Requests.Missing(0, f.Sent())), sent+f.Sent()
				}
			}
			if after := n.Firewall.rules(t); after != before {
				t.Errorf("rules and routes pile up: before\n%s\nafter\n%s", before, after)
			}
			if leaks := a.Leaks(l.Subscribers()...); leaks != nil {
				t.Error(leaks)
			}
			slices.Sort(starting)
			t.Logf("%d deaths; %d of %d requests lost; from start to running: median %s, longest %s", each, lost, sent, starting[each/2], starting[each-1])
		})
	}
}

// die severs a partner, kills the appliance once that is acknowledged, starts it
// again and lifts what was severed. It returns how long starting took.
func (a *Appliance) die(l *Load) (c crash, took time.Duration) {
	a.t.Helper()
	a.Ctl("sever", "partner-b", "--reason", "drill")
	c.severed = l.Sent()
	a.Kill()
	c.down = l.Sent()
	time.Sleep(20 * time.Millisecond) // with nobody there
	c.up = l.Sent()
	began := time.Now()
	a.Start()
	c.running, took = l.Sent(), time.Since(began)
	time.Sleep(10 * time.Millisecond) // for partner-b to be stopped by the new process
	c.lifted = l.Sent()
	time.Sleep(20 * time.Millisecond) // for what was sent by then to be judged
	a.Ctl("restore", "partner-b", "--reason", "drill is over")
	return c, took
}

// awaitTraffic waits until each flow gets answers to messages that it sends now.
func awaitTraffic(t *testing.T, flows []*Flow) {
	t.Helper()
	for _, f := range flows {
		now := f.Sent()
		Eventually(t, 15*time.Second, fmt.Sprintf("the flow from %s to %s goes on", f.from, f.to), func() bool {
			return len(f.Answers.Arrived(now, f.Sent())) > 0
		})
	}
}

// auditDeaths says what is wrong with what arrived of flow number i.
func auditDeaths(f *Flow, deaths []crash, i int, closed, whole bool) string {
	if k := len(f.Requests.Duplicated) + len(f.Requests.Reordered); k > 0 {
		return fmt.Sprintf("%d duplicated, %d reordered", len(f.Requests.Duplicated), len(f.Requests.Reordered))
	}
	from := 0
	for k, c := range deaths {
		down, up := c.down[i]+1, c.up[i] // the one at hand may have been sent on either side of the moment
		passed, lost := f.Requests.Arrived(down, up), f.Requests.Missing(down, up)
		switch {
		case closed && len(passed) > 0:
			return fmt.Sprintf("death %d: %d passed while nobody watched", k, len(passed))
		case !closed && len(lost) > 0:
			return fmt.Sprintf("death %d: %d of %d did not bypass a process that was gone", k, len(lost), up-down)
		}
		if !whole {
			if still := f.Requests.Arrived(c.running[i]+1, c.lifted[i]); len(still) > 0 {
				return fmt.Sprintf("death %d: %d of a severed partner passed the new process", k, len(still))
			}
			if still := f.Requests.Arrived(c.severed[i]+1, down-1); closed && len(still) > 0 {
				return fmt.Sprintf("death %d: %d of a severed partner passed the old process", k, len(still))
			}
			continue
		}
		if s := oneGap(f.Requests.Missing(from, c.lifted[i])); s != "" {
			return fmt.Sprintf("death %d: %s", k, s)
		}
		from = c.lifted[i]
	}
	if lost := f.Requests.Missing(from, f.Sent()); len(lost) > 0 && whole {
		return fmt.Sprintf("%d lost after all was over", len(lost))
	}
	return ""
}

// oneGap checks that all that was lost at one death was lost in a row: what was
// in the socket when the process died, and behind it what came while nobody was
// there.
func oneGap(lost []int) string {
	if len(lost) == 0 || lost[len(lost)-1]-lost[0] == len(lost)-1 {
		return ""
	}
	return fmt.Sprintf("%d lost between %d and %d, not in a row", len(lost), lost[0], lost[len(lost)-1])
}
