package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"tidings/digest"
	"tidings/digest/store/database"
)

// ErrNotEmpty says that a state that was to be filled holds something already.
var ErrNotEmpty = errors.New("there is a state there already")

// copied are the tables of a state in an order in which each stands after those that its rows refer to. Leases, and the
// queue's own tables, belong to the processes of the old state; what grouping has prepared is made anew, and what came of
// asking for pictures is asked again.
var copied = []string{
	"secret", "feed", "article", "page_try", "site", "host_hold", "held", "link", "fact", "due", "issue", "proof", "rendering", "web_copy", "told", "picture", "shown", "delivery",
	"passed", "paused", "reader", "choice", "departure", "signup", "consent", "bounce", "alert",
}

// copiedRows is how many rows are read before they are written: an article is some 10 KB.
const copiedRows = 200

// Copied is how many rows a Copy wrote.
type Copied struct {
	Table string
	Rows  int
}

// Copy fills an empty state with everything in this one, in one transaction: from a file to Postgres, or back. Nobody
// may work on this state meanwhile; on SQLite digest.ErrServed says that a daemon does. ErrNotEmpty when to is not empty.
func (s *Store) Copy(ctx context.Context, to *Store) (tables []Copied, err error) {
	release, err := s.db.KeepServing(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	err = to.db.Transact(ctx, func(tx *sql.Tx) error {
		for _, table := range copied {
			var rows int
			if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM `+table).Scan(&rows); err != nil {
				return database.About(err, "table %s", table)
			}
			if rows > 0 {
				return digest.Hint(fmt.Errorf("table %s has %d rows: %w", table, rows, ErrNotEmpty), "give an empty database")
			}
		}
		for _, table := range copied {
			n, err := s.copyTable(ctx, to.db, tx, table)
			if err != nil {
				return database.About(err, "copy table %s", table)
			}
			tables = append(tables, Copied{table, n})
		}
		return nil
	})
	return tables, err
}

// copyTable copies the rows of a table.
func (s *Store) copyTable(ctx context.Context, to *database.DB, tx *sql.Tx, table string) (total int, err error) {
	rows, err := s.db.Read.QueryContext(ctx, `SELECT * FROM `+table)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	head := `INSERT INTO ` + table + ` (` + strings.Join(columns, ", ") + `)`
	batch := make([][]any, 0, copiedRows)
	flush := func() error {
		total += len(batch)
		err := to.Insert(ctx, tx, head, `ON CONFLICT DO NOTHING`, len(batch), func(i int) []any { return batch[i] })
		batch = batch[:0]
		return err
	}
	for rows.Next() {
		values := make([]any, len(columns))
		at := make([]any, len(columns))
		for i := range values {
			at[i] = &values[i]
		}
		if err := rows.Scan(at...); err != nil {
			return total, err
		}
		if batch = append(batch, values); len(batch) == copiedRows {
			if err := flush(); err != nil {
				return total, err
			}
		}
	}
	if err := rows.Err(); err != nil {
		return total, err
	}
	return total, flush()
}
