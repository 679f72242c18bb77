package sources

import (
	"slices"
	"time"

	"tidings/digest"
	"tidings/digest/config/forms"
	"tidings/digest/config/secret"
	"tidings/digest/config/sources/kinds"
	"tidings/digest/config/strict"
)

// The nouns by which messages call the mappings.
const (
	nounDefaults = "`defaults`"
	nounSection  = "a section"
	nounFeed     = "a feed"
	nounAuth     = "`auth`"
	nounProxy    = "`proxy`"
	nounExtract  = "`extract`"
)

// The keys whose lists are put together from several places.
const (
	KeyFeeds    = "feeds"
	KeySections = "sections"
	keyDefaults = "defaults"
)

// Keys are the keys about feeds and sections. env is the environment that passwords may be in.
func Keys(env func(string) string) []strict.Key[Said] {
	return []strict.Key[Said]{
		strict.Field(keyDefaults, strict.Mapping(nounDefaults, settingsKeys(env)), func(d *Said, s settings) { d.defaults = s },
			"What every feed starts from. Sections and feeds may say otherwise; their filters are added to these."),
		strict.Field(KeyFeeds, strict.List(feedShape(env)), func(d *Said, f []feed) { d.feeds = strict.Joined(d.feeds, f) },
			"Feeds that belong to no section: they make one of their own, without a title, above the others.").Summed(),
		strict.Field(KeySections, strict.List(sectionShape(env)), func(d *Said, s []section) { d.sections = strict.Joined(d.sections, s) },
			"Titled groups of feeds, in reading order.").Summed(),
	}
}

// Places are the mappings of them, for keys that stand in the wrong one.
func Places(env func(string) string) []strict.Place {
	return []strict.Place{
		strict.PlaceOf(nounDefaults, settingsKeys(env)), strict.PlaceOf(nounSection, sectionKeys(env)),
		strict.PlaceOf(nounFeed, feedKeys(env)), strict.PlaceOf(nounAuth, authKeys(env)), strict.PlaceOf(nounProxy, proxyKeys(env)),
		strict.PlaceOf(nounExtract, extractKeys()),
	}
}

// maxWeight keeps numbers sensible: a weight of 100 lets one feed fill the paper.
const maxWeight = 100

// settingsKeys are the feed defaults: what defaults, sections and feeds may all set.
func settingsKeys(env func(string) string) []strict.Key[settings] {
	return []strict.Key[settings]{
		strict.Field("weight", strict.Float(0, maxWeight), func(s *settings, w float64) { s.weight = &w },
			"2 counts double in the order, 0.5 half; 0 only adds its voice to stories that others tell.").OrElse(defaultWeight),
		strict.Field("max_per_feed", forms.Stories(0), func(s *settings, n int) { s.maxPerFeed = &n },
			"Most stories that one feed may lead in an issue; 0 for no limit.").OrElse(defaultPerFeed),
		strict.Field("max_age", ageLimit(), func(s *settings, age time.Duration) { s.maxAge = &age },
			"An article older than this when it is first seen is not shown; 0 for no limit.").OrElse(defaultMaxAge),
		strict.Field("check", pollGap(), func(s *settings, d time.Duration) { s.check = &d },
			"How often its server is asked, at most: from 15m to 7d. What the server asks for wins when it is longer.").OrElse(defaultCheck),
		strict.Field("extract", extractShape(), func(s *settings, e extraction) { s.extract = &e },
			"Where the text comes from: the feed when it has all of it, else the page (auto); the page (always); the feed (never); or {css: SELECTOR}, the part of the page that it stands in.").OrElse(string(digest.ExtractAuto)),
		strict.Field("include", strict.List(forms.Rule()), func(s *settings, r []digest.Rule) { s.filter.Include = r },
			"Only articles that match one of these are kept."),
		strict.Field("exclude", strict.List(forms.Rule()), func(s *settings, r []digest.Rule) { s.filter.Exclude = r },
			"Articles that match one of these are dropped, whatever include says."),
		strict.Field(keyLabels, strict.Named(forms.LabelName(), forms.LabelValue()), func(s *settings, l []strict.Entry[string]) { s.labels = l },
			"What you say of a source, by names of your own, such as {region: local}: how a story's sources are spread over them is told, and filters know them as label:local."),
		strict.Field("headers", strict.Named(forms.HeaderName(), strict.At(secret.Shape(env))),
			func(s *settings, h []strict.Entry[strict.Located[secret.Secret]]) { s.headers = &h },
			"Headers to send with each request, such as {Cookie: {file: /run/secrets/cookie}}."),
		strict.Field("user_agent", strict.Text(), func(s *settings, name string) { s.userAgent = &name },
			"How to call oneself to servers that want another name than Tidings and its version."),
		strict.Field("proxy", proxyShape(env), func(s *settings, p proxy) { s.proxy = &p },
			"What to fetch the feed and its pages through: http, https or socks5 with host and port, a mapping with what it asks for, or none. No proxy of the environment is used.").OrElse(noProxy),
	}
}

