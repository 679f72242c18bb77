package ledger

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"tidings/digest"
	"tidings/digest/store/database"
)

// Advance moves owner's work on by one message, in one transaction that is durable when it returns: done, unless nil,
// is how the last attempt ended; mark, unless empty, is the delivery whose message is about to go out, which becomes
// sending. The message must not be finished on the wire before Advance has returned without error.
//
// The mark is digest.ErrLost when the delivery is not waiting in owner's hands under a live lease; done is written all
// the same. An end is written over pending, deferred and sending, and over uncertain when that came of owner's own
// lapse: whoever was taken for dead and heard the server's answer knows better. An end of a delivery that another run
// has taken since, or that has ended, is dropped; so Advance may be repeated. A deferred delivery is given back.
func (l *Ledger) Advance(ctx context.Context, owner string, done *digest.Ended, mark string) error {
	return l.Enter(ctx, owner, done, mark)()
}

// Enter begins what Advance does, and does not wait for it: the caller has a message to put on the wire meanwhile. durable
// must be called, once, and returns when and what Advance would.
func (l *Ledger) Enter(ctx context.Context, owner string, done *digest.Ended, mark string) (durable func() error) {
	if done != nil && done.Outcome.State != digest.Deferred && !done.Outcome.State.Ended() {
		return func() error { return fmt.Errorf("%q is not how an attempt ends", done.Outcome.State) }
	}
	e := &entry{owner: owner, done: done, mark: mark, written: make(chan error, 1)}
	wait := func() error { return <-e.written }
	if l.clerk != nil {
		l.clerk.enter(e)
		wait = func() error { return l.clerk.wait(e) }
	} else {
		go func() { e.written <- l.enterAtOnce(ctx, e) }()
	}
	return func() error {
		err := wait()
		if err == nil && e.lost {
			return database.About(digest.ErrLost, "mark delivery %s", mark)
		}
		return database.About(err, "ledger")
	}
}

// endArgs and markArgs are the parameters of endDelivery and markDelivery.
func (e *entry) endArgs(now time.Time) []any {
	done, o, keeper := *e.done, e.done.Outcome, ""
	if o.State == digest.Uncertain {
		keeper = e.owner
	}
	if o.State != digest.Deferred {
		done.NextTry = time.Time{}
	}
	return database.Bind([]any{done.Delivery, e.owner, o.State, o.Code, o.Reply, done.NextTry, keeper, now, o.Enhanced, o.Stage})
}

func (e *entry) markArgs(now time.Time) []any { return database.Bind([]any{e.mark, e.owner, now}) }

// enterAtOnce writes an entry on Postgres in one round trip: statements that are sent before an answer is asked for are
// one transaction (PostgreSQL documentation, 55.2.4 Pipelining). Beginning, ending, marking and committing one after the
// other took the processors of client and server twice as long.
func (l *Ledger) enterAtOnce(ctx context.Context, e *entry) error {
	now := l.db.Now()
	var both pgx.Batch
	if e.done != nil {
		both.Queue(endDelivery, e.endArgs(now)...)
	}
	if e.mark != "" {
		both.Queue(markDelivery, e.markArgs(now)...).Exec(func(changed pgconn.CommandTag) error {
			e.lost = changed.RowsAffected() == 0
			return nil
		})
	}
	return l.db.Pool.SendBatch(ctx, &both).Close()
}
