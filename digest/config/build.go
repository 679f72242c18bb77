package config

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/http/httpguts"

	"tidings/digest"
	"tidings/digest/config/forms"
	"tidings/digest/config/secret"
	"tidings/digest/config/strict"
	"tidings/digest/schedule"
)

// builder makes a configuration of what the files say: names are looked up, settings inherited, defaults filled in. What
// is wrong goes to the reading; the configuration is of use only when nothing is.
type builder struct {
	document
	reading *strict.Reading
	table   table                             // by which they were read; its zones are all that the files name
	open    func(name string) ([]byte, error) // reads a file that the files name
	main    *strict.File
	root    strict.Value // the top of the main file
	c       *Config
}

// build makes the configuration of the files, the main one first.
func (b *builder) build(files []*strict.File, local *time.Location) *Config {
	b.main, b.c = files[0], &Config{}
	for _, f := range files {
		b.c.Files = append(b.c.Files, f.Name)
		switch {
		case f.Broken():
			return b.c // names that it would have given are not to be called unknown
		case f.Empty() && f == b.main:
			f.Fail(emptyFile, emptyHint)
		case f.Empty():
			f.Warn(emptyFile, emptyHint)
		}
	}
	if b.main.Empty() {
		return b.c
	}
	b.root = b.main.Top()
	b.c.Site = b.site
	b.c.Site.Name = cmp.Or(b.site.Name, defaultName)
	b.c.Site.Language = cmp.Or(b.site.Language, defaultLanguage)
	b.c.Site.Location = cmp.Or(b.site.Location, local)
	b.c.Allow, b.c.Metrics, b.c.Alerts = b.allow, b.metrics, b.alerts
	b.expand()
	b.buildSections()
	b.buildLists()
	b.buildEditions()
	b.buildSubscribers()
	b.c.Mail = b.mail.Build(b.c.Site.Name)
	b.buildWeb()
	b.buildState()
	if !b.reading.Failed() {
		b.warnUnread()
		b.warnUnsent()
		b.warnUnjoinable()
		b.warnUnserved()
	}
	return b.c
}

const (
	emptyFile = "this file is empty"
	emptyHint = "`tidings init` in an empty folder shows what it may hold"
)

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
		b.c.Sections = append(b.c.Sections, digest.Section{})
	}
	urls := make(map[string]strict.Value)
	b.c.places = make(map[string]Place)
	b.c.proxies = map[string]*proxy{"": base.proxy}
	for _, f := range b.feeds {
		b.addFeed("", f, base, urls)
	}
	ids := make(map[string]strict.Value)
	for _, s := range b.sections {
		s.at.Unique(ids, "section", s.ID)
		if s.Title == "" && !s.untitled {
			s.Title = forms.Title(s.ID)
		}
		b.c.Sections = append(b.c.Sections, s.Section)
		b.c.proxies[s.ID] = s.over(base).proxy
		for _, f := range s.feeds {
			b.addFeed(s.ID, f, s.over(base), urls)
		}
	}
	if len(b.c.Feeds) == 0 && len(b.sections) == 0 && !b.reading.Failed() {
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
	b.c.places[out.ID] = f.place
	if !f.place.OPML {
		b.c.places[out.ID] = entryPlace(f.at)
	}
	b.c.Feeds = append(b.c.Feeds, out)
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
		b.c.secrets = append(b.c.secrets, feedSecret{feed: len(b.c.Feeds), header: loginHeader, user: a.Is.user, secret: s})
		return
	}
	secret.WarnExposed(a.Is.password.At, s)
	f.Headers[loginHeader] = basic(a.Is.user, s.Literal())
}

