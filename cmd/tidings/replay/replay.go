// Package replay is `tidings replay`: stored days and two configurations become what each would have sent, and why the other
// would not.
package replay

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/paper"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/store"
)

// replayFlags are what `tidings replay` can be asked for.
type replayFlags struct {
	from, to string
	other    string // the other configuration; empty: none
	edition  string
	as       string
	json     bool
}

// actions are what the commands of this room do, in one call of the program.
type actions struct{ *call.Call }

// Command is `tidings replay`.
func Command(c *call.Call) *cobra.Command {
	a := actions{c}
	var f replayFlags
	cmd := &cobra.Command{
		Use: "replay", Short: "Say what another configuration would have sent over stored days", GroupID: "paper", Args: cobra.NoArgs,
		Long: `Builds the issues of past days again, from what was gathered then, and sends nothing:
first as the present configuration would, then as another one would, and says day by
day which stories are in, which are out, which come back, and why. Both begin with the
first day, for a reader who had nothing before. Nothing is read but the stored articles,
and nothing is changed.

The present configuration is the one in $TIDINGS_CONFIG, this folder or /etc/tidings;
the articles are those of its state. --config names the other one.`,
		Example: "  tidings replay --from 2026-11-16 --to 2026-11-22 --config trial/\n  tidings replay --from 2026-11-16 --as ana@example.com --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.replay(cmd.Context(), f)
		},
	}
	cmd.Flags().StringVar(&f.from, "from", "", "the first day (2026-11-16; default a week before the last)")
	cmd.Flags().StringVar(&f.to, "to", "", "the last day (default yesterday)")
	cmd.Flags().StringVarP(&f.other, "config", "c", "", "the other configuration: its folder, or its file")
	cmd.Flags().StringVar(&f.edition, "edition", "", "the edition (default the first)")
	cmd.Flags().StringVar(&f.as, "as", "", "as this subscriber would get it")
	cmd.Flags().BoolVar(&f.json, "json", false, "a JSON object")
	return cmd
}

// mostDays bounds a replay: articles are kept for a month by default, and a year is more than anybody compares.
const mostDays = 366

func (a actions) replay(ctx context.Context, f replayFlags) (err error) {
	cfg, err := a.LoadFrom("")
	if err != nil {
		return err
	}
	if err := f.span(cfg.Site.Location, time.Now()); err != nil {
		return err
	}
	facts, err := store.Open(ctx, cfg.State, store.Options{})
	if err != nil {
		return err
	}
	defer facts.Close()
	c := &comparison{Call: a.Call, flags: f, bold: a.Colored()}
	if c.now, err = a.side(ctx, cfg, f, facts); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.now.Close()) }()
	if f.other != "" {
		other, err := a.LoadFrom(f.other)
		if err != nil {
			return err
		}
		if c.then, err = a.side(ctx, other, f, facts); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, c.then.Close()) }()
		a.sayNeverRead(ctx, c.then, facts)
	}
	return c.run(ctx)
}

// span fills in the days that are not said.
func (f *replayFlags) span(loc *time.Location, now time.Time) error {
	if f.to == "" {
		f.to = now.In(loc).AddDate(0, 0, -1).Format(time.DateOnly)
	}
	to, err := time.Parse(time.DateOnly, f.to)
	if err != nil {
		return exit.With(exit.Usage, fmt.Errorf("--to %q is not a date like 2026-11-20", f.to))
	}
	if f.from == "" {
		f.from = to.AddDate(0, 0, -6).Format(time.DateOnly)
	}
	from, err := time.Parse(time.DateOnly, f.from)
	switch {
	case err != nil:
		return exit.With(exit.Usage, fmt.Errorf("--from %q is not a date like 2026-11-20", f.from))
	case to.Before(from):
		return exit.With(exit.Usage, fmt.Errorf("--from %s is after --to %s", f.from, f.to))
	case to.Sub(from) >= mostDays*24*time.Hour:
		return exit.With(exit.Usage, digest.Hint(fmt.Errorf("from %s to %s is more than a year", f.from, f.to), "articles are kept for as long as `retention` says"))
	case f.to > now.In(loc).Format(time.DateOnly):
		return exit.With(exit.Usage, digest.Hint(fmt.Errorf("%s has not been yet", f.to), "only days that are stored can be replayed"))
	}
	return nil
}

// side is the rehearsal of a configuration.
func (a actions) side(ctx context.Context, cfg *config.Config, f replayFlags, facts *store.Store) (*rehearsal, error) {
	var named []string
	if f.edition != "" {
		named = []string{f.edition}
	}
	e, err := paper.EditionNamed(cfg, named)
	if err != nil {
		return nil, err
	}
	reader, err := invited(cfg, f.as)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", cfg.Files[0], err)
	}
	if f.as == "" {
		reader.Email = "anybody" // somebody with an address has a past, and is told nothing twice
	}
	return a.rehearse(ctx, cfg, e, reader, facts)
}

// invited is the reader of an address as a configuration has it, or anybody when it is empty. What a reader chose on the
// web is left aside: configurations are compared.
func invited(cfg *config.Config, email string) (digest.Subscriber, error) {
	key := digest.Subscriber{Email: email}.Key()
	if i := slices.IndexFunc(cfg.Subscribers, func(s digest.Subscriber) bool { return s.Key() == key }); i >= 0 {
		return cfg.Subscribers[i], nil
	}
	if key == "" {
		return digest.Subscriber{}, nil
	}
	return digest.Subscriber{}, paper.NotAReader(email)
}

