package config

import (
	"net/mail"
	"net/netip"
	"time"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v3"

	"tidings/digest"
	"tidings/digest/schedule"
)

// freePrefix begins the top-level keys that are the user's own: a place for anchors.
const freePrefix = "x-"

// filesKey names more files. It is followed before anything else is read.
const filesKey = "files"

// document is what the files say, before inheritance and before names are looked up.
type document struct {
	site        digest.Site
	defaults    settings
	feeds       []feed
	sections    []section
	editions    []edition
	lists       []entry[digest.List]
	subscribers []subscriber
	smtp        *located[smtp]
	from        *mail.Address
	allow       []netip.Prefix
	retention   time.Duration
	state       *located[string]
}

// settings are what defaults, sections and feeds may all say. nil: not said here.
type settings struct {
	weight     *float64
	maxPerFeed *int
	maxAge     *time.Duration
	extract    *digest.ExtractMode
	filter     digest.Filter
	headers    *[]entry[located[Secret]]
}

type feed struct {
	url  located[string]
	name string
	settings
}

type section struct {
	digest.Section
	settings
	feeds    []feed
	untitled bool // the title is said to be empty
	at       value
}

type edition struct {
	Edition
	scheduled bool // it names a schedule
	limited   bool // it names max_stories, perhaps 0
	window    located[time.Duration]
	sections  []located[string]
	lists     []located[string]
	at        value
}

type subscriber struct {
	digest.Subscriber
	lists []located[string]
	at    value
}

type smtp struct {
	SMTP
	password *located[Secret]
}

// The nouns by which messages call the mappings.
const (
	nounTop        = "the top of the file"
	nounSite       = "`site`"
	nounDefaults   = "`defaults`"
	nounSection    = "a section"
	nounFeed       = "a feed"
	nounEdition    = "an edition"
	nounSchedule   = "`schedule`"
	nounSMTP       = "`smtp`"
	nounDelivery   = "`delivery`"
	nounNetwork    = "`network`"
	nounList       = "a list"
	nounSubscriber = "a subscriber"
	nounSecret     = "a secret"
)

// places lists all mappings with their keys, for keys that stand in the wrong one.
func places() []place {
	return []place{
		placeOf(nounTop, topKeys()), placeOf(nounSite, siteKeys()), placeOf(nounDefaults, settingsKeys()),
		placeOf(nounSection, sectionKeys()), placeOf(nounFeed, feedKeys()), placeOf(nounEdition, editionKeys()),
		placeOf(nounSchedule, scheduleKeys()), placeOf(nounSMTP, smtpKeys()), placeOf(nounDelivery, deliveryKeys()),
		placeOf(nounNetwork, networkKeys()), placeOf(nounList, listKeys()), placeOf(nounSubscriber, subscriberKeys()),
		placeOf(nounSecret, secretKeys()),
	}
}

func topKeys() []key[document] {
	return []key[document]{
		field("version", version(), func(*document, int) {}, "Version of the file format. There is only 1.").orElse(1).summed(),
		field(filesKey, filesShape(), func(*document, []located[string]) {},
			"More files to read, relative to this one; * stands for any part of a name. subscribers.yaml is read in any case."),
		field("site", mapping(nounSite, siteKeys()), func(d *document, s digest.Site) { d.site = s }, "The paper as a whole."),
		field("defaults", mapping(nounDefaults, settingsKeys()), func(d *document, s settings) { d.defaults = s },
			"What every feed starts from. Sections and feeds may say otherwise; their filters are added to these."),
		field("feeds", list(feedShape()), func(d *document, f []feed) { d.feeds = joined(d.feeds, f) },
			"Feeds that belong to no section: they make one of their own, without a title, above the others.").summed(),
		field("sections", list(sectionShape()), func(d *document, s []section) { d.sections = joined(d.sections, s) },
			"Titled groups of feeds, in reading order.").summed(),
		field("editions", list(editionShape()), func(d *document, e []edition) { d.editions = joined(d.editions, e) },
			"The digests to make. Without any there is one, daily, at 07:00.").summed(),
		field("lists", named(id(), mapping(nounList, listKeys())), func(d *document, l []entry[digest.List]) { d.lists = joined(d.lists, l) },
			"Groups of subscribers that editions may be sent to, by name.").summed(),
		field("subscribers", list(subscriberShape()), func(d *document, s []subscriber) { d.subscribers = joined(d.subscribers, s) },
			"Who gets the digest.").summed(),
		field("smtp", at(mapping(nounSMTP, smtpKeys())), func(d *document, s located[smtp]) { d.smtp = &s }, "The server that mail is sent through."),
		field("delivery", mapping(nounDelivery, deliveryKeys()), func(d *document, a *mail.Address) { d.from = a }, "How the mail is sent."),
		field("network", mapping(nounNetwork, networkKeys()), func(d *document, a []netip.Prefix) { d.allow = a }, "What may be reached."),
		field("retention", duration(), func(d *document, t time.Duration) { d.retention = t },
			"How long articles and sent issues are kept.").orElse(defaultRetention),
		field("state", at(text()), func(d *document, s located[string]) { d.state = &s },
			"Where everything is kept: a folder, relative to this file, or a postgres:// URL.").orElse(defaultState),
	}
}

