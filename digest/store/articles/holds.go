package articles

import (
	"context"
	"database/sql"

	"tidings/digest"
	"tidings/digest/store/database"
)

// NotHeld is a condition on table article.
const NotHeld = `NOT EXISTS (SELECT 1 FROM held WHERE held.article = article.id)`

func (f *Feeds) holdArticles(ctx context.Context, tx *sql.Tx, articles []*digest.Article) error {
	return f.db.Insert(ctx, tx, `INSERT INTO held (article, feed, why, since)`, ``, len(articles), func(i int) []any {
		a := articles[i]
		return []any{&a.ID, &a.FeedID, &a.Held, (*database.Moment)(&a.Seen)}
	})
}

// HeldArticles counts the articles that are held for a reason, by feed; feeds without any are absent.
func (f *Feeds) HeldArticles(ctx context.Context, feeds []string, why digest.Hold) (map[string]int, error) {
	type row struct {
		feed string
		n    int
	}
	rows, err := database.All(ctx, f.db.Read, func(r *row) []any { return []any{&r.feed, &r.n} },
		`SELECT feed, COUNT(*) FROM held WHERE feed IN `+f.db.Keys+` AND why = $2 GROUP BY feed`, database.Set(feeds), string(why))
	counts := make(map[string]int, len(rows))
	for _, r := range rows {
		counts[r.feed] = r.n
	}
	return counts, database.About(err, "held articles")
}

// ReleaseArticles lets the articles of a feed go that are held for a reason, and says how many they were. They count as
// first seen now, so that the next issue has them.
func (f *Feeds) ReleaseArticles(ctx context.Context, feed string, why digest.Hold) (n int, err error) {
	err = f.db.Transact(ctx, func(tx *sql.Tx) error {
		changed, err := database.Change(ctx, tx, `UPDATE article SET seen = $3
			WHERE id IN (SELECT article FROM held WHERE feed = $1 AND why = $2)`, feed, string(why), f.db.Now())
		if err != nil {
			return err
		}
		n = int(changed)
		_, err = database.Change(ctx, tx, `DELETE FROM held WHERE feed = $1 AND why = $2`, feed, string(why))
		return err
	})
	return n, database.About(err, "release articles of feed %s", feed)
}

// HostHolds lists the hosts that answered 429 and have not answered well since, those whose hold has passed included.
func (f *Feeds) HostHolds(ctx context.Context) ([]digest.HostHold, error) {
	holds, err := database.All(ctx, f.db.Read, func(h *digest.HostHold) []any { return []any{&h.Host, (*database.Moment)(&h.Until), &h.Times} },
		`SELECT host, held_to, times FROM host_hold ORDER BY host`)
	return holds, database.About(err, "holds")
}

// HoldHost stores that a host is to be left alone.
func (f *Feeds) HoldHost(ctx context.Context, h digest.HostHold) error {
	_, err := database.Change(ctx, f.db.Write, `INSERT INTO host_hold (host, held_to, times) VALUES ($1, $2, $3)
		ON CONFLICT (host) DO UPDATE SET held_to = excluded.held_to, times = excluded.times`, h.Host, h.Until, h.Times)
	return database.About(err, "hold host %s", h.Host)
}

// FreeHost forgets that a host was to be left alone.
func (f *Feeds) FreeHost(ctx context.Context, host string) error {
	_, err := database.Change(ctx, f.db.Write, `DELETE FROM host_hold WHERE host = $1`, host)
	return database.About(err, "free host %s", host)
}
