package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/seed-43cefff0/portcullis/firewall"
)

func (x *ctl) severCommand() *cobra.Command {
	change := firewall.LevelChange{}
	c := &cobra.Command{
		Use:   "sever NAME --reason TEXT [--level LEVEL] [--dry-run]",
		Short: "Let nothing pass from or to an interconnect or operator, until somebody restores it",
		Long: "Lets nothing pass from or to the interconnect or operator NAME, or both if they share the name.\n" +
			"It holds across restarts and crashes until ctl restore lifts it.\n\n" +
			"Levels: severed: nothing passes, either way. aborted: nor does an association stay up. observe: what would\n" +
			"be blocked is recorded and passes. throttle and requests-blocked are not offered yet.",
		Args: cobra.ExactArgs(1),
		RunE: x.ask(func(c *cobra.Command, appliance *firewall.Control, args []string) error {
			change.Name = args[0]
			if change.Level == "open" {
				return errors.New("sever does not open: ctl restore does")
			}
			return x.setLevel(c, appliance, change)
		}),
	}
	c.Flags().StringVar(&change.Level, "level", "severed", "how far: severed, aborted or observe")
	c.Flags().BoolVar(&change.DryRun, "dry-run", false, "only tell what it would touch")
	c.Flags().StringVar(&change.Reason, "reason", "", "why, a `TEXT` for the ledger")
	return c
}

func (x *ctl) restoreCommand() *cobra.Command {
	change := firewall.LevelChange{Level: "open"}
	c := &cobra.Command{
		Use:   "restore NAME --reason TEXT [--dry-run]",
		Short: "Lift what sever did: policy decides again",
		Args:  cobra.ExactArgs(1),
		RunE: x.ask(func(c *cobra.Command, appliance *firewall.Control, args []string) error {
			change.Name = args[0]
			return x.setLevel(c, appliance, change)
		}),
	}
	c.Flags().BoolVar(&change.DryRun, "dry-run", false, "only tell what it would touch")
	c.Flags().StringVar(&change.Reason, "reason", "", "why, a `TEXT` for the ledger")
	return c
}

func (x *ctl) setLevel(c *cobra.Command, appliance *firewall.Control, change firewall.LevelChange) error {
	if err := needReason(change.Reason); err != nil {
		return err
	}
	done, err := appliance.SetLevel(c.Context(), change)
	return x.outcome(c, &done, change.DryRun, err)
}

func (x *ctl) observeCommand() *cobra.Command {
	reason := ""
	c := &cobra.Command{
		Use:   "observe [on|off] --reason TEXT",
		Short: "Let everything pass that is not severed, and record what would have been blocked",
		Long: "Turns the global observe mode on or off, for the day on which the firewall itself is suspected: what\n" +
			"filters and faults find is recorded and blocks nothing. Who is severed stays severed. It holds across\n" +
			"restarts. Without an argument it tells what holds.",
		Args:      cobra.MatchAll(cobra.MaximumNArgs(1), cobra.OnlyValidArgs),
		ValidArgs: []string{"on", "off"},
		RunE: x.ask(func(c *cobra.Command, appliance *firewall.Control, args []string) error {
			if len(args) == 0 {
				return x.tellObserve(c, appliance)
			}
			if err := needReason(reason); err != nil {
				return err
			}
			done, err := appliance.ObserveAll(c.Context(), args[0] == "on", reason)
			return x.outcome(c, &done, false, err)
		}),
	}
	c.Flags().StringVar(&reason, "reason", "", "why, a `TEXT` for the ledger")
	return c
}

func (x *ctl) tellObserve(c *cobra.Command, appliance *firewall.Control) error {
	status, err := appliance.Status(c.Context())
	if err != nil {
		return err
	}
	if x.json {
		return printJSON(c, struct {
			ObserveAll bool `json:"observe_all"`
		}{status.ObserveAll})
	}
	_, err = fmt.Fprintln(c.OutOrStdout(), observeText(status.ObserveAll))
	return err
}

func observeText(on bool) string {
	if on {
		return "observe-all is on: nothing is blocked but who is severed"
	}
	return "observe-all is off: policy decides"
}

func needReason(text string) error {
	if strings.TrimSpace(text) == "" {
		return errors.New("this needs --reason TEXT: the ledger keeps it")
	}
	if !utf8.ValidString(text) { // JSON would put something else in its place
		return errors.New("the reason is not UTF-8")
	}
	return nil
}

// outcome prints what came of a change, also of one that is in force but would not
// survive a restart.
func (x *ctl) outcome(c *cobra.Command, done *firewall.Outcome, dryRun bool, err error) error {
	if err != nil && len(done.Changed) == 0 {
		return err
	}
	if err == nil && !dryRun && !(done.InForce && done.Durable) { // an appliance says so itself
		err = &firewall.Refusal{Text: "not in force, or not durable"}
	}
	if x.json {
		return errors.Join(printJSON(c, done), err)
	}
	return errors.Join(printOutcome(c.OutOrStdout(), c.ErrOrStderr(), done, dryRun), err)
}

func printOutcome(out, problems io.Writer, done *firewall.Outcome, dryRun bool) error {
	t := newTable(out)
	if !done.InForce {
		t.line("this would change:")
	}
	for i := range done.Changed {
		t.changed(&done.Changed[i], dryRun)
	}
	if done.Durable {
		t.line("ledger entry %d is on disk", done.Sequence)
	}
	if done.Bundle != "" {
		t.line("evidence in %s", printable(done.Bundle))
	}
	for _, p := range done.Problems {
		fmt.Fprintln(problems, "problem:", printable(p))
	}
	return t.flush()
}

// changed prints one peer that a change touches, and in a dry run what that means.
func (t *table) changed(c *firewall.Changed, dryRun bool) {
	who := c.Kind + " " + printable(c.Name)
	if c.Kind == "all" {
		who = "everybody"
	}
	t.line("%s: %s -> %s", who, printable(c.Before), printable(c.After))
	if len(c.Behind) > 0 {
		t.line("  reached only through it: %s", printableList(c.Behind))
	}
	if !dryRun {
		return
	}
	if len(c.Sources) > 0 {
		t.line("  its addresses: %s", printableList(c.Sources))
	}
	if p := c.Peer; p != nil {
		t.line("  since the start: %s messages, %s blocked, %s observed, %s flagged; last %s",
			thousands(p.Messages), thousands(p.Blocked), thousands(p.Observed), thousands(p.Flagged), ago(p.Last))
	}
}

// printReloaded tells what is in force now. Warnings go where errors go, so that a
// script sees only the difference.
func printReloaded(c *cobra.Command, done *firewall.Reloaded) error {
	for _, w := range done.Warnings {
		fmt.Fprintln(c.ErrOrStderr(), "warning:", printable(w))
	}
	t := newTable(c.OutOrStdout())
	for _, d := range done.Difference {
		t.line("%s", printable(d))
	}
	if len(done.Difference) == 0 {
		t.line("nothing changed")
	}
	t.line("in force: sha256 %s", printable(done.ConfigHash))
	return t.flush()
}
