package main

import (
	"github.com/spf13/cobra"

	"github.com/seed-43cefff0/portcullis/firewall"
)

func schemaCommand() *cobra.Command {
	events := false
	c := &cobra.Command{
		Use:   "schema [--events]",
		Short: "Print the JSON Schema of the configuration, or of events",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			schema := firewall.ConfigSchema()
			if events {
				schema = firewall.EventsSchema()
			}
			_, err := c.OutOrStdout().Write(schema)
			return err
		},
	}
	c.Flags().BoolVar(&events, "events", false, "the schema of one line of the events file")
	return c
}
