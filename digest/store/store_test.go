package store

import (
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/store/pgtest"
)

// postgres is the server of this test binary; it starts when the first test asks for it.
var postgres pgtest.Server

func TestMain(m *testing.M) {
	code := m.Run()
	postgres.Stop()
	os.Exit(code)
}

// state is one empty state with its own clock. Every handle on it stands for a program of its own.
type state struct {
	where string
	mu    sync.Mutex
	now   time.Time
}

// morning is when every test begins.
var morning = time.Date(2026, 5, 4, 7, 0, 0, 0, time.UTC)

// onBoth runs a test on SQLite and on Postgres.
func onBoth(t *testing.T, test func(t *testing.T, st *state)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); test(t, &state{where: t.TempDir(), now: morning}) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); test(t, &state{where: postgres.URL(t), now: morning}) })
}

func (st *state) open(t testing.TB) *Store {
	t.Helper()
	s, err := Open(t.Context(), st.where, Options{Now: st.clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func (st *state) clock() time.Time {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.now
}

// pass lets time pass.
func (st *state) pass(d time.Duration) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.now = st.now.Add(d)
}

func feed(id string) digest.FeedState {
	return digest.FeedState{Feed: id, URL: "https://" + id + ".example/feed.xml"}
}

func article(feed, guid string) digest.Article {
	return digest.Article{
		ID: digest.ArticleID(feed, guid), FeedID: feed, GUID: guid, URL: "https://" + feed + ".example/" + guid,
		Title: "Title of " + guid, Summary: "Summary of " + guid,
	}
}

func issue(edition string, slot digest.Slot) digest.Issue {
	due, _ := slot.In(time.UTC)
	return digest.Issue{
		ID: digest.Key("issue", edition, string(slot), "0"), Edition: edition, Slot: slot, Due: due, Until: due, Built: due,
		State: digest.IssueBuilt, Theme: "paper",
	}
}

func rendering(is digest.Issue, name string, stories ...digest.ContentsStory) digest.Rendering {
	return digest.Rendering{
		ID: digest.Key("rendering", is.ID, name), Issue: is.ID, Subject: "Subject " + name, Text: "text", HTML: "<p>html",
		Contents: digest.Contents{Version: 1, Slot: is.Slot, Sections: []digest.ContentsSection{{ID: "s", Stories: stories}}},
	}
}

func delivery(is digest.Issue, subscriber, rendering string) digest.Delivery {
	return digest.Delivery{
		ID: digest.Key("delivery", is.ID, subscriber), Issue: is.ID, Edition: is.Edition, Slot: is.Slot, Once: is.Slot.Date(),
		Subscriber: subscriber, To: subscriber, Rendering: rendering, Due: is.Due, State: digest.Pending,
		MessageID: digest.Key("message", is.ID, subscriber) + "@paper.example",
	}
}

// deliveries are n rows of an issue, due at once.
func deliveries(is digest.Issue, n int) []digest.Delivery {
	rows := make([]digest.Delivery, n)
	for i := range rows {
		rows[i] = delivery(is, fmt.Sprintf("reader%06d@example.org", i), "r")
	}
	return rows
}

// save builds an issue.
func save(t testing.TB, s *Store, is digest.Issue, rows []digest.Delivery, renderings ...digest.Rendering) {
	t.Helper()
	saved, err := s.SaveIssue(t.Context(), is, nil, nil, renderings, rows)
	if err != nil || !saved {
		t.Fatalf("SaveIssue = %v, %v", saved, err)
	}
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
