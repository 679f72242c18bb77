package ledger

import (
	"context"

	"tidings/digest"
	"tidings/digest/store/database"
)

// isGoing keeps to editions that are not paused.
const isGoing = `edition NOT IN (SELECT edition FROM paused)`

// Pause keeps the deliveries of an edition from being claimed until Resume. The first reason stays.
func (l *Ledger) Pause(ctx context.Context, edition, reason string) error {
	_, err := database.Change(ctx, l.db.Write, `INSERT INTO paused (edition, since, reason) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
		edition, l.db.Now(), reason)
	return database.About(err, "pause edition %s", edition)
}

// Resume lets the deliveries of an edition go on, or those of all when it is empty.
func (l *Ledger) Resume(ctx context.Context, edition string) error {
	_, err := database.Change(ctx, l.db.Write, `DELETE FROM paused WHERE $1 = '' OR edition = $1`, edition)
	return database.About(err, "resume edition %s", edition)
}

// Paused lists the editions that are paused.
func (l *Ledger) Paused(ctx context.Context) ([]digest.Paused, error) {
	paused, err := database.All(ctx, l.db.Read, func(p *digest.Paused) []any { return []any{&p.Edition, (*database.Moment)(&p.Since), &p.Reason} },
		`SELECT edition, since, reason FROM paused ORDER BY edition`)
	return paused, database.About(err, "paused editions")
}

// Resend makes deliveries of unknown fate due again, of one edition or, when it is empty, of all; those that have been
// sent again before only when that is insisted on. Whoever got the first copy gets a second, with the same Message-ID.
// An answer to the first attempt that comes later is dropped.
func (l *Ledger) Resend(ctx context.Context, edition string, insist bool) (n int, err error) {
	most := 0
	if insist {
		most = 1000
	}
	changed, err := database.Change(ctx, l.db.Write, `UPDATE delivery SET state = 'pending', owner = '', wake = $2, resent = resent + 1, updated = $2
		WHERE state = 'uncertain' AND ($1 = '' OR edition = $1) AND resent <= $3`, edition, l.db.Now(), most)
	return int(changed), database.About(err, "resend uncertain deliveries")
}
