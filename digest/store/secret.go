package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"io"

	"tidings/digest/store/database"
)

// secretBytes is the length of a secret: a key for HMAC-SHA256 (RFC 2104 section 3: as long as the hash).
const secretBytes = 32

// Secret reads the secret of that name. It is made at random when it is first asked for, and is the same ever after.
func (s *Store) Secret(ctx context.Context, name string) ([]byte, error) {
	secret := make([]byte, secretBytes)
	if _, err := io.ReadFull(s.rand, secret); err != nil {
		return nil, database.About(err, "secret %s", name)
	}
	var kept string
	err := s.db.Transact(ctx, func(tx *sql.Tx) error {
		_, err := database.Change(ctx, tx, `INSERT INTO secret (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
			name, base64.StdEncoding.EncodeToString(secret))
		if err != nil {
			return err
		}
		kept, err = database.One(ctx, tx, database.Single[string], `SELECT value FROM secret WHERE name = $1`, name)
		return err
	})
	if err != nil {
		return nil, database.About(err, "secret %s", name)
	}
	secret, err = base64.StdEncoding.DecodeString(kept)
	return secret, database.About(err, "secret %s", name)
}