func feedKeys(env func(string) string) []strict.Key[feed] {
	return append([]strict.Key[feed]{
		strict.Field("url", strict.At(forms.WebAddress()), func(f *feed, u strict.Located[string]) { f.url = u },
			"Address of the feed, or of a site that has one."),
		strict.Field("name", strict.Text(), func(f *feed, name string) { f.name = name },
			"What the source is called in the digest. Without it, the feed's own title."),
		strict.Field("auth", strict.At(strict.Mapping(nounAuth, authKeys(env))), func(f *feed, a strict.Located[auth]) { f.auth = &a },
			"Name and password that the feed's server asks for (HTTP Basic)."),
	}, slices.Concat(
		strict.Within(kinds.Keys(), func(f *feed) *kinds.Kind { return &f.kind }),
		strict.Within(settingsKeys(env), func(f *feed) *settings { return &f.settings }))...)
}

// keyLabels is what inherits name by name.
const keyLabels = "labels"

// extractShape is a word, or the selector of the text on a page.
func extractShape() strict.Shape[extraction] {
	word := strict.Then(strict.OneOf(digest.ExtractAuto, digest.ExtractAlways, digest.ExtractNever),
		func(_ strict.Value, m digest.ExtractMode) (extraction, bool) { return extraction{mode: m}, true })
	return strict.Either(word, strict.Mapping(nounExtract, extractKeys()))
}

func extractKeys() []strict.Key[extraction] {
	return []strict.Key[extraction]{
		strict.Field("css", forms.Selector(), func(e *extraction, css string) { e.mode, e.css = digest.ExtractAlways, css },
			"CSS selector of the elements that hold the text of an article.").Needed(),
	}
}

func authKeys(env func(string) string) []strict.Key[auth] {
	return []strict.Key[auth]{
		strict.Field("user", strict.Text(), func(a *auth, user string) { a.user = user }, "Name to log in with.").Needed(),
		strict.Field("password", strict.At(secret.Shape(env)), func(a *auth, p strict.Located[secret.Secret]) { a.password = p },
			"Password to log in with, such as {env: FEED_PASSWORD}.").Needed(),
	}
}

func feedShape(env func(string) string) strict.Shape[feed] {
	bare := strict.Then(strict.At(forms.WebAddress()), func(v strict.Value, u strict.Located[string]) (feed, bool) { return feed{url: u, at: v}, true })
	full := strict.Then(strict.At(strict.Constrained(strict.Mapping(nounFeed, feedKeys(env)), kinds.OneAddress)), resolved)
	return strict.Defined("feed", strict.Either(bare, full))
}

// resolved is a feed whose address is known, whether it was written or follows from its kind.
func resolved(v strict.Value, got strict.Located[feed]) (feed, bool) {
	f := got.Is
	address, ok := f.kind.Resolve(v, f.url, got.Sound, f.name != "" || f.auth != nil)
	f.url, f.at = address, v
	return f, ok
}

func sectionKeys(env func(string) string) []strict.Key[section] {
	return append([]strict.Key[section]{
		strict.Field("id", forms.ID(), func(s *section, id string) { s.ID = id }, "A short name for editions to refer to, such as world.").Needed(),
		strict.Field("title", strict.Text(), func(s *section, title string) { s.Title, s.untitled = title, title == "" },
			"What stands above it in the digest; \"\" for nothing. Without it, the id."),
		strict.Field("max_stories", forms.Stories(0), func(s *section, n int) { s.MaxStories = n },
			"Most stories in this section; 0 for no limit.").OrElse(0),
		strict.Field("layout", strict.OneOf(digest.LayoutCards, digest.LayoutLead, digest.LayoutHeadlines), func(s *section, l digest.Layout) { s.Layout = l },
			"How its stories are set: each with its summary (cards); the same, the first one large (lead); headlines alone (headlines).").OrElse(string(digest.LayoutCards)),
		strict.Field("feeds", strict.List(feedShape(env)), func(s *section, f []feed) { s.feeds = f }, "The section's feeds."),
	}, strict.Within(settingsKeys(env), func(s *section) *settings { return &s.settings })...)
}

func sectionShape(env func(string) string) strict.Shape[section] {
	return strict.Defined("section", strict.Then(strict.Mapping(nounSection, sectionKeys(env)), func(v strict.Value, s section) (section, bool) {
		s.at = v
		return s, true
	}))
}

// ageLimit is the age that an article may have: a length of time, or 0 for any.
func ageLimit() strict.Shape[time.Duration] {
	return strict.Either(forms.Duration(), strict.Constant(0, time.Duration(0)))
}

// A feed asked more often than pollLeast is a burden to its server; one asked less often than pollMost loses articles.
const (
	pollLeast = 15 * time.Minute
	pollMost  = 7 * 24 * time.Hour
)

// pollGap is the time between two requests for a feed.
func pollGap() strict.Shape[time.Duration] {
	return strict.Then(forms.Duration(), func(v strict.Value, d time.Duration) (time.Duration, bool) {
		if d < pollLeast || d > pollMost {
			v.Fail("a feed is asked every 15m at most, and every 7d at least", "write a length of time from 15m to 7d")
			return 0, false
		}
		return d, true
	})
}
