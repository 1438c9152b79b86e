package main

import (
	"bytes"
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/cmd/portcullis/internal/demo"
	"github.com/seed-43cefff0/portcullis/testvectors"
)

// The demo's last word depends on the firewall: with one that passes all, the
// honest traffic is answered as before, and every attack is seen to arrive.
func TestDemoNoticesAFirewallThatPassesAll(t *testing.T) {
	filters := regexp.MustCompile(`(?m)^filters:\n(  - .*\n)+`)
	const all = "filters: []\nunknown_source: pass\nfaults: {malformed: pass, ambiguous: pass, noncanonical: pass, unknown: pass}\n"
	open := func(ctx context.Context, configuration string, blocked func(demo.Ruling)) (demo.Firewall, error) {
		if !filters.MatchString(configuration) {
			t.Error("there are no filters to take away")
		}
		return startFirewall(ctx, filters.ReplaceAllString(configuration, all), blocked)
	}
	r, err := demo.Run(t.Context(), demo.Options{Duration: 4 * time.Second, Dir: t.TempDir(), Start: open})
	if err != nil {
		t.Fatal(err)
	}
	if r.OK {
		t.Error("it is content")
	}
	for _, a := range r.Attacks {
		if !a.Skipped && (a.Launched == 0 || a.Stopped != 0 || a.Reached != a.Launched) {
			t.Errorf("%s %s %s: launched %d, reached %d, stopped %d", a.Protocol, a.ID, a.Name, a.Launched, a.Reached, a.Stopped)
		}
	}
}

// Systems with one loopback address have a demo, too.
func TestDemoOnFewAddresses(t *testing.T) {
	r, err := demo.Run(t.Context(), demo.Options{Duration: 4 * time.Second, Dir: t.TempDir(), Scarce: true, Start: startFirewall})
	if err != nil {
		t.Skipf("this machine has too few addresses: %v", err)
	}
	for _, line := range r.Missed() {
		t.Error(line)
	}
	if !r.OK {
		t.Error("it is not content")
	}
}

// The demo as a user runs it.
func TestDemo(t *testing.T) {
	var out bytes.Buffer
	c := command()
	c.SetArgs([]string{"demo", "--seconds", "4", "--json"})
	c.SetOut(&out)
	if err := c.ExecuteContext(t.Context()); err != nil {
		t.Errorf("%v\n%s", err, out.String())
	}
	var last struct {
		Event string
		demo.Report
	}
	attacks, pending, reasons := 0, 0, vectorReasons(t)
	for line := range strings.Lines(out.String()) {
		if err := json.Unmarshal([]byte(line), &last); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if last.Event == "attack" {
			attacks++
			var a demo.Attack
			if err := json.Unmarshal([]byte(line), &a); err != nil {
				t.Fatal(err)
			}
			checkReasons(t, &a, reasons)
			if a.Skipped {
				pending++
			}
		}
	}
	if pending == 0 {
		t.Error("attacks that need memory are not listed")
	}
	if last.Event != "summary" || !last.OK || len(last.Protocols) != 15 || attacks < 300 {
		t.Errorf("last line is a %s, ok %v, %d protocols; %d attacks", last.Event, last.OK, len(last.Protocols), attacks)
	}
}

func TestDemoRefusesTooShortATime(t *testing.T) {
	c := command()
	c.SetArgs([]string{"demo", "--seconds", "1"})
	if err := c.ExecuteContext(t.Context()); err == nil || err.Error() != "demo needs at least 3s" {
		t.Errorf("got %v", err)
	}
}

// checkReasons holds what is said to have stopped an attack to what should have:
// rulings are not mixed up between attacks.
func checkReasons(t *testing.T, a *demo.Attack, reasons map[string][]string) {
	t.Helper()
	if a.Vector == "" || a.Skipped {
		return
	}
	if len(a.By) == 0 {
		t.Errorf("%s (%s): nobody is said to have stopped it", a.Vector, a.Source)
	}
	for _, by := range a.By {
		if !slices.Contains(reasons[a.Vector], by) {
			t.Errorf("%s (%s): stopped by %s, which is none of %s", a.Vector, a.Source, by, reasons[a.Vector])
		}
	}
}

// vectorReasons are the reasons of each vector's records, as the demo writes them.
func vectorReasons(t *testing.T) map[string][]string {
	t.Helper()
	signals, err := testvectors.SS7()
	if err != nil {
		t.Fatal(err)
	}
	commands, _, err := testvectors.Diameter()
	if err != nil {
		t.Fatal(err)
	}
	reasons := map[string][]string{}
	for family, list := range map[string][]testvectors.Capture{"ss7/": signals, "diameter/": commands} {
		for _, c := range list {
			for _, o := range c.Ops {
				for _, reason := range o.Reasons {
					reasons[family+c.Name] = append(reasons[family+c.Name], strings.Replace(reason, "/", " ", 1))
				}
			}
		}
	}
	return reasons
}
