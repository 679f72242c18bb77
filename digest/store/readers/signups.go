package readers

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"tidings/digest"
	"tidings/digest/store/database"
)

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
func (r *Register) AskSignup(ctx context.Context, g digest.Signup, most digest.SignupLimits) error {
	err := r.db.Transact(ctx, func(tx *sql.Tx) error {
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
func (r *Register) Signup(ctx context.Context, id string) (digest.Signup, error) {
	g, err := database.One(ctx, r.db.Read, signupFields, `SELECT `+signupColumns+` FROM signup WHERE id = $1`, id)
	return g, database.About(err, "sign-up")
}

// UnmailedSignups lists at most n requests whose mail is to be sent, oldest first, and counts a try for each: one that
// was tried so often is given up.
func (r *Register) UnmailedSignups(ctx context.Context, n, tries int) (waiting []digest.Signup, err error) {
	now := r.db.Now()
	err = r.db.Transact(ctx, func(tx *sql.Tx) error {
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
func (r *Register) MailedSignup(ctx context.Context, id string) error {
	_, err := database.Change(ctx, r.db.Write, `UPDATE signup SET mailed = $2 WHERE id = $1`, id, r.db.Now())
	return database.About(err, "sign-up")
}

// ConfirmSignup uses a request up, records the consent and changes readers, in one transaction. digest.ErrNotFound says
// that there is no such request, or that it was used or is too old; then nothing is changed.
func (r *Register) ConfirmSignup(ctx context.Context, c digest.Consent, changes ...digest.ReaderChange) error {
	err := r.db.Transact(ctx, func(tx *sql.Tx) error {
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
func (r *Register) Consents(ctx context.Context, reader string) ([]digest.Consent, error) {
	consents, err := database.All(ctx, r.db.Read, func(c *digest.Consent) []any {
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
