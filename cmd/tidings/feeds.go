package main

import "github.com/spf13/cobra"

func (a *app) feedsCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "feeds", Short: "Look at feeds", GroupID: "parts"}
	cmd.AddCommand(a.feedsTestCommand())
	return cmd
}
