package mailing

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/paper"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/config"
)

// stopIssue ends the newest issue of an edition before its mails are made.
func (a actions) stopIssue(ctx context.Context, p *paper.Paper, e config.Edition) error {
	is, err := p.State.NewestIssue(ctx, e.ID)
	n := 0
	if err == nil {
		n, err = p.State.StopIssue(ctx, is.ID, fmt.Sprintf("stopped by tidings send %s --stop", e.ID))
	}
	if errors.Is(err, digest.ErrNotFound) {
		a.Say("No issue of %s waits to be sent.", e.ID)
		return exit.Quietly(exit.Nothing)
	}
	if err != nil {
		return err
	}
	tally, err := p.State.Tally(ctx, is.ID)
	if err != nil {
		return err
	}
	went := ""
	if sent := tally[digest.Sent] + tally[digest.Sending] + tally[digest.Uncertain]; sent > 0 {
		went = fmt.Sprintf("; %s had it before", wording.Count(sent, "reader", "readers"))
	}
	a.Say("The issue of %s is stopped: %s less%s. --resume takes that back.", moment(is.Slot), wording.Count(n, "mail", "mails"), went)
	return nil
}

// resume sends what is still due of an issue that was built before.
func (a actions) resume(ctx context.Context, p *paper.Paper, is digest.Issue, f sendFlags) error {
	if p.Config.Delivery.Resend {
		if _, err := p.State.Resend(ctx, is.Edition, false); err != nil {
			return err
		}
	}
	tally, err := p.State.Tally(ctx, is.ID)
	if err != nil {
		return err
	}
	if is.State == digest.IssueStopped {
		a.Say("The issue of %s is %s. --resume sends it after all.", is.Slot.Date(), is.Note)
		return exit.Quietly(exit.Nothing)
	}
	due := tally[digest.Pending] + tally[digest.Deferred] + tally[digest.Sending]
	if is.State == digest.IssueQuiet || is.State == digest.IssueMissed {
		a.Say("The issue of %s was not sent: %s. --again sends one.", is.Slot.Date(), is.Note)
		return exit.Quietly(exit.Nothing)
	}
	if due == 0 {
		a.Say("The issue of %s is complete: %s. --again sends a new one.", is.Slot.Date(), wording.Tally(tally))
		return exit.Quietly(exit.Nothing)
	}
	if now := a.Clock()(); is.Due.After(now) { // its proof is out
		a.Say("The issue of %s goes out when it is due, in %s. --stop ends it.", moment(is.Slot), wording.Span(is.Due.Sub(now)))
		return exit.Quietly(exit.Nothing)
	}
	if err := a.confirm(fmt.Sprintf("Go on with the issue of %s: mail %s?", is.Slot.Date(), wording.Count(due, "reader", "readers")), due > askAbove, f); err != nil {
		return err
	}
	return a.deliver(ctx, p, is)
}

// resumeIssue takes a stop back, and mails what is due by now.
func (a actions) resumeIssue(ctx context.Context, p *paper.Paper, e config.Edition) error {
	is, err := p.State.NewestIssue(ctx, e.ID)
	n := 0
	if err == nil {
		n, err = p.State.ResumeIssue(ctx, is.ID)
	}
	if errors.Is(err, digest.ErrNotFound) {
		a.Say("No issue of %s is stopped.", e.ID)
		return exit.Quietly(exit.Nothing)
	}
	if err != nil {
		return err
	}
	if n == 0 {
		a.Say("The issue of %s goes on, and nobody waits for it any more.", moment(is.Slot))
		return exit.Quietly(exit.Nothing)
	}
	if now := a.Clock()(); is.Due.After(now) {
		a.Say("The issue of %s goes out when it is due, in %s: %s.", moment(is.Slot), wording.Span(is.Due.Sub(now).Round(time.Minute)), wording.Count(n, "mail", "mails"))
		return nil
	}
	return a.deliver(ctx, p, is)
}

// moment is a slot as people write it.
func moment(s digest.Slot) string { return strings.Replace(string(s.Reading()), "T", " ", 1) }
