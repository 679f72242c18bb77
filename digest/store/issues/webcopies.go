package issues

import (
	"context"
	"database/sql"
	"time"

	"tidings/digest"
	"tidings/digest/store/database"
)

const webCopyColumns = `web_copy.issue, web_copy.edition, web_copy.slot, web_copy.name, web_copy.listed, web_copy.built, web_copy.headlines,
	web_copy.stories, rendering.id, rendering.issue, rendering.subject`

func webCopyFields(c *digest.WebCopy) []any {
	return []any{
		&c.Issue, &c.Edition, &c.Slot, &c.Name, (*database.Yes)(&c.Listed), (*database.Moment)(&c.Built),
		database.JSON(&c.Headlines),
		&c.Stories,
		&c.Rendering.ID, &c.Rendering.Issue, &c.Rendering.Subject,
	}
}

// isShown keeps to web copies that anybody may see: not those of an issue that was stopped, and of one with a proof only
// from the moment on at which the first reader gets it, $1.
const isShown = `NOT EXISTS (SELECT 1 FROM issue LEFT JOIN proof ON proof.issue = issue.id WHERE issue.id = web_copy.issue
	AND (issue.state = 'stopped' OR proof.issue IS NOT NULL AND issue.due > $1))`

// saveWebCopy stores what an issue is to strangers.
func (e *Editions) saveWebCopy(ctx context.Context, tx *sql.Tx, is digest.Issue) error {
	c := is.Copy
	if c == nil {
		return nil
	}
	if err := e.saveRenderings(ctx, tx, []digest.Rendering{c.Rendering}); err != nil {
		return err
	}
	_, err := database.Change(ctx, tx, `INSERT INTO web_copy (issue, edition, slot, name, listed, built, until, headlines, stories, rendering)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		is.ID, c.Edition, c.Slot, c.Name, (*database.Yes)(&c.Listed), c.Built, is.Until, database.JSON(&c.Headlines), c.Stories, c.Rendering.ID)
	return err
}

// WebCopy reads the copy of an issue of an edition by the name of its page; digest.ErrNotFound when there is none, the
// issue was stopped, or only its proof was sent yet.
func (e *Editions) WebCopy(ctx context.Context, edition, name string) (digest.WebCopy, error) {
	c, err := database.One(ctx, e.db.Read, func(c *digest.WebCopy) []any { return append(webCopyFields(c), database.JSON(&c.Rendering.Contents)) },
		`SELECT `+webCopyColumns+`, rendering.contents FROM web_copy JOIN rendering ON rendering.id = web_copy.rendering
		WHERE web_copy.edition = $2 AND web_copy.name = $3 AND `+isShown, e.db.Now(), edition, name)
	return c, database.About(err, "web copy %s of %s", name, edition)
}

// WebCopies lists the copies of the issues of an edition, newest first, without their contents. Those that WebCopy does not
// find are left out.
func (e *Editions) WebCopies(ctx context.Context, edition string) ([]digest.WebCopy, error) {
	copies, err := database.All(ctx, e.db.Read, webCopyFields, `SELECT `+webCopyColumns+` FROM web_copy JOIN rendering ON rendering.id = web_copy.rendering
		WHERE web_copy.edition = $2 AND `+isShown+` ORDER BY web_copy.slot DESC, web_copy.until DESC, web_copy.issue`, e.db.Now(), edition)
	return copies, database.About(err, "web copies of %s", edition)
}

// CopiesPast lists the renderings of the copies of an edition, oldest first, of issues built since a moment that cover only
// what was gathered before another: what somebody has had who reads it on the web.
func (e *Editions) CopiesPast(ctx context.Context, edition string, since, before time.Time) ([]string, error) {
	ids, err := database.All(ctx, e.db.Read, database.Single[string], `SELECT rendering FROM web_copy WHERE edition = $1 AND built >= $2 AND until < $3
			AND EXISTS (SELECT 1 FROM issue WHERE issue.id = web_copy.issue AND state <> 'stopped') ORDER BY until`,
		edition, since, before)
	return ids, database.About(err, "web copies of %s", edition)
}
