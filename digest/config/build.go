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
	"tidings/digest/schedule"
)

// builder makes a configuration of what the files say: names are looked up, settings inherited, defaults filled in. What
// is wrong goes to the walk; the configuration is of use only when nothing is.
type builder struct {
	document
	main *source
	root value // the top of the main file
	c    *Config
}

// compile makes the configuration that the files hold.
func (w *walk) compile(sources []*source, local *time.Location) *Config {
	b := &builder{document: w.readTop(sources), main: sources[0], c: &Config{}}
	for _, src := range sources {
		b.c.Files = append(b.c.Files, src.name)
		if src.broken {
			return b.c // names that it would have given are not to be called unknown
		}
		if src.root == nil {
			w.add(finding{Problem: Problem{
				File: src.name, Text: "this file is empty", Hint: "`tidings init` in an empty folder shows what it may hold", Warning: src != b.main,
			}})
		}
	}
	if b.main.root == nil {
		return b.c
	}
	b.root = b.main.top()
	b.c.Site = b.site
	b.c.Site.Name = cmp.Or(b.site.Name, defaultName)
	b.c.Site.Language = cmp.Or(b.site.Language, defaultLanguage)
	b.c.Site.Location = cmp.Or(b.site.Location, local)
	b.c.Allow = b.allow
	b.buildSections()
	b.buildLists()
	b.buildEditions()
	b.buildSubscribers()
	b.buildMail()
	b.buildState()
	if !w.failed {
		b.warnUnread()
		b.warnUnsent()
	}
	return b.c
}

// over is the settings with another's for what they do not say; filter rules add up.
func (s settings) over(base settings) settings {
	return settings{
		weight: cmp.Or(s.weight, base.weight), maxPerFeed: cmp.Or(s.maxPerFeed, base.maxPerFeed),
		maxAge: cmp.Or(s.maxAge, base.maxAge), extract: cmp.Or(s.extract, base.extract),
		filter: base.filter.Plus(s.filter), headers: cmp.Or(s.headers, base.headers),
	}
}

// buildSections makes the sections and their feeds. Feeds at the top make the first section, which has no name.
func (b *builder) buildSections() {
	base := b.defaults.over(presets())
	if len(b.feeds) > 0 || len(b.sections) == 0 {
		b.c.Sections = append(b.c.Sections, digest.Section{})
	}
	urls := make(map[string]value)
	for _, f := range b.feeds {
		b.addFeed("", f, base, urls)
	}
	ids := make(map[string]value)
	for _, s := range b.sections {
		unique(ids, s.ID, s.at, "section")
		if s.Title == "" && !s.untitled {
			s.Title = titleOf(s.ID)
		}
		b.c.Sections = append(b.c.Sections, s.Section)
		for _, f := range s.feeds {
			b.addFeed(s.ID, f, s.over(base), urls)
		}
	}
	if len(b.c.Feeds) == 0 && len(b.sections) == 0 && !b.root.src.walk.failed {
		b.root.fail("there is nothing to read", "add feeds: a line `feeds:`, and below it the address of each after \"- \"")
	}
}

// unique reports a name that was taken before.
func unique(taken map[string]value, name string, v value, noun string) {
	if name == "" {
		return // reported already
	}
	if first, ok := taken[name]; ok {
		v.twice(fmt.Sprintf("%s %q stands twice", noun, name), first)
		return
	}
	taken[name] = v
}

// titleOf is a title for a section that has none: climate-policy is Climate policy.
func titleOf(id string) string {
	words := strings.NewReplacer("-", " ", "_", " ").Replace(id)
	return strings.ToUpper(words[:min(1, len(words))]) + words[min(1, len(words)):]
}

func (b *builder) addFeed(section string, f feed, base settings, urls map[string]value) {
	if f.url.is == "" {
		return // reported already
	}
	f.url.at.warnPassword(f.url.is)
	if first, ok := urls[sameFeed(f.url.is)]; ok {
		f.url.at.twice("this feed is listed twice", first)
		return
	}
	urls[sameFeed(f.url.is)] = f.url.at
	set := f.over(base)
	out := digest.Feed{
		ID: digest.Key("feed", f.url.is), URL: f.url.is, Name: f.name, Section: section, Weight: *set.weight,
		MaxPerFeed: *set.maxPerFeed, MaxAge: *set.maxAge, Extract: *set.extract, Filter: set.filter,
	}
	if set.headers != nil {
		out.Headers = make(map[string]string, len(*set.headers))
		for _, h := range *set.headers {
			b.addHeader(&out, h)
		}
	}
	b.c.Feeds = append(b.c.Feeds, out)
}

// sameFeed is a feed's address in a form that is the same however its scheme and host are written.
func sameFeed(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return link
	}
	u.Host, u.Fragment = strings.ToLower(u.Host), ""
	return u.String()
}

// addHeader sets a header that stands in the file, and keeps one that is elsewhere for ReadSecrets.
func (b *builder) addHeader(f *digest.Feed, h entry[located[Secret]]) {
	s := h.of.is
	if s.literal == "" {
		b.c.secrets = append(b.c.secrets, feedSecret{len(b.c.Feeds), h.name, s})
		return
	}
	if !httpguts.ValidHeaderFieldValue(s.literal) {
		h.of.at.fail("a header cannot hold this", "write it on one line, without control characters")
	}
	if secretHeader.MatchString(h.name) {
		h.of.at.warnExposed(s)
	}
	f.Headers[h.name] = s.literal
}

