package issues

import (
	"context"
	"database/sql"

	"tidings/digest"
	"tidings/digest/store/database"
	"tidings/digest/store/ledger"
)

// StopIssue ends an issue before its deliveries are made: those that wait end suppressed, with a note that says why, and
// n counts them. What is on the wire, or was sent, is not called back. Stopping what was stopped changes nothing.
// digest.ErrNotFound when the issue has nothing to stop: it has gone out, or ended otherwise.
func (e *Editions) StopIssue(ctx context.Context, id, note string) (n int, err error) {
	now := e.db.Now()
	err = e.db.Transact(ctx, func(tx *sql.Tx) error {
		stopped, err := database.Change(ctx, tx, `UPDATE issue SET state = 'stopped', note = $2 WHERE id = $1 AND state = 'built'`, id, note)
		if err != nil {
			return err
		}
		if stopped == 0 {
			_, err := database.One(ctx, tx, database.Single[string], `SELECT id FROM issue WHERE id = $1 AND state = 'stopped'`, id)
			return err
		}
		n, err = ledger.Suppress(ctx, tx, id, note, now)
		return err
	})
	return n, database.About(err, "stop issue %s", id)
}

// ResumeIssue takes a stop back: the deliveries that it ended wait again, but for those past their time, and n counts
// them. digest.ErrNotFound when the issue is not stopped.
func (e *Editions) ResumeIssue(ctx context.Context, id string) (n int, err error) {
	now := e.db.Now()
	err = e.writeWork(ctx, func(tx *sql.Tx) ([]digest.Work, error) {
		is, err := database.One(ctx, tx, issueFields, `SELECT `+issueColumns+` FROM issue WHERE id = $1 AND state = 'stopped'`, id)
		if err != nil {
			return nil, err
		}
		again, err := ledger.Revive(ctx, tx, id, is.Note, now)
		if err != nil {
			return nil, err
		}
		n = len(again)
		_, err = database.Change(ctx, tx, `UPDATE issue SET state = 'built', note = '' WHERE id = $1`, id)
		return ledger.DueNow(is.Edition, again, now), err
	})
	return n, database.About(err, "resume issue %s", id)
}
