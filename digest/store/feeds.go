package store

import (
	"context"
	"time"

	"tidings/digest"
)

const feedColumns = `id, url, title, link, language, etag, last_modified, validators_for, next_poll, last_try, last_ok,
	fails, reason, moved, moved_since, moved_count, validators_at, refresh, site, gone, most`

func feedFields(f *digest.FeedState) []any {
	return []any{
		&f.Feed, &f.URL, &f.Title, &f.Link, &f.Language, &f.Validators.ETag, &f.Validators.LastModified, &f.ValidatorsFor,
		(*moment)(&f.NextPoll), (*moment)(&f.LastTry), (*moment)(&f.LastOK),
		&f.Fails, &f.Reason, &f.Moved, (*moment)(&f.MovedSince), &f.MovedCount,
		(*moment)(&f.ValidatorsAt), (*span)(&f.Refresh), (*yes)(&f.Site), (*yes)(&f.Gone), &f.Most,
	}
}

// FeedStates reads what is known of the feeds, by Feed.ID; feeds never saved are absent.
func (s *Store) FeedStates(ctx context.Context, feeds []string) (map[string]digest.FeedState, error) {
	states, err := all(ctx, s.read, feedFields, `SELECT `+feedColumns+` FROM feed WHERE id IN `+s.d.keys, keySet(feeds))
	return byKey(states, func(st digest.FeedState) string { return st.Feed }), about(err, "feed states")
}

// PageTries reads how fetching the pages of articles went so far, by article; articles never tried are absent.
func (s *Store) PageTries(ctx context.Context, articles []string) (map[string]digest.PageTry, error) {
	tries, err := all(ctx, s.read, func(t *digest.PageTry) []any {
		return []any{&t.Article, &t.Tries, (*moment)(&t.Next), &t.Reason}
	}, `SELECT article, tries, next_try, reason FROM page_try WHERE article IN `+s.d.keys, keySet(articles))
	return byKey(tries, func(t digest.PageTry) string { return t.Article }), about(err, "page tries")
}

// SavePageTry stores how fetching an article's page went. The article must be stored.
func (s *Store) SavePageTry(ctx context.Context, t digest.PageTry) error {
	_, err := change(ctx, s.db, `INSERT INTO page_try (article, tries, next_try, reason) VALUES ($1, $2, $3, $4)
		ON CONFLICT (article) DO UPDATE SET tries = excluded.tries, next_try = excluded.next_try, reason = excluded.reason`,
		t.Article, t.Tries, t.Next, t.Reason)
	return about(err, "save page try of article %s", t.Article)
}

// SaveText stores the readable text of an article; digest.ErrNotFound when the article is not stored.
func (s *Store) SaveText(ctx context.Context, article string, t digest.Text) error {
	n, err := change(ctx, s.db, updateText, append([]any{article}, textFields(&t)...)...)
	if err == nil && n == 0 {
		err = digest.ErrNotFound
	}
	return about(err, "save text of article %s", article)
}

// TakeOwnWords has the feed's own words stand as the text of articles that have none yet.
func (s *Store) TakeOwnWords(ctx context.Context, articles []string) error {
	_, err := change(ctx, s.db, `UPDATE article SET text_method = $2 WHERE text_method = '' AND id IN `+s.d.keys,
		keySet(articles), digest.OwnWords)
	return about(err, "take own words of %d articles", len(articles))
}

// Unread lists stored articles of the feeds that have no text yet and whose page may be tried now (digest.PageTry.Next
// has come, or it was never tried), newest first, at most limit. Those that are held are not among them.
func (s *Store) Unread(ctx context.Context, feeds []string, limit int) ([]digest.Article, error) {
	articles, err := all(ctx, s.read, articleFields, `SELECT `+articleColumns+` FROM article
		WHERE text_method = '' AND feed IN `+s.d.keys+` AND `+notHeld+`
			AND NOT EXISTS (SELECT 1 FROM page_try WHERE article = article.id AND (next_try = 0 OR next_try > $2))
		ORDER BY seen DESC, published DESC, id LIMIT $3`, keySet(feeds), s.clock(), limit)
	return articles, about(err, "unread articles")
}

// Articles lists the articles of the feeds first seen after from and not after to, with their text, ordered by Seen
// and ID. Those that are held are not among them.
func (s *Store) Articles(ctx context.Context, feeds []string, from, to time.Time) ([]digest.Article, error) {
	articles, err := all(ctx, s.read, articleFields, `SELECT `+articleColumns+` FROM article
		WHERE seen > $2 AND seen <= $3 AND feed IN `+s.d.keys+` AND `+notHeld+` ORDER BY seen, id`, keySet(feeds), from, to)
	return articles, about(err, "articles")
}

// Listings reads which articles stood in each feed's last document, in its order.
func (s *Store) Listings(ctx context.Context, feeds []string) (map[string][]string, error) {
	type row struct {
		feed     string
		articles []string
	}
	rows, err := all(ctx, s.read, func(r *row) []any { return []any{&r.feed, jsonText{&r.articles}} },
		`SELECT id, listing FROM feed WHERE id IN `+s.d.keys, keySet(feeds))
	listings := make(map[string][]string, len(rows))
	for _, r := range rows {
		listings[r.feed] = r.articles
	}
	return listings, about(err, "listings of feeds")
}

// ArticleDates lists when the articles of the feeds were written, as Article.When has it, by feed. Those that are held are
// not among them.
func (s *Store) ArticleDates(ctx context.Context, feeds []string) (map[string][]time.Time, error) {
	rows, err := all(ctx, s.read, func(a *digest.Article) []any {
		return []any{&a.FeedID, (*moment)(&a.Seen), (*moment)(&a.Published), (*moment)(&a.Updated)}
	}, `SELECT feed, seen, published, updated FROM article WHERE feed IN `+s.d.keys+` AND `+notHeld, keySet(feeds))
	dates := make(map[string][]time.Time)
	for _, a := range rows {
		dates[a.FeedID] = append(dates[a.FeedID], a.When())
	}
	return dates, about(err, "dates of articles")
}
