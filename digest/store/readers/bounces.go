package readers

import (
	"context"
	"database/sql"

	"tidings/digest"
	"tidings/digest/store/database"
)

// suppressing is a condition on table bounce, spelled as in its partial index.
const suppressing = `suppresses <> '' AND lifted = 0`

const bounceColumns = `reader, issue, kind, status, words, heard`

func bounceFields(b *digest.Bounce) []any {
	return []any{&b.Reader, &b.Issue, &b.Kind, &b.Status, &b.Words, (*database.Moment)(&b.At)}
}

// SaveBounce stores a bounce and judges its reader by all that count, in one transaction. suppressed says that this one
// was the last straw. The same bounce again changes nothing; nor does one more of a reader who is suppressed already.
func (r *Register) SaveBounce(ctx context.Context, b digest.Bounce) (suppressed bool, err error) {
	err = r.db.Transact(ctx, func(tx *sql.Tx) error {
		if err := changeReader(ctx, tx, digest.ReaderChange{Name: b.Reader}); err != nil {
			return err
		}
		args := append(bounceFields(&b), "", 0)
		n, err := database.Change(ctx, tx, `INSERT INTO bounce (`+bounceColumns+`, suppresses, lifted)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`, args...)
		if err != nil || n == 0 {
			return err
		}
		already, err := database.All(ctx, tx, database.Single[int], `SELECT COUNT(*) FROM bounce WHERE reader = $1 AND `+suppressing, b.Reader)
		if err != nil || already[0] > 0 {
			return err
		}
		counting, err := database.All(ctx, tx, bounceFields,
			`SELECT `+bounceColumns+` FROM bounce WHERE reader = $1 AND lifted = 0 ORDER BY heard, issue, kind`, b.Reader)
		if err != nil {
			return err
		}
		why, yes := digest.Suppresses(counting)
		if !yes {
			return nil
		}
		suppressed = true
		_, err = database.Change(ctx, tx, `UPDATE bounce SET suppresses = $4 WHERE reader = $1 AND issue = $2 AND kind = $3`,
			b.Reader, b.Issue, b.Kind, why)
		return err
	})
	return suppressed, database.About(err, "bounce")
}

// Bounces lists what came back of the mails to a reader, oldest first, whether it counts still or not.
func (r *Register) Bounces(ctx context.Context, reader string) ([]digest.Bounce, error) {
	bounces, err := database.All(ctx, r.db.Read, bounceFields,
		`SELECT `+bounceColumns+` FROM bounce WHERE reader = $1 ORDER BY heard, issue, kind`, reader)
	return bounces, database.About(err, "bounces")
}

// Restore lifts the suppression of a reader: what came back so far counts no more. digest.ErrNotFound says that the reader
// was not suppressed; then nothing is changed.
func (r *Register) Restore(ctx context.Context, reader string) error {
	err := r.db.Transact(ctx, func(tx *sql.Tx) error {
		n, err := database.Change(ctx, tx, `UPDATE bounce SET lifted = $2 WHERE lifted = 0 AND reader = $1
			AND EXISTS (SELECT 1 FROM bounce b WHERE b.reader = $1 AND b.suppresses <> '' AND b.lifted = 0)`, reader, r.db.Now())
		if err == nil && n == 0 {
			err = digest.ErrNotFound
		}
		return err
	})
	return database.About(err, "restore reader")
}

// Suppressed counts the readers who get nothing because mail to them came back.
func (r *Register) Suppressed(ctx context.Context) (int, error) {
	n, err := database.One(ctx, r.db.Read, database.Single[int], `SELECT COUNT(*) FROM bounce WHERE `+suppressing)
	return n, database.About(err, "suppressed readers")
}

// suppressions fills in which readers get nothing, and why.
func (r *Register) suppressions(ctx context.Context, where string, args []any, readers []digest.ReaderState, at map[string]int) error {
	type row struct {
		reader string
		digest.Suppression
	}
	rows, err := database.All(ctx, r.db.Read, func(r *row) []any { return []any{&r.reader, &r.Why, (*database.Moment)(&r.At)} },
		`SELECT reader, suppresses, heard FROM bounce WHERE `+suppressing+where, args...)
	for _, r := range rows {
		if i, ok := at[r.reader]; ok {
			readers[i].Suppressed = r.Suppression
		}
	}
	return err
}
