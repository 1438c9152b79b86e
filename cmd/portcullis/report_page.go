package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall"
)

// pageByOperator prints a paragraph for each party: how it stands, why, and what
// to write into the configuration.
func pageByOperator(w io.Writer, r *firewall.Report) {
	pageHead(w, r)
	for i := range r.Parties {
		p := &r.Parties[i]
		fmt.Fprintf(w, "\n%s: %s\n", partyName(p), standing(p))
		if list := protocols(p); list != "" {
			fmt.Fprintf(w, "  %s\n", list)
		}
		for j := range p.Reasons {
			reasonLine(w, &p.Reasons[j])
			examples(w, p.Reasons[j].Examples)
		}
		for _, a := range p.Advice {
			if a.Line == "" {
				fmt.Fprintf(w, "  %s\n", a.When)
				continue
			}
			fmt.Fprintf(w, "  %s, under %s:\n    %s\n", a.When, a.Under, a.Line)
		}
	}
	pageFoot(w, r)
}

func pageHead(w io.Writer, r *firewall.Report) {
	if r.Operations == 0 {
		fmt.Fprintln(w, "no operations")
		return
	}
	what := "nothing to block"
	if r.Blocks > 0 {
		what = fmt.Sprintf("%s to block, %s of them blocked already", share(r.Blocks, r.Operations), thousands(r.Blocked))
	}
	fmt.Fprintf(w, "%s, %s: %s, %s, %s flagged\n", period(r.First, r.Last), span(r.First, r.Last), operations(r.Operations), what, thousands(r.Flagged))
}

func pageFoot(w io.Writer, r *firewall.Report) {
	if r.Uncounted > 0 {
		fmt.Fprintf(w, "\n%s are not in their place here: there are more parties or reasons than a report keeps\n", operations(r.Uncounted))
	}
}

// partyName says who a party is; of the nameless ones, what they are.
func partyName(p *firewall.ReportParty) string {
	switch p.Kind {
	case "home":
		return "home (between our own addresses)"
	case "unknown":
		return "unknown (addresses that nobody has)"
	case "interconnect":
		return "interconnect " + p.Name + " (addresses and titles that are no operator's)"
	}
	return p.Kind + " " + p.Name
}

// standing is how a party stands, in a sentence.
func standing(p *firewall.ReportParty) string {
	nothing := fmt.Sprintf("nothing would have been blocked in %s over %s", operations(p.Operations), span(p.First, p.Last))
	switch p.State {
	case firewall.ReportReady:
		return "ready to enforce: " + nothing
	case firewall.ReportEarly:
		return nothing + " so far"
	case firewall.ReportEnforced:
		return fmt.Sprintf("enforced: blocks %s of %s", share(p.Blocks, p.Operations), operations(p.Operations))
	case firewall.ReportUnseen:
		return "no traffic"
	case firewall.ReportGone:
		return operations(p.Operations) + ", no longer in the configuration"
	}
	return fmt.Sprintf("enforcing blocks %s of %s", share(p.Blocks, p.Operations), operations(p.Operations))
}

// protocols lists a party's protocols with mode and counts, and what passed for
// a reason.
func protocols(p *firewall.ReportParty) string {
	var list []string
	for _, x := range p.Protocols {
		list = append(list, fmt.Sprintf("%s (%s): %s of %s", x.Protocol, x.Mode, thousands(x.Blocks), thousands(x.Operations)))
	}
	if p.Excepted > 0 {
		list = append(list, thousands(p.Excepted)+" passed by exceptions")
	}
	return strings.Join(list, "; ")
}

func reasonLine(w io.Writer, r *firewall.ReportReason) {
	sources := thousands(uint64(r.Sources)) + " sources"
	switch {
	case r.Sources == 1:
		sources = "1 source"
	case r.Sources == firewall.ReportMaxSources:
		sources += " or more"
	}
	fmt.Fprintf(w, "  %10s %s %s %s:%s, %s, %s\n", thousands(r.Operations), r.Effect, r.Protocol, r.Filter, r.Reason, sources, period(r.First, r.Last))
	reasonDoc(w, r)
}

func reasonDoc(w io.Writer, r *firewall.ReportReason) {
	if r.Doc != "" {
		fmt.Fprintf(w, "             %s\n", r.Doc)
	}
}

