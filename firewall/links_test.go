package firewall

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/admin"
	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
)

// Severing is told to do nothing on a link that only listens: at 3 a.m. nobody
// remembers which box is the one in the path.
func TestSeveringOnATapSaysThatItStopsNothing(t *testing.T) {
	s := newSite(t)
	s.configure("filters: []\n")
	s.start()
	r := s.fw.running.Load()
	a := &appliance{ // the same with one more link, which carries nothing
		firewall: r.firewall, events: r.events, ring: r.ring, ledger: r.ledger, report: r.report,
		links: append(slices.Clone(r.links), &runningLink{config: &config.Link{Name: "span", Kind: config.LinkTap}}),
		held:  r.ledger.Held(), past: newHistory(),
	}
	for level, want := range map[string]int{"severed": 1, "observe": 0, "open": 0} {
		for _, dryRun := range []bool{true, false} {
			out, err := a.SetLevel(context.Background(), operator, admin.LevelChange{Name: "ipx-1", Level: level, Reason: "x", DryRun: dryRun})
			if err != nil || len(out.Problems) != want || want == 1 && !strings.Contains(out.Problems[0], "span is a tap") {
				t.Errorf("%s, dry run %v: problems are %q, %v", level, dryRun, out.Problems, err)
			}
		}
	}
}

// What does not work now is in the status until it works again.
func TestStatusTellsTheTroublesOfLinks(t *testing.T) {
	s := newSite(t)
	s.configure("filters: []\n")
	s.start()
	a := s.fw.running.Load()
	for _, c := range []struct{ link, problem, want string }{
		{"span", "the interface went down", "link span: the interface went down"},
		{"admin", "closed", "link admin: closed|link span: the interface went down"},
		{"span", "", "link admin: closed"},
		{"admin", "", ""},
	} {
		a.tellLink(c.link, c.problem)
		if got := strings.Join(slices.DeleteFunc(a.Status().Problems, func(p string) bool { return !strings.HasPrefix(p, "link ") }), "|"); got != c.want {
			t.Errorf("after %+v the problems are %q", c, got)
		}
	}
}

// A socket whose file is removed leaves nobody to command the appliance, which says so.
func TestASocketThatIsRemovedIsTold(t *testing.T) {
	s := newSite(t)
	s.configure("filters: []\n")
	s.start()
	a := s.fw.running.Load()
	if err := os.Remove(filepath.Join(s.dir, "state", "portcullis.sock")); err != nil {
		t.Fatal(err)
	}
	for until := time.Now().Add(20 * time.Second); !strings.Contains(strings.Join(a.Status().Problems, ""), "link admin: the socket is out of reach"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("the problems are %q", a.Status().Problems)
		}
	}
	s.wantArrivals("no reason to stop traffic", s.one, 3)
}
