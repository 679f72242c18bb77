package sources

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/http/httpguts"

	"tidings/digest"
	"tidings/digest/config/forms"
	"tidings/digest/config/secret"
	"tidings/digest/config/strict"
)

// builder makes the catalogue of what the files say.
type builder struct {
	*Said
	reading *strict.Reading
	root    strict.Value
	open    func(name string) ([]byte, error)
	out     Catalogue
}

// Build puts the lists of feeds that are named in the place of their names, and makes feeds that have all that they
// inherit. root is where a paper without anything to read is told so, and open reads a list. What is wrong goes to the
// reading.
func (said *Said) Build(r *strict.Reading, root strict.Value, open func(name string) ([]byte, error)) Catalogue {
	b := builder{Said: said, reading: r, root: root, open: open}
	b.expand()
	b.buildSections()
	return b.out
}

// over is the settings with another's for what they do not say; filter rules add up, and of labels the last of a name counts.
func (s settings) over(base settings) settings {
	return settings{
		weight: cmp.Or(s.weight, base.weight), maxPerFeed: cmp.Or(s.maxPerFeed, base.maxPerFeed),
		maxAge: cmp.Or(s.maxAge, base.maxAge), check: cmp.Or(s.check, base.check), extract: cmp.Or(s.extract, base.extract),
		filter: base.filter.Plus(s.filter), labels: slices.Concat(base.labels, s.labels), headers: cmp.Or(s.headers, base.headers),
		userAgent: cmp.Or(s.userAgent, base.userAgent), proxy: cmp.Or(s.proxy, base.proxy),
	}
}

// buildSections makes the sections and their feeds. Feeds at the top make the first section, which has no name.
func (b *builder) buildSections() {
	base := b.defaults.over(presets())
	if len(b.feeds) > 0 || len(b.sections) == 0 {
		b.out.Sections = append(b.out.Sections, digest.Section{})
	}
	urls := make(map[string]strict.Value)
	b.out.places = make(map[string]Place)
	b.out.proxies = map[string]*proxy{"": base.proxy}
	for _, f := range b.feeds {
		b.addFeed("", f, base, urls)
	}
	ids := make(map[string]strict.Value)
	for _, s := range b.sections {
		s.at.Unique(ids, "section", s.ID)
		if s.Title == "" && !s.untitled {
			s.Title = forms.Title(s.ID)
		}
		b.out.Sections = append(b.out.Sections, s.Section)
		b.out.proxies[s.ID] = s.over(base).proxy
		for _, f := range s.feeds {
			b.addFeed(s.ID, f, s.over(base), urls)
		}
	}
	if len(b.out.Feeds) == 0 && len(b.sections) == 0 && !b.reading.Failed() {
		b.root.Fail("there is nothing to read", "add feeds: a line `feeds:`, and below it the address of each after \"- \"")
	}
}

func (b *builder) addFeed(section string, f feed, base settings, urls map[string]strict.Value) {
	if f.url.Is == "" {
		return // reported already
	}
	secret.HideInURL(f.url.At, f.url.Is)
	if first, ok := urls[forms.SameWeb(f.url.Is)]; ok {
		f.url.At.Twice("this feed is listed twice", first)
		return
	}
	urls[forms.SameWeb(f.url.Is)] = f.url.At
	set := f.over(base)
	out := digest.Feed{
		ID: digest.Key("feed", f.url.Is), URL: f.url.Is, Name: f.name, Section: section, Weight: *set.weight,
		MaxPerFeed: *set.maxPerFeed, MaxAge: *set.maxAge, Check: *set.check, Extract: set.extract.mode, Select: set.extract.css, Filter: set.filter,
	}
	for _, l := range set.labels {
		if out.Labels == nil {
			out.Labels = make(map[string]string)
		}
		out.Labels[l.Name] = l.Of
	}
	b.addHeaders(&out, f, set)
	b.addProxy(&out, set.proxy)
	b.out.places[out.ID] = f.place
	if !f.place.OPML {
		b.out.places[out.ID] = placeOf(f.at)
	}
	b.out.Feeds = append(b.out.Feeds, out)
}

// addHeaders sets what is sent with each request of a feed.
func (b *builder) addHeaders(out *digest.Feed, f feed, set settings) {
	if set.headers == nil && set.userAgent == nil && f.auth == nil {
		return
	}
	out.Headers = make(map[string]string)
	if set.headers != nil {
		for _, h := range *set.headers {
			b.addHeader(out, h)
		}
	}
	if set.userAgent != nil {
		out.Headers["User-Agent"] = *set.userAgent
	}
	if f.auth != nil && f.auth.Sound {
		b.addLogin(out, *f.auth)
	}
}

// addLogin sets the header by which a feed's server knows its reader; with a password that is elsewhere, ReadSecrets does.
func (b *builder) addLogin(f *digest.Feed, a strict.Located[auth]) {
	s := a.Is.password.Is
	if strings.Contains(a.Is.user, ":") {
		a.At.Fail("a user's name has no colon here", "RFC 7617 ends the name there")
	}
	if s.Literal() == "" {
		b.out.secrets = append(b.out.secrets, feedSecret{feed: len(b.out.Feeds), header: loginHeader, user: a.Is.user, secret: s})
		return
	}
	secret.WarnExposed(a.Is.password.At, s)
	f.Headers[loginHeader] = basic(a.Is.user, s.Literal())
}

// addHeader sets a header that stands in the file, and keeps one that is elsewhere for ReadSecrets.
func (b *builder) addHeader(f *digest.Feed, h strict.Entry[strict.Located[secret.Secret]]) {
	s := h.Of.Is
	if s.Literal() == "" {
		b.out.secrets = append(b.out.secrets, feedSecret{feed: len(b.out.Feeds), header: h.Name, secret: s})
		return
	}
	if !httpguts.ValidHeaderFieldValue(s.Literal()) {
		h.Of.At.Fail("a header cannot hold this", "write it on one line, without control characters")
	}
	if secretHeader.MatchString(h.Name) {
		secret.WarnExposed(h.Of.At, s)
	}
	f.Headers[h.Name] = s.Literal()
}

// WarnUnread warns of sections in which nothing can stand.
func (said *Said) WarnUnread() {
	for _, s := range said.sections {
		if len(s.feeds) == 0 {
			s.at.Warn(fmt.Sprintf("section %q has no feeds", s.ID), "add them under `feeds:`")
		}
	}
}
