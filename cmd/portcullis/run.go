package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/seed-43cefff0/portcullis/firewall"
)

func runCommand() *cobra.Command {
	var path string
	c := &cobra.Command{
		Use:   "run --config FILE",
		Short: "Run the appliance until it is told to stop",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if path == "" {
				return errors.New("run needs --config FILE")
			}
			say := func(text string) { fmt.Fprintln(c.ErrOrStderr(), "portcullis:", text) }
			hangups := make(chan os.Signal, 1) // from now on: while modules load, one would kill the process
			signal.Notify(hangups, syscall.SIGHUP)
			defer signal.Stop(hangups)
			ready := make(chan struct{})
			fw, err := open(c, path, firewall.Options{
				Warn: func(text string) { say("warning: " + text) },
				Log: func(filter string, _ int, text string) {
					say("filter " + filter + ": " + printable(firewall.WithoutIdentities(text)))
				},
				Ready: func() { say("running"); close(ready) },
			})
			if err != nil {
				return err
			}
			defer fw.Close()
			done := make(chan struct{})
			defer close(done)
			go func() {
				select {
				case <-ready:
					reloadOnHangup(c.Context(), fw, hangups, done, say)
				case <-done:
				}
			}()
			if err := fw.Run(c.Context()); err != nil {
				return err
			}
			say("drained")
			return nil
		},
	}
	c.Flags().StringVar(&path, "config", "", "configuration `FILE`")
	return c
}

// reloadOnHangup reads the configuration again at each SIGHUP, until done. What a
// reload says goes where everything goes that run says.
func reloadOnHangup(ctx context.Context, fw *firewall.Firewall, hangups <-chan os.Signal, done <-chan struct{}, say func(string)) {
	for {
		select {
		case <-done:
			return
		case <-hangups:
		}
		difference, err := fw.Reload(ctx)
		if err != nil {
			say("not reloaded: " + printable(firewall.WithoutIdentities(err.Error())))
			continue
		}
		for _, line := range difference {
			say(printable(line))
		}
		say("reloaded")
	}
}
