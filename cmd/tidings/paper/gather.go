package paper

import (
	"context"
	"fmt"
	"strings"
	"time"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/wording"
	"tidings/digest/pipeline"
)

// Gather reads the feeds that are due, with a line of progress, and says what came of it and what could not be read.
func Gather(ctx context.Context, c *call.Call, p *Paper) (pipeline.GatherReport, error) {
	watch, clear := c.Progress()
	p.Watch = watch
	r, err := p.Gather(ctx)
	clear()
	p.Watch = nil
	if err != nil {
		return r, err
	}
	sayGathered(c, r)
	return r, nil
}

func sayGathered(c *call.Call, r pipeline.GatherReport) {
	asked, unchanged, skipped, waiting := 0, 0, 0, 0
	for _, f := range r.Feeds {
		switch {
		case f.Skipped && f.Failing != "":
			continue
		case f.Waiting != "":
			waiting++
			continue
		case f.Skipped:
			skipped++
			continue
		case f.Err != nil:
			continue
		case f.Unchanged:
			unchanged++
		}
		asked++
	}
	facts := []string{wording.Count(asked, "feed", "feeds") + " read"}
	if asked == 0 {
		facts = nil
	}
	if unchanged > 0 {
		facts = append(facts, fmt.Sprintf("%d unchanged", unchanged))
	}
	if skipped > 0 {
		facts = append(facts, fmt.Sprintf("%d read within the hour", skipped))
	}
	if waiting > 0 {
		facts = append(facts, fmt.Sprintf("%d not read: their servers asked to be left alone", waiting))
	}
	facts = append(facts, wording.Count(r.New(), "new article", "new articles"), r.Took.Round(10*time.Millisecond).String())
	c.Say("%s", wording.Joined(facts))
	sayFailed(c, r)
	sayOdd(c, r)
}

// sayOdd says what the user should know of feeds that could be read.
func sayOdd(c *call.Call, r pipeline.GatherReport) {
	for _, f := range r.Feeds {
		if f.Moved != "" {
			c.Say("%s has moved for good and is read at %s: write that address in sources.yaml", f.Title, f.Moved)
		}
		if f.Poured > 0 {
			c.Say("%s brought %d new articles at once, far more than ever before: they are kept, and held out of the digest until tidings feeds release lets them in", f.Title, f.Poured)
		}
	}
}

// mostFailures is how many failed feeds are named one by one.
const mostFailures = 12

func sayFailed(c *call.Call, r pipeline.GatherReport) {
	n := r.Failed()
	if n == 0 {
		return
	}
	others := "; the others are not affected"
	if n == len(r.Feeds) {
		others = ""
	}
	c.Trouble("%s could not be read%s:", wording.Count(n, "feed", "feeds"), others)
	lines := failures(r, !c.Verbose)
	for i, line := range lines {
		if i == mostFailures && !c.Verbose {
			c.Trouble("  … and %d more lines; -v shows all", len(lines)-i)
			return
		}
		c.Trouble("  %s", line)
	}
}

// alikeLeast is how many feeds with the same reason share a line: a few are named one by one.
const alikeLeast = 4

// failures is a line for each feed that failed, in their order. Together puts those that failed for the same reason on one.
func failures(r pipeline.GatherReport, together bool) []string {
	alike := make(map[string][]pipeline.FeedReport)
	for _, f := range r.Feeds {
		if f.Err != nil || f.Failing != "" {
			alike[reason(f)] = append(alike[reason(f)], f)
		}
	}
	var lines []string
	for _, f := range r.Feeds {
		if f.Err == nil && f.Failing == "" {
			continue
		}
		why := reason(f)
		switch group := alike[why]; {
		case !together || len(group) < alikeLeast:
			lines = append(lines, Failure(f))
		case group[0].Feed.ID == f.Feed.ID:
			lines = append(lines, fmt.Sprintf("%d feeds (%s, %s and so on; -v names all): %s", len(group), group[0].Title, group[1].Title, why))
		}
	}
	return lines
}

// Failure is one line about a feed that failed: its name, its address once, and why.
func Failure(f pipeline.FeedReport) string {
	name := f.Feed.URL
	if f.Title != f.Feed.URL {
		name = fmt.Sprintf("%s (%s)", f.Title, f.Feed.URL)
	}
	return name + ": " + reason(f)
}

// reason is why a feed failed, without its address.
func reason(f pipeline.FeedReport) string {
	why, since := f.Failing, " (left alone for a while)"
	if f.Err != nil {
		why, since = f.Err.Error(), ""
	}
	if f.Gone {
		since = " (gone for good: it is not asked any more; remove it from sources.yaml, or write its new address)"
	}
	return strings.TrimPrefix(why, f.Feed.URL+": ") + since
}

// Partly is how a command ends that did its work although some feeds may have failed.
func Partly(r pipeline.GatherReport) error {
	if r.Failed() > 0 {
		return exit.Quietly(exit.Part)
	}
	return nil
}
