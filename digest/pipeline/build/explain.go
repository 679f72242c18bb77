package build

import (
	"context"
	"slices"
	"strings"
	"time"

	"tidings/digest"
	"tidings/digest/cluster"
	"tidings/digest/compose"
	"tidings/digest/feed"
	"tidings/digest/novelty"
	"tidings/digest/pipeline/history"
	"tidings/digest/rank"
)

// Fate is what became of a story or an article in an issue.
type Fate string

// The fates: the first is to be told, the others say what it was kept out by.
const (
	FateTold      Fate = "told"
	FateLarge     Fate = "size"    // the mail would have been too large
	FateLeft      Fate = "limit"   // there were better ones: Limit says where it was full
	FateExtra     Fate = "extra"   // only feeds of weight 0 tell it
	FateHeld      Fate = "repeat"  // it was sent before: Why says how that was decided
	FateMuted     Fate = "muted"   // by Rule
	FateSent      Fate = "sent"    // it was sent, and no article has come since
	FateEarlier   Fate = "earlier" // it came before what the issue covers
	FateRefused   Fate = "refused" // Refusal and Rule say by what
	FateOtherFeed Fate = "section" // its feed is in no section of the edition
	FateUnknown   Fate = "unknown" // no such article was gathered
)

// Explanation is what became of a story or an article in an issue, for one reader, and why.
type Explanation struct {
	Issue   digest.Issue
	Covers  time.Time // the issue begins with what was gathered after this
	Fate    Fate
	Story   digest.Story      // as it was ranked, when it was; without articles for an article that is in no story
	Members []digest.Article  // all its articles, those too that were sent before
	Links   []Link            // why they are one story
	Article *digest.Article   // the one that was asked about by its address, or that was turned away
	Names   map[string]string // of feeds, by ID
	Labels  []digest.Spread   // over which labels its independent reports are spread; empty without labels
	Section string            // the title of the section it stands in
	Place   int               // from 1, in reading order
	Placed  int               // how many stories the issue has
	Rank    int               // from 1, among the stories that could have been told; 0: it was none of them
	Ranked  int               // how many these are
	Refusal compose.Refusal
	Rule    digest.Rule
	Limit   compose.Limit
	Why     novelty.Why
	Rests   bool     // the reader gets nothing in this slot: there is a pause, or the cadence leaves it out
	Few     bool     // the issue is quiet: it has fewer stories than the edition sends
	Others  []string // headlines of other stories that the question fits as well, at most five
}

// Link is why two articles stand in one story.
type Link struct {
	digest.Evidence
	Features []cluster.Feature // what counted most first; none for a copy
}

// Explain says what became of a story (its ID, the beginning of it, or a part of a headline) or an article (its address)
// in the issue of a run, for its one reader. It reads what is stored and changes nothing.
func (b *Builder) Explain(ctx context.Context, r Run, about string) (Explanation, error) {
	all, err := b.ExplainAll(ctx, r, []string{about})
	if err != nil {
		return Explanation{}, err
	}
	return all[0], nil
}

