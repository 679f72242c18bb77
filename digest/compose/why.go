package compose

import (
	"tidings/digest"
)

// Refusal is why an article may not stand in an edition. The zero value is none: it may.
type Refusal string

// The refusals.
const (
	NoFeed         Refusal = "no feed"       // its feed is not the edition's
	TooOld         Refusal = "too old"       // older than the feed's MaxAge when it was first seen
	Blank          Refusal = "blank"         // it has neither title nor text
	FilteredByFeed Refusal = "feed's filter" // with what the feed inherits
	Filtered       Refusal = "edition's filter"
)

// Refused says why an article may not stand in an edition, and by which rule. The rule is zero when no rule turned the
// article away, and when none of the rules that would let it in matches.
func Refused(a digest.Article, feeds map[string]digest.Feed, edition digest.Filter) (Refusal, digest.Rule) {
	f, known := feeds[a.FeedID]
	switch {
	case !known:
		return NoFeed, digest.Rule{}
	case tooOld(a, f):
		return TooOld, digest.Rule{}
	case blank(a):
		return Blank, digest.Rule{}
	}
	subject := digest.NewSubject(&a, &f)
	if ok, rule := f.Filter.Keeps(subject); !ok {
		return FilteredByFeed, rule
	}
	if ok, rule := edition.Keeps(subject); !ok {
		return Filtered, rule
	}
	return "", digest.Rule{}
}

// Muted says whether a reader's mute rules hide a story, and the first of them that hits it.
func Muted(st digest.Story, feeds map[string]digest.Feed, mute digest.Filter) (rule digest.Rule, muted bool) {
	if !isMuted(st, feeds, mute.Exclude) {
		return rule, false
	}
	for _, rule := range mute.Exclude {
		for _, a := range st.Articles {
			if hit(a, feeds, []digest.Rule{rule}) {
				return rule, true
			}
		}
	}
	return rule, true
}

// Limit is what kept a story out of an issue that was full.
type Limit string

// The limits.
const (
	IssueFull   Limit = "max_stories"           // the edition's or the reader's
	SectionFull Limit = "section's max_stories" // of the section it would stand in
	FeedFull    Limit = "max_per_feed"          // every feed that tells it leads as many as it may

	SectionSkipped Limit = "skip_sections" // the reader does not want the section it would stand in
)

// Left is the stories that Issue leaves out of the same arguments, each with the limit that it met first.
func Left(o Options, stories []digest.Story, r Reader) map[string]Limit {
	p := newPage(o, r)
	left := make(map[string]Limit)
	for _, st := range stories {
		if limit := p.place(st); limit != "" {
			left[st.ID] = limit
		}
	}
	return left
}
