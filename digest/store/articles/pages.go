package articles

import (
	"context"

	"tidings/digest"
	"tidings/digest/store/database"
)

// PageTries reads how fetching the pages of articles went so far, by article; articles never tried are absent.
func (f *Feeds) PageTries(ctx context.Context, articles []string) (map[string]digest.PageTry, error) {
	tries, err := database.All(ctx, f.db.Read, func(t *digest.PageTry) []any {
		return []any{&t.Article, &t.Tries, (*database.Moment)(&t.Next), &t.Reason}
	}, `SELECT article, tries, next_try, reason FROM page_try WHERE article IN `+f.db.Keys, database.Set(articles))
	return database.ByKey(tries, func(t digest.PageTry) string { return t.Article }), database.About(err, "page tries")
}

// SavePageTry stores how fetching an article's page went. The article must be stored.
func (f *Feeds) SavePageTry(ctx context.Context, t digest.PageTry) error {
	_, err := database.Change(ctx, f.db.Write, `INSERT INTO page_try (article, tries, next_try, reason) VALUES ($1, $2, $3, $4)
		ON CONFLICT (article) DO UPDATE SET tries = excluded.tries, next_try = excluded.next_try, reason = excluded.reason`,
		t.Article, t.Tries, t.Next, t.Reason)
	return database.About(err, "save page try of article %s", t.Article)
}

// SaveText stores the readable text of an article; digest.ErrNotFound when the article is not stored.
func (f *Feeds) SaveText(ctx context.Context, article string, t digest.Text) error {
	n, err := database.Change(ctx, f.db.Write, updateText, append([]any{article}, textFields(&t)...)...)
	if err == nil && n == 0 {
		err = digest.ErrNotFound
	}
	return database.About(err, "save text of article %s", article)
}

// TakeOwnWords has the feed's own words stand as the text of articles that have none yet.
func (f *Feeds) TakeOwnWords(ctx context.Context, articles []string) error {
	_, err := database.Change(ctx, f.db.Write, `UPDATE article SET text_method = $2 WHERE text_method = '' AND id IN `+f.db.Keys,
		database.Set(articles), digest.OwnWords)
	return database.About(err, "take own words of %d articles", len(articles))
}

// Unread lists stored articles of the feeds that have no text yet and whose page may be tried now (digest.PageTry.Next
// has come, or it was never tried), newest first, at most limit. Those that are held are not among them.
func (f *Feeds) Unread(ctx context.Context, feeds []string, limit int) ([]digest.Article, error) {
	articles, err := database.All(ctx, f.db.Read, articleFields, `SELECT `+articleColumns+` FROM article
		WHERE text_method = '' AND feed IN `+f.db.Keys+` AND `+NotHeld+`
			AND NOT EXISTS (SELECT 1 FROM page_try WHERE article = article.id AND (next_try = 0 OR next_try > $2))
		ORDER BY seen DESC, published DESC, id LIMIT $3`, database.Set(feeds), f.db.Now(), limit)
	return articles, database.About(err, "unread articles")
}