// addHeader sets a header that stands in the file, and keeps one that is elsewhere for ReadSecrets.
func (b *builder) addHeader(f *digest.Feed, h strict.Entry[strict.Located[secret.Secret]]) {
	s := h.Of.Is
	if s.Literal() == "" {
		b.c.secrets = append(b.c.secrets, feedSecret{feed: len(b.c.Feeds), header: h.Name, secret: s})
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

func (b *builder) buildLists() {
	ids := make(map[string]strict.Value)
	for _, l := range b.lists {
		l.Key.Unique(ids, "list", l.Name)
		l.Of.ID = l.Name
		l.Of.Title = cmp.Or(l.Of.Title, forms.Title(l.Name))
		b.c.Lists = append(b.c.Lists, l.Of)
	}
}

// buildEditions makes the editions; without any, the one.
func (b *builder) buildEditions() {
	if len(b.editions) == 0 {
		b.editions = []edition{{Edition: Edition{Edition: digest.Edition{ID: defaultEdition}}, at: b.root}}
	}
	ids := make(map[string]strict.Value)
	for _, e := range b.editions {
		e.at.Unique(ids, "edition", e.ID)
		if !e.scheduled {
			e.Schedule, _ = schedule.At(defaultAt, schedule.Daily)
		}
		if !e.limited {
			e.MaxStories = defaultStories
		}
		if e.Proof.To != "" && e.Proof.Before == 0 {
			e.Proof.Before, _ = forms.ParseDuration(defaultProof)
		}
		if e.Late.Within == 0 {
			e.Late.Within, _ = forms.ParseDuration(defaultLate)
		}
		e.Location = cmp.Or(e.Location, b.c.Site.Location)
		e.Window = e.window.Is
		e.FirstReach, e.Once = dailyReach, digest.OncePerSlot
		if e.Schedule.Weekly() {
			e.FirstReach = weeklyReach
		}
		if e.Schedule.OncePerDay() {
			e.Once = digest.OncePerDate
		}
		e.Sections = b.sectionsOf(e)
		e.Lists = b.known(e.lists)
		b.c.Editions = append(b.c.Editions, e.Edition)
	}
}

// sectionsOf looks up the sections of an edition; all of them when it names none.
func (b *builder) sectionsOf(e edition) []digest.Section {
	if len(e.sections) == 0 {
		return b.c.Sections
	}
	var out []digest.Section
	for _, name := range e.sections {
		i := slices.IndexFunc(b.c.Sections, func(s digest.Section) bool { return s.ID == name.Is })
		switch {
		case i < 0 || name.Is == "":
			name.At.Unknown("section", name.Is, b.sectionNames())
		case slices.ContainsFunc(out, func(s digest.Section) bool { return s.ID == name.Is }):
			name.At.Fail(fmt.Sprintf("section %q is named twice", name.Is), "remove one of them")
		default:
			out = append(out, b.c.Sections[i])
		}
	}
	return out
}

// sectionNames lists the sections that can be named.
func (b *builder) sectionNames() []string {
	var names []string
	for _, s := range b.c.Sections {
		if s.ID != "" {
			names = append(names, s.ID)
		}
	}
	return names
}

// known looks up the names of lists.
func (b *builder) known(named []strict.Located[string]) []string {
	var out []string
	for _, l := range named {
		switch {
		case !slices.ContainsFunc(b.c.Lists, func(k digest.List) bool { return k.ID == l.Is }):
			var names []string
			for _, k := range b.c.Lists {
				names = append(names, k.ID)
			}
			l.At.Unknown("list", l.Is, names)
		case slices.Contains(out, l.Is):
			l.At.Fail(fmt.Sprintf("list %q is named twice", l.Is), "remove one of them")
		default:
			out = append(out, l.Is)
		}
	}
	return out
}

// buildState makes the place where everything is kept, and for how long.
func (b *builder) buildState() {
	state := strict.Located[string]{Is: defaultState, At: b.root}
	if b.state != nil {
		state = *b.state
	}
	b.c.State = state.At.File().Abs(state.Is)
	if u, err := url.Parse(state.Is); err == nil && (u.Scheme == "postgres" || u.Scheme == "postgresql") {
		b.c.State = state.Is
		secret.HideInURL(state.At, state.Is)
	} else if strings.Contains(state.Is, "://") {
		state.At.Fail("the state is a folder or a postgres:// URL", "")
	}
	b.c.Retention, _ = forms.ParseDuration(defaultRetention)
	if b.retention > 0 {
		b.c.Retention = b.retention
	}
	for _, e := range b.editions {
		if e.window.Is > b.c.Retention {
			e.window.At.Fail("the window is longer than articles are kept", "set `retention` to at least as much")
		}
	}
}

// warnUnread warns of sections in which nothing can stand.
func (b *builder) warnUnread() {
	for _, s := range b.sections {
		if len(s.feeds) == 0 {
			s.at.Warn(fmt.Sprintf("section %q has no feeds", s.ID), "add them under `feeds:`")
		}
	}
}

// warnUnsent warns of subscribers who get no edition and of editions that nobody gets.
func (b *builder) warnUnsent() {
	if len(b.c.Subscribers) == 0 {
		b.main.Warn("there are no subscribers, so nothing will be mailed", "add them under `subscribers:`")
		return
	}
	read := make([]bool, len(b.c.Editions))
	days := make(dueDays)
	for i, s := range b.c.Subscribers {
		some, listed := false, false
		for j, e := range b.c.Editions {
			if e.For(s) {
				read[j], listed = true, true
				some = some || days.meet(e, s.For(e.ID).Cadence)
			}
		}
		switch {
		case !listed:
			b.subscribers[i].at.Warn(s.Email+" gets no edition", "put the reader on a list that an edition goes to")
		case !some:
			b.subscribers[i].at.Warn(s.Email+" gets no edition: none is due on the days of the cadence", "name other days, or leave out `cadence`")
		case s.At != "" && !slices.ContainsFunc(b.c.Editions, func(e Edition) bool { return e.For(s) && e.Clock(s).At != "" }):
			b.subscribers[i].at.Warn(s.Email+" names an hour, and gets no edition that goes by it",
				"write `timezone: subscriber` for the edition; one that is due several times a day keeps its hours")
		}
	}
	for j, some := range read {
		if !some {
			b.editions[j].at.Warn(fmt.Sprintf("nobody gets edition %q", b.c.Editions[j].ID), "no subscriber is on its lists")
		}
	}
}
