package digest

import "time"

// LargeBody is the length in bytes above which a document is large: nine in ten real feeds are not.
const LargeBody = 256 << 10

// Request asks fetch for one document.
type Request struct {
	URL        string
	Validators Validators // from the last stored answer; zero: the request is unconditional

	// ValidatorsFor is the final URL that the validators belong to: a redirect on the way there, or to another place,
	// is not shown them. Empty: URL.
	ValidatorsFor string

	Headers map[string]string // extra headers, dropped when a redirect leaves the host
	Accept  string            // Accept header; empty: */*
	Feed    bool              // a feed: hosts are given longer between two of them than between pages
	Trusted bool              // typed by the user on the command line: private addresses may be reached
	Proxy   Proxy             // to go through; zero: none, whatever the environment says

	// Room, when it is set, is called once a document turns out to be large, and returns when there is room for the
	// rest. Its wait does not count against the server. An error of it ends the request.
	Room func() error
}

// Proxy is a server that asks others in our place. The zero value is none.
type Proxy struct {
	URL            string // scheme http, https or socks5, host and port; no credentials
	User, Password string // what it asks for; empty when it asks for none
}

// Validators are what a server gave to recognise an unchanged document by (RFC 9110 section 8.8). They are opaque:
// sent back byte for byte, as a pair.
type Validators struct {
	ETag         string
	LastModified string
}

// Page is fetch's answer: a document, or the word that it has not changed.
type Page struct {
	URL             string // as requested
	FinalURL        string // after redirects
	PermanentURL    string // where an unbroken chain of 301/308 leads; empty when there is none
	Status          int
	NotModified     bool   // a 304: Body is empty
	ContentType     string // the header as sent
	ContentLocation string // the header as sent
	Validators      Validators
	Fresh           time.Duration // how long the server says the answer stays fresh; 0 when it does not say
	Body            []byte        // decompressed
	Fetched         time.Time
}

// Channel is what a feed document says about itself, with its articles in the order of the document.
type Channel struct {
	Title       string // plain text
	Link        string // absolute
	Description string // plain text
	Language    string // BCP 47 as declared
	Updated     time.Time
	Image       string // absolute
	Authors     []string
	Categories  []string
	Copyright   string
	Format      string        // "rss 2.0", "rss 1.0", "atom 1.0", "json 1.1" …
	Refresh     time.Duration // how often the document asks to be read (ttl, sy:*); 0 when it does not say
	Warnings    []string      // what had to be repaired, in words for the feed's owner
	Articles    []Article
}

// Article is one item of one feed, with its readable text once that is extracted.
type Article struct {
	ID         string   // ArticleID: set when it enters the store
	FeedID     string   // the feed it was gathered from
	GUID       string   // identity within the feed: the raw guid, else the link, else a hash of title and content
	URL        string   // absolute link, tracking parameters removed
	Canonical  string   // the URL reduced for comparison: scheme, www and fragment dropped
	Title      string   // plain text, one line
	Authors    []string // plain text
	Summary    string   // plain text, paragraphs separated by a blank line
	Content    string   // sanitized HTML with absolute links; empty when the feed gives no more than the plain text of Summary
	Image      string   // absolute
	Categories []string // plain text
	Language   string   // BCP 47 as declared; empty when nothing declares it
	Enclosures []Enclosure
	Published  time.Time // zero when the feed does not say or says nonsense
	Updated    time.Time // zero when the feed does not say
	Seen       time.Time // first gathered; set by the store once and never moved
	Held       Hold      // why it is stored and kept out of issues; empty: it is not
	Text       Text      // zero until extracted
}

// ArticleID is the key of the article that has an identity within a feed. Those of one feed begin alike, so that they
// stand side by side in every index: to look up or store the articles of a document touches a page or two of it, and not
// a page for each.
func ArticleID(feed, identity string) string {
	const ofFeed = 9 // letters, five bits each: enough to part a million feeds, and the others to part the articles of one
	return Key("feed", feed)[:ofFeed] + Key("article", feed, identity)[ofFeed:]
}

// When is the moment an article is dated by: published, else updated, else first seen; never later than first seen.
func (a Article) When() time.Time {
	t := a.Published
	if t.IsZero() {
		t = a.Updated
	}
	if t.IsZero() || (!a.Seen.IsZero() && t.After(a.Seen)) {
		return a.Seen
	}
	return t
}

// Enclosure is a file attached to an article.
type Enclosure struct {
	URL    string `json:"url"`
	Type   string `json:"type,omitempty"`
	Length int64  `json:"length,omitempty"` // bytes; 0 when not declared
}

// Text is the readable text of an article and what its page said about it.
type Text struct {
	Title     string // the page's title for the article
	Byline    string
	Site      string    // the page's name for its site
	Language  string    // BCP 47
	Published time.Time // zero when the page does not say
	Image     string    // absolute
	Excerpt   string
	Body      string // plain text, paragraphs separated by a blank line
	HTML      string // sanitized, links absolute
	Words     int    // of Body
	Method    string // how it was found: "feed", "readability", "summary" …, or OwnWords; empty: not extracted yet
}

// OwnWords is the Method of a text that is not stored, for all that it says stands in its article already: it is made of
// the feed's own words whenever somebody wants it.
const OwnWords = "own words"

// Minutes is the reading time of n words at 230 a minute (Brysbaert, "How many words do we read per minute?", 2019,
// finds 238 for English non-fiction), at least 1 for any text at all.
func Minutes(words int) int {
	if words <= 0 {
		return 0
	}
	return max(1, (words+115)/230)
}
