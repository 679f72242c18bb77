package issues

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"tidings/digest"
	"tidings/digest/store/database"
	"tidings/digest/store/ledger"
)

// SaveIssue freezes an issue, in one transaction: its row becomes built, with the stories its articles belong to, what
// those that it tells are known by, its renderings, its web copy, its proof, one delivery a reader, and the work of
// mailing what is due. saved is false, and nothing is written, when the issue was built before or ended without being
// built: of several that build it one wins.
//
// A reader who has a delivery of this edition with the same Once already gets no second one. A link moves its article
// to the story it names.
func (e *Editions) SaveIssue(ctx context.Context, is digest.Issue, links []digest.Link, facts map[string]digest.Facts,
	renderings []digest.Rendering, deliveries []digest.Delivery,
) (saved bool, err error) {
	is.State = digest.IssueBuilt
	err = e.writeWork(ctx, func(tx *sql.Tx) ([]digest.Work, error) {
		n, err := database.Change(ctx, tx, `INSERT INTO issue (`+issueColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
			ON CONFLICT (id) DO UPDATE SET state = excluded.state, due = excluded.due, until = excluded.until,
				built = excluded.built, theme = excluded.theme, note = excluded.note
			WHERE issue.state = 'planned'`, issueFields(&is)...)
		if err != nil || n == 0 {
			return nil, err
		}
		saved = true
		if err := e.saveLinks(ctx, tx, links); err != nil {
			return nil, database.About(err, "links")
		}
		if err := e.saveFacts(ctx, tx, facts); err != nil {
			return nil, database.About(err, "facts")
		}
		if err := e.saveRenderings(ctx, tx, renderings); err != nil {
			return nil, database.About(err, "renderings")
		}
		if err := e.saveWebCopy(ctx, tx, is); err != nil {
			return nil, database.About(err, "web copy")
		}
		if err := e.saveProof(ctx, tx, is); err != nil {
			return nil, database.About(err, "proof")
		}
		return ledger.DueNow(is.Edition, deliveries, e.db.Now()), database.About(ledger.Insert(ctx, tx, e.db, deliveries), "deliveries")
	})
	return saved && err == nil, database.About(err, "save issue %s %s", is.Edition, is.Slot)
}

// JoinIssue adds a reader to an issue that was built before, with what the reader gets, in one transaction; an issue that
// was done is open again. A reader who has a delivery of this edition with the same Once already gets no second one.
// digest.ErrNotFound when no such issue was built.
func (e *Editions) JoinIssue(ctx context.Context, r digest.Rendering, d digest.Delivery) error {
	return database.About(e.writeWork(ctx, func(tx *sql.Tx) ([]digest.Work, error) {
		n, err := database.Change(ctx, tx, `UPDATE issue SET state = 'built' WHERE id = $1 AND state IN ('built', 'done')`, d.Issue)
		if err == nil && n == 0 {
			err = digest.ErrNotFound
		}
		if err == nil {
			err = e.saveRenderings(ctx, tx, []digest.Rendering{r})
		}
		if err == nil {
			err = ledger.Insert(ctx, tx, e.db, []digest.Delivery{d})
		}
		return ledger.DueNow(d.Edition, []digest.Delivery{d}, e.db.Now()), err
	}), "join issue %s %s", d.Edition, d.Slot)
}

// saveLinks stores links in the order of their articles, the later of two for one article: on Postgres, two issues built
// at the same time must take rows in the same order, and a statement may change a row only once.
func (e *Editions) saveLinks(ctx context.Context, tx *sql.Tx, links []digest.Link) error {
	made := e.db.Now()
	links = slices.Clone(links)
	slices.Reverse(links)
	slices.SortStableFunc(links, func(a, b digest.Link) int { return cmp.Compare(a.Article, b.Article) })
	links = slices.CompactFunc(links, func(a, b digest.Link) bool { return a.Article == b.Article })
	return e.db.Insert(ctx, tx, `INSERT INTO link (article, story, made)`,
		`ON CONFLICT (article) DO UPDATE SET story = excluded.story, made = excluded.made WHERE link.story <> excluded.story`,
		len(links), func(i int) []any { return []any{links[i].Article, links[i].Story, made} })
}
