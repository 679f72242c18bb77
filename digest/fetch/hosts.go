package fetch

import (
	"context"
	"sync"
	"time"
)

// hosts keeps the number of requests at once, and the time between them, to what each host can bear.
type hosts struct {
	atOnce int
	mu     sync.Mutex
	gates  map[string]*gate
	tidyAt int // number of gates at which those that nobody needs are forgotten
}

// gate is the way in to one host. It is forgotten when nobody uses it, its gap has passed and it is not held.
type gate struct {
	slots chan struct{}
	users int
	last  time.Time     // when the latest request starts
	gap   time.Duration // the longest gap that was asked for
	own   bool          // the host turned out to be on the user's own network: no gap is kept
	held  time.Time     // no request before this moment, by the clock of the entries
}

// entry is a request on its way in.
type entry struct {
	host string
	gap  time.Duration // at least this long after the request before it
	now  func() time.Time
}

// turn is a place inside a gate.
type turn struct {
	hosts *hosts
	host  string
	gate  *gate
}

// tidyFrom is the least number of gates that is worth looking through.
const tidyFrom = 512

func newHosts(atOnce int) *hosts {
	return &hosts{atOnce: atOnce, gates: make(map[string]*gate), tidyAt: tidyFrom}
}

// enter waits until a request to the host may start. The caller leaves the turn when its answer is read.
func (h *hosts) enter(ctx context.Context, e entry) (*turn, error) {
	t := &turn{hosts: h, host: e.host, gate: h.join(e.host)}
	select {
	case t.gate.slots <- struct{}{}:
	case <-ctx.Done():
		h.quit(t)
		return nil, context.Cause(ctx)
	}
	err := h.heldBack(t.gate, e)
	if err == nil {
		err = sleep(ctx, h.reserve(t.gate, e.gap))
	}
	if err == nil {
		err = h.heldBack(t.gate, e) // another request may have been told to stop while this one waited
	}
	if err != nil {
		t.leave()
		return nil, err
	}
	return t, nil
}

func (t *turn) leave() {
	<-t.gate.slots
	t.hosts.quit(t)
}

// own notes that the host is on the user's own network.
func (t *turn) own() {
	t.hosts.mu.Lock()
	defer t.hosts.mu.Unlock()
	t.gate.own = true
}

// hold keeps everybody out until a moment.
func (t *turn) hold(until time.Time) { t.hosts.hold(t.host, until) }

func (h *hosts) hold(host string, until time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if g := h.gate(host); until.After(g.held) {
		g.held = until
	}
}

func (h *hosts) heldBack(g *gate, e entry) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if g.held.IsZero() {
		return nil
	}
	left := g.held.Sub(e.now())
	if left > 0 {
		return heldError{host: e.host, left: left}
	}
	g.held = time.Time{}
	return nil
}

func (h *hosts) join(host string) *gate {
	h.mu.Lock()
	defer h.mu.Unlock()
	g := h.gate(host)
	g.users++
	return g
}

// gate finds or makes the gate of a host. The caller holds mu.
func (h *hosts) gate(host string) *gate {
	g := h.gates[host]
	if g == nil {
		if len(h.gates) >= h.tidyAt {
			h.tidy()
		}
		g = &gate{slots: make(chan struct{}, h.atOnce)}
		h.gates[host] = g
	}
	return g
}

// tidy forgets the gates that nobody needs any more, and puts the next look so far off that it costs each newcomer
// next to nothing.
func (h *hosts) tidy() {
	now := time.Now()
	for host, g := range h.gates {
		if g.idle(now) {
			delete(h.gates, host)
		}
	}
	h.tidyAt = max(tidyFrom, 2*len(h.gates))
}

func (g *gate) idle(now time.Time) bool {
	return g.users == 0 && g.held.IsZero() && (g.own || !now.Before(g.last.Add(g.gap)))
}

func (h *hosts) quit(t *turn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	t.gate.users--
	if t.gate.idle(time.Now()) {
		delete(h.gates, t.host)
	}
}

// reserve takes the next moment that keeps the gap and says how long it is until then.
func (h *hosts) reserve(g *gate, gap time.Duration) time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	if g.own {
		gap = 0
	}
	now := time.Now()
	at := now
	if next := g.last.Add(gap); gap > 0 && next.After(now) {
		at = next
	}
	g.last, g.gap = at, max(g.gap, gap)
	return at.Sub(now)
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
