// Package issues keeps what was planned and built: the next slot of each edition, its issues with their renderings, web
// copies, pictures and proofs, and what they told.
package issues

import (
	"context"
	"time"

	"tidings/digest"
	"tidings/digest/store/database"
	"tidings/digest/store/ledger"
)

// Editions is what was planned and built of every edition.
type Editions struct {
	db    *database.DB
	queue Queue // nil: nobody works while this process runs, or others find the work
}

// New returns the editions in a database.
func New(db *database.DB) *Editions { return &Editions{db: db} }

const issueColumns = `id, edition, slot, seq, state, due, until, built, theme, note`

func issueFields(is *digest.Issue) []any {
	return []any{
		&is.ID, &is.Edition, &is.Slot, &is.Seq, &is.State, (*database.Moment)(&is.Due), (*database.Moment)(&is.Until), (*database.Moment)(&is.Built),
		&is.Theme, &is.Note,
	}
}

// Issue reads an issue by its ID; digest.ErrNotFound when there is none.
func (e *Editions) Issue(ctx context.Context, id string) (digest.Issue, error) {
	is, err := database.One(ctx, e.db.Read, issueFields, `SELECT `+issueColumns+` FROM issue WHERE id = $1`, id)
	return is, database.About(err, "issue %s", id)
}

// FindIssue reads an issue by what it is unique by; digest.ErrNotFound when there is none.
func (e *Editions) FindIssue(ctx context.Context, edition string, slot digest.Slot, seq int) (digest.Issue, error) {
	is, err := database.One(ctx, e.db.Read, issueFields, `SELECT `+issueColumns+` FROM issue WHERE edition = $1 AND slot = $2 AND seq = $3`,
		edition, slot, seq)
	return is, database.About(err, "issue %s %s", edition, slot)
}

// LastIssue reads the newest built issue of an edition that covers only what was gathered before a moment;
// digest.ErrNotFound when there is none.
func (e *Editions) LastIssue(ctx context.Context, edition string, before time.Time) (digest.Issue, error) {
	is, err := database.One(ctx, e.db.Read, issueFields, `SELECT `+issueColumns+` FROM issue
		WHERE edition = $1 AND state IN ('built', 'done') AND until < $2
		ORDER BY until DESC, seq DESC LIMIT 1`, edition, before)
	return is, database.About(err, "last issue of %s", edition)
}

// NewestIssue reads the issue of an edition that was due last, whatever became of it; digest.ErrNotFound when there is
// none.
func (e *Editions) NewestIssue(ctx context.Context, edition string) (digest.Issue, error) {
	is, err := database.One(ctx, e.db.Read, issueFields, `SELECT `+issueColumns+` FROM issue WHERE edition = $1
		ORDER BY slot DESC, seq DESC LIMIT 1`, edition)
	return is, database.About(err, "newest issue of %s", edition)
}

// Issues lists the issues of an edition that are in one of the states, oldest first. An empty edition means all of
// them, no states any.
func (e *Editions) Issues(ctx context.Context, edition string, states []digest.IssueState) ([]digest.Issue, error) {
	if len(states) == 0 {
		states = []digest.IssueState{
			digest.IssuePlanned, digest.IssueBuilt, digest.IssueDone, digest.IssueQuiet, digest.IssueMissed, digest.IssueStopped,
		}
	}
	issues, err := database.All(ctx, e.db.Read, issueFields, `SELECT `+issueColumns+` FROM issue
		WHERE state IN `+e.db.Keys+` AND ($2 = '' OR edition = $2) ORDER BY due, slot, seq`, database.Set(states), edition)
	return issues, database.About(err, "issues of %s", edition)
}

// EndIssue closes an issue that is planned and will not be built, as quiet or missed, with a note that says why.
// digest.ErrNotFound when no such issue is planned: it was never, or somebody has built or ended it.
func (e *Editions) EndIssue(ctx context.Context, id string, state digest.IssueState, note string) error {
	n, err := database.Change(ctx, e.db.Write, `UPDATE issue SET state = $2, note = $3 WHERE id = $1 AND state = 'planned'`, id, state, note)
	if err == nil && n == 0 {
		err = digest.ErrNotFound
	}
	return database.About(err, "planned issue %s", id)
}

// Settle makes a built issue done when every delivery of it has ended, and says whether it is done.
func (e *Editions) Settle(ctx context.Context, issue string) (done bool, err error) {
	n, err := database.Change(ctx, e.db.Write, `UPDATE issue SET state = 'done' WHERE id = $1 AND state IN ('built', 'done')
		AND NOT EXISTS (SELECT 1 FROM delivery WHERE issue = $1 AND `+ledger.IsOpen+`)`, issue)
	return n > 0, database.About(err, "settle issue %s", issue)
}