func examples(w io.Writer, list []*firewall.Record) {
	for _, r := range list {
		place := r.Capture
		if place == "" {
			place = time.Time(r.Time).UTC().Format(time.RFC3339)
		}
		fmt.Fprintf(w, "             %s:%d.%d.%d %s > %s %s %s%s%s\n",
			place, r.Frame, r.Message, r.Component, r.Src, r.Dst, r.Operator, cmp.Or(r.Operation, "-"), alsoFound(r), identities(r))
	}
}

// alsoFound lists what would be left if the first reason were lifted.
func alsoFound(r *firewall.Record) string {
	var b strings.Builder
	for _, a := range r.Also {
		if !a.Excepted {
			fmt.Fprintf(&b, " +%s:%s", a.Filter, a.Reason)
		}
	}
	return b.String()
}

// reasonTotal is one reason of all parties.
type reasonTotal struct {
	firewall.ReportReason
	parties []string
}

// pageByReason prints a paragraph for each reason, with whom it concerns.
func pageByReason(w io.Writer, r *firewall.Report) {
	pageHead(w, r)
	for _, t := range reasonTotals(r) {
		fmt.Fprintf(w, "\n%s %s %s:%s, %s, %s\n", t.Effect, t.Protocol, t.Filter, t.Reason, operations(t.Operations), period(t.First, t.Last))
		reasonDoc(w, &t.ReportReason)
		for _, line := range t.parties {
			fmt.Fprintln(w, line)
		}
		examples(w, t.Examples)
	}
	pageFoot(w, r)
}

// reasonTotals adds up reasons over the parties, those that block first.
func reasonTotals(r *firewall.Report) (list []*reasonTotal) {
	by := map[[4]string]*reasonTotal{}
	for i := range r.Parties {
		p := &r.Parties[i]
		for _, x := range p.Reasons {
			k := [4]string{x.Effect, x.Protocol, x.Filter, x.Reason}
			t := by[k]
			if t == nil {
				t = &reasonTotal{ReportReason: x}
				t.Operations, t.Examples = 0, nil
				by[k], list = t, append(list, t)
			}
			t.Operations += x.Operations
			if x.First.Before(t.First) {
				t.First = x.First
			}
			if x.Last.After(t.Last) {
				t.Last = x.Last
			}
			t.Examples = append(t.Examples, x.Examples[:min(len(x.Examples), max(0, 3-len(t.Examples)))]...)
			t.parties = append(t.parties, fmt.Sprintf("  %10s %s", thousands(x.Operations), partyName(p)))
		}
	}
	order := map[string]int{"block": 0, "observe": 1, "flag": 2}
	slices.SortStableFunc(list, func(a, b *reasonTotal) int {
		return cmp.Or(cmp.Compare(order[a.Effect], order[b.Effect]), cmp.Compare(b.Operations, a.Operations))
	})
	return list
}

func operations(n uint64) string {
	if n == 1 {
		return "1 operation"
	}
	return thousands(n) + " operations"
}

// share prints a part of a whole with its percentage. Little is never none, and
// most is never all.
func share(part, whole uint64) string {
	percent := 100 * float64(part) / float64(max(whole, 1))
	text := fmt.Sprintf("%.2f", percent)
	switch {
	case part == 0:
		return "none"
	case part == whole:
		text = "100"
	case percent < 0.01:
		text = "less than 0.01"
	case percent > 99.99:
		text = "more than 99.99"
	}
	return fmt.Sprintf("%s (%s %%)", thousands(part), text)
}

// period prints from when to when, without repeating the day.
func period(first, last time.Time) string {
	const day, clock = "2006-01-02", "15:04:05"
	first, last = first.UTC(), last.UTC()
	from, to := first.Format(day+" "+clock), last.Format(day+" "+clock)
	switch {
	case from == to:
		return from
	case first.Format(day) == last.Format(day):
		to = last.Format(clock)
	}
	return from + " to " + to
}

// span prints how long that is, in the largest unit of which there are two.
func span(first, last time.Time) string {
	d := last.Sub(first)
	for _, u := range []struct {
		size time.Duration
		name string
	}{{24 * time.Hour, "days"}, {time.Hour, "hours"}, {time.Minute, "minutes"}, {time.Second, "seconds"}} {
		if d >= 2*u.size {
			return fmt.Sprintf("%d %s", d/u.size, u.name)
		}
	}
	return "a second"
}
