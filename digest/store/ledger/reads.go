package ledger

import (
	"context"
	"time"

	"tidings/digest"
	"tidings/digest/store/database"
)

// Deliveries lists the deliveries of an issue by subscriber.
func (l *Ledger) Deliveries(ctx context.Context, issue string) ([]digest.Delivery, error) {
	deliveries, err := database.All(ctx, l.db.Read, deliveryFields,
		`SELECT `+deliveryColumns+` FROM delivery WHERE issue = $1 ORDER BY subscriber`, issue)
	return deliveries, database.About(err, "deliveries of issue %s", issue)
}

// Tally counts the deliveries of an issue by state.
func (l *Ledger) Tally(ctx context.Context, issue string) (digest.Tally, error) {
	tally, err := l.tally(ctx, `SELECT state, COUNT(*) FROM delivery WHERE issue = $1 GROUP BY state`, issue)
	return tally, database.About(err, "deliveries of issue %s", issue)
}

func (l *Ledger) tally(ctx context.Context, query string, args ...any) (digest.Tally, error) {
	type count struct {
		state digest.DeliveryState
		n     int
	}
	counts, err := database.All(ctx, l.db.Read, func(c *count) []any { return []any{&c.state, &c.n} }, query, args...)
	tally := make(digest.Tally)
	for _, c := range counts {
		tally[c.state] += c.n
	}
	return tally, err
}

// Unsure lists at most n deliveries of which nobody knows whether they arrived, the newest first.
func (l *Ledger) Unsure(ctx context.Context, n int) ([]digest.Delivery, error) {
	deliveries, err := database.All(ctx, l.db.Read, deliveryFields,
		`SELECT `+deliveryColumns+` FROM delivery WHERE state = 'uncertain' ORDER BY updated DESC, id LIMIT $1`, n)
	return deliveries, database.About(err, "uncertain deliveries")
}

// UnsureSince counts the deliveries that became uncertain since a moment, by edition.
func (l *Ledger) UnsureSince(ctx context.Context, since time.Time) (map[string]int, error) {
	type count struct {
		edition string
		n       int
	}
	counts, err := database.All(ctx, l.db.Read, func(c *count) []any { return []any{&c.edition, &c.n} },
		`SELECT edition, COUNT(*) FROM delivery WHERE state = 'uncertain' AND updated >= $1 GROUP BY edition`, since)
	unsure := make(map[string]int)
	for _, c := range counts {
		unsure[c.edition] = c.n
	}
	return unsure, database.About(err, "uncertain deliveries")
}

// UncertainOf counts the deliveries of an edition of which nobody knows whether they arrived.
func (l *Ledger) UncertainOf(ctx context.Context, edition string) (int, error) {
	n, err := database.One(ctx, l.db.Read, database.Single[int], `SELECT COUNT(*) FROM delivery WHERE edition = $1 AND state = 'uncertain'`, edition)
	return n, database.About(err, "uncertain deliveries of %s", edition)
}

// deliveriesTo finds a subscriber's deliveries issue by issue, by the key that they are unique by: the ledger needs no
// index of its own for it, which every delivery would pay for.
const deliveriesTo = `FROM issue CROSS JOIN delivery WHERE delivery.issue = issue.id AND delivery.subscriber = $1`

// DeliveriesTo lists the deliveries to a subscriber that are still kept, the newest issue first.
func (l *Ledger) DeliveriesTo(ctx context.Context, subscriber string) ([]digest.Delivery, error) {
	deliveries, err := database.All(ctx, l.db.Read, deliveryFields, `SELECT `+deliveryColumns+` FROM delivery
		WHERE id IN (SELECT delivery.id `+deliveriesTo+`) ORDER BY slot DESC, edition, id`, subscriber)
	return deliveries, database.About(err, "deliveries to a subscriber")
}

// IssueTally is what became of the deliveries of an issue.
type IssueTally struct {
	Due   time.Time
	Tally digest.Tally
}

// IssueTallies counts the deliveries of every issue that is still kept, the oldest first.
func (l *Ledger) IssueTallies(ctx context.Context) ([]IssueTally, error) {
	type row struct {
		issue string
		due   time.Time
		state digest.DeliveryState
		n     int
	}
	rows, err := database.All(ctx, l.db.Read, func(r *row) []any { return []any{&r.issue, (*database.Moment)(&r.due), &r.state, &r.n} },
		`SELECT issue.id, issue.due, delivery.state, COUNT(*) FROM issue JOIN delivery ON delivery.issue = issue.id
			GROUP BY issue.id, issue.due, delivery.state ORDER BY issue.due, issue.id`)
	var out []IssueTally
	last := ""
	for _, r := range rows {
		if len(out) == 0 || r.issue != last {
			out, last = append(out, IssueTally{r.due, make(digest.Tally)}), r.issue
		}
		out[len(out)-1].Tally[r.state] += r.n
	}
	return out, database.About(err, "deliveries")
}

// Live counts the deliveries that are not at rest, and the uncertain, by state.
func (l *Ledger) Live(ctx context.Context) (digest.Tally, error) {
	tally, err := l.tally(ctx, `
			SELECT state, COUNT(*) FROM delivery WHERE `+isWaiting+` GROUP BY state UNION ALL
			SELECT state, COUNT(*) FROM delivery WHERE `+IsHeld+` AND state = 'sending' GROUP BY state UNION ALL
			SELECT state, COUNT(*) FROM delivery WHERE state = 'uncertain' GROUP BY state`)
	return tally, database.About(err, "deliveries")
}
