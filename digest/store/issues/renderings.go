package issues

import (
	"context"
	"database/sql"

	"tidings/digest"
	"tidings/digest/store/database"
)

const renderingColumns = `id, issue, subject, html, body, contents`

func renderingFields(r *digest.Rendering) []any {
	return []any{&r.ID, &r.Issue, &r.Subject, &r.HTML, &r.Text, database.JSON(&r.Contents)}
}

func (e *Editions) saveRenderings(ctx context.Context, tx *sql.Tx, renderings []digest.Rendering) error {
	err := e.db.Insert(ctx, tx, `INSERT INTO rendering (`+renderingColumns+`)`, `ON CONFLICT DO NOTHING`, len(renderings), func(i int) []any {
		return renderingFields(&renderings[i])
	})
	if err != nil {
		return err
	}
	for _, r := range renderings {
		var stories []digest.ContentsStory
		for _, section := range r.Contents.Sections {
			stories = append(stories, section.Stories...)
		}
		err := e.db.Insert(ctx, tx, `INSERT INTO told (rendering, story, articles)`, `ON CONFLICT DO NOTHING`, len(stories), func(i int) []any {
			return []any{r.ID, stories[i].ID, database.JSON(&stories[i].Members)}
		})
		if err != nil {
			return err
		}
		if err := e.saveShown(ctx, tx, r); err != nil {
			return err
		}
	}
	return nil
}

// Rendering reads what a group of readers gets; digest.ErrNotFound when it is not stored.
func (e *Editions) Rendering(ctx context.Context, id string) (digest.Rendering, error) {
	r, err := database.One(ctx, e.db.Read, renderingFields, `SELECT `+renderingColumns+` FROM rendering WHERE id = $1`, id)
	return r, database.About(err, "rendering %s", id)
}

// MostRead reads the rendering of an issue that most readers get.
func (e *Editions) MostRead(ctx context.Context, issue string) (digest.Rendering, error) {
	r, err := database.One(ctx, e.db.Read, renderingFields, `SELECT `+renderingColumns+` FROM rendering WHERE id = (SELECT rendering FROM delivery
		WHERE issue = $1 GROUP BY rendering ORDER BY COUNT(*) DESC, rendering LIMIT 1)`, issue)
	return r, database.About(err, "rendering of issue %s", issue)
}
