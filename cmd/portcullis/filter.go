package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/seed-43cefff0/portcullis/firewall"
)

func filterCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "filter",
		Short: "The module author's tools",
		Args:  cobra.NoArgs, // a tool that does not exist is an error, not a page of help
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(filterInspect(), filterTest(), filterBench())
	return c
}

// moduleCommand is what the tools share: one argument, a path or
// builtin:NAME, and --json.
func moduleCommand[T any](use, short string, load func(c *cobra.Command, module string) (T, error), text func(io.Writer, T) error) *cobra.Command {
	asJSON := false
	c := &cobra.Command{
		Use:   use + " MODULE",
		Short: short,
		Long:  short + ". MODULE is the path of a .wasm file, or builtin:NAME.",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			result, err := load(c, args[0])
			if err != nil {
				return err
			}
			out := bufio.NewWriter(c.OutOrStdout())
			if asJSON {
				err = json.NewEncoder(out).Encode(result)
			} else {
				err = text(out, result)
			}
			return cmp.Or(err, out.Flush(), failed(result))
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object")
	return c
}

// failed is the exit status of a self-test that found something, in either form
// of output.
func failed(result any) error {
	if t, ok := result.(*firewall.ModuleTest); ok && len(t.Failed) > 0 {
		return exitError(1)
	}
	return nil
}

func filterInspect() *cobra.Command {
	return moduleCommand("inspect", "Show what a module is, reads and may say",
		func(c *cobra.Command, module string) (*firewall.ModuleInfo, error) {
			return firewall.InspectModule(c.Context(), module)
		}, printModule)
}

func printModule(w io.Writer, m *firewall.ModuleInfo) error {
	fmt.Fprintf(w, "%s %s: %s\n", m.Name, m.Version, m.Description)
	fmt.Fprintf(w, "sha256 %s, %d octets, memory up to %d KiB\n", m.Digest, m.Size, m.MemoryMax>>10)
	fmt.Fprintf(w, "judges %s%s\n", strings.Join(m.Protocols, ", "), only(m))
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "\ncolumn\tkind\tneeded\tmeaning")
	for _, c := range m.Columns {
		needed := "required"
		if c.Optional {
			needed = "optional"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", c.Name, c.Kind, needed, c.Doc)
	}
	if len(m.Counters) > 0 {
		fmt.Fprintln(t, "\ncounter\tof equal\twithin\tup to\tmeaning")
	}
	for _, c := range m.Counters {
		fmt.Fprintf(t, "%s\t%s\t%g s\t%d\t%s\n", c.Name, strings.Join(c.Key, ", "), c.Window, c.Limit, c.Doc)
	}
	fmt.Fprintln(t, "\nreason\taction\trule\tmeaning")
	for _, r := range m.Reasons {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", r.Name, r.Action, r.Rule, r.Doc)
	}
	return t.Flush()
}

// only says which operations a module is given, if not all.
func only(m *firewall.ModuleInfo) (text string) {
	if len(m.Codes) > 0 {
		text = ", only codes " + strings.Trim(strings.Join(strings.Fields(fmt.Sprint(m.Codes)), ", "), "[]")
	}
	if len(m.Kinds) > 0 {
		text += ", only of kind " + strings.Join(m.Kinds, ", ")
	}
	if len(m.Directions) > 0 {
		text += ", only " + strings.Join(m.Directions, ", ")
	}
	return text
}

func filterTest() *cobra.Command {
	return moduleCommand("test", "Gate a module, load it, and run its self-test alone and in every batch size",
		func(c *cobra.Command, module string) (*firewall.ModuleTest, error) {
			return firewall.TestModule(c.Context(), module)
		}, func(w io.Writer, t *firewall.ModuleTest) error {
			for _, name := range t.Passed {
				fmt.Fprintf(w, "ok    %s\n", name)
			}
			for _, f := range t.Failed {
				fmt.Fprintf(w, "FAIL  %s: %s\n", f.Name, f.Detail)
			}
			fmt.Fprintf(w, "%d passed, %d failed\n", len(t.Passed), len(t.Failed))
			return nil
		})
}

func filterBench() *cobra.Command {
	return moduleCommand("bench", "Measure a module on the rows of its self-test",
		func(c *cobra.Command, module string) ([]firewall.ModuleTiming, error) {
			return firewall.BenchModule(c.Context(), module)
		}, func(w io.Writer, timings []firewall.ModuleTiming) error {
			t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
			fmt.Fprintln(t, "batch\tns/operation\tmin\tmax\tfuel/operation\t")
			for _, m := range timings {
				fmt.Fprintf(t, "%d\t%.1f\t%.1f\t%.1f\t%d\t\n", m.Batch, m.Median, m.Min, m.Max, m.Fuel)
			}
			return t.Flush()
		})
}
