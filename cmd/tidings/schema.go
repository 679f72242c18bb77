package main

import (
	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/digest/config"
)

func schemaCommand(c *call.Call) *cobra.Command {
	return &cobra.Command{
		Use: "schema", Short: "Print the JSON Schema of the configuration, for editors", GroupID: "more", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := c.Stdout.Write(config.Schema())
			return err
		},
	}
}
