package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/mail"
	"strings"
	"time"

	"tidings/digest"
	"tidings/digest/links"
)

// How long a client may take. A page is a few kilobytes, so that whoever needs longer is not reading.
const (
	headerWait = 5 * time.Second
	readWait   = 15 * time.Second
	writeWait  = 30 * time.Second
	idleWait   = 60 * time.Second
	stopWait   = 10 * time.Second // for requests that are under way when the server stops
	mostHeader = 16 << 10
)

// The mails that ask for a confirmation.
const (
	mailEvery = time.Minute // what could not be mailed is tried again
	mailBatch = 20
	mailTries = 5
)

// Serve answers requests at a listener, and mails what they ask for, until ctx ends. Requests that are under way then are
// finished.
func (s *Server) Serve(ctx context.Context, at net.Listener) error {
	server := &http.Server{
		Handler: s.Handler(), ReadHeaderTimeout: headerWait, ReadTimeout: readWait, WriteTimeout: writeWait, IdleTimeout: idleWait,
		MaxHeaderBytes: mostHeader, ErrorLog: slog.NewLogLogger(s.Log.Handler(), slog.LevelDebug),
	}
	working, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan struct{})
	go func() { defer close(done); s.work(working) }()
	stopped := make(chan error, 1)
	go func() {
		<-working.Done()
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWait)
		defer cancel()
		stopped <- server.Shutdown(last)
	}()
	err := server.Serve(at)
	stop()
	<-done
	if shut := <-stopped; errors.Is(err, http.ErrServerClosed) {
		err = shut
	}
	return err
}

// work mails confirmations and welcomes new readers until ctx ends.
func (s *Server) work(ctx context.Context) {
	ticker := time.NewTicker(mailEvery)
	defer ticker.Stop()
	for {
		if s.Mail != nil {
			if err := s.mailWaiting(ctx); err != nil && ctx.Err() == nil {
				s.Log.Error("confirmations are not mailed; it is tried again in a minute", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-s.wake:
		case who := <-s.joined:
			if err := s.Welcome(ctx, who); err != nil && ctx.Err() == nil {
				s.Log.Error("a new reader gets the next issue and not the latest", "error", err)
			}
		}
	}
}

// mailWaiting mails the requests that wait for it.
func (s *Server) mailWaiting(ctx context.Context) error {
	waiting, err := s.Store.UnmailedSignups(ctx, mailBatch, mailTries)
	if err != nil {
		return err
	}
	for _, g := range waiting {
		m, err := s.confirmation(g)
		if err != nil {
			return err
		}
		o, err := s.Mail.Post(ctx, m)
		if err != nil {
			return err
		}
		if o.State != digest.Sent {
			s.Log.Warn("a confirmation was not sent", "state", o.State, "code", o.Code, "reply", o.Reply)
		}
		if o.State != digest.Deferred { // what failed will fail again, and what is uncertain may have arrived
			if err := s.Store.MailedSignup(ctx, g.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// letter is the dot of the mail that asks for a confirmation.
type letter struct {
	page
	Link string
	Why  string // for which address it was asked
}

// confirmation is the mail that asks the owner of an address whether the request is theirs.
func (s *Server) confirmation(g digest.Signup) (digest.Message, error) {
	ticket, err := s.Links.Ticket(g.ID, g.Until)
	if err != nil {
		return digest.Message{}, err
	}
	words := s.inLanguage(g.Language)
	l := letter{page: s.newPage(words, "mail_subject"), Link: s.URL + links.ConfirmPath(ticket)}
	l.Address, l.Text, l.Button = s.Site.Address, []string{g.Text}, words.Say("confirm_button")
	l.Why = words.Say("mail_why", "address", g.Email)
	var html, text strings.Builder
	if err := s.pages.ExecuteTemplate(&html, "confirmation.html", l); err != nil {
		return digest.Message{}, err
	}
	if err := s.mails.ExecuteTemplate(&text, "confirmation.txt", l); err != nil {
		return digest.Message{}, err
	}
	from, err := mail.ParseAddress(s.From)
	if err != nil {
		return digest.Message{}, fmt.Errorf("the sender %q: %w", s.From, err)
	}
	domain := from.Address[strings.LastIndexByte(from.Address, '@')+1:]
	return digest.Message{
		Rendering: &digest.Rendering{ID: digest.Key("confirmation", g.ID), Subject: l.Title, HTML: html.String(), Text: text.String()},
		ID:        digest.Key("confirmation message", g.ID) + "@" + domain, Date: s.Now(), From: s.From, To: g.Email,
	}, nil
}