// sayNeverRead names the feeds of the other configuration of which nothing is stored: of them, nothing can be said.
func (a actions) sayNeverRead(ctx context.Context, r *rehearsal, facts *store.Store) {
	feeds := r.edition.Edition.Feeds(r.Feeds)
	ids := make([]string, len(feeds))
	for i, f := range feeds {
		ids[i] = f.ID
	}
	states, err := facts.FeedStates(ctx, ids)
	if err != nil {
		return // the days themselves will say it
	}
	var never []string
	for _, f := range feeds {
		if _, ok := states[f.ID]; !ok {
			never = append(never, f.URL)
		}
	}
	if len(never) > 0 {
		a.Say("Never read here, and so without a story in this replay: %s", wording.List(never))
	}
}

// comparison goes through the days.
type comparison struct {
	*call.Call
	flags     replayFlags
	now, then *rehearsal // then may be nil
	bold      bool
	report    replayJSON // without its days when it is printed as it goes
}

// replayJSON is what `tidings replay --json` prints.
type replayJSON struct {
	Edition string    `json:"edition"`
	As      string    `json:"as,omitempty"`
	From    string    `json:"from"`
	To      string    `json:"to"`
	Days    []dayJSON `json:"days"`
	Total   totalJSON `json:"total"`
}

type totalJSON struct {
	Now  sideJSON  `json:"now"`
	Then *sideJSON `json:"then,omitempty"`
	In   int       `json:"in"`
	Out  int       `json:"out"`
}

type dayJSON struct {
	Date string      `json:"date"`
	Now  sideJSON    `json:"now"`
	Then *sideJSON   `json:"then,omitempty"` // the other configuration
	In   []movedJSON `json:"in,omitempty"`   // only the other sends it
	Out  []movedJSON `json:"out,omitempty"`  // only the present one does
}

type sideJSON struct {
	Stories int `json:"stories"`
	Again   int `json:"again"` // of these, told on an earlier day of the replay
}

type movedJSON struct {
	Headline string `json:"headline"`
	URL      string `json:"url"`
	Sources  int    `json:"sources"`
	Why      string `json:"why"` // why the configuration that does not send it does not
}

func (c *comparison) run(ctx context.Context) error {
	c.report = replayJSON{Edition: c.now.edition.ID, As: c.flags.as, From: c.flags.from, To: c.flags.to, Days: []dayJSON{}}
	if c.then != nil {
		c.report.Total.Then = &sideJSON{}
	}
	if !c.flags.json {
		c.printHead()
	}
	for date := c.flags.from; date <= c.flags.to; date = nextDate(date) {
		d, err := c.day(ctx, date)
		if err != nil {
			return err
		}
		c.add(d)
		if c.flags.json {
			c.report.Days = append(c.report.Days, d)
		} else {
			c.printDay(d)
		}
	}
	if c.flags.json {
		return c.PrintJSON(c.report)
	}
	c.printTotal()
	return nil
}

// day compares what both send on a date.
func (c *comparison) day(ctx context.Context, date string) (dayJSON, error) {
	d := dayJSON{Date: date}
	now, err := c.now.day(ctx, date)
	if err != nil {
		return d, err
	}
	d.Now = tallyOfStories(now)
	if c.then == nil {
		return d, nil
	}
	then, err := c.then.day(ctx, date)
	if err != nil {
		return d, err
	}
	d.Then = new(tallyOfStories(then))
	if d.In, err = moved(ctx, c.now, date, without(then, now)); err != nil {
		return d, err
	}
	d.Out, err = moved(ctx, c.then, date, without(now, then))
	return d, err
}

func tallyOfStories(stories []digest.ContentsStory) sideJSON {
	t := sideJSON{Stories: len(stories)}
	for _, s := range stories {
		if s.New {
			t.Again++
		}
	}
	return t
}

// without is the stories that have no article in common with any of others: two configurations may give an event
// different articles.
func without(stories, others []digest.ContentsStory) []digest.ContentsStory {
	told := make(map[string]bool)
	for _, s := range others {
		for _, id := range s.Members {
			told[id] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(stories), func(s digest.ContentsStory) bool {
		return slices.ContainsFunc(s.Members, func(id string) bool { return told[id] })
	})
}

// moved is stories that one side sends and the other, which says why, does not.
func moved(ctx context.Context, other *rehearsal, date string, stories []digest.ContentsStory) ([]movedJSON, error) {
	whys, err := other.why(ctx, date, stories)
	if err != nil {
		return nil, err
	}
	var out []movedJSON
	for i, s := range stories {
		out = append(out, movedJSON{s.Headline, s.URL, s.Sources, whys[i]})
	}
	return out, nil
}

func (c *comparison) add(d dayJSON) {
	t := &c.report.Total
	t.Now.add(d.Now)
	if d.Then != nil {
		t.Then.add(*d.Then)
	}
	t.In += len(d.In)
	t.Out += len(d.Out)
}

func (s *sideJSON) add(other sideJSON) {
	s.Stories += other.Stories
	s.Again += other.Again
}
