//go:build unix

// Command soak lets tidings serve run for a long time while everything around it fails, and gives an account of what it
// did: three machines on one Postgres, and one on a file. Days are compressed to minutes: an edition is due each minute,
// and each minute has new papers to read. Meanwhile machines are killed and put to sleep, the database crashes, feeds are
// slow, broken and cut, the mail server defers, refuses, stalls and hangs up, and configurations are wrong.
//
// It ends with an error when a promise was broken: a slot of which nothing is known, a message that was lost or sent
// twice, a delivery that never ended, a process that ended by itself or grew. The clock of a machine cannot be stepped
// under one process alone; the tests of package jobs do that, where the clock is a field.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/lmittmann/tint"

	"tidings/digest/store/pgtest/server"
)

func main() {
	program := flag.String("program", "bin/tidings", "the program")
	length := flag.Duration("for", time.Hour, "how long harm is done")
	seed := flag.Uint64("seed", uint64(time.Now().UnixNano()), "of the order of events")
	keep := flag.String("keep", "", "a folder in which states and logs are kept")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := soak(ctx, *program, *length, *seed, *keep); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

// soak runs both sites, harms them for as long as it is told or until ctx ends, and gives an account.
func soak(ctx context.Context, program string, length time.Duration, seed uint64, keep string) error {
	log := slog.New(tint.NewTextHandler(os.Stderr, &tint.Options{TimeFormat: time.TimeOnly}))
	program, err := filepath.Abs(program)
	if err != nil {
		return err
	}
	dir := keep
	if dir == "" {
		if dir, err = os.MkdirTemp("", "soak"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	}
	postgres, err := server.Start()
	if err != nil {
		return err
	}
	defer postgres.Stop()
	url, err := postgres.Create("soak")
	if err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(seed, 0))
	sites := []*site{
		{name: "three machines on Postgres", state: url, database: postgres, machines: 3, spared: true, readers: 100},
		{name: "one machine on SQLite", state: filepath.Join(dir, "state"), machines: 1, readers: 40},
	}
	log.Info("soaking", "for", length, "seed", seed, "files", dir)
	for i, s := range sites {
		s.log, s.random = log, random
		if err := s.open(program, filepath.Join(dir, fmt.Sprint("site", i))); err != nil {
			return errors.Join(err, s.close())
		}
		defer s.close()
	}
	started := time.Now()
	until := started.Add(length)
	for _, s := range sites {
		s.plan(until)
	}
	if err := harm(ctx, sites, until); err != nil {
		return err
	}
	lasted := time.Since(started).Round(time.Second)
	var broken error
	for _, s := range sites {
		a, err := s.account(lasted)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		fmt.Println(a)
		broken = errors.Join(broken, a.broken())
	}
	return broken
}
