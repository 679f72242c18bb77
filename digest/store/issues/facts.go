package issues

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"tidings/digest"
	"tidings/digest/store/database"
)

// Facts reads the fingerprints of articles that were sent, by article. One that was not sent is absent.
func (e *Editions) Facts(ctx context.Context, articles []string) (map[string]digest.Facts, error) {
	type row struct {
		article string
		facts   digest.Facts
	}
	rows, err := database.All(ctx, e.db.Read, func(r *row) []any { return []any{&r.article, (*marks)(&r.facts)} },
		`SELECT article, marks FROM fact WHERE article IN `+e.db.Keys, database.Set(articles))
	facts := make(map[string]digest.Facts, len(rows))
	for _, r := range rows {
		facts[r.article] = r.facts
	}
	return facts, database.About(err, "facts of what was sent")
}

// saveFacts keeps what the articles of an issue tell, in the order of their IDs as saveLinks does. An article sent again
// is kept as it was sent last: by then its page may have been read.
func (e *Editions) saveFacts(ctx context.Context, tx *sql.Tx, facts map[string]digest.Facts) error {
	made := e.db.Now()
	articles := slices.Sorted(maps.Keys(facts))
	return e.db.Insert(ctx, tx, `INSERT INTO fact (article, made, marks)`,
		`ON CONFLICT (article) DO UPDATE SET made = excluded.made, marks = excluded.marks`,
		len(articles), func(i int) []any {
			return []any{articles[i], made, marks(facts[articles[i]])}
		})
}

// marks are Facts in a column: base64, four bytes each.
type marks digest.Facts

// Scan implements sql.Scanner.
func (m *marks) Scan(column any) error {
	text, ok := column.(string)
	if !ok {
		return fmt.Errorf("facts are a %T", column)
	}
	raw, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		return fmt.Errorf("facts: %w", err)
	}
	*m = make(marks, 0, len(raw)/4)
	for ; len(raw) >= 4; raw = raw[4:] {
		*m = append(*m, binary.BigEndian.Uint32(raw))
	}
	return nil
}

// Value implements driver.Valuer.
func (m marks) Value() (driver.Value, error) {
	raw := make([]byte, 0, 4*len(m))
	for _, mark := range m {
		raw = binary.BigEndian.AppendUint32(raw, mark)
	}
	return base64.RawStdEncoding.EncodeToString(raw), nil
}
