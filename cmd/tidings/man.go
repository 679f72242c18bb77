package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"tidings/cmd/tidings/call"
)

func manCommand(c *call.Call) *cobra.Command {
	return &cobra.Command{
		Use: "man [DIR]", Short: "Write the manual pages into a folder, or print the first",
		GroupID: "more", Args: cobra.MaximumNArgs(1),
		Example: "  tidings man ~/.local/share/man/man1\n  tidings man | man -l -",
		RunE: func(cmd *cobra.Command, args []string) error {
			header := &doc.GenManHeader{Title: "TIDINGS", Section: "1", Source: "tidings " + c.Version, Manual: "Tidings"}
			root := cmd.Root()
			root.DisableAutoGenTag = true
			if len(args) == 0 {
				return doc.GenMan(root, header, c.Stdout)
			}
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return fmt.Errorf("manual pages: %w", err)
			}
			return doc.GenManTree(root, header, args[0])
		},
	}
}
