package main

import (
	"fmt"
	"net/url"

	"github.com/spf13/cobra"

	"tidings/digest"
	"tidings/digest/config"
)

func (a *app) checkCommand() *cobra.Command {
	return &cobra.Command{
		Use: "check", Short: "Check the configuration", GroupID: "start", Args: cobra.NoArgs,
		Long: `Reads sources.yaml and subscribers.yaml and names everything that is wrong with them,
all at once: file, line, column, and what to do. Exit code 2 when something is.`,
		RunE: func(*cobra.Command, []string) error {
			cfg, err := a.load()
			if err != nil {
				return err
			}
			a.warn(cfg)
			return a.printChecked(cfg)
		},
	}
}

// printChecked says what the configuration amounts to.
func (a *app) printChecked(cfg *config.Config) error {
	fmt.Fprintf(a.stdout, "%s: good\n", list(cfg.Files))
	fmt.Fprintf(a.stdout, "  %s in %s, %s\n", count(len(cfg.Feeds), "feed", "feeds"),
		count(len(cfg.Sections), "section", "sections"), count(len(cfg.Subscribers), "subscriber", "subscribers"))
	for _, e := range cfg.Editions {
		zone := e.Location.String()
		if e.OwnZone {
			zone = "on each reader's own clock"
		}
		theme := ""
		if name := e.Theme.Name(); name != digest.DefaultTheme {
			theme = ", theme " + name
		}
		fmt.Fprintf(a.stdout, "  edition %s: %s, %s, to %s%s\n", e.ID, e.Schedule, zone,
			count(len(cfg.Readers(e.Edition)), "reader", "readers"), theme)
	}
	mail := "no mail server yet: tidings preview works, tidings send needs smtp:"
	if cfg.SMTP.Host != "" {
		mail = fmt.Sprintf("mail through %s, from %s", cfg.SMTP.Host, cfg.From)
	}
	fmt.Fprintf(a.stdout, "  %s\n", mail)
	_, err := fmt.Fprintf(a.stdout, "  state in %s\n", redacted(cfg.State))
	return err
}

// redacted is where the state is, without a password.
func redacted(where string) string {
	if u, err := url.Parse(where); err == nil && u.User != nil {
		return u.Redacted()
	}
	return where
}
