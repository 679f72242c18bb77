package config

import (
	"fmt"
	"net/mail"
	"net/netip"
	"slices"
	"time"

	"github.com/andybalholm/cascadia"
	"github.com/invopop/jsonschema"

	"tidings/digest"
	"tidings/digest/config/forms"
	"tidings/digest/config/secret"
	"tidings/digest/config/strict"
	"tidings/digest/schedule"
)

// freePrefix begins the top-level keys that are the user's own: a place for anchors.
const freePrefix = "x-"

// filesKey names more files. It is followed before anything else is read.
const filesKey = "files"

// The nouns by which messages call the mappings.
const (
	nounTop        = "the top of the file"
	nounSite       = "`site`"
	nounDefaults   = "`defaults`"
	nounSection    = "a section"
	nounFeed       = "a feed"
	nounAuth       = "`auth`"
	nounProxy      = "`proxy`"
	nounExtract    = "`extract`"
	nounEdition    = "an edition"
	nounLate       = "`late`"
	nounSMTP       = "`smtp`"
	nounDelivery   = "`delivery`"
	nounQuiet      = "`quiet`"
	nounNetwork    = "`network`"
	nounTheme      = "`theme`"
	nounLogo       = "`logo`"
	nounDKIM       = "`dkim`"
	nounDKIMKey    = "a DKIM key"
	nounWeb        = "`web`"
	nounBounces    = "`bounces`"
	nounIMAP       = "`imap`"
	nounMetrics    = "`metrics`"
	nounAlerts     = "`alerts`"
	nounList       = "a list"
	nounSubscriber = "a subscriber"
	nounProof      = "`proof`"
	nounPause      = "`pause`"
	nounChoices    = "a reader's choices for an edition"
)

// table is the key table, with what its shapes ask of the one who loads.
type table struct {
	env     func(string) string // the environment
	subject func(string) error  // see Options
	note    func(string) error  // see Options
	theme   themeForm
	zones   forms.Zones
}

// document is the table for whole files.
func (t table) document() strict.Document[document] {
	return strict.Document[document]{
		Title: "Tidings configuration",
		About: "sources.yaml, subscribers.yaml, and the files that `files` names.",
		Noun:  nounTop, Keys: t.topKeys(), Files: filesKey, Free: freePrefix,
		NoKeys: strict.Fault{
			Text: "keys such as feeds: are expected here",
			Hint: "put `feeds:` above a list of feeds, `subscribers:` above one of readers",
		},
	}
}

// SchemaFile is the name of the schema file that the comments of the first files point editors at.
const SchemaFile = "tidings.schema.json"

// Schema is the JSON Schema (draft 2020-12) of both files, made from the table of keys that Load reads by. It knows
// shapes and not sense: a file that it passes may still name a section that does not exist.
func Schema() []byte { return table{}.document().Schema() }