func (b *builder) buildLists() {
	ids := make(map[string]value)
	for _, l := range b.lists {
		unique(ids, l.name, l.key, "list")
		l.of.ID = l.name
		l.of.Title = cmp.Or(l.of.Title, titleOf(l.name))
		b.c.Lists = append(b.c.Lists, l.of)
	}
}

// buildEditions makes the editions; without any, the one.
func (b *builder) buildEditions() {
	if len(b.editions) == 0 {
		b.editions = []edition{{Edition: Edition{Edition: digest.Edition{ID: defaultEdition}}, at: b.root}}
	}
	ids := make(map[string]value)
	for _, e := range b.editions {
		unique(ids, e.ID, e.at, "edition")
		if !e.scheduled {
			e.Schedule, _ = schedule.At(defaultAt, schedule.Daily)
		}
		if !e.limited {
			e.MaxStories = defaultStories
		}
		e.Location = cmp.Or(e.Location, b.c.Site.Location)
		e.Window = e.window.is
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
	var names []string
	for _, s := range b.c.Sections {
		if s.ID != "" {
			names = append(names, s.ID)
		}
	}
	var out []digest.Section
	for _, name := range e.sections {
		i := slices.IndexFunc(b.c.Sections, func(s digest.Section) bool { return s.ID == name.is })
		switch {
		case i < 0 || name.is == "":
			name.at.unknownName("section", name.is, names)
		case slices.ContainsFunc(out, func(s digest.Section) bool { return s.ID == name.is }):
			name.at.fail(fmt.Sprintf("section %q is named twice", name.is), "remove one of them")
		default:
			out = append(out, b.c.Sections[i])
		}
	}
	return out
}

// known looks up the names of lists.
func (b *builder) known(named []located[string]) []string {
	var out []string
	for _, l := range named {
		switch {
		case !slices.ContainsFunc(b.c.Lists, func(k digest.List) bool { return k.ID == l.is }):
			var names []string
			for _, k := range b.c.Lists {
				names = append(names, k.ID)
			}
			l.at.unknownName("list", l.is, names)
		case slices.Contains(out, l.is):
			l.at.fail(fmt.Sprintf("list %q is named twice", l.is), "remove one of them")
		default:
			out = append(out, l.is)
		}
	}
	return out
}

// unknownName reports a name that nothing has.
func (v value) unknownName(noun, name string, names []string) {
	hint := didYouMean(nearest(name, names))
	switch {
	case hint == "" && len(names) == 0:
		hint = fmt.Sprintf("no %ss are configured", noun)
	case hint == "":
		hint = "there is " + strings.Join(names, ", ")
	}
	v.fail(fmt.Sprintf("unknown %s %q", noun, name), hint)
}

// buildSubscribers makes the subscribers, with what their lists give them.
func (b *builder) buildSubscribers() {
	var joined []string // by those who name no list
	zones := make(map[string]*time.Location)
	for _, l := range b.c.Lists {
		if l.Default {
			joined = append(joined, l.ID)
		}
		if l.Timezone != "" {
			zones[l.ID] = b.root.src.walk.zones[l.Timezone]
		}
	}
	taken := make(map[string]int32, len(b.subscribers)) // where among them an address stands
	b.c.Subscribers = make([]digest.Subscriber, 0, len(b.subscribers))
	for i, s := range b.subscribers {
		if first, ok := taken[s.Key()]; ok {
			s.at.twice(s.Email+" is listed twice", b.subscribers[first].at)
			continue
		}
		taken[s.Key()] = int32(i)
		s.Lists = joined
		if s.lists != nil {
			s.Lists = b.known(s.lists)
		}
		for i := 0; i < len(s.Lists) && s.Location == nil; i++ {
			s.Location = zones[s.Lists[i]]
		}
		b.c.Subscribers = append(b.c.Subscribers, s.Subscriber)
	}
}

// warnUnread warns of sections in which nothing can stand.
func (b *builder) warnUnread() {
	for _, s := range b.sections {
		if len(s.feeds) == 0 {
			s.at.warn(fmt.Sprintf("section %q has no feeds", s.ID), "add them under `feeds:`")
		}
	}
}

// warnUnsent warns of subscribers who get no edition and of editions that nobody gets.
func (b *builder) warnUnsent() {
	if len(b.c.Subscribers) == 0 {
		b.root.src.walk.add(finding{Problem: Problem{
			File: b.main.name, Text: "there are no subscribers, so nothing will be mailed", Hint: "add them under `subscribers:`", Warning: true,
		}})
		return
	}
	read := make([]bool, len(b.c.Editions))
	for i, s := range b.c.Subscribers {
		some := false
		for j, e := range b.c.Editions {
			if gets(s, e.Edition) {
				read[j], some = true, true
			}
		}
		if !some {
			b.subscribers[i].at.warn(s.Email+" gets no edition", "put the reader on a list that an edition goes to")
		}
	}
	for j, some := range read {
		if !some {
			b.editions[j].at.warn(fmt.Sprintf("nobody gets edition %q", b.c.Editions[j].ID), "no subscriber is on its lists")
		}
	}
}
