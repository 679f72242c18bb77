// Package check is `tidings check` and `tidings config`: a configuration becomes what it amounts to, what holds and by which
// line, or what is wrong with it; and what the feeds, the mail server and the DNS say becomes what to mend.
package check

import (
	"fmt"
	"net"
	"strings"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/paper"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/links"
)

// actions are what the commands of this room do, in one call of the program.
type actions struct {
	*call.Call
	resolver resolver // asks the DNS
}

// Command is `tidings check`.
func Command(c *call.Call) *cobra.Command { return actions{c, net.DefaultResolver}.command() }

func (a actions) command() *cobra.Command {
	var online bool
	cmd := &cobra.Command{
		Use: "check", Short: "Check the configuration", GroupID: "start", Args: cobra.NoArgs,
		Long: `Reads sources.yaml and subscribers.yaml and names everything that is wrong with them,
all at once: file, line, column, and what to do. Exit code 2 when something is.
With --online it also asks every feed, logs in to the mail server without sending
anything, and looks up what receivers ask of the sender's domain: SPF, DKIM, DMARC, MX
and the name of the mail server's address, each with the record to publish. Exit code
3 when something there is amiss.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := a.Load()
			if err != nil {
				return err
			}
			a.Warn(cfg)
			if err := a.printChecked(cfg); err != nil || !online {
				return err
			}
			return a.checkOnline(cmd.Context(), cfg)
		},
	}
	cmd.Flags().BoolVar(&online, "online", false, "ask the feeds, the mail server and the DNS as well")
	return cmd
}

// printChecked says what the configuration amounts to.
func (a actions) printChecked(cfg *config.Config) error {
	fmt.Fprintf(a.Stdout, "%s: good\n", wording.List(cfg.Files))
	fmt.Fprintf(a.Stdout, "  %s in %s, %s\n", wording.Count(len(cfg.Feeds), "feed", "feeds"),
		wording.Count(len(cfg.Sections), "section", "sections"), wording.Count(len(cfg.Subscribers), "subscriber", "subscribers"))
	for _, e := range cfg.Editions {
		zone := e.Location.String()
		if e.OwnZone {
			zone = "on each reader's own clock"
			if e.Fresh {
				zone += ", made for each hour"
			}
		}
		theme := ""
		if name := e.Theme.Name(); name != digest.DefaultTheme {
			theme = ", theme " + name
		}
		fmt.Fprintf(a.Stdout, "  edition %s: %s, %s, to %s%s\n", e.ID, e.Schedule, zone,
			wording.Count(len(cfg.Readers(e.Edition)), "reader", "readers"), theme)
	}
	for _, e := range cfg.Editions {
		if e.Proof.To != "" {
			fmt.Fprintf(a.Stdout, "  proof of %s to %s, %s before\n", e.ID, e.Proof.To, wording.Span(e.Proof.Before))
		}
	}
	mail := "no mail server yet: tidings preview works, tidings send needs smtp:"
	if cfg.Sends() {
		mail = fmt.Sprintf("mail through %s, from %s, %s", paper.LeavesBy(cfg), cfg.From, signing(cfg.DKIM))
	}
	fmt.Fprintf(a.Stdout, "  %s\n", mail)
	fmt.Fprintf(a.Stdout, "  %s\n", leaving(cfg))
	if cfg.Sends() {
		fmt.Fprintf(a.Stdout, "  %s\n", returning(cfg.Bounces))
	}
	for _, e := range cfg.Editions {
		if at := cfg.Web.URL + links.ArchivePath(e.ID); cfg.Web.URL != "" && e.Archive.Kept() {
			fmt.Fprintf(a.Stdout, "  issues of %s at %s, %s\n", e.ID, at, e.Archive)
		}
	}
	for _, e := range cfg.Editions {
		if e.Images {
			fmt.Fprintf(a.Stdout, "  pictures of %s at %s%s/\n", e.ID, cfg.Web.URL, links.PicturesFolder)
		}
	}
	_, err := fmt.Fprintf(a.Stdout, "  state in %s\n", paper.Redacted(cfg.State))
	return err
}

// signing says how mail is signed.
func signing(d config.DKIM) string {
	if len(d.Keys) == 0 {
		return "not signed here (tidings dkim new)"
	}
	return fmt.Sprintf("signed for %s by %s", d.Domain, wording.List(paper.Selectors(d)))
}

// leaving says how readers leave.
func leaving(cfg *config.Config) string {
	web, mail := cfg.Web.URL, ""
	if cfg.Bounces.Read() {
		mail = ", or by a mail to " + cfg.Bounces.Address
	}
	switch {
	case web == "" && mail == "":
		return "readers leave by answering the mail, for there is no web: {listen, url}"
	case web == "":
		return fmt.Sprintf("readers leave by a mail to %s, for there is no web: {listen, url}", cfg.Bounces.Address)
	case strings.HasPrefix(web, "https:"):
		return fmt.Sprintf("readers leave by a link, or one click in their mail program, at %s%s", web, mail)
	}
	return fmt.Sprintf("readers leave by a link at %s%s; one click in their mail program needs https (RFC 8058)", web, mail)
}

// returning says where undeliverable mail goes, for check.
func returning(b config.Bounces) string {
	switch {
	case b.Address == "":
		return "undeliverable mail comes back to the sender, and Tidings does not learn of it (bounces)"
	case b.Maildir != "":
		return fmt.Sprintf("undeliverable mail comes back to %s, read from the maildir %s", b.Address, b.Maildir)
	case b.IMAP.Host != "":
		return fmt.Sprintf("undeliverable mail comes back to %s, read from %s on %s", b.Address, b.IMAP.Folder, b.IMAP.Host)
	}
	return fmt.Sprintf("undeliverable mail comes back to %s; the mail server is to pass it on to tidings bounce", b.Address)
}
