package store

import "github.com/pressly/goose/v3"

// dialect is all in which the two databases differ.
type dialect struct {
	goose goose.Dialect

	// keys is the set of strings that parameter $1 holds as a JSON array: one parameter, however many strings.
	keys string

	// skipLocked is the clause by which concurrent claims pass over each other's rows; SQLite has one writer anyway.
	skipLocked string

	// inOrder makes the transaction read claims along their index. The planner of Postgres knows the table as it was before
	// today's rows came, takes them for few, and would fetch and sort all that are due to claim the first.
	inOrder string

	// rowsPerInsert is how many rows one INSERT carries. Postgres waits for an answer to each statement; SQLite looks
	// parameters up one after the other, in a time that grows with the square of their number.
	rowsPerInsert int

	// erase makes what is deleted unreadable in the file, and erased brings that there: SQLite leaves it in free space and in
	// its log else. Postgres overwrites it in time (VACUUM).
	erase, erased string

	// hasTable counts the tables of the name $1.
	hasTable string
}

var (
	sqliteDialect = dialect{
		goose:         goose.DialectSQLite3,
		keys:          `(SELECT value FROM json_each($1))`,
		rowsPerInsert: 1,
		erase:         `PRAGMA secure_delete = ON`,
		erased:        `PRAGMA wal_checkpoint(TRUNCATE)`,
		hasTable:      `SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = $1`,
	}
	postgresDialect = dialect{
		goose:         goose.DialectPostgres,
		keys:          `(SELECT json_array_elements_text($1::text::json))`,
		inOrder:       `SET LOCAL enable_sort = off`,
		skipLocked:    `FOR UPDATE SKIP LOCKED`,
		rowsPerInsert: 200,
		hasTable:      `SELECT COUNT(to_regclass($1::text))`,
	}
)
