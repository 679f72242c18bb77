package send

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"tidings/digest"
	"tidings/digest/links"
	"tidings/digest/render"
)

// stopFor is how long after its moment an issue can be stopped by the link in its proof: what waits for a mail server that
// is down is still waiting then.
const stopFor = 24 * time.Hour

// Proof mails a rendering to any address and writes nothing: no delivery row, no issue, nothing that a reader would
// miss later.
func (s *Sender) Proof(ctx context.Context, e digest.Edition, r digest.Rendering, to string) (digest.Outcome, error) {
	if s.Mail == nil {
		return digest.Outcome{}, ErrNoMailer
	}
	from := s.from(e)
	now := s.Now()
	m := digest.Message{
		Rendering: &r, ID: digest.Key("proof", r.ID, to, now.String()) + "@" + digest.DomainOf(from), Date: now,
		From: from, ReplyTo: e.ReplyTo, To: to, ListID: listID(r.Contents.Title, e.ID, digest.DomainOf(from)),
	}
	if err := s.address(&m, e.ID, digest.Subscriber{Email: to}.Key()); err != nil {
		return digest.Outcome{}, err
	}
	return s.Post(ctx, m)
}

// MailProof mails a built issue to the one who is to see it first: the copy that most readers get, marked as a proof, with
// a link that stops it where pages are served. It writes nothing.
func (s *Sender) MailProof(ctx context.Context, is digest.Issue, to string) (digest.Outcome, error) {
	r, err := s.Store.MostRead(ctx, is.ID)
	if err != nil {
		return digest.Outcome{}, err
	}
	tally, err := s.Store.Tally(ctx, is.ID)
	if err != nil {
		return digest.Outcome{}, err
	}
	b, err := s.proofBanner(is, tally[digest.Pending]+tally[digest.Deferred])
	if err != nil {
		return digest.Outcome{}, err
	}
	r = b.Put(r)
	r.ID = digest.Key("proof", r.ID)
	return s.Proof(ctx, s.edition(is.Edition), r, to)
}

// proofBanner says when an issue goes out, to how many, and how it is stopped.
func (s *Sender) proofBanner(is digest.Issue, readers int) (render.Banner, error) {
	e := s.edition(is.Edition)
	due := is.Due.In(cmp.Or(e.Location, s.Site.Location, time.UTC))
	when := due.Format("on Monday, 2 January 2006, at 15:04 MST")
	if e.OwnZone {
		when = due.Format("from Monday, 2 January 2006, 15:04 MST on, by each reader's own clock")
	}
	whom := fmt.Sprintf("%d readers", readers)
	if readers == 1 {
		whom = "1 reader"
	}
	b := render.Banner{
		Subject: "[Proof]",
		Lines: []string{
			fmt.Sprintf("This is a proof. The issue goes out %s, to %s, unless it is stopped. Most of them get it as it stands here.", when, whom),
		},
		Button: "Stop this issue",
	}
	if s.Web == "" || s.Links == nil {
		b.Lines = append(b.Lines, fmt.Sprintf("tidings send %s --stop stops it.", e.ID))
		return b, nil
	}
	ticket, err := s.Links.StopTicket(is.ID, is.Due.Add(stopFor))
	b.Link = s.Web + links.StopPath(ticket)
	return b, err
}

// Post mails one message at once, beside the ledger: nothing is written, and nothing is tried again.
func (s *Sender) Post(ctx context.Context, m digest.Message) (digest.Outcome, error) {
	if s.Mail == nil {
		return digest.Outcome{}, ErrNoMailer
	}
	l := &line{sending: &sending{Sender: s}}
	defer l.close()
	if err := l.connect(ctx); err != nil {
		return digest.Outcome{}, err
	}
	unmarked := func(context.Context) func() error { return func() error { return nil } }
	return l.session.Send(ctx, m, unmarked), nil
}
