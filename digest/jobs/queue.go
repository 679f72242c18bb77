package jobs

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"tidings/digest"
	"tidings/digest/pipeline"
	"tidings/digest/store"
)

// How River works. Its rows wake workers and spread the work; whether something is done is only ever read from our own
// tables, so a job that is lost, doubled or rescued changes nothing: jobs are tried once, and the tick enqueues again
// what is still due.
const (
	buildQueue   = "build"
	deliverQueue = "deliver"
	builders     = 1 // a build uses every processor by itself

	pollEvery  = time.Second      // how soon an enqueued job is seen; half of it on average
	jobTimeout = 15 * time.Minute // a batch with a server that takes its 10 minutes for one dot (RFC 5321 section 4.5.3.2.6)
	rescue     = 20 * time.Minute // must be longer; what it rescues has been enqueued again long before
	keepJobs   = time.Hour        // ended jobs, for whoever looks into the table
)

// buildJob and deliverJob are the kinds of job. A delivery job is a batch of whatever is due then, not fixed rows: rows
// are claimed in the ledger.
type (
	buildJob struct {
		Edition string `json:"edition"`
		Issue   string `json:"issue"`
	}
	deliverJob struct {
		Edition string `json:"edition"`
	}
)

// Kind implements river.JobArgs.
func (buildJob) Kind() string { return "build" }

// Kind implements river.JobArgs.
func (deliverJob) Kind() string { return "deliver" }

// queue is a River client on either database.
type queue struct {
	start   func(context.Context) error
	stop    func(context.Context) error
	migrate func(context.Context) error
	insert  func(context.Context, []river.InsertManyParams) error
	within  func(ctx context.Context, conn *sql.Conn, tx *sql.Tx, params []river.InsertManyParams) error
	list    func(context.Context, *river.JobListParams) (*river.JobListResult, error)
	resize  func(ctx context.Context, deliverers int) error // once the batches that are being mailed have been

	deliverers int
}

// newQueue makes the client for the store's database.
func newQueue(st *store.Store, owner string, deliverers int, workers *river.Workers, log *slog.Logger) (*queue, error) {
	config := &river.Config{
		ID:                          owner,
		Workers:                     workers,
		Queues:                      map[string]river.QueueConfig{buildQueue: {MaxWorkers: builders}, deliverQueue: {MaxWorkers: deliverers}},
		MaxAttempts:                 1,
		PollOnly:                    true, // River's listener on SQLite asks the file 20 times a second, idle or not
		FetchPollInterval:           pollEvery,
		JobTimeout:                  jobTimeout,
		RescueStuckJobsAfter:        rescue,
		CompletedJobRetentionPeriod: keepJobs,
		DiscardedJobRetentionPeriod: keepJobs,
		CancelledJobRetentionPeriod: keepJobs,
		Logger:                      slog.New(quiet{log.Handler(), &said{last: make(map[string]time.Time)}}),
		ErrorHandler:                trouble{log},
	}
	if pool := st.Postgres(); pool != nil {
		return client(riverpgxv5.New(pool), config, joinPostgres)
	}
	return client(riversqlite.New(st.SQLite()), config, func(_ *sql.Conn, tx *sql.Tx) (*sql.Tx, error) { return tx, nil })
}

// client is a River client; join makes of a transaction of database/sql one of the driver's.
func client[T any](driver riverdriver.Driver[T], config *river.Config, join func(*sql.Conn, *sql.Tx) (T, error)) (*queue, error) {
	c, err := river.NewClient(driver, config)
	if err != nil {
		return nil, fmt.Errorf("queue: %w", err)
	}
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: config.Logger})
	if err != nil {
		return nil, fmt.Errorf("queue: %w", err)
	}
	return &queue{
		start: c.Start, stop: c.Stop, list: c.JobList, deliverers: config.Queues[deliverQueue].MaxWorkers,
		resize: func(ctx context.Context, deliverers int) error {
			if err := c.Queues().Remove(ctx, deliverQueue); err != nil {
				return err
			}
			return c.Queues().Add(deliverQueue, river.QueueConfig{MaxWorkers: deliverers})
		},
		migrate: func(ctx context.Context) error {
			_, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
			return err
		},
		insert: func(ctx context.Context, params []river.InsertManyParams) error {
			_, err := c.InsertManyFast(ctx, params)
			return err
		},
		within: func(ctx context.Context, conn *sql.Conn, tx *sql.Tx, params []river.InsertManyParams) error {
			joined, err := join(conn, tx)
			if err != nil {
				return err
			}
			_, err = c.InsertManyFastTx(ctx, joined, params)
			return err
		},
	}, nil
}

// quiet is a handler for River's own words: only what went wrong is an operator's business, and each thing once a minute.
// While a database is away River says so of each of its parts several times a second.
type quiet struct {
	slog.Handler
	said *said
}

// said is what River has said lately.
type said struct {
	mu   sync.Mutex
	last map[string]time.Time // by message, of which there are few
}

// sayAgain is after how long.
const sayAgain = time.Minute

// Handle implements slog.Handler.
func (q quiet) Handle(ctx context.Context, r slog.Record) error {
	q.said.mu.Lock()
	again := r.Time.Sub(q.said.last[r.Message]) >= sayAgain
	if again {
		q.said.last[r.Message] = r.Time
	}
	q.said.mu.Unlock()
	if !again {
		return nil
	}
	return q.Handler.Handle(ctx, r)
}

