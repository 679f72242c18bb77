//go:build unix

package main

import (
	"context"
	"errors"
	"slices"
	"syscall"
	"time"

	"tidings/cmd/soak/fleet"
)

// event is something to do at a moment.
type event struct {
	at time.Time
	do func() error
}

// events are what is to come.
type events []event

// next takes the first event that is due; nil when none is.
func (e *events) next(now time.Time) func() error {
	i := slices.IndexFunc(*e, func(e event) bool { return !e.at.After(now) })
	if i < 0 {
		return nil
	}
	do := (*e)[i].do
	*e = slices.Delete(*e, i, i+1)
	return do
}

// harm lets the events of the sites happen until a moment, and keeps an eye on their machines.
func harm(ctx context.Context, sites []*site, until time.Time) error {
	beat := time.NewTicker(100 * time.Millisecond)
	defer beat.Stop()
	for time.Now().Before(until) {
		select {
		case <-ctx.Done():
			return nil
		case <-beat.C:
		}
		for _, s := range sites {
			for do := s.events.next(time.Now()); do != nil; do = s.events.next(time.Now()) {
				if err := do(); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// later has something done after about so long: from half of it to one and a half.
func (s *site) later(about time.Duration, do func() error) {
	s.events = append(s.events, event{time.Now().Add(about/2 + time.Duration(s.random.Int64N(int64(about)))), do})
}

// often does harm again and again, each time undone after about as long as it says.
func (s *site) often(name string, about time.Duration, until time.Time, do func() (lasts time.Duration, undo func() error, err error)) {
	s.later(about, func() error {
		if time.Now().After(until) {
			return nil
		}
		s.often(name, about, until, do)
		lasts, undo, err := do()
		if err != nil || undo == nil {
			return err
		}
		s.done[name]++
		s.log.Info(name, "site", s.name, "about", lasts)
		s.later(lasts, undo)
		return nil
	})
}

// plan says what happens to a site. The intervals are chosen so that an hour has a few dozens of each, and so that some
// of them meet.
func (s *site) plan(until time.Time) {
	s.events = append(s.events, event{time.Now(), s.turn}, event{time.Now(), s.look})
	killing := until
	if !s.spared {
		killing = time.Now().Add(time.Until(until) / 2) // so that its machine can be seen to grow
	}
	s.often("kill -9", 80*time.Second, killing, s.kill)
	s.often("asleep", 140*time.Second, killing, s.suspend)
	s.often("wrong configuration", 3*time.Minute, until, s.confuse)
	s.often("ill mail server", 2*time.Minute, until, s.sicken)
	s.often("mail server is shut", 5*time.Minute, until, s.shut)
	if s.database != nil {
		s.often("Postgres crashes", 2*time.Minute, until, s.crash)
	}
}

// turn is the next day: it has other papers.
func (s *site) turn() error {
	s.day++
	s.events = append(s.events, event{time.Now().Add(time.Minute), s.turn})
	return s.configure()
}

// some is one of the machines that run and may be harmed; nil when there is none.
func (s *site) some(spared bool) *fleet.Node {
	from := 0
	if spared {
		from = 1
	}
	n := s.nodes[from+s.random.IntN(len(s.nodes)-from)]
	if lives, _ := n.Lives(); !lives || s.asleep[n] {
		return nil
	}
	return n
}

func (s *site) kill() (time.Duration, func() error, error) {
	n := s.some(s.spared)
	if n == nil {
		return 0, nil, nil
	}
	return 8 * time.Second, func() error { return errors.Join(n.Configure(s.sources()), n.Start()) }, n.Kill()
}

// suspend puts a machine to sleep, often over a slot.
func (s *site) suspend() (time.Duration, func() error, error) {
	n := s.some(false)
	if n == nil {
		return 0, nil, nil
	}
	s.asleep[n] = true
	return 50 * time.Second, func() error {
		delete(s.asleep, n)
		return n.Signal(syscall.SIGCONT)
	}, n.Signal(syscall.SIGSTOP)
}

// confuse makes the configuration of a machine wrong. One that is starting would rightly refuse to.
func (s *site) confuse() (time.Duration, func() error, error) {
	n := s.some(false)
	if n == nil || s.lifeOf(n).looks == 0 {
		return 0, nil, nil
	}
	return 20 * time.Second, func() error { return n.Configure(s.sources()) }, n.Configure("feeds: {\n")
}

func (s *site) sicken() (time.Duration, func() error, error) {
	s.relay.Do(fleet.Harm{
		Busy: 20, Grey: 20, Refuse: 50, DropBody: 40, DropDot: 60, Stall: 50, StallFor: 15 * time.Second,
	})
	return time.Minute, s.heal, nil
}

func (s *site) shut() (time.Duration, func() error, error) {
	s.relay.Do(fleet.Harm{Shut: 1})
	return 20 * time.Second, s.heal, nil
}

func (s *site) heal() error {
	s.relay.Do(fleet.Harm{})
	return nil
}

func (s *site) crash() (time.Duration, func() error, error) {
	if s.down {
		return 0, nil, nil
	}
	s.down = true
	return 12 * time.Second, func() error {
		s.down = false
		return s.database.Up()
	}, s.database.Down()
}
