package pipeline

import (
	"context"
	"errors"
	"fmt"

	"tidings/digest"
	"tidings/digest/bounces"
	"tidings/digest/links"
)

// returnPath is the sender in the envelope of a message: an address of its own for each reader and issue, so that what
// comes back says by itself whose it is. Empty: the sender's own, for nothing is read of what comes back.
func (p *Pipeline) returnPath(d digest.Delivery) (string, error) {
	if p.Returns == "" {
		return "", nil
	}
	return p.Links.ReturnPath(p.Returns, p.Links.Reader(d.Subscriber), d.Issue)
}

// refused keeps a refusal of the reader's address, said while the message was being sent.
func (l *line) refused(ctx context.Context, d digest.Delivery, o digest.Outcome) error {
	said := o.Code != 0 || o.Enhanced != "" // and not our own word about an address
	if l.Readers == nil || o.State != digest.Failed || !said || o.Stage != digest.StageRcpt && o.Stage != digest.StageDot {
		return nil
	}
	return l.bounced(context.WithoutCancel(ctx), d, o)
}

// Lapse ends what time has ended: what a dead run was sending is uncertain from now on, and what was put off until its
// expiry has failed. The latter is held against the reader's address as a bounce that comes after days of trying would be,
// when it was the address that was not taken.
func (p *Pipeline) Lapse(ctx context.Context) (uncertain, expired int, err error) {
	if uncertain, err = p.Store.Lapse(ctx); err != nil {
		return 0, 0, err
	}
	ended, err := p.Store.Expire(ctx)
	for _, d := range ended {
		if p.Readers == nil || d.Code/100 != 4 || d.Stage != digest.StageRcpt && d.Stage != digest.StageDot {
			continue
		}
		o := digest.Outcome{Code: d.Code, Enhanced: d.Enhanced, Reply: d.Reply}
		err = errors.Join(err, p.bounced(context.WithoutCancel(ctx), d, o))
	}
	return uncertain, len(ended), err
}

// bounced keeps a refusal of the reader's address, unless it says nothing about that.
func (p *Pipeline) bounced(ctx context.Context, d digest.Delivery, o digest.Outcome) error {
	words := o.Reply
	if o.Code != 0 {
		words = fmt.Sprintf("%d %s", o.Code, o.Reply)
	}
	kind := bounces.KindOfReply(o.Enhanced, words)
	if !kind.Counts() {
		return nil
	}
	suppressed, err := p.Store.SaveBounce(ctx, digest.Bounce{
		Reader: p.Readers.Name(d.Subscriber), Issue: links.IssueMark(d.Issue), Kind: digest.BounceKind(kind), Status: o.Enhanced,
		Words: words, At: p.Now(),
	})
	if err == nil && suppressed {
		p.Log.Warn("address mailed no more", "to", d.To, "reply", o.Reply)
	}
	return err
}

// suppressed is why a suppressed reader gets nothing, for the ledger.
func suppressed(s digest.Suppression) string {
	return fmt.Sprintf("suppressed on %s: %s", s.At.Format("2006-01-02"), s.Why)
}
