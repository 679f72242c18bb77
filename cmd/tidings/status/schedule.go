package status

import (
	"context"
	"fmt"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/known"
	"tidings/cmd/tidings/paper"
	"tidings/digest"
	"tidings/digest/config"
)

// dueJSON is a line of `tidings schedule --json`.
type dueJSON struct {
	Edition string       `json:"edition"`
	Slot    digest.Slot  `json:"slot"`
	At      time.Time    `json:"at"` // on the edition's clock
	Zone    string       `json:"zone"`
	Readers *readingJSON `json:"readers,omitempty"` // on the clock of the readers it is for; absent: that is the edition's
	Proof   time.Time    `json:"proof,omitzero"`    // when it is built, and mailed to who sees it first
}

// readingJSON is a moment on the clock of a zone.
type readingJSON struct {
	At   time.Time `json:"at"`
	Zone string    `json:"zone"`
}

// scheduleFlags are what `tidings schedule` can be told.
type scheduleFlags struct {
	next int
	as   string
	json bool
}

// ScheduleCommand is `tidings schedule`.
func ScheduleCommand(c *call.Call) *cobra.Command {
	a := actions{c}
	var f scheduleFlags
	cmd := &cobra.Command{
		Use: "schedule [EDITION]", Short: "Show when the next issues are due", GroupID: "paper", Args: cobra.MaximumNArgs(1),
		Long: `Shows the next moments at which editions are due, on the edition's clock and, where that
is another, on that of the readers: of an edition with timezone: subscriber there is one
for each of their clocks. With --as, when one reader gets which edition: by the reader's
zone, hour, days and pause.`,
		Example: "  tidings schedule --next 3\n  tidings schedule morning --as ana@example.com",
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.next < 1 {
				return exit.Misuse(fmt.Errorf("--next %d: there is nothing to show", f.next))
			}
			cfg, err := a.Load()
			if err != nil {
				return err
			}
			editions := cfg.Editions
			if len(args) > 0 {
				e, err := paper.EditionNamed(cfg, args)
				if err != nil {
					return err
				}
				editions = []config.Edition{e}
			}
			due, err := a.dueTo(cmd.Context(), cfg, editions, f)
			if err != nil {
				return err
			}
			if f.json {
				return a.PrintJSON(due)
			}
			if len(due) == 0 && f.as != "" {
				a.Say("Nothing is due to %s; tidings subscribers show %s says more.", f.as, f.as)
			}
			return a.printDue(due)
		},
	}
	cmd.Flags().IntVarP(&f.next, "next", "n", 10, "how many issues to show")
	cmd.Flags().StringVar(&f.as, "as", "", "when this subscriber gets them")
	cmd.Flags().BoolVar(&f.json, "json", false, "a JSON list")
	return cmd
}

// dueTo lists what is due next, to everybody or to one reader. The state is looked at where it has a say: it knows the
// clocks that readers chose.
func (a actions) dueTo(ctx context.Context, cfg *config.Config, editions []config.Edition, f scheduleFlags) ([]dueJSON, error) {
	now := a.Clock()()
	if f.as == "" && !slices.ContainsFunc(editions, func(e config.Edition) bool { return e.OwnZone }) {
		return nextDue(editions, nil, now, f.next), nil
	}
	c, err := known.CircleOf(ctx, cfg, a.Clock())
	if err != nil {
		return nil, err
	}
	defer c.State.Close()
	if f.as != "" {
		p, err := c.Reader(ctx, f.as)
		if err != nil {
			return nil, err
		}
		return readersDue(editions, p.Subscriber, now, f.next), nil
	}
	everybody, err := c.All(ctx)
	return nextDue(editions, everybody, now, f.next), err
}

// nextDue lists the next n due moments of some editions: of one that follows its readers' clocks, those of each.
func nextDue(editions []config.Edition, everybody []digest.Subscriber, now time.Time, n int) []dueJSON {
	due := []dueJSON{}
	for _, e := range editions {
		var readers []digest.Subscriber
		for _, s := range everybody {
			if e.OwnZone && e.For(s) {
				readers = append(readers, s)
			}
		}
		for _, c := range e.Clocks(readers) {
			due = append(due, dueBy(e, c, now, n, nil)...)
		}
	}
	return soonest(due, n)
}

