package store

import (
	"context"

	"tidings/digest"
	"tidings/digest/store/articles"
	"tidings/digest/store/database"
)

// Ping says whether the state answers.
func (s *Store) Ping(ctx context.Context) error {
	_, err := database.All(ctx, s.db.Read, database.Single[int], `SELECT COUNT(*) FROM due`)
	return database.About(err, "state")
}

// Stats are a few counts for an operator.
type Stats struct {
	Feeds      int
	Failing    int // feeds whose last try failed
	Articles   int
	Unread     int // articles without their text
	Issues     int
	Deliveries digest.Tally // those not at rest, and the uncertain
}

// Stats counts.
func (s *Store) Stats(ctx context.Context) (Stats, error) {
	var st Stats
	err := s.db.Read.QueryRowContext(ctx, `SELECT (SELECT COUNT(*) FROM feed), (SELECT COUNT(*) FROM feed WHERE fails > 0),
		(SELECT COUNT(*) FROM article), (SELECT COUNT(*) FROM article WHERE text_method = '' AND `+articles.NotHeld+`), (SELECT COUNT(*) FROM issue)`,
	).Scan(&st.Feeds, &st.Failing, &st.Articles, &st.Unread, &st.Issues)
	if err == nil {
		st.Deliveries, err = s.Live(ctx)
	}
	return st, database.About(err, "stats")
}
