package demo

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
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

// Print writes the whole report.
func (r *Report) Print(w io.Writer) {
	r.table(w)
	fmt.Fprintln(w)
	r.reasons(w)
	if missed := r.Missed(); len(missed) > 0 {
		fmt.Fprintf(w, "\nNOT AS IT SHOULD BE\n%s\n", strings.Join(missed, "\n"))
	}
	for _, a := range r.Attacks {
		if a.Skipped {
			fmt.Fprintf(w, "left out: %s %s, %s: no address on this machine to send it from\n", a.Protocol, a.ID, a.Name)
		}
	}
}

// table is the part that the live display shows as well.
func (r *Report) table(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	fmt.Fprintln(t, "protocol\thonest passed\tattacks stopped\tround trip p50\tp99 (direct -> through, added)\toperations/s")
	for _, p := range r.Protocols {
		fmt.Fprintf(t, "%s\t%d/%d\t%d/%d\t%s\t%s\t%.0f\n", p.Name, p.HonestPassed, p.HonestTotal, p.AttacksStopped, p.AttacksTotal,
			trip(p.DirectP50, p.ThroughP50, p.AddedP50), trip(p.DirectP99, p.ThroughP99, p.AddedP99), p.Operations)
	}
	_ = t.Flush()
}

func trip(direct, through, added float64) string {
	if through == 0 {
		return "-"
	}
	if direct == 0 {
		return fmt.Sprintf("? -> %.0f us", through)
	}
	return fmt.Sprintf("%.0f -> %.0f us, %+.0f", direct, through, added)
}

// reasons lists what stopped the attacks, most frequent first.
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
	for _, x := range list {
		fmt.Fprintf(t, "%s\t%d\t%s\n", x.by, x.kinds, x.example)
	}
	_ = t.Flush()
}
