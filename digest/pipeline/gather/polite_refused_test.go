package gather_test

import (
	"io"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"tidings/digest"
)

func TestP13RetryAfterInSecondsIsKept(t *testing.T) {
	s := newScripted(t)
	r := newReader(t, s.on("/feed.xml", refusal(http.StatusTooManyRequests, "Retry-After", "18000")))
	r.gather()
	r.later(5*time.Hour - time.Minute)
	s.want("a minute too early", "", 1)
	s.on("/feed.xml", document(rss("", "One")))
	if report := r.later(2 * time.Minute); report.New() != 1 {
		t.Errorf("report %+v", report.Feeds[0])
	}
	s.want("in time", "", 2)
}

func TestP14RetryAfterAsADateIsKept(t *testing.T) {
	s := newScripted(t)
	r := newReader(t, s.on("/feed.xml", refusal(http.StatusTooManyRequests, "Retry-After", "Mon, 23 Nov 2026 12:00:00 GMT")))
	r.gather()
	r.later(5*time.Hour - time.Minute)
	s.want("a minute too early", "", 1)
	r.later(2 * time.Minute)
	s.want("in time", "", 2)
}

func TestP15TooManyRequestsWithoutATimeIsAnHourAndTwiceAsLongEachTime(t *testing.T) {
	s := newScripted(t)
	f := s.on("/feed.xml", refusal(http.StatusTooManyRequests))
	r := newReader(t, f, s.on("/other.xml", refusal(http.StatusTooManyRequests)))
	r.options.PerHost = 1
	asked := 1
	r.gather()
	for _, hours := range []time.Duration{1, 2, 4, 8, 16, 24, 24} {
		r.later(hours*time.Hour - time.Minute)
		s.want("a minute too early", "", asked)
		r.restart()
		r.later(2 * time.Minute)
		asked++
		s.want("in time", "", asked)
		r.Pass(-time.Minute) // back to the moment that the hold counts from
	}
}

func TestP16TooManyRequestsHoldsTheWholeHost(t *testing.T) {
	s, other := newScripted(t), newScripted(t)
	refused := refusal(http.StatusTooManyRequests, "Retry-After", "7200")
	elsewhere := other.on("/d.xml", document(rss("", "Four")))
	// All three refuse: whichever is asked first holds the host for the other two.
	r := newReader(t, s.on("/a.xml", refused), s.on("/b.xml", refused), s.on("/c.xml", refused), elsewhere)
	away := other.on("/away.xml", func(w http.ResponseWriter, q *http.Request) { http.Redirect(w, q, s.URL+"/b.xml", http.StatusFound) })
	r.options.PerHost = 1
	report := r.gather()
	s.want("with its feeds in the queue", "", 1)
	other.want("another host", "", 1)
	waiting := 0
	for _, f := range report.Feeds {
		if f.Skipped && strings.Contains(f.Waiting, "asked to be left alone") && f.Err == nil {
			waiting++
		}
	}
	if waiting != 2 {
		t.Errorf("%d feeds of the held host wait, want 2: %+v", waiting, report.Feeds)
	}
	r.restart()
	r.feeds = append(r.feeds, away)
	r.later(2*time.Hour - time.Minute)
	s.want("in a later run, also by a redirect from elsewhere", "", 1)
	for path, title := range map[string]string{"/a.xml": "One", "/b.xml": "Two", "/c.xml": "Three"} {
		s.on(path, document(rss("", title)))
	}
	if report := r.later(2 * time.Minute); report.New() != 4 {
		t.Errorf("after the hold: %d new articles, want 4", report.New())
	}
}

func TestP16OnTheUsersOwnNetworkOnlyTheURLIsHeld(t *testing.T) {
	s := newScripted(t)
	r := newReader(t, s.on("/a.xml", refusal(http.StatusTooManyRequests, "Retry-After", "7200")), s.on("/b.xml", document(rss("", "Two"))))
	r.options.Public, r.options.Allow, r.options.PerHost = nil, []netip.Prefix{loopback}, 1
	if report := r.gather(); report.New() != 1 {
		t.Errorf("the other feed: %+v", report.Feeds[1])
	}
	r.later(2*time.Hour - time.Minute)
	s.want("a minute too early", "/a.xml", 1)
}

func TestP17UnavailableWithATimeHoldsTheURLAndNotTheHost(t *testing.T) {
	s := newScripted(t)
	r := newReader(t, s.on("/a.xml", refusal(http.StatusServiceUnavailable, "Retry-After", "18000")), s.on("/b.xml", document(rss("", "Two"))))
	r.options.PerHost = 1
	if report := r.gather(); report.New() != 1 {
		t.Errorf("the other feed: %+v", report.Feeds[1])
	}
	r.later(5*time.Hour - time.Minute)
	s.want("a minute too early", "/a.xml", 1)
	s.want("meanwhile", "/b.xml", 2)
	r.later(2 * time.Minute)
	s.want("in time", "/a.xml", 2)
}

