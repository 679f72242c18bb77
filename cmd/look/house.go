package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"time"

	"tidings/digest"
	"tidings/digest/links"
	"tidings/digest/pipeline/readers"
	"tidings/digest/store"
	"tidings/digest/web"
)

// house is the readers' pages of a paper on loopback, with a state of their own, as tidings serve has them.
type house struct {
	url   string
	roll  *readers.Roll
	links *links.Signer
	mails chan digest.Message // that ask for a confirmation
	store *store.Store
	dir   string
	stop  context.CancelFunc
	ended chan error
}

// The paper: an edition for each of its two lists, which anybody may join.
var (
	weekdays = digest.Edition{ID: "morning", Lists: []string{"daily"}}
	sundays  = digest.Edition{ID: "weekend", Lists: []string{"sunday"}}
	open     = []digest.List{{ID: "daily", Title: "The Morning Paper, every day", Public: true}, {ID: "sunday", Title: "Sunday reading", Public: true}}
)

// openHouse serves the pages until close.
func openHouse(ctx context.Context) (h *house, err error) {
	h = &house{links: links.New([]byte("salt"), []byte("key")), mails: make(chan digest.Message, 1), ended: make(chan error, 1)}
	if h.dir, err = os.MkdirTemp("", "look"); err != nil {
		return nil, err
	}
	if h.store, err = store.Open(ctx, h.dir, store.Options{Rand: rand.Reader}); err != nil {
		return nil, err
	}
	h.roll = &readers.Roll{Store: h.store, Name: func(key string) string { return string(h.links.Reader(key)) }}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	h.url = "http://" + l.Addr().String()
	server, err := web.New(web.Options{
		Site: digest.Site{Name: "The Morning Paper", Language: "en", Location: time.UTC}, URL: h.url,
		From: "The Morning Paper <paper@paper.example>", Editions: []digest.Edition{weekdays, sundays}, Lists: open,
		Links: h.links, Readers: h.roll, Store: h.store, Mail: h, Log: slog.New(slog.DiscardHandler), Now: time.Now, Rand: rand.Reader,
	})
	if err != nil {
		return nil, err
	}
	ctx, h.stop = context.WithCancel(ctx)
	go func() { h.ended <- server.Serve(ctx, l) }()
	return h, nil
}

func (h *house) close() error {
	h.stop()
	err := <-h.ended
	return errors.Join(err, h.store.Close(), os.RemoveAll(h.dir))
}

// Post keeps a mail, for its link to be followed.
func (h *house) Post(_ context.Context, m digest.Message) (digest.Outcome, error) {
	h.mails <- m
	return digest.Outcome{State: digest.Sent}, nil
}

var ticketIn = regexp.MustCompile(`/confirm/[A-Za-z0-9_-]+`)

// mailed is the path of the link in the next mail.
func (h *house) mailed(ctx context.Context) (string, error) {
	select {
	case m := <-h.mails:
		return ticketIn.FindString(m.Rendering.Text), nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// token is that of a reader in the mails of the first edition.
func (h *house) token(p links.Purpose, email string) (string, error) {
	return h.links.ReaderToken(p, weekdays.ID, h.links.Reader(digest.Subscriber{Email: email}.Key()))
}

// oneClick does what a mail program does when its user presses the button (RFC 8058 section 3.2).
func (h *house) oneClick(ctx context.Context, email string) error {
	token, err := h.token(links.Leave, email)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url+links.LeavePath(weekdays.ID, token), strings.NewReader("List-Unsubscribe=One-Click"))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	a, err := client.Do(r)
	if err != nil {
		return err
	}
	defer a.Body.Close()
	if a.StatusCode != http.StatusOK || len(a.Cookies()) > 0 {
		return fmt.Errorf("one click is answered with %s and %d cookies", a.Status, len(a.Cookies()))
	}
	return nil
}
