package send

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
func (s *Sender) returnPath(d digest.Delivery) (string, error) {
	if s.Returns == "" {
		return "", nil
	}
	return s.Links.ReturnPath(s.Returns, s.Links.Reader(d.Subscriber), d.Issue)
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
func (s *Sender) Lapse(ctx context.Context) (uncertain, expired int, err error) {
	if uncertain, err = s.Store.Lapse(ctx); err != nil {
		return 0, 0, err
	}
	ended, err := s.Store.Expire(ctx)
	for _, d := range ended {
		if s.Readers == nil || d.Code/100 != 4 || d.Stage != digest.StageRcpt && d.Stage != digest.StageDot {
			continue
		}
		o := digest.Outcome{Code: d.Code, Enhanced: d.Enhanced, Reply: d.Reply}
		err = errors.Join(err, s.bounced(context.WithoutCancel(ctx), d, o))
	}
	return uncertain, len(ended), err
}

// bounced keeps a refusal of the reader's address, unless it says nothing about that.
func (s *Sender) bounced(ctx context.Context, d digest.Delivery, o digest.Outcome) error {
	words := o.Reply
	if o.Code != 0 {
		words = fmt.Sprintf("%d %s", o.Code, o.Reply)
	}
	kind := bounces.KindOfReply(o.Enhanced, words)
	if !kind.Counts() {
		return nil
	}
	suppressed, err := s.Store.SaveBounce(ctx, digest.Bounce{
		Reader: s.Readers.Name(d.Subscriber), Issue: links.IssueMark(d.Issue), Kind: digest.BounceKind(kind), Status: o.Enhanced,
		Words: words, At: s.Now(),
	})
	if err == nil && suppressed {
		s.Log.Warn("address mailed no more", "to", d.To, "reply", o.Reply)
	}
	return err
}
