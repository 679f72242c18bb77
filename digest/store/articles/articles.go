package articles

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"tidings/digest"
	"tidings/digest/store/database"
)

const (
	factColumns = `guid, url, canonical, title, authors, summary, content, image, categories, language, enclosures,
	published, updated`
	textColumns = `text_title, text_byline, text_site, text_language, text_published, text_image, text_excerpt, text_body,
	text_html, text_words, text_method`
	articleColumns = `id, feed, seen, ` + factColumns + `, ` + textColumns

	updateArticle = `UPDATE article SET (` + factColumns + `) =
		($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) WHERE id = $1`
	updateText = `UPDATE article SET (` + textColumns + `) =
		($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) WHERE id = $1`
)

// articleFields are the fields of articleColumns, in that order.
func articleFields(a *digest.Article) []any {
	return slices.Concat([]any{&a.ID, &a.FeedID, (*database.Moment)(&a.Seen)}, articleFacts(a), textFields(&a.Text))
}

// articleFacts are the fields of factColumns: what the feed says of an article.
func articleFacts(a *digest.Article) []any {
	return []any{
		&a.GUID, &a.URL, &a.Canonical, &a.Title,
		database.JSON(&a.Authors),
		&a.Summary, &a.Content, &a.Image,
		database.JSON(&a.Categories),
		&a.Language,
		database.JSON(&a.Enclosures),
		(*database.Moment)(&a.Published), (*database.Moment)(&a.Updated),
	}
}

// textFields are the fields of textColumns.
func textFields(t *digest.Text) []any {
	return []any{
		&t.Title, &t.Byline, &t.Site, &t.Language, (*database.Moment)(&t.Published), &t.Image, &t.Excerpt, &t.Body, &t.HTML,
		&t.Words, &t.Method,
	}
}

func (f *Feeds) insertArticles(ctx context.Context, tx *sql.Tx, articles []*digest.Article) error {
	return f.db.Insert(ctx, tx, `INSERT INTO article (`+articleColumns+`)`, ``, len(articles), func(i int) []any {
		return articleFields(articles[i])
	})
}

// Articles lists the articles of the feeds first seen after from and not after to, with their text, ordered by Seen
// and ID. Those that are held are not among them.
func (f *Feeds) Articles(ctx context.Context, feeds []string, from, to time.Time) ([]digest.Article, error) {
	articles, err := database.All(ctx, f.db.Read, articleFields, `SELECT `+articleColumns+` FROM article
		WHERE seen > $2 AND seen <= $3 AND feed IN `+f.db.Keys+` AND `+NotHeld+` ORDER BY seen, id`, database.Set(feeds), from, to)
	return articles, database.About(err, "articles")
}

// ArticleDates lists when the articles of the feeds were written, as Article.When has it, by feed. Those that are held are
// not among them.
func (f *Feeds) ArticleDates(ctx context.Context, feeds []string) (map[string][]time.Time, error) {
	rows, err := database.All(ctx, f.db.Read, func(a *digest.Article) []any {
		return []any{&a.FeedID, (*database.Moment)(&a.Seen), (*database.Moment)(&a.Published), (*database.Moment)(&a.Updated)}
	}, `SELECT feed, seen, published, updated FROM article WHERE feed IN `+f.db.Keys+` AND `+NotHeld, database.Set(feeds))
	dates := make(map[string][]time.Time)
	for _, a := range rows {
		dates[a.FeedID] = append(dates[a.FeedID], a.When())
	}
	return dates, database.About(err, "dates of articles")
}

// KnownArticles tells which of the articles are stored.
func (f *Feeds) KnownArticles(ctx context.Context, ids []string) (map[string]bool, error) {
	stored, err := database.All(ctx, f.db.Read, database.Single[string], `SELECT id FROM article WHERE id IN `+f.db.Keys, database.Set(ids))
	known := make(map[string]bool, len(stored))
	for _, id := range stored {
		known[id] = true
	}
	return known, database.About(err, "known articles")
}
