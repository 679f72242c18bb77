package store

import (
	"context"
	"database/sql"
	"time"

	"tidings/digest/store/database"
	"tidings/digest/store/ledger"
)

// Swept is what a Sweep dropped.
type Swept struct {
	Articles, Links, Issues, Deliveries int
}

// sweepRows is how many rows one transaction of a sweep drops, so that it holds up a send for milliseconds only.
const sweepRows = 500

// Sweep drops what is older than before: articles first seen then, story links made then, facts of what was last sent
// then, sites of which no page was read since, requests made on the web then, issues due then with their renderings, web
// copies and deliveries, pictures made then, and what was noted of readers who were not sent one. It keeps
//   - feed states, and the articles in a feed's last document: forgotten, they would be new again at the next poll;
//   - issues with a delivery that has not ended, and issues not yet built;
//   - the newest issue of every edition that was built: the next one begins where it ended;
//   - pictures that an issue which is kept shows.
//
// It works in short transactions and can be broken off and repeated.
func (s *Store) Sweep(ctx context.Context, before time.Time) (swept Swept, err error) {
	if err = s.sweepIssues(ctx, before, &swept); err == nil {
		err = s.sweepArticles(ctx, before, &swept)
	}
	if err == nil {
		swept.Links, err = s.drop(ctx, `DELETE FROM link WHERE article IN (SELECT article FROM link WHERE made < $1 LIMIT $2)`, before)
	}
	if err == nil {
		_, err = s.drop(ctx, `DELETE FROM fact WHERE article IN (SELECT article FROM fact WHERE made < $1 LIMIT $2)`, before)
	}
	if err == nil {
		_, err = s.drop(ctx, `DELETE FROM passed WHERE (edition, subscriber, until) IN (SELECT edition, subscriber, until FROM passed WHERE until < $1 LIMIT $2)`, before)
	}
	if err == nil {
		_, err = s.drop(ctx, `DELETE FROM site WHERE host IN (SELECT host FROM site WHERE seen < $1 LIMIT $2)`, before)
	}
	if err == nil {
		_, err = s.drop(ctx, `DELETE FROM prepared WHERE article IN (SELECT article FROM prepared WHERE made < $1 LIMIT $2)`, before)
	}
	if err == nil {
		_, err = s.drop(ctx, `DELETE FROM signup WHERE id IN (SELECT id FROM signup WHERE asked < $1 LIMIT $2)`, before)
	}
	if err == nil {
		err = s.sweepPictures(ctx, before)
	}
	return swept, database.About(err, "sweep")
}

// drop repeats a statement that deletes at most $2 rows until it deletes none.
func (s *Store) drop(ctx context.Context, query string, arg any) (total int, err error) {
	for {
		n, err := database.Change(ctx, s.db.Write, query, arg, sweepRows)
		total += int(n)
		if err != nil || n == 0 {
			return total, err
		}
	}
}

func (s *Store) sweepIssues(ctx context.Context, before time.Time, swept *Swept) error {
	old, err := database.All(ctx, s.db.Read, database.Single[string], `SELECT id FROM issue WHERE due < $1
		AND (state IN ('quiet', 'missed', 'stopped') OR state = 'done' AND EXISTS (
			SELECT 1 FROM issue later WHERE later.edition = issue.edition AND later.state IN ('built', 'done')
				AND later.until > issue.until))
		AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.issue = issue.id AND `+ledger.IsOpen+`)`, before)
	if err != nil {
		return err
	}
	for _, id := range old {
		n, err := s.drop(ctx, `DELETE FROM delivery WHERE id IN (SELECT id FROM delivery WHERE issue = $1 LIMIT $2)`, id)
		swept.Deliveries += n
		if err != nil {
			return err
		}
		if _, err := database.Change(ctx, s.db.Write, `DELETE FROM web_copy WHERE issue = $1`, id); err != nil {
			return err
		}
		if _, err := s.drop(ctx, `DELETE FROM rendering WHERE id IN (SELECT id FROM rendering WHERE issue = $1 LIMIT $2)`, id); err != nil {
			return err
		}
		if _, err := database.Change(ctx, s.db.Write, `DELETE FROM issue WHERE id = $1`, id); err != nil {
			return err
		}
		swept.Issues++
	}
	return nil
}

func (s *Store) sweepArticles(ctx context.Context, before time.Time, swept *Swept) error {
	for from := (place{}); ; {
		var read, dropped int
		err := s.db.Transact(ctx, func(tx *sql.Tx) (err error) {
			read, dropped, err = s.sweepSome(ctx, tx, before, &from)
			return err
		})
		if err != nil || read == 0 {
			return err
		}
		swept.Articles += dropped
	}
}

// place is where a sweep of articles has come to.
type place struct {
	id, feed string
	seen     time.Time
}

// sweepSome looks at some articles past from, moves from on, and drops those whose feed no longer lists them.
func (s *Store) sweepSome(ctx context.Context, tx *sql.Tx, before time.Time, from *place) (read, dropped int, err error) {
	old, err := database.All(ctx, tx, func(p *place) []any { return []any{&p.id, &p.feed, (*database.Moment)(&p.seen)} },
		`SELECT id, feed, seen FROM article WHERE seen < $1 AND (seen, id) > ($2, $3) ORDER BY seen, id LIMIT $4`,
		before, from.seen, from.id, sweepRows)
	if err != nil || len(old) == 0 {
		return 0, 0, err
	}
	*from = old[len(old)-1]
	feeds := make([]string, len(old))
	for i, p := range old {
		feeds[i] = p.feed
	}
	type listing struct{ articles []string }
	listings, err := database.All(ctx, tx, func(l *listing) []any { return []any{database.JSON(&l.articles)} },
		`SELECT listing FROM feed WHERE id IN `+s.db.Keys, database.Set(feeds))
	if err != nil {
		return 0, 0, err
	}
	listed := make(map[string]bool)
	for _, l := range listings {
		for _, id := range l.articles {
			listed[id] = true
		}
	}
	var ids []string
	for _, p := range old {
		if !listed[p.id] {
			ids = append(ids, p.id)
		}
	}
	n, err := database.Change(ctx, tx, `DELETE FROM article WHERE id IN `+s.db.Keys, database.Set(ids))
	return len(old), int(n), err
}

// sweepPictures drops what was made before a moment and is shown by no rendering that is kept.
func (s *Store) sweepPictures(ctx context.Context, before time.Time) error {
	_, err := s.drop(ctx, `DELETE FROM picture_try WHERE id IN (SELECT id FROM picture_try WHERE tried < $1 LIMIT $2)`, before)
	if err != nil {
		return err
	}
	_, err = s.drop(ctx, `DELETE FROM picture WHERE name IN (SELECT name FROM picture WHERE made < $1
		AND NOT EXISTS (SELECT 1 FROM shown WHERE shown.picture = picture.name) LIMIT $2)`, before)
	return err
}
