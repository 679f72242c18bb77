package config

import (
	"slices"
	"strings"

	"tidings/digest"
	"tidings/digest/config/forms"
	"tidings/digest/config/readers"
	"tidings/digest/config/strict"
)

// Origin is where a subscriber's value comes from: written at a place, or inherited of lists. The zero value is the default.
type Origin struct {
	Place Place
	Lists []string
}

// Entry is where the nth of Subscribers is written.
func (c *Config) Entry(n int) Place {
	e := c.entries[n]
	return Place{File: e.File, Line: int(e.Line)}
}

// Invited is where among Subscribers an address stands; -1 when no file has it.
func (c *Config) Invited(email string) int {
	key := digest.Subscriber{Email: email}.Key()
	return slices.IndexFunc(c.Subscribers, func(s digest.Subscriber) bool { return s.Key() == key })
}

// Origins says where the settings of the nth of Subscribers come from, by the names they have in the file; those that are
// absent are the default.
func (c *Config) Origins(n int) map[string]Origin {
	e, s := c.entries[n], c.Subscribers[n]
	out := make(map[string]Origin)
	here := Origin{Place: c.Entry(n)}
	for name, given := range map[string]bool{
		"name": s.Name != "", "lists": e.Lists, "timezone": e.Zone, "language": e.Language,
		"at": s.At != "", "cadence": s.Cadence.Weekly || len(s.Cadence.Days) > 0, "format": s.Format != "", "max_stories": s.MaxStories > 0,
		"topics": len(s.Topics.Include) > 0, "mute": len(s.Mute.Exclude) > 0, "skip_sections": len(s.SkipSections) > 0,
		"pause": s.Pause.Until != "", "editions": len(s.Editions) > 0,
	} {
		if given {
			out[name] = here
		}
	}
	if !e.Lists && len(s.Lists) > 0 {
		out["lists"] = Origin{Lists: s.Lists}
	}
	c.inherited(out, s, e)
	return out
}

// inherited notes the list that gives a subscriber the zone, and the one that gives the language.
func (c *Config) inherited(out map[string]Origin, s digest.Subscriber, e readers.Entry) {
	zone, language := e.Zone, e.Language
	for _, id := range s.Lists {
		for _, l := range c.Lists {
			if l.ID != id {
				continue
			}
			if l.Timezone != "" && !zone {
				out["timezone"], zone = Origin{Lists: []string{id}}, true
			}
			if l.Language != "" && !language {
				out["language"], language = Origin{Lists: []string{id}}, true
			}
		}
	}
}

// String is the origin for people.
func (o Origin) String() string {
	switch {
	case len(o.Lists) > 1:
		return "lists " + strings.Join(o.Lists, ", ")
	case len(o.Lists) == 1:
		return "list " + o.Lists[0]
	case o.Place.Line > 0:
		return o.Place.String()
	}
	return "default"
}

// CheckSubscribers reads a list of subscribers that is no part of a configuration yet, and says how many there are. The
// error is of type Problems and has all that is wrong with it; whether what it names exists is not looked at.
func CheckSubscribers(name string, text []byte) (int, error) {
	t := table{zones: make(forms.Zones)}
	r := strict.NewReading(t.vocabulary())
	r.Add(name, "", 0).Parse(text)
	d := strict.Document[document]{Noun: nounTop, Keys: t.topKeys(), Free: freePrefix, NoKeys: t.document().NoKeys}
	doc := d.Read(r)
	n := doc.readers.Count()
	if problems := r.Problems(); r.Failed() {
		return 0, problems
	}
	return n, nil
}
