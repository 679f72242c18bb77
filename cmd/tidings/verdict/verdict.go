// Package verdict says what became of a story: an explanation of the pipeline's becomes sentences for a person.
package verdict

import (
	"fmt"
	"strings"
	"time"

	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/compose"
	"tidings/digest/novelty"
	"tidings/digest/pipeline"
	"tidings/digest/pipeline/build"
)

// Of says in a sentence what became of the story, in an issue of the edition.
func Of(x pipeline.Explanation, e digest.Edition) string {
	switch x.Fate {
	case build.FateTold:
		where := ""
		if x.Section != "" {
			where = ", in " + x.Section
		}
		return fmt.Sprintf("It is story %d of %d%s.", x.Place, x.Placed, where)
	case build.FateLarge:
		return "It is left out: with it, the mail would be larger than the 95 KB that Gmail shows."
	case build.FateLeft:
		return fmt.Sprintf("It is left out: %s. It ranks %d of %d.", limitReached(x.Limit), x.Rank, x.Ranked)
	case build.FateExtra:
		return "It is left out: only feeds of weight 0 tell it, and they bring no story of their own."
	case build.FateHeld:
		return "It is left out: " + heldBecause(x, e)
	case build.FateMuted:
		return fmt.Sprintf("It is hidden: the reader's mute rule %q hits it.", x.Rule)
	case build.FateSent:
		return fmt.Sprintf("It is left out: the reader was sent it on %s, and no article has come since.", Day(x.Story.Told.Last, e))
	case build.FateEarlier:
		return fmt.Sprintf("It is left out: it came before what this issue covers, which begins on %s.", x.Covers.In(e.Location).Format("Monday 2 January, 15:04"))
	case build.FateRefused:
		return "It is left out: " + refusedBecause(x)
	default:
		return "It is left out: its feed stands in no section of this edition."
	}
}

// Unsent says in a sentence why the whole issue does not go out to the reader; empty when it does.
func Unsent(x pipeline.Explanation) string {
	switch {
	case x.Rests:
		return "This reader gets no issue that day, by cadence or pause; what follows is what it would hold."
	case x.Few:
		return "The issue has fewer stories than the edition sends (quiet); what follows is what it would hold."
	}
	return ""
}

func limitReached(l compose.Limit) string {
	switch l {
	case compose.SectionFull:
		return "its section has as many stories as its max_stories allows"
	case compose.FeedFull:
		return "every feed that tells it leads as many stories as its max_per_feed allows"
	case compose.SectionSkipped:
		return "the reader skips its section"
	default:
		return "the issue has as many stories as max_stories allows"
	}
}

func heldBecause(x pipeline.Explanation, e digest.Edition) string {
	switch x.Why {
	case novelty.SentElsewhere:
		return "the reader was sent it in another edition of this day."
	case novelty.SentBefore:
		return fmt.Sprintf("the reader was sent it on %s, and this edition says repeats: never.", Day(x.Story.Told.Last, e))
	default:
		return fmt.Sprintf("the reader was sent it on %s, and what came since has nothing new.", Day(x.Story.Told.Last, e))
	}
}

func refusedBecause(x pipeline.Explanation) string {
	rule := fmt.Sprintf("the exclude rule %q hits it", x.Rule)
	if x.Rule.String() == "" {
		rule = "no include rule hits it"
	}
	switch x.Refusal {
	case compose.TooOld:
		return "it was older than its feed's max_age when it was first seen."
	case compose.Blank:
		return "it has neither title nor text."
	case compose.Filtered:
		return rule + "; the filter is the edition's."
	default:
		return rule + "; the filter is its feed's, its section's or that of defaults."
	}
}

// Day is a moment's day as a reader of the edition says it.
func Day(t time.Time, e digest.Edition) string { return t.In(e.Location).Format("Monday 2 January") }

// Part says in a clause what one part of a story's score rests on.
func Part(r digest.Reason, st digest.Story, now time.Time) string {
	switch r.Name {
	case "sources":
		return wording.Count(r.Papers, "paper", "papers") + ", " + wording.Count(r.Reports, "report", "reports")
	case "freshness":
		newest := time.Time{}
		for _, art := range st.Articles {
			if art.When().After(newest) {
				newest = art.When()
			}
		}
		return "the newest article came " + wording.Ago(newest, now)
	case "weight":
		return "the mean weight of its feeds"
	case "topic":
		var topics []string
		for _, t := range r.Topics {
			if t == "" {
				t = "a pattern"
			}
			topics = append(topics, t)
		}
		return "matches " + wording.List(topics)
	case "prominence":
		return "its place in a feed that is not a list by time"
	case "substance":
		return "the length of its text"
	case "novelty":
		return fmt.Sprintf("%.0f %% of what it begins with is new", 100*st.News.Share)
	case "variety":
		return "its feed leads stories above it"
	}
	return ""
}

// WhyNot says in a clause why an issue does not have a story.
func WhyNot(x pipeline.Explanation, e digest.Edition) string {
	switch x.Fate {
	case build.FateTold:
		return "it was told within another story"
	case build.FateUnknown:
		return "its feed is not configured"
	}
	words := Of(x, e)
	for _, start := range []string{"It is left out: ", "It is hidden: "} {
		words = strings.TrimPrefix(words, start)
	}
	return strings.TrimSuffix(words, ".")
}
