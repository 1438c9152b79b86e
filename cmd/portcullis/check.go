package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/seed-43cefff0/portcullis/firewall"
)

func checkCommand() *cobra.Command {
	var path string
	var asJSON bool
	c := &cobra.Command{
		Use:   "check --config FILE",
		Short: "Validate a configuration, test its modules, and print the effective policy",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if path == "" {
				return errors.New("check needs --config FILE")
			}
			fw, err := open(c, path, firewall.Options{})
			if err != nil {
				return err
			}
			defer fw.Close()
			if asJSON {
				return json.NewEncoder(c.OutOrStdout()).Encode(fw.Policy())
			}
			return printPolicy(c.OutOrStdout(), fw.Policy())
		},
	}
	c.Flags().StringVar(&path, "config", "", "configuration `FILE`")
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object")
	return c
}

// printPolicy says what each reason and fault will do.
func printPolicy(w io.Writer, p *firewall.Policy) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "sources in no interconnect: %s\n", p.UnknownSource)
	fmt.Fprintln(t, "\ninterconnect\tmode\toperators")
	for _, i := range p.Interconnects {
		fmt.Fprintf(t, "%s\t%s\t%s\n", i.Name, i.Mode+byName(i.Modes), strings.Join(i.Operators, ", "))
	}
	if len(p.Operators) > 0 {
		fmt.Fprintln(t, "\noperator\tmode over its interconnects'")
	}
	for _, o := range p.Operators {
		fmt.Fprintf(t, "%s\t%s\n", o.Name, strings.TrimSpace(o.Mode+byName(o.Modes)))
	}
	fmt.Fprintln(t, "\nfilter\tmodule\tmode\ton failure\tsha256")
	for _, f := range p.Filters {
		fmt.Fprintf(t, "%s\t%s %s\t%s\t%s\t%.16s\n", f.Name, f.Module, f.Version, f.Mode, f.OnFailure, f.Digest)
	}
	fmt.Fprintln(t, "\nreason\taction\tmode\tcause\trule\texceptions")
	for _, f := range p.Filters {
		for _, r := range f.Reasons {
			fmt.Fprintf(t, "%s:%s\t%s\t%s\t%s\t%s\t%s\n", f.Name, r.Name, r.Action, r.Mode, r.Cause, r.Rule, exceptions(r.Exceptions))
		}
	}
	fmt.Fprintln(t, "\nfault\tclass\taction\texceptions\toverrides")
	for _, f := range p.Faults {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", f.Name, f.Class, f.Action, exceptions(f.Exceptions), strings.TrimSpace(byName(f.Overrides)))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w, "\nconfiguration is valid")
	return err
}

// byName prints what differs for some names, in their order.
func byName(m map[string]string) string {
	var b strings.Builder
	for _, name := range sortedKeys(m) {
		fmt.Fprintf(&b, " %s: %s", name, m[name])
	}
	return b.String()
}

func exceptions(n int) string {
	if n == 0 {
		return "-"
	}
	return strconv.Itoa(n)
}
