package feeds

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/paper"
	"tidings/cmd/tidings/revision"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/config/edit"
	"tidings/digest/config/forms"
	"tidings/digest/feed"
)

// addFlags are what `tidings feeds add` can be told.
type addFlags struct {
	section string
	name    string
	weight  float64
	noCheck bool
	dry     bool
}

func (a actions) addCommand() *cobra.Command {
	var f addFlags
	cmd := &cobra.Command{
		Use: "add URL", Short: "Add a feed, or the feed of a site, to sources.yaml", Args: cobra.ExactArgs(1),
		Long: `Reads the feed and adds a line to sources.yaml; every other line stays as it is, comments
included. The address of a site will do: the feed that its page declares is looked up
and written.`,
		Example: "  tidings feeds add https://go.dev/blog/feed.atom\n  tidings feeds add https://xkcd.com --section notebook --name xkcd --dry-run",
		RunE: func(cmd *cobra.Command, args []string) error {
			item := edit.Feed{URL: args[0], Name: f.name}
			if cmd.Flags().Changed("weight") {
				item.Weight = &f.weight
			}
			return a.addFeed(cmd.Context(), item, f)
		},
	}
	cmd.Flags().StringVar(&f.section, "section", "", "id of the section to add it to")
	cmd.Flags().StringVar(&f.name, "name", "", "what to call it (default: as it calls itself)")
	cmd.Flags().Float64Var(&f.weight, "weight", 1, "2 counts double in the order, 0 only adds its voice")
	cmd.Flags().BoolVar(&f.noCheck, "no-check", false, "add it without reading it")
	cmd.Flags().BoolVar(&f.dry, "dry-run", false, "show the change, and make none")
	return cmd
}

func (a actions) addFeed(ctx context.Context, item edit.Feed, f addFlags) error {
	if !forms.IsWeb(item.URL) {
		return exit.With(exit.Usage, digest.Hint(fmt.Errorf("%q is not a web address", item.URL), "write it with https:// or http:// and the host"))
	}
	r, err := revision.Of(a.Call)
	if err != nil {
		return err
	}
	section, err := sectionFor(r.Config, f.section)
	if err != nil {
		return err
	}
	if err := unlisted(r.Config, item.URL); err != nil {
		return err
	}
	var channel digest.Channel
	if !f.noCheck {
		asked := item.URL
		if item.URL, channel, err = a.findFeed(ctx, r.Config, section, asked); err != nil {
			return err
		}
		if item.URL != asked {
			a.Say("%s is a site; its feed is %s", asked, item.URL)
			if err := unlisted(r.Config, item.URL); err != nil {
				return err
			}
		}
	}
	file, err := r.AddFeeds(section, item)
	if err != nil {
		return err
	}
	if _, err := r.Finish(f.dry); err != nil || f.dry {
		return err
	}
	what := cmp.Or(item.Name, channel.Title, item.URL)
	if !f.noCheck {
		what += ", " + wording.Count(len(channel.Articles), "article", "articles") + ","
	}
	a.Say("Added %s to %s.", what, file)
	return nil
}

// sectionFor is the id of the section that a feed is added to; empty for the list at the top.
func sectionFor(cfg *config.Config, id string) (string, error) {
	var ids []string
	top := false
	for _, s := range cfg.Sections {
		if s.ID == "" {
			top = true
		} else {
			ids = append(ids, s.ID)
		}
	}
	switch {
	case id != "" && !slices.Contains(ids, id):
		hint := "the sections are: " + wording.List(ids)
		if len(ids) == 0 {
			hint = "no sections are configured; leave out --section"
		}
		return "", exit.With(exit.Usage, digest.Hint(fmt.Errorf("there is no section %q", id), "%s", hint))
	case id != "" || top:
		return id, nil
	case len(ids) == 1:
		return ids[0], nil
	}
	return "", exit.With(exit.Usage, digest.Hint(errors.New("every feed stands in a section, and none is named"), "add --section with one of: %s", wording.List(ids)))
}

// unlisted refuses an address that is configured already.
func unlisted(cfg *config.Config, address string) error {
	for _, f := range cfg.Feeds {
		if forms.SameWeb(f.URL) == forms.SameWeb(address) {
			return digest.Hint(fmt.Errorf("%s is listed already", f.URL), "tidings feeds list shows all feeds")
		}
	}
	return nil
}

// A site may declare several feeds: so many are tried.
const candidates = 3

// findFeed reads the feed of an address as gathering would in a section, or the one that the page there declares.
func (a actions) findFeed(ctx context.Context, cfg *config.Config, section, address string) (string, digest.Channel, error) {
	proxy, err := cfg.Proxy(ctx, section)
	if err != nil {
		return "", digest.Channel{}, err
	}
	client := paper.Client(a.Call, cfg)
	defer client.Close()
	read := func(address string) (digest.Page, digest.Channel, error) {
		page, err := client.Fetch(ctx, digest.Request{
			URL: address, Feed: true, Proxy: proxy,
			Accept: "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.1",
		})
		if err != nil {
			return page, digest.Channel{}, err
		}
		channel, err := feed.Parse(page, feed.Limits{Now: time.Now()})
		return page, channel, err
	}
	page, channel, err := read(address)
	parse, ok := errors.AsType[*digest.ParseError](err)
	if !ok || parse.Kind != digest.ParseIsHTML {
		return address, channel, digest.Hint(err, "nothing is added; --no-check adds it all the same")
	}
	found := feed.Autodiscover(page)
	for _, candidate := range found[:min(candidates, len(found))] {
		if _, channel, err := read(candidate); err == nil {
			return candidate, channel, nil
		}
	}
	return "", digest.Channel{}, digest.Hint(err, "this page declares no feed that could be read; look for its RSS or Atom address")
}

func (a actions) removeCommand() *cobra.Command {
	var dry bool
	cmd := &cobra.Command{
		Use: "remove URL|NAME", Short: "Remove a feed from sources.yaml", Args: cobra.ExactArgs(1),
		Long: `Takes the lines of one feed out of sources.yaml; every other line stays as it is,
comments included. A feed of a kind goes by the address that tidings feeds list shows, or
by its name. What was gathered from it stays in the state for as long as
articles are kept.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := revision.Of(a.Call)
			if err != nil {
				return err
			}
			f, err := feedNamed(cmd.Context(), r.Config, args[0])
			if err != nil {
				return err
			}
			if at := r.Config.Place(f); at.OPML {
				return digest.Hint(fmt.Errorf("%s stands in a list of feeds, which is left alone: %s", f.URL, at), "edit that file, or where it is exported from")
			}
			is := func(written map[string]string) bool { return config.AddressOf(written) == f.URL }
			file, err := r.InOne(edit.ErrNoFeed, func(text []byte) ([]byte, error) { return edit.Remove(text, is) })
			if err != nil {
				return digest.Hint(err, "remove it by hand: it stands in %s", r.Config.Place(f))
			}
			if _, err := r.Finish(dry); err != nil || dry {
				return err
			}
			a.Say("Removed %s from %s.", cmp.Or(f.Name, f.URL), file)
			return nil
		},
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "show the change, and make none")
	return cmd
}
