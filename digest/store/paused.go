package store

import (
	"context"

	"tidings/digest"
	"tidings/digest/store/database"
)

// isGoing keeps to editions that are not paused.
const isGoing = `edition NOT IN (SELECT edition FROM paused)`

// Pause keeps the deliveries of an edition from being claimed until Resume. The first reason stays.
func (s *Store) Pause(ctx context.Context, edition, reason string) error {
	_, err := database.Change(ctx, s.db.Write, `INSERT INTO paused (edition, since, reason) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
		edition, s.db.Now(), reason)
	return database.About(err, "pause edition %s", edition)
}

// Resume lets the deliveries of an edition go on, or those of all when it is empty.
func (s *Store) Resume(ctx context.Context, edition string) error {
	_, err := database.Change(ctx, s.db.Write, `DELETE FROM paused WHERE $1 = '' OR edition = $1`, edition)
	return database.About(err, "resume edition %s", edition)
}

// Paused lists the editions that are paused.
func (s *Store) Paused(ctx context.Context) ([]digest.Paused, error) {
	paused, err := database.All(ctx, s.db.Read, func(p *digest.Paused) []any { return []any{&p.Edition, (*database.Moment)(&p.Since), &p.Reason} },
		`SELECT edition, since, reason FROM paused ORDER BY edition`)
	return paused, database.About(err, "paused editions")
}

// UncertainOf counts the deliveries of an edition of which nobody knows whether they arrived.
func (s *Store) UncertainOf(ctx context.Context, edition string) (int, error) {
	n, err := database.One(ctx, s.db.Read, database.Single[int], `SELECT COUNT(*) FROM delivery WHERE edition = $1 AND state = 'uncertain'`, edition)
	return n, database.About(err, "uncertain deliveries of %s", edition)
}

// Resend makes deliveries of unknown fate due again, of one edition or, when it is empty, of all; those that have been
// sent again before only when that is insisted on. Whoever got the first copy gets a second, with the same Message-ID.
// An answer to the first attempt that comes later is dropped.
func (s *Store) Resend(ctx context.Context, edition string, insist bool) (n int, err error) {
	most := 0
	if insist {
		most = 1000
	}
	changed, err := database.Change(ctx, s.db.Write, `UPDATE delivery SET state = 'pending', owner = '', wake = $2, resent = resent + 1, updated = $2
		WHERE state = 'uncertain' AND ($1 = '' OR edition = $1) AND resent <= $3`, edition, s.db.Now(), most)
	return int(changed), database.About(err, "resend uncertain deliveries")
}
