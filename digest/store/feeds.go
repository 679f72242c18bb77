package store

import (
	"context"
	"database/sql"
	"time"

	"tidings/digest"
)

const feedColumns = `id, url, title, link, language, etag, last_modified, validators_for, next_poll, last_try, last_ok,
	fails, reason, moved, moved_since, moved_count`

func feedFields(f *digest.FeedState) []any {
	return []any{
		&f.Feed, &f.URL, &f.Title, &f.Link, &f.Language, &f.Validators.ETag, &f.Validators.LastModified, &f.ValidatorsFor,
		(*moment)(&f.NextPoll), (*moment)(&f.LastTry), (*moment)(&f.LastOK),
		&f.Fails, &f.Reason, &f.Moved, (*moment)(&f.MovedSince), &f.MovedCount,
	}
}

// FeedStates reads what is known of the feeds, by Feed.ID; feeds never saved are absent.
func (s *Store) FeedStates(ctx context.Context, feeds []string) (map[string]digest.FeedState, error) {
	states, err := all(ctx, s.read, feedFields, `SELECT `+feedColumns+` FROM feed WHERE id IN `+s.d.keys, keySet(feeds))
	return byKey(states, func(st digest.FeedState) string { return st.Feed }), about(err, "feed states")
}

const saveFeed = `INSERT INTO feed (` + feedColumns + `, listing)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
	ON CONFLICT (id) DO UPDATE SET url = excluded.url, title = excluded.title, link = excluded.link,
		language = excluded.language, etag = excluded.etag, last_modified = excluded.last_modified,
		validators_for = excluded.validators_for, next_poll = excluded.next_poll, last_try = excluded.last_try,
		last_ok = excluded.last_ok, fails = excluded.fails, reason = excluded.reason, moved = excluded.moved,
		moved_since = excluded.moved_since, moved_count = excluded.moved_count,
		listing = CASE WHEN excluded.listing = '[]' THEN feed.listing ELSE excluded.listing END`

// SaveFeed stores a feed's state and, in the same transaction, the articles of its document: validators never outlive
// the articles they vouch for. Articles carry their ID; those not seen before are inserted with Seen set to now, and
// returned in the order given. Known ones are rewritten when title, link, summary or content changed: Seen never
// moves, and a text made from the feed's own words goes when those words changed, so that it is made again.
//
// Without articles (an unchanged or failed feed) only the state is stored.
func (s *Store) SaveFeed(ctx context.Context, st digest.FeedState, articles []digest.Article) (fresh []digest.Article, err error) {
	articles = distinct(articles)
	ids := make([]string, len(articles))
	for i, a := range articles {
		ids[i] = a.ID
	}
	seen := s.clock()
	err = s.write(ctx, func(tx *sql.Tx) error {
		// The feed's row comes first: on Postgres it holds off another process that saves the same feed.
		if _, err := change(ctx, tx, saveFeed, append(feedFields(&st), keySet(ids))...); err != nil || len(ids) == 0 {
			return err
		}
		known, err := s.known(ctx, tx, ids)
		if err != nil {
			return err
		}
		for _, a := range articles {
			old, ok := known[a.ID]
			if !ok {
				a.Seen = seen
				fresh = append(fresh, a)
			} else if err := rewrite(ctx, tx, old, a); err != nil {
				return err
			}
		}
		return s.insertArticles(ctx, tx, fresh)
	})
	if err != nil {
		return nil, about(err, "save feed %s", st.URL)
	}
	return fresh, nil
}

// distinct drops later articles of the same ID: documents repeat themselves.
func distinct(articles []digest.Article) []digest.Article {
	have := make(map[string]bool, len(articles))
	var kept []digest.Article
	for _, a := range articles {
		if !have[a.ID] {
			have[a.ID] = true
			kept = append(kept, a)
		}
	}
	return kept
}

// words are what a stored article said when it was last looked at.
type words struct {
	id, title, url, summary, content, method string
}

func (s *Store) known(ctx context.Context, tx *sql.Tx, ids []string) (map[string]words, error) {
	list, err := all(ctx, tx, func(w *words) []any {
		return []any{&w.id, &w.title, &w.url, &w.summary, &w.content, &w.method}
	}, `SELECT id, title, url, summary, content, text_method FROM article WHERE id IN `+s.d.keys, keySet(ids))
	return byKey(list, func(w words) string { return w.id }), err
}

// rewrite stores what changed of a known article.
func rewrite(ctx context.Context, tx *sql.Tx, old words, a digest.Article) error {
	said := old.summary != clean(a.Summary) || old.content != clean(a.Content)
	if !said && old.title == clean(a.Title) && old.url == clean(a.URL) {
		return nil
	}
	if _, err := change(ctx, tx, updateArticle, append([]any{a.ID}, articleFacts(&a)...)...); err != nil {
		return err
	}
	if !said || !fromFeed(old.method) {
		return nil
	}
	_, err := change(ctx, tx, updateText, append([]any{a.ID}, textFields(&a.Text)...)...)
	return err
}

// fromFeed says whether a text of this method was made of the feed's own words and not of the article's page.
func fromFeed(method string) bool { return method == "feed" || method == "summary" }

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

// Unread lists stored articles of the feeds that have no text yet and whose page may be tried now (digest.PageTry.Next
// has come, or it was never tried), newest first, at most limit.
func (s *Store) Unread(ctx context.Context, feeds []string, limit int) ([]digest.Article, error) {
	articles, err := all(ctx, s.read, articleFields, `SELECT `+articleColumns+` FROM article
		WHERE text_method = '' AND feed IN `+s.d.keys+`
			AND NOT EXISTS (SELECT 1 FROM page_try WHERE article = article.id AND (next_try = 0 OR next_try > $2))
		ORDER BY seen DESC, published DESC, id LIMIT $3`, keySet(feeds), s.clock(), limit)
	return articles, about(err, "unread articles")
}

// Articles lists the articles of the feeds first seen after from and not after to, with their text, ordered by Seen
// and ID.
func (s *Store) Articles(ctx context.Context, feeds []string, from, to time.Time) ([]digest.Article, error) {
	articles, err := all(ctx, s.read, articleFields, `SELECT `+articleColumns+` FROM article
		WHERE seen > $2 AND seen <= $3 AND feed IN `+s.d.keys+` ORDER BY seen, id`, keySet(feeds), from, to)
	return articles, about(err, "articles")
}