func TestP18FailuresBackOffAndAreNeverAStorm(t *testing.T) {
	hangUp := func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }
	halfWay := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100000")
		io.WriteString(w, "<rss>")
	}
	for _, tt := range []struct {
		name    string
		says    http.HandlerFunc
		perPoll int
	}{
		{"500", refusal(http.StatusInternalServerError), 1},
		{"502", refusal(http.StatusBadGateway), 1},
		{"400", refusal(http.StatusBadRequest), 1},
		{"403", refusal(http.StatusForbidden), 1},
		{"a silent server", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, 1},
		{"a dropped connection", hangUp, 2},
		{"an answer broken off", halfWay, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newScripted(t)
			r := newReader(t, s.on("/feed.xml", tt.says))
			r.options.Timeout = 100 * time.Millisecond
			r.gather()
			for i, hours := range []time.Duration{1, 2, 4, 8, 16, 24, 24} {
				r.later(hours*time.Hour - time.Minute)
				s.want("a minute too early", "", (i+1)*tt.perPoll)
				r.later(2 * time.Minute)
				s.want("in time", "", (i+2)*tt.perPoll)
				r.Pass(-time.Minute)
			}
		})
	}
}

func TestP19PermanentMoveIsAdoptedAfterThreePollsOverADay(t *testing.T) {
	s := newScripted(t)
	f := s.on("/old.xml", http.RedirectHandler("/middle.xml", http.StatusMovedPermanently).ServeHTTP)
	s.on("/middle.xml", http.RedirectHandler("/new.xml", http.StatusPermanentRedirect).ServeHTTP)
	s.on("/new.xml", document(rss("", "One"), "Etag", `"1"`))
	r := newReader(t, f)
	for range 4 { // at 0, 2, 4 and 6 hours: often enough, and not for long enough
		if report := r.gather(); report.Feeds[0].Moved != "" {
			t.Errorf("adopted at %s", r.Now())
		}
		r.Pass(2 * time.Hour)
	}
	r.later(16 * time.Hour)
	s.want("for a day", "/old.xml", 5)
	report := r.later(2 * time.Hour)
	s.want("after a day", "/old.xml", 5)
	s.want("after a day", "/new.xml", 6)
	if f := report.Feeds[0]; f.Moved != s.URL+"/new.xml" || !f.Unchanged || f.Feed.URL != s.URL+"/old.xml" {
		t.Errorf("report %+v", f)
	}
	s.on("/old.xml", document(rss("", "Two")))
	s.on("/new.xml", refusal(http.StatusNotFound))
	r.later(2 * time.Hour)
	if report := r.later(2 * time.Hour); report.New() != 1 {
		t.Errorf("the new address came to nothing, and the configured one was not asked again: %+v", report.Feeds[0])
	}
}

func TestP19TemporaryAndBrokenMovesAreNeverAdopted(t *testing.T) {
	s := newScripted(t)
	s.on("/end.xml", document(rss("", "One")))
	s.on("/login", document("<!doctype html><title>Log in</title>"))
	s.on("/temporary", http.RedirectHandler("/end.xml", http.StatusFound).ServeHTTP)
	for name, to := range map[string]struct {
		address string
		status  int
	}{
		"302":                    {"/end.xml", http.StatusFound},
		"303":                    {"/end.xml", http.StatusSeeOther},
		"307":                    {"/end.xml", http.StatusTemporaryRedirect},
		"301 and then 302":       {"/temporary", http.StatusMovedPermanently},
		"301 to what no feed is": {"/login", http.StatusMovedPermanently},
	} {
		f := s.on("/feed.xml", http.RedirectHandler(to.address, to.status).ServeHTTP)
		r := newReader(t, f)
		before := len(s.requests("/feed.xml"))
		for range 5 {
			r.gather()
			r.Pass(25 * time.Hour)
		}
		if got := len(s.requests("/feed.xml")) - before; got != 5 || r.state().URL != f.URL {
			t.Errorf("%s: the configured address was asked %d times of 5, and the next time it is %s", name, got, r.state().URL)
		}
	}
}

func TestP20GoneStopsAndNotFoundBacksOffToADay(t *testing.T) {
	s := newScripted(t)
	f := s.on("/gone.xml", refusal(http.StatusGone))
	r := newReader(t, f, s.on("/missing.xml", refusal(http.StatusNotFound)))
	if report := r.gather(); !report.Feeds[0].Gone || report.Failed() != 2 {
		t.Errorf("report %+v", report)
	}
	for range 30 {
		r.later(24 * time.Hour)
	}
	s.want("in a month", "/gone.xml", 1)
	s.want("in a month", "/missing.xml", 31)
	if report := r.gather(); !report.Feeds[0].Gone || report.Feeds[0].Failing == "" {
		t.Errorf("it is not reported any more: %+v", report.Feeds[0])
	}
	s.on("/gone.xml", document(rss("", "Back")))
	if err := r.store.ResumeFeed(t.Context(), f.ID); err != nil {
		t.Fatal(err)
	}
	if report := r.gather(); report.New() != 1 {
		t.Errorf("asked by the user: %+v", report.Feeds[0])
	}
	moved := s.on("/moved.xml", document(rss("", "Moved")))
	r.feeds = []digest.Feed{moved}
	if report := r.gather(); report.New() != 1 {
		t.Errorf("with another address: %+v", report.Feeds[0])
	}
}
