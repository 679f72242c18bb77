package paper

import (
	"context"
	"fmt"
	"strings"

	"tidings/cmd/tidings/wording"
	"tidings/digest/bounces"
	"tidings/digest/mailbox"
	"tidings/digest/pipeline/returns"
)

// Desk takes in what comes back to a paper.
func (p *Paper) Desk() *returns.Desk {
	return &returns.Desk{Links: p.Links, Editions: p.Editions, Readers: p.Readers, Store: p.State, Log: p.Log, Now: p.Now}
}

// ReadReturns takes in what is new in the configured mailbox, and counts it.
func (p *Paper) ReadReturns(ctx context.Context) (returns.Tally, error) {
	source, err := p.returns(ctx)
	if err != nil {
		return returns.Tally{}, err
	}
	return p.Desk().Read(ctx, source)
}

// returns is the configured mailbox. The password is read each time: it may be changed while the daemon runs.
func (p *Paper) returns(ctx context.Context) (returns.Source, error) {
	b := p.Config.Bounces
	if b.Maildir != "" {
		return mailbox.Maildir{Dir: b.Maildir, Most: bounces.MaxBytes}, nil
	}
	password, err := b.IMAP.Password.Read(ctx)
	if err != nil {
		return nil, err
	}
	return mailbox.IMAP{
		Host: b.IMAP.Host, Port: b.IMAP.Port, User: b.IMAP.User, Password: password, TLS: mailbox.TLSMode(b.IMAP.TLS),
		Folder: b.IMAP.Folder, MoveTo: b.IMAP.MoveTo, Most: bounces.MaxBytes,
	}, nil
}

// ServeReturns is what the daemon does with the mailbox every few minutes; nil when there is none.
func (p *Paper) ServeReturns() func(context.Context) error {
	if !p.Config.Bounces.Read() {
		return nil
	}
	return func(ctx context.Context) error {
		tally, err := p.ReadReturns(ctx)
		if tally.Total() > 0 {
			p.Log.Info("the mailbox was read", "what", Returned(tally))
		}
		return err
	}
}

// Returned says in words what came back.
func Returned(t returns.Tally) string {
	parts := []string{wording.Count(t.Total(), "message", "messages")}
	for _, kind := range []bounces.Kind{
		bounces.Hard, bounces.Soft, bounces.Policy, bounces.Complaint, bounces.Notice, bounces.Automatic, bounces.Unknown,
	} {
		if n := t.Kinds[kind]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, kind))
		}
	}
	if t.Left > 0 {
		parts = append(parts, wording.Count(t.Left, "reader", "readers")+" left")
	}
	if t.Stray > 0 {
		parts = append(parts, fmt.Sprintf("%d not for us", t.Stray))
	}
	if t.Suppressed > 0 {
		parts = append(parts, wording.Count(t.Suppressed, "reader", "readers")+" suppressed")
	}
	return strings.Join(parts, " · ")
}
