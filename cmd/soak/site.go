//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"syscall"
	"time"

	"tidings/cmd/soak/fleet"
	"tidings/digest"
	"tidings/digest/store"
	"tidings/digest/store/pgtest/server"
)

// site is a state with the machines that serve it, and the world around it.
type site struct {
	name     string
	state    string
	database *server.Server // nil: the state is a file
	machines int
	spared   bool // the first machine is never killed, so that one can be seen to grow
	readers  int

	log    *slog.Logger
	random *rand.Rand
	press  *fleet.Press
	relay  *fleet.Relay
	nodes  []*fleet.Node
	asleep map[*fleet.Node]bool
	down   bool // the database
	begun  map[string]time.Time
	day    int
	events events
	seen   []*life
	done   map[string]int // harm by name
}

// editions of a site.
var editions = []struct {
	id, cron string
	every    time.Duration
}{
	{"minutely", "* * * * *", time.Minute},
	{"second", "*/2 * * * *", 2 * time.Minute},
}

// open starts everything, and returns when each machine does its work.
func (s *site) open(program, dir string) error {
	s.asleep, s.done = make(map[*fleet.Node]bool), make(map[string]int)
	var err error
	if s.press, err = fleet.NewPress(); err != nil {
		return err
	}
	if s.relay, err = fleet.NewRelay(); err != nil {
		return err
	}
	for i := range s.machines {
		n, err := fleet.NewNode(program, dir, fmt.Sprint("node", i))
		if err != nil {
			return err
		}
		s.nodes = append(s.nodes, n)
		if err := errors.Join(n.Configure(s.sources()), n.Start()); err != nil {
			return err
		}
	}
	for _, n := range s.nodes {
		if err := n.AwaitReady(2 * time.Minute); err != nil {
			return err
		}
	}
	return s.read(func(ctx context.Context, st *store.Store) error {
		s.begun = make(map[string]time.Time)
		for _, e := range editions {
			due, err := st.NextDue(ctx, e.id)
			if err != nil {
				return err
			}
			s.begun[e.id] = due.At
		}
		return nil
	})
}

func (s *site) close() error {
	var err error
	for _, n := range s.nodes {
		_ = n.Signal(syscall.SIGCONT) // one that does not run needs none
		err = errors.Join(err, n.Close())
	}
	if s.relay != nil {
		err = errors.Join(err, s.relay.Close())
	}
	if s.press != nil {
		err = errors.Join(err, s.press.Close())
	}
	return err
}

// read looks into the state.
func (s *site) read(look func(context.Context, *store.Store) error) error {
	ctx := context.Background()
	st, err := store.Open(ctx, s.state, store.Options{})
	if err != nil {
		return err
	}
	return errors.Join(look(ctx, st), st.Close())
}

// reach is how many days' papers are read.
const reach = 3

// sources is the configuration of the present day.
func (s *site) sources() string {
	var y strings.Builder
	fmt.Fprintf(&y, "site: {name: Soak, timezone: UTC, language: en}\ndefaults: {extract: never}\nfeeds:\n")
	for day := max(0, s.day-reach+1); day <= s.day; day++ {
		for _, feed := range s.press.Feeds(day) {
			fmt.Fprintf(&y, "  - %s\n", feed)
		}
	}
	fmt.Fprintf(&y, "network: {allow: [127.0.0.1]}\nsmtp: {host: 127.0.0.1, port: %d}\n", s.relay.Port)
	fmt.Fprintf(&y, "delivery: {from: Soak <paper@soak.example>}\nstate: %q\nlists:\n", s.state)
	for _, e := range editions {
		fmt.Fprintf(&y, "  %s: {title: The %s}\n", e.id, e.id)
	}
	y.WriteString("editions:\n")
	for _, e := range editions {
		fmt.Fprintf(&y, "  - {id: %s, schedule: {cron: %q}, lists: [%s]}\n", e.id, e.cron, e.id)
	}
	y.WriteString("subscribers:\n")
	for _, e := range editions {
		for i := range s.readers {
			fmt.Fprintf(&y, "  - {email: %s%d@example.com, lists: [%s]}\n", e.id, i, e.id)
		}
	}
	return y.String()
}

// configure gives every machine the present configuration, one after the other, as an operator does.
func (s *site) configure() error {
	for _, n := range s.nodes {
		if err := n.Configure(s.sources()); err != nil {
			return err
		}
	}
	return nil
}

// calm ends all harm and waits until what is due has ended: everything that was due up to the moment it returns.
func (s *site) calm() (until time.Time, err error) {
	s.relay.Do(fleet.Harm{})
	if s.down {
		if err := s.database.Up(); err != nil {
			return until, err
		}
	}
	for _, n := range s.nodes {
		if s.asleep[n] {
			if err := n.Signal(syscall.SIGCONT); err != nil {
				return until, err
			}
		}
		if lives, err := n.Lives(); err != nil {
			return until, err
		} else if !lives {
			if err := n.Start(); err != nil {
				return until, err
			}
		}
	}
	if err := s.configure(); err != nil {
		return until, err
	}
	until = time.Now()
	s.log.Info("calm", "site", s.name)
	// A mail server that was of no use is left alone for a quarter of an hour at most.
	for deadline := until.Add(20 * time.Minute); time.Now().Before(deadline); time.Sleep(time.Second) {
		if open, err := s.unended(until); err != nil || open == 0 {
			return until, err
		}
	}
	return until, nil // what has not ended is in the account
}

// unended counts the issues due until a moment that have not come to an end.
func (s *site) unended(until time.Time) (open int, err error) {
	err = s.read(func(ctx context.Context, st *store.Store) error {
		for _, e := range editions {
			due, err := st.NextDue(ctx, e.id)
			if err != nil {
				return err
			}
			if due.At.Before(until.Truncate(e.every)) {
				open++
			}
		}
		issues, err := st.Issues(ctx, "", []digest.IssueState{digest.IssuePlanned, digest.IssueBuilt})
		for _, is := range issues {
			if !is.Due.After(until) {
				open++
			}
		}
		return err
	})
	return open, err
}
