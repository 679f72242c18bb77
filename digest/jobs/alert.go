package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"tidings/digest"
	"tidings/digest/jobs/alerts"
)

// alertEvery is how often the daemon looks for trouble, and tries a mail about it that did not go.
const alertEvery = 5 * time.Minute

// When something is trouble for an operator, and not only for the next try.
const (
	feedFor   = 24 * time.Hour   // a feed has not been read for so long; most come back within hours
	feedFails = 3                // and failed so often in a row: one that is asked once a day may fail once
	buildFor  = 15 * time.Minute // an issue that was due has not been built
	unsureFor = 24 * time.Hour   // deliveries became uncertain within this time
)

// alert tells the operator what is wrong, once, and when all is well again, unless another machine is at it.
func (d *Daemon) alert(ctx context.Context) {
	if d.AlertTo == "" {
		return
	}
	err := d.alone(ctx, "alert", func(ctx context.Context) error {
		wrong, err := d.troubles(ctx)
		if err != nil {
			return err
		}
		return d.tell(ctx, wrong)
	})
	if err != nil && ctx.Err() == nil {
		d.Log.Error("the operator was not told what is wrong; it is tried again in a few minutes", "error", err)
	}
}

// tell mails what is new of the troubles.
func (d *Daemon) tell(ctx context.Context, wrong []alerts.Trouble) error {
	var was alerts.Told
	kept, err := d.Store.Told(ctx)
	if err == nil {
		err = json.Unmarshal([]byte(kept), &was)
	}
	if err != nil && !errors.Is(err, digest.ErrNotFound) {
		return err
	}
	seen, told, m := alerts.Look(was, wrong, d.Now())
	if m == nil {
		return d.keepTold(ctx, kept, seen)
	}
	outcome, err := d.Pipeline.Post(ctx, d.alertMail(*m))
	switch {
	case err != nil:
		return errors.Join(d.keepTold(ctx, kept, seen), err)
	case outcome.State == digest.Deferred || outcome.State == digest.Failed:
		return errors.Join(d.keepTold(ctx, kept, seen), fmt.Errorf("mail to %s: %s: %d %s", d.AlertTo, outcome.State, outcome.Code, outcome.Reply))
	}
	d.Log.Info("operator told", "subject", m.Subject, "state", outcome.State)
	return d.keepTold(ctx, kept, told)
}

func (d *Daemon) keepTold(ctx context.Context, kept string, told alerts.Told) error {
	text, err := json.Marshal(told)
	if err != nil || string(text) == kept || kept == "" && string(text) == "{}" {
		return err
	}
	return d.Store.KeepTold(ctx, string(text))
}

// alertMail is the message to the operator.
func (d *Daemon) alertMail(m alerts.Mail) digest.Message {
	now := d.Now()
	domain := "localhost"
	if from, err := mail.ParseAddress(d.Pipeline.From); err == nil {
		domain = from.Address[strings.LastIndexByte(from.Address, '@')+1:]
	}
	id := digest.Key("alert", m.Subject, now.Format(time.RFC3339Nano))
	return digest.Message{
		Rendering: &digest.Rendering{ID: id, Subject: d.Pipeline.Site.Name + ": " + m.Subject, Text: m.Text},
		ID:        id + "@" + domain, Date: now, From: d.Pipeline.From, To: d.AlertTo,
	}
}

// troubles lists what is wrong now.
func (d *Daemon) troubles(ctx context.Context) ([]alerts.Trouble, error) {
	wrong, err := d.feedTroubles(ctx)
	if err != nil {
		return nil, err
	}
	for _, e := range d.Editions {
		is, err := d.Store.NewestIssue(ctx, e.ID)
		switch {
		case errors.Is(err, digest.ErrNotFound):
		case err != nil:
			return nil, err
		case is.State == digest.IssueMissed:
			wrong = append(wrong, alerts.Trouble{Key: "missed " + is.ID, Text: fmt.Sprintf("Edition %s missed its issue of %s: %s.", e.ID, is.Slot, is.Note)})
		case is.State == digest.IssuePlanned && d.Now().Sub(is.Due) > buildFor:
			wrong = append(wrong, alerts.Trouble{
				Key: "unbuilt " + is.ID, Text: fmt.Sprintf("Edition %s has been due since %s and is not built: the log says why.", e.ID, is.Slot),
			})
		}
	}
	paused, err := d.Store.Paused(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range paused {
		wrong = append(wrong, alerts.Trouble{Key: "paused " + p.Edition, Text: fmt.Sprintf(
			"Edition %s is paused, since the mail server refuses it: %s. When that is mended, tidings send %s goes on with it.", p.Edition, p.Reason, p.Edition)})
	}
	unsure, err := d.Store.UnsureSince(ctx, d.Now().Add(-unsureFor))
	if err != nil {
		return nil, err
	}
	for edition, n := range unsure {
		wrong = append(wrong, alerts.Trouble{Key: "unsure " + edition, Text: fmt.Sprintf(
			"Edition %s: of %d of its deliveries nobody knows whether they arrived. They are not sent again; tidings status names them.", edition, n)})
	}
	relay, err := d.relayTrouble(ctx)
	return append(wrong, relay...), err
}

// relayTrouble is a mail server that is of no use while deliveries are due.
func (d *Daemon) relayTrouble(ctx context.Context) ([]alerts.Trouble, error) {
	since, why := d.relay.trouble()
	if since.IsZero() {
		return nil, nil
	}
	due, err := d.Store.Due(ctx)
	waiting := 0
	for _, w := range due {
		waiting += w.Rows
	}
	if waiting == 0 {
		return nil, err
	}
	return []alerts.Trouble{{Key: "relay", Text: fmt.Sprintf("The mail server has been of no use since %s, and deliveries wait for it: %s.",
		since.In(d.Pipeline.Site.Location).Format("2 Jan 15:04"), why)}}, nil
}

func (d *Daemon) feedTroubles(ctx context.Context) ([]alerts.Trouble, error) {
	ids := make([]string, len(d.Pipeline.Feeds))
	for i, f := range d.Pipeline.Feeds {
		ids[i] = f.ID
	}
	states, err := d.Store.FeedStates(ctx, ids)
	var wrong []alerts.Trouble
	for _, f := range d.Pipeline.Feeds {
		st := states[f.ID]
		switch {
		case st.Gone:
			wrong = append(wrong, alerts.Trouble{Key: "gone " + f.ID, Text: "The feed " + f.URL + " is gone, its server says."})
		case st.Fails >= feedFails && d.Now().Sub(st.LastOK) > feedFor:
			wrong = append(wrong, alerts.Trouble{Key: "feed " + f.ID, Text: fmt.Sprintf("The feed %s fails: %s.", f.URL, st.Reason)})
		}
	}
	return wrong, err
}