// ExplainAll is Explain for several stories or articles of one issue, which it builds once.
func (b *Builder) ExplainAll(ctx context.Context, r Run, abouts []string) ([]Explanation, error) {
	run, err := b.newBuilding(ctx, r)
	if err != nil {
		return nil, err
	}
	if err := run.gatherFacts(ctx); err != nil {
		return nil, err
	}
	run.group()
	reader := r.Readers[0].For(r.Edition.ID)
	t := run.tell(reader)
	all := make([]Explanation, len(abouts))
	for i, about := range abouts {
		if all[i], err = run.explain(ctx, reader, t, about); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// explain says what became of one story or article.
func (b *building) explain(ctx context.Context, reader digest.Subscriber, t telling, about string) (Explanation, error) {
	e := Explanation{Issue: b.draft.Issue, Covers: b.past.Since(reader), Fate: FateUnknown, Names: b.names()}
	e.Rests = b.past.Rests(reader)
	e.Few = b.run.Edition.Quiet.Few(t.contents.Stories() + t.contents.Left)
	if st, ok := b.asked(&e, about, t.ranked); ok {
		e.Story, e.Members = st, st.Articles
		e.Links = b.evidence(st)
		err := b.fate(&e, reader, t)
		e.Labels = rank.Coverage(e.Story, rank.Options{Feeds: b.feeds, Texts: b.texts})
		return e, err
	}
	return e, b.turnedAway(ctx, &e, about)
}

// question is what a story or article is asked for by.
type question struct{ canonical, folded string }

func ask(about string) question {
	q := question{folded: folded(about)}
	if strings.Contains(about, "://") {
		q.canonical = feed.Canonical(about)
	}
	return q
}

// folded is a text to compare by, without regard to case and white space.
func folded(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }

// isFor says whether a question is about an article.
func (q question) isFor(a digest.Article) bool {
	if q.canonical != "" {
		return a.Canonical == q.canonical || feed.Canonical(a.URL) == q.canonical
	}
	return q.folded != "" && strings.Contains(folded(a.Title), q.folded)
}

// asked finds the story that is asked about: of several that fit, the one that ranks highest.
func (b *building) asked(e *Explanation, about string, ranked []digest.Story) (found digest.Story, ok bool) {
	const idLeast = 6 // letters of an ID that are not a word by chance
	q := ask(about)
	place := func(st digest.Story) int {
		if i := slices.IndexFunc(ranked, func(r digest.Story) bool { return r.ID == st.ID }); i >= 0 {
			return i
		}
		return len(ranked)
	}
	var fits []digest.Story
	for _, st := range b.stories {
		if len(about) >= idLeast && strings.HasPrefix(st.ID, about) || slices.ContainsFunc(st.Articles, q.isFor) {
			fits = append(fits, st)
		}
	}
	if len(fits) == 0 {
		return found, false
	}
	slices.SortStableFunc(fits, func(x, y digest.Story) int { return place(x) - place(y) })
	found = fits[0]
	if i := slices.IndexFunc(found.Articles, q.isFor); i >= 0 && q.canonical != "" {
		e.Article = &found.Articles[i]
	}
	for _, st := range fits[1:min(len(fits), 6)] {
		e.Others = append(e.Others, st.Articles[0].Title)
	}
	return found, true
}

// fate follows a story through the issue.
func (b *building) fate(e *Explanation, s digest.Subscriber, t telling) error {
	e.Ranked, e.Placed = len(t.ranked), t.contents.Stories()
	for i, st := range t.ranked {
		if st.ID == e.Story.ID {
			e.Rank, e.Story = i+1, st
			return b.placed(e, s, t)
		}
	}
	for _, h := range t.held {
		if h.Story.ID == e.Story.ID {
			e.Fate, e.Story, e.Why = FateHeld, h.Story, h.Why
			return nil
		}
	}
	open := t.reader
	open.Mute = digest.Filter{}
	fresh, _ := compose.Fresh([]digest.Story{e.Story}, b.feeds, open)
	if len(fresh) == 1 {
		e.Fate = FateExtra
		if rule, muted := compose.Muted(fresh[0], b.feeds, s.Mute); muted {
			e.Fate, e.Rule = FateMuted, rule
		}
		return nil
	}
	e.Fate = FateEarlier
	open.Since = time.Time{} // as though all had come since the last issue
	if fresh, _ := compose.Fresh([]digest.Story{e.Story}, b.feeds, open); len(fresh) == 0 {
		e.Fate, e.Story.Told = FateSent, toldOf(e.Story, t.reader.Told)
	}
	return nil
}

// toldOf is when a reader was last told a story, whatever it was called then.
func toldOf(st digest.Story, told map[string]digest.Told) digest.Told {
	last := told[st.ID]
	for _, t := range told {
		if t.Last.After(last.Last) && slices.ContainsFunc(st.Articles, func(a digest.Article) bool { return t.Articles[a.ID] }) {
			last = t
		}
	}
	return last
}

// placed says where a ranked story stands, or what kept it out.
func (b *building) placed(e *Explanation, s digest.Subscriber, t telling) error {
	if limit, left := compose.Left(b.layout(), t.ranked, t.reader)[e.Story.ID]; left {
		e.Fate, e.Limit = FateLeft, limit
		return nil
	}
	id, err := b.print(t.contents, s.Format)
	if err != nil {
		return err
	}
	printed := b.draft.Renderings[slices.IndexFunc(b.draft.Renderings, func(r digest.Rendering) bool { return r.ID == id })].Contents
	e.Fate, e.Placed = FateLarge, printed.Stories()
	place := 0
	for _, section := range printed.Sections {
		for _, st := range section.Stories {
			if place++; st.ID == e.Story.ID {
				e.Fate, e.Place, e.Section = FateTold, place, section.Title
			}
		}
	}
	return nil
}

// turnedAway finds an article that is in no story of the edition.
func (b *building) turnedAway(ctx context.Context, e *Explanation, about string) error {
	q := ask(about)
	found := func(articles []digest.Article) bool {
		i := slices.IndexFunc(articles, q.isFor)
		if i >= 0 {
			e.Article = &articles[i]
		}
		return i >= 0
	}
	if found(b.articles) {
		e.Fate = FateRefused
		e.Refusal, e.Rule = compose.Refused(*e.Article, b.feeds, b.run.Edition.Filter)
		return nil
	}
	ids := make([]string, len(b.Feeds))
	for i, f := range b.Feeds {
		ids[i] = f.ID
	}
	elsewhere, err := b.Store.Articles(ctx, ids, b.run.Until.Add(-history.Window), b.run.Until)
	if err != nil || !found(elsewhere) {
		return err
	}
	e.Fate = FateOtherFeed
	if _, ours := b.feeds[e.Article.FeedID]; ours {
		e.Fate = FateEarlier
	}
	return nil
}

// evidence is why the articles of a story stand together.
func (b *building) evidence(st digest.Story) []Link {
	if len(st.Evidence) == 0 {
		return nil
	}
	links := make([]Link, len(st.Evidence))
	features := cluster.Evidence(compose.Select(b.articles, b.feeds, b.run.Edition.Filter), st.Evidence)
	for i := range links {
		links[i] = Link{st.Evidence[i], features[i]}
	}
	return links
}

// names is what each configured feed goes by.
func (b *building) names() map[string]string {
	names := make(map[string]string)
	for _, f := range b.Feeds {
		names[f.ID] = f.Name
		if ours, ok := b.feeds[f.ID]; ok {
			names[f.ID] = ours.Name // its own title, when it has none here
		}
		if names[f.ID] == "" {
			names[f.ID] = f.URL
		}
	}
	return names
}
