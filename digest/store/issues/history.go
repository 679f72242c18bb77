package issues

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"time"

	"tidings/digest"
	"tidings/digest/store/database"
)

// Links lists the memberships of articles in stories that were made, or moved to another story, since then.
func (e *Editions) Links(ctx context.Context, since time.Time) ([]digest.Link, error) {
	links, err := database.All(ctx, e.db.Read, func(l *digest.Link) []any { return []any{&l.Article, &l.Story} },
		`SELECT article, story FROM link WHERE made >= $1 ORDER BY made, article`, since)
	return links, database.About(err, "story links")
}

// Pasts reads what readers had of an edition, by subscriber key, in issues built since a moment that cover only what was
// gathered before another. A delivery counts unless it failed or was suppressed: what is on its way or uncertain may
// have been read.
func (e *Editions) Pasts(ctx context.Context, edition string, since, before time.Time) (map[string]digest.Past, error) {
	issues, err := database.All(ctx, e.db.Read, issueFields, `SELECT `+issueColumns+` FROM issue
		WHERE edition = $1 AND state IN ('built', 'done', 'stopped') AND built >= $2 AND until < $3
		ORDER BY until, seq`, edition, since, before)
	if err != nil {
		return nil, database.About(err, "issues of %s", edition)
	}
	type sent struct{ subscriber, rendering string }
	pasts := make(map[string]digest.Past)
	for _, is := range issues { // one by one: the rows of an issue lie together, and come in the right order unsorted
		deliveries, err := database.All(ctx, e.db.Read, func(d *sent) []any { return []any{&d.subscriber, &d.rendering} },
			`SELECT subscriber, rendering FROM delivery WHERE issue = $1 AND state NOT IN ('failed', 'suppressed')`, is.ID)
		if err != nil {
			return nil, database.About(err, "deliveries of issue %s", is.ID)
		}
		shared := make(map[string]string) // one string for each rendering, however many readers had it
		for _, d := range deliveries {
			if _, ok := shared[d.rendering]; !ok {
				shared[d.rendering] = d.rendering
			}
			past := pasts[d.subscriber]
			past.Until = is.Until
			past.Renderings = append(past.Renderings, shared[d.rendering])
			pasts[d.subscriber] = past
		}
	}
	return pasts, e.passedOver(ctx, edition, since, before, pasts)
}

// passedOver adds to the pasts of readers where their next issue begins after one that they were not sent.
func (e *Editions) passedOver(ctx context.Context, edition string, since, before time.Time, pasts map[string]digest.Past) error {
	type passed struct {
		subscriber string
		begins     time.Time
	}
	rows, err := database.All(ctx, e.db.Read, func(p *passed) []any { return []any{&p.subscriber, (*database.Moment)(&p.begins)} },
		`SELECT subscriber, begins FROM passed WHERE edition = $1 AND until >= $2 AND until < $3 ORDER BY until`, edition, since, before)
	for _, p := range rows {
		past := pasts[p.subscriber]
		past.Begins = p.begins
		pasts[p.subscriber] = past
	}
	return database.About(err, "quiet issues of %s", edition)
}

// PassOver notes where the next issue of an edition begins for readers who were not sent the one that covers what was
// gathered up to until.
func (e *Editions) PassOver(ctx context.Context, edition string, until time.Time, begins map[string]time.Time) error {
	readers := slices.Sorted(maps.Keys(begins))
	err := e.db.Transact(ctx, func(tx *sql.Tx) error {
		return e.db.Insert(ctx, tx, `INSERT INTO passed (edition, subscriber, until, begins)`,
			`ON CONFLICT (edition, subscriber, until) DO UPDATE SET begins = excluded.begins`, len(readers), func(i int) []any {
				return []any{edition, readers[i], until, begins[readers[i]]}
			})
	})
	return database.About(err, "quiet issue of %s", edition)
}

// Elsewhere reads the renderings that readers had of other editions on a day, "2006-01-02" by the slots' own clocks, in
// issues that cover only what was gathered up to a moment: by subscriber key, in the order of the issues. Which
// deliveries count is as with Pasts.
func (e *Editions) Elsewhere(ctx context.Context, edition, date string, until time.Time) (map[string][]string, error) {
	type sent struct{ subscriber, rendering string }
	rows, err := database.All(ctx, e.db.Read, func(d *sent) []any { return []any{&d.subscriber, &d.rendering} },
		`SELECT delivery.subscriber, delivery.rendering FROM issue JOIN delivery ON delivery.issue = issue.id
		WHERE issue.edition <> $1 AND issue.slot >= $2 AND issue.slot < $3 AND issue.state IN ('built', 'done', 'stopped')
			AND issue.until <= $4 AND delivery.state NOT IN ('failed', 'suppressed')
		ORDER BY issue.until, issue.id, delivery.subscriber`, edition, date, date+"U", until)
	had := make(map[string][]string)
	for _, d := range rows {
		had[d.subscriber] = append(had[d.subscriber], d.rendering)
	}
	return had, database.About(err, "what readers had of other editions on %s", date)
}

// ToldStories reads the stories that renderings told, by rendering.
func (e *Editions) ToldStories(ctx context.Context, renderings []string) (map[string][]digest.ToldStory, error) {
	type row struct {
		rendering string
		digest.ToldStory
	}
	rows, err := database.All(ctx, e.db.Read, func(r *row) []any {
		return []any{&r.rendering, &r.Story, database.JSON(&r.Articles), (*database.Moment)(&r.At)}
	}, `SELECT told.rendering, told.story, told.articles, issue.built FROM told
		JOIN rendering ON rendering.id = told.rendering JOIN issue ON issue.id = rendering.issue
		WHERE told.rendering IN `+e.db.Keys+` ORDER BY told.rendering, told.story`, database.Set(renderings))
	told := make(map[string][]digest.ToldStory)
	for _, r := range rows {
		told[r.rendering] = append(told[r.rendering], r.ToldStory)
	}
	return told, database.About(err, "told stories")
}
