package ss7

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
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// trial is one message of a table that a test generates, and what the rules say of
// it: the reasons, by which it is blocked unless they only flag.
type trial struct {
	name string
	step step
	want finding
}

// finding is what is found in all records of a trial.
type finding struct {
	verdict string // pass, flag, block: the strictest; held: no record yet
	reasons set    // filter/reason; nil in what is wanted if the verdict is enough
}

// set is a set of reasons.
type set map[string]bool

func setOf(reasons ...string) set {
	s := set{}
	for _, r := range reasons {
		s.add(r, true)
	}
	return s
}

// add puts a reason in if it applies.
func (s set) add(reason string, applies bool) {
	if applies {
		s[reason] = true
	}
}

func (s set) String() string { return strings.Join(slices.Sorted(maps.Keys(s)), " ") }

// within are the reasons that a test is about.
func (s set) within(scope ...string) set {
	out := set{}
	for r := range s {
		out.add(r, slices.ContainsFunc(scope, func(x string) bool { return strings.HasPrefix(r, x) }))
	}
	return out
}

// rulesYAML is the configuration of the vectors, with operators of the test's own
// and what else it adds.
func rulesYAML(t testing.TB, operators, rest string) configuration {
	t.Helper()
	return rulesYAMLWith(t, interconnectKey, operators, rest)
}

// interconnectKey is what the interconnect of the vectors has beside its addresses.
const interconnectKey = `point_codes: ["2-2-2"], routing_contexts: [1]`

type configuration = *firewall.Config

// rulesYAMLWith also says more of the interconnect than its point codes.
func rulesYAMLWith(t testing.TB, interconnect, operators, rest string) configuration {
	t.Helper()
	const path = "../../ss7/config.yaml"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, filters, ok := strings.Cut(string(text), "filters:\n")
	if !ok {
		t.Fatalf("%s has no filters", path)
	}
	if !strings.Contains(head, interconnectKey) {
		t.Fatalf("%s has no %s", path, interconnectKey)
	}
	head = strings.Replace(head, interconnectKey, interconnect, 1)
	cfg, _, err := firewall.ParseConfig(path, []byte(head+operators+"filters:\n"+filters+rest))
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

// judged plays the trials as one capture, each message of one association, and
// returns what was found of each.
func judged(t testing.TB, cfg configuration, trials []trial) []finding {
	t.Helper()
	l, capture := newLine(t.Name()), Capture{Link: LinkEthernet}
	when := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var of []int // trial by frame
	for i := range trials {
		l.frames = nil
		when = when.Add(trials[i].step.gap)
		trials[i].step.write(l)
		for _, octets := range l.frames {
			capture.Frames = append(capture.Frames, Frame{Time: when, Octets: octets})
			of = append(of, i)
			when = when.Add(time.Millisecond)
		}
	}
	out := make([]finding, len(trials))
	replayed(t, cfg, capture.Bytes(), func(r *firewall.Record) { out[of[r.Frame-1]].merge(r) })
	return out
}

func replayed(t testing.TB, cfg configuration, pcap []byte, record func(*firewall.Record)) {
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
func (f *finding) merge(r *firewall.Record) {
	strictness := []string{"", "pass", "flag", "block"}
	if slices.Index(strictness, r.Verdict) > slices.Index(strictness, f.verdict) {
		f.verdict = r.Verdict
	}
	if f.reasons == nil {
		f.reasons = set{}
	}
	f.reasons.add(r.Filter+"/"+r.Reason, r.Reason != "")
	for _, a := range r.Also {
		f.reasons.add(a.Filter+"/"+a.Reason, true)
	}
}

// check demands of every trial exactly the reasons in scope that it wants, and that
// it is blocked if it wants that. A trial that is let through, or stopped, against
// the rules is named as such.
func check(t *testing.T, cfg configuration, trials []trial, scope ...string) {
	t.Helper()
	if step := len(trials)/1000 | 1; testing.Short() { // a sample of the large tables
		var some []trial
		for i := 0; i < len(trials); i += step {
			some = append(some, trials[i])
		}
		trials = some
	}
	found, wrong := judged(t, cfg, trials), 0
	for i, x := range trials {
		got := found[i].reasons.within(scope...)
		var is string
		switch blocked := found[i].verdict == "block"; {
		case x.want.verdict == "held" && found[i].verdict == "":
			continue
		case found[i].verdict == "":
			is = "has no record"
		case x.want.verdict == "block" && !blocked:
			is = "gets through"
		case x.want.verdict != "block" && x.want.verdict != "" && blocked:
			is = "is stopped, by " + found[i].reasons.String()
		case x.want.reasons != nil && !maps.Equal(got, x.want.reasons.within(scope...)):
			is = fmt.Sprintf("has reasons {%s}, not {%s}", got, x.want.reasons.within(scope...))
		default:
			continue
		}
		if wrong++; wrong <= 40 {
			t.Errorf("%s %s", x.name, is)
		}
	}
	if wrong > 40 {
		t.Errorf("and %d more of %d", wrong-40, len(trials))
	}
	t.Logf("%d messages", len(trials))
}
