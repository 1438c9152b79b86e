package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/seed-43cefff0/portcullis/firewall"
)

type reportFlags struct {
	config, socket, by string
	json               bool
}

func reportCommand() *cobra.Command {
	var f reportFlags
	c := &cobra.Command{
		Use:   "report [--config FILE] [--json] [--by operator|reason] [CAPTURE...]",
		Short: "Say what enforcing would block, by operator and reason",
		Long: "Adds up what was judged: per operator, how many operations enforcing would block, for which\n" +
			"reasons, with examples and with the lines of configuration that follow from it. Of captures (- is\n" +
			"standard input), or, without any, of the running appliance since it was started. Captures\n" +
			"without a configuration are judged by a built-in one in which every source is unknown.",
		RunE: func(c *cobra.Command, args []string) error { return reportOn(c, &f, args) },
	}
	c.Flags().StringVar(&f.config, "config", "", "configuration `FILE`; without captures, it names the appliance's socket")
	c.Flags().StringVar(&f.socket, "socket", "", "`PATH` of the running appliance's socket")
	c.Flags().StringVar(&f.by, "by", "operator", "how the page is arranged: operator or reason")
	c.Flags().BoolVar(&f.json, "json", false, "one JSON object")
	return c
}

func reportOn(c *cobra.Command, f *reportFlags, args []string) (err error) {
	if f.by != "operator" && f.by != "reason" {
		return fmt.Errorf("--by is operator or reason, not %q", f.by)
	}
	var r *firewall.Report
	if len(args) > 0 {
		r, err = capturesReport(c, f, args)
	} else {
		r, err = runningReport(c, f)
	}
	if err != nil {
		return err
	}
	out := bufio.NewWriter(c.OutOrStdout())
	defer func() { err = cmp.Or(err, out.Flush()) }()
	return writeReport(out, f, r)
}

func writeReport(out io.Writer, f *reportFlags, r *firewall.Report) error {
	switch {
	case f.json:
		return json.NewEncoder(out).Encode(r)
	case f.by == "reason":
		pageByReason(out, r)
	default:
		pageByOperator(out, r)
	}
	return nil // what could not be written shows when out is flushed
}

func capturesReport(c *cobra.Command, f *reportFlags, args []string) (*firewall.Report, error) {
	if f.socket != "" {
		return nil, errors.New("--socket is for the running appliance, and captures are named: one or the other")
	}
	fw, err := open(c, f.config, firewall.Options{})
	if err != nil {
		return nil, err
	}
	defer fw.Close()
	captures, err := openCaptures(args, c.InOrStdin())
	if err != nil {
		return nil, err
	}
	progress := newTally(c.ErrOrStderr())
	r, warnings, err := fw.Report(c.Context(), captures, progress.add)
	progress.clear()
	warn(c, warnings)
	return r, err
}

// runningReport asks the appliance.
func runningReport(c *cobra.Command, f *reportFlags) (r *firewall.Report, err error) {
	if (f.socket == "") == (f.config == "") {
		return nil, errors.New("report needs captures, or the running appliance: --socket PATH, or --config FILE which names it")
	}
	x := ctl{socket: f.socket, config: f.config}
	err = x.ask(func(c *cobra.Command, appliance *firewall.Control, _ []string) (err error) {
		r, err = appliance.Report(c.Context())
		return err
	})(c, nil)
	return r, err
}
