package issues

import (
	"context"
	"database/sql"

	"tidings/digest"
	"tidings/digest/store/database"
)

const proofColumns = `proof.address, proof.tries, proof.tried, proof.sent, proof.ended, proof.reason`

func proofFields(p *digest.Proof) []any {
	return []any{&p.To, &p.Tries, (*database.Moment)(&p.Tried), (*database.Moment)(&p.Sent), (*database.Yes)(&p.Ended), &p.Reason}
}

// saveProof notes that somebody is to see an issue first.
func (e *Editions) saveProof(ctx context.Context, tx *sql.Tx, is digest.Issue) error {
	if is.Proof == nil {
		return nil
	}
	_, err := database.Change(ctx, tx, `INSERT INTO proof (issue, address, tries, tried, sent, ended, reason) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		append([]any{is.ID}, proofFields(is.Proof)...)...)
	return err
}

// Proof reads what became of the proof of an issue; digest.ErrNotFound when it has none.
func (e *Editions) Proof(ctx context.Context, issue string) (digest.Proof, error) {
	p, err := database.One(ctx, e.db.Read, proofFields, `SELECT `+proofColumns+` FROM proof WHERE issue = $1`, issue)
	return p, database.About(err, "proof of issue %s", issue)
}

// Proofs lists the issues whose proofs are still to be mailed, with these, in the order in which they are due.
func (e *Editions) Proofs(ctx context.Context) ([]digest.Issue, error) {
	issues, err := database.All(ctx, e.db.Read, func(is *digest.Issue) []any {
		is.Proof = new(digest.Proof)
		return append(issueFields(is), proofFields(is.Proof)...)
	}, `SELECT `+issueColumns+`, `+proofColumns+` FROM issue JOIN proof ON proof.issue = issue.id
		WHERE issue.state = 'built' AND proof.sent = 0 AND proof.ended = 0 ORDER BY issue.due, issue.id`)
	return issues, database.About(err, "proofs")
}

// SaveProof keeps what became of the proof of an issue.
func (e *Editions) SaveProof(ctx context.Context, issue string, p digest.Proof) error {
	_, err := database.Change(ctx, e.db.Write, `UPDATE proof SET address = $2, tries = $3, tried = $4, sent = $5, ended = $6, reason = $7 WHERE issue = $1`,
		append([]any{issue}, proofFields(&p)...)...)
	return database.About(err, "proof of issue %s", issue)
}
