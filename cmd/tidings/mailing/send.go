// Package mailing is `tidings send`, `tidings bounce` and `tidings dkim`: an issue becomes mail, mail that comes back becomes
// what is kept about its reader, and a domain gets the keys that sign for it.
package mailing

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/mail"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/paper"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/jobs"
	"tidings/digest/pipeline"
)

// askAbove is the most people that are mailed from a terminal without asking.
const askAbove = 10

// sendFlags are what `tidings send` can be asked for.
type sendFlags struct {
	to     string
	dryRun bool
	again  bool
	yes    bool
	unsure bool // send again what may have arrived
	stop   bool // the issue that waits goes to nobody
	resume bool // the issue that was stopped goes out
}

// actions are what the commands of this room do, in one call of the program.
type actions struct{ *call.Call }

// SendCommand is `tidings send`.
func SendCommand(c *call.Call) *cobra.Command {
	a := actions{c}
	var f sendFlags
	cmd := &cobra.Command{
		Use: "send [EDITION]", Short: "Mail the digest to its subscribers now", GroupID: "paper",
		Args: cobra.MaximumNArgs(1),
		Long: `Reads the feeds that are due, builds today's issue and mails it. Sending twice on one
day sends once: who has it already is left alone, who could not be reached is tried
again. --to sends a proof to any address and consumes nothing.

An edition that the mail server refused as a whole is paused (tidings status says why);
sending it goes on with it.

--stop ends the newest issue before its mails are made: one that tidings serve has built
and whose proof is out, or one on its way. What is sent is not called back. --resume
takes that back.`,
		Example: "  tidings send\n  tidings send morning --dry-run\n  tidings send --to me@example.com\n  tidings send morning --stop",
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := a.Load()
			if err != nil {
				return err
			}
			e, err := paper.EditionNamed(cfg, args)
			if err != nil {
				return err
			}
			if err := sendable(cfg, f); err != nil && !f.stop {
				return err
			}
			a.Warn(cfg)
			p, err := paper.Open(cmd.Context(), a.Call, cfg, slog.LevelError)
			if err != nil {
				return err
			}
			defer p.Close()
			switch {
			case f.unsure:
				return a.resendUncertain(cmd.Context(), p, e, f)
			case f.stop:
				return a.stopIssue(cmd.Context(), p, e)
			case f.resume:
				return a.resumeIssue(cmd.Context(), p, e)
			}
			return a.send(cmd.Context(), p, e, f)
		},
	}
	cmd.Flags().StringVar(&f.to, "to", "", "send a proof to this address; nothing is consumed")
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "build the issue and say who would get it; nothing is sent or consumed")
	cmd.Flags().BoolVar(&f.again, "again", false, "send a new issue although today's was sent; always asks")
	cmd.Flags().BoolVarP(&f.yes, "yes", "y", false, "do not ask")
	cmd.Flags().BoolVar(&f.unsure, "resend-uncertain", false, "send again what may or may not have arrived; whoever has it gets a second copy; always asks")
	cmd.Flags().BoolVar(&f.stop, "stop", false, "the newest issue goes to nobody who has not had it yet")
	cmd.Flags().BoolVar(&f.resume, "resume", false, "the issue that was stopped goes out after all")
	for _, one := range []string{"resend-uncertain", "stop", "resume"} {
		for _, other := range []string{"to", "dry-run", "again"} {
			cmd.MarkFlagsMutuallyExclusive(one, other)
		}
	}
	cmd.MarkFlagsMutuallyExclusive("resend-uncertain", "stop", "resume")
	cmd.MarkFlagsMutuallyExclusive("to", "dry-run")
	cmd.MarkFlagsMutuallyExclusive("to", "again")
	return cmd
}

