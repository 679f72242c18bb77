package outline

import "strings"

// action is what the outline does with an element.
type action uint8

const (
	skip     action = iota // leave it out with all that is in it
	enter                  // put it out and go into it
	through                // go into it
	lift                   // put out a mark in place of its text
	plain                  // put out its text
	address                // put out its text as an absolute address
	link                   // an RSS or Atom link
	person                 // put out the name in it, or else its text
	category               // put out its term or text
	genre                  // put out its text attribute as a category, and go into it
	keywords               // put out its text as categories
	moment                 // put out its text as a date of RFC 3339
	enclosed               // put it out with its address
	picture                // put it out as itunes:image
)

// rule is a row of the vocabulary.
type rule struct {
	do action
	as string // the name under which it is put out
}

// vocabulary is every element that the outline knows, in lower case, with the prefix that namespaces has for its own;
// "a=b" is put out as b. RSS 0.9x and 2.0 follow their pages at rssboard.org, RSS 1.0 and its modules purl.org/rss/1.0,
// Atom RFC 4287 and the 0.3 draft, Media RSS rssboard.org/media-rss. The abstract is of Microsoft's CDF (1997), from
// which RSS came.
var vocabulary = rules(map[action]string{
	enter: "rss rdf:rdf rdf=rdf:rdf feed channel item entry image",
	lift: "title description summary content subtitle tagline rights copyright guid id abstract=description content:encoded " +
		"encoded=content:encoded body=content:encoded fullitem=content:encoded xhtml:body=content:encoded " +
		"xhtml:div=content:encoded dc:title dc:description dc:rights itunes:title itunes:summary itunes:subtitle media:title " +
		"media:description atom:id atom:title atom:summary atom:content atom:subtitle atom:rights",
	person:   "author managingeditor dc:creator dc:author itunes:author atom:author",
	category: "category dc:subject atom:category media:category",
	genre:    "itunes:category",
	keywords: "itunes:keywords media:keywords",
	link:     "link atom:link",
	address:  "feedburner:origlink url logo icon",
	enclosed: "enclosure media:content media:thumbnail",
	through:  "media:group items",
	picture:  "itunes:image itunes:link=itunes:image googleplay:image=itunes:image atom:logo=itunes:image",
	moment: "pubdate lastbuilddate published issued updated modified dc:date date=dc:date created=dcterms:created " +
		"dcterms:created dcterms:issued dcterms:modified dcterms:date=dc:date atom:published=dcterms:issued " +
		"atom:updated=dcterms:modified",
	plain: "language=dc:language dc:language ttl=sy:ttl sy:updateperiod sy:updatefrequency",
})

func rules(names map[action]string) map[string]rule {
	all := map[string]rule{}
	for do, list := range names {
		for _, name := range strings.Fields(list) {
			name, as, renamed := strings.Cut(name, "=")
			if !renamed {
				as = name
			}
			all[name] = rule{do, as}
		}
	}
	return all
}

// inRSS and inAtom rename what one kind of feed has borrowed from the other.
var (
	inRSS = map[string]string{
		"content": "content:encoded", "summary": "atom:summary", "id": "guid", "rights": "copyright", "subtitle": "description",
		"tagline": "description", "published": "dcterms:issued", "issued": "dcterms:issued", "updated": "dcterms:modified",
		"modified": "dcterms:modified",
	}
	inAtom = map[string]string{
		"description": "summary", "guid": "id", "copyright": "rights", "pubdate": "published", "lastbuilddate": "updated",
	}
)

// namespaces gives the prefix that the vocabulary has for a namespace, "" for those of RSS. Feeds write them in any case,
// with and without the last slash: they stand here without it, and without the scheme.
var namespaces = map[string]string{
	"purl.org/rss/1.0": "", "channel.netscape.com/rdf/simple/0.9": "", "my.netscape.com/rdf/simple/0.9": "",
	"my.netscape.com/publish/formats/rss-0.91.dtd": "", "backend.userland.com/rss": "", "backend.userland.com/rss2": "",
	"backend.userland.com/rss091": "", "blogs.law.harvard.edu/tech/rss": "", "cyber.law.harvard.edu/rss": "",
	"purl.org/net/rss1.1": "", "purl.org/rss/1.0/modules/rss091": "", "feedforall.com/rss": "",

	"www.w3.org/2005/atom": "atom", "purl.org/atom/ns": "atom", "purl.org/echo": "atom", "purl.org/pie": "atom",

	"www.w3.org/1999/02/22-rdf-syntax-ns": "rdf", "www.w3.org/1999/xhtml": "xhtml",
	"purl.org/dc/elements/1.1": "dc", "purl.org/dc/elements/1.0": "dc", "purl.org/dc/terms": "dcterms",
	"purl.org/rss/1.0/modules/content": "content", "purl.org/rss/1.0/modules/syndication": "sy",
	"search.yahoo.com/mrss": "media", "video.search.yahoo.com/mrss": "media", "tools.search.yahoo.com/mrss": "media",
	"www.itunes.com/dtds/podcast-1.0.dtd": "itunes", "example.com/dtds/podcast-1.0.dtd": "itunes",
	"www.google.com/schemas/play-podcasts/1.0": "googleplay", "rssnamespace.org/feedburner/ext/1.0": "feedburner",
}

// prefixes are those of the vocabulary as feeds use them when they forget to declare them.
var prefixes = map[string]bool{
	"atom": true, "rdf": true, "xhtml": true, "dc": true, "dcterms": true, "content": true, "sy": true, "media": true,
	"itunes": true, "googleplay": true, "feedburner": true,
}

// unknown is the prefix of every namespace that the vocabulary does not have.
const unknown = "?"

// prefixOf is the vocabulary's prefix for a declared namespace. A namespace that nobody knows is the feed's own where
// it is the default one.
func prefixOf(declared, uri string) string {
	uri = strings.ToLower(strings.TrimSpace(uri))
	uri = strings.TrimPrefix(strings.TrimPrefix(uri, "http://"), "https://")
	uri = strings.TrimRight(uri, "/#")
	prefix, known := namespaces[uri]
	switch {
	case known:
		return prefix
	case strings.HasPrefix(uri, "purl.org/atom/ns"):
		return "atom"
	case prefixes[declared], declared == "":
		return declared
	}
	return unknown
}