// vocabulary lists all mappings with their keys, for keys that stand in the wrong one, and the keys of other programs, and
// of plain speech, for ours.
func (t table) vocabulary() strict.Vocabulary {
	return strict.Vocabulary{
		Places: []strict.Place{
			strict.PlaceOf(nounTop, t.topKeys()), strict.PlaceOf(nounSite, t.siteKeys()),
			strict.PlaceOf(nounDefaults, t.settingsKeys()), strict.PlaceOf(nounSection, t.sectionKeys()),
			strict.PlaceOf(nounFeed, t.feedKeys()), strict.PlaceOf(nounAuth, t.authKeys()), strict.PlaceOf(nounProxy, t.proxyKeys()),
			strict.PlaceOf(nounExtract, extractKeys()), strict.PlaceOf(nounEdition, t.editionKeys()),
			strict.PlaceOf(nounLate, lateKeys()),
			strict.PlaceOf(nounTheme, t.theme.keys()), strict.PlaceOf(nounLogo, logoKeys()),
			forms.SchedulePlace(), strict.PlaceOf(nounSMTP, t.smtpKeys()),
			strict.PlaceOf(nounDelivery, deliveryKeys()), strict.PlaceOf(nounNetwork, networkKeys()),
			strict.PlaceOf(nounDKIM, t.dkimKeys()), strict.PlaceOf(nounDKIMKey, t.dkimKeyKeys()), strict.PlaceOf(nounWeb, webKeys()),
			strict.PlaceOf(nounBounces, t.bouncesKeys()), strict.PlaceOf(nounIMAP, t.imapKeys()),
			strict.PlaceOf(nounMetrics, metricsKeys()), strict.PlaceOf(nounAlerts, alertsKeys()),
			strict.PlaceOf(nounList, t.listKeys()), strict.PlaceOf(nounSubscriber, t.subscriberKeys()), strict.PlaceOf(nounPause, pauseKeys()),
			strict.PlaceOf(nounQuiet, quietKeys()), strict.PlaceOf(nounProof, proofKeys()), secret.Place(),
		},
		Synonyms: map[string][]string{
			"address": {"email", "url"}, "block": {"exclude", "mute"}, "categories": {"sections"}, "count": {"max_stories"},
			"day": {"days"}, "digests": {"editions"}, "every": {"days"}, "groups": {"sections"},
			"hour": {"at"}, "hostname": {"host"}, "href": {"url"}, "ignore": {"exclude", "mute"}, "interests": {"topics"},
			"items": {"max_stories", "max_per_feed"}, "keep": {"include", "retention"}, "key": {"id"}, "lang": {"language"},
			"limit": {"max_per_feed", "max_stories"}, "link": {"url"}, "login": {"user"}, "mail": {"email", "smtp"},
			"max": {"max_per_feed", "max_stories"}, "name": {"title", "id"}, "on": {"days"}, "pass": {"password"},
			"priority": {"weight"}, "readers": {"subscribers"}, "recipients": {"subscribers", "lists"}, "sender": {"from", "delivery"},
			"server": {"host"}, "skip": {"exclude", "mute"}, "sources": {"feeds"}, "src": {"url"}, "time": {"at", "schedule"},
			"title": {"name"}, "to": {"lists", "subscribers"}, "tz": {"timezone"}, "username": {"user"}, "users": {"subscribers"},
			"xmlurl": {"url"}, "zone": {"timezone"},
		},
	}
}

func (t table) topKeys() []strict.Key[document] {
	return []strict.Key[document]{
		strict.Field("version", version(), func(*document, int) {}, "Version of the file format. There is only 1.").OrElse(1).Summed(),
		strict.Field(filesKey, strict.List(strict.At(strict.Text())), func(*document, []strict.Located[string]) {},
			"More files to read, relative to this one; * stands for any part of a name, and a folder for its .yaml and .yml files. subscribers.yaml is read in any case."),
		strict.Field("site", strict.Mapping(nounSite, t.siteKeys()), func(d *document, s digest.Site) { d.site = s }, "The paper as a whole."),
		strict.Field("defaults", strict.Mapping(nounDefaults, t.settingsKeys()), func(d *document, s settings) { d.defaults = s },
			"What every feed starts from. Sections and feeds may say otherwise; their filters are added to these."),
		strict.Field("feeds", strict.List(t.feedShape()), func(d *document, f []feed) { d.feeds = joined(d.feeds, f) },
			"Feeds that belong to no section: they make one of their own, without a title, above the others.").Summed(),
		strict.Field("sections", strict.List(t.sectionShape()), func(d *document, s []section) { d.sections = joined(d.sections, s) },
			"Titled groups of feeds, in reading order.").Summed(),
		strict.Field("editions", strict.List(t.editionShape()), func(d *document, e []edition) { d.editions = joined(d.editions, e) },
			"The digests to make. Without any there is one, daily, at 07:00.").Summed(),
		strict.Field("lists", strict.Named(forms.ID(), strict.Mapping(nounList, t.listKeys())),
			func(d *document, l []strict.Entry[digest.List]) { d.lists = joined(d.lists, l) },
			"Groups of subscribers that editions may be sent to, by name.").Summed(),
		strict.Field("subscribers", strict.List(t.subscriberShape()), func(d *document, s []subscriber) { d.subscribers = joined(d.subscribers, s) },
			"Who gets the digest.").Summed(),
		strict.Field("smtp", strict.At(strict.Mapping(nounSMTP, t.smtpKeys())), func(d *document, s strict.Located[smtp]) { d.smtp = &s },
			"The server that mail is sent through."),
		strict.Field("delivery", strict.Mapping(nounDelivery, deliveryKeys()), func(d *document, how delivery) { d.delivery = how }, "How the mail is sent."),
		strict.Field("dkim", strict.At(strict.Mapping(nounDKIM, t.dkimKeys())), func(d *document, k strict.Located[dkim]) { d.dkim = &k },
			"The keys that mail is signed with. `tidings dkim new` makes them."),
		strict.Field("web", strict.At(strict.Mapping(nounWeb, webKeys())), func(d *document, w strict.Located[web]) { d.web = &w },
			"The pages by which readers join, leave and choose what they get; tidings serve serves them."),
		strict.Field("bounces", strict.At(strict.Mapping(nounBounces, t.bouncesKeys())), func(d *document, r strict.Located[bounces]) { d.bounces = &r },
			"Where mail that cannot be delivered comes back to, and where it is read."),
		strict.Field("metrics", strict.Mapping(nounMetrics, metricsKeys()), func(d *document, m Metrics) { d.metrics = m },
			"Numbers and health for an operator; tidings serve serves them, at an address of their own."),
		strict.Field("alerts", strict.Mapping(nounAlerts, alertsKeys()), func(d *document, a Alerts) { d.alerts = a },
			"Mail to an operator when something is wrong; tidings serve sends it."),
		strict.Field("network", strict.Mapping(nounNetwork, networkKeys()), func(d *document, a []netip.Prefix) { d.allow = a }, "What may be reached."),
		strict.Field("retention", forms.Duration(), func(d *document, keep time.Duration) { d.retention = keep },
			"How long articles and sent issues are kept.").OrElse(defaultRetention),
		strict.Field("state", strict.At(strict.Text()), func(d *document, s strict.Located[string]) { d.state = &s },
			"Where everything is kept: a folder, relative to this file, or a postgres:// URL.").OrElse(defaultState),
	}
}

