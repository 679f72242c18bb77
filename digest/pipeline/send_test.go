package pipeline_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"tidings/digest"
	"tidings/digest/pipeline"
	"tidings/digest/pipeline/presstest"
	"tidings/digest/store"
)

// built is a pipeline with an issue for three readers and a relay to send it through.
func built(t *testing.T) (*pipeline.Pipeline, *store.Store, *presstest.Clock, *relay, digest.Issue) {
	t.Helper()
	_, p, st, c := gathered(t)
	r := newRelay(t)
	p.Mail = r
	d := build(t, p, run(c, "ana@example.com", "Bob@Example.com", "eve@example.com"))
	return p, st, c, r, d.Issue
}

func send(t *testing.T, p *pipeline.Pipeline) pipeline.SendReport {
	t.Helper()
	r, err := p.Send(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// states is what became of each delivery.
func states(t *testing.T, st *store.Store, is digest.Issue) map[string]digest.Delivery {
	t.Helper()
	rows, err := st.Deliveries(t.Context(), is.ID)
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string]digest.Delivery)
	for _, row := range rows {
		out[row.Subscriber] = row
	}
	return out
}

func TestEveryReaderGetsTheIssueOnce(t *testing.T) {
	p, st, _, r, is := built(t)
	if got := send(t, p); got.Tally[digest.Sent] != 3 || len(got.Trouble) != 0 {
		t.Errorf("report %+v", got)
	}
	if got := send(t, p); got.Tally.Total() != 0 {
		t.Errorf("sending again: %+v", got)
	}
	for _, to := range []string{"ana@example.com", "Bob@example.com", "eve@example.com"} {
		if r.got(to) != 1 {
			t.Errorf("%s got %d", to, r.got(to))
		}
	}
	for who, row := range states(t, st, is) {
		if row.State != digest.Sent || row.Code != 250 || row.Reply == "" {
			t.Errorf("%s: %+v", who, row)
		}
	}
	last, err := st.FindIssue(t.Context(), "daily", is.Slot, 0)
	if err != nil || last.State != digest.IssueDone {
		t.Errorf("the issue is %s, %v", last.State, err)
	}
}

func TestOneRefusedReaderDoesNotHarmTheOthers(t *testing.T) {
	p, st, _, r, is := built(t)
	r.refuse["eve@example.com"] = errNoSuchUser
	got := send(t, p)
	if got.Tally[digest.Sent] != 2 || got.Tally[digest.Failed] != 1 || got.Trouble[0].To != "eve@example.com" {
		t.Errorf("report %+v", got)
	}
	if row := states(t, st, is)["eve@example.com"]; row.State != digest.Failed || row.Code != 550 || row.Reply == "" {
		t.Errorf("row %+v", row)
	}
}

func TestDeferredReadersAreTriedAgainLater(t *testing.T) {
	p, st, c, r, is := built(t)
	r.refuse["ana@example.com"] = &smtp.SMTPError{Code: 450, EnhancedCode: smtp.EnhancedCode{4, 2, 1}, Message: "greylisted"}
	if got := send(t, p); got.Tally[digest.Deferred] != 1 || got.Trouble[0].Next.IsZero() {
		t.Errorf("report %+v", got)
	}
	r.refuse = map[string]error{}
	if got := send(t, p); got.Tally.Total() != 0 {
		t.Errorf("tried again at once: %+v", got)
	}
	c.Pass(10 * time.Minute)
	if got := send(t, p); got.Tally[digest.Sent] != 1 || r.got("ana@example.com") != 1 {
		t.Errorf("tried again: %+v", got)
	}
	if row := states(t, st, is)["ana@example.com"]; row.State != digest.Sent || row.Attempts != 2 {
		t.Errorf("row %+v", row)
	}
}

func TestRelayThatRefusesTheSenderStopsTheRunAndLosesNothing(t *testing.T) {
	p, st, c, r, is := built(t)
	r.sender = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "sender not allowed"}
	got := send(t, p)
	if got.Halted == "" || got.Tally[digest.Failed] != 0 || r.total() != 0 {
		t.Errorf("report %+v", got)
	}
	r.sender = nil
	c.Pass(time.Hour)
	if got := send(t, p); got.Tally[digest.Sent] != 3 {
		t.Errorf("after it was mended: %+v, %v", got, states(t, st, is))
	}
}

