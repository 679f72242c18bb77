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
}

// gate is the way in to one host. It is forgotten when nobody uses it and its gap has passed.
type gate struct {
	slots chan struct{}
	users int
	next  time.Time // the earliest moment of the next request
}

func newHosts(atOnce int) *hosts { return &hosts{atOnce: atOnce, gates: make(map[string]*gate)} }

// enter waits until a request to the host may start. The caller calls release when its answer is read.
func (h *hosts) enter(ctx context.Context, host string, gap time.Duration) (release func(), err error) {
	g := h.join(host)
	select {
	case g.slots <- struct{}{}:
	case <-ctx.Done():
		h.leave(host, g)
		return nil, context.Cause(ctx)
	}
	release = func() {
		<-g.slots
		h.leave(host, g)
	}
	if err := sleep(ctx, h.reserve(g, gap)); err != nil {
		release()
		return nil, err
	}
	return release, nil
}

func (h *hosts) join(host string) *gate {
	h.mu.Lock()
	defer h.mu.Unlock()
	g := h.gates[host]
	if g == nil {
		g = &gate{slots: make(chan struct{}, h.atOnce)}
		h.gates[host] = g
	}
	g.users++
	return g
}

func (h *hosts) leave(host string, g *gate) {
	h.mu.Lock()
	defer h.mu.Unlock()
	g.users--
	if g.users == 0 && !time.Now().Before(g.next) {
		delete(h.gates, host)
	}
}

// reserve takes the next moment that keeps the gap and says how long it is until then.
func (h *hosts) reserve(g *gate, gap time.Duration) time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := time.Now()
	at := now
	if g.next.After(now) && gap > 0 {
		at = g.next
	}
	g.next = at.Add(gap)
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
