package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/seed-43cefff0/portcullis/firewall"
)

func printJSON(c *cobra.Command, v any) error { return json.NewEncoder(c.OutOrStdout()).Encode(v) }

// printable escapes what would control a terminal. What an appliance says comes
// from its configuration and from whoever gave a reason.
func printable(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	clean := func(r rune) bool { return unicode.IsPrint(r) || r == '\n' }
	if strings.IndexFunc(s, func(r rune) bool { return !clean(r) }) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if clean(r) {
			b.WriteRune(r)
			continue
		}
		quoted := strconv.QuoteRuneToASCII(r)
		b.WriteString(quoted[1 : len(quoted)-1])
	}
	return b.String()
}

func printableList(list []string) string { return printable(strings.Join(list, ", ")) }

// table writes lines whose cells are separated by tabs.
type table struct{ *tabwriter.Writer }

func newTable(w io.Writer) *table { return &table{tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)} }

func (t *table) line(format string, args ...any) { fmt.Fprintf(t, format+"\n", args...) }

func (t *table) row(cells ...string) { fmt.Fprintln(t, strings.Join(cells, "\t")) }

func (t *table) flush() error { return t.Flush() }

// printStatus says first what somebody has to know in an emergency.
func printStatus(w io.Writer, s *firewall.Status, peers []firewall.Peer) error {
	t := newTable(w)
	t.line("portcullis %s, process %d, up %s", printable(s.Version), s.PID, since(s.Started))
	t.line("configuration %s, sha256 %.16s, in force for %s, %d reloads", printable(s.Config), printable(s.ConfigHash), since(s.Loaded), s.Reloads)
	t.line("%s", observeText(s.ObserveAll))
	for _, p := range peers {
		if p.Level != "open" {
			t.line("%s %s is %s", p.Kind, printable(p.Name), printable(p.Level))
		}
	}
	for _, p := range s.Problems {
		t.line("problem: %s", printable(p))
	}
	t.line("events lost: %s", thousands(s.EventsLost))
	if err := t.flush(); err != nil {
		return err
	}
	t = newTable(w)
	t.row("\nlink", "kind", "when down", "lanes", "counters")
	for _, l := range s.Links {
		t.row(printable(l.Name), l.Kind, orDash(l.WhenDown), strconv.Itoa(l.Lanes), counters(&l))
	}
	if err := t.flush(); err != nil {
		return err
	}
	t = newTable(w)
	t.row("\nfilter", "mode", "failures", "sha256")
	for _, f := range s.Filters {
		t.row(printable(f.Name), f.Mode, thousands(f.Failures), fmt.Sprintf("%.16s", f.Digest))
	}
	return t.flush()
}

// counters lists those that have counted something.
func counters(l *firewall.LinkStatus) string {
	var list []string
	for _, c := range l.Counters {
		if c.Value > 0 {
			list = append(list, printable(c.Name)+" "+thousands(c.Value))
		}
	}
	return orDash(strings.Join(list, ", "))
}

func printPeers(w io.Writer, peers []firewall.Peer) error {
	t := newTable(w)
	t.row("kind", "name", "level", "mode", "via", "messages", "blocked", "observed", "flagged", "last")
	for _, p := range peers {
		t.row(p.Kind, printable(p.Name), printable(p.Level), orDash(p.Mode), orDash(printableList(p.Via)),
			thousands(p.Messages), thousands(p.Blocked), thousands(p.Observed), thousands(p.Flagged), ago(p.Last))
	}
	return t.flush()
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// thousands groups the digits of a number.
func thousands(n uint64) string {
	s := strconv.FormatUint(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// since is how long ago something was, in two units at most: 3d4h, 5m12s.
func since(t time.Time) string {
	d := max(time.Since(t), 0).Truncate(time.Second)
	switch {
	case t.IsZero():
		return "?"
	case d >= 24*time.Hour:
		return fmt.Sprintf("%dd%dh", d/(24*time.Hour), d%(24*time.Hour)/time.Hour)
	case d >= time.Hour:
		return fmt.Sprintf("%dh%dm", d/time.Hour, d%time.Hour/time.Minute)
	}
	return d.String()
}

func ago(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return since(t) + " ago"
}
