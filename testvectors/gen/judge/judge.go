// Package judge plays messages that a test generates through the firewall and
// compares what it finds with what the rules say of them. The vectors themselves
// know nothing of the firewall (gen/scene); this is for the tests beside them.
package judge

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall"
	"github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// Trial is one message of a table that a test generates, and what the rules say of
// it: the reasons, by which it is blocked unless they only flag.
type Trial struct {
	Name string
	Step scene.Step
	Want Finding
}

// Try is a trial.
func Try(name string, step scene.Step, want Finding) Trial { return Trial{name, step, want} }

// Finding is what is found in all records of a trial.
type Finding struct {
	Verdict string // pass, flag, block: the strictest; held: no record yet
	Reasons Set    // filter/reason; nil in what is wanted if the verdict is enough
}

// Set is a set of reasons.
type Set map[string]bool

// SetOf is the set of the reasons.
func SetOf(reasons ...string) Set {
	s := Set{}
	for _, r := range reasons {
		s.Add(r, true)
	}
	return s
}

// Add puts a reason in if it applies.
func (s Set) Add(reason string, applies bool) {
	if applies {
		s[reason] = true
	}
}

// String lists the reasons in order.
func (s Set) String() string { return strings.Join(slices.Sorted(maps.Keys(s)), " ") }

// Finding is what such reasons lead to if each of them blocks.
func (s Set) Finding() Finding {
	if len(s) > 0 {
		return Finding{"block", s}
	}
	return Finding{"", s}
}

// within are the reasons that a test is about.
func (s Set) within(scope ...string) Set {
	out := Set{}
	for r := range s {
		out.Add(r, slices.ContainsFunc(scope, func(x string) bool { return strings.HasPrefix(r, x) }))
	}
	return out
}

// Config is the configuration at path, edited as text: what stands before its
// filters, and they.
func Config(t testing.TB, path string, edit func(head, filters string) string) *firewall.Config {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const key = "filters:\n"
	head, filters, ok := strings.Cut(string(text), key)
	if !ok {
		t.Fatalf("%s has no filters", path)
	}
	cfg, _, err := firewall.ParseConfig(path, []byte(edit(head, key+filters)))
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

// Judged plays the trials as one capture, over one connection of the catalogue's,
// and returns what was found of each.
func Judged(t testing.TB, c *scene.Catalogue, cfg *firewall.Config, trials []Trial) []Finding {
	t.Helper()
	l, capture := c.Line(t.Name()), Capture{Link: LinkEthernet}
	when := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var of []int // trial by frame
	for i := range trials {
		when = when.Add(trials[i].Step.Gap)
		for _, octets := range l.FramesOf(trials[i].Step) {
			capture.Frames = append(capture.Frames, Frame{Time: when, Octets: octets})
			of = append(of, i)
			when = when.Add(time.Millisecond)
		}
	}
	out := make([]Finding, len(trials))
	replay(t, cfg, capture.Bytes(), func(r *firewall.Record) { out[of[r.Frame-1]].merge(r) })
	return out
}

func replay(t testing.TB, cfg *firewall.Config, pcap []byte, record func(*firewall.Record)) {
	t.Helper()
	fw, err := firewall.New(context.Background(), cfg, firewall.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer fw.Close()
	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(pcap)), nil }
	_, err = fw.Replay(context.Background(), []firewall.Capture{{Name: t.Name(), Open: open}}, func(r *firewall.Record) error {
		record(r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// merge adds what a record says.
func (f *Finding) merge(r *firewall.Record) {
	strictness := []string{"", "pass", "flag", "block"}
	if slices.Index(strictness, r.Verdict) > slices.Index(strictness, f.Verdict) {
		f.Verdict = r.Verdict
	}
	if f.Reasons == nil {
		f.Reasons = Set{}
	}
	f.Reasons.Add(r.Filter+"/"+r.Reason, r.Reason != "")
	for _, a := range r.Also {
		f.Reasons.Add(a.Filter+"/"+a.Reason, true)
	}
}

// Check demands of every trial exactly the reasons in scope that it wants, and that
// it is blocked if it wants that. A trial that is let through, or stopped, against
// the rules is named as such.
func Check(t *testing.T, c *scene.Catalogue, cfg *firewall.Config, trials []Trial, scope ...string) {
	t.Helper()
	trials = sample(trials)
	found, wrong := Judged(t, c, cfg, trials), 0
	for i, x := range trials {
		is := x.Want.unlike(found[i], scope)
		if is == "" {
			continue
		}
		if wrong++; wrong <= 40 {
			t.Errorf("%s %s", x.Name, is)
		}
	}
	if wrong > 40 {
		t.Errorf("and %d more of %d", wrong-40, len(trials))
	}
	t.Logf("%d messages", len(trials))
}

// sample takes some of a large table if tests have to be short.
func sample(trials []Trial) []Trial {
	if !testing.Short() {
		return trials
	}
	var some []Trial
	for i := 0; i < len(trials); i += len(trials)/1000 | 1 {
		some = append(some, trials[i])
	}
	return some
}

// unlike says in what a finding is not the one that is wanted, if in anything.
func (want Finding) unlike(found Finding, scope []string) string {
	got := found.Reasons.within(scope...)
	switch blocked := found.Verdict == "block"; {
	case want.Verdict == "held" && found.Verdict == "":
		return ""
	case found.Verdict == "":
		return "has no record"
	case want.Verdict == "block" && !blocked:
		return "gets through"
	case want.Verdict != "block" && want.Verdict != "" && blocked:
		return "is stopped, by " + found.Reasons.String()
	case want.Reasons != nil && !maps.Equal(got, want.Reasons.within(scope...)):
		return fmt.Sprintf("has reasons {%s}, not {%s}", got, want.Reasons.within(scope...))
	}
	return ""
}
