package config

import (
	"fmt"
	"net/mail"
	"slices"

	"tidings/digest/config/forms"
	"tidings/digest/config/secret"
	"tidings/digest/config/strict"
	"tidings/digest/config/strict/effective"
)

// Effective is the configuration as it holds: the files as one, what feeds inherit in each feed, every default filled in,
// paths absolute, and each value with the place that it comes from. Secrets that stand in a file are masked. Readers may be
// many: people says that they are wanted. The error is that of Load.
func Effective(o Options, people bool) (effective.Setting, error) {
	b, err := o.read()
	if err != nil {
		return effective.Setting{}, err
	}
	top := b.table.document().Show(b.reading, filesKey, keyFeeds, keySections, keySubscribers)
	b.showFeeds(&top)
	b.showSite(top.Get("site"))
	b.showLists(top.Get(keyLists))
	b.showMail(&top)
	b.showEditions(&top)
	if people {
		b.showSubscribers(&top)
	}
	return top.Pruned(), nil
}

// The keys whose lists are put together here.
const (
	keyDefaults    = "defaults"
	keyFeeds       = "feeds"
	keySections    = "sections"
	keyEditions    = "editions"
	keyLists       = "lists"
	keySubscribers = "subscribers"
)

// heirloom is what feeds inherit from one place, and how that is called.
type heirloom struct {
	from string
	of   effective.Setting
}

// showFeeds puts the sections and feeds in their places, with all that feeds inherit in each of them, and in no other.
func (b *builder) showFeeds(top *effective.Setting) {
	base := []heirloom{{"from defaults", *top.Get(keyDefaults)}}
	top.Fill(keyFeeds, b.shownFeeds(b.feeds, base))
	shape, keys := b.table.sectionShape(), b.table.sectionKeys()
	sections := effective.Setting{Form: effective.List}
	for _, sec := range b.sections {
		place := entryPlace(sec.at)
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
		for _, k := range b.table.settingsKeys() {
			s.Clear(k.Name())
		}
		s.Clear(keyFeeds)
		s.Fill(keyFeeds, b.shownFeeds(sec.feeds, from))
		sections.Of = append(sections.Of, s)
	}
	if len(sections.Of) > 0 {
		top.Fill(keySections, sections)
	}
	top.Clear(keyDefaults)
}

// shownFeeds are feeds with what they inherit, the nearest last.
func (b *builder) shownFeeds(feeds []feed, from []heirloom) effective.Setting {
	if len(feeds) == 0 {
		return effective.Setting{}
	}
	shape, keys := b.table.feedShape(), b.table.feedKeys()
	out := effective.Setting{Form: effective.List}
	for _, f := range feeds {
		s := strict.Show(shape, f.at)
		if s.Form == effective.Leaf { // an address alone
			s = strict.ShowNone(keys)
		}
		*s.Get("url") = shownAddress(f, s)
		for _, k := range kindKeys() {
			s.Clear(k.Name())
		}
		if f.name != "" {
			s.Fill("name", effective.Text(f.name).At(f.place.File, f.place.Line))
		}
		for _, k := range b.table.settingsKeys() {
			inherit(&s, k.Name(), from)
		}
		out.Of = append(out.Of, s)
	}
	return out
}