// joined is both lists; the one that is not empty as it is, since a list of readers is long.
func joined[T any](a, b []T) []T {
	if len(a) == 0 {
		return b
	}
	return append(a, b...)
}

func filesShape() shape[[]located[string]] { return list(at(text())) }

func siteKeys() []key[digest.Site] {
	return []key[digest.Site]{
		field("name", text(), func(s *digest.Site, name string) { s.Name = name }, "The paper's name.").orElse(defaultName),
		field("timezone", zone(), func(s *digest.Site, loc *time.Location) { s.Location = loc },
			"IANA time zone that times are read in. Without it, the machine's."),
		field("language", language(), func(s *digest.Site, tag string) { s.Language = tag },
			"Language of the words round the stories, and of the dates.").orElse(defaultLanguage),
		field("address", text(), func(s *digest.Site, a string) { s.Address = a },
			"Postal address for the foot of each mail, which many countries' law asks for."),
	}
}

// settingsKeys are the feed defaults: what defaults, sections and feeds may all set.
func settingsKeys() []key[settings] {
	return []key[settings]{
		field("weight", decimal(0, maxWeight), func(s *settings, w float64) { s.weight = &w },
			"2 counts double in the order, 0.5 half; 0 only adds its voice to stories that others tell.").orElse(defaultWeight),
		field("max_per_feed", whole(0, maxCount), func(s *settings, n int) { s.maxPerFeed = &n },
			"Most stories that one feed may lead in an issue; 0 for no limit.").orElse(defaultPerFeed),
		field("max_age", noneOr(duration()), func(s *settings, t time.Duration) { s.maxAge = &t },
			"An article older than this when it is first seen is not shown; 0 for no limit.").orElse(defaultMaxAge),
		field("extract", one(digest.ExtractAuto, digest.ExtractAlways, digest.ExtractNever), func(s *settings, m digest.ExtractMode) { s.extract = &m },
			"Where the text comes from: the feed when it has all of it, else the page (auto); the page (always); the feed (never).").orElse(string(digest.ExtractAuto)),
		field("include", list(rule()), func(s *settings, r []digest.Rule) { s.filter.Include = r }, "Only articles that match one of these are kept."),
		field("exclude", list(rule()), func(s *settings, r []digest.Rule) { s.filter.Exclude = r },
			"Articles that match one of these are dropped, whatever include says."),
		field("headers", named(headerName(), at(secret())), func(s *settings, h []entry[located[Secret]]) { s.headers = &h },
			"Headers to send with each request, such as {Cookie: {file: /run/secrets/cookie}}."),
	}
}

func feedKeys() []key[feed] {
	return append([]key[feed]{
		field("url", at(webAddress()), func(f *feed, u located[string]) { f.url = u }, "Address of the feed, or of a site that has one.").needed(),
		field("name", text(), func(f *feed, name string) { f.name = name }, "What the source is called in the digest. Without it, the feed's own title."),
	}, within(settingsKeys(), func(f *feed) *settings { return &f.settings })...)
}

func feedShape() shape[feed] {
	bare := then(at(webAddress()), func(_ value, u located[string]) (feed, bool) { return feed{url: u}, true })
	return defined("feed", grown(bare, mapping(nounFeed, feedKeys()), yaml.MappingNode))
}

