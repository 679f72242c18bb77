package build

import (
	"context"
	"errors"
	"slices"
	"time"

	"tidings/digest"
	"tidings/digest/novelty"
)

// gatherHistory reads what the readers were sent before, and what the stories were called then.
func (b *building) gatherHistory(ctx context.Context) error {
	edition, until := b.run.Edition.ID, b.run.Until
	before, err := b.historyEnds(ctx)
	if err != nil {
		return err
	}
	anybody := b.anybodysHistoryEnds(before)
	last, err := b.Store.LastIssue(ctx, edition, anybody)
	if err != nil && !errors.Is(err, digest.ErrNotFound) {
		return err
	}
	b.lastUntil = last.Until
	if b.pasts, err = b.Store.Pasts(ctx, edition, until.Add(-pastWindow), before); err != nil {
		return err
	}
	if b.copies() {
		read, err := b.Store.CopiesPast(ctx, edition, until.Add(-pastWindow), anybody)
		if err != nil {
			return err
		}
		b.pasts[""] = digest.Past{Renderings: read}
	}
	if b.elsewhere, err = b.Store.Elsewhere(ctx, edition, b.run.Slot.Date(), before); err != nil {
		return err
	}
	if b.told, err = b.Store.ToldStories(ctx, b.renderings()); err != nil {
		return err
	}
	if b.sent, err = b.Store.Facts(ctx, b.sentArticles()); err != nil {
		return err
	}
	b.links, err = b.Store.Links(ctx, until.Add(-memoryWindow))
	return err
}

// historyEnds is the moment before which an earlier issue must end to count as the readers' past. An issue of the same
// slot does not count: to look at today's issue after it was sent, or to send it again, shows today and not nothing.
func (b *building) historyEnds(ctx context.Context) (time.Time, error) {
	slot := b.run.Slot
	if b.run.Edition.Fresh && !b.woken() && len(b.run.Readers) == 1 { // the reader's own issue of the slot
		if at, ok := b.run.Edition.Clock(b.run.Readers[0]).Wake(slot); ok {
			slot = slot.WokenAt(at)
		}
	}
	same, err := b.Built(ctx, Run{Edition: b.run.Edition, Slot: slot})
	if errors.Is(err, digest.ErrNotFound) {
		return b.run.Until, nil
	}
	if err == nil && !same.Until.IsZero() && same.Until.Before(b.run.Until) {
		return same.Until, nil
	}
	return b.run.Until, err
}

// wakesApart is how much less than a period ago an issue may be that was made for the readers of the same clock; those of
// other clocks are made an hour earlier or later, in a few zones half of one.
const wakesApart = 15 * time.Minute

// anybodysHistoryEnds is historyEnds for nobody in particular. Issues that are made for each clock follow one another by the
// hour: what came before is the issue of the same clock, and those before that one.
func (b *building) anybodysHistoryEnds(before time.Time) time.Time {
	if !b.run.Edition.Fresh {
		return before
	}
	return earlier(before, b.run.Until.Add(wakesApart-b.run.Edition.FirstReach))
}

// renderings lists, once each, what the readers of this run, and of its web copy, were told before, and today in other editions.
func (b *building) renderings() []string {
	var ids []string
	for _, s := range b.audience() {
		ids = append(ids, b.pasts[s.Key()].Renderings...)
		ids = append(ids, b.elsewhere[s.Key()]...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// from is the earliest moment of which articles are needed: a full window of stories, or further back when a reader's
// last issue is older.
func (b *building) from() time.Time {
	from := b.run.Until.Add(-storyWindow)
	for _, s := range b.audience() {
		if since := b.since(s.For(b.run.Edition.ID)); since.Before(from) {
			from = since
		}
	}
	return from
}

// toldIn is what renderings told, oldest first, by story.
func (b *building) toldIn(renderings []string) map[string]digest.Told {
	told := make(map[string]digest.Told)
	for _, id := range renderings {
		for _, st := range b.told[id] {
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
func (b *building) sentArticles() []string {
	var ids []string
	for _, stories := range b.told {
		for _, st := range stories {
			ids = append(ids, st.Articles...)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// facts is what the articles of the drafted renderings tell, to be kept when they are sent.
func (b *building) facts() map[string]digest.Facts {
	facts := make(map[string]digest.Facts)
	renderings := b.draft.Renderings
	if c := b.draft.Issue.Copy; c != nil {
		renderings = append(slices.Clip(renderings), c.Rendering)
	}
	for _, r := range renderings {
		for _, section := range r.Contents.Sections {
			for _, st := range section.Stories {
				for _, id := range st.Members {
					facts[id] = nil
				}
			}
		}
	}
	for _, st := range b.stories {
		for _, a := range st.Articles {
			if _, told := facts[a.ID]; told {
				facts[a.ID] = novelty.Facts(a)
			}
		}
	}
	return facts
}