// joined is both lists; the one that is not empty as it is, since a list of readers is long.
func joined[T any](a, b []T) []T {
	if len(a) == 0 {
		return b
	}
	return append(a, b...)
}

func (t table) siteKeys() []strict.Key[digest.Site] {
	return []strict.Key[digest.Site]{
		strict.Field("name", strict.Text(), func(s *digest.Site, name string) { s.Name = name }, "The paper's name.").OrElse(defaultName),
		strict.Field("timezone", t.zones.Zone(), func(s *digest.Site, loc *time.Location) { s.Location = loc },
			"IANA time zone that times are read in. Without it, the machine's."),
		strict.Field("language", forms.Language(), func(s *digest.Site, tag string) { s.Language = tag },
			"Language of the words round the stories, and of the dates.").OrElse(defaultLanguage),
		strict.Field("address", strict.Text(), func(s *digest.Site, a string) { s.Address = a },
			"Postal address for the foot of each mail, which many countries' law asks for."),
	}
}

// settingsKeys are the feed defaults: what defaults, sections and feeds may all set.
func (t table) settingsKeys() []strict.Key[settings] {
	return []strict.Key[settings]{
		strict.Field("weight", strict.Float(0, maxWeight), func(s *settings, w float64) { s.weight = &w },
			"2 counts double in the order, 0.5 half; 0 only adds its voice to stories that others tell.").OrElse(defaultWeight),
		strict.Field("max_per_feed", strict.Int(0, maxCount), func(s *settings, n int) { s.maxPerFeed = &n },
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
		strict.Field("headers", strict.Named(forms.HeaderName(), strict.At(secret.Shape(t.env))),
			func(s *settings, h []strict.Entry[strict.Located[secret.Secret]]) { s.headers = &h },
			"Headers to send with each request, such as {Cookie: {file: /run/secrets/cookie}}."),
		strict.Field("user_agent", strict.Text(), func(s *settings, name string) { s.userAgent = &name },
			"How to call oneself to servers that want another name than Tidings and its version."),
		strict.Field("proxy", t.proxyShape(), func(s *settings, p proxy) { s.proxy = &p },
			"What to fetch the feed and its pages through: http, https or socks5 with host and port, a mapping with what it asks for, or none. No proxy of the environment is used.").OrElse(noProxy),
	}
}

func (t table) feedKeys() []strict.Key[feed] {
	return append([]strict.Key[feed]{
		strict.Field("url", strict.At(forms.WebAddress()), func(f *feed, u strict.Located[string]) { f.url = u },
			"Address of the feed, or of a site that has one."),
		strict.Field("name", strict.Text(), func(f *feed, name string) { f.name = name },
			"What the source is called in the digest. Without it, the feed's own title."),
		strict.Field("auth", strict.At(strict.Mapping(nounAuth, t.authKeys())), func(f *feed, a strict.Located[auth]) { f.auth = &a },
			"Name and password that the feed's server asks for (HTTP Basic)."),
	}, slices.Concat(
		strict.Within(kindKeys(), func(f *feed) *kind { return &f.kind }),
		strict.Within(t.settingsKeys(), func(f *feed) *settings { return &f.settings }))...)
}

// extractShape is a word, or the selector of the text on a page.
func extractShape() strict.Shape[extraction] {
	word := strict.Then(strict.OneOf(digest.ExtractAuto, digest.ExtractAlways, digest.ExtractNever),
		func(_ strict.Value, m digest.ExtractMode) (extraction, bool) { return extraction{mode: m}, true })
	return strict.Either(word, strict.Mapping(nounExtract, extractKeys()))
}

func extractKeys() []strict.Key[extraction] {
	return []strict.Key[extraction]{
		strict.Field("css", selector(), func(e *extraction, css string) { e.mode, e.css = digest.ExtractAlways, css },
			"CSS selector of the elements that hold the text of an article.").Needed(),
	}
}

// selector is a CSS selector, such as extract uses it.
func selector() strict.Shape[string] {
	return strict.Then(strict.Text(), func(v strict.Value, css string) (string, bool) {
		if _, err := cascadia.ParseGroup(css); err != nil {
			v.Fail(fmt.Sprintf("%q is not a CSS selector", css), "write one such as article.body or '#story p'")
			return "", false
		}
		return css, true
	})
}

func (t table) authKeys() []strict.Key[auth] {
	return []strict.Key[auth]{
		strict.Field("user", strict.Text(), func(a *auth, user string) { a.user = user }, "Name to log in with.").Needed(),
		strict.Field("password", strict.At(secret.Shape(t.env)), func(a *auth, p strict.Located[secret.Secret]) { a.password = p },
			"Password to log in with, such as {env: FEED_PASSWORD}.").Needed(),
	}
}

func (t table) feedShape() strict.Shape[feed] {
	bare := strict.Then(strict.At(forms.WebAddress()), func(v strict.Value, u strict.Located[string]) (feed, bool) { return feed{url: u, at: v}, true })
	full := strict.Then(strict.At(strict.Constrained(strict.Mapping(nounFeed, t.feedKeys()), oneAddress)), resolved)
	return strict.Defined("feed", strict.Either(bare, full))
}

func (t table) sectionKeys() []strict.Key[section] {
	return append([]strict.Key[section]{
		strict.Field("id", forms.ID(), func(s *section, id string) { s.ID = id }, "A short name for editions to refer to, such as world.").Needed(),
		strict.Field("title", strict.Text(), func(s *section, title string) { s.Title, s.untitled = title, title == "" },
			"What stands above it in the digest; \"\" for nothing. Without it, the id."),
		strict.Field("max_stories", strict.Int(0, maxCount), func(s *section, n int) { s.MaxStories = n },
			"Most stories in this section; 0 for no limit.").OrElse(0),
		strict.Field("layout", strict.OneOf(digest.LayoutCards, digest.LayoutLead, digest.LayoutHeadlines), func(s *section, l digest.Layout) { s.Layout = l },
			"How its stories are set: each with its summary (cards); the same, the first one large (lead); headlines alone (headlines).").OrElse(string(digest.LayoutCards)),
		strict.Field("feeds", strict.List(t.feedShape()), func(s *section, f []feed) { s.feeds = f }, "The section's feeds."),
	}, strict.Within(t.settingsKeys(), func(s *section) *settings { return &s.settings })...)
}

func (t table) sectionShape() strict.Shape[section] {
	return strict.Defined("section", strict.Then(strict.Mapping(nounSection, t.sectionKeys()), func(v strict.Value, s section) (section, bool) {
		s.at = v
		return s, true
	}))
}

func (t table) editionKeys() []strict.Key[edition] {
	return []strict.Key[edition]{
		strict.Field("id", forms.ID(), func(e *edition, id string) { e.ID = id },
			"A short name, such as morning, for the command line and the state.").Needed(),
		strict.Field("title", strict.Text(), func(e *edition, s string) { e.Title = s }, "What the masthead says. Without it, the site's name."),
		strict.Field("subject", forms.Subject(t.subject), func(e *edition, s string) { e.Subject = s },
			"A template for the subject line. Without it, the theme's own."),
		strict.Field("language", forms.Language(), func(e *edition, s string) { e.Language = s },
			"Language of the words round the stories. Without it, the site's."),
		strict.Field("from", forms.HeaderMailbox(), func(e *edition, s string) { e.From = s }, "The sender. Without it, delivery.from."),
		strict.Field("reply_to", forms.HeaderMailbox(), func(e *edition, s string) { e.ReplyTo = s }, "Where answers go. Without it, to the sender."),
		strict.Field("schedule", forms.Schedule(defaultAt), func(e *edition, s schedule.Schedule) { e.Schedule, e.scheduled = s, true },
			"When it is due: {at: \"07:00\", days: weekdays} or {cron: \"0 7 * * 1-5\"}. Without it, every day at 07:00."),
		strict.Field("timezone", t.zones.ZoneOr("subscriber"), func(e *edition, loc *time.Location) { e.Location, e.OwnZone = loc, loc == nil },
			"IANA time zone of the schedule, or subscriber for each reader's own. Without it, the site's."),
		strict.Field("contents", strict.At(strict.OneOf(contentsSame, contentsFresh)),
			func(e *edition, c strict.Located[string]) { e.contents, e.Fresh = c, c.Is == contentsFresh },
			"With `timezone: subscriber`: one issue for all readers (same), or one for those of each hour, of what was gathered by then (fresh).").OrElse(contentsSame),
		strict.Field("window", strict.At(window()), func(e *edition, w strict.Located[time.Duration]) { e.window = w },
			"What it covers: what is new since the reader's last issue, or a length of time such as 7d.").OrElse(defaultWindow),
		strict.Field("late", strict.Mapping(nounLate, lateKeys()), func(e *edition, l digest.Late) { e.Late = l },
			"What becomes of an issue that nobody was there to send in time."),
		strict.Field("sections", strict.Some(strict.List(strict.At(strict.Text()))), func(e *edition, s []strict.Located[string]) { e.sections = s },
			"Its sections, in reading order. Without it, all of them."),
		strict.Field("lists", strict.Some(strict.List(strict.At(strict.Text()))), func(e *edition, s []strict.Located[string]) { e.lists = s },
			"The lists it goes to. Without it, everyone."),
		strict.Field("max_stories", strict.Int(0, maxCount), func(e *edition, n int) { e.MaxStories, e.limited = n, true },
			"Most stories in an issue; 0 for no limit.").OrElse(defaultStories),
		strict.Field("max_size", forms.Size(leastSize, mostSize), func(e *edition, n int) { e.MaxSize = n },
			"Most bytes of a mail's HTML once encoded: what does not fit is left out, pictures first.").OrElse(defaultSize),
		strict.Field("repeats", strict.OneOf(digest.RepeatUpdates, digest.RepeatNever, digest.RepeatAlways),
			func(e *edition, r digest.Repeats) { e.Repeats = r },
			"Whether a story that a reader was sent comes back: when there is something new (updates), never, or with every new article (always).").OrElse(string(digest.RepeatUpdates)),
		strict.Field("note", forms.Note(t.note), func(e *edition, s string) { e.Note = s }, "Your own words above the stories, in Markdown."),
		strict.Field("quiet", strict.Mapping(nounQuiet, quietKeys()), func(e *edition, q digest.Quiet) { e.Quiet = q },
			"What becomes of an issue with little to tell. Without it, one with nothing new is not sent."),
		strict.Field("grouping", strict.OneOf(digest.GroupLoose, digest.GroupNormal, digest.GroupStrict),
			func(e *edition, g digest.Grouping) { e.Grouping = g },
			"How readily articles become one story: loose tells less twice, strict puts fewer strangers together.").OrElse(string(digest.GroupNormal)),
		strict.Field("theme", t.theme.shape(), func(e *edition, theme digest.Theme) { e.Theme = theme },
			"How it looks: a built-in theme (classic, brief, magazine), a folder of one's own, or a mapping.").OrElse(digest.DefaultTheme),
		strict.Field("archive", strict.OneOf(digest.ArchiveOff, digest.ArchiveUnlisted, digest.ArchivePublic),
			func(e *edition, a digest.Archive) { e.Archive = a },
			"Who may read its issues on the web: nobody (off), who has the address (unlisted), or everybody (public).").OrElse(string(digest.ArchiveOff)),
		strict.Field("proof", strict.At(strict.Mapping(nounProof, proofKeys())), func(e *edition, p strict.Located[digest.Proofing]) { e.Proof, e.proof = p.Is, p },
			"Who sees each issue before its readers do, and can stop it; tidings serve mails it."),
		strict.Field("images", strict.At(strict.OneOf(imagesOff, imagesOn)), func(e *edition, on strict.Located[string]) { e.Images, e.images = on.Is == imagesOn, on },
			"Whether its stories have pictures. They are made smaller and served under web.url, never by those they are from.").OrElse(imagesOff),
		strict.Field("include", strict.List(forms.Rule()), func(e *edition, r []digest.Rule) { e.Filter.Include = r },
			"Only articles that match one of these are taken."),
		strict.Field("exclude", strict.List(forms.Rule()), func(e *edition, r []digest.Rule) { e.Filter.Exclude = r },
			"Articles that match one of these are left out."),
	}
}

// What readers with clocks of their own get.
const (
	contentsSame  = "same"
	contentsFresh = "fresh"
)

// Whether an edition has pictures.
const (
	imagesOff = "off"
	imagesOn  = "on"
)

func proofKeys() []strict.Key[digest.Proofing] {
	before := strict.Then(forms.Duration(), func(v strict.Value, d time.Duration) (time.Duration, bool) {
		if d > longestProof {
			v.Fail("this is more than a day before", "what is built so early is old news when it is sent; write for example 30m")
			return 0, false
		}
		return d, true
	})
	return []strict.Key[digest.Proofing]{
		strict.Field("to", forms.Mailbox(), func(p *digest.Proofing, to mail.Address) { p.To = to.Address }, "The address that gets it.").Needed(),
		strict.Field("before", before, func(p *digest.Proofing, d time.Duration) { p.Before = d },
			"How long before it is due the issue is built and mailed to that address.").OrElse(defaultProof),
	}
}

// longestProof is the longest that an issue may wait: a day's news.
const longestProof = 24 * time.Hour

func lateKeys() []strict.Key[digest.Late] {
	const skip, send = "skip", "send"
	return []strict.Key[digest.Late]{
		strict.Field("within", forms.Duration(), func(l *digest.Late, d time.Duration) { l.Within = d },
			"How late it is still sent.").OrElse(defaultLate),
		strict.Field("otherwise", strict.OneOf(skip, send), func(l *digest.Late, s string) { l.Send = s == send },
			"What becomes of an older one: it is skipped, and its articles are in the next; or it is sent all the same.").OrElse(skip),
	}
}

func (t table) editionShape() strict.Shape[edition] {
	return strict.Defined("edition", strict.Then(strict.Mapping(nounEdition, t.editionKeys()), func(v strict.Value, e edition) (edition, bool) {
		e.at = v
		if e.Fresh && !e.OwnZone {
			e.contents.At.Fail("contents: fresh is made for each reader's clock, and this edition goes by one clock", "write `timezone: subscriber`, or leave it out")
		}
		return e, true
	}))
}

// A mail smaller than leastSize has room for its frame and little else; one larger than mostSize is refused by relays whose
// limit is the usual 10 MB, once it is encoded with its text part.
const (
	leastSize = 20 << 10
	mostSize  = 5 << 20
)

// Limits that keep numbers sensible: nobody reads a thousand stories, and a weight of 100 lets one feed fill the paper.
const (
	maxCount  = 1000
	maxWeight = 100
)

// version is the version of the file format.
func version() strict.Shape[int] {
	return strict.Scalar("the version", jsonschema.Schema{Const: 1}, func(s string) (int, *strict.Fault) {
		if s != "1" {
			return 0, &strict.Fault{Text: "version " + s + " is not known", Hint: "this program reads version 1; a newer one may read more"}
		}
		return 1, nil
	})
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

// window is what an edition covers: 0 for everything since the reader's last issue, or a length of time.
func window() strict.Shape[time.Duration] {
	return strict.Either(strict.Constant(defaultWindow, time.Duration(0)), forms.Duration())
}
