// Package status is `tidings status` and `tidings schedule`: a configuration and its state become how everything stands, and
// when what is due.
package status

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/known"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/config"
)

// mostUnsure is how many deliveries of unknown fate are named; all are counted.
const mostUnsure = 20

// statusJSON is `tidings status --json`.
type statusJSON struct {
	Editions []editionStatus `json:"editions"`
	Outbox   digest.Tally    `json:"outbox"` // deliveries by state: those under way, and the uncertain ones
	Unsure   []unsureStatus  `json:"uncertain,omitempty"`

	Suppressed int         `json:"suppressed,omitempty"` // readers who get nothing, because mail to them came back
	Feeds      feedsStatus `json:"feeds"`
	Articles   int         `json:"articles"` // stored
}

// editionStatus is how an edition stands.
type editionStatus struct {
	ID   string       `json:"id"`
	Next *dueJSON     `json:"next,omitempty"` // absent: it is never due again
	Last *issueStatus `json:"last,omitempty"` // absent: there was none, or it is forgotten

	Paused *pausedStatus `json:"paused,omitempty"`
}

// pausedStatus says since when and why the mail server refuses an edition.
type pausedStatus struct {
	Since  time.Time `json:"since"`
	Reason string    `json:"reason"`
}

// issueStatus is what became of an issue.
type issueStatus struct {
	Slot       digest.Slot       `json:"slot"`
	Due        time.Time         `json:"due"`             // to the first of its readers
	Built      *time.Time        `json:"built,omitempty"` // absent: it is not, or never will be
	State      digest.IssueState `json:"state"`
	Note       string            `json:"note,omitempty"`
	Deliveries digest.Tally      `json:"deliveries,omitempty"`
	Proof      *proofStatus      `json:"proof,omitempty"` // absent: nobody is to see it first
}

// proofStatus is what became of the proof of an issue.
type proofStatus struct {
	To     string    `json:"to"`
	Sent   time.Time `json:"sent,omitzero"`    // absent: not yet, or never
	Due    time.Time `json:"due"`              // when the issue goes to its first reader, unless it is stopped
	Reason string    `json:"reason,omitempty"` // why it was not sent
}

// unsureStatus is a delivery of which nobody knows whether it arrived.
type unsureStatus struct {
	Edition string      `json:"edition"`
	Slot    digest.Slot `json:"slot"`
	To      string      `json:"to"`
	Since   time.Time   `json:"since"`
	Reply   string      `json:"reply,omitempty"`
}

// feedsStatus counts the feeds.
type feedsStatus struct {
	Total   int           `json:"total"`
	Failing []feedTrouble `json:"failing,omitempty"`
}

// feedTrouble is a feed that cannot be read.
type feedTrouble struct {
	Title  string `json:"title"`
	URL    string `json:"url"`
	Fails  int    `json:"fails"`
	Reason string `json:"reason"`
}

// actions are what the commands of this room do, in one call of the program.
type actions struct{ *call.Call }

