package issues

import (
	"context"
	"database/sql"
	"slices"

	"tidings/digest"
	"tidings/digest/store/database"
)

// NextDue reads the next moment an edition has to be built at; digest.ErrNotFound when it was never planned.
func (e *Editions) NextDue(ctx context.Context, edition string) (digest.Due, error) {
	d, err := database.One(ctx, e.db.Read, func(d *digest.Due) []any { return []any{&d.Edition, &d.Slot, (*database.Moment)(&d.At)} },
		`SELECT edition, slot, due FROM due WHERE edition = $1`, edition)
	return d, database.About(err, "next slot of %s", edition)
}

// PlanSlot moves an edition's due moment from was to next, and stores the issues of what is left behind, planned or
// missed, in the same transaction. won is false, and nothing is written, when the moment is no longer was: of several
// that plan, one wins. The work of building is enqueued with it. A nil was means that the edition was never planned. An
// issue that exists already stays as it is; one that was missed may be planned.
func (e *Editions) PlanSlot(ctx context.Context, was *digest.Due, next digest.Due, issues ...digest.Issue) (won bool, err error) {
	err = e.writeWork(ctx, func(tx *sql.Tx) (work []digest.Work, err error) {
		if won, err = moveDue(ctx, tx, was, next); err != nil || !won {
			return nil, err
		}
		for _, is := range issues {
			n, err := database.Change(ctx, tx, `INSERT INTO issue (`+issueColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
				ON CONFLICT (id) DO UPDATE SET state = excluded.state, due = excluded.due, note = excluded.note
				WHERE issue.state = 'missed' AND excluded.state = 'planned'`, issueFields(&is)...)
			if err != nil {
				return nil, err
			}
			if n > 0 && is.State == digest.IssuePlanned {
				work = append(work, digest.Work{Kind: digest.WorkBuild, Edition: is.Edition, Issue: is.ID})
			}
		}
		return work, nil
	})
	return won && err == nil, database.About(err, "plan slot of %s", next.Edition)
}

func moveDue(ctx context.Context, tx *sql.Tx, was *digest.Due, next digest.Due) (bool, error) {
	var n int64
	var err error
	if was == nil {
		n, err = database.Change(ctx, tx, `INSERT INTO due (edition, slot, due) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
			next.Edition, next.Slot, next.At)
	} else {
		n, err = database.Change(ctx, tx, `UPDATE due SET slot = $4, due = $5 WHERE edition = $1 AND slot = $2 AND due = $3`,
			next.Edition, was.Slot, was.At, next.Slot, next.At)
	}
	return n > 0, err
}

// Wakes lists the slots of an edition that name an instant, of those that read alike, in the order of the instants.
func (e *Editions) Wakes(ctx context.Context, edition string, reading digest.Slot) ([]digest.Slot, error) {
	slots, err := database.All(ctx, e.db.Read, database.Single[digest.Slot], `SELECT slot FROM issue WHERE edition = $1 AND slot LIKE $2`, edition, string(reading)+"@%")
	slices.Sort(slots) // here, for databases sort signs in orders of their own
	return slots, database.About(err, "issues of %s at %s", edition, reading)
}
