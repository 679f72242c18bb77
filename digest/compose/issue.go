package compose

import (
	"cmp"
	"slices"
	"time"

	"tidings/digest"
	"tidings/digest/text"
)

// Issue is an issue as a group of readers sees it. Stories come in order, best first, with their summaries; they are
// placed in that order, so that what does not fit is what ranks lowest. The limits are each feed's MaxPerFeed (stories
// it leads), each section's MaxStories, and the smaller of the edition's and the reader's MaxStories; what they keep
// out is counted in Left.
//
// A story stands once, in the section most of its articles are from, the earlier section when two have as many.
// Sections keep the edition's order and empty ones are dropped; an edition without sections has one, untitled. A story
// with no article from any section of the edition is not the edition's, and not counted; nor is one whose section the
// reader skips.
//
// Date is the slot as the reader's zone reads it, else the edition's, else the site's. Muted is for the caller to set,
// from Fresh.
func Issue(o Options, stories []digest.Story, r Reader) digest.Contents {
	p := newPage(o, r)
	for _, st := range stories {
		p.place(st)
	}
	c := digest.Contents{
		Version:  digest.ContentsVersion,
		Site:     o.Site.Name,
		Edition:  o.Edition.ID,
		Title:    cmp.Or(o.Edition.Title, o.Site.Name),
		Slot:     o.Slot,
		Date:     date(o, r),
		Language: cmp.Or(r.Language, o.Edition.Language, o.Site.Language, "en"),
		Subject:  o.Edition.Subject,
		Note:     o.Edition.Note,
		Sections: p.sections(),
		Feeds:    len(p.sources),
		Left:     p.left,
		Lists:    r.Lists,
		Address:  o.Site.Address,
		Leave:    o.Leave,
	}
	if r.Away {
		c.Away = r.Since
	}
	for _, s := range c.Sections {
		for _, st := range s.Stories {
			c.Articles += st.Articles
		}
	}
	c.Minutes = minutes(c)
	return c
}

// page is an issue while stories are being placed on it.
type page struct {
	o       Options
	order   []digest.Section // in reading order
	skip    []string         // ids of sections that the reader skips
	limit   int              // most stories; 0 is no limit
	stories map[string][]digest.ContentsStory
	met     map[string]bool // by story ID: placed or left out
	total   int             // stories placed
	left    int             // stories that did not fit
	leads   map[string]int  // stories led, by feed
	labels  map[string]int  // by name: how many values it has among the edition's feeds
	sources map[string]bool // feeds with an article in a placed story
}

func newPage(o Options, r Reader) *page {
	p := &page{
		o:       o,
		order:   o.Edition.Sections,
		skip:    r.Skip,
		limit:   smallerLimit(o.Edition.MaxStories, r.MaxStories),
		stories: make(map[string][]digest.ContentsStory),
		met:     make(map[string]bool),
		leads:   make(map[string]int),
		labels:  labelled(o.Feeds),
		sources: make(map[string]bool),
	}
	if len(p.order) == 0 {
		p.order = []digest.Section{{}}
	}
	return p
}

// place gives a story its place, or counts it as left out and says by which limit.
func (p *page) place(st digest.Story) Limit {
	section, ok := p.sectionOf(st)
	if !ok || p.met[st.ID] {
		return ""
	}
	if slices.Contains(p.skip, section.ID) {
		return SectionSkipped
	}
	p.met[st.ID] = true
	lead, ok := p.leadOf(st)
	if limit := p.limitFor(section, ok); limit != "" {
		p.left++
		return limit
	}
	p.stories[section.ID] = append(p.stories[section.ID], p.tell(st, lead, section.Layout))
	p.total++
	p.leads[lead.FeedID]++
	for _, a := range st.Articles {
		p.sources[a.FeedID] = true
	}
	return ""
}

// limitFor is the limit that keeps the next story of a section out; empty when there is room for it.
func (p *page) limitFor(section digest.Section, mayLead bool) Limit {
	switch {
	case full(p.total, p.limit):
		return IssueFull
	case full(len(p.stories[section.ID]), section.MaxStories):
		return SectionFull
	case !mayLead:
		return FeedFull
	}
	return ""
}

// sectionOf is the section that most of a story's articles are from. ok is false when none of them is from any.
func (p *page) sectionOf(st digest.Story) (section digest.Section, ok bool) {
	if len(p.o.Edition.Sections) == 0 {
		return p.order[0], true
	}
	from := make(map[string]int)
	for _, a := range st.Articles {
		if f, known := p.o.Feeds[a.FeedID]; known {
			from[f.Section]++
		}
	}
	most := 0
	for _, s := range p.order {
		if from[s.ID] > most {
			section, most = s, from[s.ID]
		}
	}
	return section, most > 0
}

// leadOf is the article that leads a story: the summary's, else the best one whose feed may still lead one. A story
// that several papers tell is not lost because the best of them has led its share.
func (p *page) leadOf(st digest.Story) (lead digest.Article, ok bool) {
	if a, found := article(st, st.Summary.Lead); found && p.mayLead(a) {
		return a, true
	}
	for _, a := range st.Articles {
		if p.mayLead(a) {
			return a, true
		}
	}
	return digest.Article{}, false
}

func (p *page) mayLead(a digest.Article) bool {
	return !full(p.leads[a.FeedID], p.o.Feeds[a.FeedID].MaxPerFeed)
}

// sections is what was placed, in reading order, without empty sections.
func (p *page) sections() []digest.ContentsSection {
	sections := []digest.ContentsSection{}
	for _, s := range p.order {
		if stories := p.stories[s.ID]; len(stories) > 0 {
			sections = append(sections, digest.ContentsSection{ID: s.ID, Title: s.Title, Layout: s.Layout, Stories: stories})
		}
	}
	return sections
}

func date(o Options, r Reader) time.Time {
	for _, loc := range []*time.Location{r.Location, o.Edition.Location, o.Site.Location, time.UTC} {
		if loc != nil {
			t, _ := o.Slot.In(loc)
			return t
		}
	}
	return time.Time{}
}

// minutes is the time it takes to read what is printed, at least one.
func minutes(c digest.Contents) int {
	words := 0
	for _, s := range c.Sections {
		for _, st := range s.Stories {
			words += text.Count(st.Headline)
			for _, q := range st.Summary {
				words += text.Count(q.Text)
			}
		}
	}
	return max(1, digest.Minutes(words))
}

// full says that n has reached a limit; 0 is no limit.
func full(n, limit int) bool { return limit > 0 && n >= limit }

// smallerLimit is the smaller of two limits; 0 is no limit.
func smallerLimit(a, b int) int {
	if a == 0 || (b > 0 && b < a) {
		return b
	}
	return a
}
