package issues

import (
	"context"
	"database/sql"

	"tidings/digest"
	"tidings/digest/store/database"
)

// Picture reads a picture; digest.ErrNotFound when there is none of that name.
func (e *Editions) Picture(ctx context.Context, name string) (digest.Picture, error) {
	p, err := database.One(ctx, e.db.Read, func(p *digest.Picture) []any { return []any{&p.Name, &p.Width, &p.Height, &p.Body} },
		`SELECT name, width, height, body FROM picture WHERE name = $1`, name)
	return p, database.About(err, "picture %s", name)
}

// PictureTries reads what came of asking for pictures, by ID, without their bytes. What was never asked for is absent.
func (e *Editions) PictureTries(ctx context.Context, ids []string) (map[string]digest.PictureTry, error) {
	tries, err := database.All(ctx, e.db.Read, func(t *digest.PictureTry) []any {
		return []any{&t.ID, (*database.Moment)(&t.Tried), &t.Reason, &t.Picture.Name, &t.Picture.Width, &t.Picture.Height}
	}, `SELECT t.id, t.tried, t.reason, t.picture, COALESCE(p.width, 0), COALESCE(p.height, 0) FROM picture_try t LEFT JOIN picture p ON p.name = t.picture
		WHERE t.id IN `+e.db.Keys+` AND (t.picture = '' OR p.name IS NOT NULL)`, database.Set(ids))
	return database.ByKey(tries, func(t digest.PictureTry) string { return t.ID }), database.About(err, "pictures")
}

// SavePictureTry keeps what came of asking for a picture, and the picture, in place of what came of it before.
func (e *Editions) SavePictureTry(ctx context.Context, t digest.PictureTry) error {
	return database.About(e.db.Transact(ctx, func(tx *sql.Tx) error {
		if p := t.Picture; p.Name != "" {
			_, err := database.Change(ctx, tx, `INSERT INTO picture (name, width, height, made, body) VALUES ($1, $2, $3, $4, $5)
				ON CONFLICT (name) DO UPDATE SET made = excluded.made`, p.Name, p.Width, p.Height, t.Tried, p.Body)
			if err != nil {
				return err
			}
		}
		_, err := database.Change(ctx, tx, `INSERT INTO picture_try (id, tried, picture, reason) VALUES ($1, $2, $3, $4)
			ON CONFLICT (id) DO UPDATE SET tried = excluded.tried, picture = excluded.picture, reason = excluded.reason`,
			t.ID, t.Tried, t.Picture.Name, t.Reason)
		return err
	}), "keep picture")
}

// saveShown notes which pictures a rendering shows, so that they stay as long as it does.
func (e *Editions) saveShown(ctx context.Context, tx *sql.Tx, r digest.Rendering) error {
	var names []string
	for _, section := range r.Contents.Sections {
		for i := range section.Stories {
			if name := section.Stories[i].ImageName; name != "" {
				names = append(names, name)
			}
		}
	}
	return e.db.Insert(ctx, tx, `INSERT INTO shown (rendering, picture)`, `ON CONFLICT DO NOTHING`, len(names), func(i int) []any {
		return []any{r.ID, names[i]}
	})
}
