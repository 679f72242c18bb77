package known

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/mail"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tidings/cmd/tidings/exit"
	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/links"
	"tidings/digest/pipeline/readers"
	"tidings/digest/store"
)

// Circle is everybody who gets mail, or did: the file's subscribers with what the state knows of readers.
type Circle struct {
	*readers.Roll
	Config *config.Config
	State  *store.Store
}

// CircleOf opens the state and gathers the readers of a configuration. Close the state when done.
func CircleOf(ctx context.Context, cfg *config.Config, now func() time.Time) (*Circle, error) {
	st, err := store.Open(ctx, cfg.State, store.Options{Now: now, Rand: rand.Reader})
	if err != nil {
		return nil, err
	}
	roll, _, err := Roll(ctx, st, cfg)
	if err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return &Circle{roll, cfg, st}, nil
}

// Person is a reader with what is known of them.
type Person struct {
	digest.Subscriber                    // as mail is made for; only Email when neither file nor web invites
	StateName         string             // what the address is known by in the state
	State             digest.ReaderState // empty when the state knows nothing
	Index             int                // in the configuration's Subscribers; -1 when no file has them
}

// Known says whether anything is known of a person.
func (p Person) Known() bool { return p.Index >= 0 || p.State.Name != "" }

// Find is what is known of an address. One that is none is an error of usage.
func (c *Circle) Find(ctx context.Context, email string) (Person, error) {
	email, err := Address(email)
	if err != nil {
		return Person{}, err
	}
	key := digest.Subscriber{Email: email}.Key()
	p := Person{Subscriber: digest.Subscriber{Email: email}, StateName: c.Name(key), Index: c.Config.Invited(email)}
	states, err := c.State.ReadersNamed(ctx, []string{p.StateName})
	if err != nil {
		return p, err
	}
	if len(states) > 0 {
		p.State = states[0]
		p.Left, p.Suppressed = p.State.Departures, p.State.Suppressed
	}
	switch s, err := c.Named(ctx, p.StateName); {
	case err == nil:
		p.Subscriber = s
	case !errors.Is(err, digest.ErrNotFound):
		return p, err
	}
	return p, nil
}

// Reader is a person who is invited, or has signed up; any other is an error of usage.
func (c *Circle) Reader(ctx context.Context, email string) (Person, error) {
	p, err := c.Find(ctx, email)
	if err == nil && p.Index < 0 && !p.SignedUp && !p.State.Invited {
		err = c.Stranger(p.Email)
	}
	return p, err
}

// Stranger is the error about an address of which nothing is known, with the one that is likely meant.
func (c *Circle) Stranger(email string) error {
	hint := "tidings subscribers list shows all; tidings subscribers add invites"
	local, _, _ := strings.Cut(strings.ToLower(email), "@")
	for _, s := range c.Config.Subscribers {
		if name, _, _ := strings.Cut(s.Key(), "@"); name == local {
			hint = fmt.Sprintf("did you mean %s? %s", s.Email, hint)
			break
		}
	}
	return exit.With(exit.Usage, digest.Hint(fmt.Errorf("%s is no reader", email), "%s", hint))
}

// Address is the address of what a person wrote for one; anything else is an error of usage.
func Address(written string) (string, error) {
	a, err := mail.ParseAddress(written)
	if err != nil {
		return "", exit.With(exit.Usage, digest.Hint(fmt.Errorf("%q is not an address", written), "write it like ana@example.com"))
	}
	return a.Address, nil
}

// How a reader stands.
const (
	ReaderActive     = "active"
	ReaderPaused     = "paused"
	ReaderLeft       = "left"       // everything, or all that brings an edition
	ReaderMoved      = "moved"      // to another address
	ReaderForgotten  = "forgotten"  // by subscribers forget
	ReaderSuppressed = "suppressed" // mail to the address came back
	ReaderIdle       = "idle"       // gets no edition
)

// Standings are all ways in which a reader can stand.
func Standings() []string {
	return []string{ReaderActive, ReaderPaused, ReaderLeft, ReaderMoved, ReaderForgotten, ReaderSuppressed, ReaderIdle}
}

// Barred says of a standing whether nothing is mailed until somebody restores the reader.
func Barred(state string) bool {
	return slices.Contains([]string{ReaderLeft, ReaderMoved, ReaderForgotten, ReaderSuppressed}, state)
}

// Standing is how a reader stands on a date, one of Standings, and what there is to say about it.
func (c *Circle) Standing(s digest.Subscriber, today string) (state, more string) {
	if i := slices.IndexFunc(s.Left, func(d digest.Departure) bool { return d.List == "" }); i >= 0 {
		d := s.Left[i]
		day := "on " + d.At.Local().Format(time.DateOnly)
		switch d.How {
		case digest.LeftByMove:
			return ReaderMoved, day
		case digest.LeftByForget:
			return ReaderForgotten, day
		}
		return ReaderLeft, fmt.Sprintf("%s by %s", day, d.How)
	}
	if !s.Suppressed.IsZero() {
		return ReaderSuppressed, fmt.Sprintf("on %s: %s", s.Suppressed.At.Local().Format(time.DateOnly), s.Suppressed.Why)
	}
	if s.Pause.Until > today {
		return ReaderPaused, "until " + s.Pause.Until
	}
	if len(c.Editions(s)) == 0 {
		for _, d := range s.Left { // of lists: that is why
			if slices.Contains(s.Lists, d.List) {
				return ReaderLeft, fmt.Sprintf("list %s on %s by %s", d.List, d.At.Local().Format(time.DateOnly), d.How)
			}
		}
		return ReaderIdle, "no edition goes to any of the lists"
	}
	return ReaderActive, ""
}

// Editions are the IDs of those that a reader gets.
func (c *Circle) Editions(s digest.Subscriber) []string {
	var ids []string
	for _, e := range c.Config.Editions {
		if e.For(s) {
			ids = append(ids, e.ID)
		}
	}
	return ids
}

// Today is the date by which pauses count, at a moment.
func (c *Circle) Today(now time.Time) string {
	return now.In(c.Config.Site.Location).Format(time.DateOnly)
}

// Short is a place without the folder of the configuration.
func Short(cfg *config.Config, at config.Place) string {
	if rel, err := filepath.Rel(filepath.Dir(cfg.Files[0]), at.File); err == nil && filepath.IsLocal(rel) {
		at.File = rel
	}
	return at.String()
}

// Called is a reader with the name, if there is one.
func (p Person) Called() string {
	if name := cmp.Or(p.Subscriber.Name, p.State.FullName); name != "" {
		return fmt.Sprintf("%s (%s)", p.Email, name)
	}
	return p.Email
}

// Roll is the readers of a configuration and a state, and what makes their names and links. The keys for that are in the
// state: made when they are first needed, and the same for every machine that shares it.
func Roll(ctx context.Context, st *store.Store, cfg *config.Config) (*readers.Roll, *links.Signer, error) {
	salt, err := st.Secret(ctx, "reader-names")
	if err != nil {
		return nil, nil, err
	}
	key, err := st.Secret(ctx, "links-0")
	if err != nil {
		return nil, nil, err
	}
	signer := links.New(salt, key)
	return &readers.Roll{
		File: cfg.Subscribers, Store: st, Name: func(key string) string { return string(signer.Reader(key)) },
	}, signer, nil
}
