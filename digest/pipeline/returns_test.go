package pipeline_test

import (
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"tidings/digest"
	"tidings/digest/links"
)

func TestAnAddressThatDoesNotExistIsMailedOnce(t *testing.T) {
	p, st, c, r, is := built(t)
	enrolled(p, st, "ana@example.com", "Bob@Example.com", "eve@example.com")
	r.refuse["ana@example.com"] = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such user"}
	r.refuse["eve@example.com"] = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "We like no news"}
	if got := send(t, p); got.Tally[digest.Failed] != 2 {
		t.Fatalf("%+v", got)
	}
	if row := states(t, st, is)["ana@example.com"]; row.State != digest.Failed {
		t.Errorf("the first refusal is %s", row.State)
	}
	c.Pass(20 * time.Hour) // the next day, and what they did not get is still new to them
	everybody, err := p.Readers.Of(t.Context(), edition())
	if err != nil || len(everybody) != 3 {
		t.Fatalf("%d readers, %v", len(everybody), err)
	}
	next := run(c)
	next.Readers = everybody
	d := build(t, p, next)
	rows := states(t, st, d.Issue)
	if row := rows["ana@example.com"]; row.State != digest.Suppressed || row.Reply != "suppressed on 2026-11-23: the address takes no mail: 550 5.1.1 No such user" {
		t.Errorf("the next issue to an address that does not exist: %+v", row)
	}
	if row := rows["eve@example.com"]; row.State != digest.Pending {
		t.Errorf("who likes no news today may tomorrow: %+v", row)
	}
}

func TestWhoIsSuppressedAfterTheIssueIsBuiltDoesNotGetIt(t *testing.T) {
	p, st, c, r, is := built(t)
	enrolled(p, st, "ana@example.com", "Bob@Example.com", "eve@example.com")
	_, err := st.SaveBounce(t.Context(), digest.Bounce{
		Reader: string(signer.Reader("eve@example.com")), Issue: "an earlier one", Kind: digest.BounceComplaint, Words: "feedback abuse", At: c.Now(),
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := send(t, p); got.Tally[digest.Sent] != 2 || got.Tally[digest.Suppressed] != 1 || r.got("eve@example.com") != 0 {
		t.Errorf("%+v", got)
	}
	if row := states(t, st, is)["eve@example.com"]; row.Reply != "suppressed on 2026-11-23: the reader complained: feedback abuse" {
		t.Errorf("%+v", row)
	}
}

func TestEachMailHasAReturnPathOfItsOwn(t *testing.T) {
	_, p, st, c := gathered(t)
	mailer := &captured{}
	p.Mail, p.Returns = mailer, "bounces@paper.example"
	enrolled(p, st, "ana@example.com", "eve@example.com")
	is := build(t, p, run(c, "ana@example.com", "eve@example.com")).Issue
	send(t, p)
	if len(mailer.messages) != 2 {
		t.Fatalf("%d mails", len(mailer.messages))
	}
	for _, m := range mailer.messages {
		reader, mark, err := signer.CheckReturnPath(m.ReturnPath)
		if err != nil || reader != signer.Reader(m.To) || mark != links.IssueMark(is.ID) {
			t.Errorf("%s of the mail to %s is that of %s, %s, %v", m.ReturnPath, m.To, reader, mark, err)
		}
	}
}

func TestWhatIsPutOffUntilItExpiresCountsAsABounceOfTheReader(t *testing.T) {
	p, st, c, r, is := built(t)
	enrolled(p, st, "ana@example.com", "Bob@Example.com", "eve@example.com")
	r.refuse["ana@example.com"] = &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 2, 2}, Message: "Mailbox full"}
	r.refuse["eve@example.com"] = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "Not from you today"}
	if got := send(t, p); got.Tally[digest.Deferred] != 2 {
		t.Fatalf("%+v", got)
	}
	bounces := func(email string) []digest.Bounce {
		all, err := st.Bounces(t.Context(), string(signer.Reader(email)))
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	if got := bounces("ana@example.com"); len(got) != 0 {
		t.Errorf("while it is tried again it is no bounce: %+v", got)
	}
	c.Pass(25 * time.Hour)
	for round, want := range []int{2, 0} {
		if _, expired, err := p.Lapse(t.Context()); err != nil || expired != want {
			t.Fatalf("round %d: %d expired, %v", round, expired, err)
		}
	}
	if row := states(t, st, is)["ana@example.com"]; row.State != digest.Failed {
		t.Errorf("it is %s", row.State)
	}
	if got := bounces("ana@example.com"); len(got) != 1 || got[0].Kind != digest.BounceSoft || got[0].Status != "4.2.2" || got[0].Issue != links.IssueMark(is.ID) {
		t.Errorf("a full mailbox is %+v", got)
	}
	if got := bounces("eve@example.com"); len(got) != 1 || got[0].Kind != digest.BouncePolicy {
		t.Errorf("who wants no mail from us is %+v", got)
	}
}

func TestAMailServerThatIsDownIsHeldAgainstNoReader(t *testing.T) {
	p, st, c, r, _ := built(t)
	enrolled(p, st, "ana@example.com", "Bob@Example.com", "eve@example.com")
	r.sender = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "Not now"}
	if got := send(t, p); got.Tally[digest.Deferred] == 0 {
		t.Fatalf("%+v", got)
	}
	c.Pass(25 * time.Hour)
	if _, expired, err := p.Lapse(t.Context()); err != nil || expired == 0 {
		t.Fatalf("%d expired, %v", expired, err)
	}
	for _, email := range []string{"ana@example.com", "bob@example.com", "eve@example.com"} {
		if got, err := st.Bounces(t.Context(), string(signer.Reader(email))); err != nil || len(got) != 0 {
			t.Errorf("%s: %+v, %v", email, got, err)
		}
	}
}