func TestRelayThatIsDownLeavesEverythingDue(t *testing.T) {
	p, st, c, r, is := built(t)
	p.Mail = mailerFunc(func(context.Context) (pipeline.Session, error) { return nil, errDown })
	_, err := p.Send(t.Context(), "")
	var relay *digest.RelayError
	if !errors.Is(err, pipeline.ErrUnreachable) || !errors.As(err, &relay) || !relay.Temporary {
		t.Errorf("error %v", err)
	}
	for who, row := range states(t, st, is) {
		if row.State != digest.Pending {
			t.Errorf("%s is %s", who, row.State)
		}
	}
	p.Mail = r
	c.Pass(time.Minute)
	if got := send(t, p); got.Tally[digest.Sent] != 3 {
		t.Errorf("when it is back: %+v", got)
	}
}

func TestWhatMayHaveBeenAcceptedIsNeverSentAgain(t *testing.T) {
	p, st, c, r, is := built(t)
	p.Mail = mailerFunc(func(ctx context.Context) (pipeline.Session, error) {
		s, err := r.Connect(ctx)
		return lostAfterTheDot{s}, err
	})
	if got := send(t, p); got.Tally[digest.Uncertain] != 3 {
		t.Errorf("report %+v", got)
	}
	p.Mail = r
	c.Pass(24 * time.Hour)
	if got := send(t, p); got.Tally.Total() != 0 || r.total() != 0 {
		t.Errorf("sent again: %+v", got)
	}
	for who, row := range states(t, st, is) {
		if row.State != digest.Uncertain || row.Reply == "" {
			t.Errorf("%s: %+v", who, row)
		}
	}
}

func TestRunThatDiedWhileSendingLeavesAtMostOneUncertain(t *testing.T) {
	p, st, c, r, is := built(t)
	rows, err := st.Claim(t.Context(), "", "dead", time.Minute, 10) // as a run does that is then killed
	if err != nil || len(rows) != 3 {
		t.Fatalf("claimed %d, %v", len(rows), err)
	}
	if err := st.Advance(t.Context(), "dead", nil, rows[0].ID); err != nil {
		t.Fatal(err)
	}
	if got := send(t, p); got.Tally.Total() != 0 {
		t.Errorf("a live run was taken for a dead one: %+v", got)
	}
	c.Pass(2 * time.Minute)
	if got := send(t, p); got.Tally[digest.Sent] != 2 || r.total() != 2 {
		t.Errorf("after its lease: %+v", got)
	}
	uncertain := 0
	for _, row := range states(t, st, is) {
		if row.State == digest.Uncertain {
			uncertain++
		}
	}
	if uncertain != 1 {
		t.Errorf("%d uncertain", uncertain)
	}
}

func TestStoppingFinishesTheMessageAndKeepsTheRest(t *testing.T) {
	p, st, _, r, is := built(t)
	ctx, stop := context.WithCancel(t.Context())
	p.Watch = func(pipeline.Progress) { stop() } // after the first message
	_, err := p.Send(ctx, "")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	p.Watch = nil
	if _, err := p.Send(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	if r.total() != 3 {
		t.Errorf("%d mails in all", r.total())
	}
	for who, row := range states(t, st, is) {
		if row.State != digest.Sent {
			t.Errorf("%s is %s", who, row.State)
		}
	}
}

func TestProofConsumesNothing(t *testing.T) {
	_, p, st, c := gathered(t)
	r := newRelay(t)
	p.Mail = r
	d := draft(t, p, run(c, ""))
	o, err := p.Proof(t.Context(), edition(), d.Renderings[0], "boss@example.com")
	if err != nil || o.State != digest.Sent || r.got("boss@example.com") != 1 {
		t.Fatalf("%+v, %v", o, err)
	}
	if _, err := st.LastIssue(t.Context(), "daily", c.Now().AddDate(1, 0, 0)); !errors.Is(err, digest.ErrNotFound) {
		t.Errorf("an issue was written: %v", err)
	}
	if got := build(t, p, run(c, "ana@example.com")); len(got.Deliveries) != 1 {
		t.Errorf("the readers' issue: %+v", got.Report)
	}
}

func TestWithoutAMailServerNothingIsTried(t *testing.T) {
	_, p, _, _ := gathered(t)
	if _, err := p.Send(t.Context(), ""); !errors.Is(err, pipeline.ErrNoMailer) {
		t.Errorf("error %v", err)
	}
}