// Command is `tidings status`.
func Command(c *call.Call) *cobra.Command {
	a := actions{c}
	var asJSON bool
	cmd := &cobra.Command{
		Use: "status", Short: "Show how it stands: issues, deliveries, feeds", GroupID: "paper", Args: cobra.NoArgs,
		Long: `Shows when each edition is due next and what became of its last issue, what is still
to be delivered, which deliveries nobody knows the fate of, and which feeds fail. It
may be asked while tidings serve runs.`,
		RunE: known.AboutFeeds(a.Call, func(ctx context.Context, r *known.Feeds) error {
			s, err := statusOf(ctx, r, time.Now())
			if err != nil {
				return err
			}
			if asJSON {
				return a.PrintJSON(s)
			}
			return a.printStatus(s, time.Now())
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "a JSON object")
	return cmd
}

// statusOf looks everything over.
func statusOf(ctx context.Context, r *known.Feeds, now time.Time) (statusJSON, error) {
	s := statusJSON{Feeds: feedsStatus{Total: len(r.Config.Feeds)}}
	roll, _, err := known.Roll(ctx, r.State, r.Config)
	if err != nil {
		return s, err
	}
	everybody, err := roll.All(ctx)
	if err != nil {
		return s, err
	}
	for _, e := range r.Config.Editions {
		es, err := editionOf(ctx, r, e, everybody, now)
		if err != nil {
			return s, err
		}
		s.Editions = append(s.Editions, es)
	}
	paused, err := r.State.Paused(ctx)
	if err != nil {
		return s, err
	}
	for _, p := range paused {
		if i := slices.IndexFunc(s.Editions, func(e editionStatus) bool { return e.ID == p.Edition }); i >= 0 {
			s.Editions[i].Paused = &pausedStatus{p.Since, p.Reason}
		}
	}
	stats, err := r.State.Stats(ctx)
	if err != nil {
		return s, err
	}
	s.Outbox, s.Articles = stats.Deliveries, stats.Articles
	unsure, err := r.State.Unsure(ctx, mostUnsure)
	if err != nil {
		return s, err
	}
	for _, d := range unsure {
		s.Unsure = append(s.Unsure, unsureStatus{d.Edition, d.Slot, d.To, d.Updated, d.Reply})
	}
	if s.Suppressed, err = r.State.Suppressed(ctx); err != nil {
		return s, err
	}
	for _, f := range r.Config.Feeds {
		if st := r.ByID[f.ID]; st.Fails > 0 || st.Gone {
			s.Feeds.Failing = append(s.Feeds.Failing, feedTrouble{r.Title(f), f.URL, st.Fails, wording.PlainReason(st.Reason, st.URL, f.URL)})
		}
	}
	return s, nil
}

// editionOf is how one edition stands.
func editionOf(ctx context.Context, r *known.Feeds, e config.Edition, everybody []digest.Subscriber, now time.Time) (editionStatus, error) {
	s := editionStatus{ID: e.ID}
	if due := nextDue([]config.Edition{e}, everybody, now, 1); len(due) > 0 {
		s.Next = &due[0]
	}
	is, err := r.State.NewestIssue(ctx, e.ID)
	if errors.Is(err, digest.ErrNotFound) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	s.Last = &issueStatus{Slot: is.Slot, Due: is.Due, Built: call.Stamp(is.Built), State: is.State, Note: is.Note}
	if s.Last.Deliveries, err = r.State.Tally(ctx, is.ID); err != nil {
		return s, err
	}
	proof, err := r.State.Proof(ctx, is.ID)
	if errors.Is(err, digest.ErrNotFound) {
		return s, nil
	}
	s.Last.Proof = &proofStatus{proof.To, proof.Sent, is.Due, proof.Reason}
	return s, err
}

// printStatus shows a table of editions, and below it only what there is.
func (a actions) printStatus(s statusJSON, now time.Time) error {
	w := tabwriter.NewWriter(a.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "EDITION\tNEXT\tLAST\tWHAT BECAME OF IT")
	for _, e := range s.Editions {
		next, last, fate := "never", "none yet", ""
		if e.Next != nil {
			next = fmt.Sprintf("%s, in %s", e.Next.At.Format("Mon 2 Jan 15:04"), wording.Span(e.Next.At.Sub(now)))
		}
		if e.Last != nil {
			last, fate = strings.Replace(string(e.Last.Slot), "T", " ", 1), e.Last.fate()
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", e.ID, next, last, fate)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, e := range s.Editions {
		if e.Last != nil && e.Last.Proof != nil {
			fmt.Fprintf(a.Stdout, "\n%s\n", e.proofLine(now))
		}
		if e.Paused != nil {
			fmt.Fprintf(a.Stdout, "\n%s is paused since %s: %s\n  When that is mended, tidings send %s goes on with it.\n",
				e.ID, e.Paused.Since.Local().Format("Mon 2 Jan 15:04"), e.Paused.Reason, e.ID)
		}
	}
	outbox := "nothing waits"
	if t := wording.Tally(s.Outbox); t != "" {
		outbox = t
	}
	fmt.Fprintf(a.Stdout, "\nOutbox: %s\n", outbox)
	for _, u := range s.Unsure {
		fmt.Fprintf(a.Stdout, "  %s  %s %s: %s\n", u.To, u.Edition, u.Slot.Date(), u.Reply)
	}
	if s.Suppressed > 0 {
		fmt.Fprintf(a.Stdout, "Suppressed: %s, because mail came back\n", wording.Count(s.Suppressed, "reader", "readers"))
	}
	feeds := wording.Joined([]string{wording.Count(s.Feeds.Total, "feed", "feeds"), wording.Count(s.Articles, "article", "articles")})
	if n := len(s.Feeds.Failing); n > 0 {
		feeds += fmt.Sprintf(" · %d failing: tidings feeds health says more", n)
	}
	_, err := fmt.Fprintf(a.Stdout, "Feeds: %s\n", feeds)
	for _, f := range s.Feeds.Failing {
		fmt.Fprintf(a.Stdout, "  %s: %s\n", f.Title, f.Reason)
	}
	return err
}

// proofLine is what became of the proof of the last issue, and what comes next.
func (e editionStatus) proofLine(now time.Time) string {
	p := e.Last.Proof
	line := fmt.Sprintf("The proof of %s is on its way to %s.", e.ID, p.To)
	switch {
	case !p.Sent.IsZero():
		line = fmt.Sprintf("The proof of %s was sent to %s at %s.", e.ID, p.To, p.Sent.Local().Format("15:04"))
	case p.Reason != "":
		line = fmt.Sprintf("The proof of %s could not be sent to %s: %s.", e.ID, p.To, p.Reason)
	}
	switch {
	case e.Last.State == digest.IssueStopped:
		line += fmt.Sprintf(" tidings send %s --resume sends the issue after all.", e.ID)
	case e.Last.State == digest.IssueBuilt && p.Due.After(now):
		line += fmt.Sprintf(" The issue goes out in %s, unless tidings send %s --stop.", wording.Span(p.Due.Sub(now)), e.ID)
	}
	return line
}

// fate is what became of an issue, in words.
func (s issueStatus) fate() string {
	words := map[digest.IssueState]string{
		digest.IssuePlanned: "to be built", digest.IssueQuiet: "nothing to tell", digest.IssueMissed: "missed", digest.IssueStopped: "stopped",
	}[s.State]
	if t := wording.Tally(s.Deliveries); t != "" && words == "" {
		words = t
	}
	if s.Note != "" {
		words += ": " + s.Note
	}
	return words
}
