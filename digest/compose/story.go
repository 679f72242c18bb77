package compose

import (
	"cmp"
	"net/url"
	"strings"

	"tidings/digest"
)

// tell is a story as it is printed in a layout, led by one of its articles.
func (p *page) tell(st digest.Story, lead digest.Article, layout digest.Layout) digest.ContentsStory {
	told := digest.ContentsStory{
		ID:        st.ID,
		Headline:  headline(st, lead),
		URL:       lead.URL,
		Source:    p.source(lead),
		Articles:  len(st.Articles),
		Minutes:   digest.Minutes(lead.Text.Words),
		Published: lead.When(),
		Image:     image(st, lead),
		Also:      p.also(st, lead),
		New:       !st.Told.Last.IsZero(),
		First:     st.Told.First,
		Since:     st.Told.Last,
		Reports:   reason(st, "sources").Reports,
		Topics:    reason(st, "topic").Topics,
		Only:      p.only(reason(st, "sources").Labels),
	}
	if layout != digest.LayoutHeadlines {
		told.Summary = p.quotes(st)
	}
	feeds := make(map[string]bool)
	for _, a := range st.Articles {
		feeds[a.FeedID] = true
		told.Members = append(told.Members, a.ID)
	}
	told.Sources = len(feeds)
	return told
}

// headline is the summary's when it is this lead's, so that a headline always links to the article it is from.
func headline(st digest.Story, lead digest.Article) string {
	if st.Summary.Lead == lead.ID && st.Summary.Headline != "" {
		return st.Summary.Headline
	}
	return cmp.Or(lead.Title, lead.Text.Title, lead.URL)
}

// only is what is true of all independent reports of a story by the labels of their feeds, where there are two at least, and
// where the edition has feeds of which it is not true.
func (p *page) only(spreads []digest.Spread) []digest.Label {
	const few = 2
	var only []digest.Label
	for _, s := range spreads {
		if len(s.Values) == 1 && s.Values[0].Reports >= few && s.Without == 0 && p.labels[s.Label] > 1 {
			only = append(only, digest.Label{Name: s.Label, Value: s.Values[0].Value})
		}
	}
	return only
}

// labelled counts the values that each label has among feeds.
func labelled(feeds map[string]digest.Feed) map[string]int {
	values := make(map[digest.Label]bool)
	labels := make(map[string]int)
	for _, f := range feeds {
		for name, value := range f.Labels {
			if l := (digest.Label{Name: name, Value: value}); !values[l] {
				values[l] = true
				labels[name]++
			}
		}
	}
	return labels
}

// quotes is the summary's sentences, each with the name of its source. A sentence of no article of the story is left
// out: it would be a claim without a source.
func (p *page) quotes(st digest.Story) []digest.Quote {
	var quotes []digest.Quote
	for _, s := range st.Summary.Sentences {
		if a, ok := article(st, s.Article); ok {
			quotes = append(quotes, digest.Quote{Text: s.Text, Source: p.source(a), URL: a.URL})
		}
	}
	return quotes
}

// also is the other sources' articles, best first: one a source, none that was printed already under another name.
func (p *page) also(st digest.Story, lead digest.Article) []digest.Also {
	feeds, names, links := map[string]bool{}, map[string]bool{}, map[string]bool{}
	mark := func(a digest.Article) {
		feeds[a.FeedID], names[p.source(a)], links[a.URL] = true, true, true
	}
	mark(lead)
	var also []digest.Also
	for _, a := range st.Articles {
		if feeds[a.FeedID] || names[p.source(a)] || links[a.URL] {
			continue
		}
		mark(a)
		also = append(also, digest.Also{Source: p.source(a), Title: cmp.Or(a.Title, a.Text.Title), URL: a.URL})
	}
	return also
}

// source is the name a feed goes by: the configured one, else the feed's own title, else the article's host.
func (p *page) source(a digest.Article) string {
	host := ""
	if u, err := url.Parse(a.URL); err == nil {
		host = strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	}
	return cmp.Or(p.o.Feeds[a.FeedID].Name, p.o.FeedTitles[a.FeedID], host)
}

// image is the lead's picture, else the first that any article of the story has.
func image(st digest.Story, lead digest.Article) string {
	for _, a := range append([]digest.Article{lead}, st.Articles...) {
		if link := cmp.Or(a.Text.Image, a.Image); link != "" {
			return link
		}
	}
	return ""
}

// reason finds a part of a story's score; zero when the score has none of that name.
func reason(st digest.Story, name string) digest.Reason {
	for _, r := range st.Reasons {
		if r.Name == name {
			return r
		}
	}
	return digest.Reason{}
}

// article finds an article of a story by its ID.
func article(st digest.Story, id string) (a digest.Article, ok bool) {
	for _, a := range st.Articles {
		if a.ID == id {
			return a, true
		}
	}
	return digest.Article{}, false
}
