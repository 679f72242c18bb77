package gather

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"tidings/digest"
)

// inTurn is an order of the feeds in which each host comes once before any comes twice, so that feeds of one host, which
// wait for each other, do not hold up those of the others.
func inTurn(feeds []digest.Feed) []int {
	var rounds [][]int
	met := make(map[string]int)
	for i, f := range feeds {
		host := hostOf(f.URL)
		round := met[host]
		met[host]++
		if round == len(rounds) {
			rounds = append(rounds, nil)
		}
		rounds[round] = append(rounds[round], i)
	}
	order := make([]int, 0, len(feeds))
	for _, r := range rounds {
		order = append(order, r...)
	}
	return order
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// held tells whether a fetch was not made because the host wants to be left alone.
func held(err error) bool {
	var fe *digest.FetchError
	return errors.As(err, &fe) && fe.Kind == digest.FetchHeld
}

// keepHolds has the hosts left alone that earlier runs were told to leave alone.
func (g *gathering) keepHolds(ctx context.Context) error {
	holds, err := g.Store.HostHolds(ctx)
	if err != nil {
		return err
	}
	g.holds = make(map[string]digest.HostHold, len(holds))
	for _, h := range holds {
		g.holds[h.Host] = h
		g.Fetch.Hold(h.Host, h.Until)
	}
	return nil
}

// holdHost leaves a host alone that answered 429 (RFC 6585 section 4): as long as it says, else an hour, and twice as
// long each time. Only a stranger's host: on the user's own network one broken route must not stop the others.
func (g *gathering) holdHost(ctx context.Context, err error) error {
	var fe *digest.FetchError
	if !errors.As(err, &fe) || fe.Status != http.StatusTooManyRequests || fe.Own || fe.Host == "" {
		return nil
	}
	now := g.Now()
	var h digest.HostHold
	g.count(func() {
		h = g.holds[fe.Host]
		h.Host = fe.Host
		if !now.Before(h.Until) { // else it is an answer to a request that was under way when the host was held
			h.Times++
		}
		wait := min(fe.RetryAfter, pollAtLeast)
		if wait == 0 {
			wait = doubled(h.Times)
		}
		if until := now.Add(wait); until.After(h.Until) {
			h.Until = until
		}
		g.holds[fe.Host] = h
	})
	g.Fetch.Hold(h.Host, h.Until)
	g.Log.Debug("host held", "host", h.Host, "until", h.Until)
	return g.Store.HoldHost(ctx, h)
}

// freeHost forgets the hold of a host that answers again.
func (g *gathering) freeHost(ctx context.Context, address string) error {
	host := hostOf(address)
	free := false
	g.count(func() {
		h, ok := g.holds[host]
		if free = ok && !g.Now().Before(h.Until); free {
			delete(g.holds, host)
		}
	})
	if !free {
		return nil
	}
	return g.Store.FreeHost(ctx, host)
}

// doubled is an hour the first time, and twice as long each time after, up to a day.
func doubled(times int) time.Duration {
	if times >= 6 { // 2^5 hours are more than a day
		return pollAtLeast
	}
	return min(pollEvery<<max(0, times-1), pollAtLeast)
}
