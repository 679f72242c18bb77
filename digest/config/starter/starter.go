// Package starter turns a name, an address and a list of feeds into the first sources.yaml and subscribers.yaml of a new
// user.
package starter

import (
	"fmt"
	"net/mail"
	"regexp"
	"strconv"
	"strings"

	"tidings/digest/config"
	"tidings/digest/config/forms"
	"tidings/digest/config/opml"
)

// Options say what the first files hold. The zero value makes files to begin from nothing.
type Options struct {
	Name   string       // of the paper
	Email  string       // the first subscriber; empty: none yet
	Groups []opml.Group // feeds by folder, as opml.Read returns them; empty: a few well-known ones
}

// Files are the texts of sources.yaml and subscribers.yaml: they load as they are, and their comments say what more there
// is. A feed that is listed twice is written once, and an address that is none becomes a comment.
func Files(o Options) (sources, subscribers []byte) {
	groups := o.Groups
	if len(groups) == 0 {
		groups = someFeeds()
	}
	name := opml.OneLine(o.Name)
	if name == "" {
		name = "The Morning Paper"
	}
	var b strings.Builder
	b.WriteString(strings.Replace(sourcesHead, "NAME", yamlText(name), 1))
	writeFeeds(&b, groups)
	return []byte(b.String()), []byte(subscribersHead + firstSubscriber(o.Email) + otherSubscribers)
}

// longList is how many feeds without sections are too many to read as one list: a screen.
const longList = 40

func writeFeeds(b *strings.Builder, groups []opml.Group) {
	seen := make(map[string]bool)
	var loose, filed []opml.Group
	for _, g := range groups {
		if opml.OneLine(g.Title) == "" {
			loose = append(loose, g)
		} else {
			filed = append(filed, g)
		}
	}
	if len(loose) > 0 {
		b.WriteString("\n# The feeds. An address is enough; a mapping says more, such as\n" +
			"#   - {url: https://example.com/feed.xml, name: Example, weight: 2, exclude: [horoscope]}\n")
		if len(loose[0].Feeds) > longList {
			b.WriteString("# So many read better in sections. Each has an id, a title, and feeds of its own:\n" +
				"#   sections:\n#     - id: world\n#       title: World\n#       feeds:\n#         - https://example.com/feed.xml\n")
		}
		b.WriteString("feeds:\n")
		for _, g := range loose {
			writeGroup(b, "  ", g.Feeds, seen)
		}
	}
	if len(filed) > 0 {
		b.WriteString("\n# The feeds, in sections. Their order here is their order in the digest.\nsections:\n")
	}
	ids := make(map[string]bool)
	for i, g := range filed {
		id := forms.Slug(g.Title)
		if id == "" || ids[id] {
			id = fmt.Sprintf("section-%d", i+1)
		}
		ids[id] = true
		fmt.Fprintf(b, "  - id: %s\n    title: %s\n    feeds:\n", id, yamlText(opml.OneLine(g.Title)))
		writeGroup(b, "      ", g.Feeds, seen)
	}
}

// writeGroup writes a line for each feed that was not seen yet.
func writeGroup(b *strings.Builder, indent string, feeds []opml.FeedRef, seen map[string]bool) {
	for _, f := range feeds {
		link := strings.TrimSpace(f.URL)
		name := opml.OneLine(f.Name)
		switch {
		case !forms.IsWeb(link):
			fmt.Fprintf(b, "%s# left out, since it is not a web address: %s\n", indent, strconv.Quote(link))
		case seen[forms.SameWeb(link)]:
		case name == "":
			fmt.Fprintf(b, "%s- %s\n", indent, yamlURL(link))
		default:
			fmt.Fprintf(b, "%s- {name: %s, url: %s}\n", indent, yamlText(name), yamlURL(link))
		}
		seen[forms.SameWeb(link)] = true
	}
}

func firstSubscriber(email string) string {
	email = opml.OneLine(email)
	a, err := mail.ParseAddress(email)
	switch {
	case email == "":
		return "  # - me@example.com\n"
	case err != nil:
		return fmt.Sprintf("  # left out, since it is not an address: %s\n", strconv.Quote(email))
	case a.Name == "" && plainAddress.MatchString(a.Address):
		return "  - " + a.Address + "\n"
	default:
		return "  - " + strconv.Quote(a.String()) + "\n"
	}
}

