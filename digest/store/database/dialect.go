package database

import (
	"github.com/pressly/goose/v3"
)

// Dialect is all in which the two databases differ.
type Dialect struct {
	// Keys is the set of strings that parameter $1 holds as Set writes it: one parameter, however many strings.
	Keys string

	// SkipLocked is the clause by which concurrent claims pass over each other's rows; SQLite has one writer anyway.
	SkipLocked string

	// InOrder makes the transaction read claims along their index. The planner of Postgres knows the table as it was before
	// today's rows came, takes them for few, and would fetch and sort all that are due to claim the first.
	InOrder string

	// Erase makes what is deleted unreadable in the file, and Erased brings that there: SQLite leaves it in free space and in
	// its log else. Postgres overwrites it in time (VACUUM).
	Erase, Erased string

	goose goose.Dialect

	// rowsPerInsert is how many rows one INSERT carries. Postgres waits for an answer to each statement; SQLite looks
	// parameters up one after the other, in a time that grows with the square of their number.
	rowsPerInsert int

	// hasTable counts the tables of the name $1.
	hasTable string
}

var (
	sqliteDialect = Dialect{
		Keys:          `(SELECT value FROM json_each($1))`,
		Erase:         `PRAGMA secure_delete = ON`,
		Erased:        `PRAGMA wal_checkpoint(TRUNCATE)`,
		goose:         goose.DialectSQLite3,
		rowsPerInsert: 1,
		hasTable:      `SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = $1`,
	}
	postgresDialect = Dialect{
		Keys:          `(SELECT json_array_elements_text($1::text::json))`,
		SkipLocked:    `FOR UPDATE SKIP LOCKED`,
		InOrder:       `SET LOCAL enable_sort = off`,
		goose:         goose.DialectPostgres,
		rowsPerInsert: 200,
		hasTable:      `SELECT COUNT(to_regclass($1::text))`,
	}
)
