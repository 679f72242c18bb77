package pipeline

import (
	"context"

	"tidings/digest"
)

// Proof mails a rendering to any address and writes nothing: no delivery row, no issue, nothing that a reader would
// miss later.
func (p *Pipeline) Proof(ctx context.Context, e digest.Edition, r digest.Rendering, to string) (digest.Outcome, error) {
	if p.Mail == nil {
		return digest.Outcome{}, ErrNoMailer
	}
	from := p.sender(e)
	now := p.Now()
	m := digest.Message{
		Rendering: &r, ID: digest.Key("proof", r.ID, to, now.String()) + "@" + domainOf(from), Date: now,
		From: from, ReplyTo: e.ReplyTo, To: to, ListID: listID(r.Contents.Title, e.ID, domainOf(from)),
	}
	if err := p.address(&m, e.ID, digest.Subscriber{Email: to}.Key()); err != nil {
		return digest.Outcome{}, err
	}
	return p.Post(ctx, m)
}

// Post mails one message at once, beside the ledger: nothing is written, and nothing is tried again.
func (p *Pipeline) Post(ctx context.Context, m digest.Message) (digest.Outcome, error) {
	if p.Mail == nil {
		return digest.Outcome{}, ErrNoMailer
	}
	l := &line{sending: &sending{Pipeline: p}}
	defer l.close()
	if err := l.connect(ctx); err != nil {
		return digest.Outcome{}, err
	}
	unmarked := func(context.Context) func() error { return func() error { return nil } }
	return l.session.Send(ctx, m, unmarked), nil
}
