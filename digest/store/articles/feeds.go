// Package articles keeps what was gathered: how each feed stands, its articles with their texts, what was tried of their
// pages, and which hosts, feeds and articles are held.
package articles

import (
	"context"

	"tidings/digest"
	"tidings/digest/store/database"
)

// Feeds is what was gathered of every feed.
type Feeds struct {
	db    *database.DB
	saves *saves
}

// New returns the feeds in a database.
func New(db *database.DB) *Feeds { return &Feeds{db: db, saves: newSaves()} }

const feedColumns = `id, url, title, link, language, etag, last_modified, validators_for, next_poll, last_try, last_ok,
	fails, reason, moved, moved_since, moved_count, validators_at, refresh, site, gone, most`

func feedFields(f *digest.FeedState) []any {
	return []any{
		&f.Feed, &f.URL, &f.Title, &f.Link, &f.Language, &f.Validators.ETag, &f.Validators.LastModified, &f.ValidatorsFor,
		(*database.Moment)(&f.NextPoll), (*database.Moment)(&f.LastTry), (*database.Moment)(&f.LastOK),
		&f.Fails, &f.Reason, &f.Moved, (*database.Moment)(&f.MovedSince), &f.MovedCount,
		(*database.Moment)(&f.ValidatorsAt), (*database.Span)(&f.Refresh), (*database.Yes)(&f.Site), (*database.Yes)(&f.Gone), &f.Most,
	}
}

// FeedStates reads what is known of the feeds, by Feed.ID; feeds never saved are absent.
func (f *Feeds) FeedStates(ctx context.Context, feeds []string) (map[string]digest.FeedState, error) {
	states, err := database.All(ctx, f.db.Read, feedFields, `SELECT `+feedColumns+` FROM feed WHERE id IN `+f.db.Keys, database.Set(feeds))
	return database.ByKey(states, func(st digest.FeedState) string { return st.Feed }), database.About(err, "feed states")
}

// Listings reads which articles stood in each feed's last document, in its order.
func (f *Feeds) Listings(ctx context.Context, feeds []string) (map[string][]string, error) {
	type row struct {
		feed     string
		articles []string
	}
	rows, err := database.All(ctx, f.db.Read, func(r *row) []any { return []any{&r.feed, database.JSON(&r.articles)} },
		`SELECT id, listing FROM feed WHERE id IN `+f.db.Keys, database.Set(feeds))
	listings := make(map[string][]string, len(rows))
	for _, r := range rows {
		listings[r.feed] = r.articles
	}
	return listings, database.About(err, "listings of feeds")
}

// ResumeFeed has a feed asked at the next run, whatever it was waiting for; digest.ErrNotFound when it was never saved.
func (f *Feeds) ResumeFeed(ctx context.Context, feed string) error {
	n, err := database.Change(ctx, f.db.Write, `UPDATE feed SET gone = 0, fails = 0, reason = '', next_poll = 0 WHERE id = $1`, feed)
	if err == nil && n == 0 {
		err = digest.ErrNotFound
	}
	return database.About(err, "resume feed %s", feed)
}
