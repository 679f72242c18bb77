// Package returns turns messages that came to the return path into what is kept about their readers.
//
// Whose a message is, is shown by the keyed token in one of its addresses and by nothing else: a message without one is
// counted, and changes nothing.
package returns

import (
	"context"
	"log/slog"
	"time"

	"tidings/digest"
	"tidings/digest/bounces"
	"tidings/digest/links"
)

// Desk takes in what comes back. All fields are required. It is safe for concurrent use.
type Desk struct {
	Links *links.Signer
	Store Store
	Log   *slog.Logger
	Now   func() time.Time
}

// Store keeps what is known of readers. Its method is that of package store.
type Store interface {
	SaveBounce(ctx context.Context, b digest.Bounce) (suppressed bool, err error)
}

// Taken is what became of a message.
type Taken struct {
	bounces.Report
	Reader     links.Reader // empty: no token was good, and nothing was kept
	Suppressed bool         // the reader gets no more mail
}

// Take takes a message in. to is the address that it was delivered to, where that is known from elsewhere. The error is the
// store's; no message is an error.
func (d *Desk) Take(ctx context.Context, raw []byte, to string) (Taken, error) {
	t := Taken{Report: bounces.Read(raw, to)}
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

// Tally counts what came back: by kind, and those of nobody.
type Tally struct {
	Kinds      map[bounces.Kind]int
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
	t.Kinds[taken.Kind]++
	if taken.Suppressed {
		t.Suppressed++
	}
}

// Total is how many messages there were.
func (t Tally) Total() int {
	n := t.Stray
	for _, k := range t.Kinds {
		n += k
	}
	return n
}
