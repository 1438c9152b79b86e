package main

import (
	"errors"
	"fmt"

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
			fw, err := open(c, path, firewall.Options{})
			if err != nil {
				return err
			}
			defer fw.Close()
			if err := fw.Run(c.Context()); err != nil {
				return err
			}
			fmt.Fprintln(c.ErrOrStderr(), "drained")
			return nil
		},
	}
	c.Flags().StringVar(&path, "config", "", "configuration `FILE`")
	return c
}
