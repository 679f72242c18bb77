package check

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/mail"
	"net/netip"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/paper"
	"tidings/digest"
	"tidings/digest/config"
	"tidings/digest/feed"
	"tidings/digest/fetch"
	"tidings/digest/mail/records"
)

// resolver asks the DNS. Its methods are those of net.Resolver.
type resolver interface {
	LookupTXT(ctx context.Context, name string) ([]string, error)
	LookupMX(ctx context.Context, name string) ([]*net.MX, error)
	LookupHost(ctx context.Context, name string) ([]string, error)
	LookupAddr(ctx context.Context, address string) ([]string, error)
}

// What asking may take.
const (
	feedsAtOnce = 8
	dnsWait     = 10 * time.Second // for each name; resolvers give up after about as long
)

// checkOnline asks the feeds, the mail server and the DNS. Nothing is sent and nothing is stored.
func (a actions) checkOnline(ctx context.Context, cfg *config.Config) error {
	if err := cfg.ReadSecrets(ctx); err != nil {
		return err
	}
	amiss := a.checkFeeds(ctx, cfg)
	if cfg.Sends() {
		amiss = a.checkServer(ctx, cfg) || amiss
		facts, err := a.factsOf(ctx, cfg)
		if err != nil {
			return err
		}
		amiss = a.printFindings(records.Judge(facts)) || amiss
	}
	if err := context.Cause(ctx); err != nil {
		return err
	}
	if amiss {
		return exit.Quietly(exit.Part)
	}
	return nil
}

// checkFeeds asks every feed once, and says which cannot be read.
func (a actions) checkFeeds(ctx context.Context, cfg *config.Config) (amiss bool) {
	client := paper.Client(a.Call, cfg)
	defer client.Close()
	problems := make([]error, len(cfg.Feeds))
	var group errgroup.Group
	group.SetLimit(feedsAtOnce)
	for i, f := range cfg.Feeds {
		group.Go(func() error { problems[i] = readable(ctx, client, f, a.Clock()()); return nil })
	}
	_ = group.Wait() // each has its own
	good := 0
	for _, err := range problems {
		if err == nil {
			good++
		}
	}
	fmt.Fprintf(a.Stdout, "\nFeeds: %d of %d can be read\n", good, len(problems))
	for i, err := range problems {
		if err != nil {
			fmt.Fprintf(a.Stdout, "  %s: %v\n", cfg.Feeds[i].URL, err)
		}
	}
	return good < len(problems)
}

// readable says why a feed cannot be read; a site that names its feed can.
func readable(ctx context.Context, client *fetch.Client, f digest.Feed, now time.Time) error {
	page, err := client.Fetch(ctx, digest.Request{URL: f.URL, Headers: f.Headers, Proxy: f.Proxy, Feed: true})
	if err != nil {
		return err
	}
	_, err = feed.Parse(page, feed.Limits{Now: now})
	var parse *digest.ParseError
	if errors.As(err, &parse) && parse.Kind == digest.ParseIsHTML && len(feed.Autodiscover(page)) > 0 {
		return nil
	}
	return err
}

// checkServer logs in to the mail server and says goodbye.
func (a actions) checkServer(ctx context.Context, cfg *config.Config) (amiss bool) {
	session, err := (&paper.Relay{Config: cfg}).Connect(ctx)
	if err != nil {
		words := err.Error()
		fmt.Fprintf(a.Stdout, "%s%s\n", strings.ToUpper(words[:1]), words[1:])
		if hint := (*digest.HintError)(nil); errors.As(err, &hint) {
			fmt.Fprintf(a.Stdout, "  hint: %s\n", hint.Hint)
		}
		return true
	}
	if err := session.Close(); err != nil {
		a.Logger(slog.LevelError).Debug("goodbye", "error", err)
	}
	fmt.Fprintf(a.Stdout, "%s; nothing was sent\n", answering(cfg))
	return false
}

