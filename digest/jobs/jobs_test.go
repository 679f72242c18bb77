package jobs

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/pipeline"
	"tidings/digest/render"
	"tidings/digest/schedule"
	"tidings/digest/store"
	"tidings/templates"
)

// clock is a clock that tests set.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = t
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func cron(t testing.TB, line string) schedule.Schedule {
	t.Helper()
	s, err := schedule.Cron(line)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// daily is an edition at 07:00 UTC with one reader.
func daily(t testing.TB) Edition {
	return Edition{
		Edition:  digest.Edition{ID: "daily", Location: time.UTC, FirstReach: 24 * time.Hour, Once: digest.OncePerDate, MaxStories: 25},
		Schedule: cron(t, "0 7 * * *"),
		Late:     digest.Late{Within: 6 * time.Hour},
		Readers:  []digest.Subscriber{{Email: "ana@example.com"}},
	}
}

// newDaemon is a daemon on a state of its own, with one article stored at noon the day before.
func newDaemon(t *testing.T, editions ...Edition) (*Daemon, *clock) {
	t.Helper()
	c := &clock{t: at("2026-11-22", "12:00")}
	st, err := store.Open(t.Context(), t.TempDir(), store.Options{Now: c.now, Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return onState(t, st, c, editions...), c
}

func onState(t testing.TB, st *store.Store, c *clock, editions ...Edition) *Daemon {
	t.Helper()
	renderer, err := render.New(templates.FS, digest.Theme{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	f := digest.Feed{ID: "feed", URL: "https://feed.example/", Weight: 1, Name: "The Feed"}
	p := &pipeline.Pipeline{
		Site: digest.Site{Name: "Test", Language: "en", Location: time.UTC}, Feeds: []digest.Feed{f},
		From: "paper@paper.example", Look: func(digest.Edition) *render.Renderer { return renderer }, Store: st, Log: log, Now: c.now, Owner: t.Name(),
		Fetch: noFetch{},
	}
	article := digest.Article{
		ID: "a1", FeedID: "feed", GUID: "a1", URL: "https://feed.example/a1", Title: "Council approves the river crossing",
		Published: c.now(), Text: digest.Text{Body: "Ferries between both banks will stop in spring.", Words: 9, Method: "feed"},
	}
	if _, err := st.SaveFeed(t.Context(), digest.FeedState{Feed: "feed"}, []digest.Article{article}); err != nil {
		t.Fatal(err)
	}
	return &Daemon{Pipeline: p, Store: st, Editions: editions, Log: log, Now: c.now}
}

// noFetch is a network that is gone.
type noFetch struct{}

func (noFetch) Fetch(context.Context, digest.Request) (digest.Page, error) {
	return digest.Page{}, &digest.FetchError{Kind: digest.FetchOffline, Err: errors.New("no way there")}
}

func (noFetch) Hold(string, time.Time) {}

// tickAt plans, and does at once what a queue would spread over workers.
func tickAt(t *testing.T, d *Daemon, c *clock, at time.Time) {
	t.Helper()
	c.set(at)
	if err := planAndWork(d); err != nil {
		t.Fatal(err)
	}
}

func planAndWork(d *Daemon) error {
	ctx := context.Background()
	if err := d.plan(ctx); err != nil {
		return err
	}
	due, err := d.Store.Due(ctx)
	if err != nil {
		return err
	}
	for _, w := range due {
		if w.Kind == digest.WorkBuild {
			if err := d.build(ctx, w.Edition, w.Issue); err != nil {
				return err
			}
		}
	}
	return nil
}

func issues(t *testing.T, d *Daemon, edition string) []digest.Issue {
	t.Helper()
	is, err := d.Store.Issues(t.Context(), edition, nil)
	if err != nil {
		t.Fatal(err)
	}
	return is
}

func at(day, clock string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", day+" "+clock)
	if err != nil {
		panic(err)
	}
	return t
}

func TestSlotIsBuiltWhenItIsDueAndNotBefore(t *testing.T) {
	d, c := newDaemon(t, daily(t))
	tickAt(t, d, c, at("2026-11-23", "06:00"))
	tickAt(t, d, c, at("2026-11-23", "06:59"))
	if got := issues(t, d, "daily"); len(got) != 0 {
		t.Fatalf("before it is due: %+v", got)
	}
	tickAt(t, d, c, at("2026-11-23", "07:00"))
	got := issues(t, d, "daily")
	if len(got) != 1 || got[0].State != digest.IssueBuilt || got[0].Slot != "2026-11-23T07:00" {
		t.Fatalf("when it is due: %+v", got)
	}
	rows, err := d.Store.Deliveries(t.Context(), got[0].ID)
	if err != nil || len(rows) != 1 || !rows[0].Due.Equal(at("2026-11-23", "07:00")) || !rows[0].Expires.Equal(at("2026-11-24", "07:00")) {
		t.Errorf("deliveries %+v, %v", rows, err)
	}
}

func TestSlotIsBuiltOnceHoweverOftenTheDaemonStarts(t *testing.T) {
	d, c := newDaemon(t, daily(t))
	tickAt(t, d, c, at("2026-11-23", "06:00"))
	for range 3 {
		tickAt(t, d, c, at("2026-11-23", "07:01"))
		d = &Daemon{Pipeline: d.Pipeline, Store: d.Store, Editions: d.Editions, Log: d.Log, Now: d.Now}
	}
	if got := issues(t, d, "daily"); len(got) != 1 {
		t.Errorf("%d issues", len(got))
	}
}

func TestAfterDowntimeTheLatestSlotIsMadeOrMissedAndSaidSo(t *testing.T) {
	tests := []struct {
		name, back string
		late       digest.Late
		slot       digest.Slot
		state      digest.IssueState
	}{
		{"an hour late", "08:00", digest.Late{Within: 6 * time.Hour}, "2026-12-03T07:00", digest.IssueBuilt},
		{"six hours late", "13:00", digest.Late{Within: 6 * time.Hour}, "2026-12-03T07:00", digest.IssueBuilt},
		{"too late", "13:01", digest.Late{Within: 6 * time.Hour}, "2026-12-03T07:00", digest.IssueMissed},
		{"too late for less patience", "09:01", digest.Late{Within: 2 * time.Hour}, "2026-12-03T07:00", digest.IssueMissed},
		{"sent however late", "23:00", digest.Late{Within: 2 * time.Hour, Send: true}, "2026-12-03T07:00", digest.IssueBuilt},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := daily(t)
			e.Window, e.Late = 30*24*time.Hour, tt.late
			d, c := newDaemon(t, e)
			tickAt(t, d, c, at("2026-11-23", "06:00"))
			tickAt(t, d, c, at("2026-12-03", tt.back)) // ten days later
			got := issues(t, d, "daily")
			if len(got) != 11 {
				t.Fatalf("of 11 slots %d are accounted for", len(got))
			}
			last := got[len(got)-1]
			if last.Slot != tt.slot || last.State != tt.state {
				t.Fatalf("the latest is %+v", last)
			}
			for _, is := range got {
				if is != last && is.State != digest.IssueMissed {
					t.Errorf("beside the latest, %s is %s", is.Slot, is.State)
				}
				if is.State == digest.IssueMissed && !strings.Contains(is.Note, "the machine was off") {
					t.Errorf("%s has the note %q", is.Slot, is.Note)
				}
			}
			due, err := d.Store.NextDue(t.Context(), "daily")
			if err != nil || due.Slot != "2026-12-04T07:00" {
				t.Errorf("next due %+v, %v", due, err)
			}
		})
	}
}

func TestAfterAVeryLongDowntimeTheSlotsThatAreNotRecordedAreCounted(t *testing.T) {
	e := daily(t)
	e.Schedule = cron(t, "0 * * * *")
	d, c := newDaemon(t, e)
	tickAt(t, d, c, at("2026-11-23", "06:30"))
	tickAt(t, d, c, at("2026-12-23", "06:30")) // 720 slots later
	got := issues(t, d, "daily")
	if len(got) != mostPassed || !strings.Contains(got[0].Note, "354 slots before it") || strings.Contains(got[1].Note, "before it") {
		t.Errorf("%d issues; the notes are %q, %q", len(got), got[0].Note, got[1].Note)
	}
}

func TestSeveralThatPlanAtOnceMakeOneIssue(t *testing.T) {
	d, c := newDaemon(t, daily(t))
	tickAt(t, d, c, at("2026-11-23", "06:00"))
	c.set(at("2026-11-23", "07:00"))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := planAndWork(d); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	got := issues(t, d, "daily")
	if len(got) != 1 || got[0].State != digest.IssueBuilt {
		t.Fatalf("issues %+v", got)
	}
	if rows, err := d.Store.Deliveries(t.Context(), got[0].ID); err != nil || len(rows) != 1 {
		t.Errorf("%d deliveries, %v", len(rows), err)
	}
}

func TestChangedScheduleMovesTheNextSlot(t *testing.T) {
	d, c := newDaemon(t, daily(t))
	tickAt(t, d, c, at("2026-11-23", "06:00"))
	d.Editions[0].Schedule = cron(t, "0 9 * * *")
	tickAt(t, d, c, at("2026-11-23", "06:30"))
	tickAt(t, d, c, at("2026-11-23", "07:30"))
	if got := issues(t, d, "daily"); len(got) != 0 {
		t.Errorf("the old time was kept: %+v", got)
	}
	tickAt(t, d, c, at("2026-11-23", "09:00"))
	if got := issues(t, d, "daily"); len(got) != 1 || got[0].Slot != "2026-11-23T09:00" {
		t.Errorf("issues %+v", got)
	}
}

func TestReadersClocksShareOneIssue(t *testing.T) {
	e := daily(t)
	e.OwnZone = true
	e.Readers = append(e.Readers, digest.Subscriber{Email: "yuki@example.com", Location: zone(t, "Asia/Tokyo")})
	d, c := newDaemon(t, e)
	tickAt(t, d, c, at("2026-11-22", "20:00"))
	tickAt(t, d, c, at("2026-11-22", "22:00")) // seven in Tokyo
	tickAt(t, d, c, at("2026-11-23", "07:00")) // seven in UTC
	got := issues(t, d, "daily")
	if len(got) != 1 || got[0].Slot != "2026-11-23T07:00" || !got[0].Due.Equal(at("2026-11-22", "22:00")) {
		t.Fatalf("issues %+v", got)
	}
	rows, err := d.Store.Deliveries(t.Context(), got[0].ID)
	if err != nil || len(rows) != 2 {
		t.Fatalf("%d deliveries, %v", len(rows), err)
	}
	for _, row := range rows {
		want := at("2026-11-23", "07:00")
		if row.Subscriber == "yuki@example.com" {
			want = at("2026-11-22", "22:00")
		}
		if !row.Due.Equal(want) {
			t.Errorf("%s is due %s", row.To, row.Due)
		}
	}
}

func TestReadersOwnHourWakesTheIssueAndTheReaderWhoChangesItGetsNoSecondOne(t *testing.T) {
	e := daily(t)
	e.OwnZone = true
	e.Readers = append(e.Readers, digest.Subscriber{Email: "eve@example.com", At: "05:30"})
	d, c := newDaemon(t, e)
	tickAt(t, d, c, at("2026-11-22", "20:00"))
	tickAt(t, d, c, at("2026-11-23", "05:29"))
	if got := issues(t, d, "daily"); len(got) != 0 {
		t.Fatalf("issues before the first hour: %+v", got)
	}
	tickAt(t, d, c, at("2026-11-23", "05:30"))
	d.Editions[0].Readers[1].At = "22:00"
	tickAt(t, d, c, at("2026-11-23", "07:00"))
	tickAt(t, d, c, at("2026-11-23", "22:00"))
	got := issues(t, d, "daily")
	if len(got) != 1 || got[0].Slot != "2026-11-23T07:00" || !got[0].Due.Equal(at("2026-11-23", "05:30")) {
		t.Fatalf("issues %+v", got)
	}
	due := make(map[string]time.Time)
	rows, err := d.Store.Deliveries(t.Context(), got[0].ID)
	for _, row := range rows {
		due[row.Subscriber] = row.Due
	}
	if err != nil || len(rows) != 2 || !due["eve@example.com"].Equal(at("2026-11-23", "05:30")) || !due["ana@example.com"].Equal(at("2026-11-23", "07:00")) {
		t.Errorf("due %v, %v", due, err)
	}
}

func TestIssueAskedForByHandTakesTheSlot(t *testing.T) {
	e := daily(t)
	d, c := newDaemon(t, e)
	tickAt(t, d, c, at("2026-11-23", "06:00"))
	slot := SlotOn(e.Schedule, c.now(), c.now(), time.UTC)
	run := pipeline.Run{Edition: e.Edition, Slot: slot, Readers: e.Readers, Until: c.now(), AtOnce: true}
	if _, err := d.Pipeline.Build(t.Context(), run); err != nil {
		t.Fatal(err)
	}
	tickAt(t, d, c, at("2026-11-23", "07:00"))
	got := issues(t, d, "daily")
	if len(got) != 1 {
		t.Fatalf("issues %+v", got)
	}
	if rows, err := d.Store.Deliveries(t.Context(), got[0].ID); err != nil || len(rows) != 1 {
		t.Errorf("%d deliveries, %v", len(rows), err)
	}
}

func TestSlotOfAnIssueAskedForByHand(t *testing.T) {
	weekdays, twice := cron(t, "0 7 * * 1-5"), cron(t, "0 7,18 * * *")
	monday, sunday := "2026-11-23", "2026-11-22"
	tests := []struct {
		name string
		s    schedule.Schedule
		now  time.Time
		want digest.Slot
	}{
		{"before the day's slot", weekdays, at(monday, "05:00"), "2026-11-23T07:00"},
		{"after it", weekdays, at(monday, "21:00"), "2026-11-23T07:00"},
		{"on a day without one", weekdays, at(sunday, "12:00"), "2026-11-22T00:00"},
		{"before the first of two", twice, at(monday, "05:00"), "2026-11-23T07:00"},
		{"between the two", twice, at(monday, "12:00"), "2026-11-23T07:00"},
		{"at the second", twice, at(monday, "18:00"), "2026-11-23T18:00"},
	}
	for _, tt := range tests {
		if got := SlotOn(tt.s, tt.now, tt.now, time.UTC); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestDaemonStopsWhenToldAndSaysWhatItDid(t *testing.T) {
	d, c := newDaemon(t, daily(t))
	c.set(at("2026-11-23", "06:00"))
	var buf bytes.Buffer
	var mu sync.Mutex
	ctx, stop := context.WithCancel(t.Context())
	d.Log = slog.New(slog.NewTextHandler(writer(func(b []byte) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		defer stop() // at the first word
		return buf.Write(b)
	}), nil))
	if err := d.Run(ctx); err != nil {
		t.Error(err)
	}
	if !strings.Contains(buf.String(), "feed failed") {
		t.Errorf("log: %s", buf.String())
	}
}

// refusing is a network that refuses for the reason of the moment.
type refusing struct{ kind digest.FetchKind }

func (r *refusing) Fetch(_ context.Context, q digest.Request) (digest.Page, error) {
	return digest.Page{}, &digest.FetchError{URL: q.URL, Kind: r.kind, Err: errors.New(string(r.kind))}
}

func (*refusing) Hold(string, time.Time) {}

func TestWhatNoServerHasAPartInIsSaidOnceAReasonAndNotOnceAMinute(t *testing.T) {
	d, c := newDaemon(t)
	var log bytes.Buffer
	d.Log = slog.New(slog.NewTextHandler(&log, nil))
	network := new(refusing)
	d.Pipeline.Fetch = network
	for _, minute := range []struct {
		kind digest.FetchKind
		says string
	}{
		{digest.FetchPrivate, "level=INFO msg=\"feed refused\""},
		{digest.FetchPrivate, ""},
		{digest.FetchPrivate, ""},
		{digest.FetchOffline, "level=WARN msg=\"feed failed\""},
		{digest.FetchOffline, ""},
		{digest.FetchPrivate, "level=INFO msg=\"feed refused\""},
	} {
		log.Reset()
		c.set(c.now().Add(time.Minute))
		network.kind = minute.kind
		d.gather(t.Context())
		if got := log.String(); !strings.Contains(got, minute.says) || (got == "") != (minute.says == "") {
			t.Errorf("%s: logged %q, want %q", minute.kind, got, minute.says)
		}
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(b []byte) (int, error) { return w(b) }

func TestDaemonTakesInMailThatCameBackAndOutlivesAMailboxThatIsGone(t *testing.T) {
	d, c := newDaemon(t, daily(t))
	c.set(at("2026-11-23", "06:00"))
	var log bytes.Buffer
	d.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelError}))
	ctx, stop := context.WithCancel(t.Context())
	d.Returns = func(context.Context) error { return errors.New("no mailbox") }
	d.takeReturns(ctx)
	if !strings.Contains(log.String(), "no mailbox") {
		t.Errorf("log: %s", log.String())
	}
	read := 0
	d.Returns = func(context.Context) error { read++; stop(); return nil }
	if err := d.Run(ctx); err != nil || read != 1 {
		t.Errorf("read %d times, %v", read, err)
	}
}
