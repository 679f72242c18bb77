package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/paper"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/cluster"
	"tidings/digest/compose"
	"tidings/digest/config"
	"tidings/digest/novelty"
	"tidings/digest/pipeline"
	"tidings/digest/pipeline/build"
)

// explainFlags are what `tidings explain` can be asked for.
type explainFlags struct {
	edition string
	as      string
	date    string
	json    bool
}

func (a *app) explainCommand() *cobra.Command {
	var f explainFlags
	cmd := &cobra.Command{
		Use: "explain STORY|URL", Short: "Say why a story is in the digest or not, and why there", GroupID: "paper",
		Args: cobra.MinimumNArgs(1),
		Long: `Says what became of a story (part of its headline, or its id) or of an article (its
address): whether it is in the issue and where, by which rule or limit it is not, what
its place was decided by, what of it is new to a reader who was sent it before, and by
what evidence its articles were grouped. It reads what is stored: no feed is asked, and
nothing is changed. When the day's issue was sent, it is that issue.`,
		Example: "  tidings explain kestrel dam\n  tidings explain https://paper.example/dam --as ana@example.com\n  tidings explain flour --edition evening --date 2026-11-20 --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := a.Load()
			if err != nil {
				return err
			}
			return a.explain(cmd.Context(), cfg, strings.Join(args, " "), f)
		},
	}
	cmd.Flags().StringVar(&f.edition, "edition", "", "the edition (default the first)")
	cmd.Flags().StringVar(&f.as, "as", "", "as this subscriber gets it")
	cmd.Flags().StringVar(&f.date, "date", "", "the issue of this day (2026-11-20; default today)")
	cmd.Flags().BoolVar(&f.json, "json", false, "a JSON object")
	return cmd
}

func (a *app) explain(ctx context.Context, cfg *config.Config, about string, f explainFlags) error {
	var named []string
	if f.edition != "" {
		named = []string{f.edition}
	}
	e, err := paper.EditionNamed(cfg, named)
	if err != nil {
		return err
	}
	run, _, err := paper.RunOf(e, f.date, time.Now())
	if err != nil {
		return err
	}
	p, err := paper.Open(ctx, a.Call, cfg, slog.LevelError)
	if err != nil {
		return err
	}
	defer p.Close()
	reader, err := p.ReaderAs(ctx, f.as)
	if err != nil {
		return err
	}
	run.Readers = []digest.Subscriber{reader}
	if is, err := p.Built(ctx, run); err == nil && !is.Until.IsZero() {
		run.Until = is.Until // what was sent, not what would be now
	}
	x, err := p.Explain(ctx, run, about)
	if err != nil {
		return err
	}
	if x.Fate == build.FateUnknown {
		return digest.Hint(fmt.Errorf("nothing that was gathered fits %q", about),
			"give a part of a headline as its paper prints it, or an article's whole address; tidings feeds health shows feeds that fail or hold articles back")
	}
	if f.json {
		return a.PrintJSON(explanationJSON(x, e.Edition, reader))
	}
	(&explaining{app: a, x: x, e: e.Edition, reader: reader, bold: a.Colored()}).print()
	return nil
}

// verdict says in a sentence what became of the story.
func verdict(x pipeline.Explanation, e digest.Edition) string {
	switch x.Fate {
	case build.FateTold:
		where := ""
		if x.Section != "" {
			where = ", in " + x.Section
		}
		return fmt.Sprintf("It is story %d of %d%s.", x.Place, x.Placed, where)
	case build.FateLarge:
		return "It is left out: with it, the mail would be larger than the 95 KB that Gmail shows."
	case build.FateLeft:
		return fmt.Sprintf("It is left out: %s. It ranks %d of %d.", limitReached(x.Limit), x.Rank, x.Ranked)
	case build.FateExtra:
		return "It is left out: only feeds of weight 0 tell it, and they bring no story of their own."
	case build.FateHeld:
		return "It is left out: " + heldBecause(x, e)
	case build.FateMuted:
		return fmt.Sprintf("It is hidden: the reader's mute rule %q hits it.", x.Rule)
	case build.FateSent:
		return fmt.Sprintf("It is left out: the reader was sent it on %s, and no article has come since.", day(x.Story.Told.Last, e))
	case build.FateEarlier:
		return fmt.Sprintf("It is left out: it came before what this issue covers, which begins on %s.", x.Covers.In(e.Location).Format("Monday 2 January, 15:04"))
	case build.FateRefused:
		return "It is left out: " + refusedBecause(x)
	default:
		return "It is left out: its feed stands in no section of this edition."
	}
}

