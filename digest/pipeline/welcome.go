package pipeline

import (
	"context"
	"errors"
	"fmt"

	"tidings/digest"
)

// Welcome gives a new reader the latest issue of each edition that the reader gets, as it would have been: one more
// delivery of the issue that was built, which Send makes like all others, and never twice. An edition that has no issue
// yet, or whose latest has nothing for the reader, is passed over.
func (p *Pipeline) Welcome(ctx context.Context, s digest.Subscriber) error {
	var errs []error
	for _, e := range p.Editions {
		if e.For(s) {
			errs = append(errs, p.welcome(ctx, e, s))
		}
	}
	return errors.Join(errs...)
}

func (p *Pipeline) welcome(ctx context.Context, e digest.Edition, s digest.Subscriber) error {
	last, err := p.Store.LastIssue(ctx, e.ID, p.Now())
	if errors.Is(err, digest.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	d, err := p.Draft(ctx, Run{
		Edition: e, Slot: last.Slot, Seq: last.Seq, Readers: []digest.Subscriber{s}, Until: last.Until, Anyway: true,
		AtOnce: !p.Now().Before(last.Due), // of an issue whose proof is out, the new reader waits with the others
	})
	if err != nil {
		return fmt.Errorf("latest issue of %s: %w", e.ID, err)
	}
	if len(d.Deliveries) == 0 {
		return nil
	}
	return p.Store.JoinIssue(ctx, d.Renderings[0], d.Deliveries[0])
}
