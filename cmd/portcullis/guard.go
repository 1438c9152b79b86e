package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-43cefff0/portcullis/firewall"
)

func guardCommand() *cobra.Command {
	var path string
	var remove bool
	c := &cobra.Command{
		Use:   "guard --config FILE [--remove]",
		Short: "Keep closed links closed before the appliance runs, or let go of them",
		Long: "Installs the rules with which the kernel drops what every transparent link with when_down: closed\n" +
			"would judge, without carrying anything: for the time between the start of the machine and that of\n" +
			"the appliance. With --remove, takes away whatever transparent links of the file have left in the\n" +
			"kernel, so that it forwards as if there had never been any. The appliance must not be running then.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if path == "" {
				return errors.New("guard needs --config FILE")
			}
			cfg, _, err := firewall.LoadConfig(path)
			if err != nil {
				return err
			}
			do, done := firewall.Guard, "closed"
			if remove {
				do, done = firewall.Unguard, "removed"
			}
			names, err := do(cfg)
			for _, name := range names {
				fmt.Fprintf(c.OutOrStdout(), "link %s: %s\n", name, done)
			}
			return err
		},
	}
	c.Flags().StringVar(&path, "config", "", "configuration `FILE`")
	c.Flags().BoolVar(&remove, "remove", false, "remove what links have left in the kernel")
	return c
}
