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
	c.pass(20 * time.Hour) // the next day, and what they did not get is still new to them
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
		Reader: string(signer.Reader("eve@example.com")), Issue: "an earlier one", Kind: digest.BounceComplaint, Words: "feedback abuse", At: c.now(),
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