func (a actions) send(ctx context.Context, p *paper.Paper, e config.Edition, f sendFlags) error {
	readers, err := p.Readers.Of(ctx, e.Edition)
	if err != nil {
		return err
	}
	if f.to == "" && len(readers) == 0 {
		return exit.With(exit.Usage, digest.Hint(fmt.Errorf("edition %s has no readers", e.ID),
			"add an address to subscribers.yaml, or send a proof with --to"))
	}
	run := pipeline.Run{
		Edition: e.Edition, Slot: jobs.SlotOn(e.Schedule, time.Now(), time.Now(), e.Location), Readers: readers, AtOnce: true,
	}
	if next, ok := e.Schedule.Next(time.Now(), e.Location); ok {
		run.Next = digest.SlotOf(next.Wall, time.UTC)
	}
	if f.again {
		seq, err := nextSeq(ctx, p, run)
		if err != nil {
			return err
		}
		run.Seq, run.Insist = seq, true
	} else if is, err := p.Built(ctx, run); err == nil && f.to == "" && !f.dryRun {
		return a.resume(ctx, p, is, f)
	} else if err != nil && !errors.Is(err, digest.ErrNotFound) {
		return err
	}
	gathered, err := paper.Gather(ctx, a.Call, p)
	if err != nil {
		return err
	}
	run.Until = time.Now()
	switch {
	case f.to != "":
		return a.proof(ctx, p, run, f.to)
	case f.dryRun:
		return a.dryRun(ctx, p, run, gathered)
	}
	return a.issue(ctx, p, run, gathered, f)
}

// sendable says what is missing or wrong before anything is done.
func sendable(cfg *config.Config, f sendFlags) error {
	if _, err := mail.ParseAddress(f.to); f.to != "" && err != nil {
		return exit.With(exit.Usage, digest.Hint(fmt.Errorf("%q is not an address", f.to), "write it like me@example.com"))
	}
	if f.dryRun {
		return nil
	}
	return paper.CanMail(cfg)
}

// nextSeq is the first number that no issue of the slot has.
func nextSeq(ctx context.Context, p *paper.Paper, run pipeline.Run) (int, error) {
	for seq := 0; ; seq++ {
		_, err := p.State.FindIssue(ctx, run.Edition.ID, run.Slot, seq)
		if errors.Is(err, digest.ErrNotFound) {
			return seq, nil
		}
		if err != nil {
			return 0, err
		}
	}
}

// issue builds the issue, asks where that is due, freezes and sends it.
func (a actions) issue(ctx context.Context, p *paper.Paper, run pipeline.Run, g pipeline.GatherReport, f sendFlags) error {
	d, err := p.Draft(ctx, run)
	if err != nil {
		return err
	}
	if len(d.Deliveries) == 0 {
		if err := p.Freeze(ctx, &d); err != nil {
			return err
		}
		return paper.Nothing(a.Call, g, d)
	}
	paper.SayDraft(a.Call, d)
	question := fmt.Sprintf("Mail %s to %s?", run.Edition.ID, wording.Count(len(d.Deliveries), "reader", "readers"))
	if err := a.confirm(question, len(d.Deliveries) > askAbove || f.again, f); err != nil {
		return err
	}
	if err := p.Freeze(ctx, &d); err != nil {
		return err
	}
	if err := a.deliver(ctx, p, d.Issue); err != nil {
		return err
	}
	if p.Config.Retention > 0 { // serve does it daily; whoever sends from cron has no serve
		if _, err := p.State.Sweep(ctx, time.Now().Add(-p.Config.Retention)); err != nil {
			return err
		}
	}
	return paper.Partly(g)
}

// resendUncertain sends again what may have arrived of an edition.
func (a actions) resendUncertain(ctx context.Context, p *paper.Paper, e config.Edition, f sendFlags) error {
	if _, err := p.State.Lapse(ctx); err != nil {
		return err
	}
	n, err := p.State.UncertainOf(ctx, e.ID)
	if err != nil {
		return err
	}
	if n == 0 {
		a.Say("No delivery of %s is uncertain.", e.ID)
		return exit.Quietly(exit.Nothing)
	}
	question := fmt.Sprintf("Send again to %s who may have it already?", wording.Count(n, "reader", "readers"))
	if err := a.confirm(question, true, f); err != nil {
		return err
	}
	if _, err := p.State.Resend(ctx, e.ID, true); err != nil {
		return err
	}
	r, err := p.Send(ctx, e.ID)
	a.saySent(r)
	if err != nil {
		return err
	}
	if r.Halted != "" {
		return refused(r)
	}
	if r.Tally[digest.Sent] < r.Tally.Total() {
		return exit.Quietly(exit.Part)
	}
	return nil
}

// refused is a mail server that refuses an edition as a whole.
func refused(r pipeline.SendReport) error {
	return digest.Hint(fmt.Errorf("the mail server refuses our mail: %s", r.Halted),
		"check delivery.from and the account under smtp; deliveries stay due, tidings send goes on with them")
}

