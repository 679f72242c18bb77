package articles

import (
	"context"
	"errors"

	"tidings/digest"
	"tidings/digest/store/database"
)

// SiteLines reads the lines that were seen on pages of a host; none of a host whose pages were never read.
func (f *Feeds) SiteLines(ctx context.Context, host string) ([]digest.SiteLine, error) {
	type site struct{ lines []digest.SiteLine }
	st, err := database.One(ctx, f.db.Read, func(st *site) []any { return []any{database.JSON(&st.lines)} }, `SELECT lines FROM site WHERE host = $1`, host)
	if errors.Is(err, digest.ErrNotFound) {
		err = nil
	}
	return st.lines, database.About(err, "lines of site %s", host)
}

// SaveSiteLines replaces the lines that were seen on pages of a host. Of two that do so at the same time the later wins:
// a line that is lost so is met again.
func (f *Feeds) SaveSiteLines(ctx context.Context, host string, lines []digest.SiteLine) error {
	_, err := database.Change(ctx, f.db.Write, `INSERT INTO site (host, seen, lines) VALUES ($1, $2, $3)
		ON CONFLICT (host) DO UPDATE SET seen = excluded.seen, lines = excluded.lines`, host, f.db.Now(), database.JSON(&lines))
	return database.About(err, "save lines of site %s", host)
}
