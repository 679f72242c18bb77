package pipeline_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/pipeline/presstest"
)

func TestWebCopyHoldsTheWholeIssueAndNothingOfAReader(t *testing.T) {
	_, p, st, c := gathered(t)
	flour, err := digest.ParseRule("flour")
	if err != nil {
		t.Fatal(err)
	}
	p.Links, p.Web = signer, "https://paper.example/p"
	r := run(c, "ana@example.com")
	r.Edition.Archive, r.Edition.MaxStories = digest.ArchiveUnlisted, 1
	r.Readers[0].Lists = []string{"staff"}
	r.Readers[0].Mute = digest.Filter{Exclude: []digest.Rule{flour}}
	d := build(t, p, r)

	all, err := st.WebCopies(t.Context(), "daily")
	if err != nil || len(all) != 1 || all[0].Listed {
		t.Fatalf("copies %+v, %v", all, err)
	}
	name := all[0].Name
	if len(name) != 26 || strings.Contains(name, "2026") {
		t.Errorf("the name %q can be guessed", name)
	}
	if got, want := d.Renderings[0].Contents.Leave.Browser, "https://paper.example/p/archive/daily/"+name+".html"; got != want {
		t.Errorf("the mail leads to %s, want %s", got, want)
	}
	kept, err := st.WebCopy(t.Context(), "daily", name)
	if err != nil {
		t.Fatal(err)
	}
	contents := kept.Rendering.Contents
	if contents.Stories() != 1 || len(contents.More) != 1 || contents.Left != 0 || contents.Muted != 0 || len(all[0].Headlines) != 1 {
		t.Errorf("%d stories, %d more, %d left, %d muted, headlines %q", contents.Stories(), len(contents.More), contents.Left, contents.Muted, all[0].Headlines)
	}
	facts, err := json.Marshal(contents)
	if err != nil {
		t.Fatal(err)
	}
	for _, never := range []string{"ana@", "staff", digest.ReaderToken, "/leave/", "/preferences/"} {
		if strings.Contains(string(facts), never) {
			t.Errorf("%s is in %s", never, facts)
		}
	}
}

func TestPublicCopyIsNamedByItsSlot(t *testing.T) {
	_, p, _, c := gathered(t)
	p.Links, p.Web = signer, "https://paper.example"
	r := run(c, "ana@example.com")
	r.Edition.Archive = digest.ArchivePublic
	if d := build(t, p, r); d.Issue.Copy == nil || d.Issue.Copy.Name != "2026-11-23-0700" || !d.Issue.Copy.Listed {
		t.Errorf("%+v", d.Issue.Copy)
	}
	r.Seq = 1
	if d := build(t, p, r); d.Issue.Copy == nil || d.Issue.Copy.Name != "2026-11-23-0700-2" {
		t.Errorf("sent again: %+v", d.Issue.Copy)
	}
	p.Editions = append(p.Editions[:0:0], r.Edition)
	to := &captured{}
	p.Mail = to
	send(t, p)
	if len(to.messages) != 2 || to.messages[0].Archive != "https://paper.example/archive/daily/" {
		t.Errorf("%d messages, %+v", len(to.messages), to.messages)
	}
}

func TestNothingIsKeptForTheWebUnlessAskedFor(t *testing.T) {
	_, p, _, c := gathered(t)
	p.Links, p.Web = signer, "https://paper.example"
	if d := draft(t, p, run(c, "ana@example.com")); d.Issue.Copy != nil || d.Renderings[0].Contents.Leave.Browser != "" {
		t.Errorf("without an archive: %+v", d.Issue.Copy)
	}
	r := run(c, "ana@example.com")
	r.Edition.Archive, r.Anyway = digest.ArchivePublic, true
	if d := draft(t, p, r); d.Issue.Copy != nil || d.Renderings[0].Contents.Leave.Browser == "" {
		t.Errorf("for a look: %+v", d.Issue.Copy)
	}
	r.Anyway, p.Web = false, ""
	if d := draft(t, p, r); d.Issue.Copy == nil || d.Renderings[0].Contents.Leave.Browser != "" {
		t.Error("without pages a copy is kept, for files, and no mail leads to it")
	}
}