func sectionKeys() []key[section] {
	return append([]key[section]{
		field("id", id(), func(s *section, id string) { s.ID = id }, "A short name for editions to refer to, such as world.").needed(),
		field("title", text(), func(s *section, title string) { s.Title, s.untitled = title, title == "" },
			"What stands above it in the digest; \"\" for nothing. Without it, the id."),
		field("max_stories", whole(0, maxCount), func(s *section, n int) { s.MaxStories = n }, "Most stories in this section; 0 for no limit.").orElse(0),
		field("feeds", list(feedShape()), func(s *section, f []feed) { s.feeds = f }, "The section's feeds."),
	}, within(settingsKeys(), func(s *section) *settings { return &s.settings })...)
}

func sectionShape() shape[section] {
	return defined("section", then(mapping(nounSection, sectionKeys()), func(v value, s section) (section, bool) {
		s.at = v
		return s, true
	}))
}

func editionKeys() []key[edition] {
	return []key[edition]{
		field("id", id(), func(e *edition, id string) { e.ID = id }, "A short name, such as morning, for the command line and the state.").needed(),
		field("title", text(), func(e *edition, s string) { e.Title = s }, "What the masthead says. Without it, the site's name."),
		field("subject", subject(), func(e *edition, s string) { e.Subject = s }, "A template for the subject line. Without it, the theme's own."),
		field("language", language(), func(e *edition, s string) { e.Language = s }, "Language of the words round the stories. Without it, the site's."),
		field("from", header(), func(e *edition, s string) { e.From = s }, "The sender. Without it, delivery.from."),
		field("reply_to", header(), func(e *edition, s string) { e.ReplyTo = s }, "Where answers go. Without it, to the sender."),
		field("schedule", scheduleShape(), func(e *edition, s schedule.Schedule) { e.Schedule, e.scheduled = s, true },
			"When it is due: {at: \"07:00\", days: weekdays} or {cron: \"0 7 * * 1-5\"}. Without it, every day at 07:00."),
		field("timezone", readersZone(), func(e *edition, loc *time.Location) { e.Location, e.OwnZone = loc, loc == nil },
			"IANA time zone of the schedule, or subscriber for each reader's own. Without it, the site's."),
		field("window", at(window()), func(e *edition, t located[time.Duration]) { e.window = t },
			"What it covers: what is new since the reader's last issue, or a length of time such as 7d.").orElse(defaultWindow),
		field("sections", some(list(at(text()))), func(e *edition, s []located[string]) { e.sections = s },
			"Its sections, in reading order. Without it, all of them."),
		field("lists", some(list(at(text()))), func(e *edition, s []located[string]) { e.lists = s }, "The lists it goes to. Without it, everyone."),
		field("max_stories", whole(0, maxCount), func(e *edition, n int) { e.MaxStories, e.limited = n, true },
			"Most stories in an issue; 0 for no limit.").orElse(defaultStories),
		field("include", list(rule()), func(e *edition, r []digest.Rule) { e.Filter.Include = r }, "Only articles that match one of these are taken."),
		field("exclude", list(rule()), func(e *edition, r []digest.Rule) { e.Filter.Exclude = r }, "Articles that match one of these are left out."),
	}
}

func editionShape() shape[edition] {
	return defined("edition", then(mapping(nounEdition, editionKeys()), func(v value, e edition) (edition, bool) {
		e.at = v
		return e, true
	}))
}

func listKeys() []key[digest.List] {
	return []key[digest.List]{
		field("title", text(), func(l *digest.List, s string) { l.Title = s }, "What readers see. Without it, the name."),
		field("default", boolean(), func(l *digest.List, yes bool) { l.Default = yes }, "Subscribers who name no list join this one.").orElse(false),
		field("timezone", zone(), func(l *digest.List, loc *time.Location) { l.Timezone = loc.String() }, "IANA time zone of the members who name none."),
	}
}

func subscriberKeys() []key[subscriber] {
	return []key[subscriber]{
		field("email", address(), func(s *subscriber, a string) { s.Email = a }, "The address.").needed(),
		field("name", text(), func(s *subscriber, name string) { s.Name = name }, "The reader's name, for the To line."),
		field("lists", list(at(text())), func(s *subscriber, l []located[string]) { s.lists = l },
			"The lists the reader is on. Without it, those that are marked default; [] for none."),
		field("timezone", zone(), func(s *subscriber, loc *time.Location) { s.Location = loc },
			"The reader's IANA time zone. Without it, that of the first list that has one, else the edition's."),
		field("format", one(digest.FormatHTML, digest.FormatText), func(s *subscriber, f digest.Format) { s.Format = f },
			"HTML with a text part beside it, or text alone.").orElse(string(digest.FormatHTML)),
		field("topics", list(rule()), func(s *subscriber, r []digest.Rule) { s.Topics.Include = r }, "Stories that match are lifted."),
		field("mute", list(rule()), func(s *subscriber, r []digest.Rule) { s.Mute.Exclude = r }, "Stories that match are hidden."),
		field("max_stories", whole(1, maxCount), func(s *subscriber, n int) { s.MaxStories = n }, "Most stories in an issue. Without it, the edition's."),
	}
}

