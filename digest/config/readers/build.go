// Package readers turns what the files say of lists and subscribers into the readers of a paper, with what their lists give
// them, and into where each is written.
package readers

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"tidings/digest"
	"tidings/digest/config/forms"
	"tidings/digest/config/strict"
)

// Names are what a subscriber may name.
type Names struct {
	Lists    []digest.List
	Sections []string
	Editions []string
	Zones    forms.Zones // all that the files name
}

// Entry is what must be kept of a subscriber's entry to tell where values come from. There may be 100,000 of them.
type Entry struct {
	File                  string
	Line                  int32
	Lists, Zone, Language bool // said there
}

// Lists are the lists. A name that stands twice is reported.
func (said *Said) Lists() []digest.List {
	var out []digest.List
	ids := make(map[string]strict.Value)
	for _, l := range said.lists {
		l.Key.Unique(ids, "list", l.Name)
		l.Of.ID = l.Name
		l.Of.Title = cmp.Or(l.Of.Title, forms.Title(l.Name))
		out = append(out, l.Of)
	}
	return out
}

// Known looks up names of lists. One that no list has, or that is named twice, is reported.
func Known(lists []digest.List, named []strict.Located[string]) []string {
	var out []string
	for _, l := range named {
		switch {
		case !slices.ContainsFunc(lists, func(k digest.List) bool { return k.ID == l.Is }):
			var names []string
			for _, k := range lists {
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

// distinct goes through the subscribers. One that is listed twice is reported, and left out.
func (said *Said) distinct() iter.Seq[subscriber] {
	return func(yield func(subscriber) bool) {
		taken := make(map[string]int32, len(said.subscribers)) // where among them an address stands
		for i, s := range said.subscribers {
			if first, ok := taken[s.key()]; ok {
				s.at.Twice(s.email+" is listed twice", said.subscribers[first].at)
				continue
			}
			taken[s.key()] = int32(i)
			if !yield(s) {
				return
			}
		}
	}
}

// Count is how many subscribers there are. One that is listed twice is reported.
func (said *Said) Count() int {
	n := 0
	for range said.distinct() {
		n++
	}
	return n
}

// Subscribers are the subscribers, with what their lists give them, and their entries. What is wrong is reported.
func (said *Said) Subscribers(n Names) ([]digest.Subscriber, []Entry) {
	var joined []string // by those who name no list
	lists := make(map[string]digest.List, len(n.Lists))
	for _, l := range n.Lists {
		if l.Default {
			joined = append(joined, l.ID)
		}
		lists[l.ID] = l
	}
	subscribers := make([]digest.Subscriber, 0, len(said.subscribers))
	entries := make([]Entry, 0, len(said.subscribers))
	for from := range said.distinct() {
		s := digest.Subscriber{Email: from.email, Name: from.name, Location: from.zone, Lists: joined}
		if from.lists != nil {
			s.Lists = Known(n.Lists, from.lists)
		}
		if from.wishes != nil {
			n.choose(&s, *from.wishes)
		}
		entries = append(entries, Entry{
			File: from.at.File().Name, Line: int32(from.at.Line()),
			Lists: from.lists != nil, Zone: s.Location != nil, Language: s.Language != "",
		})
		for _, id := range s.Lists {
			s.Location = cmp.Or(s.Location, n.Zones[lists[id].Timezone])
			s.Language = cmp.Or(s.Language, lists[id].Language)
		}
		subscribers = append(subscribers, s)
	}
	return subscribers, entries
}

// choose sets what a subscriber chose, for all editions and for some.
func (n Names) choose(s *digest.Subscriber, w wishes) {
	if w.Cadence != nil {
		s.Cadence = *w.Cadence
	}
	s.Pause, s.At, s.Format, s.Language, s.MaxStories = w.pause, w.At, w.Format, w.Language, w.MaxStories
	s.Topics, s.Mute, s.SkipSections = w.Topics, w.Mute, n.skipped(w.skips)
	for _, e := range w.editions {
		if !slices.Contains(n.Editions, e.Name) {
			e.Key.Unknown("edition", e.Name, n.Editions)
			continue
		}
		if s.Editions == nil {
			s.Editions = make(map[string]digest.Choices)
		}
		if _, twice := s.Editions[e.Name]; twice {
			continue // reported already
		}
		of := e.Of.Choices
		of.SkipSections = n.skipped(e.Of.skips)
		s.Editions[e.Name] = of
	}
}

// skipped looks up the names of sections that a reader does not want.
func (n Names) skipped(named []strict.Located[string]) []string {
	if named == nil {
		return nil
	}
	out := []string{} // not nil: for one edition, none is a choice as well
	for _, s := range named {
		if !slices.Contains(n.Sections, s.Is) {
			s.At.Unknown("section", s.Is, n.Sections)
			continue
		}
		out = append(out, s.Is)
	}
	return out
}
