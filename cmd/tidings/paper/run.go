package paper

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/jobs"
	"tidings/digest/pipeline"
)

// EditionNamed is the edition that a command is about: the one that its arguments name, or the first when they name none.
func EditionNamed(cfg *config.Config, args []string) (config.Edition, error) {
	if len(args) == 0 {
		return cfg.Editions[0], nil
	}
	e, ok := cfg.Edition(args[0])
	if !ok {
		var ids []string
		for _, e := range cfg.Editions {
			ids = append(ids, e.ID)
		}
		return e, exit.With(exit.Usage, digest.Hint(fmt.Errorf("there is no edition %q", args[0]), "the editions are: %s", wording.List(ids)))
	}
	return e, nil
}

// Reader finds a reader by address; digest.ErrNotFound when there is none.
func (p *Paper) Reader(ctx context.Context, email string) (digest.Subscriber, error) {
	return p.Readers.Keyed(ctx, digest.Subscriber{Email: email}.Key())
}

// ReaderAs is the reader of an address, or anybody when it is empty; an error of usage when it is nobody's.
func (p *Paper) ReaderAs(ctx context.Context, email string) (digest.Subscriber, error) {
	if email == "" {
		return digest.Subscriber{}, nil
	}
	s, err := p.Reader(ctx, email)
	if errors.Is(err, digest.ErrNotFound) {
		err = NotAReader(email)
	}
	return s, err
}

// NotAReader is the error of usage about an address that is not a subscriber's.
func NotAReader(email string) error {
	return exit.With(exit.Usage, digest.Hint(fmt.Errorf("%s is not a subscriber", email), "add the address to subscribers.yaml, or leave out --as"))
}

// RunOf is the issue of a day (2026-11-20; empty: of today), for no readers yet; past says that the day is over and
// nothing new belongs to it.
func RunOf(e config.Edition, date string, now time.Time) (run pipeline.Run, past bool, err error) {
	day := now
	if date != "" {
		day, err = time.ParseInLocation(time.DateOnly, date, e.Location)
		if err != nil {
			return run, false, exit.With(exit.Usage, fmt.Errorf("--date %q is not a date like 2026-11-20", date))
		}
	}
	slot := jobs.SlotOn(e.Schedule, day, now, e.Location)
	run = pipeline.Run{Edition: e.Edition, Slot: slot, Until: now}
	past = slot.Date() < now.In(e.Location).Format(time.DateOnly)
	if at, ok := slot.In(e.Location); ok && past {
		run.Until = at
	}
	return run, past, nil
}
