package demo

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
)

// Screen redraws the table in place on a terminal.
type Screen struct {
	w     io.Writer
	lines int
}

// NewScreen draws on w, which has to be a terminal.
func NewScreen(w io.Writer) *Screen { return &Screen{w: w} }

// Draw replaces what was drawn before.
func (s *Screen) Draw(r *Report) {
	var b bytes.Buffer
	if s.lines > 0 {
		fmt.Fprintf(&b, "\x1b[%dA\x1b[J", s.lines) // up, and clear to the end
	}
	var table bytes.Buffer
	fmt.Fprintf(&table, "%.1f s, %d sessions at the gateway\n\n", r.Seconds, r.Sessions)
	r.table(&table)
	s.lines = bytes.Count(table.Bytes(), []byte("\n"))
	b.Write(table.Bytes())
	_, _ = s.w.Write(b.Bytes())
}

// Clear removes what was drawn.
func (s *Screen) Clear() {
	if s.lines > 0 {
		fmt.Fprintf(s.w, "\x1b[%dA\x1b[J", s.lines)
		s.lines = 0
	}
}

// Print writes the whole report, the table last.
func (r *Report) Print(w io.Writer) {
	r.reasons(w)
	r.skipped(w)
	fmt.Fprintln(w)
	r.table(w)
	r.explain(w)
	if missed := r.Missed(); len(missed) > 0 {
		fmt.Fprintf(w, "\nNOT AS IT SHOULD BE\n%s\n", strings.Join(missed, "\n"))
	}
}

// explain says what the table's figures are.
func (r *Report) explain(w io.Writer) {
	fmt.Fprint(w, "\nGTP and SCTP go from endpoint to endpoint through the firewall. What is added is added to a round trip of GTP, and to one way of\n"+
		"SS7 (m3ua to cap) and Diameter, whose messages are user messages of SCTP. Everybody waits for answers, so operations/s are those\n"+
		"of this load and not what the firewall could do. Captures show what no honest endpoint sends (bad chunks, fragments, bundles,\n"+
		"several paths), and other transports: they are played frame by frame to a lane of the same firewall; what is added is the time in\n"+
		"which a message is judged, and operations are those of a second of such work.\n")
	for _, a := range r.Associations {
		fmt.Fprintf(w, "Associations of %s: %d user messages received by home", a.Name, a.Home)
		if a.Answered > 0 {
			fmt.Fprintf(w, ", which has answered %d requests", a.Answered)
		}
		fmt.Fprintf(w, "; %d by partners", a.Partners)
		if a.Firewall > 0 {
			fmt.Fprintf(w, ", %d of them the firewall's own answers to what it blocked", a.Firewall)
		}
		fmt.Fprintln(w, "; heartbeats included.")
	}
}

// skipped lists the attacks that were left out, by why. --json says for each of SS7
// and Diameter which rule it waits for.
func (r *Report) skipped(w io.Writer) {
	by := map[string][]string{}
	for _, a := range r.Attacks {
		switch {
		case a.Skipped && a.Vector != "":
			why := "their rules need to remember dialogues, sessions, locations or rates, which this version does not"
			by[why] = append(by[why], a.ID+" "+a.Vector)
		case a.Skipped:
			by[a.Why] = append(by[a.Why], a.Protocol+" "+a.ID+" "+a.Name)
		}
	}
	for _, why := range slices.Sorted(maps.Keys(by)) {
		fmt.Fprintf(w, "\nleft out: %s\n  %s\n", why, strings.Join(by[why], ", "))
	}
}

// table is the part that the live display shows as well.
func (r *Report) table(w io.Writer) {
	r.rows(w, fromEndpoints, "endpoint to endpoint", "added p50\tadded p99 (directly -> through)")
	fmt.Fprintln(w)
	r.rows(w, fromFrames, "captures, by frames", "judged in p50\tp99")
}

// rows prints the rows of one source.
func (r *Report) rows(w io.Writer, source, title, times string) {
	t := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	fmt.Fprintf(t, "%s\thonest passed\tattacks stopped\t%s\toperations/s\n", title, times)
	for _, p := range r.Protocols {
		if p.Source == source {
			fmt.Fprintf(t, "%s\t%d/%d\t%d/%d\t%s\t%s\t%.0f\n", p.Name, p.HonestPassed, p.HonestTotal, p.AttacksStopped, p.AttacksTotal,
				p.trip(p.DirectP50, p.ThroughP50, p.AddedP50), p.trip(p.DirectP99, p.ThroughP99, p.AddedP99), p.Operations)
		}
	}
	_ = t.Flush()
}

// trip prints what the firewall adds, and to what.
func (p *Protocol) trip(direct, through, added float64) string {
	switch {
	case p.Source == fromFrames && added > 0:
		return fmt.Sprintf("%.0f us", added)
	case through == 0:
		return "-"
	case direct == 0:
		return fmt.Sprintf("? (? -> %.0f us)", through)
	}
	return fmt.Sprintf("%+.0f us (%.0f -> %.0f)", added, direct, through)
}

// reasons lists what stopped more than one attack, most frequent first.
func (r *Report) reasons(w io.Writer) {
	type row struct {
		by, example string
		kinds       int
	}
	rows := map[string]*row{}
	for _, a := range r.Attacks {
		for _, by := range a.By {
			if rows[by] == nil {
				rows[by] = &row{by: by, example: fmt.Sprintf("%s %s", a.ID, a.Name)}
			}
			rows[by].kinds++
		}
	}
	list := make([]*row, 0, len(rows))
	for _, x := range rows {
		list = append(list, x)
	}
	slices.SortFunc(list, func(a, b *row) int { return cmp.Or(cmp.Compare(b.kinds, a.kinds), cmp.Compare(a.by, b.by)) })
	t := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	fmt.Fprintln(t, "stopped by\tattacks\tfor example")
	rest := 0
	for _, x := range list {
		if x.kinds == 1 {
			rest++
			continue
		}
		fmt.Fprintf(t, "%s\t%d\t%s\n", x.by, x.kinds, x.example)
	}
	_ = t.Flush()
	fmt.Fprintf(w, "and %d more, for one attack each; --json lists them\n", rest)
}
