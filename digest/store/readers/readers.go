// Package readers keeps what the state knows of readers: what they chose, what they left, what they asked for and agreed
// to, and what came back of the mails to them.
package readers

import (
	"context"
	"database/sql"

	"tidings/digest"
	"tidings/digest/store/database"
)

// Register is what is known of every reader.
type Register struct {
	db *database.DB
}

// New returns the register in a database.
func New(db *database.DB) *Register { return &Register{db: db} }

const readerColumns = `name, address, full_name, joined, invited`

func readerFields(r *digest.ReaderState) []any {
	return []any{&r.Name, &r.Email, &r.FullName, (*database.Moment)(&r.Joined), (*database.Yes)(&r.Invited)}
}

// Readers lists all readers of whom the state knows something, by name.
func (r *Register) Readers(ctx context.Context) ([]digest.ReaderState, error) {
	readers, err := r.readers(ctx, ``)
	return readers, database.About(err, "readers")
}

// ReadersNamed lists those of the named readers of whom the state knows something.
func (r *Register) ReadersNamed(ctx context.Context, names []string) ([]digest.ReaderState, error) {
	readers, err := r.readers(ctx, ` IN `+r.db.Keys, database.Set(names))
	return readers, database.About(err, "readers")
}

// readers reads readers whose name fulfils a condition, with what belongs to them.
func (r *Register) readers(ctx context.Context, condition string, args ...any) ([]digest.ReaderState, error) {
	where := func(column string) string {
		if condition == "" {
			return ""
		}
		return ` WHERE ` + column + condition
	}
	readers, err := database.All(ctx, r.db.Read, readerFields, `SELECT `+readerColumns+` FROM reader`+where("name")+` ORDER BY name`, args...)
	if err != nil {
		return nil, err
	}
	at := make(map[string]int, len(readers))
	for i, r := range readers {
		at[r.Name] = i
	}
	type choice struct {
		reader string
		digest.Choice
	}
	choices, err := database.All(ctx, r.db.Read, func(c *choice) []any { return []any{&c.reader, &c.Key, &c.Value, (*database.Moment)(&c.At)} },
		`SELECT reader, setting, value, made FROM choice`+where("reader")+` ORDER BY reader, setting`, args...)
	if err != nil {
		return nil, err
	}
	for _, c := range choices {
		if i, ok := at[c.reader]; ok { // one who came between the two reads is read next time
			readers[i].Choices = append(readers[i].Choices, c.Choice)
		}
	}
	type departure struct {
		reader string
		digest.Departure
	}
	departures, err := database.All(ctx, r.db.Read, func(d *departure) []any {
		return []any{&d.reader, &d.List, (*database.Moment)(&d.At), &d.How, &d.Edition}
	}, `SELECT reader, list, made, how, edition FROM departure`+where("reader")+` ORDER BY reader, list`, args...)
	for _, d := range departures {
		if i, ok := at[d.reader]; ok {
			readers[i].Departures = append(readers[i].Departures, d.Departure)
		}
	}
	if err != nil {
		return nil, err
	}
	only := ""
	if condition != "" {
		only = ` AND reader` + condition
	}
	return readers, r.suppressions(ctx, only, args, readers, at)
}

// ChangeReader changes what is known of a reader, in one transaction.
func (r *Register) ChangeReader(ctx context.Context, c digest.ReaderChange) error {
	return database.About(r.db.Transact(ctx, func(tx *sql.Tx) error { return changeReader(ctx, tx, c) }), "change reader")
}

func changeReader(ctx context.Context, tx *sql.Tx, c digest.ReaderChange) error {
	_, err := database.Change(ctx, tx, `INSERT INTO reader (`+readerColumns+`) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (name) DO UPDATE SET
			address = CASE WHEN excluded.address = '' THEN reader.address ELSE excluded.address END,
			full_name = CASE WHEN excluded.full_name = '' THEN reader.full_name ELSE excluded.full_name END,
			joined = CASE WHEN reader.joined > 0 THEN reader.joined ELSE excluded.joined END,
			invited = CASE WHEN excluded.invited > 0 THEN excluded.invited ELSE reader.invited END`,
		&c.Name, &c.Email, &c.FullName, c.Joined, (*database.Yes)(&c.Invited))
	if err != nil {
		return err
	}
	for _, list := range c.Return {
		if _, err := database.Change(ctx, tx, `DELETE FROM departure WHERE reader = $1 AND list = $2`, c.Name, list); err != nil {
			return err
		}
	}
	for _, d := range c.Leave {
		// Who leaves twice left the first time.
		if _, err := database.Change(ctx, tx, `INSERT INTO departure (reader, list, made, how, edition) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT DO NOTHING`, c.Name, d.List, d.At, d.How, d.Edition); err != nil {
			return err
		}
	}
	for _, ch := range c.Choices {
		if _, err := database.Change(ctx, tx, `INSERT INTO choice (reader, setting, value, made) VALUES ($1, $2, $3, $4)
			ON CONFLICT (reader, setting) DO UPDATE SET value = excluded.value, made = excluded.made
			WHERE choice.value <> excluded.value`, c.Name, ch.Key, ch.Value, ch.At); err != nil {
			return err
		}
	}
	return nil
}

// ResetChoices drops choices of a reader, so that the file decides again, and says how many they were.
func (r *Register) ResetChoices(ctx context.Context, reader string, keys []digest.ChoiceKey) (int, error) {
	n, err := database.Change(ctx, r.db.Write, `DELETE FROM choice WHERE setting IN `+r.db.Keys+` AND reader = $2`, database.Set(keys), reader)
	return int(n), database.About(err, "reset choices")
}
