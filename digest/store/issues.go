package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"tidings/digest"
	"tidings/digest/store/database"
	"tidings/digest/store/ledger"
)

const issueColumns = `id, edition, slot, seq, state, due, until, built, theme, note`

func issueFields(is *digest.Issue) []any {
	return []any{
		&is.ID, &is.Edition, &is.Slot, &is.Seq, &is.State, (*database.Moment)(&is.Due), (*database.Moment)(&is.Until), (*database.Moment)(&is.Built),
		&is.Theme, &is.Note,
	}
}

// FindIssue reads an issue by what it is unique by; digest.ErrNotFound when there is none.
func (s *Store) FindIssue(ctx context.Context, edition string, slot digest.Slot, seq int) (digest.Issue, error) {
	is, err := database.One(ctx, s.db.Read, issueFields, `SELECT `+issueColumns+` FROM issue WHERE edition = $1 AND slot = $2 AND seq = $3`,
		edition, slot, seq)
	return is, database.About(err, "issue %s %s", edition, slot)
}

// LastIssue reads the newest built issue of an edition that covers only what was gathered before a moment;
// digest.ErrNotFound when there is none.
func (s *Store) LastIssue(ctx context.Context, edition string, before time.Time) (digest.Issue, error) {
	is, err := database.One(ctx, s.db.Read, issueFields, `SELECT `+issueColumns+` FROM issue
		WHERE edition = $1 AND state IN ('built', 'done') AND until < $2
		ORDER BY until DESC, seq DESC LIMIT 1`, edition, before)
	return is, database.About(err, "last issue of %s", edition)
}

// NewestIssue reads the issue of an edition that was due last, whatever became of it; digest.ErrNotFound when there is
// none.
func (s *Store) NewestIssue(ctx context.Context, edition string) (digest.Issue, error) {
	is, err := database.One(ctx, s.db.Read, issueFields, `SELECT `+issueColumns+` FROM issue WHERE edition = $1
		ORDER BY slot DESC, seq DESC LIMIT 1`, edition)
	return is, database.About(err, "newest issue of %s", edition)
}

// Issues lists the issues of an edition that are in one of the states, oldest first. An empty edition means all of
// them, no states any.
func (s *Store) Issues(ctx context.Context, edition string, states []digest.IssueState) ([]digest.Issue, error) {
	if len(states) == 0 {
		states = []digest.IssueState{
			digest.IssuePlanned, digest.IssueBuilt, digest.IssueDone, digest.IssueQuiet, digest.IssueMissed, digest.IssueStopped,
		}
	}
	issues, err := database.All(ctx, s.db.Read, issueFields, `SELECT `+issueColumns+` FROM issue
		WHERE state IN `+s.db.Keys+` AND ($2 = '' OR edition = $2) ORDER BY due, slot, seq`, database.Set(states), edition)
	return issues, database.About(err, "issues of %s", edition)
}

