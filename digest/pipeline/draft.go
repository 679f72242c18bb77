package pipeline

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tidings/digest"
	"tidings/digest/cluster"
	"tidings/digest/compose"
	"tidings/digest/rank"
	"tidings/digest/render"
	"tidings/digest/summarize"
)

// building is one run of Draft: the facts it read, and what it has made of them so far.
type building struct {
	*Pipeline
	run       Run
	feeds     map[string]digest.Feed
	titles    map[string]string // feeds' own titles
	lists     map[string]string // titles of lists
	articles  []digest.Article
	links     []digest.Link
	pasts     map[string]digest.Past
	told      map[string][]digest.ToldStory // by rendering
	lastUntil time.Time                     // what the edition's last issue covered, for a reader without a history
	stories   []digest.Story
	summaries map[string]digest.Summary
	groups    map[string]string // readers' group → rendering ID; empty: nothing to read
	draft     Draft
}

func (p *Pipeline) newBuilding(ctx context.Context, r Run) (*building, error) {
	due, ok := r.Slot.In(r.Edition.Location)
	if !ok {
		return nil, fmt.Errorf("slot %q is not of the form %s", r.Slot, digest.SlotLayout)
	}
	if r.AtOnce {
		due = p.Now()
	}
	b := &building{
		Pipeline: p, run: r,
		feeds: make(map[string]digest.Feed), titles: make(map[string]string), lists: make(map[string]string),
		summaries: make(map[string]digest.Summary), groups: make(map[string]string),
		draft: Draft{
			Reader: make(map[string]string),
			Issue: digest.Issue{
				ID: IssueID(r.Edition.ID, r.Slot, r.Seq), Edition: r.Edition.ID, Slot: r.Slot, Seq: r.Seq, Due: due, Until: r.Until, Theme: p.Theme,
				State: digest.IssuePlanned,
			},
		},
	}
	for _, f := range p.EditionFeeds(r.Edition) {
		b.feeds[f.ID] = f
	}
	for _, l := range p.Lists {
		b.lists[l.ID] = cmp.Or(l.Title, l.ID)
	}
	return b, ctx.Err()
}

// IssueID is the key of an issue: the same slot is the same issue, whoever asks for it.
func IssueID(edition string, slot digest.Slot, seq int) string {
	return digest.Key("issue", edition, string(slot), strconv.Itoa(seq))
}

// EditionFeeds lists the feeds that stand in an edition's sections; without sections, all.
func (p *Pipeline) EditionFeeds(e digest.Edition) []digest.Feed {
	if len(e.Sections) == 0 {
		return p.Feeds
	}
	var feeds []digest.Feed
	for _, f := range p.Feeds {
		if slices.ContainsFunc(e.Sections, func(s digest.Section) bool { return s.ID == f.Section }) {
			feeds = append(feeds, f)
		}
	}
	return feeds
}

