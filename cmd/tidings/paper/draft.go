package paper

import (
	"errors"
	"fmt"
	"time"

	"tidings/cmd/tidings/call"
	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
	"tidings/digest/pipeline"
)

// Nothing says why there is no digest, and is how the command ends.
func Nothing(c *call.Call, g pipeline.GatherReport, d pipeline.Draft) error {
	r := d.Report
	quiet := r.Few > 0 || r.Resting > 0 && r.Quiet == 0
	if failed := g.Failed(); !quiet && r.Articles == 0 && failed > 0 && failed == len(g.Feeds) {
		what := fmt.Sprintf("none of the %d feeds could be read", failed)
		if failed == 1 {
			what = "the only feed could not be read"
		}
		return digest.Hint(errors.New(what), "check the network; what went wrong is above")
	}
	c.Say("%s", NothingIn(d))
	return exit.Quietly(exit.Nothing)
}

// NothingIn is why a draft is no digest, in a sentence.
func NothingIn(d pipeline.Draft) string {
	switch r := d.Report; {
	case r.Few > 0 || r.Resting > 0 && r.Quiet == 0:
		return fmt.Sprintf("Nothing to send: %s.", d.Quiet())
	case r.Articles > 0:
		return fmt.Sprintf("Nothing new since the last issue: %s stored, none of them fresh.", wording.Count(r.Articles, "article", "articles"))
	default:
		return "Nothing to tell: the feeds have no article that is new enough and let through by the filters."
	}
}

// SayDraft says what a digest was made of.
func SayDraft(c *call.Call, d pipeline.Draft) {
	r := d.Report
	facts := []string{
		wording.Count(r.Articles, "article", "articles"), wording.Count(r.Stories, "story", "stories"),
		fmt.Sprintf("%d told by more than one feed", r.Shared),
	}
	if r.Pictures+r.PicturesLost > 0 {
		facts = append(facts, fmt.Sprintf("%d of %s", r.Pictures, wording.Count(r.Pictures+r.PicturesLost, "new picture", "new pictures")))
	}
	facts = append(facts, r.Took.Round(10*time.Millisecond).String())
	c.Say("%s", wording.Joined(facts))
}
