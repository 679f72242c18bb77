package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"tidings/digest/pipeline"
)

// gather reads the feeds with a line of progress and says what could not be read.
func (a *app) gather(ctx context.Context, p *paper) (pipeline.GatherReport, error) {
	watch, clear := a.watch()
	p.Watch = watch
	r, err := p.Gather(ctx)
	clear()
	p.Watch = nil
	if err != nil {
		return r, err
	}
	a.sayGathered(r)
	return r, nil
}

func (a *app) sayGathered(r pipeline.GatherReport) {
	asked, unchanged, skipped, failing := 0, 0, 0, 0
	for _, f := range r.Feeds {
		switch {
		case f.Skipped && f.Failing != "":
			failing++
			continue
		case f.Skipped:
			skipped++
			continue
		case f.Unchanged:
			unchanged++
		}
		asked++
	}
	facts := []string{count(asked, "feed", "feeds") + " read"}
	if asked == 0 {
		facts = nil
	}
	if unchanged > 0 {
		facts = append(facts, fmt.Sprintf("%d unchanged", unchanged))
	}
	if skipped > 0 {
		facts = append(facts, fmt.Sprintf("%d read within the hour", skipped))
	}
	if failing > 0 {
		facts = append(facts, fmt.Sprintf("%d failing and left alone for a while", failing))
	}
	facts = append(facts, count(r.New(), "new article", "new articles"), r.Took.Round(10*time.Millisecond).String())
	a.say("%s", joined(facts))
	a.sayFailed(r)
}

// mostFailures is how many failed feeds are named one by one.
const mostFailures = 12

func (a *app) sayFailed(r pipeline.GatherReport) {
	n := r.Failed()
	if n == 0 {
		return
	}
	a.say("%s could not be read; the others are not affected:", count(n, "feed", "feeds"))
	said := 0
	for _, f := range r.Feeds {
		if f.Err == nil {
			continue
		}
		if said++; said > mostFailures {
			a.say("  … and %d more; -v shows all", n-mostFailures)
			return
		}
		a.say("  %s", failure(f))
	}
}

// failure is one line about a feed that failed: its name, its address once, and why.
func failure(f pipeline.FeedReport) string {
	name := f.Feed.URL
	if f.Title != f.Feed.URL {
		name = fmt.Sprintf("%s (%s)", f.Title, f.Feed.URL)
	}
	return name + ": " + strings.TrimPrefix(f.Err.Error(), f.Feed.URL+": ")
}

// partly is the exit of a command that did its work although some feeds failed.
func partly(r pipeline.GatherReport) error {
	if r.Failed() > 0 {
		return exit(exitPart)
	}
	return nil
}