// readersDue lists the next n moments at which a reader gets an issue, should there be something to tell.
func readersDue(editions []config.Edition, s digest.Subscriber, now time.Time, n int) []dueJSON {
	due := []dueJSON{}
	for _, e := range editions {
		if !e.For(s) || !s.Suppressed.IsZero() {
			continue
		}
		as := s.For(e.ID)
		for _, d := range dueBy(e, e.Clock(s), now, n, func(slot digest.Slot) bool { return gets(e, as, slot) }) {
			if s.Location != nil { // shown for an edition with a clock of its own as well
				d.Readers = readingIn(s.Location, d)
			}
			due = append(due, d)
		}
	}
	return soonest(due, n)
}

// gets says that a reader's days and pause let a slot through.
func gets(e config.Edition, s digest.Subscriber, slot digest.Slot) bool {
	day, _ := slot.In(time.UTC)
	if slot.Date() < s.Pause.Until || !s.Cadence.On(day.Weekday()) {
		return false
	}
	if !s.Cadence.Weekly {
		return true
	}
	y, m, d := day.Date()
	monday := time.Date(y, m, d-(int(day.Weekday())+6)%7, 0, 0, 0, 0, time.UTC)
	return len(e.Schedule.Between(monday.Add(-time.Second), day.Add(-time.Second), time.UTC)) == 0
}

// furthest is how far ahead one who gets few issues is looked for; a pause may be long.
const furthest = 2 * 366 * 24 * time.Hour

// dueBy lists the next n moments of an edition by one clock, of the slots that are wanted.
func dueBy(e config.Edition, c digest.Clock, now time.Time, n int, wanted func(digest.Slot) bool) []dueJSON {
	var due []dueJSON
	s := e.Schedule.MovedTo(c.At)
	for m, ok := s.Next(now, c.Location); ok && len(due) < n && m.At.Sub(now) < furthest; m, ok = s.Next(m.At, c.Location) {
		slot := digest.SlotOf(m.Wall, time.UTC)
		if wanted != nil && !wanted(slot) {
			continue
		}
		d := dueJSON{Edition: e.ID, Slot: slot, At: m.At.In(e.Location), Zone: e.Location.String()}
		d.Readers = readingIn(c.Location, d)
		if e.Proof.To != "" {
			d.Proof = d.At.Add(-e.Proof.Before)
		}
		due = append(due, d)
	}
	return due
}

// readingIn is a moment on the clock of a zone; nil when the edition's is the same.
func readingIn(zone *time.Location, d dueJSON) *readingJSON {
	if zone.String() == d.Zone {
		return nil
	}
	return &readingJSON{d.At.In(zone), zone.String()}
}

func soonest(due []dueJSON, n int) []dueJSON {
	slices.SortStableFunc(due, func(a, b dueJSON) int { return a.At.Compare(b.At) })
	return due[:min(n, len(due))]
}

// printDue shows each moment on the edition's clock and on its readers', and on the machine's where that is another and
// nobody else's clock is shown.
func (a actions) printDue(due []dueJSON) error {
	w := tabwriter.NewWriter(a.Stdout, 0, 0, 2, ' ', 0)
	for _, d := range due {
		line := fmt.Sprintf("%s\t%s\t%s", d.Edition, d.At.Format("Mon 2 Jan 2006 15:04"), d.Zone)
		here := d.At.Local()
		if d.Readers != nil {
			line += fmt.Sprintf("\t%s %s", d.Readers.At.Format("Mon 15:04"), d.Readers.Zone)
		} else if _, there := d.At.Zone(); there != offset(here) {
			line += "\t" + here.Format("Mon 15:04") + " here"
		}
		if !d.Proof.IsZero() {
			line += "\tproof " + d.Proof.Format("15:04")
		}
		fmt.Fprintln(w, line)
	}
	return w.Flush()
}

func offset(t time.Time) int {
	_, seconds := t.Zone()
	return seconds
}
