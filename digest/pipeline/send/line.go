package send

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"tidings/digest"
)

// line is one connection to the relay and what it still owes to the ledger. The end of one delivery and the mark of the
// next are written in one transaction.
type line struct {
	*sending
	owner   string
	session Session
	sent    int           // messages over the session
	owed    *digest.Ended // how the last attempt ended, not yet in the ledger
}

// batch sends deliveries, each when relay and recipient's domain may have it, but for those whose readers are gone.
func (l *line) batch(ctx context.Context, due []digest.Delivery, gone map[string]string) error {
	going := make([]digest.Delivery, 0, len(due))
	for _, d := range due {
		if why := gone[d.ID]; why == "" {
			going = append(going, d)
		} else if err := l.suppress(ctx, d, why); err != nil {
			return err
		}
	}
	// A session keeps what it encoded last, and they were claimed in an order that has nothing to do with it.
	slices.SortStableFunc(going, func(a, b digest.Delivery) int { return cmp.Compare(a.Rendering, b.Rendering) })
	for len(going) > 0 && ctx.Err() == nil {
		i, wait := l.Pacing.turn(l.Pace, l.Now(), going)
		if wait > 0 {
			if err := l.settle(ctx); err != nil { // what is known is not kept waiting
				return err
			}
			if !sleep(ctx, wait) {
				return nil
			}
		}
		d := going[i]
		going = slices.Delete(going, i, i+1)
		if err := l.deliver(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// deliver sends one message. The error stops the run: the store's, or that no connection can be had, or errHalted.
func (l *line) deliver(ctx context.Context, d digest.Delivery) error {
	m, err := l.message(ctx, d)
	if err != nil {
		return err
	}
	if err := l.connect(ctx); err != nil {
		return errors.Join(err, l.pauseRefused(ctx, d.Edition, err))
	}
	m.Date = l.Now()
	// The message on the wire is finished even when the run is told to stop: a body broken off costs the reader a day.
	wire := context.WithoutCancel(ctx)
	marked := error(nil)
	o := l.session.Send(wire, m, func(ctx context.Context) func() error {
		durable := l.Store.Enter(ctx, l.owner, l.owed, d.ID)
		return func() error {
			if marked = durable(); marked == nil {
				l.owed = nil
			}
			return marked
		}
	})
	l.sent++
	if !l.session.Usable() || l.sent == l.Pace.PerConnection {
		l.hangUp()
	}
	if errors.Is(marked, digest.ErrLost) {
		l.Log.Warn("delivery left to another run", "to", d.To)
		return nil
	}
	if marked != nil {
		return fmt.Errorf("delivery to %s: %w", d.To, marked)
	}
	return l.note(ctx, d, o)
}

// suppress ends a delivery that must not be made.
func (l *line) suppress(ctx context.Context, d digest.Delivery, why string) error {
	if err := l.settle(ctx); err != nil {
		return err
	}
	o := digest.Outcome{State: digest.Suppressed, Reply: why}
	l.owed = &digest.Ended{Delivery: d.ID, Outcome: o}
	l.ended(d, o, time.Time{})
	return nil
}

// note keeps how an attempt ended for the ledger.
func (l *line) note(ctx context.Context, d digest.Delivery, o digest.Outcome) error {
	if err := l.settle(ctx); err != nil {
		return err
	}
	var next time.Time
	if o.State == digest.Deferred {
		next = l.Now()
		if !o.Halt { // a refusal of us is not about this reader: he is due as soon as it is mended
			next = next.Add(retryIn(d.Attempts))
		}
	}
	l.owed = &digest.Ended{Delivery: d.ID, Outcome: o, NextTry: next}
	l.ended(d, o, next)
	if err := l.refused(ctx, d, o); err != nil {
		return err
	}
	if o.State != digest.Sent {
		l.Log.Warn("delivery not made", "to", d.To, "state", o.State, "code", o.Code, "stage", o.Stage, "reply", o.Reply)
	}
	halted := ""
	if l.Pacing.learn(d, o, l.Now()) {
		halted = fmt.Sprintf("more than %d of the last %d messages were refused by policy, the last with: %s", refusalsMost, refusalsSeen, o.Reply)
	}
	if o.Halt {
		halted = o.Reply
	}
	if halted == "" {
		return nil
	}
	l.count(func() { l.report.Halted = halted })
	if err := l.Store.Pause(context.WithoutCancel(ctx), d.Edition, halted); err != nil {
		return err
	}
	return errHalted
}

// pauseRefused pauses an edition when the server let us not in for good: a password that is tried again and again may lock
// the account.
func (l *line) pauseRefused(ctx context.Context, edition string, err error) error {
	var relay *digest.RelayError
	if !errors.As(err, &relay) || relay.Code < 500 {
		return nil
	}
	return l.Store.Pause(context.WithoutCancel(ctx), edition, err.Error())
}

// settle writes what is owed to the ledger. It is written even when the run is told to stop.
func (l *line) settle(ctx context.Context) error {
	if l.owed == nil {
		return nil
	}
	if err := l.Store.Advance(context.WithoutCancel(ctx), l.owner, l.owed, ""); err != nil {
		return fmt.Errorf("the ledger: %w", err)
	}
	l.owed = nil
	return nil
}

// connect opens a session when there is none.
func (l *line) connect(ctx context.Context) error {
	if l.session != nil {
		return nil
	}
	session, err := l.Mail.Connect(ctx)
	if err != nil {
		if cause := context.Cause(ctx); cause != nil {
			return cause
		}
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	l.session = session
	return nil
}

func (l *line) hangUp() {
	if l.session != nil {
		_ = l.session.Close() // the outcome is known; a failed goodbye changes nothing
		l.session, l.sent = nil, 0
	}
}

func (l *line) close() { l.hangUp() }

// message is a delivery as mail, but for its date.
func (l *line) message(ctx context.Context, d digest.Delivery) (digest.Message, error) {
	m, err := l.letter(ctx, d)
	if err != nil {
		return m, err
	}
	m.ID, m.To, m.ToName = d.MessageID, d.To, d.Name
	if m.ReturnPath, err = l.returnPath(d); err != nil {
		return m, err
	}
	return m, l.address(&m, d.Edition, d.Subscriber)
}

// listID is the List-Id of an edition (RFC 2919): a title and an identifier under the sender's domain.
func listID(title, edition, domain string) string {
	return fmt.Sprintf("%s <%s.%s>", title, edition, domain)
}

// retryIn is the wait before the next attempt at a deferred delivery: greylisting passes within minutes, full
// mailboxes and load within hours (RFC 5321 section 4.5.4.1 asks for at least 30 minutes after the first tries).
func retryIn(attempts int) time.Duration {
	waits := []time.Duration{5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour}
	return waits[min(max(attempts, 0), len(waits)-1)]
}
