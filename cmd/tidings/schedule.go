package main

import (
	"fmt"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"tidings/digest"
	"tidings/digest/config"
)

// dueJSON is a line of `tidings schedule --json`.
type dueJSON struct {
	Edition string      `json:"edition"`
	Slot    digest.Slot `json:"slot"`
	At      time.Time   `json:"at"`
	Zone    string      `json:"zone"`
}

func (a *app) scheduleCommand() *cobra.Command {
	var next int
	var asJSON bool
	cmd := &cobra.Command{
		Use: "schedule [EDITION]", Short: "Show when the next issues are due", GroupID: "paper", Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if next < 1 {
				return usageError(fmt.Errorf("--next %d: there is nothing to show", next))
			}
			cfg, err := a.load()
			if err != nil {
				return err
			}
			editions := cfg.Editions
			if len(args) > 0 {
				e, err := editionNamed(cfg, args)
				if err != nil {
					return err
				}
				editions = []config.Edition{e}
			}
			due := nextDue(cfg, editions, time.Now(), next)
			if asJSON {
				return a.printJSON(due)
			}
			return a.printDue(due)
		},
	}
	cmd.Flags().IntVarP(&next, "next", "n", 10, "how many issues to show")
	cmd.Flags().BoolVar(&asJSON, "json", false, "a JSON list")
	return cmd
}

// nextDue lists the next n due moments of some editions, each zone's of one that follows its readers' clocks.
func nextDue(cfg *config.Config, editions []config.Edition, now time.Time, n int) []dueJSON {
	due := []dueJSON{}
	for _, e := range editions {
		for _, zone := range zones(cfg, e) {
			after := now
			for range n {
				m, ok := e.Schedule.Next(after, zone)
				if !ok {
					break
				}
				due = append(due, dueJSON{e.ID, digest.SlotOf(m.Wall, time.UTC), m.At.In(zone), zone.String()})
				after = m.At
			}
		}
	}
	slices.SortStableFunc(due, func(a, b dueJSON) int { return a.At.Compare(b.At) })
	return due[:min(n, len(due))]
}

// zones are the clocks an edition goes by.
func zones(cfg *config.Config, e config.Edition) []*time.Location {
	clocks := []*time.Location{e.Location}
	if !e.OwnZone {
		return clocks
	}
	for _, s := range cfg.Readers(e.Edition) {
		known := func(l *time.Location) bool { return l.String() == s.Location.String() }
		if s.Location != nil && !slices.ContainsFunc(clocks, known) {
			clocks = append(clocks, s.Location)
		}
	}
	return clocks
}

// printDue shows each moment on the edition's clock and, where that differs, on the machine's.
func (a *app) printDue(due []dueJSON) error {
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	for _, d := range due {
		here := d.At.Local()
		line := fmt.Sprintf("%s\t%s\t%s", d.Edition, d.At.Format("Mon 2 Jan 2006 15:04"), d.Zone)
		if _, there := d.At.Zone(); there != offset(here) {
			line += "\t" + here.Format("15:04") + " here"
		}
		fmt.Fprintln(w, line)
	}
	return w.Flush()
}

func offset(t time.Time) int {
	_, seconds := t.Zone()
	return seconds
}
