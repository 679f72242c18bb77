package store

import (
	"context"
	"time"

	"tidings/digest"
	"tidings/digest/store/database"
)

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
func (s *Store) FeedStates(ctx context.Context, feeds []string) (map[string]digest.FeedState, error) {
	states, err := database.All(ctx, s.db.Read, feedFields, `SELECT `+feedColumns+` FROM feed WHERE id IN `+s.db.Keys, database.Set(feeds))
	return database.ByKey(states, func(st digest.FeedState) string { return st.Feed }), database.About(err, "feed states")
}

// PageTries reads how fetching the pages of articles went so far, by article; articles never tried are absent.
func (s *Store) PageTries(ctx context.Context, articles []string) (map[string]digest.PageTry, error) {
	tries, err := database.All(ctx, s.db.Read, func(t *digest.PageTry) []any {
		return []any{&t.Article, &t.Tries, (*database.Moment)(&t.Next), &t.Reason}
	}, `SELECT article, tries, next_try, reason FROM page_try WHERE article IN `+s.db.Keys, database.Set(articles))
	return database.ByKey(tries, func(t digest.PageTry) string { return t.Article }), database.About(err, "page tries")
}

// SavePageTry stores how fetching an article's page went. The article must be stored.
func (s *Store) SavePageTry(ctx context.Context, t digest.PageTry) error {
	_, err := database.Change(ctx, s.db.Write, `INSERT INTO page_try (article, tries, next_try, reason) VALUES ($1, $2, $3, $4)
		ON CONFLICT (article) DO UPDATE SET tries = excluded.tries, next_try = excluded.next_try, reason = excluded.reason`,
		t.Article, t.Tries, t.Next, t.Reason)
	return database.About(err, "save page try of article %s", t.Article)
}

// SaveText stores the readable text of an article; digest.ErrNotFound when the article is not stored.
func (s *Store) SaveText(ctx context.Context, article string, t digest.Text) error {
	n, err := database.Change(ctx, s.db.Write, updateText, append([]any{article}, textFields(&t)...)...)
	if err == nil && n == 0 {
		err = digest.ErrNotFound
	}
	return database.About(err, "save text of article %s", article)
}

// TakeOwnWords has the feed's own words stand as the text of articles that have none yet.
func (s *Store) TakeOwnWords(ctx context.Context, articles []string) error {
	_, err := database.Change(ctx, s.db.Write, `UPDATE article SET text_method = $2 WHERE text_method = '' AND id IN `+s.db.Keys,
		database.Set(articles), digest.OwnWords)
	return database.About(err, "take own words of %d articles", len(articles))
}

// Unread lists stored articles of the feeds that have no text yet and whose page may be tried now (digest.PageTry.Next
// has come, or it was never tried), newest first, at most limit. Those that are held are not among them.
func (s *Store) Unread(ctx context.Context, feeds []string, limit int) ([]digest.Article, error) {
	articles, err := database.All(ctx, s.db.Read, articleFields, `SELECT `+articleColumns+` FROM article
		WHERE text_method = '' AND feed IN `+s.db.Keys+` AND `+notHeld+`
			AND NOT EXISTS (SELECT 1 FROM page_try WHERE article = article.id AND (next_try = 0 OR next_try > $2))
		ORDER BY seen DESC, published DESC, id LIMIT $3`, database.Set(feeds), s.db.Now(), limit)
	return articles, database.About(err, "unread articles")
}

// Articles lists the articles of the feeds first seen after from and not after to, with their text, ordered by Seen
// and ID. Those that are held are not among them.
func (s *Store) Articles(ctx context.Context, feeds []string, from, to time.Time) ([]digest.Article, error) {
	articles, err := database.All(ctx, s.db.Read, articleFields, `SELECT `+articleColumns+` FROM article
		WHERE seen > $2 AND seen <= $3 AND feed IN `+s.db.Keys+` AND `+notHeld+` ORDER BY seen, id`, database.Set(feeds), from, to)
	return articles, database.About(err, "articles")
}

// Listings reads which articles stood in each feed's last document, in its order.
func (s *Store) Listings(ctx context.Context, feeds []string) (map[string][]string, error) {
	type row struct {
		feed     string
		articles []string
	}
	rows, err := database.All(ctx, s.db.Read, func(r *row) []any { return []any{&r.feed, database.JSON(&r.articles)} },
		`SELECT id, listing FROM feed WHERE id IN `+s.db.Keys, database.Set(feeds))
	listings := make(map[string][]string, len(rows))
	for _, r := range rows {
		listings[r.feed] = r.articles
	}
	return listings, database.About(err, "listings of feeds")
}

// ArticleDates lists when the articles of the feeds were written, as Article.When has it, by feed. Those that are held are
// not among them.
func (s *Store) ArticleDates(ctx context.Context, feeds []string) (map[string][]time.Time, error) {
	rows, err := database.All(ctx, s.db.Read, func(a *digest.Article) []any {
		return []any{&a.FeedID, (*database.Moment)(&a.Seen), (*database.Moment)(&a.Published), (*database.Moment)(&a.Updated)}
	}, `SELECT feed, seen, published, updated FROM article WHERE feed IN `+s.db.Keys+` AND `+notHeld, database.Set(feeds))
	dates := make(map[string][]time.Time)
	for _, a := range rows {
		dates[a.FeedID] = append(dates[a.FeedID], a.When())
	}
	return dates, database.About(err, "dates of articles")
}
