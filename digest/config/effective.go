package config

import (
	"fmt"
	"net/mail"

	"tidings/digest/config/readers"
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
	top := b.table.document().Show(b.reading, filesKey, sources.KeyFeeds, sources.KeySections, readers.KeySubscribers)
	b.sources.Show(b.table.env, &top)
	b.showSite(top.Get("site"))
	b.showLists(top.Get(readers.KeyLists))
	b.showMail(&top)
	b.showEditions(&top)
	if people {
		b.readers.Show(b.table.zones, &top, b.c.Subscribers)
	}
	return top.Pruned(), nil
}

// keyEditions is the key whose list is never empty here.
const keyEditions = "editions"

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
