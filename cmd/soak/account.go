//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tidings/digest"
	"tidings/digest/store"
)

// account is what became of everything.
type account struct {
	site   *site
	length time.Duration
	slots  struct{ due, built, late, quiet, missed, open, unknown int }
	sent   struct{ rows, sent, failed, uncertain, arrived, suppressed, open, lost, doubled, strangers int }
	most   int   // how many may be uncertain at most
	grown  error // what grew
	words  string
}

// late is when an issue is: not built in the minute in which it was due.
const late = time.Minute

// connections is how many messages a machine has on the wire at once.
const connections = 4

// account ends the harm and counts.
func (s *site) account(length time.Duration) (*account, error) {
	until, err := s.calm()
	if err != nil {
		return nil, err
	}
	for _, n := range s.nodes {
		if err := n.Stop(); err != nil {
			return nil, fmt.Errorf("%s was stopped, and ended with: %w", n.Name, err)
		}
	}
	a := &account{site: s, length: length}
	a.words, a.grown = s.longest().grown()
	a.most = s.relay.Cut() + connections*(s.done["kill -9"]+s.machines*s.done["Postgres crashes"])
	err = s.read(func(ctx context.Context, st *store.Store) error { return a.count(ctx, st, until) })
	return a, err
}

func (a *account) count(ctx context.Context, st *store.Store, until time.Time) error {
	issues, err := st.Issues(ctx, "", nil)
	if err != nil {
		return err
	}
	known := make(map[string]digest.Issue)
	for _, is := range issues {
		known[is.Edition+" "+string(is.Slot)] = is
		if err := a.deliveries(ctx, st, is, until); err != nil {
			return err
		}
	}
	for _, e := range editions {
		for at := a.site.begun[e.id]; !at.After(until); at = at.Add(e.every) {
			is, ok := known[e.id+" "+string(digest.SlotOf(at, time.UTC))]
			a.slot(is, ok)
		}
	}
	messages, different := a.site.relay.Taken()
	a.sent.doubled = messages - different
	a.sent.strangers += different
	return nil
}

func (a *account) slot(is digest.Issue, ok bool) {
	n := &a.slots
	n.due++
	switch {
	case !ok:
		n.unknown++
	case is.State == digest.IssueMissed && is.Note != "":
		n.missed++
	case is.State == digest.IssueQuiet:
		n.quiet++
	case is.State == digest.IssueDone:
		n.built++
		if is.Built.Sub(is.Due) > late {
			n.late++
		}
	default:
		n.open++
	}
}

func (a *account) deliveries(ctx context.Context, st *store.Store, is digest.Issue, until time.Time) error {
	rows, err := st.Deliveries(ctx, is.ID)
	n := &a.sent
	for _, row := range rows {
		copies := a.site.relay.Copies(row.MessageID)
		n.strangers -= min(copies, 1)
		if is.Due.After(until) { // it came due after the harm
			continue
		}
		n.rows++
		switch row.State {
		case digest.Sent:
			n.sent++
			n.lost += 1 - min(copies, 1)
		case digest.Failed:
			n.failed++
		case digest.Uncertain:
			n.uncertain++
			n.arrived += copies
		case digest.Suppressed:
			n.suppressed++
		default:
			n.open++
		}
	}
	return err
}

// broken says which promises were.
func (a *account) broken() error {
	var errs []error
	none := func(n int, what string) {
		if n != 0 {
			errs = append(errs, fmt.Errorf("%s: %d %s", a.site.name, n, what))
		}
	}
	none(a.slots.unknown, "slots of which nothing is known")
	none(a.slots.open, "issues that were planned and came to no end")
	none(a.sent.lost, "messages lost")
	none(a.sent.doubled, "messages sent twice")
	none(a.sent.open, "deliveries that never ended")
	none(a.sent.strangers, "messages that the ledger knows nothing of")
	none(max(0, a.sent.uncertain-a.most), "more uncertain than connections were cut")
	if a.slots.built == 0 || a.sent.sent == 0 {
		errs = append(errs, fmt.Errorf("%s: nothing was mailed", a.site.name))
	}
	return errors.Join(append(errs, a.grown)...)
}

// String is the account in words.
func (a *account) String() string {
	var harm []string
	for _, name := range slices.Sorted(maps.Keys(a.site.done)) {
		harm = append(harm, fmt.Sprintf("%d × %s", a.site.done[name], name))
	}
	s, d := a.slots, a.sent
	return fmt.Sprintf(`%s, %s
  harm        %s
  slots       %d due: %d built, %d of them late; %d quiet; %d missed, and said so; %d open; %d of which nothing is known
  deliveries  %d: %d sent, %d failed, %d uncertain of at most %d, of whom %d have it, %d suppressed; %d open, %d lost, %d doubled
  growth      %s`, a.site.name, a.length, strings.Join(harm, ", "), s.due, s.built, s.late, s.quiet, s.missed, s.open, s.unknown,
		d.rows, d.sent, d.failed, d.uncertain, a.most, d.arrived, d.suppressed, d.open, d.lost, d.doubled, a.words)
}
