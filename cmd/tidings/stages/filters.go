package stages

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/known"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/pipeline/build"
)

// filterJSON is the shape of `tidings filters test --json`.
type filterJSON struct {
	Rule     string    `json:"rule"`
	Days     int       `json:"days"`
	Articles int       `json:"articles"` // of those days
	Share    float64   `json:"share"`    // of them, that the rule hits
	Hits     []hitJSON `json:"hits"`
}

type hitJSON struct {
	Title string    `json:"title"`
	Link  string    `json:"link,omitempty"`
	Feed  string    `json:"feed"`
	Date  time.Time `json:"date"`
}

// FiltersCommand is `tidings filters`.
func FiltersCommand(c *call.Call) *cobra.Command {
	a := actions{c}
	cmd := &cobra.Command{
		Use: "filters", Short: "Try the rules of filters", GroupID: "parts", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.testFilterCommand())
	return cmd
}

func (a actions) testFilterCommand() *cobra.Command {
	var days int
	var asJSON bool
	cmd := &cobra.Command{
		Use: "test RULE", Short: "Show what a rule would have hit in the last days", Args: cobra.ExactArgs(1),
		Long: `Holds a rule of a filter against the articles that were gathered in the last days, of
all feeds, and shows those that it hits. Nothing is read from the network.`,
		Example: "  tidings filters test horoscope\n  tidings filters test 'title:/^live:/' --days 30",
		RunE: func(cmd *cobra.Command, args []string) error {
			rule, err := digest.ParseRule(args[0])
			if err != nil {
				return exit.With(exit.Usage, digest.Hint(err, "write a word, a phrase, /a pattern/, or one of them behind a field such as title:"))
			}
			if days < 1 {
				return exit.Misuse(fmt.Errorf("--days %d: there is nothing to look at", days))
			}
			cfg, err := a.Load()
			if err != nil {
				return err
			}
			r, err := known.FeedsOf(cmd.Context(), cfg)
			if err != nil {
				return err
			}
			defer r.State.Close()
			found, err := try(cmd.Context(), r, rule, days, time.Now())
			if err != nil {
				return err
			}
			if asJSON {
				return a.PrintJSON(found)
			}
			return a.printHits(found)
		},
	}
	cmd.Flags().IntVar(&days, "days", 7, "how many days back to look")
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object: the rule, the share, and the articles")
	return cmd
}

// try holds a rule against the articles of the last days, a day in memory at a time.
func try(ctx context.Context, r *known.Feeds, rule digest.Rule, days int, now time.Time) (filterJSON, error) {
	found := filterJSON{Rule: rule.String(), Days: days, Hits: []hitJSON{}}
	feeds := make(map[string]*digest.Feed)
	var ids []string
	for i, f := range r.Config.Feeds {
		feeds[f.ID] = &r.Config.Feeds[i]
		ids = append(ids, f.ID)
	}
	for day := days; day > 0; day-- {
		from := now.Add(-time.Duration(day) * 24 * time.Hour)
		articles, err := r.State.Articles(ctx, ids, from, from.Add(24*time.Hour))
		if err != nil {
			return found, err
		}
		build.Texts(articles)
		for _, art := range articles {
			found.Articles++
			f := feeds[art.FeedID]
			if rule.Match(digest.NewSubject(&art, f)) {
				found.Hits = append(found.Hits, hitJSON{art.Title, art.URL, r.Title(*f), art.When()})
			}
		}
	}
	if found.Articles > 0 {
		found.Share = float64(len(found.Hits)) / float64(found.Articles)
	}
	return found, nil
}

// tooMuch is the share of all articles that no rule of an exclude list is likely meant to hit.
const tooMuch = 0.5

func (a actions) printHits(f filterJSON) error {
	for _, h := range f.Hits {
		if _, err := fmt.Fprintf(a.Stdout, "%s  %s  (%s)\n", h.Date.Local().Format("2006-01-02"), h.Title, h.Feed); err != nil {
			return err
		}
	}
	if f.Articles == 0 {
		a.Say("No articles are stored of the last %s: gather some first, with tidings preview.", wording.Count(f.Days, "day", "days"))
		return nil
	}
	a.Say("%s hits %d of %s of the last %s (%.0f %%).", f.Rule, len(f.Hits), wording.Count(f.Articles, "article", "articles"),
		wording.Count(f.Days, "day", "days"), 100*f.Share)
	if f.Share > tooMuch {
		a.Trouble("tidings: warning: the rule hits more than half of the articles; as an exclude rule it would empty the digest")
	}
	return nil
}
