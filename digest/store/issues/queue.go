package issues

import (
	"context"
	"database/sql"

	"tidings/digest"
	"tidings/digest/store/database"
	"tidings/digest/store/ledger"
)

// Queue takes work in a transaction of the store: it is enqueued if and only if the change that made it necessary is
// committed. conn is the connection that tx runs on, for a queue that must reach the driver beneath it.
type Queue interface {
	Enqueue(ctx context.Context, conn *sql.Conn, tx *sql.Tx, work []digest.Work) error
}

// Attach makes the store enqueue the work that its changes make necessary. Without a queue the work is found by Due, as
// it is when a program that has none has planned or built. It must be called before the store is used by others.
func (e *Editions) Attach(q Queue) { e.queue = q }

// writeWork runs body in one transaction and enqueues in it the work that body finds necessary.
func (e *Editions) writeWork(ctx context.Context, body func(tx *sql.Tx) ([]digest.Work, error)) error {
	conn, err := e.db.Write.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // nothing is left to roll back after a commit
	work, err := body(tx)
	if err != nil {
		return err
	}
	if e.queue != nil && len(work) > 0 {
		if err := e.queue.Enqueue(ctx, conn, tx, work); err != nil {
			return database.About(err, "enqueue")
		}
	}
	return tx.Commit()
}

// Due lists the work that is necessary now and in nobody's hands, whoever should have enqueued it: issues that are
// planned, and deliveries that are due under no live lease, of editions that are not
// paused. Lapse comes first, for what a dead run held.
func (e *Editions) Due(ctx context.Context) ([]digest.Work, error) {
	planned, err := database.All(ctx, e.db.Read, func(w *digest.Work) []any { return []any{&w.Edition, &w.Issue} },
		`SELECT edition, id FROM issue WHERE state = 'planned' ORDER BY due, id`)
	if err != nil {
		return nil, database.About(err, "planned issues")
	}
	for i := range planned {
		planned[i].Kind = digest.WorkBuild
	}
	waiting, err := ledger.Waiting(ctx, e.db)
	return append(planned, waiting...), err
}
