package pipeline

import (
	"context"
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
	words := o.Reply
	if o.Code != 0 {
		words = fmt.Sprintf("%d %s", o.Code, o.Reply)
	}
	kind := bounces.KindOfReply(o.Enhanced, words)
	if !kind.Counts() {
		return nil
	}
	suppressed, err := l.Store.SaveBounce(context.WithoutCancel(ctx), digest.Bounce{
		Reader: l.Readers.Name(d.Subscriber), Issue: links.IssueMark(d.Issue), Kind: digest.BounceKind(kind), Status: o.Enhanced,
		Words: words, At: l.Now(),
	})
	if err == nil && suppressed {
		l.Log.Warn("address mailed no more", "to", d.To, "reply", o.Reply)
	}
	return err
}

// suppressed is why a suppressed reader gets nothing, for the ledger.
func suppressed(s digest.Suppression) string {
	return fmt.Sprintf("suppressed on %s: %s", s.At.Format("2006-01-02"), s.Why)
}
