package config

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"tidings/digest"
	"tidings/digest/config/forms"
	"tidings/digest/config/readers"
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
	b.c.Catalogue = b.sources.Build(b.reading, b.root, b.open)
	b.c.Lists = b.readers.Lists()
	b.buildEditions()
	b.c.Subscribers, b.c.entries = b.readers.Subscribers(readers.Names{
		Lists: b.c.Lists, Sections: b.sectionNames(), Editions: b.editionNames(), Zones: b.table.zones,
	})
	b.c.Mail = b.mail.Build(b.c.Site.Name)
	b.buildWeb()
	b.buildState()
	if !b.reading.Failed() {
		b.sources.WarnUnread()
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
		e.Lists = readers.Known(b.c.Lists, e.lists)
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

// editionNames lists the editions.
func (b *builder) editionNames() []string {
	names := make([]string, len(b.c.Editions))
	for i, e := range b.c.Editions {
		names[i] = e.ID
	}
	return names
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
			b.readers.At(i).Warn(s.Email+" gets no edition", "put the reader on a list that an edition goes to")
		case !some:
			b.readers.At(i).Warn(s.Email+" gets no edition: none is due on the days of the cadence", "name other days, or leave out `cadence`")
		case s.At != "" && !slices.ContainsFunc(b.c.Editions, func(e Edition) bool { return e.For(s) && e.Clock(s).At != "" }):
			b.readers.At(i).Warn(s.Email+" names an hour, and gets no edition that goes by it",
				"write `timezone: subscriber` for the edition; one that is due several times a day keeps its hours")
		}
	}
	for j, some := range read {
		if !some {
			b.editions[j].at.Warn(fmt.Sprintf("nobody gets edition %q", b.c.Editions[j].ID), "no subscriber is on its lists")
		}
	}
}

// dueDays are the days of the week on which editions are due, by edition.
type dueDays map[string]map[time.Weekday]bool

// meet says whether an edition is ever due on a day of a cadence.
func (d dueDays) meet(e Edition, c digest.Cadence) bool {
	if len(c.Days) == 0 {
		return true
	}
	days, known := d[e.ID]
	if !known {
		days = make(map[time.Weekday]bool)
		// Moments of every kind of schedule come round to all their days of the week within 28 years.
		at := time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC)
		for end := at.AddDate(28, 0, 0); len(days) < 7; {
			m, ok := e.Schedule.Next(at, time.UTC)
			if !ok || m.At.After(end) {
				break
			}
			days[m.Wall.Weekday()] = true
			at = m.At.Truncate(24*time.Hour).AddDate(0, 0, 1).Add(-time.Nanosecond) // the rest of the day tells nothing new
		}
		d[e.ID] = days
	}
	return slices.ContainsFunc(c.Days, func(day time.Weekday) bool { return days[day] })
}
