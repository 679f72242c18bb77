package paper

import (
	"crypto/rand"
	"time"

	"tidings/digest/web"
)

// Pages are the readers' pages of a paper; nil when none are configured.
func (p *Paper) Pages() (*web.Server, error) {
	if p.Config.Web.URL == "" {
		return nil, nil
	}
	o := web.Options{
		Site: p.Config.Site, URL: p.Config.Web.URL, From: p.Config.From, Editions: p.Editions, Lists: p.Config.Lists, Links: p.Links, Readers: p.Readers,
		Store: p.State, Look: p.Look, Welcome: p.Welcome, Trusted: p.Config.Web.TrustedProxies, Log: p.Log, Now: time.Now, Rand: rand.Reader,
	}
	if p.Mail != nil {
		o.Mail = p.Pipeline
	}
	return web.New(o)
}
