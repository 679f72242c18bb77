package store

import (
	"context"
	"database/sql"

	"tidings/digest"
)

// NextDue reads the next moment an edition has to be built at; digest.ErrNotFound when it was never planned.
func (s *Store) NextDue(ctx context.Context, edition string) (digest.Due, error) {
	d, err := one(ctx, s.read, func(d *digest.Due) []any { return []any{&d.Edition, &d.Slot, (*moment)(&d.At)} },
		`SELECT edition, slot, due FROM due WHERE edition = $1`, edition)
	return d, about(err, "next slot of %s", edition)
}

// PlanSlot moves an edition's due moment from was to next, and stores the issue of the slot that is left behind,
// planned or missed, in the same transaction. won is false, and nothing is written, when the moment is no longer was:
// of several that plan, one wins. The work of building is enqueued with it. A nil was means that the edition was never planned; a nil issue, that there is
// nothing to build. An issue that exists already, built by hand, stays as it is.
func (s *Store) PlanSlot(ctx context.Context, was *digest.Due, next digest.Due, issue *digest.Issue) (won bool, err error) {
	err = s.writeWork(ctx, func(tx *sql.Tx) ([]digest.Work, error) {
		if won, err = moveDue(ctx, tx, was, next); err != nil || !won || issue == nil {
			return nil, err
		}
		n, err := change(ctx, tx, `INSERT INTO issue (`+issueColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
			ON CONFLICT DO NOTHING`, issueFields(issue)...)
		if err != nil || n == 0 || issue.State != digest.IssuePlanned {
			return nil, err
		}
		return []digest.Work{{Kind: digest.WorkBuild, Edition: issue.Edition, Issue: issue.ID}}, nil
	})
	return won && err == nil, about(err, "plan slot of %s", next.Edition)
}

func moveDue(ctx context.Context, tx *sql.Tx, was *digest.Due, next digest.Due) (bool, error) {
	var n int64
	var err error
	if was == nil {
		n, err = change(ctx, tx, `INSERT INTO due (edition, slot, due) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
			next.Edition, next.Slot, next.At)
	} else {
		n, err = change(ctx, tx, `UPDATE due SET slot = $4, due = $5 WHERE edition = $1 AND slot = $2 AND due = $3`,
			next.Edition, was.Slot, was.At, next.Slot, next.At)
	}
	return n > 0, err
}
