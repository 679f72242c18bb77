package config

import (
	"cmp"
	"slices"
	"time"

	"tidings/digest"
	"tidings/digest/config/strict"
)

// buildSubscribers makes the subscribers, with what their lists give them.
func (b *builder) buildSubscribers() {
	var joined []string // by those who name no list
	lists := make(map[string]digest.List, len(b.c.Lists))
	for _, l := range b.c.Lists {
		if l.Default {
			joined = append(joined, l.ID)
		}
		lists[l.ID] = l
	}
	taken := make(map[string]int32, len(b.subscribers)) // where among them an address stands
	b.c.Subscribers = make([]digest.Subscriber, 0, len(b.subscribers))
	b.c.entries = make([]written, 0, len(b.subscribers))
	for i, said := range b.subscribers {
		if first, ok := taken[said.key()]; ok {
			said.at.Twice(said.email+" is listed twice", b.subscribers[first].at)
			continue
		}
		taken[said.key()] = int32(i)
		s := digest.Subscriber{Email: said.email, Name: said.name, Location: said.zone, Lists: joined}
		if said.lists != nil {
			s.Lists = b.known(said.lists)
		}
		if said.wishes != nil {
			b.choose(&s, *said.wishes)
		}
		b.c.entries = append(b.c.entries, written{
			file: said.at.File().Name, line: int32(said.at.Line()),
			lists: said.lists != nil, zone: s.Location != nil, language: s.Language != "",
		})
		for _, id := range s.Lists {
			s.Location = cmp.Or(s.Location, b.table.zones[lists[id].Timezone])
			s.Language = cmp.Or(s.Language, lists[id].Language)
		}
		b.c.Subscribers = append(b.c.Subscribers, s)
	}
}

// choose sets what a subscriber chose, for all editions and for some.
func (b *builder) choose(s *digest.Subscriber, w wishes) {
	if w.Cadence != nil {
		s.Cadence = *w.Cadence
	}
	s.Pause, s.At, s.Format, s.Language, s.MaxStories = w.pause, w.At, w.Format, w.Language, w.MaxStories
	s.Topics, s.Mute, s.SkipSections = w.Topics, w.Mute, b.skipped(w.skips)
	for _, e := range w.editions {
		if _, ok := b.c.Edition(e.Name); !ok {
			var names []string
			for _, known := range b.c.Editions {
				names = append(names, known.ID)
			}
			e.Key.Unknown("edition", e.Name, names)
			continue
		}
		if s.Editions == nil {
			s.Editions = make(map[string]digest.Choices)
		}
		if _, twice := s.Editions[e.Name]; twice {
			continue // reported already
		}
		of := e.Of.Choices
		of.SkipSections = b.skipped(e.Of.skips)
		s.Editions[e.Name] = of
	}
}

// skipped looks up the names of sections that a reader does not want.
func (b *builder) skipped(named []strict.Located[string]) []string {
	if named == nil {
		return nil
	}
	out := []string{} // not nil: for one edition, none is a choice as well
	for _, s := range named {
		if s.Is == "" || !slices.ContainsFunc(b.c.Sections, func(known digest.Section) bool { return known.ID == s.Is }) {
			s.At.Unknown("section", s.Is, b.sectionNames())
			continue
		}
		out = append(out, s.Is)
	}
	return out
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
