package ledger

import (
	"context"
	"time"

	"tidings/digest"
	"tidings/digest/store/database"
)

// Waiting lists the work of mailing what is due and under no live lease, of editions that are not paused.
func Waiting(ctx context.Context, db *database.DB) ([]digest.Work, error) {
	waiting, err := database.All(ctx, db.Read, func(w *digest.Work) []any { return []any{&w.Edition, &w.Rows} },
		`SELECT edition, COUNT(*) FROM delivery WHERE `+isWaiting+` AND wake <= $1 AND `+isGoing+` GROUP BY edition ORDER BY edition`, db.Now())
	for i := range waiting {
		waiting[i].Kind = digest.WorkDeliver
	}
	return waiting, database.About(err, "due deliveries")
}

// DueNow is the work of mailing those deliveries of an edition that are due now. The others are found
// when their moment comes.
func DueNow(edition string, deliveries []digest.Delivery, now time.Time) []digest.Work {
	rows := 0
	for _, d := range deliveries {
		if !later(d.Due, d.NextTry).After(now) {
			rows++
		}
	}
	if rows == 0 {
		return nil
	}
	return []digest.Work{{Kind: digest.WorkDeliver, Edition: edition, Rows: rows}}
}
