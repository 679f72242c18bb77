package readers

import (
	"net/mail"
	"time"

	"tidings/digest"
	"tidings/digest/config/forms"
	"tidings/digest/config/strict"
)

// The nouns by which messages call the mappings.
const (
	nounList       = "a list"
	nounSubscriber = "a subscriber"
	nounPause      = "`pause`"
	nounChoices    = "a reader's choices for an edition"
)

// The keys of the two lists, and of the choices for single editions.
const (
	KeyLists       = "lists"
	KeySubscribers = "subscribers"
	keyEditions    = "editions"
)

// Keys are the keys about lists and subscribers. What zones they name is kept in zones.
func Keys(zones forms.Zones) []strict.Key[Said] {
	return []strict.Key[Said]{
		strict.Field(KeyLists, strict.Named(forms.ID(), strict.Mapping(nounList, listKeys(zones))),
			func(d *Said, l []strict.Entry[digest.List]) { d.lists = strict.Joined(d.lists, l) },
			"Groups of subscribers that editions may be sent to, by name.").Summed(),
		strict.Field(KeySubscribers, strict.List(subscriberShape(zones)), func(d *Said, s []subscriber) { d.subscribers = strict.Joined(d.subscribers, s) },
			"Who gets the digest.").Summed(),
	}
}

// Places are the mappings of them, for keys that stand in the wrong one.
func Places(zones forms.Zones) []strict.Place {
	return []strict.Place{
		strict.PlaceOf(nounList, listKeys(zones)), strict.PlaceOf(nounSubscriber, subscriberKeys(zones)), strict.PlaceOf(nounPause, pauseKeys()),
	}
}

// confirmDouble is the only way to confirm a sign-up: without it anybody could sign up anybody.
const confirmDouble = "double"

func listKeys(zones forms.Zones) []strict.Key[digest.List] {
	return []strict.Key[digest.List]{
		strict.Field("title", strict.Text(), func(l *digest.List, s string) { l.Title = s }, "What readers see. Without it, the name."),
		strict.Field("default", strict.Bool(), func(l *digest.List, yes bool) { l.Default = yes },
			"Subscribers who name no list join this one.").OrElse(false),
		strict.Field("public", strict.Bool(), func(l *digest.List, yes bool) { l.Public = yes },
			"Anybody may join it on the web.").OrElse(false),
		strict.Field("confirm", strict.OneOf(confirmDouble), func(*digest.List, string) {},
			"How a sign-up on the web is confirmed: by a link in a mail to the address. There is no other way.").OrElse(confirmDouble),
		strict.Field("timezone", zones.Zone(), func(l *digest.List, loc *time.Location) { l.Timezone = loc.String() },
			"IANA time zone of the members who name none."),
		strict.Field("language", forms.Language(), func(l *digest.List, tag string) { l.Language = tag },
			"Language of the members who name none."),
	}
}

func subscriberKeys(zones forms.Zones) []strict.Key[subscriber] {
	return append([]strict.Key[subscriber]{
		strict.Field("email", forms.Address(), func(s *subscriber, a string) { s.email = a }, "The address.").Needed(),
		strict.Field("name", strict.Text(), func(s *subscriber, name string) { s.name = name }, "The reader's name, for the To line."),
		strict.Field(KeyLists, strict.List(strict.At(strict.Text())), func(s *subscriber, l []strict.Located[string]) { s.lists = l },
			"The lists the reader is on. Without it, those that are marked default; [] for none."),
		strict.Field("timezone", zones.Zone(), func(s *subscriber, loc *time.Location) { s.zone = loc },
			"The reader's IANA time zone. Without it, that of the first list that has one, else the edition's."),
		strict.Field("pause", strict.Mapping(nounPause, pauseKeys()), func(s *subscriber, p digest.Pause) { s.wish().pause = p },
			"An absence: nothing is sent until a day, and then what the reader missed."),
		strict.Field(keyEditions, strict.Named(forms.ID(), strict.Mapping(nounChoices, choiceKeys())),
			func(s *subscriber, c []strict.Entry[choices]) { s.wish().editions = c }, "What the reader wants otherwise for one edition, by its id."),
	}, strict.Within(choiceKeys(), func(s *subscriber) *choices { return &s.wish().choices })...)
}

// choiceKeys are what a reader may choose for all editions, and otherwise for one.
func choiceKeys() []strict.Key[choices] {
	return []strict.Key[choices]{
		strict.Field("at", forms.TimeOfDay(), func(c *choices, t digest.TimeOfDay) { c.At = t },
			"The reader's own hour, such as \"06:30\", in editions with `timezone: subscriber` that are due once a day. Without it, the edition's."),
		strict.Field("cadence", forms.Cadence(), func(c *choices, d digest.Cadence) { c.Cadence = &d },
			"On which days the reader gets an edition that is due: daily, weekdays, weekends, or days such as [mon, thu]; or weekly, the first issue of each week.").OrElse("daily"),
		strict.Field("format", strict.OneOf(digest.FormatHTML, digest.FormatText), func(c *choices, f digest.Format) { c.Format = f },
			"HTML with a text part beside it, or text alone.").OrElse(string(digest.FormatHTML)),
		strict.Field("language", forms.Language(), func(c *choices, tag string) { c.Language = tag },
			"Language of the words round the stories. Without it, that of the first list that has one, else the edition's."),
		strict.Field("max_stories", forms.Stories(1), func(c *choices, n int) { c.MaxStories = n },
			"Most stories in an issue. Without it, the edition's."),
		strict.Field("topics", strict.List(forms.Rule()), func(c *choices, r []digest.Rule) { c.Topics.Include = r }, "Stories that match are lifted."),
		strict.Field("mute", strict.List(forms.Rule()), func(c *choices, r []digest.Rule) { c.Mute.Exclude = r }, "Stories that match are hidden."),
		strict.Field("skip_sections", strict.List(strict.At(strict.Text())), func(c *choices, s []strict.Located[string]) { c.skips = s },
			"Sections that the reader does not want."),
	}
}

func pauseKeys() []strict.Key[digest.Pause] {
	return []strict.Key[digest.Pause]{
		strict.Field("until", forms.Date(), func(p *digest.Pause, date string) { p.Until = date }, "The first day with mail again, such as 2026-12-28.").Needed(),
		strict.Field("then", strict.OneOf(digest.PauseCatchUp, digest.PauseResume), func(p *digest.Pause, then digest.PauseThen) { p.Then = then },
			"The first issue after it holds the best of the whole absence (catch_up), or what is new since the edition's last issue (resume).").OrElse(string(digest.PauseCatchUp)),
	}
}

func subscriberShape(zones forms.Zones) strict.Shape[subscriber] {
	bare := strict.Then(forms.Mailbox(), func(_ strict.Value, a mail.Address) (subscriber, bool) {
		return subscriber{email: a.Address, name: a.Name}, true
	})
	either := strict.Either(bare, strict.Mapping(nounSubscriber, subscriberKeys(zones)))
	return strict.Defined("subscriber", strict.Then(either, func(v strict.Value, s subscriber) (subscriber, bool) {
		s.at = v
		return s, s.email != ""
	}))
}
