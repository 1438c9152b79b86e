package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-43cefff0/portcullis/firewall"
)

// The exit statuses of ctl beside 0, which means done and durable.
const (
	exitRefused      = 1 // refused, or in force but not durable
	exitNotReachable = 2
)

// ctl is what the subcommands share.
type ctl struct {
	socket, config string
	json           bool
}

func ctlCommand() *cobra.Command {
	x := &ctl{}
	c := &cobra.Command{
		Use:   "ctl",
		Short: "Talk to the running appliance: look, sever, restore",
		Long: "Talks to the running appliance over its unix socket: --socket PATH, or --config FILE which\n" +
			"names it. Exit status: 0 done and durable, 1 refused or not durable, 2 not reachable.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.PersistentFlags().StringVar(&x.socket, "socket", "", "the appliance's socket, a `PATH`")
	c.PersistentFlags().StringVar(&x.config, "config", "", "configuration `FILE` that names the socket")
	c.PersistentFlags().BoolVar(&x.json, "json", false, "one JSON object per line")
	c.AddCommand(x.statusCommand(), x.interconnectsCommand(), x.observeCommand(), x.severCommand(), x.restoreCommand(),
		x.topCommand(), x.reloadCommand())
	return c
}

// ask is the body of a subcommand: it connects, asks, and turns the error into an
// exit status.
func (x *ctl) ask(do func(c *cobra.Command, appliance *firewall.Control, args []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		socket, err := x.path()
		if err != nil {
			return err
		}
		appliance := firewall.Connect(socket)
		defer appliance.Close()
		err = do(c, appliance, args)
		if errors.Is(err, firewall.ErrNotReachable) {
			fmt.Fprintln(c.ErrOrStderr(), "portcullis:", printable(err.Error()))
			return exitError(exitNotReachable)
		}
		if refusal := new(firewall.Refusal); errors.As(err, &refusal) {
			fmt.Fprintln(c.ErrOrStderr(), "portcullis:", printable(refusal.Text))
			return exitError(exitRefused)
		}
		return err
	}
}

func (x *ctl) path() (string, error) {
	switch {
	case x.socket != "" && x.config != "":
		return "", errors.New("ctl takes --socket or --config, not both")
	case x.socket != "":
		return x.socket, nil
	case x.config != "":
		return firewall.SocketOf(x.config)
	}
	return "", errors.New("ctl needs --socket PATH, or --config FILE which names it")
}

func (x *ctl) statusCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "What runs, what holds by command, and what does not work",
		Args:  cobra.NoArgs,
		RunE: x.ask(func(c *cobra.Command, appliance *firewall.Control, _ []string) error {
			status, err := appliance.Status(c.Context())
			if err != nil {
				return err
			}
			if x.json {
				return printJSON(c, status)
			}
			peers, err := appliance.Peers(c.Context())
			if err != nil {
				return err
			}
			return printStatus(c.OutOrStdout(), &status, peers)
		}),
	}
}

func (x *ctl) interconnectsCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "interconnects",
		Aliases: []string{"peers"},
		Short:   "Every interconnect and operator: its level, and its traffic since the start",
		Args:    cobra.NoArgs,
		RunE: x.ask(func(c *cobra.Command, appliance *firewall.Control, _ []string) error {
			peers, err := appliance.Peers(c.Context())
			if err != nil {
				return err
			}
			if !x.json {
				return printPeers(c.OutOrStdout(), peers)
			}
			for i := range peers {
				if err := printJSON(c, peers[i]); err != nil {
					return err
				}
			}
			return nil
		}),
	}
}

func (x *ctl) reloadCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "reload",
		Short: "Read the configuration again, and put it in force if it is valid",
		Args:  cobra.NoArgs,
		RunE: x.ask(func(c *cobra.Command, appliance *firewall.Control, _ []string) error {
			done, err := appliance.Reload(c.Context())
			if err != nil {
				return err
			}
			if x.json {
				return printJSON(c, done)
			}
			return printReloaded(c, &done)
		}),
	}
}
