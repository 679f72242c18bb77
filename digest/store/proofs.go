package store

import (
	"context"
	"database/sql"

	"tidings/digest"
	"tidings/digest/store/database"
	"tidings/digest/store/ledger"
)

const proofColumns = `proof.address, proof.tries, proof.tried, proof.sent, proof.ended, proof.reason`

func proofFields(p *digest.Proof) []any {
	return []any{&p.To, &p.Tries, (*database.Moment)(&p.Tried), (*database.Moment)(&p.Sent), (*database.Yes)(&p.Ended), &p.Reason}
}

// isShown keeps to web copies that anybody may see: not those of an issue that was stopped, and of one with a proof only
// from the moment on at which the first reader gets it, $1.
const isShown = `NOT EXISTS (SELECT 1 FROM issue LEFT JOIN proof ON proof.issue = issue.id WHERE issue.id = web_copy.issue
	AND (issue.state = 'stopped' OR proof.issue IS NOT NULL AND issue.due > $1))`

// saveProof notes that somebody is to see an issue first.
func (s *Store) saveProof(ctx context.Context, tx *sql.Tx, is digest.Issue) error {
	if is.Proof == nil {
		return nil
	}
	_, err := database.Change(ctx, tx, `INSERT INTO proof (issue, address, tries, tried, sent, ended, reason) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		append([]any{is.ID}, proofFields(is.Proof)...)...)
	return err
}

// Proof reads what became of the proof of an issue; digest.ErrNotFound when it has none.
func (s *Store) Proof(ctx context.Context, issue string) (digest.Proof, error) {
	p, err := database.One(ctx, s.db.Read, proofFields, `SELECT `+proofColumns+` FROM proof WHERE issue = $1`, issue)
	return p, database.About(err, "proof of issue %s", issue)
}

// Proofs lists the issues whose proofs are still to be mailed, with these, in the order in which they are due.
func (s *Store) Proofs(ctx context.Context) ([]digest.Issue, error) {
	issues, err := database.All(ctx, s.db.Read, func(is *digest.Issue) []any {
		is.Proof = new(digest.Proof)
		return append(issueFields(is), proofFields(is.Proof)...)
	}, `SELECT `+issueColumns+`, `+proofColumns+` FROM issue JOIN proof ON proof.issue = issue.id
		WHERE issue.state = 'built' AND proof.sent = 0 AND proof.ended = 0 ORDER BY issue.due, issue.id`)
	return issues, database.About(err, "proofs")
}

// SaveProof keeps what became of the proof of an issue.
func (s *Store) SaveProof(ctx context.Context, issue string, p digest.Proof) error {
	_, err := database.Change(ctx, s.db.Write, `UPDATE proof SET address = $2, tries = $3, tried = $4, sent = $5, ended = $6, reason = $7 WHERE issue = $1`,
		append([]any{issue}, proofFields(&p)...)...)
	return database.About(err, "proof of issue %s", issue)
}

// Issue reads an issue by its ID; digest.ErrNotFound when there is none.
func (s *Store) Issue(ctx context.Context, id string) (digest.Issue, error) {
	is, err := database.One(ctx, s.db.Read, issueFields, `SELECT `+issueColumns+` FROM issue WHERE id = $1`, id)
	return is, database.About(err, "issue %s", id)
}

// MostRead reads the rendering of an issue that most readers get.
func (s *Store) MostRead(ctx context.Context, issue string) (digest.Rendering, error) {
	r, err := database.One(ctx, s.db.Read, renderingFields, `SELECT `+renderingColumns+` FROM rendering WHERE id = (SELECT rendering FROM delivery
		WHERE issue = $1 GROUP BY rendering ORDER BY COUNT(*) DESC, rendering LIMIT 1)`, issue)
	return r, database.About(err, "rendering of issue %s", issue)
}

// StopIssue ends an issue before its deliveries are made: those that wait end suppressed, with a note that says why, and
// n counts them. What is on the wire, or was sent, is not called back. Stopping what was stopped changes nothing.
// digest.ErrNotFound when the issue has nothing to stop: it has gone out, or ended otherwise.
func (s *Store) StopIssue(ctx context.Context, id, note string) (n int, err error) {
	now := s.db.Now()
	err = s.db.Transact(ctx, func(tx *sql.Tx) error {
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
func (s *Store) ResumeIssue(ctx context.Context, id string) (n int, err error) {
	now := s.db.Now()
	err = s.writeWork(ctx, func(tx *sql.Tx) ([]digest.Work, error) {
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
