package jobs

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/pipeline"
)

func TestAReloadLosesNoJobAndWorksByTheNewConfiguration(t *testing.T) {
	onBoth(t, func(t *testing.T, where string) {
		e := daily(t)
		c := &clock{t: at("2026-11-22", "12:00")}
		d, q := node(t, where, c, "one", e)
		for _, now := range []time.Time{c.now(), at("2026-11-23", "07:00")} {
			c.set(now)
			if err := d.plan(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if n := waitingFor(t, q, "build"); n != 1 {
			t.Fatalf("%d jobs wait", n)
		}
		e.Readers = []digest.Subscriber{{Email: "ben@example.com"}}
		heir := onState(t, d.Store, c, e)
		heir.Pipeline.Owner = d.Pipeline.Owner
		d.Reload(heir)
		works(t, q)
		var rows []digest.Delivery
		await(t, "the issue is built", func() bool {
			is := issues(t, d, "daily")[0]
			if is.State != digest.IssueBuilt {
				return false
			}
			var err error
			if rows, err = d.Store.Deliveries(t.Context(), is.ID); err != nil {
				t.Fatal(err)
			}
			return true
		})
		if len(rows) != 1 || rows[0].To != "ben@example.com" {
			t.Errorf("it goes to %v", rows)
		}
	})
}

func TestADaemonIsReadyWhileItPlans(t *testing.T) {
	onBoth(t, func(t *testing.T, where string) {
		c := &clock{t: at("2026-11-22", "12:00")}
		d, _ := node(t, where, c, "one", daily(t))
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		if err := d.Ready(ctx); err == nil {
			t.Error("it is ready before it runs")
		}
		go func() { ended <- d.Run(ctx) }()
		await(t, "it is ready", func() bool { return d.Ready(ctx) == nil })
		if jobs, err := d.Waiting(ctx); err != nil || jobs["build"] != 0 || len(jobs) != 2 {
			t.Errorf("%v jobs wait, %v", jobs, err)
		}
		c.set(c.now().Add(mostSilence + time.Second)) // and no tick since
		if err := d.Ready(ctx); err == nil || !strings.Contains(err.Error(), "nothing has been planned") {
			t.Errorf("planning is stuck, and it says %v", err)
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := d.Ready(t.Context()); err == nil {
			t.Error("it is ready after it stopped")
		}
	})
}

// counted is a Meter that keeps what it is told.
type counted struct {
	unmetered
	planned []digest.IssueState
	missed  int
	built   []digest.IssueState
	late    time.Duration

	asked, failed int
}

func (c *counted) Planned(_ string, s digest.IssueState) { c.planned = append(c.planned, s) }
func (c *counted) Missed(string)                         { c.missed++ }
func (c *counted) Built(_ string, s digest.IssueState, late, _ time.Duration) {
	c.built, c.late = append(c.built, s), late
}

func (c *counted) Gathered(asked, failed int, _ time.Duration) {
	c.asked, c.failed = c.asked+asked, c.failed+failed
}

func TestFeedsThatAreLeftAloneAreNotCountedAsFailedAgain(t *testing.T) {
	d, _ := newDaemon(t, daily(t))
	m := &counted{}
	d.Meter = m
	f := &digest.Feed{URL: "https://feed.example/"}
	left := pipeline.FeedReport{Feed: f, Skipped: true, Failing: "the server answered 500"}
	d.logGathered(pipeline.GatherReport{Feeds: []pipeline.FeedReport{left, left, {Feed: f}, {}}})
	d.logGathered(pipeline.GatherReport{Feeds: []pipeline.FeedReport{left, left, {Feed: f, Err: errors.New("500")}}})
	if m.asked != 2 || m.failed != 1 {
		t.Errorf("%d asked, %d failed", m.asked, m.failed)
	}
}

func TestAMeterHearsOfEverySlot(t *testing.T) {
	d, c := newDaemon(t, daily(t))
	m := &counted{}
	d.Meter = m
	tickAt(t, d, c, at("2026-11-22", "12:00"))
	tickAt(t, d, c, at("2026-11-23", "07:01"))
	if len(m.planned) != 1 || len(m.built) != 1 || m.built[0] != digest.IssueBuilt || m.late != time.Minute {
		t.Errorf("one slot that is built a minute late: %+v", m)
	}
	tickAt(t, d, c, at("2026-11-24", "20:00")) // beyond late.within
	if len(m.planned) != 2 || m.planned[1] != digest.IssueMissed || len(m.built) != 1 {
		t.Errorf("a slot that is missed: %+v", m)
	}
}
