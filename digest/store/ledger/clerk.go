package ledger

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
	stopped  chan struct{} // closed when nothing more is written
}

// entry is one call of Enter on its way into the ledger.
type entry struct {
	owner   string
	done    *digest.Ended
	mark    string
	lost    bool
	written chan error
}

// gather is how long the clerk waits for others whose next entry is due. It costs no speed: an entry waits while the body
// of its message is on the wire.
const gather = time.Millisecond

// unhurried is the most groups that go by after others were waited for in vain: with a slow mail server, who enters is
// seldom met by another.
const unhurried = 16

// mostEntries is the most of one transaction: other writers, such as a run that gathers feeds, wait meanwhile.
const mostEntries = 64

// errStopped says that the store was closed.
var errStopped = errors.New("the store is closed")

// newClerk starts the clerk of a store. It is one goroutine that stays: SQLite needs a deep stack, which would have to be
// grown anew in each goroutine that sends.
func newClerk(write func([]*entry)) *clerk {
	c := &clerk{entries: make(chan *entry, mostEntries), stopping: make(chan struct{}), stopped: make(chan struct{})}
	go c.work(write)
	return c
}

// stop returns when the clerk has written what it had in hand. Who is not written then is told so.
func (c *clerk) stop() {
	c.once.Do(func() { close(c.stopping) })
	<-c.stopped
}

// enter hands the clerk an entry.
func (c *clerk) enter(e *entry) {
	select {
	case c.entries <- e:
	case <-c.stopping:
	}
}

// wait returns when an entry is on disk.
func (c *clerk) wait(e *entry) error {
	select {
	case err := <-e.written:
		return err
	case <-c.stopped:
	}
	select {
	case err := <-e.written: // it was the last
		return err
	default:
		return errStopped
	}
}

func (c *clerk) work(write func([]*entry)) {
	defer close(c.stopped)
	g := grouping{wait: gather, out: make(map[string]bool)}
	for {
		select {
		case first := <-c.entries:
			write(g.gather(first, c.entries))
		case <-c.stopping:
			return
		}
	}
}

// grouping is what the clerk remembers from group to group.
type grouping struct {
	wait  time.Duration
	group []*entry
	out   map[string]bool // whose message is on the wire: their next entry is due when it has been answered
	alone int             // for how many groups nobody is waited for
	vain  int             // that number when nobody comes the next time
}

// gather is the first entry, whoever stands there already, and those who come within a moment, until all whose messages
// are on the wire are back.
func (g *grouping) gather(first *entry, entries <-chan *entry) []*entry {
	g.group = g.group[:0]
	g.add(first)
	for len(g.group) < mostEntries {
		select {
		case e := <-entries:
			g.add(e)
			continue
		default:
		}
		break
	}
	if g.alone > 0 {
		g.alone--
	} else {
		g.await(entries)
	}
	for _, e := range g.group {
		if e.mark != "" {
			g.out[e.owner] = true
		}
	}
	return g.group
}

// add puts an entry into the group; its owner is back.
func (g *grouping) add(e *entry) {
	g.group = append(g.group, e)
	delete(g.out, e.owner)
}

// await adds those who come while there is somebody to wait for. After a moment in vain it is tried less often.
func (g *grouping) await(entries <-chan *entry) {
	enough := time.NewTimer(g.wait)
	defer enough.Stop()
	for len(g.out) > 0 && len(g.group) < mostEntries {
		select {
		case e := <-entries:
			g.add(e)
		case <-enough.C:
			clear(g.out)
			g.alone = min(2*g.vain+1, unhurried)
			g.vain = g.alone
			return
		}
	}
	g.vain = 0
}

// enter writes a group in one transaction; when that fails, one by one, so that none suffers for another.
func (l *Ledger) enter(group []*entry) {
	ctx := context.Background() // whoever entered has a message on the wire, and waits until this is known
	err := l.enterAll(ctx, group)
	for _, e := range group {
		if err != nil && len(group) > 1 {
			e.written <- l.enterAll(ctx, []*entry{e})
			continue
		}
		e.written <- err
	}
}

func (l *Ledger) enterAll(ctx context.Context, group []*entry) error {
	now := l.db.Now()
	return l.db.Transact(ctx, func(tx *sql.Tx) error {
		end, mark := tx.StmtContext(ctx, l.end), tx.StmtContext(ctx, l.mark)
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
