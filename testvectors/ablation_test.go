package testvectors_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall"
)

// TestAblation switches off one reason after the other and demands that exactly
// the vectors that name it are no longer stopped: no rule hides behind another,
// and none is without a vector.
func TestAblation(t *testing.T) {
	for _, w := range worlds {
		t.Run(w.name, w.ablation)
	}
}

func (w *world) ablation(t *testing.T) {
	vectors := w.load(t)
	named := map[string][]string{}
	for _, v := range vectors {
		if len(v.Reasons) == 1 { // where two rules overlap, neither alone decides
			named[v.Reasons[0]] = append(named[v.Reasons[0]], v.id())
		}
	}
	var table strings.Builder
	fmt.Fprintf(&table, "%-46s %8s %8s\n", "switched off", "named", "let go")
	for _, reason := range slices.Sorted(maps.Keys(named)) {
		passed := w.letGo(t, reason, vectors)
		fmt.Fprintf(&table, "%-46s %8d %8d\n", reason, len(named[reason]), len(passed))
		if !slices.Equal(passed, named[reason]) {
			t.Errorf("without %s:\n\tstopped nevertheless: %v\n\tlet go with it: %v", reason, minus(named[reason], passed), minus(passed, named[reason]))
		}
	}
	t.Log("\n" + table.String())
}

// letGo returns the attacks that are no longer stopped when a reason is switched
// off. An attack of several frames is let go as a whole or not at all.
func (w *world) letGo(t *testing.T, reason string, vectors []*loaded) (ids []string) {
	t.Helper()
	records := replay(t, w.without(t, reason), firewall.Options{}, vectors)
	for _, v := range vectors {
		switch held, attacks := stopped(v, records[v.id()]); {
		case held == 0 && attacks > 0:
			ids = append(ids, v.id())
		case held < attacks:
			t.Errorf("without %s only some of %s are let go", reason, v.id())
		}
	}
	return ids
}

// without is the configuration with one reason observed, or one fault passed.
func (w *world) without(t *testing.T, reason string) *firewall.Config {
	t.Helper()
	filter, name, _ := strings.Cut(reason, "/")
	switch filter {
	case "faults":
		return w.configuration(t, nil, "faults: {names: {"+name+": pass}}")
	case "source":
		return w.configuration(t, nil, "unknown_source: pass")
	}
	return w.configuration(t, map[string]string{filter: name + ": {mode: observe}"}, "")
}

func minus(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}

// TestEveryReasonHasAVector: what the policy blocks is shown by an attack that it
// alone stops, and what it flags by a record that has it.
func TestEveryReasonHasAVector(t *testing.T) {
	alone, seen := map[string]bool{}, map[string]bool{}
	for _, w := range worlds {
		for _, v := range w.load(t) {
			if len(v.Reasons) == 1 {
				alone[v.Reasons[0]] = true
			}
			for _, o := range v.Ops {
				for _, r := range o.Reasons {
					seen[r] = true
				}
			}
		}
	}
	for reason, action := range everyReason(t) {
		switch {
		case reason == "echoguard/echo-not-counted":
			// It takes more paths than a vector should have frames: a test of
			// package chain fills the counters instead.
		case action == "flag" && !seen[reason]:
			t.Errorf("no vector is flagged for %s", reason)
		case action != "flag" && !alone[reason]:
			t.Errorf("no attack is stopped by %s alone", reason)
		}
	}
}

// everyReason returns the effective action of each reason and fault.
func everyReason(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, w := range worlds {
		w.everyReason(t, out)
	}
	return out
}

func (w *world) everyReason(t *testing.T, out map[string]string) {
	t.Helper()
	fw, err := firewall.New(context.Background(), w.configuration(t, nil, ""), firewall.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer fw.Close()
	p := fw.Policy()
	out["source/unknown-source"] = p.UnknownSource
	for _, f := range p.Filters {
		for _, r := range f.Reasons {
			out[f.Name+"/"+r.Name] = r.Action
		}
	}
	for _, f := range p.Faults {
		out["faults/"+f.Name] = f.Action
	}
}
