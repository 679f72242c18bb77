package store

import (
	"context"
	"database/sql"
	"slices"

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

func (s *Store) insertArticles(ctx context.Context, tx *sql.Tx, articles []*digest.Article) error {
	return s.db.Insert(ctx, tx, `INSERT INTO article (`+articleColumns+`)`, ``, len(articles), func(i int) []any {
		return articleFields(articles[i])
	})
}
