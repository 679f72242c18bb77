// Package returns turns messages that came back, or by which readers leave, into what is kept about those readers.
//
// Whose a message is, is shown by the keyed token in one of its addresses and by nothing else: a message without one is
// counted, and changes nothing.
package returns

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"

	"tidings/digest"
	"tidings/digest/bounces"
	"tidings/digest/links"
)

// Desk takes in what comes back. All fields are required. It is safe for concurrent use.
type Desk struct {
	Links    *links.Signer
	Editions []digest.Edition // that readers may leave
	Readers  Readers
	Store    Store
	Log      *slog.Logger
	Now      func() time.Time
}

// Readers finds a reader by name; digest.ErrNotFound when there is none.
type Readers interface {
	Named(ctx context.Context, name string) (digest.Subscriber, error)
}

// Store keeps what is known of readers. Its methods are those of package store.
type Store interface {
	SaveBounce(ctx context.Context, b digest.Bounce) (suppressed bool, err error)
	ChangeReader(ctx context.Context, c digest.ReaderChange) error
}

// Taken is what became of a message.
type Taken struct {
	bounces.Report
	Reader     links.Reader // empty: no token was good, and nothing was kept
	Suppressed bool         // the reader gets no more mail
	Left       []string     // the lists that the reader leaves by it; the empty name is everything
}

// Take takes a message in. to is the address that it was delivered to, where that is known from elsewhere. The error is the
// store's; no message is an error.
func (d *Desk) Take(ctx context.Context, raw []byte, to string) (Taken, error) {
	t := Taken{Report: bounces.Read(raw, to)}
	if t.Kind == bounces.Unknown || t.Unasked { // an answer of somebody who is away is no wish to leave, and no report is
		if reader, edition := d.leaver(t.Report); reader != "" {
			t.Reader = reader
			return d.leave(ctx, t, edition)
		}
	}
	issue := ""
	for _, address := range t.Addresses {
		if reader, mark, err := d.Links.CheckReturnPath(address); err == nil {
			t.Reader, issue = reader, mark
			break
		}
	}
	if t.Reader == "" || !t.Kind.Counts() {
		return t, nil
	}
	var err error
	t.Suppressed, err = d.Store.SaveBounce(ctx, digest.Bounce{
		Reader: string(t.Reader), Issue: issue, Kind: digest.BounceKind(t.Kind), Status: t.Status, Words: t.Words, At: d.Now(),
	})
	return t, err
}

// leaver is the reader who wants to leave by a message, and the edition to be left; nobody without a good token. An edition
// that is gone from the configuration is known by the subject alone.
func (d *Desk) leaver(r bounces.Report) (links.Reader, digest.Edition) {
	words := strings.Fields(r.Subject)
	gone := digest.Edition{}
	if len(words) > 0 {
		gone.ID = words[len(words)-1]
	}
	for _, e := range append(slices.Clip(d.Editions), gone) {
		for _, address := range r.Addresses {
			if reader, err := d.Links.CheckLeaveAddress(e.ID, address); err == nil {
				return reader, e
			}
		}
	}
	return "", digest.Edition{}
}

// leave lets a reader go, as the page does. Leaving twice is leaving once.
func (d *Desk) leave(ctx context.Context, t Taken, e digest.Edition) (Taken, error) {
	who, err := d.Readers.Named(ctx, string(t.Reader))
	if err != nil && !errors.Is(err, digest.ErrNotFound) {
		return t, err
	}
	c := digest.ReaderChange{Name: string(t.Reader), Email: who.Email}
	t.Left = e.BroughtBy(who)
	for _, l := range t.Left {
		c.Leave = append(c.Leave, digest.Departure{List: l, At: d.Now(), How: digest.LeftByMail, Edition: e.ID})
	}
	if err := d.Store.ChangeReader(ctx, c); err != nil {
		return t, err
	}
	d.Log.Info("a reader left", "reader", t.Reader, "edition", e.ID, "lists", t.Left, "how", digest.LeftByMail)
	return t, nil
}

// Tally counts what came: by kind, those who leave, and those of nobody.
type Tally struct {
	Kinds      map[bounces.Kind]int
	Left       int
	Stray      int // without a token of ours: forged, or sent here by mistake
	Suppressed int
}

// Read takes in all messages that a source has. A message is put away by the source when it has been taken in, so that a
// failure loses none.
func (d *Desk) Read(ctx context.Context, source Source) (Tally, error) {
	tally := Tally{Kinds: make(map[bounces.Kind]int)}
	err := source.Each(ctx, func(raw []byte) error {
		t, err := d.Take(ctx, raw, "")
		if err != nil {
			return err
		}
		tally.add(t)
		if t.Suppressed {
			d.Log.Warn("address mailed no more", "reader", t.Reader, "kind", t.Kind, "words", t.Words)
		}
		return nil
	})
	return tally, err
}

// Source is a mailbox. Each calls take for each new message, with its beginning when it is longer than bounces.MaxBytes, and
// puts the message away when take returns nil.
type Source interface {
	Each(ctx context.Context, take func(raw []byte) error) error
}

func (t *Tally) add(taken Taken) {
	if taken.Reader == "" {
		t.Stray++
		return
	}
	if len(taken.Left) > 0 {
		t.Left++
		return
	}
	t.Kinds[taken.Kind]++
	if taken.Suppressed {
		t.Suppressed++
	}
}

// Total is how many messages there were.
func (t Tally) Total() int {
	n := t.Stray + t.Left
	for _, k := range t.Kinds {
		n += k
	}
	return n
}