// Enabled implements slog.Handler.
func (q quiet) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && q.Handler.Enabled(ctx, level)
}

// WithAttrs and WithGroup keep what is made of it as quiet.
func (q quiet) WithAttrs(attrs []slog.Attr) slog.Handler {
	return quiet{q.Handler.WithAttrs(attrs), q.said}
}

func (q quiet) WithGroup(name string) slog.Handler { return quiet{q.Handler.WithGroup(name), q.said} }

// trouble says what failed in a job.
type trouble struct{ log *slog.Logger }

// HandleError implements river.ErrorHandler.
func (t trouble) HandleError(_ context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	t.log.Error("a job failed; what is due is tried again in a moment", "job", job.Kind, "error", err)
	return nil
}

// HandlePanic implements river.ErrorHandler.
func (t trouble) HandlePanic(_ context.Context, job *rivertype.JobRow, cause any, trace string) *river.ErrorHandlerResult {
	t.log.Error("a job broke off: this is a mistake in tidings, please report it", "job", job.Kind, "cause", cause, "trace", trace)
	return nil
}

// fit has as many batches mailed at once as there may be connections.
func (q *queue) fit(ctx context.Context, deliverers int) error {
	if deliverers == q.deliverers {
		return nil
	}
	if err := q.resize(ctx, deliverers); err != nil {
		return fmt.Errorf("queue: %w", err)
	}
	q.deliverers = deliverers
	return nil
}

// Enqueue implements issues.Queue of the store.
func (q *queue) Enqueue(ctx context.Context, conn *sql.Conn, tx *sql.Tx, work []digest.Work) error {
	return q.within(ctx, conn, tx, params(work))
}

// top enqueues what of the work has no job that waits for a worker.
func (q *queue) top(ctx context.Context, work []digest.Work) error {
	if len(work) == 0 {
		return nil
	}
	waiting, err := q.waiting(ctx)
	if err != nil {
		return err
	}
	var missing []river.InsertManyParams
	for _, p := range params(work) {
		if waiting[p.Args] > 0 {
			waiting[p.Args]--
			continue
		}
		missing = append(missing, p)
	}
	if len(missing) == 0 {
		return nil
	}
	return q.insert(ctx, missing)
}

// waiting counts the jobs that no worker has taken yet.
func (q *queue) waiting(ctx context.Context) (map[river.JobArgs]int, error) {
	jobs := make(map[river.JobArgs]int)
	list := river.NewJobListParams().States(rivertype.JobStateAvailable).First(mostJobs)
	for {
		page, err := q.list(ctx, list)
		if err != nil {
			return nil, fmt.Errorf("waiting jobs: %w", err)
		}
		for _, j := range page.Jobs {
			if args := argsOf(j); args != nil {
				jobs[args]++
			}
		}
		if len(page.Jobs) < mostJobs {
			return jobs, nil
		}
		list = list.After(page.LastCursor)
	}
}

// mostJobs is River's own limit to one page of a list.
const mostJobs = 10_000

// joined lets River work in a transaction that database/sql began on the connection: beginning, committing and taking
// back are left to whoever began it.
type joined struct{ *connection }

// connection gives pgx.Conn another name, so that embedding it leaves the method Conn free.
type connection = pgx.Conn

func (j joined) Begin(context.Context) (pgx.Tx, error) { return j, nil }
func (j joined) Commit(context.Context) error          { return nil }
func (j joined) Rollback(context.Context) error        { return nil }
func (j joined) LargeObjects() pgx.LargeObjects        { return pgx.LargeObjects{} }
func (j joined) Conn() *pgx.Conn                       { return j.connection }

// joinPostgres finds the connection of pgx beneath one of database/sql.
func joinPostgres(conn *sql.Conn, _ *sql.Tx) (pgx.Tx, error) {
	var j joined
	err := conn.Raw(func(driver any) error {
		c, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("queue: a connection of Postgres is a %T", driver)
		}
		j.connection = c.Conn()
		return nil
	})
	return j, err
}

// params are the jobs that work takes: deliveries are mailed in batches.
func params(work []digest.Work) []river.InsertManyParams {
	var jobs []river.InsertManyParams
	for _, w := range work {
		switch w.Kind {
		case digest.WorkBuild:
			jobs = append(jobs, river.InsertManyParams{
				Args: buildJob{Edition: w.Edition, Issue: w.Issue}, InsertOpts: &river.InsertOpts{Queue: buildQueue},
			})
		case digest.WorkDeliver:
			for range (w.Rows + pipeline.Batch - 1) / pipeline.Batch {
				jobs = append(jobs, river.InsertManyParams{
					Args: deliverJob{Edition: w.Edition}, InsertOpts: &river.InsertOpts{Queue: deliverQueue},
				})
			}
		}
	}
	return jobs
}

// argsOf reads what a job is about; nil for a job of a kind that this program does not know, from a newer one.
func argsOf(j *rivertype.JobRow) river.JobArgs {
	var err error
	switch j.Kind {
	case buildJob{}.Kind():
		var args buildJob
		if err = json.Unmarshal(j.EncodedArgs, &args); err == nil {
			return args
		}
	case deliverJob{}.Kind():
		var args deliverJob
		if err = json.Unmarshal(j.EncodedArgs, &args); err == nil {
			return args
		}
	}
	return nil
}
