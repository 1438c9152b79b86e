package testvectors_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// TestScoreboard runs every vector through the firewall and compares every record
// with its expectation.
func TestScoreboard(t *testing.T) {
	board := scoreboard{}
	for _, w := range worlds {
		vectors := w.load(t)
		records := replay(t, w.configuration(t, nil, ""), firewall.Options{}, vectors)
		for _, v := range vectors {
			compare(t, v, records[v.id()])
			board.count(v, records[v.id()])
		}
	}
	t.Log("\n" + board.String())
}

// compare demands exactly the operations that the expectation lists.
func compare(t *testing.T, v *loaded, records []*firewall.Record) {
	t.Helper()
	for i := range max(len(v.Ops), len(records)) {
		want, got, note := "no record", "no record", ""
		if i < len(v.Ops) {
			want, note = line(v.Ops[i]), v.Ops[i].Note
		}
		if i < len(records) {
			got = line(recorded(records[i]))
		}
		if got != want {
			t.Errorf("%s (%s)\n\twant %s\n\tgot  %s", v.id(), note, want, got)
		}
	}
	for _, r := range records {
		if blocked := r.Verdict == "block"; blocked && r.Ruling != "drop" && r.Ruling != "reject" {
			t.Errorf("%s: frame %d is blocked, but the message's ruling is %s", v.id(), r.Frame, r.Ruling)
		}
	}
}

// tally counts vectors.
type tally struct{ stopped, attacks, passed, honest, pending int }

// scoreboard counts by protocol.
type scoreboard map[string]*tally

func (b scoreboard) count(v *loaded, records []*firewall.Record) {
	protocol := about(v)
	if b[protocol] == nil {
		b[protocol] = &tally{}
	}
	n := b[protocol]
	blocked := slices.ContainsFunc(records, func(r *firewall.Record) bool { return r.Verdict == "block" })
	switch {
	case v.Pending != "":
		n.pending++
	case v.Kind == vector.Honest:
		n.honest++
		if len(records) > 0 && !blocked {
			n.passed++
		}
	default:
		n.attacks++
		if held, attacks := stopped(v, records); held == attacks {
			n.stopped++
		}
	}
}

// about is the protocol that a vector counts for: that of the first operation that
// has to be blocked, else of the first one.
func about(v *loaded) string {
	for _, o := range v.Ops {
		if o.Verdict == "block" {
			return o.Protocol
		}
	}
	return v.Ops[0].Protocol
}

// stopped counts the operations that have to be blocked, and those of them that
// are.
func stopped(v *loaded, records []*firewall.Record) (held, attacks int) {
	for i, o := range v.Ops {
		if o.Verdict != "block" {
			continue
		}
		attacks++
		if i < len(records) && records[i].Verdict == "block" && records[i].Mode == "enforce" {
			held++
		}
	}
	return held, attacks
}

func (b scoreboard) String() string {
	var out strings.Builder
	fmt.Fprintf(&out, "%-8s %16s %16s %9s\n", "protocol", "attacks stopped", "honest passed", "pending")
	for _, p := range slices.Sorted(maps.Keys(b)) {
		n := b[p]
		fmt.Fprintf(&out, "%-8s %12d/%-3d %12d/%-3d %9d\n", p, n.stopped, n.attacks, n.passed, n.honest, n.pending)
	}
	return out.String()
}

// TestPendingIsListed prints what waits for state, so that nobody mistakes the
// scoreboard for more than it is.
func TestPendingIsListed(t *testing.T) {
	var out strings.Builder
	for _, w := range worlds {
		for _, v := range w.load(t) {
			if v.Pending != "" {
				fmt.Fprintf(&out, "%-28s %s\n", v.Name, v.Pending)
			}
		}
	}
	t.Log("\n" + out.String())
}

// TestVerdictsDoNotDependOnBatches holds the law: records are the same, octet by
// octet, whatever the batch size and the number of lanes.
func TestVerdictsDoNotDependOnBatches(t *testing.T) {
	for _, w := range worlds {
		t.Run(w.name, w.verdictsDoNotDependOnBatches)
	}
}

func (w *world) verdictsDoNotDependOnBatches(t *testing.T) {
	vectors := w.load(t)
	cfg := w.configuration(t, nil, "")
	want := marshal(t, vectors, replay(t, cfg, firewall.Options{Batch: 64, Lanes: 1}, vectors))
	for _, o := range []firewall.Options{{Batch: 1, Lanes: 1}, {Batch: 7, Lanes: 1}, {Batch: 1, Lanes: 3}, {Batch: 7, Lanes: 3}, {Batch: 64, Lanes: 3}} {
		got := marshal(t, vectors, replay(t, cfg, o, vectors))
		for i, v := range vectors {
			if got[i] != want[i] {
				t.Errorf("%s differs at batch %d, lanes %d:\n%s\nfrom batch 64, lanes 1:\n%s", v.id(), o.Batch, o.Lanes, got[i], want[i])
			}
		}
	}
}

// TestCountedVectorsStandAlone: what one vector leaves behind in counters is over
// when another begins, whichever is replayed first.
func TestCountedVectorsStandAlone(t *testing.T) {
	const longestWindow = time.Minute
	type span struct {
		id         string
		begin, end time.Time
	}
	var spans []span
	vectors := load(t)
	records := replay(t, configuration(t, nil, ""), firewall.Options{}, vectors)
	for _, v := range vectors {
		if !slices.ContainsFunc(v.Ops, func(o vector.Op) bool { return o.Operation == "EchoRequest" }) {
			continue
		}
		s := span{id: v.id()}
		for _, r := range records[v.id()] {
			when := time.Time(r.Time)
			if s.begin.IsZero() {
				s.begin = when
			}
			s.end = when
		}
		spans = append(spans, s)
	}
	slices.SortFunc(spans, func(a, b span) int { return a.begin.Compare(b.begin) })
	for i := 1; i < len(spans); i++ {
		if a, b := spans[i-1], spans[i]; b.begin.Sub(a.end) < longestWindow {
			t.Errorf("%s and %s are less than a window apart: give one another name", a.id, b.id)
		}
	}
	if len(spans) < 30 {
		t.Errorf("%d vectors have Echo Requests", len(spans))
	}
}

func marshal(t *testing.T, vectors []*loaded, records map[string][]*firewall.Record) []string {
	t.Helper()
	out := make([]string, len(vectors))
	for i, v := range vectors {
		text, err := json.MarshalIndent(records[v.id()], "", " ")
		if err != nil {
			t.Fatal(err)
		}
		out[i] = string(text)
	}
	return out
}
