package jobs

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/demo/inbox"
	"tidings/digest/links"
	"tidings/digest/pipeline"
)

const editor = "editor@example.com"

// proofed is daily, seen by an editor half an hour before.
func proofed(t *testing.T) Edition {
	e := daily(t)
	e.Proof = digest.Proofing{To: editor, Before: 30 * time.Minute}
	return e
}

// mailsTo are the mails that an address got, their soft line breaks taken out.
func mailsTo(in *inbox.Server, to string) []string {
	var all []string
	for _, m := range in.Messages() {
		if strings.Join(m.To, "") == to {
			all = append(all, strings.ReplaceAll(string(m.Raw), "=\r\n", ""))
		}
	}
	return all
}

// proofing are two machines that share a state, and a mail server.
type proofing struct {
	*clock
	t     *testing.T
	nodes []*Daemon
	in    *inbox.Server
}

func newProofing(t *testing.T, where string) *proofing {
	p := &proofing{clock: &clock{t: at("2026-11-22", "12:00")}, t: t}
	in, relay := relay(t)
	p.in = in
	e := proofed(t)
	for _, name := range []string{"one", "two"} {
		d, _ := node(t, where, p.clock, name, e)
		d.Pipeline.Mail, d.Pipeline.Editions = relay, []digest.Edition{e.Edition}
		d.Pipeline.Web, d.Pipeline.Links = "https://paper.example", links.New([]byte("salt"), []byte("key"))
		p.nodes = append(p.nodes, d)
	}
	p.come("2026-11-22", "12:00")
	return p
}

// come lets a time come, and has every machine do what is to be done then.
func (p *proofing) come(day, wall string) {
	p.t.Helper()
	p.set(at(day, wall))
	for range 2 {
		for _, d := range p.nodes {
			if err := planAndWork(d); err != nil {
				p.t.Fatal(err)
			}
			d.proofs(p.t.Context())
			if err := d.deliver(p.t.Context(), "daily", "1"); err != nil {
				p.t.Fatal(err)
			}
		}
	}
}

// last is the newest issue, with its proof.
func (p *proofing) last() (digest.Issue, digest.Proof) {
	p.t.Helper()
	is, err := p.nodes[0].Store.NewestIssue(p.t.Context(), "daily")
	if err != nil {
		p.t.Fatal(err)
	}
	proof, err := p.nodes[0].Store.Proof(p.t.Context(), is.ID)
	if err != nil && !errors.Is(err, digest.ErrNotFound) {
		p.t.Fatal(err)
	}
	return is, proof
}

func (p *proofing) want(proofs, copies int) {
	p.t.Helper()
	if got := len(mailsTo(p.in, editor)); got != proofs {
		p.t.Fatalf("%d proofs were mailed, want %d", got, proofs)
	}
	if got := len(mailsTo(p.in, "ana@example.com")); got != copies {
		p.t.Fatalf("the reader got %d copies, want %d", got, copies)
	}
}

func TestProofIsMailedOnceAheadOfItsIssueByWhicheverMachine(t *testing.T) {
	onBoth(t, func(t *testing.T, where string) {
		p := newProofing(t, where)
		p.come("2026-11-23", "06:29")
		p.want(0, 0)
		p.come("2026-11-23", "06:30")
		p.want(1, 0)
		proof := mailsTo(p.in, editor)[0]
		for _, says := range []string{
			"Subject: [Proof] ", "The issue goes out on Monday, 23 November 2026, at 07:00", "to 1 reader", "https://paper.example/stop/", "Council approves the river crossing",
		} {
			if !strings.Contains(strings.NewReplacer("\r\n", " ", "=3D", "=").Replace(proof), says) {
				t.Errorf("the proof does not say %q:\n%s", says, proof)
			}
		}
		p.come("2026-11-23", "06:59")
		p.want(1, 0)
		p.come("2026-11-23", "07:00")
		p.want(1, 1)
		if strings.Contains(mailsTo(p.in, "ana@example.com")[0], "roof") {
			t.Error("the reader's copy speaks of the proof")
		}
		if is, proof := p.last(); is.State != digest.IssueDone || proof.Sent.IsZero() {
			t.Errorf("%+v, %+v", is, proof)
		}
		p.come("2026-11-23", "07:01")
		p.want(1, 1)
	})
}

