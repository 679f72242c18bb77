package feeds

import (
	"cmp"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/feed"
)

// channelJSON is the shape of `tidings feeds test --json`.
type channelJSON struct {
	Title       string        `json:"title,omitempty"`
	Link        string        `json:"link,omitempty"`
	Description string        `json:"description,omitempty"`
	Language    string        `json:"language,omitempty"`
	Updated     *time.Time    `json:"updated,omitempty"`
	Image       string        `json:"image,omitempty"`
	Authors     []string      `json:"authors,omitempty"`
	Categories  []string      `json:"categories,omitempty"`
	Copyright   string        `json:"copyright,omitempty"`
	Format      string        `json:"format,omitempty"`
	Warnings    []string      `json:"warnings,omitempty"`
	Articles    []articleJSON `json:"articles,omitempty"`
}

type articleJSON struct {
	ID         string             `json:"id,omitempty"`
	Title      string             `json:"title,omitempty"`
	Link       string             `json:"link,omitempty"`
	Authors    []string           `json:"authors,omitempty"`
	Published  *time.Time         `json:"published,omitempty"`
	Updated    *time.Time         `json:"updated,omitempty"`
	Summary    string             `json:"summary,omitempty"`
	Content    string             `json:"content,omitempty"`
	Image      string             `json:"image,omitempty"`
	Categories []string           `json:"categories,omitempty"`
	Enclosures []digest.Enclosure `json:"enclosures,omitempty"`
}

func (a actions) testCommand() *cobra.Command {
	var asJSON bool
	var base string
	cmd := &cobra.Command{
		Use: "test FILE|URL|-", Short: "Read one feed and show what is in it", Args: cobra.ExactArgs(1),
		Long: `Reads one feed as a digest would and shows what it found. A feed that had to be
repaired is read all the same; what was wrong with it is said on stderr.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			page, err := a.Document(cmd.Context(), args[0], base, "")
			if err != nil {
				return err
			}
			if base != "" {
				page.FinalURL = base
			}
			channel, err := feed.Parse(page, feed.Limits{Now: time.Now()})
			if err != nil {
				return explainParse(err, page)
			}
			if asJSON {
				return a.PrintJSON(channelShape(channel))
			}
			return a.printChannel(channel)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object: the feed and its articles")
	cmd.Flags().StringVar(&base, "url", "", "the feed's address, for a file's relative links")
	return cmd
}

// explainParse adds where to find the feed of a page that is not one.
func explainParse(err error, page digest.Page) error {
	if found := feed.Autodiscover(page); len(found) > 0 {
		return digest.Hint(err, "the page says that its feed is at %s", found[0])
	}
	return err
}

func channelShape(c digest.Channel) channelJSON {
	out := channelJSON{
		Title: c.Title, Link: c.Link, Description: c.Description, Language: c.Language, Updated: call.Stamp(c.Updated),
		Image: c.Image, Authors: c.Authors, Categories: c.Categories, Copyright: c.Copyright, Format: c.Format,
		Warnings: c.Warnings, Articles: make([]articleJSON, len(c.Articles)),
	}
	for i, art := range c.Articles {
		out.Articles[i] = articleJSON{
			ID: art.GUID, Title: art.Title, Link: art.URL, Authors: art.Authors, Published: call.Stamp(art.Published),
			Updated: call.Stamp(art.Updated), Summary: art.Summary, Content: art.Content, Image: art.Image,
			Categories: art.Categories, Enclosures: art.Enclosures,
		}
	}
	return out
}

// printChannel shows a feed to a person: its title, then an article a paragraph.
func (a actions) printChannel(c digest.Channel) error {
	for _, w := range c.Warnings {
		fmt.Fprintf(a.Stderr, "tidings: warning: %s\n", w)
	}
	facts := []string{c.Format, wording.Count(len(c.Articles), "article", "articles")}
	if c.Language != "" {
		facts = append(facts, c.Language)
	}
	fmt.Fprintf(a.Stdout, "%s\n%s\n", cmp.Or(c.Title, "(no title)"), wording.Joined(facts))
	for _, art := range c.Articles {
		when := "no date"
		if !art.Published.IsZero() {
			when = art.Published.Local().Format("2 Jan 2006 15:04")
		}
		if _, err := fmt.Fprintf(a.Stdout, "\n%s\n  %s\n  %s\n", cmp.Or(art.Title, "(no title)"), when, art.URL); err != nil {
			return err
		}
	}
	return nil
}
