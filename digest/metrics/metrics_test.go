package metrics

import (
	"context"
	"errors"
	"log/slog"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"tidings/digest"
)

// look asks for a path and returns the status and the words.
func look(w Watched, path string) (int, string) {
	r := httptest.NewRecorder()
	w.Handler().ServeHTTP(r, httptest.NewRequest("GET", path, nil))
	return r.Code, r.Body.String()
}

// watched is a daemon that did a little of everything.
func watched() Watched {
	m := NewMeter("1.0.0")
	m.Planned("daily", digest.IssuePlanned)
	m.Planned("daily", digest.IssueMissed)
	m.Built("daily", digest.IssueBuilt, 2*time.Minute, time.Second)
	m.Built("daily", digest.IssueQuiet, time.Second, time.Second)
	m.Mailed(digest.Tally{digest.Sent: 7, digest.Failed: 1}, time.Second)
	m.Gathered(10, 2, 3*time.Second)
	m.Loaded(true)
	m.Loaded(false)
	return Watched{
		Meter: m, Log: slog.New(slog.DiscardHandler), Ready: func(context.Context) error { return nil },
		Counts: func(context.Context) (Counts, error) {
			return Counts{
				Outbox: digest.Tally{digest.Uncertain: 3}, Feeds: map[string]int{"well": 8, "failing": 2},
				Queue: map[string]int{"build": 1}, Articles: 500,
			}, nil
		},
	}
}

func TestTheNumbersSayWhatWasDone(t *testing.T) {
	_, page := look(watched(), "/metrics")
	for _, line := range []string{
		`tidings_slots_due_total{edition="daily"} 2`, `tidings_slots_missed_total{edition="daily"} 1`, `tidings_slots_late_total{edition="daily"} 1`,
		`tidings_issues_built_total{edition="daily",state="built"} 1`, `tidings_issues_built_total{edition="daily",state="quiet"} 1`,
		`tidings_issue_delay_seconds_bucket{edition="daily",le="60"} 1`, `tidings_issue_delay_seconds_count{edition="daily"} 2`,
		`tidings_phase_seconds_count{phase="build"} 2`, `tidings_phase_seconds_sum{phase="gather"} 3`, `tidings_phase_seconds_count{phase="deliver"} 1`,
		`tidings_deliveries_total{state="sent"} 7`, `tidings_feed_polls_total{result="read"} 8`, `tidings_feed_polls_total{result="failed"} 2`,
		`tidings_outbox_deliveries{state="uncertain"} 3`, `tidings_outbox_deliveries{state="pending"} 0`, `tidings_feeds{health="failing"} 2`,
		`tidings_queue_jobs{kind="build"} 1`, `tidings_articles 500`, `tidings_state_up 1`, `tidings_build_info{version="1.0.0"} 1`,
		`tidings_config_loads_total{result="wrong"} 1`, "go_goroutines ",
	} {
		if !strings.Contains(page, "\n"+line) {
			t.Errorf("there is no %s", line)
		}
	}
}

func TestAStateThatDoesNotAnswerIsANumberToo(t *testing.T) {
	w := watched()
	w.Counts = func(context.Context) (Counts, error) { return Counts{}, errors.New("gone") }
	w.Ready = func(context.Context) error { return errors.New("the state is gone") }
	code, page := look(w, "/metrics")
	if code != 200 || !strings.Contains(page, "\ntidings_state_up 0") || !strings.Contains(page, "tidings_slots_due_total") || strings.Contains(page, "tidings_feeds{") {
		t.Errorf("%d, and what the process counted is not there:\n%s", code, page)
	}
	if code, words := look(w, "/readyz"); code != 503 || words != "the state is gone\n" {
		t.Errorf("/readyz: %d %s", code, words)
	}
	if code, _ := look(w, "/healthz"); code != 200 {
		t.Errorf("/healthz: %d; a process that lives is not to be killed for its database", code)
	}
}

func TestEveryNumberIsExplained(t *testing.T) {
	page, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text := look(watched(), "/metrics")
	for _, m := range regexp.MustCompile(`(?m)^# TYPE (tidings_\w+)`).FindAllStringSubmatch(text, -1) {
		if !strings.Contains(string(page), "`"+m[1]) {
			t.Errorf("docs/operations.md does not say what %s is", m[1])
		}
	}
	for _, m := range regexp.MustCompile("`(tidings_[a-z_]+)").FindAllStringSubmatch(string(page), -1) {
		if !strings.Contains(text, m[1]) {
			t.Errorf("docs/operations.md explains %s, which there is not", m[1])
		}
	}
}
