package main

import (
	"github.com/spf13/cobra"

	"github.com/seed-43cefff0/portcullis/firewall"
)

func schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of the configuration",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := c.OutOrStdout().Write(firewall.ConfigSchema())
			return err
		},
	}
}
