package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/seed-43cefff0/portcullis/firewall"
)

func benchCommand() *cobra.Command {
	pairs, asJSON := firewall.BenchPairs, false
	c := &cobra.Command{
		Use:   "bench",
		Short: "Measure decoding, filters and the link on this machine",
		Long: "bench measures each subject in turn with a baseline, pair by pair, by the CPU time of its thread where the system tells. " +
			"It prints medians and, in brackets, the least and the most of all pairs. SS7 is decoded from M3UA on, for of SCTP the same octets twice " +
			"are one message; links and the reference filter are measured on GTP.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			out := c.OutOrStdout()
			if asJSON {
				encoder := json.NewEncoder(out)
				return firewall.Bench(c.Context(), pairs, func(r firewall.BenchRow) error { return encoder.Encode(r) })
			}
			p := benchPrinter{w: out}
			err := firewall.Bench(c.Context(), pairs, p.row)
			return errors.Join(err, p.flush())
		},
	}
	c.Flags().IntVar(&pairs, "pairs", pairs, "pairs that each median is taken of")
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object per line")
	return c
}

// benchPrinter prints a table per group, as soon as the group is done.
type benchPrinter struct {
	w     io.Writer
	group string
	table *tabwriter.Writer
}

func (p *benchPrinter) row(r firewall.BenchRow) error {
	if r.Group != p.group {
		if err := p.flush(); err != nil {
			return err
		}
		p.group = r.Group
		fmt.Fprintf(p.w, "%s: ns of %s time, median [least, most] of %d pairs\n", r.Group, r.Clock, r.Pairs)
		p.table = tabwriter.NewWriter(p.w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(p.table, "  \tper\tsubject\tbaseline\tratio\tdifference\tbudget")
	}
	_, err := fmt.Fprintf(p.table, "  %s\t%s\t%s\t%s: %s\t%.2f [%.2f, %.2f]\t%s\t%s\n", r.Name, r.Unit, spread(r.Subject.Median, r.Subject.Min, r.Subject.Max),
		r.Against, figure(r.Baseline.Median), r.Ratio.Median, r.Ratio.Min, r.Ratio.Max, figure(r.Difference.Median), budgets(r.Budgets))
	return err
}

func (p *benchPrinter) flush() error {
	if p.table == nil {
		return nil
	}
	if err := p.table.Flush(); err != nil {
		return err
	}
	p.table = nil
	_, err := fmt.Fprintln(p.w)
	return err
}

func spread(median, least, most float64) string {
	return fmt.Sprintf("%s [%s, %s]", figure(median), figure(least), figure(most))
}

func figure(ns float64) string {
	if ns > -10 && ns < 10 {
		return fmt.Sprintf("%.1f", ns)
	}
	return fmt.Sprintf("%.0f", ns)
}

// budgets says which budgets a row has and whether they are met.
func budgets(list []firewall.BenchBudget) string {
	var s []string
	for _, b := range list {
		verdict := "met"
		if !b.Met {
			verdict = "NOT MET"
		}
		s = append(s, fmt.Sprintf("%s <= %g %s", strings.TrimSuffix(b.Of, "_ns"), b.Most, verdict))
	}
	return strings.Join(s, ", ")
}
