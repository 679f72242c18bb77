// Package history turns what the state keeps of an edition's earlier issues into which readers get the one at hand, where it
// begins for each of them, and what they were told.
package history

import (
	"context"
	"errors"
	"slices"
	"time"

	"tidings/digest"
)

// How far back an issue looks.
const (
	Window       = 30 * 24 * time.Hour // a reader who had nothing for longer starts afresh
	storyWindow  = 5 * 24 * time.Hour  // articles further apart are not about one event (measured: 100 % of pairs within 4 days)
	memoryWindow = 14 * 24 * time.Hour // how long a story's identity is remembered
)

// Store keeps issues, and what they told. Its methods are those of package store.
type Store interface {
	FindIssue(ctx context.Context, edition string, slot digest.Slot, seq int) (digest.Issue, error)
	LastIssue(ctx context.Context, edition string, before time.Time) (digest.Issue, error)
	Pasts(ctx context.Context, edition string, since, before time.Time) (map[string]digest.Past, error)
	CopiesPast(ctx context.Context, edition string, since, before time.Time) (renderings []string, err error)
	Elsewhere(ctx context.Context, edition, date string, before time.Time) (map[string][]string, error)
	ToldStories(ctx context.Context, renderings []string) (map[string][]digest.ToldStory, error)
	Facts(ctx context.Context, articles []string) (map[string]digest.Facts, error)
	Links(ctx context.Context, since time.Time) ([]digest.Link, error)
}

// Issue is the one at hand.
type Issue struct {
	Edition digest.Edition
	Slot    digest.Slot
	Until   time.Time           // it covers what was gathered up to here
	Readers []digest.Subscriber // one without an address is anybody
	Copied  bool                // it has a copy for the web, whose past are the copies before
	Anyway  bool                // for a look: pauses and cadences do not count
}

// History is what came before an issue.
type History struct {
	Issue
	Links []digest.Link           // what the stories were called then
	Sent  map[string]digest.Facts // by article: what it told when it was sent

	pasts     map[string]digest.Past        // by subscriber key
	elsewhere map[string][]string           // by subscriber key: renderings of other editions today
	told      map[string][]digest.ToldStory // by rendering
	lastUntil time.Time                     // what the edition's last issue covered, for a reader without a history
}

// Built finds the issue of a slot when it has been built already; digest.ErrNotFound says that it has not.
func Built(ctx context.Context, st Store, edition string, slot digest.Slot, seq int) (digest.Issue, error) {
	is, err := st.FindIssue(ctx, edition, slot, seq)
	if err == nil && is.State == digest.IssuePlanned {
		return digest.Issue{}, digest.ErrNotFound
	}
	return is, err
}

// Read reads what the readers of an issue were sent before, and what the stories were called then.
func Read(ctx context.Context, st Store, is Issue) (*History, error) {
	h := &History{Issue: is}
	edition, until := is.Edition.ID, is.Until
	before, err := h.ends(ctx, st)
	if err != nil {
		return nil, err
	}
	anybody := h.anybodysEnds(before)
	last, err := st.LastIssue(ctx, edition, anybody)
	if err != nil && !errors.Is(err, digest.ErrNotFound) {
		return nil, err
	}
	h.lastUntil = last.Until
	if h.pasts, err = st.Pasts(ctx, edition, until.Add(-Window), before); err != nil {
		return nil, err
	}
	if is.Copied {
		read, err := st.CopiesPast(ctx, edition, until.Add(-Window), anybody)
		if err != nil {
			return nil, err
		}
		h.pasts[""] = digest.Past{Renderings: read}
	}
	if h.elsewhere, err = st.Elsewhere(ctx, edition, is.Slot.Date(), before); err != nil {
		return nil, err
	}
	if h.told, err = st.ToldStories(ctx, h.renderings()); err != nil {
		return nil, err
	}
	if h.Sent, err = st.Facts(ctx, h.sentArticles()); err != nil {
		return nil, err
	}
	h.Links, err = st.Links(ctx, until.Add(-memoryWindow))
	return h, err
}

// Of is what a reader was sent of the edition.
func (h *History) Of(s digest.Subscriber) digest.Past { return h.pasts[s.Key()] }

// Elsewhere lists the renderings of other editions that a reader was sent today.
func (h *History) Elsewhere(s digest.Subscriber) []string { return h.elsewhere[s.Key()] }

// audience is for whom contents are made: the readers, and anybody who reads the issue on the web.
func (h *History) audience() []digest.Subscriber {
	if !h.Copied {
		return h.Readers
	}
	return append(slices.Clip(h.Readers), digest.Subscriber{})
}

// ends is the moment before which an earlier issue must end to count as the readers' past. An issue of the same
// slot does not count: to look at today's issue after it was sent, or to send it again, shows today and not nothing.
func (h *History) ends(ctx context.Context, st Store) (time.Time, error) {
	slot := h.Slot
	_, woken := slot.Woken()
	if h.Edition.Fresh && !woken && len(h.Readers) == 1 { // the reader's own issue of the slot
		if at, ok := h.Edition.Clock(h.Readers[0]).Wake(slot); ok {
			slot = slot.WokenAt(at)
		}
	}
	same, err := Built(ctx, st, h.Edition.ID, slot, 0)
	if errors.Is(err, digest.ErrNotFound) {
		return h.Until, nil
	}
	if err == nil && !same.Until.IsZero() && same.Until.Before(h.Until) {
		return same.Until, nil
	}
	return h.Until, err
}

// wakesApart is how much less than a period ago an issue may be that was made for the readers of the same clock; those of
// other clocks are made an hour earlier or later, in a few zones half of one.
const wakesApart = 15 * time.Minute

// anybodysEnds is ends for nobody in particular. Issues that are made for each clock follow one another by the
// hour: what came before is the issue of the same clock, and those before that one.
func (h *History) anybodysEnds(before time.Time) time.Time {
	if !h.Edition.Fresh {
		return before
	}
	return earlier(before, h.Until.Add(wakesApart-h.Edition.FirstReach))
}

// renderings lists, once each, what the readers of this run, and of its web copy, were told before, and today in other editions.
func (h *History) renderings() []string {
	var ids []string
	for _, s := range h.audience() {
		ids = append(ids, h.pasts[s.Key()].Renderings...)
		ids = append(ids, h.elsewhere[s.Key()]...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// From is the earliest moment of which articles are needed: a full window of stories, or further back when a reader's
// last issue is older.
func (h *History) From() time.Time {
	from := h.Until.Add(-storyWindow)
	for _, s := range h.audience() {
		if since := h.Since(s.For(h.Edition.ID)); since.Before(from) {
			from = since
		}
	}
	return from
}

// Told is what renderings told, oldest first, by story.
func (h *History) Told(renderings []string) map[string]digest.Told {
	told := make(map[string]digest.Told)
	for _, id := range renderings {
		for _, st := range h.told[id] {
			t, ok := told[st.Story]
			if !ok {
				t = digest.Told{First: st.At, Articles: make(map[string]bool)}
			}
			if st.At.After(t.Last) {
				t.Last = st.At
			}
			for _, a := range st.Articles {
				t.Articles[a] = true
			}
			told[st.Story] = t
		}
	}
	return told
}

// sentArticles lists, once each, the articles of what the readers were sent before.
func (h *History) sentArticles() []string {
	var ids []string
	for _, stories := range h.told {
		for _, st := range stories {
			ids = append(ids, st.Articles...)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
