package pipeline_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/links"
	"tidings/digest/pipeline"
	"tidings/digest/pipeline/readers"
	"tidings/digest/store"
)

var signer = links.New([]byte("salt of the readers' names"), []byte("key of the links"))

// enrolled gives a pipeline readers whom the state knows more of.
func enrolled(p *pipeline.Pipeline, st *store.Store, emails ...string) {
	p.Links = signer
	p.Readers = &readers.Roll{Store: st, Name: func(key string) string { return string(signer.Reader(key)) }}
	for _, email := range emails {
		p.Readers.File = append(p.Readers.File, digest.Subscriber{Email: email})
	}
}

// captured is a mail server that keeps the messages as they were handed over.
type captured struct{ messages []digest.Message }

func (c *captured) Connect(context.Context) (pipeline.Session, error) { return c, nil }
func (c *captured) Usable() bool                                      { return true }
func (c *captured) Close() error                                      { return nil }

func (c *captured) Send(ctx context.Context, m digest.Message, mark func(context.Context) func() error) digest.Outcome {
	if err := mark(ctx)(); err != nil {
		return digest.Outcome{State: digest.Deferred, Reply: err.Error()}
	}
	c.messages = append(c.messages, m)
	return digest.Outcome{State: digest.Sent, Code: 250}
}

