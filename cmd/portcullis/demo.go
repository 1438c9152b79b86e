package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/seed-43cefff0/portcullis/cmd/portcullis/internal/demo"
	"github.com/seed-43cefff0/portcullis/firewall"
	"github.com/seed-43cefff0/portcullis/testvectors"
)

// shortestDemo is the least time in which every attack of the catalogue can run
// once and round trips can be measured.
const shortestDemo = 3 * time.Second

func demoCommand() *cobra.Command {
	var seconds float64
	asJSON := false
	c := &cobra.Command{
		Use:   "demo",
		Short: "Attack a home network on loopback, with the firewall in between",
		Long: "demo starts a home network, an honest partner and a compromised one as real endpoints on loopback, " +
			"with the firewall and its filter modules between them, and lets them talk: GTP over UDP, then SS7 and Diameter over SCTP, which runs in user space. " +
			"What no honest SCTP sends it plays frame by frame. It exits with 0 if every attack was stopped and nothing honest was.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			length := time.Duration(seconds * float64(time.Second))
			if length < shortestDemo {
				return fmt.Errorf("demo needs at least %v", shortestDemo)
			}
			return runDemo(c, length, asJSON)
		},
	}
	c.Flags().Float64Var(&seconds, "seconds", 10, "how long, in all")
	c.Flags().BoolVar(&asJSON, "json", false, "one JSON object per line: progress, and the report at the end")
	return c
}

func runDemo(c *cobra.Command, length time.Duration, asJSON bool) error {
	dir, err := os.MkdirTemp("", "portcullis-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	o := demo.Options{Duration: length, Dir: dir, Start: startFirewall}
	out := c.OutOrStdout()
	var done func(*demo.Report)
	switch {
	case asJSON:
		o.Progress, done = demoJSON(out)
	case isTerminal(out):
		screen := demo.NewScreen(out)
		o.Progress, done = screen.Draw, func(r *demo.Report) { screen.Clear(); r.Print(out) }
	default:
		done = func(r *demo.Report) { r.Print(out) }
	}
	report, err := demo.Run(c.Context(), o)
	if err != nil {
		return err
	}
	if done(report); !report.OK {
		return exitError(1)
	}
	return nil
}

// demoJSON prints progress once a second without the attacks, which are told one
// by one at the end, before the report.
func demoJSON(w io.Writer) (progress, done func(*demo.Report)) {
	encoder := json.NewEncoder(w)
	type line struct {
		Event string `json:"event"`
		*demo.Report
	}
	var last time.Time
	progress = func(r *demo.Report) {
		if time.Since(last) < time.Second {
			return
		}
		last = time.Now()
		short := *r
		short.Attacks = nil
		_ = encoder.Encode(line{"progress", &short})
	}
	return progress, func(r *demo.Report) {
		for _, a := range r.Attacks {
			_ = encoder.Encode(struct {
				Event string `json:"event"`
				demo.Attack
			}{"attack", a})
		}
		short := *r
		short.Attacks = nil
		_ = encoder.Encode(line{"summary", &short})
	}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// barrier is a firewall that carries the demo's traffic.
type barrier struct {
	*firewall.Firewall
	stop func() error
}

// startFirewall runs the appliance with a configuration until it is stopped.
func startFirewall(ctx context.Context, configuration string, blocked func(demo.Ruling)) (demo.Firewall, error) {
	cfg, _, err := firewall.ParseConfig("demo.yaml", []byte(configuration))
	if err != nil {
		return nil, err
	}
	fw, err := firewall.New(ctx, cfg, firewall.Options{Event: func(r *firewall.Record) {
		if src, err := netip.ParseAddr(r.Src); err == nil && r.Filter != "" && (r.Ruling == "drop" || r.Ruling == "reject") {
			blocked(demo.Ruling{Link: r.Link, Src: src, Filter: r.Filter, Reason: r.Reason})
		}
	}})
	if err != nil {
		return nil, err
	}
	running, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- fw.Run(running) }()
	return &barrier{fw, func() error {
		cancel()
		return errors.Join(<-ended, fw.Close())
	}}, nil
}

// Stop implements demo.Firewall.
func (b *barrier) Stop() error { return b.stop() }

// Play implements demo.Firewall.
func (b *barrier) Play(ctx context.Context, captures []testvectors.Capture, each func(demo.Judged) error) error {
	var list []firewall.Capture
	for _, c := range captures {
		list = append(list, firewall.Capture{Name: c.Name, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(c.Pcap)), nil }})
	}
	_, err := b.Firewall.Play(ctx, list, func(p *firewall.Played) error {
		j := demo.Judged{Took: p.Took}
		for _, r := range p.Records {
			o := demo.Operation{Frame: r.Frame, Message: r.Message, Protocol: r.Protocol, Passed: r.Ruling == "pass"}
			if r.Verdict == "block" {
				o.By = r.Filter + " " + r.Reason
			}
			j.Capture, j.Operations = r.Capture, append(j.Operations, o)
		}
		return each(j)
	})
	return err
}
