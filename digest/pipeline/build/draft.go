package build

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"tidings/digest"
	"tidings/digest/cluster"
	"tidings/digest/compose"
	"tidings/digest/novelty"
	"tidings/digest/pipeline/history"
	"tidings/digest/pipeline/pictures"
	"tidings/digest/rank"
	"tidings/digest/render"
	"tidings/digest/summarize"
)

// building is one run of Draft: the facts it read, and what it has made of them so far.
type building struct {
	*Builder
	run       Run
	feeds     map[string]digest.Feed
	titles    map[string]string // feeds' own titles
	lists     map[string]string // titles of lists
	articles  []digest.Article
	places    map[string]float64 // by article: how high it stands in its feed
	past      *history.History
	prepared  map[string]cluster.Prepared // by article: what grouping read of it before
	fresh     map[string]cluster.Prepared // by article: what it has read anew
	stories   []digest.Story
	texts     rank.Texts // of the stories
	judge     novelty.Judge
	teller    *summarize.Teller
	summaries map[string]digest.Summary
	groups    map[string]copied // by readers' group
	byID      map[string]*digest.Article
	gallery   pictures.Gallery
	draft     Draft
}

func (b *Builder) newBuilding(ctx context.Context, r Run) (*building, error) {
	due, ok := r.Slot.In(r.Edition.Location)
	if !ok {
		return nil, fmt.Errorf("slot %q is not of the form %s", r.Slot, digest.SlotLayout)
	}
	if woken, ok := r.Slot.Woken(); ok {
		due = woken
	}
	if r.AtOnce {
		due = b.Now()
	}
	run := &building{
		Builder: b, run: r,
		feeds: make(map[string]digest.Feed), titles: make(map[string]string), lists: make(map[string]string),
		summaries: make(map[string]digest.Summary), groups: make(map[string]copied),
		draft: Draft{
			Reader: make(map[string]string), Passed: make(map[string]time.Time),
			Issue: digest.Issue{
				ID: digest.IssueID(r.Edition.ID, r.Slot, r.Seq), Edition: r.Edition.ID, Slot: r.Slot, Seq: r.Seq, Due: due, Until: r.Until, Theme: r.Edition.Theme.Name(),
				State: digest.IssuePlanned,
			},
		},
	}
	run.teller = summarize.New(summarize.Options{Feeds: run.feeds, FeedTitles: run.titles})
	run.gallery = pictures.Gallery{
		Web: b.Web, Wait: b.Wait, Fetch: b.Fetch, Store: b.Store, Log: b.Log, Now: b.Now, Draw: run.drawMail, Article: run.article,
		Proxy: func(feed string) digest.Proxy { return run.feeds[feed].Proxy },
	}
	for _, f := range r.Edition.Feeds(b.Feeds) {
		run.feeds[f.ID] = f
	}
	for _, l := range b.Lists {
		run.lists[l.ID] = cmp.Or(l.Title, l.ID)
	}
	return run, ctx.Err()
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
	b.past, err = history.Read(ctx, b.Store, history.Issue{
		Edition: b.run.Edition, Slot: b.run.Slot, Until: b.run.Until, Readers: b.run.Readers, Copied: b.copies(), Anyway: b.run.Anyway,
	})
	if err != nil {
		return err
	}
	listings, err := b.Store.Listings(ctx, ids)
	if err != nil {
		return err
	}
	if b.articles, err = b.Store.Articles(ctx, ids, b.past.From(), b.run.Until); err != nil {
		return err
	}
	Texts(b.articles)
	b.places = rank.Prominence(b.articles, listings)
	return b.gatherPrepared(ctx)
}

// gatherPrepared reads what grouping has read of the articles before.
func (b *building) gatherPrepared(ctx context.Context) error {
	ids := make([]string, len(b.articles))
	for i, a := range b.articles {
		ids[i] = a.ID
	}
	kept, err := b.Store.Prepared(ctx, ids)
	b.prepared = make(map[string]cluster.Prepared, len(kept))
	for id, form := range kept {
		b.prepared[id] = form
	}
	return err
}

// keepPrepared keeps what grouping has read anew. Nothing depends on it but the time that the next issue takes, and so a
// state that cannot be written to just now is no failure.
func (b *building) keepPrepared(ctx context.Context) {
	forms := make(map[string][]byte, len(b.fresh))
	for id, p := range b.fresh {
		forms[id] = p
	}
	if err := b.Store.KeepPrepared(ctx, forms); err != nil {
		b.Log.Debug("what grouping has read was not kept", "err", err)
	}
	b.fresh = nil
}

// group makes stories of the articles.
func (b *building) group() {
	articles := compose.Select(b.articles, b.feeds, b.run.Edition.Filter)
	window := cluster.NewWindow(articles, b.prepared)
	b.prepared, b.fresh = nil, window.Fresh()
	b.stories = window.Group(cluster.Options{Known: b.past.Links, Grouping: b.run.Edition.Grouping})
	b.texts = rank.Read(b.stories)
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
	b.Watch("stories", len(b.stories), len(b.stories))
}

// copied is what a group of readers gets: a rendering, or why there is none.
type copied struct {
	rendering string // ID; empty: they get no mail
	few       int    // with Edition.Quiet, how many stories there are for them: too few
}

