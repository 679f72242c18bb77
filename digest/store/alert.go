package store

import (
	"context"
	"database/sql"

	"tidings/digest/store/database"
)

// operatorAlert names the one row of its table.
const operatorAlert = "operator"

// Told reads what the operator was told, as KeepTold wrote it; digest.ErrNotFound when that was nothing yet.
func (s *Store) Told(ctx context.Context) (string, error) {
	told, err := database.One(ctx, s.db.Read, database.Single[string], `SELECT told FROM alert WHERE name = $1`, operatorAlert)
	return told, database.About(err, "what the operator was told")
}

// KeepTold keeps what the operator was told.
func (s *Store) KeepTold(ctx context.Context, told string) error {
	err := s.db.Transact(ctx, func(tx *sql.Tx) error {
		_, err := database.Change(ctx, tx, `INSERT INTO alert (name, told) VALUES ($1, $2)
			ON CONFLICT (name) DO UPDATE SET told = excluded.told`, operatorAlert, told)
		return err
	})
	return database.About(err, "what the operator was told")
}
