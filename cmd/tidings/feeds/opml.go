package feeds

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/known"
	"tidings/cmd/tidings/revision"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/config/edit"
	"tidings/digest/config/forms"
	"tidings/digest/config/opml"
)

func (a actions) importCommand() *cobra.Command {
	var dry bool
	cmd := &cobra.Command{
		Use: "import FILE|URL|-", Short: "Add the feeds of an OPML file", Args: cobra.ExactArgs(1),
		Long: `Adds the feeds of an OPML file, as every feed reader exports it, to sources.yaml; every
other line stays as it is. Folders become sections; feeds that are listed already are
left out. Nothing is asked of the feeds.`,
		Example: "  tidings feeds import subscriptions.opml --dry-run",
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := revision.Of(a.Call)
			if err != nil {
				return err
			}
			groups, err := a.ReadOPML(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			im := newImporting(r.Config)
			for _, g := range groups {
				if err := im.group(r, g); err != nil {
					return err
				}
			}
			if _, err := r.Finish(dry); err != nil || dry {
				return err
			}
			a.Say("%s", im.report())
			return nil
		},
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "show the change, and make none")
	return cmd
}

// importing puts the feeds of a list into a configuration.
type importing struct {
	listed   map[string]bool // addresses
	sections []digest.Section
	added    int
	opened   int // sections
	twice    int
	strange  []string // what is no web address
}

func newImporting(cfg *config.Config) *importing {
	im := &importing{listed: make(map[string]bool), sections: slices.Clone(cfg.Sections)}
	for _, f := range cfg.Feeds {
		im.listed[forms.SameWeb(f.URL)] = true
	}
	return im
}

// group adds the feeds of a folder to the section of that name, which is made when there is none.
func (im *importing) group(r *revision.Revision, g opml.Group) error {
	var feeds []edit.Feed
	for _, f := range g.Feeds {
		switch key := forms.SameWeb(f.URL); {
		case !forms.IsWeb(f.URL):
			im.strange = append(im.strange, f.URL)
		case im.listed[key]:
			im.twice++
		default:
			im.listed[key] = true
			feeds = append(feeds, edit.Feed{URL: f.URL, Name: nameOf(f)})
		}
	}
	if len(feeds) == 0 {
		return nil
	}
	im.added += len(feeds)
	section, known := config.SectionFor(im.sections, g.Title)
	if known {
		_, err := r.AddFeeds(section, feeds...)
		return err
	}
	im.opened++
	im.sections = append(im.sections, digest.Section{ID: section, Title: g.Title})
	return r.In(r.SectionsFile(), func(text []byte) ([]byte, error) {
		return edit.AddSection(text, edit.Section{ID: section, Title: g.Title, Feeds: feeds})
	})
}

// nameOf is the name that a list gives a feed; an address is none.
func nameOf(f opml.FeedRef) string {
	if f.Name == f.URL {
		return ""
	}
	return f.Name
}

func (im *importing) report() string {
	facts := []string{wording.Count(im.added, "feed", "feeds") + " added"}
	if im.opened > 0 {
		facts = append(facts, wording.Count(im.opened, "new section", "new sections"))
	}
	if im.twice > 0 {
		facts = append(facts, fmt.Sprintf("%d listed already", im.twice))
	}
	if len(im.strange) > 0 {
		facts = append(facts, fmt.Sprintf("%d left out, being no web address: %q", len(im.strange), im.strange))
	}
	return wording.Joined(facts)
}

func (a actions) exportCommand() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use: "export", Short: "Write the feeds as OPML, for other readers", Args: cobra.NoArgs,
		Long: `Writes the feeds as OPML 2.0, which every feed reader imports; sections become folders.`,
		RunE: known.AboutFeeds(a.Call, func(_ context.Context, r *known.Feeds) error {
			doc := opml.Write(r.Config.Site.Name, bySection(r), time.Now())
			if out == "-" {
				_, err := a.Stdout.Write(doc)
				return err
			}
			if err := os.WriteFile(out, doc, 0o644); err != nil {
				return digest.Hint(err, "choose another file with -o, or leave it out for standard output")
			}
			a.Say("Wrote %s with %s.", out, wording.Count(len(r.Config.Feeds), "feed", "feeds"))
			return nil
		}),
	}
	cmd.Flags().StringVarP(&out, "output", "o", "-", "file to write, - for standard output")
	return cmd
}

// bySection are the feeds by section.
func bySection(r *known.Feeds) []opml.Group {
	var groups []opml.Group
	for _, s := range r.Config.Sections {
		g := opml.Group{Title: cmp.Or(s.Title, s.ID)}
		for _, f := range r.Config.Feeds {
			if f.Section == s.ID {
				g.Feeds = append(g.Feeds, opml.FeedRef{URL: f.URL, Name: r.Title(f)})
			}
		}
		groups = append(groups, g)
	}
	return groups
}
