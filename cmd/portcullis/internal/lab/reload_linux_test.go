package lab

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Configurations come and go under load, every other one invalid, by command and
// by signal: nothing is lost, duplicated or reordered, and what was running goes
// on when the new one is refused.
//
// LAB_RELOADS says how often.
func TestReloadUnderLoad(t *testing.T) {
	rounds := times(t, "LAB_RELOADS", 100)
	n := New(t)
	a := n.Appliance(t, Setup{Lanes: 2})
	l := n.StartLoad(t, 3000, mixed()...)
	awaitTraffic(t, l.Flows)
	done := 0
	for i := range rounds {
		valid := i%2 == 0
		if valid {
			done++
			a.Configure(Setup{Lanes: 2, More: fmt.Sprintf("faults: {unknown: %s}\n", []string{"flag", "pass"}[done%2])})
		} else {
			a.ConfigureText([]string{"version: 1\nhome: {plnms: []}\n", Setup{Filters: "filters:\n  - {name: x, module: nowhere.wasm, unsigned: true}\n"}.text(), "\x00"}[i/2%3])
		}
		if i%4 < 2 {
			a.reloadByCommand(t, valid)
		} else {
			a.reloadBySignal(t, valid)
		}
	}
	if s := a.Status(); s.Reloads != done {
		t.Errorf("%d reloads counted, want %d", s.Reloads, done)
	}
	awaitTraffic(t, l.Flows)
	l.Stop()
	l.Settle()
	if s := l.Faults(); s != "" {
		t.Error(s)
	}
	sent := 0
	for _, k := range l.Sent() {
		sent += k
	}
	t.Logf("%d reloads, %d of them refused, while %d messages and their answers passed", rounds, rounds-done, sent)
	if leaks := a.Leaks(l.Subscribers()...); leaks != nil {
		t.Error(leaks)
	}
}

func (a *Appliance) reloadByCommand(t *testing.T, valid bool) {
	t.Helper()
	out, code := a.Try("reload")
	if (code == 0) != valid {
		t.Errorf("a reload with a configuration that is valid: %t ended with %d:\n%s", valid, code, out)
	}
	if valid && !strings.Contains(out, "+ ") {
		t.Errorf("a reload does not show what it changes:\n%s", out)
	}
}

func (a *Appliance) reloadBySignal(t *testing.T, valid bool) {
	t.Helper()
	said := "portcullis: not reloaded: "
	if valid {
		said = "portcullis: reloaded\n"
	}
	before := strings.Count(a.Stderr.String(), said)
	if err := a.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	Eventually(t, 10*time.Second, "the process says "+strings.TrimSpace(said), func() bool {
		return strings.Count(a.Stderr.String(), said) > before
	})
}

// What was sent before SIGTERM arrives, and so do the answers to it that come in
// time; what is sent later meets what when_down says.
func TestDrain(t *testing.T) {
	n := New(t)
	a := n.Appliance(t, Setup{Lanes: 2})
	for range 10 {
		l := n.StartLoad(t, 4000, mixed()...)
		awaitTraffic(t, l.Flows)
		l.SetRate(0)
		time.Sleep(5 * time.Millisecond) // for a burst at hand to end
		a.Drain()
		l.Stop()
		time.Sleep(50 * time.Millisecond)
		for _, f := range l.Flows {
			if s := f.Requests.fault(f.Sent()); s != "" {
				t.Errorf("requests from %s: %s", f.from, s)
			}
		}
		l.Close()
		a.Start()
	}
}