func TestStoppedIssueStaysStoppedAndItsStoriesComeInTheNext(t *testing.T) {
	onBoth(t, func(t *testing.T, where string) {
		p := newProofing(t, where)
		p.come("2026-11-23", "07:00")
		p.want(0, 1)
		p.set(at("2026-11-23", "12:00"))
		news := digest.Article{
			ID: "a2", FeedID: "feed", GUID: "a2", URL: "https://feed.example/a2", Title: "Lighthouse keeper retires after forty years",
			Published: p.now(), Text: digest.Text{Body: "The lamp has turned by itself since spring.", Words: 8, Method: "feed"},
		}
		if _, err := p.nodes[0].Store.SaveFeed(t.Context(), digest.FeedState{Feed: "feed"}, []digest.Article{news}); err != nil {
			t.Fatal(err)
		}
		p.come("2026-11-24", "06:30")
		p.want(1, 1)
		is, _ := p.last()
		if n, err := p.nodes[1].Store.StopIssue(t.Context(), is.ID, "stopped"); err != nil || n != 1 {
			t.Fatalf("%d stopped, %v", n, err)
		}
		p.come("2026-11-24", "07:00")
		p.come("2026-11-24", "09:00")
		p.want(1, 1)
		p.come("2026-11-25", "06:30")
		p.come("2026-11-25", "07:00")
		p.want(2, 2)
		if next := mailsTo(p.in, "ana@example.com")[1]; !strings.Contains(next, "Lighthouse keeper retires") {
			t.Errorf("what was stopped is lost:\n%s", next)
		}
	})
}

func TestIssueGoesOutThoughItsProofCouldNotBeMailed(t *testing.T) {
	p := newProofing(t, t.TempDir())
	works := p.nodes[0].Pipeline.Mail
	for _, d := range p.nodes {
		d.Pipeline.Mail = down{}
	}
	p.come("2026-11-23", "06:30")
	if _, proof := p.last(); proof.Tries != 1 || proof.Reason == "" || proof.Ended {
		t.Errorf("at once: %+v", proof)
	}
	p.come("2026-11-23", "06:31")
	if _, proof := p.last(); proof.Tries != 2 {
		t.Errorf("a minute later: %+v", proof)
	}
	for _, d := range p.nodes {
		d.Pipeline.Mail = works
	}
	p.come("2026-11-23", "07:00")
	p.want(0, 1)
	if _, proof := p.last(); !proof.Ended || !proof.Sent.IsZero() || proof.Reason == "" {
		t.Errorf("in the end: %+v", proof)
	}
}

// down is a mail server that is not there.
type down struct{}

func (down) Connect(context.Context) (pipeline.Session, error) {
	return nil, &digest.RelayError{Stage: digest.StageConnect, Temporary: true, Err: errors.New("refused")}
}

func TestFirstSlotAfterTheStartHasItsProofToo(t *testing.T) {
	d, c := newDaemon(t, proofed(t))
	tickAt(t, d, c, at("2026-11-23", "06:45"))
	if got := issues(t, d, "daily"); len(got) != 1 || got[0].Slot != "2026-11-23T07:00" || got[0].State != digest.IssueBuilt {
		t.Errorf("%+v", got)
	}
}

func TestSlotThatHasPassedComesBeforeOneThatIsOnlyToBeProofed(t *testing.T) {
	e := proofed(t)
	e.Proof.Before = 24 * time.Hour
	d, c := newDaemon(t, e)
	tickAt(t, d, c, at("2026-11-22", "12:00")) // that of the 23rd is planned at once
	tickAt(t, d, c, at("2026-11-25", "07:10")) // and then nobody was there for two days
	tickAt(t, d, c, at("2026-11-25", "07:10"))
	var slots []string
	for _, is := range issues(t, d, "daily") {
		slots = append(slots, string(is.Slot)+" "+string(is.State))
	}
	if got := strings.Join(slots, ", "); got != "2026-11-23T07:00 built, 2026-11-24T07:00 missed, 2026-11-25T07:00 quiet, 2026-11-26T07:00 quiet" {
		t.Errorf("issues of %s", got)
	}
}

func TestIssueThatIsMadeLateWaitsForNobody(t *testing.T) {
	p := newProofing(t, t.TempDir())
	p.come("2026-11-23", "06:45") // the machine was off at 06:30
	p.want(1, 0)
	p.come("2026-11-24", "07:10") // and again, past the moment itself
	p.want(1, 1)
	if is, proof := p.last(); is.Slot != "2026-11-24T07:00" || proof.To != "" {
		t.Errorf("%s, %+v", is.Slot, proof)
	}
}
