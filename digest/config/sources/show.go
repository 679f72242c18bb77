package sources

import (
	"slices"

	"tidings/digest/config/forms"
	"tidings/digest/config/secret"
	"tidings/digest/config/sources/kinds"
	"tidings/digest/config/strict"
	"tidings/digest/config/strict/effective"
)

// heirloom is what feeds inherit from one place, and how that is called.
type heirloom struct {
	from string
	of   effective.Setting
}

// Show puts the sections and feeds in their places, with all that feeds inherit in each of them, and in no other.
func (said *Said) Show(env func(string) string, top *effective.Setting) {
	base := []heirloom{{"from defaults", *top.Get(keyDefaults)}}
	top.Fill(KeyFeeds, shownFeeds(env, said.feeds, base))
	shape, keys := sectionShape(env), sectionKeys(env)
	sections := effective.Setting{Form: effective.List}
	for _, sec := range said.sections {
		place := placeOf(sec.at)
		s, from := strict.ShowNone(keys), base
		if sec.folder {
			s.Fill("id", effective.Text(sec.ID).At(place.File, place.Line).Because("from its folder"))
			s.Fill("title", effective.Text(sec.Title).At(place.File, place.Line).Because("from its folder"))
		} else {
			s = strict.Show(shape, sec.at)
			from = []heirloom{base[0], {"section " + sec.ID, s}}
			s.Fill("title", effective.Text(forms.Title(sec.ID)).Because(effective.Default))
		}
		s.Of = slices.Clone(s.Of) // what is lent to the feeds stays as it is
		for _, k := range settingsKeys(env) {
			s.Clear(k.Name())
		}
		s.Clear(KeyFeeds)
		s.Fill(KeyFeeds, shownFeeds(env, sec.feeds, from))
		sections.Of = append(sections.Of, s)
	}
	if len(sections.Of) > 0 {
		top.Fill(KeySections, sections)
	}
	top.Clear(keyDefaults)
}

// shownFeeds are feeds with what they inherit, the nearest last.
func shownFeeds(env func(string) string, feeds []feed, from []heirloom) effective.Setting {
	if len(feeds) == 0 {
		return effective.Setting{}
	}
	shape, keys := feedShape(env), feedKeys(env)
	out := effective.Setting{Form: effective.List}
	for _, f := range feeds {
		s := strict.Show(shape, f.at)
		if s.Form == effective.Leaf { // an address alone
			s = strict.ShowNone(keys)
		}
		*s.Get("url") = shownAddress(f, s)
		for _, k := range kinds.Keys() {
			s.Clear(k.Name())
		}
		if f.name != "" {
			s.Fill("name", effective.Text(f.name).At(f.place.File, f.place.Line))
		}
		for _, k := range settingsKeys(env) {
			inherit(&s, k.Name(), from)
		}
		out.Of = append(out.Of, s)
	}
	return out
}

// shownAddress is the address of a feed, written or that of its kind.
func shownAddress(f feed, entry effective.Setting) effective.Setting {
	place := placeOf(f.at)
	if f.place.OPML {
		place = f.place
	}
	s := effective.Text("").At(place.File, place.Line)
	for _, key := range []string{"url", "hn", "reddit", "youtube"} {
		if written := *entry.Get(key); written.Form != effective.Unset && !f.place.OPML {
			s = written
			if key != "url" {
				s.From = "from " + key
			}
		}
	}
	s.Key = "url"
	s.Text, s.Hidden = secret.Redacted(f.url.Is)
	return s
}

// inherit sets a key of a feed to what it inherits. Filter rules add up, the nearest last; labels do so name by name.
func inherit(s *effective.Setting, key string, from []heirloom) {
	own := s.Get(key)
	if key == "include" || key == "exclude" {
		var rules []effective.Setting
		for _, h := range from {
			for _, r := range h.of.Get(key).Of {
				rules = append(rules, r.By("", h.from))
			}
		}
		if rules = append(rules, own.Of...); len(rules) > 0 {
			*own = effective.Setting{Key: key, Form: effective.List, Of: rules}
		}
		return
	}
	if key == keyLabels {
		labels := effective.Setting{Key: key, Form: effective.Table}
		for _, h := range append(from[:len(from):len(from)], heirloom{of: *s}) {
			for _, l := range h.of.Get(key).Of {
				if h.from != "" {
					l = l.By(l.Key, h.from)
				}
				labels.Set(l)
			}
		}
		*own = labels
		return
	}
	for _, h := range slices.Backward(from) {
		if lent := *h.of.Get(key); own.Inherited() && !lent.Inherited() {
			*own = lent.By(key, h.from)
		}
	}
}