func TestWebCopyTellsAStoryOnce(t *testing.T) {
	s, p, _, c := gathered(t)
	p.Links = signer
	r := run(c, "ana@example.com")
	r.Edition.Archive, r.Edition.Window, r.Edition.Repeats = digest.ArchivePublic, 7*24*time.Hour, digest.RepeatNever
	if n := build(t, p, r).Issue.Copy.Stories; n != 2 {
		t.Fatalf("%d stories on the first day", n)
	}
	c.Pass(24 * time.Hour)
	s.Feed("/feed.xml", c.Now(), presstest.Told("Lighthouse keeper retires after forty winters", "/keeper", "The keeper of the northern light retires after forty winters."))
	gather(t, p)
	next := run(c, "ana@example.com")
	next.Edition, next.Slot = r.Edition, digest.SlotOf(c.Now(), time.UTC)
	copied := build(t, p, next).Issue.Copy
	if copied.Stories != 1 || !strings.Contains(copied.Headlines[0], "Lighthouse") {
		t.Errorf("the second day tells %q", copied.Headlines)
	}
}

func TestCopiesOfIssuesForEachHourAreDailyPapersAndNotWhatCameInAnHour(t *testing.T) {
	s, p, _, c := gathered(t)
	p.Links = signer
	r := run(c, "paris@example.com")
	r.Edition.Archive, r.Edition.OwnZone, r.Edition.Fresh, r.Edition.FirstReach = digest.ArchivePublic, true, true, 24*time.Hour
	reading := r.Slot
	copied := func(reader string) *digest.WebCopy {
		r.Slot, r.Until, r.Readers = reading.WokenAt(c.Now()), c.Now(), []digest.Subscriber{{Email: reader}}
		return build(t, p, r).Issue.Copy
	}
	first := copied("paris@example.com")
	c.Pass(time.Hour)
	second := copied("london@example.com")
	if first.Stories != 2 || second.Stories != 2 || first.Name == second.Name || first.Slot != second.Slot {
		t.Errorf("%s has %d stories, %s has %d", first.Name, first.Stories, second.Name, second.Stories)
	}
	c.Pass(23 * time.Hour)
	s.Feed("/feed.xml", c.Now(), presstest.Told("Lighthouse keeper retires after forty winters", "/keeper", "The keeper of the northern light retires after forty winters."))
	gather(t, p)
	reading = digest.SlotOf(c.Now(), time.UTC)
	if next := copied("paris@example.com"); next.Stories != 1 || !strings.Contains(next.Headlines[0], "Lighthouse") {
		t.Errorf("the second day tells %q", next.Headlines)
	}
}

func TestLookAtAnIssueThatWasMadeForTheReadersHourShowsItAndNotNothing(t *testing.T) {
	_, p, _, c := gathered(t)
	r := run(c, "ana@example.com")
	r.Edition.OwnZone, r.Edition.Fresh, r.AtOnce = true, true, false
	look := r
	at, _ := r.Edition.Clock(r.Readers[0]).Wake(r.Slot)
	r.Slot = r.Slot.WokenAt(at)
	if d := build(t, p, r); len(d.Deliveries) != 1 || d.Deliveries[0].Once != string(look.Slot) && d.Deliveries[0].Once != look.Slot.Date() || !d.Deliveries[0].Due.Equal(at) {
		t.Fatalf("deliveries %+v", d.Deliveries)
	}
	c.Pass(time.Hour)
	look.Until, look.Anyway = c.Now(), true
	if d := draft(t, p, look); len(d.Renderings) != 1 || d.Renderings[0].Contents.Stories() != 2 || d.Renderings[0].Contents.Slot != look.Slot {
		t.Errorf("renderings %+v", d.Renderings)
	}
}