// gatherFacts reads everything the issue is a function of.
func (b *building) gatherFacts(ctx context.Context) error {
	ids := make([]string, 0, len(b.feeds))
	for id := range b.feeds {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	states, err := b.Store.FeedStates(ctx, ids)
	if err != nil {
		return err
	}
	for id, st := range states {
		b.titles[id] = st.Title
		if f := b.feeds[id]; f.Name == "" { // a rule such as feed:gazette means the name that readers see
			f.Name = st.Title
			b.feeds[id] = f
		}
	}
	until := b.run.Until
	before, err := b.historyEnds(ctx)
	if err != nil {
		return err
	}
	last, err := b.Store.LastIssue(ctx, b.run.Edition.ID, before)
	if err != nil && !errors.Is(err, digest.ErrNotFound) {
		return err
	}
	b.lastUntil = last.Until
	if b.pasts, err = b.Store.Pasts(ctx, b.run.Edition.ID, until.Add(-pastWindow), before); err != nil {
		return err
	}
	if b.told, err = b.Store.ToldStories(ctx, b.renderings()); err != nil {
		return err
	}
	if b.links, err = b.Store.Links(ctx, until.Add(-memoryWindow)); err != nil {
		return err
	}
	b.articles, err = b.Store.Articles(ctx, ids, b.from(), until)
	Texts(b.articles)
	return err
}

// historyEnds is the moment before which an earlier issue must end to count as the readers' past. An issue of the same
// slot does not count: to look at today's issue after it was sent, or to send it again, shows today and not nothing.
func (b *building) historyEnds(ctx context.Context) (time.Time, error) {
	same, err := b.Built(ctx, Run{Edition: b.run.Edition, Slot: b.run.Slot})
	if errors.Is(err, digest.ErrNotFound) {
		return b.run.Until, nil
	}
	if err == nil && !same.Until.IsZero() && same.Until.Before(b.run.Until) {
		return same.Until, nil
	}
	return b.run.Until, err
}

// renderings lists, once each, what the readers of this run were sent before.
func (b *building) renderings() []string {
	var ids []string
	for _, s := range b.run.Readers {
		ids = append(ids, b.pasts[s.Key()].Renderings...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// from is the earliest moment of which articles are needed: a full window of stories, or further back when a reader's
// last issue is older.
func (b *building) from() time.Time {
	from := b.run.Until.Add(-storyWindow)
	for _, s := range b.run.Readers {
		if since := b.since(s); since.Before(from) {
			from = since
		}
	}
	return from
}

// since is where a reader's issue begins: where the last one ended, or the edition's window.
func (b *building) since(s digest.Subscriber) time.Time {
	e, until := b.run.Edition, b.run.Until
	if e.Window > 0 {
		return until.Add(-e.Window)
	}
	last := b.pasts[s.Key()].Until
	if s.Key() == "" {
		last = b.lastUntil
	}
	if last.IsZero() || !last.Before(until) {
		return until.Add(-e.FirstReach)
	}
	return last
}

// group makes stories of the articles.
func (b *building) group() {
	articles := compose.Select(b.articles, b.feeds, b.run.Edition.Filter)
	b.stories = cluster.Group(articles, cluster.Options{Known: b.links})
	b.draft.Report.Articles, b.draft.Report.Stories = len(articles), len(b.stories)
	for _, st := range b.stories {
		feeds := make(map[string]bool)
		for _, a := range st.Articles {
			feeds[a.FeedID] = true
			b.draft.Links = append(b.draft.Links, digest.Link{Article: a.ID, Story: st.ID})
		}
		if len(feeds) > 1 {
			b.draft.Report.Shared++
		}
	}
	b.watch("stories", len(b.stories), len(b.stories))
}

// reader finds or makes the rendering for one reader. Readers with the same preferences and the same past form a group;
// groups whose contents come out the same share a rendering.
func (b *building) reader(s digest.Subscriber) error {
	key := b.groupKey(s)
	id, known := b.groups[key]
	if !known {
		var err error
		if id, err = b.render(s); err != nil {
			return err
		}
		b.groups[key] = id
	}
	if id == "" {
		b.draft.Report.Quiet++
		return nil
	}
	b.draft.Reader[s.Key()] = id
	b.deliver(s, id)
	return nil
}

func (b *building) groupKey(s digest.Subscriber) string {
	return fmt.Sprintf("%d|%s|%v|%v|%d|%s|%s|%s|%s", b.since(s).UnixMilli(), strings.Join(b.pasts[s.Key()].Renderings, " "),
		s.Topics, s.Mute, s.MaxStories, s.Format, b.language(s), b.zone(s), strings.Join(b.listTitles(s), "|"))
}

// render composes and renders what one reader gets. The ID is empty when there is nothing to read.
func (b *building) render(s digest.Subscriber) (id string, err error) {
	r := compose.Reader{
		Since: b.since(s), Until: b.run.Until, Mute: s.Mute, Topics: s.Topics, MaxStories: s.MaxStories,
		Location: b.zone(s), Language: b.language(s), Format: s.Format, Lists: b.listTitles(s), Told: b.toldTo(s),
	}
	fresh, muted := compose.Fresh(b.stories, b.feeds, r)
	ranked := rank.Order(fresh, rank.Options{Now: b.run.Until, Feeds: b.feeds, Topics: s.Topics})
	contents := b.compose(ranked, r)
	contents.Muted = muted
	if contents.Stories() == 0 {
		return "", nil
	}
	return b.print(contents, s.Format)
}

// compose lays the ranked stories out. Telling a story costs far more than placing it, so only those that find a place
// are told; a summary may change which article leads, and with that who finds a place, so it goes on until every story
// that stands in the issue is told.
func (b *building) compose(ranked []digest.Story, r compose.Reader) digest.Contents {
	o := compose.Options{
		Site: b.Site, Edition: b.run.Edition, Slot: b.run.Slot, Feeds: b.feeds, FeedTitles: b.titles,
		Leave: digest.Leave{Reply: true},
	}
	told := make(map[string]bool)
	for {
		contents := compose.Issue(o, ranked, r)
		placed := make(map[string]bool)
		for _, section := range contents.Sections {
			for _, st := range section.Stories {
				placed[st.ID] = true
			}
		}
		more := false
		for i, st := range ranked {
			if placed[st.ID] && !told[st.ID] {
				ranked[i].Summary = b.summary(st)
				told[st.ID], more = true, true
			}
		}
		if !more {
			return contents
		}
	}
}

// print renders contents, or finds the rendering that another group already has of them.
func (b *building) print(c digest.Contents, f digest.Format) (id string, err error) {
	facts, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("contents: %w", err)
	}
	id = digest.Key("rendering", b.draft.Issue.ID, string(f), string(facts))
	if slices.ContainsFunc(b.draft.Renderings, func(r digest.Rendering) bool { return r.ID == id }) {
		return id, nil
	}
	r, err := b.Render.Render(c, render.Options{Format: f})
	if err != nil {
		return "", err
	}
	r.ID, r.Issue = id, b.draft.Issue.ID
	b.draft.Renderings = append(b.draft.Renderings, r)
	return id, nil
}

// summary tells a story once for all readers who are told the same articles of it.
func (b *building) summary(st digest.Story) digest.Summary {
	ids := make([]string, len(st.Articles))
	for i, a := range st.Articles {
		ids[i] = a.ID
	}
	key := st.ID + " " + strings.Join(ids, " ")
	sum, ok := b.summaries[key]
	if !ok {
		sum = summarize.Story(st, summarize.Options{Feeds: b.feeds, FeedTitles: b.titles})
		b.summaries[key] = sum
	}
	return sum
}

// toldTo is what a reader was sent in this edition before, by story.
func (b *building) toldTo(s digest.Subscriber) map[string]digest.Told {
	told := make(map[string]digest.Told)
	for _, id := range b.pasts[s.Key()].Renderings {
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

// language is the language of the words around the stories.
func (b *building) language(s digest.Subscriber) string {
	return cmp.Or(s.Language, b.run.Edition.Language, b.Site.Language, "en")
}

// listTitles names the lists that bring the edition to a reader.
func (b *building) listTitles(s digest.Subscriber) []string {
	var titles []string
	for _, id := range s.Lists {
		if len(b.run.Edition.Lists) == 0 || slices.Contains(b.run.Edition.Lists, id) {
			titles = append(titles, cmp.Or(b.lists[id], id))
		}
	}
	slices.SortFunc(titles, cmp.Compare[string])
	return titles
}
