package main

import "github.com/spf13/cobra"

func (a *app) feedsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "feeds", Short: "Look at feeds", GroupID: "parts", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.feedsTestCommand())
	return cmd
}