func subscriberShape() shape[subscriber] {
	bare := then(mailbox(), func(_ value, a mail.Address) (subscriber, bool) {
		return subscriber{Subscriber: digest.Subscriber{Email: a.Address, Name: a.Name}}, true
	})
	either := grown(bare, mapping(nounSubscriber, subscriberKeys()), yaml.MappingNode)
	return defined("subscriber", then(either, func(v value, s subscriber) (subscriber, bool) {
		s.at = v
		return s, s.Email != ""
	}))
}

func smtpKeys() []key[smtp] {
	return []key[smtp]{
		field("host", text(), func(s *smtp, host string) { s.Host = host }, "Name of the mail server.").needed(),
		field("port", whole(1, 65535), func(s *smtp, n int) { s.Port = n },
			"465 for TLS from the start, 587 for STARTTLS. Without it: 587; 465 with tls: implicit; 25 on this machine."),
		field("user", text(), func(s *smtp, user string) { s.User = user }, "Name to log in with."),
		field("password", at(secret()), func(s *smtp, p located[Secret]) { s.password = &p }, "Password to log in with, such as {env: SMTP_PASSWORD}."),
		field("tls", one(StartTLS, ImplicitTLS, PlainText), func(s *smtp, m TLSMode) { s.TLS = m },
			"starttls is insisted on; implicit is TLS from the start; none is plain text. Without it: implicit on port 465, none on this machine, else starttls."),
	}
}

func deliveryKeys() []key[*mail.Address] {
	return []key[*mail.Address]{
		field("from", mailbox(), func(d **mail.Address, a mail.Address) { *d = &a },
			"The sender, such as The Morning Paper <paper@example.org>. Without it, the site's name with smtp.user."),
	}
}

func networkKeys() []key[[]netip.Prefix] {
	return []key[[]netip.Prefix]{
		field("allow", list(prefix()), func(n *[]netip.Prefix, p []netip.Prefix) { *n = p },
			"Private addresses and networks that feeds may be fetched from, such as 127.0.0.0/8. None are by default."),
	}
}

// scheduleForm is a schedule as it is written: a cron line, or a time of day and its days.
type scheduleForm struct {
	cron *schedule.Schedule
	at   string
	days schedule.Days
}

func scheduleKeys() []key[scheduleForm] {
	return []key[scheduleForm]{
		field("at", timeOfDay(), func(f *scheduleForm, s string) { f.at = s }, "Time of day.").orElse(defaultAt),
		field("days", days(), func(f *scheduleForm, d schedule.Days) { f.days = d },
			"daily, weekdays, weekends, or days such as [mon, thu].").orElse(defaultDays),
		field("cron", cronLine(), func(f *scheduleForm, s schedule.Schedule) { f.cron = &s },
			"Minute, hour, day of month, month, day of week, instead of at and days."),
	}
}

// secretForm is a secret as it is written: exactly one of its keys.
type secretForm struct {
	env, file string
	command   []string
}

func secretKeys() []key[secretForm] {
	return []key[secretForm]{
		field("env", text(), func(f *secretForm, s string) { f.env = s }, "Environment variable that holds it."),
		field("file", text(), func(f *secretForm, s string) { f.file = s }, "File that holds it, relative to this one."),
		field("command", some(list(text())), func(f *secretForm, s []string) { f.command = s },
			"Program that prints it, and its arguments, such as [pass, show, smtp]. No shell reads it."),
	}
}

// Limits that keep numbers sensible: nobody reads a thousand stories, and a weight of 100 lets one feed fill the paper.
const (
	maxCount  = 1000
	maxWeight = 100
)

// version is the version of the file format.
func version() shape[int] {
	schema := jsonschema.Schema{Const: 1}
	return scalar("the version", schema, func(_ value, s string) (int, *fault) {
		if s != "1" {
			return 0, &fault{text: "version " + s + " is not known", hint: "this program reads version 1; a newer one may read more"}
		}
		return 1, nil
	})
}