// factsOf asks the DNS about the sender.
func (a actions) factsOf(ctx context.Context, cfg *config.Config) (records.Facts, error) {
	dns := asking{a.resolver}
	signer, err := paper.Signer(ctx, cfg.DKIM)
	if err != nil {
		return records.Facts{}, err
	}
	from := domainOf(cfg.From)
	f := records.Facts{From: from, Return: from}
	if cfg.SMTP.Host != "" && !ownMachine(cfg.SMTP.Host) {
		f.Server = cfg.SMTP.Host
	}
	if cfg.Bounces.Address != "" {
		f.Return = domainOf(cfg.Bounces.Address)
	}
	f.SPF = dns.texts(ctx, f.Return)
	if signer != nil {
		for _, k := range signer.Keys {
			name, want, err := signer.Record(k)
			if err != nil {
				return f, err
			}
			f.Keys = append(f.Keys, records.Key{Want: want, Got: dns.texts(ctx, name)})
		}
	}
	for _, domain := range records.Above(from) {
		f.DMARC = append(f.DMARC, dns.texts(ctx, "_dmarc."+domain))
	}
	f.MX, f.Hosts = dns.exchangers(ctx, from), dns.hosts(ctx, from)
	if cfg.SMTP.Host == "" {
		return f, nil // by which address the mail leaves is for others to say
	}
	for _, address := range dns.hosts(ctx, cfg.SMTP.Host).Values {
		if ip, err := netip.ParseAddr(address); err == nil && ip.IsGlobalUnicast() && !ip.IsPrivate() {
			f.Reverse = append(f.Reverse, dns.reverse(ctx, address))
		}
	}
	return f, nil
}

// ownMachine says whether a host is this one, under a name that is nothing to others.
func ownMachine(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// domainOf is the domain of a mailbox.
func domainOf(mailbox string) string {
	if parsed, err := mail.ParseAddress(mailbox); err == nil {
		return parsed.Address[strings.LastIndexByte(parsed.Address, '@')+1:]
	}
	return ""
}

// asking turns answers of a resolver into facts.
type asking struct{ resolver resolver }

// answer is what a look-up gave: a name without such a record is no error.
func answer(name string, values []string, err error) records.Answer {
	var dns *net.DNSError
	if errors.As(err, &dns) && dns.IsNotFound {
		err = nil
	}
	return records.Answer{Name: name, Values: values, Err: err}
}

func (d asking) texts(ctx context.Context, name string) records.Answer {
	ctx, cancel := context.WithTimeout(ctx, dnsWait)
	defer cancel()
	values, err := d.resolver.LookupTXT(ctx, name)
	return answer(name, values, err)
}

func (d asking) hosts(ctx context.Context, name string) records.Answer {
	ctx, cancel := context.WithTimeout(ctx, dnsWait)
	defer cancel()
	values, err := d.resolver.LookupHost(ctx, name)
	return answer(name, values, err)
}

func (d asking) exchangers(ctx context.Context, name string) records.Answer {
	ctx, cancel := context.WithTimeout(ctx, dnsWait)
	defer cancel()
	found, err := d.resolver.LookupMX(ctx, name)
	var hosts []string
	for _, mx := range found {
		hosts = append(hosts, mx.Host)
	}
	return answer(name, hosts, err)
}

// reverse asks for the names of an address, and where they lead.
func (d asking) reverse(ctx context.Context, address string) records.Reverse {
	within, cancel := context.WithTimeout(ctx, dnsWait)
	defer cancel()
	names, err := d.resolver.LookupAddr(within, address)
	r := records.Reverse{Names: answer(address, names, err)}
	for _, name := range names {
		r.Back = append(r.Back, d.hosts(ctx, name).Values...)
	}
	return r
}

// printFindings shows what the DNS says, each with the record to publish.
func (a actions) printFindings(findings []records.Finding) (amiss bool) {
	for _, f := range findings {
		fmt.Fprintf(a.Stdout, "%s: %s: %s\n", f.About, f.Level, f.Words)
		if f.Publish != "" {
			fmt.Fprintf(a.Stdout, "  publish: %s\n", f.Publish)
		}
	}
	return slices.ContainsFunc(findings, func(f records.Finding) bool { return f.Level != records.Good && f.Level != records.Note })
}

// answering says in words what a way out that can be used is like.
func answering(cfg *config.Config) string {
	switch {
	case cfg.Delivery.Sendmail != "":
		return fmt.Sprintf("Mail program: %s can be run", cfg.Delivery.Sendmail)
	case cfg.Delivery.Folder != "":
		return fmt.Sprintf("Mail folder: %s can be used", cfg.Delivery.Folder)
	}
	who := "no login is asked for"
	if cfg.SMTP.User != "" {
		who = "logged in as " + cfg.SMTP.User
	}
	return fmt.Sprintf("Mail server: %s:%d answers, %s", cfg.SMTP.Host, cfg.SMTP.Port, who)
}
