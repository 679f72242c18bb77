package store

import (
	"context"

	"tidings/digest"
)

// isGoing keeps to editions that are not paused.
const isGoing = `edition NOT IN (SELECT edition FROM paused)`

// Pause keeps the deliveries of an edition from being claimed until Resume. The first reason stays.
func (s *Store) Pause(ctx context.Context, edition, reason string) error {
	_, err := change(ctx, s.db, `INSERT INTO paused (edition, since, reason) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
		edition, s.clock(), reason)
	return about(err, "pause edition %s", edition)
}

// Resume lets the deliveries of an edition go on, or those of all when it is empty.
func (s *Store) Resume(ctx context.Context, edition string) error {
	_, err := change(ctx, s.db, `DELETE FROM paused WHERE $1 = '' OR edition = $1`, edition)
	return about(err, "resume edition %s", edition)
}

// Paused lists the editions that are paused.
func (s *Store) Paused(ctx context.Context) ([]digest.Paused, error) {
	paused, err := all(ctx, s.read, func(p *digest.Paused) []any { return []any{&p.Edition, (*moment)(&p.Since), &p.Reason} },
		`SELECT edition, since, reason FROM paused ORDER BY edition`)
	return paused, about(err, "paused editions")
}

// UncertainOf counts the deliveries of an edition of which nobody knows whether they arrived.
func (s *Store) UncertainOf(ctx context.Context, edition string) (int, error) {
	n, err := one(ctx, s.read, single[int], `SELECT COUNT(*) FROM delivery WHERE edition = $1 AND state = 'uncertain'`, edition)
	return n, about(err, "uncertain deliveries of %s", edition)
}

// Resend makes deliveries of unknown fate due again, of one edition or, when it is empty, of all; those that have been
// sent again before only when that is insisted on. Whoever got the first copy gets a second, with the same Message-ID.
// An answer to the first attempt that comes later is dropped.
func (s *Store) Resend(ctx context.Context, edition string, insist bool) (n int, err error) {
	most := 0
	if insist {
		most = 1000
	}
	changed, err := change(ctx, s.db, `UPDATE delivery SET state = 'pending', owner = '', wake = $2, resent = resent + 1, updated = $2
		WHERE state = 'uncertain' AND ($1 = '' OR edition = $1) AND resent <= $3`, edition, s.clock(), most)
	return int(changed), about(err, "resend uncertain deliveries")
}