// confirm asks a person. A script must say --yes where a person would be asked for certain.
func (a actions) confirm(question string, needed bool, f sendFlags) error {
	if !needed || f.yes {
		return nil
	}
	if !call.Terminal(a.Stdin) {
		if f.unsure {
			return exit.With(exit.Usage, digest.Hint(errors.New("--resend-uncertain may mail people a second time"), "add --yes if that is meant"))
		}
		if f.again {
			return exit.With(exit.Usage, digest.Hint(errors.New("--again mails people a second time today"), "add --yes if that is meant"))
		}
		return nil
	}
	fmt.Fprintf(a.Stderr, "%s [y/N] ", question)
	answer, _ := bufio.NewReader(a.Stdin).ReadString('\n') // the end of the input is a no
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return nil
	}
	a.Say("Nothing was sent.")
	return exit.Quietly(exit.Nothing)
}

// deliver sends what is due of an issue and says what became of it.
func (a actions) deliver(ctx context.Context, p *paper.Paper, is digest.Issue) error {
	watch, clear := a.Progress()
	p.Watch = watch
	r, err := p.Send(ctx, is.Edition)
	clear()
	p.Watch = nil
	a.saySent(r)
	if err != nil {
		return err
	}
	if r.Halted != "" {
		return refused(r)
	}
	tally, err := p.State.Tally(ctx, is.ID)
	if err != nil {
		return err
	}
	if tally[digest.Sent] < tally.Total() {
		whole := a.Say
		if len(r.Trouble) == 0 { // nothing was tried just now, and yet somebody is without the issue
			whole = a.Trouble
		}
		whole("The issue of %s as a whole: %s", is.Slot.Date(), wording.Tally(tally))
		if tally[digest.Sent]+tally[digest.Suppressed] == tally.Total() {
			return nil // whoever is to have it has it
		}
		return exit.Quietly(exit.Part)
	}
	return nil
}

// mostTrouble is how many readers that the issue did not reach are named one by one.
const mostTrouble = 12

func (a actions) saySent(r pipeline.SendReport) {
	if r.Tally.Total() > 0 {
		a.Say("%s in %s", wording.Tally(r.Tally), r.Took.Round(10*time.Millisecond))
	}
	for i, t := range r.Trouble {
		if i == mostTrouble {
			a.Trouble("  … and %d more", len(r.Trouble)-i)
			return
		}
		next := ""
		if !t.Next.IsZero() {
			next = fmt.Sprintf("; tried again after %s", t.Next.Local().Format(time.TimeOnly))
		}
		a.Trouble("  %s: %s: %s%s", t.To, t.Outcome.State, wording.Reply(t.Outcome), next)
	}
}

// proof sends the issue to one address and writes nothing.
func (a actions) proof(ctx context.Context, p *paper.Paper, run pipeline.Run, to string) error {
	reader, err := p.Reader(ctx, to) // a reader sees the proof as his own copy; anybody else gets it plain
	if err != nil && !errors.Is(err, digest.ErrNotFound) {
		return err
	}
	run.Readers, run.Anyway = []digest.Subscriber{reader}, true
	d, err := p.Draft(ctx, run)
	if err != nil {
		return err
	}
	if len(d.Renderings) == 0 {
		return paper.Nothing(a.Call, pipeline.GatherReport{}, d)
	}
	o, err := p.Proof(ctx, run.Edition, d.Renderings[0], to)
	if err != nil {
		return err
	}
	if o.State != digest.Sent {
		return digest.Hint(fmt.Errorf("the proof to %s was not sent: %s: %s", to, o.State, wording.Reply(o)),
			"the mail server's words say why; another address may do")
	}
	a.Say("Proof sent to %s: %s", to, d.Renderings[0].Subject)
	return nil
}

// dryRun says who would get what.
func (a actions) dryRun(ctx context.Context, p *paper.Paper, run pipeline.Run, g pipeline.GatherReport) error {
	d, err := p.Draft(ctx, run)
	if err != nil {
		return err
	}
	if len(d.Deliveries) == 0 {
		return paper.Nothing(a.Call, g, d)
	}
	paper.SayDraft(a.Call, d)
	subjects := make(map[string]digest.Rendering)
	for _, r := range d.Renderings {
		subjects[r.ID] = r
	}
	for _, row := range d.Deliveries {
		r := subjects[row.Rendering]
		fmt.Fprintf(a.Stdout, "%s\t%s\t%s\n", row.To, wording.Count(r.Contents.Stories(), "story", "stories"), r.Subject)
	}
	a.Say("Nothing was sent: %s would get it.", wording.Count(len(d.Deliveries), "reader", "readers"))
	return paper.Partly(g)
}
