package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"tidings/digest"
)

// clerk writes the ledger of a file. What several connections to the mail server have to enter at about the same time is
// one transaction: each waits for the disk once, and pages of the file that they share are written once. On Postgres the
// connections write for themselves: it groups their commits, and one clerk would have them wait for each other's round
// trips.
type clerk struct {
	entries  chan *entry
	once     sync.Once
	stopping chan struct{}
	stopped  chan struct{} // closed when all that was entered is written
}

// entry is one call of Advance on its way into the ledger.
type entry struct {
	owner   string
	done    *digest.Ended
	mark    string
	lost    bool
	written chan error
}

// gather is how long the clerk waits for as many entries as the last time. It costs no speed: an entry waits while the
// body of its message is on the wire.
const gather = time.Millisecond

// mostEntries is the most of one transaction: other writers, such as a run that gathers feeds, wait meanwhile.
const mostEntries = 64

// errStopped says that the store was closed.
var errStopped = errors.New("the store is closed")

// newClerk starts the clerk of a store. It is one goroutine that stays: SQLite needs a deep stack, which would have to be
// grown anew in each goroutine that sends.
func newClerk(write func([]*entry)) *clerk {
	c := &clerk{entries: make(chan *entry), stopping: make(chan struct{}), stopped: make(chan struct{})}
	go c.work(write)
	return c
}

// stop returns when all that was entered is written.
func (c *clerk) stop() {
	c.once.Do(func() { close(c.stopping) })
	<-c.stopped
}

// enter returns when the entry is on disk.
func (c *clerk) enter(e *entry) error {
	e.written = make(chan error, 1)
	select {
	case c.entries <- e:
		return <-e.written
	case <-c.stopping:
		return errStopped
	}
}

func (c *clerk) work(write func([]*entry)) {
	defer close(c.stopped)
	var group []*entry
	last := 0
	for {
		select {
		case first := <-c.entries:
			group = c.gather(append(group[:0], first), last)
			last = len(group)
			write(group)
		case <-c.stopping:
			return
		}
	}
}

// gather adds whoever stands there already, and waits a moment for as many as the last time.
func (c *clerk) gather(group []*entry, last int) []*entry {
	enough := time.NewTimer(gather)
	defer enough.Stop()
	for len(group) < mostEntries {
		select {
		case e := <-c.entries:
			group = append(group, e)
			continue
		default:
		}
		if len(group) >= last {
			return group
		}
		select {
		case e := <-c.entries:
			group = append(group, e)
		case <-enough.C:
			return group
		}
	}
	return group
}

// enter writes a group in one transaction; when that fails, one by one, so that none suffers for another.
func (s *Store) enter(group []*entry) {
	ctx := context.Background() // whoever entered has a message on the wire, and waits until this is known
	err := s.enterAll(ctx, group)
	for _, e := range group {
		if err != nil && len(group) > 1 {
			e.written <- s.enterAll(ctx, []*entry{e})
			continue
		}
		e.written <- err
	}
}

func (s *Store) enterAll(ctx context.Context, group []*entry) error {
	now := s.clock()
	return s.write(ctx, func(tx *sql.Tx) error {
		end, mark := tx.StmtContext(ctx, s.end), tx.StmtContext(ctx, s.mark)
		for _, e := range group {
			if e.done != nil {
				if _, err := end.ExecContext(ctx, e.endArgs(now)...); err != nil {
					return err
				}
			}
			if e.mark == "" {
				continue
			}
			result, err := mark.ExecContext(ctx, e.markArgs(now)...)
			if err != nil {
				return err
			}
			n, err := result.RowsAffected()
			if err != nil {
				return err
			}
			e.lost = n == 0
		}
		return nil
	})
}
