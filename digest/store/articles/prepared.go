package articles

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"tidings/digest/store/database"
)

// preparedRows is how many articles one transaction of KeepPrepared holds, some three kilobytes each.
const preparedRows = 500

// Prepared reads what was kept of articles by KeepPrepared; articles of which nothing was kept are absent.
func (f *Feeds) Prepared(ctx context.Context, articles []string) (map[string][]byte, error) {
	type row struct {
		article string
		form    []byte
	}
	rows, err := database.All(ctx, f.db.Read, func(r *row) []any { return []any{&r.article, &r.form} },
		`SELECT article, form FROM prepared WHERE article IN `+f.db.Keys, database.Set(articles))
	kept := make(map[string][]byte, len(rows))
	for _, r := range rows {
		kept[r.article] = r.form
	}
	return kept, database.About(err, "prepared articles")
}

// KeepPrepared keeps bytes for articles, in place of those kept before. Sweep drops them as it drops the articles.
func (f *Feeds) KeepPrepared(ctx context.Context, forms map[string][]byte) error {
	now := f.db.Now()
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(forms)), preparedRows) {
		err := f.db.Transact(ctx, func(tx *sql.Tx) error {
			return f.db.Insert(ctx, tx, `INSERT INTO prepared (article, made, form)`,
				`ON CONFLICT (article) DO UPDATE SET made = excluded.made, form = excluded.form`, len(ids),
				func(i int) []any { return []any{ids[i], now, forms[ids[i]]} })
		})
		if err != nil {
			return database.About(err, "keep prepared articles")
		}
	}
	return nil
}
