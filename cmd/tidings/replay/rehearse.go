package replay

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"os"
	"time"

	"tidings/cmd/tidings/verdict"
	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/pipeline"
	"tidings/digest/store"
)

// rehearsal sends the issues of past days to one reader, and to nobody: what it sends it keeps in a state of its own, so
// that each day knows the days before, and what was gathered it reads from the real one.
type rehearsal struct {
	*pipeline.Pipeline
	edition config.Edition
	reader  digest.Subscriber
	clock   time.Time
	scratch *store.Store
	dir     string
}

// rehearsed is the state of a rehearsal: facts of the real one, history of its own.
type rehearsed struct {
	*store.Store
	facts *store.Store
}

// Articles reads what was gathered in truth.
func (r rehearsed) Articles(ctx context.Context, feeds []string, from, to time.Time) ([]digest.Article, error) {
	return r.facts.Articles(ctx, feeds, from, to)
}

// FeedStates reads what is known of feeds in truth.
func (r rehearsed) FeedStates(ctx context.Context, feeds []string) (map[string]digest.FeedState, error) {
	return r.facts.FeedStates(ctx, feeds)
}

// Listings reads the feeds' documents as they are in truth.
func (r rehearsed) Listings(ctx context.Context, feeds []string) (map[string][]string, error) {
	return r.facts.Listings(ctx, feeds)
}

// rehearse prepares a rehearsal of an edition. Close it when done.
func (a actions) rehearse(ctx context.Context, cfg *config.Config, e config.Edition, reader digest.Subscriber, facts *store.Store) (*rehearsal, error) {
	look, err := a.Looks(cfg)
	if err != nil {
		return nil, err
	}
	r := &rehearsal{edition: e, reader: reader}
	if r.dir, err = os.MkdirTemp("", "tidings-replay-"); err != nil {
		return nil, digest.Hint(err, "a replay keeps what it sends in a temporary folder: check TMPDIR")
	}
	now := func() time.Time { return r.clock }
	if r.scratch, err = store.Open(ctx, r.dir, store.Options{Now: now, Rand: rand.Reader}); err != nil {
		return nil, errors.Join(err, os.RemoveAll(r.dir))
	}
	r.Pipeline = &pipeline.Pipeline{
		Site: cfg.Site, Feeds: cfg.Feeds, Lists: cfg.Lists, From: cfg.From, Look: look,
		Store: rehearsed{r.scratch, facts}, Log: a.Logger(slog.LevelError), Now: now, Owner: rand.Text(),
	}
	for _, e := range cfg.Editions {
		r.Editions = append(r.Editions, e.Edition)
	}
	return r, nil
}

// Close lets go of what the rehearsal sent.
func (r *rehearsal) Close() error { return errors.Join(r.scratch.Close(), os.RemoveAll(r.dir)) }

// run is the issue of a slot.
func (r *rehearsal) run(slot digest.Slot) pipeline.Run {
	at, _ := slot.In(r.edition.Location)
	return pipeline.Run{Edition: r.edition.Edition, Slot: slot, Until: at, AtOnce: true, Readers: []digest.Subscriber{r.reader}}
}

// slots are those of a date.
func (r *rehearsal) slots(date string) []digest.Slot {
	midnight, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return nil
	}
	loc := r.edition.Location
	from, to := digest.WallTime(midnight, loc), digest.WallTime(midnight.AddDate(0, 0, 1), loc)
	var slots []digest.Slot
	for _, m := range r.edition.Schedule.Between(from.Add(-time.Millisecond), to.Add(-time.Millisecond), loc) {
		slots = append(slots, digest.SlotOf(m.Wall, time.UTC))
	}
	return slots
}

// day sends the issues of a date, and is the stories in them.
func (r *rehearsal) day(ctx context.Context, date string) ([]digest.ContentsStory, error) {
	var stories []digest.ContentsStory
	for _, slot := range r.slots(date) {
		run := r.run(slot)
		r.clock = run.Until
		d, err := r.Build(ctx, run)
		if err != nil {
			return nil, err
		}
		for _, rendering := range d.Renderings {
			for _, s := range rendering.Contents.Sections {
				stories = append(stories, s.Stories...)
			}
		}
	}
	return stories, nil
}

// why says what became of stories that are not in the issues of a date, in their order.
func (r *rehearsal) why(ctx context.Context, date string, stories []digest.ContentsStory) ([]string, error) {
	whys := make([]string, len(stories))
	slots := r.slots(date)
	if len(slots) == 0 || len(stories) == 0 {
		for i := range whys {
			whys[i] = "it has no issue that day"
		}
		return whys, nil
	}
	urls := make([]string, len(stories))
	for i, s := range stories {
		urls[i] = s.URL
	}
	run := r.run(slots[len(slots)-1])
	all, err := r.ExplainAll(ctx, run, urls)
	if err != nil {
		return nil, err
	}
	for i, x := range all {
		whys[i] = verdict.WhyNot(x, run.Edition)
	}
	return whys, nil
}

// nextDate is the date after another.
func nextDate(date string) string {
	t, _ := time.Parse(time.DateOnly, date)
	return t.AddDate(0, 0, 1).Format(time.DateOnly)
}
