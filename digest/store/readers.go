package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"tidings/digest"
	"tidings/digest/store/database"
)

const readerColumns = `name, address, full_name, joined, invited`

func readerFields(r *digest.ReaderState) []any {
	return []any{&r.Name, &r.Email, &r.FullName, (*database.Moment)(&r.Joined), (*database.Yes)(&r.Invited)}
}

// Readers lists all readers of whom the state knows something, by name.
func (s *Store) Readers(ctx context.Context) ([]digest.ReaderState, error) {
	readers, err := s.readers(ctx, ``)
	return readers, database.About(err, "readers")
}

// ReadersNamed lists those of the named readers of whom the state knows something.
func (s *Store) ReadersNamed(ctx context.Context, names []string) ([]digest.ReaderState, error) {
	readers, err := s.readers(ctx, ` IN `+s.db.Keys, database.Set(names))
	return readers, database.About(err, "readers")
}

// readers reads readers whose name fulfils a condition, with what belongs to them.
func (s *Store) readers(ctx context.Context, condition string, args ...any) ([]digest.ReaderState, error) {
	where := func(column string) string {
		if condition == "" {
			return ""
		}
		return ` WHERE ` + column + condition
	}
	readers, err := database.All(ctx, s.db.Read, readerFields, `SELECT `+readerColumns+` FROM reader`+where("name")+` ORDER BY name`, args...)
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
	choices, err := database.All(ctx, s.db.Read, func(c *choice) []any { return []any{&c.reader, &c.Key, &c.Value, (*database.Moment)(&c.At)} },
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
	departures, err := database.All(ctx, s.db.Read, func(d *departure) []any {
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
	return readers, s.suppressions(ctx, only, args, readers, at)
}

// ChangeReader changes what is known of a reader, in one transaction.
func (s *Store) ChangeReader(ctx context.Context, c digest.ReaderChange) error {
	return database.About(s.db.Transact(ctx, func(tx *sql.Tx) error { return changeReader(ctx, tx, c) }), "change reader")
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

const signupColumns = `id, kind, asked, ends, used, email, asker, network, lists, language, text, former`

func signupFields(g *digest.Signup) []any {
	return []any{
		&g.ID, &g.Kind, (*database.Moment)(&g.Asked), (*database.Moment)(&g.Until), (*database.Moment)(&g.Used), &g.Email, &g.From, &g.Network,
		database.JSON(&g.Lists),
		&g.Language, &g.Text, &g.Former,
	}
}

// AskSignup stores a request, to be mailed, unless a limit is reached. One for an address that was asked too often is
// dropped in silence, so that nobody can tell by the answer what is known of an address; digest.ErrTooMany says that the
// network or everybody together asked too often, and nothing is stored.
func (s *Store) AskSignup(ctx context.Context, g digest.Signup, most digest.SignupLimits) error {
	err := s.db.Transact(ctx, func(tx *sql.Tx) error {
		key := digest.Subscriber{Email: g.Email}.Key()
		// What is dropped in silence counts against the network all the same, which is why it is stored as mailed.
		mailed := time.Time{}
		for _, limit := range []struct {
			where string
			arg   any
			since time.Time
			most  int
			quiet bool
		}{
			{`network = $1`, g.Network, most.NetworkSince, most.Network, false},
			{`$1 = ''`, "", most.AllSince, most.All, false},
			{`address = $1`, key, most.AddressSince, most.Address, true},
		} {
			counts, err := database.All(ctx, tx, database.Single[int], `SELECT COUNT(*) FROM signup WHERE `+limit.where+` AND asked > $2`, limit.arg, limit.since)
			if err != nil {
				return err
			}
			if counts[0] < limit.most {
				continue
			}
			if !limit.quiet {
				return digest.ErrTooMany
			}
			mailed, g.Until = g.Asked, g.Asked
		}
		args := append(signupFields(&g), key, mailed)
		_, err := database.Change(ctx, tx, `INSERT INTO signup (`+signupColumns+`, address, mailed, tries)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0)`, args...)
		return err
	})
	if errors.Is(err, digest.ErrTooMany) {
		return err
	}
	return database.About(err, "sign-up")
}

// Signup reads a request; digest.ErrNotFound when there is none of that ID.
func (s *Store) Signup(ctx context.Context, id string) (digest.Signup, error) {
	g, err := database.One(ctx, s.db.Read, signupFields, `SELECT `+signupColumns+` FROM signup WHERE id = $1`, id)
	return g, database.About(err, "sign-up")
}

// UnmailedSignups lists at most n requests whose mail is to be sent, oldest first, and counts a try for each: one that
// was tried so often is given up.
func (s *Store) UnmailedSignups(ctx context.Context, n, tries int) (waiting []digest.Signup, err error) {
	now := s.db.Now()
	err = s.db.Transact(ctx, func(tx *sql.Tx) error {
		waiting, err = database.All(ctx, tx, signupFields, `SELECT `+signupColumns+` FROM signup
			WHERE mailed = 0 AND ends > $1 AND tries < $2 ORDER BY asked, id LIMIT $3`, now, tries, n)
		for i := 0; i < len(waiting) && err == nil; i++ {
			_, err = database.Change(ctx, tx, `UPDATE signup SET tries = tries + 1 WHERE id = $1`, waiting[i].ID)
		}
		return err
	})
	return waiting, database.About(err, "sign-ups")
}

// MailedSignup notes that the mail of a request was sent.
func (s *Store) MailedSignup(ctx context.Context, id string) error {
	_, err := database.Change(ctx, s.db.Write, `UPDATE signup SET mailed = $2 WHERE id = $1`, id, s.db.Now())
	return database.About(err, "sign-up")
}

// ConfirmSignup uses a request up, records the consent and changes readers, in one transaction. digest.ErrNotFound says
// that there is no such request, or that it was used or is too old; then nothing is changed.
func (s *Store) ConfirmSignup(ctx context.Context, c digest.Consent, changes ...digest.ReaderChange) error {
	err := s.db.Transact(ctx, func(tx *sql.Tx) error {
		n, err := database.Change(ctx, tx, `UPDATE signup SET used = $2 WHERE id = $1 AND used = 0 AND ends >= $2`, c.ID, c.Given)
		if err != nil {
			return err
		}
		if n == 0 {
			return digest.ErrNotFound
		}
		_, err = database.Change(ctx, tx, `INSERT INTO consent (signup, reader, kind, email, lists, language, text, asked, asked_at, given, given_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, c.ID, c.Reader, c.Kind, c.Email, database.JSON(&c.Lists), c.Language,
			c.Text, c.Asked, c.From, c.Given, c.GaveAt)
		for i := 0; i < len(changes) && err == nil; i++ {
			err = changeReader(ctx, tx, changes[i])
		}
		return err
	})
	return database.About(err, "confirm sign-up")
}

// Consents lists what a reader agreed to, oldest first.
func (s *Store) Consents(ctx context.Context, reader string) ([]digest.Consent, error) {
	consents, err := database.All(ctx, s.db.Read, func(c *digest.Consent) []any {
		return []any{
			&c.ID, &c.Reader, &c.Kind, &c.Email,
			database.JSON(&c.Lists),
			&c.Language, &c.Text, (*database.Moment)(&c.Asked), &c.From,
			(*database.Moment)(&c.Given), &c.GaveAt,
		}
	}, `SELECT signup, reader, kind, email, lists, language, text, asked, asked_at, given, given_at FROM consent
		WHERE reader = $1 ORDER BY given, signup`, reader)
	return consents, database.About(err, "consents")
}
