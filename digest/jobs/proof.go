package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tidings/digest"
	"tidings/digest/pipeline"
)

// How a proof that could not be mailed is tried again: soon, for there is little time, and then more slowly, for it may be
// the mail server's will.
const (
	proofAgain   = time.Minute
	proofSlowest = 10 * time.Minute
)

// proofs mails the proofs that are owed, unless another machine is at it. The issue does not wait for its proof: one that
// could not be mailed is said to be, and the issue goes out.
func (d *Daemon) proofs(ctx context.Context) {
	err := d.alone(ctx, "proofs", func(ctx context.Context) error {
		owed, err := d.Store.Proofs(ctx)
		errs := []error{err}
		for _, is := range owed {
			errs = append(errs, d.proof(ctx, is))
		}
		return errors.Join(errs...)
	})
	if err != nil && ctx.Err() == nil {
		d.Log.Error("a proof was not mailed; it is tried again in a moment", "error", err)
	}
}

// proof mails the proof of one issue, if it is time to try.
func (d *Daemon) proof(ctx context.Context, is digest.Issue) error {
	p, now := *is.Proof, d.Now()
	switch {
	case !now.Before(is.Due):
		p.Ended = true
		d.Log.Error("the issue goes out and nobody has seen its proof", "edition", is.Edition, "slot", is.Slot, "to", p.To, "reason", p.Reason)
		return d.Store.SaveProof(ctx, is.ID, p)
	case p.Tries > 0 && now.Before(p.Tried.Add(min(proofAgain<<(p.Tries-1), proofSlowest))):
		return nil
	}
	o, err := d.Pipeline.MailProof(ctx, is, p.To)
	if ctx.Err() != nil {
		return nil
	}
	p.Tries, p.Tried, p.Reason = min(p.Tries+1, 8), now, ""
	switch {
	case err != nil:
		p.Reason = err.Error()
		p.Ended = errors.Is(err, pipeline.ErrNoMailer)
	case o.State == digest.Deferred:
		p.Reason = answerOf(o)
	case o.State == digest.Failed:
		p.Reason, p.Ended = answerOf(o), true
	default: // sent, or nobody knows: a second one would be no better
		p.Sent = now
	}
	if p.Sent.IsZero() {
		d.Log.Error("the proof was not mailed; the issue goes out all the same when it is due", "edition", is.Edition, "slot", is.Slot, "to", p.To,
			"reason", p.Reason, "again", !p.Ended)
	} else {
		d.Log.Info("proof mailed", "edition", is.Edition, "slot", is.Slot, "to", p.To, "due", is.Due.Format(time.RFC3339))
	}
	return d.Store.SaveProof(ctx, is.ID, p)
}

// answerOf is what a mail server said.
func answerOf(o digest.Outcome) string {
	if o.Code == 0 {
		return o.Reply
	}
	return fmt.Sprintf("%d %s", o.Code, o.Reply)
}
