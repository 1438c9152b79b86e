package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/seed-43cefff0/portcullis/firewall"
)

type replayFlags struct {
	config, diff string
	json         bool
	batch, lanes int
}

func replayCommand() *cobra.Command {
	var f replayFlags
	c := &cobra.Command{
		Use:   "replay [--config FILE] [--json] [--diff FILE2] CAPTURE...",
		Short: "Judge every operation of pcap and pcapng files",
		Long: "Judges every operation of pcap and pcapng files (- reads standard input) exactly as the\n" +
			"running appliance would. Without a configuration, a built-in one in observe mode, in which\n" +
			"every source is an unknown interconnect.",
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return replay(c, &f, args) },
	}
	c.Flags().StringVar(&f.config, "config", "", "configuration `FILE`")
	c.Flags().StringVar(&f.diff, "diff", "", "second configuration `FILE`: print only what it changes")
	c.Flags().BoolVar(&f.json, "json", false, "one JSON object per line")
	c.Flags().IntVar(&f.batch, "batch", 64, "operations that a filter gets at once, 1 to 64; never changes a verdict")
	c.Flags().IntVar(&f.lanes, "lanes", 1, "workers; never changes a verdict")
	return c
}

func replay(c *cobra.Command, f *replayFlags, args []string) (err error) {
	if err := f.check(); err != nil {
		return err
	}
	options := firewall.Options{Batch: f.batch, Lanes: f.lanes}
	fw, err := open(c, f.config, options)
	if err != nil {
		return err
	}
	defer fw.Close()
	captures, err := openCaptures(args, c.InOrStdin())
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(c.OutOrStdout(), 1<<16)
	defer func() { err = cmp.Or(err, out.Flush()) }() // a full disk must not look like a short capture
	if f.diff != "" {
		return replayDiff(c, f, options, fw, captures, out)
	}
	write := textRecord
	if f.json {
		write = jsonRecord
	}
	count := newTally(c.ErrOrStderr())
	warnings, err := fw.Replay(c.Context(), captures, func(r *firewall.Record) error {
		count.add(r)
		return write(out, r)
	})
	warn(c, warnings)
	if err != nil {
		return err
	}
	if !f.json {
		count.print(out)
	}
	return nil
}

// check refuses numbers that the library would take for "the default".
func (f *replayFlags) check() error {
	if f.batch == 0 || f.lanes == 0 {
		return errors.New("--batch and --lanes begin at 1")
	}
	return nil
}

// open loads a configuration, or the built-in one, and prepares the firewall.
func open(c *cobra.Command, path string, options firewall.Options) (*firewall.Firewall, error) {
	cfg, warnings := firewall.BuiltinConfig(), []firewall.Warning(nil)
	if path != "" {
		var err error
		if cfg, warnings, err = firewall.LoadConfig(path); err != nil {
			return nil, err
		}
	}
	fw, err := firewall.New(c.Context(), cfg, options)
	if err != nil {
		return nil, err
	}
	for _, w := range append(warnings, fw.Warnings()...) {
		fmt.Fprintln(c.ErrOrStderr(), "warning:", w)
	}
	return fw, nil
}

// openCaptures names the inputs; "-" is standard input.
func openCaptures(args []string, stdin io.Reader) ([]firewall.Capture, error) {
	var list []firewall.Capture
	for _, a := range args {
		if a == "-" {
			list = append(list, firewall.Capture{Name: a, Open: func() (io.ReadCloser, error) { return io.NopCloser(stdin), nil }})
			continue
		}
		if _, err := os.Stat(a); err != nil {
			return nil, err
		}
		list = append(list, firewall.CaptureFile(a))
	}
	return list, nil
}

func warn(c *cobra.Command, warnings []string) {
	for _, w := range warnings {
		fmt.Fprintln(c.ErrOrStderr(), "warning:", w)
	}
}

func jsonRecord(w io.Writer, r *firewall.Record) error {
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	_, err = w.Write(append(line, '\n'))
	return err
}

// textRecord prints one operation per line, in columns that line up for the
// usual lengths.
func textRecord(w io.Writer, r *firewall.Record) error {
	name := r.Operation
	if name == "" {
		name = "-"
	}
	_, err := fmt.Fprintf(w, "%s:%d.%d.%d %s > %s %s/%s %s %s %s (%s)%s%s\n",
		r.Capture, r.Frame, r.Message, r.Component, r.Src, r.Dst, r.Interconnect, r.Operator,
		r.Protocol, name, r.Verdict, outcome(r), why(r), identities(r))
	return err
}

// outcome tells what was done, or what enforcing would have changed.
func outcome(r *firewall.Record) string {
	if r.Verdict == "block" && r.Mode == "observe" {
		return "observed"
	}
	return r.Ruling
}

func why(r *firewall.Record) string {
	var b strings.Builder
	if r.Reason != "" {
		fmt.Fprintf(&b, " %s:%s", r.Filter, r.Reason)
	}
	for _, a := range r.Also {
		fmt.Fprintf(&b, " +%s:%s", a.Filter, a.Reason)
	}
	return b.String()
}

func identities(r *firewall.Record) string {
	var b strings.Builder
	for _, f := range []struct{ name, value string }{{"imsi", r.IMSI}, {"msisdn", r.MSISDN}, {"apn", r.APN}, {"from", r.CallingGT}, {"to", r.CalledGT}} {
		if f.value != "" {
			fmt.Fprintf(&b, " %s=%s", f.name, f.value)
		}
	}
	return b.String()
}

// tally counts verdicts, and shows progress on a terminal.
type tally struct {
	total, flagged, blocked int
	reasons                 map[string]int
	terminal                io.Writer
	shown                   time.Time
}

func newTally(progress io.Writer) *tally {
	t := &tally{reasons: map[string]int{}, shown: time.Now()}
	if f, ok := progress.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		t.terminal = f
	}
	return t
}

func (t *tally) add(r *firewall.Record) {
	t.total++
	switch r.Verdict {
	case "flag":
		t.flagged++
	case "block":
		t.blocked++
	}
	if r.Reason != "" {
		t.reasons[r.Filter+":"+r.Reason]++
	}
	if t.terminal != nil && t.total%4096 == 0 && time.Since(t.shown) > time.Second/4 {
		fmt.Fprintf(t.terminal, "\r%d operations, %d blocked ", t.total, t.blocked)
		t.shown = time.Now()
	}
}

// clear takes the progress off the terminal.
func (t *tally) clear() {
	if t.terminal != nil {
		fmt.Fprint(t.terminal, "\r\033[K")
	}
}

func (t *tally) print(w io.Writer) {
	t.clear()
	fmt.Fprintf(w, "%d operations: %d pass, %d flag, %d block\n", t.total, t.total-t.flagged-t.blocked, t.flagged, t.blocked)
	for _, name := range sortedKeys(t.reasons) {
		fmt.Fprintf(w, "%8d %s\n", t.reasons[name], name)
	}
}