func TestWhoLeavesAfterTheIssueIsBuiltDoesNotGetIt(t *testing.T) {
	p, st, c, r, is := built(t)
	enrolled(p, st, "ana@example.com", "Bob@Example.com", "eve@example.com")
	for email, list := range map[string]string{"bob@example.com": "", "eve@example.com": "a list that does not bring it"} {
		err := st.ChangeReader(t.Context(), digest.ReaderChange{
			Name: string(signer.Reader(email)), Email: email,
			Leave: []digest.Departure{{List: list, At: c.Now(), How: digest.LeftByOneClick, Edition: "daily"}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	report := send(t, p)
	if report.Tally[digest.Sent] != 2 || report.Tally[digest.Suppressed] != 1 || len(report.Trouble) != 0 {
		t.Errorf("report %+v", report)
	}
	if r.got("Bob@example.com") != 0 || r.got("Bob@Example.com") != 0 || r.got("eve@example.com") != 1 {
		t.Error("the wrong readers got it")
	}
	row := states(t, st, is)["bob@example.com"]
	if row.State != digest.Suppressed || row.Reply != "the reader left on 2026-11-23 07:00 UTC (one-click)" || row.Attempts != 0 && row.Code != 0 {
		t.Errorf("%+v", row)
	}
	if done, err := st.Settle(t.Context(), is.ID); err != nil || !done {
		t.Errorf("the issue is not done: %v", err)
	}
	if of, err := p.Readers.Of(t.Context(), edition()); err != nil || len(of) != 2 {
		t.Errorf("the next issue goes to %v, %v", of, err)
	}
}

// tokenIn is what stands between a path and the next character that no token has.
func tokenIn(t *testing.T, text, path string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, path)
	if !ok {
		t.Fatalf("%s is not in\n%s", path, text)
	}
	token, _, _ := strings.Cut(strings.TrimRight(strings.Fields(rest + " ")[0], ">"), `"`)
	return token
}

func TestEachReadersLinksAreTheReadersOwn(t *testing.T) {
	_, p, st, c := gathered(t)
	mailer := &captured{}
	p.Mail, p.Web = mailer, "https://paper.example/news"
	enrolled(p, st, "ana@example.com", "eve@example.com")
	build(t, p, run(c, "ana@example.com", "eve@example.com"))
	if got := send(t, p); got.Tally[digest.Sent] != 2 {
		t.Fatalf("%+v", got)
	}
	if len(mailer.messages) != 2 || mailer.messages[0].Rendering.ID != mailer.messages[1].Rendering.ID {
		t.Fatal("two readers of the same contents do not share a rendering")
	}
	for _, m := range mailer.messages {
		reader := signer.Reader(m.To)
		header := tokenIn(t, m.Unsubscribe[0], "https://paper.example/news/leave/daily/")
		if r, err := signer.CheckReader(links.Leave, "daily", header); err != nil || r != reader || !m.OneClick {
			t.Errorf("List-Unsubscribe of %s: %s, %v, one click: %v", m.To, r, err, m.OneClick)
		}
		text := string(bytes.ReplaceAll([]byte(m.Rendering.Text), []byte(digest.ReaderToken), []byte(m.Token)))
		html := strings.ReplaceAll(m.Rendering.HTML, digest.ReaderToken, m.Token)
		for _, part := range []string{text, html} {
			for _, path := range []string{"https://paper.example/news/leave/daily/", "https://paper.example/news/preferences/daily/"} {
				if r, err := signer.CheckReader(links.Page, "daily", tokenIn(t, part, path)); err != nil || r != reader {
					t.Errorf("%s of %s: %s, %v", path, m.To, r, err)
				}
			}
			if strings.Contains(part, "answer this mail") {
				t.Error("the mail offers to leave by an answer that nobody reads")
			}
		}
		if want := "2026-11-23T0700:daily:digest:"; !strings.HasPrefix(m.Feedback, want) || len(m.Feedback) != len(want)+12 {
			t.Errorf("Feedback-ID %s", m.Feedback)
		}
	}
}

func TestWithoutPagesReadersLeaveByAnswering(t *testing.T) {
	_, p, st, c := gathered(t)
	mailer := &captured{}
	p.Mail = mailer
	enrolled(p, st, "ana@example.com")
	build(t, p, run(c, "ana@example.com"))
	send(t, p)
	m := mailer.messages[0]
	if len(m.Unsubscribe) != 0 || m.OneClick || !strings.Contains(m.Rendering.Text, "just answer this mail") || strings.Contains(m.Rendering.HTML, digest.ReaderToken) {
		t.Errorf("links to pages that nobody serves: %+v\n%s", m, m.Rendering.Text)
	}
	// One click is offered over https only (RFC 8058 section 3.1).
	p.Web = "http://paper.example"
	if _, err := p.Proof(t.Context(), edition(), *m.Rendering, "eve@example.com"); err != nil {
		t.Fatal(err)
	}
	if m := mailer.messages[1]; len(m.Unsubscribe) != 1 || m.OneClick {
		t.Errorf("over http: %+v", m)
	}
}

func TestANewReaderGetsTheLatestIssueOnceAndNothingOfItAgain(t *testing.T) {
	_, p, st, c := gathered(t)
	mailer := &captured{}
	p.Mail = mailer
	e := edition()
	e.Lists = []string{"open"}
	p.Editions = []digest.Edition{e, {ID: "staff", Lists: []string{"staff"}, Location: time.UTC}}
	enrolled(p, st)
	newcomer := digest.Subscriber{Email: "new@example.com", Lists: []string{"open"}, SignedUp: true}
	if err := p.Welcome(t.Context(), newcomer); err != nil {
		t.Fatalf("before the first issue: %v", err)
	}
	r := run(c, "ana@example.com")
	r.Edition = e
	build(t, p, r)
	send(t, p)
	c.Pass(3 * time.Hour)
	for range 2 {
		if err := p.Welcome(t.Context(), newcomer); err != nil {
			t.Fatal(err)
		}
		send(t, p)
	}
	if len(mailer.messages) != 2 || mailer.messages[1].To != "new@example.com" || mailer.messages[1].Rendering.Subject != mailer.messages[0].Rendering.Subject {
		t.Fatalf("%d mails", len(mailer.messages))
	}
	c.Pass(21 * time.Hour)
	next := run(c)
	next.Edition, next.Readers = e, []digest.Subscriber{newcomer}
	if d, err := p.Draft(t.Context(), next); err != nil || len(d.Deliveries) != 0 {
		t.Errorf("the next issue tells it again: %d, %v", len(d.Deliveries), err)
	}
}

func TestWhereAMailboxIsReadTheHeaderHasAMailToLeaveByAsWell(t *testing.T) {
	for _, web := range []string{"https://paper.example", ""} {
		_, p, st, c := gathered(t)
		mailer := &captured{}
		p.Mail, p.Web, p.Leaving = mailer, web, "bounces@paper.example"
		enrolled(p, st, "ana@example.com")
		build(t, p, run(c, "ana@example.com"))
		send(t, p)
		m := mailer.messages[0]
		last := m.Unsubscribe[len(m.Unsubscribe)-1]
		address, ok := strings.CutSuffix(strings.TrimPrefix(last, "mailto:"), "?subject=leave%20daily")
		if r, err := signer.CheckLeaveAddress("daily", address); !ok || err != nil || r != signer.Reader("ana@example.com") {
			t.Errorf("%s: %s, %v", last, r, err)
		}
		if web != "" {
			if len(m.Unsubscribe) != 2 || !strings.HasPrefix(m.Unsubscribe[0], web) || !m.OneClick {
				t.Errorf("with pages: %q, one click: %v", m.Unsubscribe, m.OneClick)
			}
			continue
		}
		text := strings.ReplaceAll(m.Rendering.Text, digest.ReaderToken, m.Token)
		html := strings.ReplaceAll(m.Rendering.HTML, digest.ReaderToken, m.Token)
		if len(m.Unsubscribe) != 1 || m.OneClick || !strings.Contains(text, last) || !strings.Contains(html, strings.ReplaceAll(last, "+", "&#43;")) {
			t.Errorf("without pages: %q\n%s", m.Unsubscribe, text)
		}
		if strings.Contains(text, "answer this mail") {
			t.Error("it offers an answer that nobody reads")
		}
	}
}
