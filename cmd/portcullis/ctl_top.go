package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-43cefff0/portcullis/firewall"
)

func (x *ctl) topCommand() *cobra.Command {
	count := 0
	c := &cobra.Command{
		Use:   "top [--count N]",
		Short: "What each interconnect and operator does per second",
		Long: "Shows what each interconnect and operator does per second. On a terminal it goes on until it is\n" +
			"interrupted; elsewhere it prints one sample over one second, or N.",
		Args: cobra.NoArgs,
		RunE: x.ask(func(c *cobra.Command, appliance *firewall.Control, _ []string) error {
			if count < 0 {
				return fmt.Errorf("--count is how many samples, not %d", count)
			}
			out := c.OutOrStdout()
			screen := !x.json && isTerminal(out) && count == 0
			if count == 0 && !screen {
				count = 1
			}
			show := func(rates []rate) error { return x.printRates(c, rates) }
			if screen {
				show = func(rates []rate) error { return drawRates(out, rates) }
			}
			return sample(c, appliance, count, show)
		}),
	}
	c.Flags().IntVar(&count, "count", 0, "how many samples, a number `N`; 0: one, or on a terminal until interrupted")
	return c
}

const samplePeriod = time.Second

// sample asks once a second and shows what has changed, count times or until it is
// interrupted if count is 0.
func sample(c *cobra.Command, appliance *firewall.Control, count int, show func([]rate) error) error {
	before, err := appliance.Peers(c.Context())
	if err != nil {
		return err
	}
	at := time.Now()
	tick := time.NewTicker(samplePeriod)
	defer tick.Stop()
	for n := 0; count == 0 || n < count; n++ {
		select {
		case <-tick.C:
		case <-c.Context().Done():
			return nil // interrupted: the usual end
		}
		now, err := appliance.Peers(c.Context())
		if c.Context().Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		if err := show(rates(before, now, time.Since(at))); err != nil {
			return err
		}
		before, at = now, time.Now()
	}
	return nil
}

// rate is what one peer does per second.
type rate struct {
	Time     time.Time `json:"time"`
	Seconds  float64   `json:"seconds"` // that were measured
	Kind     string    `json:"kind"`
	Name     string    `json:"name"`
	Level    string    `json:"level"`
	Messages float64   `json:"messages_per_s"`
	Blocked  float64   `json:"blocked_per_s"`
	Observed float64   `json:"observed_per_s"`
	Flagged  float64   `json:"flagged_per_s"`
}

// rates compares two samples. A peer that is new has no rate yet, and neither has
// one whose counters began again because the appliance did.
func rates(before, now []firewall.Peer, d time.Duration) (list []rate) {
	type key struct{ kind, name string }
	was := make(map[key]firewall.Traffic, len(before))
	for _, p := range before {
		was[key{p.Kind, p.Name}] = p.Traffic
	}
	at := time.Now().UTC()
	for _, p := range now {
		r := rate{Time: at, Seconds: d.Seconds(), Kind: p.Kind, Name: p.Name, Level: p.Level}
		if b, known := was[key{p.Kind, p.Name}]; known && p.Messages >= b.Messages && d > 0 {
			per := func(after, before uint64) float64 { return float64(after-min(before, after)) / d.Seconds() }
			r.Messages, r.Blocked = per(p.Messages, b.Messages), per(p.Blocked, b.Blocked)
			r.Observed, r.Flagged = per(p.Observed, b.Observed), per(p.Flagged, b.Flagged)
		}
		list = append(list, r)
	}
	return list
}

func (x *ctl) printRates(c *cobra.Command, rates []rate) error {
	if !x.json {
		return rateTable(c.OutOrStdout(), rates)
	}
	for i := range rates {
		if err := printJSON(c, rates[i]); err != nil {
			return err
		}
	}
	return nil
}

func rateTable(w io.Writer, rates []rate) error {
	t := newTable(w)
	t.row("kind", "name", "level", "messages/s", "blocked/s", "observed/s", "flagged/s")
	for _, r := range rates {
		t.row(r.Kind, printable(r.Name), printable(r.Level), perSecond(r.Messages), perSecond(r.Blocked), perSecond(r.Observed), perSecond(r.Flagged))
	}
	return t.flush()
}

func perSecond(f float64) string {
	if f < 10 {
		return fmt.Sprintf("%.1f", f)
	}
	return thousands(uint64(f + 0.5))
}

// drawRates replaces what the terminal shows (ECMA-48: cursor home, then erase to
// the end of each line and of the screen).
func drawRates(w io.Writer, rates []rate) error {
	var b strings.Builder
	if err := rateTable(&b, rates); err != nil {
		return err
	}
	text := strings.ReplaceAll(b.String(), "\n", "\x1b[K\n")
	_, err := fmt.Fprintf(w, "\x1b[H%s\x1b[K\n%s\x1b[J", time.Now().Format(time.TimeOnly), text)
	return err
}