// unsent says why the whole issue does not go out to the reader; empty when it does.
func unsent(x pipeline.Explanation) string {
	switch {
	case x.Rests:
		return "This reader gets no issue that day, by cadence or pause; what follows is what it would hold."
	case x.Few:
		return "The issue has fewer stories than the edition sends (quiet); what follows is what it would hold."
	}
	return ""
}

func limitReached(l compose.Limit) string {
	switch l {
	case compose.SectionFull:
		return "its section has as many stories as its max_stories allows"
	case compose.FeedFull:
		return "every feed that tells it leads as many stories as its max_per_feed allows"
	case compose.SectionSkipped:
		return "the reader skips its section"
	default:
		return "the issue has as many stories as max_stories allows"
	}
}

func heldBecause(x pipeline.Explanation, e digest.Edition) string {
	switch x.Why {
	case novelty.SentElsewhere:
		return "the reader was sent it in another edition of this day."
	case novelty.SentBefore:
		return fmt.Sprintf("the reader was sent it on %s, and this edition says repeats: never.", day(x.Story.Told.Last, e))
	default:
		return fmt.Sprintf("the reader was sent it on %s, and what came since has nothing new.", day(x.Story.Told.Last, e))
	}
}

func refusedBecause(x pipeline.Explanation) string {
	rule := fmt.Sprintf("the exclude rule %q hits it", x.Rule)
	if x.Rule.String() == "" {
		rule = "no include rule hits it"
	}
	switch x.Refusal {
	case compose.TooOld:
		return "it was older than its feed's max_age when it was first seen."
	case compose.Blank:
		return "it has neither title nor text."
	case compose.Filtered:
		return rule + "; the filter is the edition's."
	default:
		return rule + "; the filter is its feed's, its section's or that of defaults."
	}
}

// day is a moment's day as a reader of the edition says it.
func day(t time.Time, e digest.Edition) string { return t.In(e.Location).Format("Monday 2 January") }

// part says what one part of a score rests on.
func part(r digest.Reason, st digest.Story, now time.Time) string {
	switch r.Name {
	case "sources":
		return wording.Count(r.Papers, "paper", "papers") + ", " + wording.Count(r.Reports, "report", "reports")
	case "freshness":
		newest := time.Time{}
		for _, art := range st.Articles {
			if art.When().After(newest) {
				newest = art.When()
			}
		}
		return "the newest article came " + wording.Ago(newest, now)
	case "weight":
		return "the mean weight of its feeds"
	case "topic":
		var topics []string
		for _, t := range r.Topics {
			if t == "" {
				t = "a pattern"
			}
			topics = append(topics, t)
		}
		return "matches " + wording.List(topics)
	case "prominence":
		return "its place in a feed that is not a list by time"
	case "substance":
		return "the length of its text"
	case "novelty":
		return fmt.Sprintf("%.0f %% of what it begins with is new", 100*st.News.Share)
	case "variety":
		return "its feed leads stories above it"
	}
	return ""
}

// features names what counted most between two articles.
func features(all []cluster.Feature, most int) string {
	var said []string
	for _, f := range all[:min(len(all), most)] {
		said = append(said, fmt.Sprintf("%s %+.1f", f.Name, f.Points))
	}
	return strings.Join(said, " · ")
}
