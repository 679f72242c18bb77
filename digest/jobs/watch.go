package jobs

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"tidings/digest"
)

// Meter is told what a daemon does. It is called from many goroutines.
type Meter interface {
	// Planned is called for a slot that was due: its issue is planned, or missed at once.
	Planned(edition string, state digest.IssueState)
	// Missed is called for an issue that was planned and is not made any more.
	Missed(edition string)
	// Built is called for an issue that was built or found quiet, so long after it was due.
	Built(edition string, state digest.IssueState, late, took time.Duration)
	// Mailed is called for a batch of deliveries, with what became of them.
	Mailed(t digest.Tally, took time.Duration)
	// Gathered is called when feeds were asked.
	Gathered(asked, failed int, took time.Duration)
}

func (d *Daemon) meter() Meter {
	if d.Meter == nil {
		return unmetered{}
	}
	return d.Meter
}

// unmetered counts nothing.
type unmetered struct{}

func (unmetered) Planned(string, digest.IssueState)                             {}
func (unmetered) Missed(string)                                                 {}
func (unmetered) Built(string, digest.IssueState, time.Duration, time.Duration) {}
func (unmetered) Mailed(digest.Tally, time.Duration)                            {}
func (unmetered) Gathered(int, int, time.Duration)                              {}

// mostSilence is how long planning may be silent before the daemon counts as stuck: several ticks.
const mostSilence = 8 * tick

// Ready says why a running daemon does not do its work; nil when it does: its state answers, its queue runs, and
// planning has lately succeeded.
func (d *Daemon) Ready(ctx context.Context) error {
	if err := d.Store.Ping(ctx); err != nil {
		return err
	}
	q, last := d.pulse.last()
	if q == nil {
		return errNotRunning
	}
	if silent := d.Now().Sub(last); silent > mostSilence {
		return fmt.Errorf("nothing has been planned for %s; the log says why", silent.Round(time.Second))
	}
	return nil
}

// errNotRunning says that the daemon has not started yet or has been stopped.
var errNotRunning = errors.New("the queue does not run: the daemon is starting or stopping")

// Waiting counts the jobs that no worker of any machine has taken yet, by kind.
func (d *Daemon) Waiting(ctx context.Context) (map[string]int, error) {
	q, _ := d.pulse.last()
	if q == nil {
		return nil, errNotRunning
	}
	jobs, err := q.waiting(ctx)
	kinds := map[string]int{buildJob{}.Kind(): 0, deliverJob{}.Kind(): 0}
	for args, n := range jobs {
		kinds[args.Kind()] += n
	}
	return kinds, err
}

// pulse is when planning last succeeded, and the queue that it filled. It is safe for concurrent use.
type pulse struct {
	mu    sync.Mutex
	queue *queue
	at    time.Time
}

func (p *pulse) beat(q *queue, at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.queue, p.at = q, at
}

func (p *pulse) last() (*queue, time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.queue, p.at
}