// reader finds or makes the rendering for one reader. Readers with the same preferences and the same past form a group;
// groups whose contents come out the same share a rendering.
func (b *building) reader(ctx context.Context, s digest.Subscriber) error {
	s = s.For(b.run.Edition.ID)
	if b.past.Rests(s) {
		b.draft.Report.Resting++
		return nil
	}
	key := b.groupKey(s)
	got, known := b.groups[key]
	if !known {
		var err error
		if got, err = b.render(ctx, s); err != nil {
			return err
		}
		b.groups[key] = got
	}
	if got.rendering == "" {
		b.draft.Report.Quiet++
		b.draft.Report.Few = max(b.draft.Report.Few, got.few)
		if got.few > 0 {
			b.passOver(s)
		}
		return nil
	}
	b.draft.Reader[s.Key()] = got.rendering
	b.deliver(s, got.rendering)
	return nil
}

// passOver decides where the next issue of a reader begins for whom there is too little to send now. What is carried
// waits behind the last issue, and has to be noted only when there was none.
func (b *building) passOver(s digest.Subscriber) {
	switch past := b.past.Of(s); {
	case s.Key() == "":
	case b.run.Edition.Quiet.Then == digest.QuietSkip:
		b.draft.Passed[s.Key()] = b.run.Until
	case past.Until.IsZero() && past.Begins.IsZero():
		b.draft.Passed[s.Key()] = b.past.Since(s)
	}
}

func (b *building) groupKey(s digest.Subscriber) string {
	return fmt.Sprintf("%d|%s|%s|%v|%v|%d|%v|%t|%s|%s|%s|%s", b.past.Since(s).UnixMilli(), strings.Join(b.past.Of(s).Renderings, " "),
		strings.Join(b.past.Elsewhere(s), " "), s.Topics, s.Mute, s.MaxStories, s.SkipSections, b.past.CatchesUp(s), s.Format, b.language(s), b.zone(s),
		strings.Join(b.listTitles(s), "|"))
}

// render composes and renders what one reader gets.
func (b *building) render(ctx context.Context, s digest.Subscriber) (copied, error) {
	t := b.tell(s)
	quiet := b.run.Edition.Quiet
	if b.run.Anyway || b.run.Insist {
		quiet = digest.Quiet{}
	}
	if stories := t.contents.Stories() + t.contents.Left; quiet.Few(stories) {
		return copied{few: stories}, nil
	}
	if s.Format != digest.FormatText {
		var err error
		if t.contents, err = b.illustrate(ctx, t.contents); err != nil {
			return copied{}, err
		}
	}
	id, err := b.print(t.contents, s.Format)
	return copied{rendering: id}, err
}

// telling is what one reader gets, and what became of the stories on the way there.
type telling struct {
	reader   compose.Reader
	held     []novelty.Held
	ranked   []digest.Story // those that find a place with their summaries
	contents digest.Contents
}

// tell composes what one reader gets.
func (b *building) tell(s digest.Subscriber) telling {
	t := telling{reader: compose.Reader{
		Since: b.past.Since(s), Until: b.run.Until, Mute: s.Mute, Topics: s.Topics, MaxStories: s.MaxStories, Skip: s.SkipSections,
		Away: b.past.CatchesUp(s), Location: b.zone(s), Language: b.language(s), Format: s.Format, Lists: b.listTitles(s), Told: b.past.Told(b.past.Of(s).Renderings),
	}}
	fresh, muted := compose.Fresh(b.stories, b.feeds, t.reader)
	var worth []digest.Story
	worth, t.held = b.judge.Worth(fresh, novelty.Options{
		Repeats: b.run.Edition.Repeats, Sent: b.past.Sent, Elsewhere: b.past.Told(b.past.Elsewhere(s)),
	})
	t.ranked = rank.Order(worth, rank.Options{Now: b.run.Until, Feeds: b.feeds, Topics: s.Topics, Places: b.places, Texts: b.texts})
	t.contents = b.compose(t.ranked, t.reader)
	t.contents.Muted = muted
	return t
}

// compose lays the ranked stories out. Telling a story costs far more than placing it, so only those that find a place
// are told; a summary may change which article leads, and with that who finds a place, so it goes on until every story
// that stands in the issue is told.
func (b *building) compose(ranked []digest.Story, r compose.Reader) digest.Contents {
	told := make(map[string]bool)
	for {
		contents := compose.Issue(b.layout(), ranked, r)
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

// woken says that the issue is for the readers of one instant.
func (b *building) woken() bool {
	_, ok := b.run.Slot.Woken()
	return ok
}

// layout is what the issue is the same in for all its readers.
func (b *building) layout() compose.Options {
	return compose.Options{
		Site: b.Site, Edition: b.run.Edition, Slot: b.run.Slot.Reading(), Feeds: b.feeds, FeedTitles: b.titles,
		Leave: b.leave(b.run.Edition.ID, b.browser(b.run.Edition, b.draft.Issue)),
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
	r, err := b.Look(b.run.Edition).Render(c, render.Options{Format: f, Budget: b.run.Edition.MaxSize, Images: b.pictures()})
	if err != nil {
		return "", err
	}
	r.ID, r.Issue = id, b.draft.Issue.ID
	b.draft.Renderings = append(b.draft.Renderings, r)
	return id, nil
}

// summary tells a story once for all readers who are told the same articles, and the same news, of it.
func (b *building) summary(st digest.Story) digest.Summary {
	ids := make([]string, len(st.Articles))
	for i, a := range st.Articles {
		ids[i] = a.ID
	}
	for _, s := range st.News.Sentences { // readers who were told other articles before have other news
		ids = append(ids, s.Text)
	}
	key := digest.Key(append(ids, st.ID)...)
	sum, ok := b.summaries[key]
	if !ok {
		sum = b.teller.Story(st)
		b.summaries[key] = sum
	}
	return sum
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
