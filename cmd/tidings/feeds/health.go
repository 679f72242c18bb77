package feeds

import (
	"context"
	"fmt"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/known"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
)

// healthJSON is a line of `tidings feeds health --json`.
type healthJSON struct {
	Section       string     `json:"section,omitempty"`
	Title         string     `json:"title"`
	URL           string     `json:"url"`
	Status        string     `json:"status"`
	LastTry       *time.Time `json:"last_try,omitempty"`
	LastSuccess   *time.Time `json:"last_success,omitempty"`
	NextPoll      *time.Time `json:"next_poll,omitempty"` // not before this moment; absent: at the next run
	Fails         int        `json:"fails,omitempty"`     // in a row
	Reason        string     `json:"reason,omitempty"`
	MovedTo       string     `json:"moved_to,omitempty"`
	MovedSince    *time.Time `json:"moved_since,omitempty"`
	NewestArticle *time.Time `json:"newest_article,omitempty"`
	HeldArticles  int        `json:"held_articles,omitempty"` // came all at once, and wait

	notes []string
	next  string
}

func (a actions) healthCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "health", Short: "Show how the feeds do: failing, gone, moved, silent", Args: cobra.NoArgs,
		Long: `Shows how each feed does: when it was last read and is asked again, how often it failed
in a row and why, whether it has moved or is gone, whether it has fallen silent, and
whether articles are held back because they came far too many at once. A feed is
silent when it brings nothing new for three times the longest pause between the
articles that are stored of it, or 14 days where few are.`,
		RunE: known.AboutFeeds(a.Call, func(ctx context.Context, r *known.Feeds) error {
			health, err := healthOfAll(ctx, r, time.Now())
			if err != nil {
				return err
			}
			if asJSON {
				return a.PrintJSON(health)
			}
			return a.printHealth(health)
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "a JSON list")
	return cmd
}

// healthOfAll looks every feed over.
func healthOfAll(ctx context.Context, r *known.Feeds, now time.Time) ([]healthJSON, error) {
	ids := make([]string, len(r.Config.Feeds))
	for i, f := range r.Config.Feeds {
		ids[i] = f.ID
	}
	held, err := r.State.HeldArticles(ctx, ids, digest.HoldPour)
	if err != nil {
		return nil, err
	}
	dates, err := r.State.ArticleDates(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := []healthJSON{}
	for _, f := range r.Config.Feeds {
		out = append(out, healthOf(f, r.Title(f), r.ByID[f.ID], dates[f.ID], held[f.ID], now))
	}
	return out, nil
}

// healthOf is how one feed does, by its state, the dates of its stored articles, and how many of them are held.
func healthOf(f digest.Feed, title string, st digest.FeedState, dates []time.Time, held int, now time.Time) healthJSON {
	h := healthJSON{
		Section: f.Section, Title: title, URL: f.URL, LastTry: call.Stamp(st.LastTry), LastSuccess: call.Stamp(st.LastOK),
		NextPoll: call.Stamp(st.NextPoll), Fails: st.Fails, HeldArticles: held, next: nextPoll(st, now),
	}
	note := func(status, words string, args ...any) {
		if h.Status == "" {
			h.Status = status
		}
		h.notes = append(h.notes, fmt.Sprintf(words, args...))
	}
	if st.Reason != "" {
		h.Reason = wording.PlainReason(st.Reason, st.URL, f.URL)
	}
	switch {
	case st.Gone:
		note(known.FeedGone, "its server says that it is gone for good, so it is not asked any more; remove it, or write its new address; tidings feeds resume has it asked again")
	case st.Fails > 0:
		note(known.FeedFailing, "%s: %s", wording.Count(st.Fails, "failure", "failures in a row"), h.Reason)
	}
	if held > 0 {
		note(known.FeedHeld, "%s came at once, far more than ever before; kept, and held out of the digest until tidings feeds release", wording.Count(held, "article", "articles"))
	}
	if st.Moved != "" {
		h.MovedTo, h.MovedSince = st.Moved, call.Stamp(st.MovedSince)
		words := "moved to %s, its server has said since %s"
		if st.Moved == st.URL {
			words += "; it is read there: write that address in sources.yaml"
		}
		note(known.FeedMoved, words, st.Moved, st.MovedSince.Local().Format("2 Jan 2006"))
	}
	newest, longest := rhythm(dates)
	h.NewestArticle = call.Stamp(newest)
	if quiet := now.Sub(newest); !st.LastOK.IsZero() && !newest.IsZero() && quiet > silentAfter(len(dates), longest) {
		note(known.FeedSilent, "nothing new for %s", wording.Span(quiet))
	}
	switch {
	case h.Status != "":
	case st.LastTry.IsZero():
		note(known.FeedNew, "never asked")
	default:
		h.Status = known.FeedWell
	}
	return h
}

// When a feed counts as silent. A paper that rests at the weekend has pauses of two days, and three of them are no news
// within a week.
const (
	silentTimes  = 3                   // the longest pause of its own so many times over
	silentRhythm = 5                   // articles that make a rhythm
	silentLeast  = 2 * 24 * time.Hour  // no feed is silent before that
	silentElse   = 14 * 24 * time.Hour // for a feed of few articles
)

func silentAfter(articles int, longest time.Duration) time.Duration {
	if articles < silentRhythm || longest <= 0 {
		return silentElse
	}
	return max(silentLeast, silentTimes*longest)
}

// rhythm is the newest of some dates and the longest pause between two of them.
func rhythm(dates []time.Time) (newest time.Time, longest time.Duration) {
	dates = slices.SortedFunc(slices.Values(dates), time.Time.Compare)
	for i, t := range dates {
		if i > 0 {
			longest = max(longest, t.Sub(dates[i-1]))
		}
		newest = t
	}
	return newest, longest
}

// printHealth shows a line a feed, what is wrong with it below, and how many there are of each kind.
func (a actions) printHealth(health []healthJSON) error {
	now := time.Now()
	counts := make(map[string]int)
	w := tabwriter.NewWriter(a.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "STATUS\tFEED\tREAD\tNEXT\tNEWEST ARTICLE")
	for _, h := range health {
		counts[h.Status]++
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", h.Status, h.Title, wording.Ago(timeOf(h.LastSuccess), now), h.next, wording.Ago(timeOf(h.NewestArticle), now))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, h := range health {
		if h.Status == known.FeedWell || h.Status == known.FeedNew {
			continue
		}
		fmt.Fprintf(a.Stdout, "\n%s\n  %s\n", h.Title, h.URL)
		for _, note := range h.notes {
			fmt.Fprintf(a.Stdout, "  %s\n", note)
		}
	}
	facts := []string{wording.Count(len(health), "feed", "feeds")}
	for _, status := range []string{known.FeedWell, known.FeedNew, known.FeedFailing, known.FeedGone, known.FeedMoved, known.FeedHeld, known.FeedSilent} {
		if counts[status] > 0 {
			facts = append(facts, fmt.Sprintf("%d %s", counts[status], status))
		}
	}
	_, err := fmt.Fprintf(a.Stdout, "\n%s\n", wording.Joined(facts))
	return err
}

// timeOf is the time that stamp made, or the zero time.
func timeOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}
