package config

import (
	"fmt"
	"net/mail"

	"tidings/digest/config/secret"
	"tidings/digest/config/sources"
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
	top := b.table.document().Show(b.reading, filesKey, sources.KeyFeeds, sources.KeySections, keySubscribers)
	b.sources.Show(b.table.env, &top)
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
	keyEditions    = "editions"
	keyLists       = "lists"
	keySubscribers = "subscribers"
)

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
			e.Fill(sources.KeySections, all)
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