var (
	plainText    = regexp.MustCompile(`^\p{L}[\p{L}\p{N} ._/'()&+-]*$`)
	plainAddress = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9.-]*[A-Za-z0-9]$`)
	plainURL     = regexp.MustCompile(`^https?://[A-Za-z0-9._~/&=%+@:;-]*[A-Za-z0-9/=_-]$`) // libyaml ends text in {} at a "?"
	// yamlWord is what one version of YAML or another does not read as text.
	yamlWord = regexp.MustCompile(`(?i)^(y|n|yes|no|on|off|true|false|null)$`)
)

// yamlText writes one line of text so that every YAML reader takes it as that. Double quotes and their escapes are the
// same in Go and in YAML.
func yamlText(s string) string {
	if plainText.MatchString(s) && !yamlWord.MatchString(s) {
		return s
	}
	return strconv.Quote(s)
}

func yamlURL(s string) string {
	if plainURL.MatchString(s) {
		return s
	}
	return strconv.Quote(s)
}

// someFeeds are for who has no list yet: old, public, and of different kinds.
func someFeeds() []opml.Group {
	return []opml.Group{
		{Title: "World", Feeds: []opml.FeedRef{
			{URL: "https://feeds.bbci.co.uk/news/world/rss.xml", Name: "BBC News"},
			{URL: "https://www.theguardian.com/world/rss", Name: "The Guardian"},
		}},
		{Title: "Science and technology", Feeds: []opml.FeedRef{
			{URL: "https://feeds.arstechnica.com/arstechnica/index", Name: "Ars Technica"},
			{URL: "https://www.quantamagazine.org/feed/", Name: "Quanta Magazine"},
		}},
	}
}

const sourcesHead = `# yaml-language-server: $schema=./` + config.SchemaFile + `
#
# What is read, and what is made of it. Everything has a default, and a key that is
# misspelt is an error that says so. An editor that knows YAML completes and explains
# the keys by the schema above.
#
#   tidings check       looks this file over
#   tidings preview     makes a digest to look at; nothing is sent
#   tidings send        mails it to the readers in subscribers.yaml
#   tidings serve       does so on time, every day

site:
  name: NAME
  # timezone: Europe/Paris            # an IANA name; without it, this machine's
  # language: en                      # of the words round the stories

# When the digest is due. Without this, every day at 07:00.
# editions:
#   - id: morning
#     schedule: {at: "07:00", days: weekdays}     # or {cron: "0 7,18 * * 1-5"}
#     max_stories: 25

# The server that mail is sent through. A preview needs none.
# smtp:
#   host: smtp.example.com            # 587 with STARTTLS; port: 465 is TLS from the start
#   user: me@example.com
#   password: {env: SMTP_PASSWORD}    # or {file: smtp-password}, {command: [pass, show, smtp]}
# delivery:
#   from: The Morning Paper <paper@example.org>

# What every feed starts from; a section or a feed may say otherwise.
# defaults:
#   max_per_feed: 5                   # stories that one feed may lead in an issue
#   max_age: 7d                       # older articles are not shown
#   exclude: ['title:/^(sponsored|advert)/']      # a word, a phrase, or a /pattern/

# Feeds on your own network are fetched only if it is named.
# network:
#   allow: [127.0.0.1, 192.168.0.0/16]
`

const subscribersHead = `# yaml-language-server: $schema=./` + config.SchemaFile + `
#
# Who gets the digest. It names people: keep it to yourself (chmod 600) and out of git.

# Lists are for editions that do not go to everyone.
# lists:
#   staff: {title: Staff, default: true, timezone: Europe/Paris}

# An address is enough; a mapping says more.
subscribers:
`

const otherSubscribers = `  # - email: ana@example.com
  #   name: Ana
  #   timezone: America/Sao_Paulo
  #   format: text                      # or html
  #   topics: [rust, climate policy]    # stories that match are lifted
  #   mute: [crypto]                    # and these hidden
`