// SaveIssue freezes an issue, in one transaction: its row becomes built, with the stories its articles belong to, what
// those that it tells are known by, its renderings, its web copy, its proof, one delivery a reader, and the work of mailing what is due. saved is
// false, and nothing is written, when the issue was built before or ended without being built: of several that build it
// one wins.
//
// A reader who has a delivery of this edition with the same Once already gets no second one. A link moves its article
// to the story it names.
func (s *Store) SaveIssue(ctx context.Context, is digest.Issue, links []digest.Link, facts map[string]digest.Facts,
	renderings []digest.Rendering, deliveries []digest.Delivery,
) (saved bool, err error) {
	is.State = digest.IssueBuilt
	err = s.writeWork(ctx, func(tx *sql.Tx) ([]digest.Work, error) {
		n, err := database.Change(ctx, tx, `INSERT INTO issue (`+issueColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
			ON CONFLICT (id) DO UPDATE SET state = excluded.state, due = excluded.due, until = excluded.until,
				built = excluded.built, theme = excluded.theme, note = excluded.note
			WHERE issue.state = 'planned'`, issueFields(&is)...)
		if err != nil || n == 0 {
			return nil, err
		}
		saved = true
		if err := s.saveLinks(ctx, tx, links); err != nil {
			return nil, database.About(err, "links")
		}
		if err := s.saveFacts(ctx, tx, facts); err != nil {
			return nil, database.About(err, "facts")
		}
		if err := s.saveRenderings(ctx, tx, renderings); err != nil {
			return nil, database.About(err, "renderings")
		}
		if err := s.saveWebCopy(ctx, tx, is); err != nil {
			return nil, database.About(err, "web copy")
		}
		if err := s.saveProof(ctx, tx, is); err != nil {
			return nil, database.About(err, "proof")
		}
		return ledger.DueNow(is.Edition, deliveries, s.db.Now()), database.About(ledger.Insert(ctx, tx, s.db, deliveries), "deliveries")
	})
	return saved && err == nil, database.About(err, "save issue %s %s", is.Edition, is.Slot)
}

// JoinIssue adds a reader to an issue that was built before, with what the reader gets, in one transaction; an issue that
// was done is open again. A reader who has a delivery of this edition with the same Once already gets no second one.
// digest.ErrNotFound when no such issue was built.
func (s *Store) JoinIssue(ctx context.Context, r digest.Rendering, d digest.Delivery) error {
	return database.About(s.writeWork(ctx, func(tx *sql.Tx) ([]digest.Work, error) {
		n, err := database.Change(ctx, tx, `UPDATE issue SET state = 'built' WHERE id = $1 AND state IN ('built', 'done')`, d.Issue)
		if err == nil && n == 0 {
			err = digest.ErrNotFound
		}
		if err == nil {
			err = s.saveRenderings(ctx, tx, []digest.Rendering{r})
		}
		if err == nil {
			err = ledger.Insert(ctx, tx, s.db, []digest.Delivery{d})
		}
		return ledger.DueNow(d.Edition, []digest.Delivery{d}, s.db.Now()), err
	}), "join issue %s %s", d.Edition, d.Slot)
}

// saveLinks stores links in the order of their articles, the later of two for one article: on Postgres, two issues built
// at the same time must take rows in the same order, and a statement may change a row only once.
func (s *Store) saveLinks(ctx context.Context, tx *sql.Tx, links []digest.Link) error {
	made := s.db.Now()
	links = slices.Clone(links)
	slices.Reverse(links)
	slices.SortStableFunc(links, func(a, b digest.Link) int { return cmp.Compare(a.Article, b.Article) })
	links = slices.CompactFunc(links, func(a, b digest.Link) bool { return a.Article == b.Article })
	return s.db.Insert(ctx, tx, `INSERT INTO link (article, story, made)`,
		`ON CONFLICT (article) DO UPDATE SET story = excluded.story, made = excluded.made WHERE link.story <> excluded.story`,
		len(links), func(i int) []any { return []any{links[i].Article, links[i].Story, made} })
}

const renderingColumns = `id, issue, subject, html, body, contents`

func renderingFields(r *digest.Rendering) []any {
	return []any{&r.ID, &r.Issue, &r.Subject, &r.HTML, &r.Text, database.JSON(&r.Contents)}
}

func (s *Store) saveRenderings(ctx context.Context, tx *sql.Tx, renderings []digest.Rendering) error {
	err := s.db.Insert(ctx, tx, `INSERT INTO rendering (`+renderingColumns+`)`, `ON CONFLICT DO NOTHING`, len(renderings), func(i int) []any {
		return renderingFields(&renderings[i])
	})
	if err != nil {
		return err
	}
	for _, r := range renderings {
		var stories []digest.ContentsStory
		for _, section := range r.Contents.Sections {
			stories = append(stories, section.Stories...)
		}
		err := s.db.Insert(ctx, tx, `INSERT INTO told (rendering, story, articles)`, `ON CONFLICT DO NOTHING`, len(stories), func(i int) []any {
			return []any{r.ID, stories[i].ID, database.JSON(&stories[i].Members)}
		})
		if err != nil {
			return err
		}
		if err := s.saveShown(ctx, tx, r); err != nil {
			return err
		}
	}
	return nil
}

// Rendering reads what a group of readers gets; digest.ErrNotFound when it is not stored.
func (s *Store) Rendering(ctx context.Context, id string) (digest.Rendering, error) {
	r, err := database.One(ctx, s.db.Read, renderingFields, `SELECT `+renderingColumns+` FROM rendering WHERE id = $1`, id)
	return r, database.About(err, "rendering %s", id)
}

// EndIssue closes an issue that is planned and will not be built, as quiet or missed, with a note that says why.
// digest.ErrNotFound when no such issue is planned: it was never, or somebody has built or ended it.
func (s *Store) EndIssue(ctx context.Context, id string, state digest.IssueState, note string) error {
	n, err := database.Change(ctx, s.db.Write, `UPDATE issue SET state = $2, note = $3 WHERE id = $1 AND state = 'planned'`, id, state, note)
	if err == nil && n == 0 {
		err = digest.ErrNotFound
	}
	return database.About(err, "planned issue %s", id)
}

// Settle makes a built issue done when every delivery of it has ended, and says whether it is done.
func (s *Store) Settle(ctx context.Context, issue string) (done bool, err error) {
	n, err := database.Change(ctx, s.db.Write, `UPDATE issue SET state = 'done' WHERE id = $1 AND state IN ('built', 'done')
		AND NOT EXISTS (SELECT 1 FROM delivery WHERE issue = $1 AND `+ledger.IsOpen+`)`, issue)
	return n > 0, database.About(err, "settle issue %s", issue)
}