// shownAddress is the address of a feed, written or that of its kind.
func shownAddress(f feed, entry effective.Setting) effective.Setting {
	place := entryPlace(f.at)
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

// showSite adds the zone that the machine lends.
func (b *builder) showSite(site *effective.Setting) {
	if zone := b.c.Site.Location.String(); zone != "Local" { // which is no name that a file could have
		site.Fill("timezone", effective.Text(zone).Because("this machine"))
	}
}

// showLists adds the titles that follow from names.
func (b *builder) showLists(lists *effective.Setting) {
	for i, l := range b.c.Lists {
		lists.Of[i].Fill("title", effective.Text(l.Title).Because(effective.Default))
	}
}

// showMail adds what follows from the mail server and from the sender.
func (b *builder) showMail(top *effective.Setting) {
	if smtp := top.Get("smtp"); smtp.Form != effective.Unset {
		smtp.Fill("port", effective.Number(b.c.SMTP.Port).Because(effective.Default))
		smtp.Fill("tls", effective.Text(string(b.c.SMTP.TLS)).Because(effective.Default))
		if user := *smtp.Get("user"); b.c.From != "" && user.Form != effective.Unset {
			user.Text = plainMailbox(b.c.From)
			top.Get("delivery").Fill("from", user.By("from", "from smtp.user"))
		}
	}
	if dkim := top.Get("dkim"); dkim.Form != effective.Unset {
		dkim.Fill("domain", effective.Text(b.c.DKIM.Domain).Because("from delivery.from"))
	}
	if bounces := top.Get("bounces"); bounces.Form != effective.Unset {
		if imap := bounces.Get("imap"); imap.Form != effective.Unset {
			imap.Fill("port", effective.Number(b.c.Bounces.IMAP.Port).Because(effective.Default))
			imap.Fill("tls", effective.Text(string(b.c.Bounces.IMAP.TLS)).Because(effective.Default))
		}
	}
	state := top.Get("state")
	state.Text, state.Hidden = secret.Redacted(b.c.State)
}

// plainMailbox is a mailbox of a mail header as a person would write it, if that says the same.
func plainMailbox(header string) string {
	a, err := mail.ParseAddress(header)
	if err != nil {
		return header
	}
	plain := fmt.Sprintf("%s <%s>", a.Name, a.Address)
	if again, err := mail.ParseAddress(plain); err != nil || *again != *a {
		return header
	}
	return plain
}

// showEditions adds what editions have from the site, and the one that there is when none is written.
func (b *builder) showEditions(top *effective.Setting) {
	editions, site := top.Get(keyEditions), top.Get("site")
	if len(editions.Of) == 0 {
		one := strict.ShowNone(b.table.editionKeys())
		one.Fill("id", effective.Text(defaultEdition).Because(effective.Default))
		*editions = effective.Setting{Key: keyEditions, Form: effective.List, Of: []effective.Setting{one}}
	}
	for i := range editions.Of {
		e := &editions.Of[i]
		e.Fill("title", site.Get("name").By("", "from site"))
		e.Fill("language", site.Get("language").By("", "from site"))
		e.Fill("timezone", site.Get("timezone").By("", "from site"))
		e.Fill("from", top.Get("delivery").Get("from").By("", "from delivery"))
		if due := e.Get("schedule"); due.Get("cron").Form != effective.Unset {
			due.Clear("at", "days")
		}
		if names := b.sectionNames(); len(names) == len(b.c.Sections) {
			all := effective.Setting{Form: effective.List}
			for _, name := range names {
				all.Of = append(all.Of, effective.Text(name).Because(effective.Default))
			}
			e.Fill(keySections, all)
		}
	}
}

// showSubscribers puts the readers in their place, with what their lists give them. They are pruned at once: there may be
// 100,000 of them.
func (b *builder) showSubscribers(top *effective.Setting) {
	shape, keys, lists := b.table.subscriberShape(), b.table.subscriberKeys(), top.Get(keyLists)
	all := effective.Setting{Form: effective.List, Of: make([]effective.Setting, 0, len(b.subscribers))}
	for i, said := range b.subscribers {
		s, place := strict.Show(shape, said.at), b.c.Entry(i)
		if s.Form == effective.Leaf { // an address alone
			s = strict.ShowNone(keys)
			s.Fill("email", effective.Text(said.email).At(place.File, place.Line))
			if said.name != "" {
				s.Fill("name", effective.Text(said.name).At(place.File, place.Line))
			}
		}
		joined := effective.Setting{Form: effective.List}
		for _, id := range b.c.Subscribers[i].Lists {
			l := lists.Get(id)
			joined.Of = append(joined.Of, effective.Text(id).At(l.Get("default").File, l.Get("default").Line).Because("list "+id))
			s.Fill("timezone", l.Get("timezone").By("", "list "+id))
			s.Fill("language", l.Get("language").By("", "list "+id))
		}
		if len(joined.Of) > 0 {
			s.Fill(keyLists, joined)
		}
		for _, e := range s.Get(keyEditions).Of { // there what is not written is as everywhere
			for _, k := range choiceKeys() {
				if e.Get(k.Name()).Inherited() {
					e.Clear(k.Name())
				}
			}
		}
		all.Of = append(all.Of, s.Pruned())
	}
	if len(all.Of) > 0 {
		top.Fill(keySubscribers, all)
	}
}

// entryPlace is where an entry stands.
func entryPlace(v strict.Value) Place { return Place{File: v.File().Name, Line: v.Line()} }
