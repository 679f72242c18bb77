package config

import (
	"net/netip"
	"slices"
	"time"

	"github.com/invopop/jsonschema"

	"tidings/digest"
	"tidings/digest/config/forms"
	"tidings/digest/config/readers"
	"tidings/digest/config/secret"
	"tidings/digest/config/sending"
	"tidings/digest/config/sources"
	"tidings/digest/config/strict"
	"tidings/digest/config/themes"
)

// freePrefix begins the top-level keys that are the user's own: a place for anchors.
const freePrefix = "x-"

// filesKey names more files. It is followed before anything else is read.
const filesKey = "files"

// The nouns by which messages call the mappings.
const (
	nounTop     = "the top of the file"
	nounSite    = "`site`"
	nounEdition = "an edition"
	nounLate    = "`late`"
	nounQuiet   = "`quiet`"
	nounNetwork = "`network`"
	nounWeb     = "`web`"
	nounMetrics = "`metrics`"
	nounAlerts  = "`alerts`"
	nounProof   = "`proof`"
)

// table is the key table, with what its shapes ask of the one who loads.
type table struct {
	env     func(string) string // the environment
	subject func(string) error  // see Options
	note    func(string) error  // see Options
	theme   themes.Form
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
		Places: slices.Concat(
			[]strict.Place{
				strict.PlaceOf(nounTop, t.topKeys()), strict.PlaceOf(nounSite, t.siteKeys()),
			},
			sources.Places(t.env),
			[]strict.Place{
				strict.PlaceOf(nounEdition, t.editionKeys()), strict.PlaceOf(nounLate, lateKeys()),
			},
			t.theme.Places(),
			[]strict.Place{forms.SchedulePlace()},
			sending.Places(t.env),
			[]strict.Place{
				strict.PlaceOf(nounNetwork, networkKeys()), strict.PlaceOf(nounWeb, webKeys()),
				strict.PlaceOf(nounMetrics, metricsKeys()), strict.PlaceOf(nounAlerts, alertsKeys()),
			},
			readers.Places(t.zones),
			[]strict.Place{
				strict.PlaceOf(nounQuiet, quietKeys()), strict.PlaceOf(nounProof, proofKeys()), secret.Place(),
			},
		),
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
	mail := func(d *document) *sending.Said { return &d.mail }
	return slices.Concat(
		[]strict.Key[document]{
			strict.Field("version", version(), func(*document, int) {}, "Version of the file format. There is only 1.").OrElse(1).Summed(),
			strict.Field(filesKey, strict.List(strict.At(strict.Text())), func(*document, []strict.Located[string]) {},
				"More files to read, relative to this one; * stands for any part of a name, and a folder for its .yaml and .yml files. subscribers.yaml is read in any case."),
			strict.Field("site", strict.Mapping(nounSite, t.siteKeys()), func(d *document, s digest.Site) { d.site = s }, "The paper as a whole."),
		},
		strict.Within(sources.Keys(t.env), func(d *document) *sources.Said { return &d.sources }),
		[]strict.Key[document]{
			strict.Field("editions", strict.List(t.editionShape()), func(d *document, e []edition) { d.editions = strict.Joined(d.editions, e) },
				"The digests to make. Without any there is one, daily, at 07:00.").Summed(),
		},
		strict.Within(readers.Keys(t.zones), func(d *document) *readers.Said { return &d.readers }),
		strict.Within(sending.OutKeys(t.env), mail),
		[]strict.Key[document]{
			strict.Field("web", strict.At(strict.Mapping(nounWeb, webKeys())), func(d *document, w strict.Located[web]) { d.web = &w },
				"The pages by which readers join, leave and choose what they get; tidings serve serves them."),
		},
		strict.Within(sending.BackKeys(t.env), mail),
		[]strict.Key[document]{
			strict.Field("metrics", strict.Mapping(nounMetrics, metricsKeys()), func(d *document, m Metrics) { d.metrics = m },
				"Numbers and health for an operator; tidings serve serves them, at an address of their own."),
			strict.Field("alerts", strict.Mapping(nounAlerts, alertsKeys()), func(d *document, a Alerts) { d.alerts = a },
				"Mail to an operator when something is wrong; tidings serve sends it."),
			strict.Field("network", strict.Mapping(nounNetwork, networkKeys()), func(d *document, a []netip.Prefix) { d.allow = a }, "What may be reached."),
			strict.Field("retention", forms.Duration(), func(d *document, keep time.Duration) { d.retention = keep },
				"How long articles and sent issues are kept.").OrElse(defaultRetention),
			strict.Field("state", strict.At(strict.Text()), func(d *document, s strict.Located[string]) { d.state = &s },
				"Where everything is kept: a folder, relative to this file, or a postgres:// URL.").OrElse(defaultState),
		},
	)
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

// version is the version of the file format.
func version() strict.Shape[int] {
	return strict.Scalar("the version", jsonschema.Schema{Const: 1}, func(s string) (int, *strict.Fault) {
		if s != "1" {
			return 0, &strict.Fault{Text: "version " + s + " is not known", Hint: "this program reads version 1; a newer one may read more"}
		}
		return 1, nil
	})
}
