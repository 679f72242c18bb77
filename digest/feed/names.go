package feed

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

// vocabulary is every element that the outline knows, by its name in lower case, with the prefix of its namespace below
// where it is not the feed's own. RSS 0.9x and 2.0 by their pages at rssboard.org, RSS 1.0 and its modules by
// purl.org/rss/1.0, Atom by RFC 4287 and the 0.3 draft, Media RSS by rssboard.org/media-rss, and Microsoft's CDF (1997),
// from which RSS came.
var vocabulary = map[string]rule{
	"rss": {enter, "rss"}, "rdf:rdf": {enter, "rdf:rdf"}, "rdf": {enter, "rdf:rdf"}, "feed": {enter, "feed"},
	"channel": {enter, "channel"}, "item": {enter, "item"}, "entry": {enter, "entry"}, "image": {enter, "image"},

	"title": {lift, "title"}, "description": {lift, "description"}, "summary": {lift, "summary"}, "content": {lift, "content"},
	"subtitle": {lift, "subtitle"}, "tagline": {lift, "tagline"}, "rights": {lift, "rights"}, "copyright": {lift, "copyright"},
	"guid": {lift, "guid"}, "id": {lift, "id"}, "abstract": {lift, "description"},
	"content:encoded": {lift, "content:encoded"}, "encoded": {lift, "content:encoded"}, "body": {lift, "content:encoded"},
	"xhtml:body": {lift, "content:encoded"}, "xhtml:div": {lift, "content:encoded"},
	"fullitem": {lift, "content:encoded"},
	"dc:title": {lift, "dc:title"}, "dc:description": {lift, "dc:description"}, "dc:rights": {lift, "dc:rights"},
	"itunes:title": {lift, "itunes:title"}, "itunes:summary": {lift, "itunes:summary"}, "itunes:subtitle": {lift, "itunes:subtitle"},
	"media:title": {lift, "media:title"}, "media:description": {lift, "media:description"},
	"atom:id": {lift, "atom:id"}, "atom:title": {lift, "atom:title"}, "atom:summary": {lift, "atom:summary"}, "atom:content": {lift, "atom:content"},
	"atom:subtitle": {lift, "atom:subtitle"}, "atom:rights": {lift, "atom:rights"},

	"author": {person, "author"}, "managingeditor": {person, "managingeditor"}, "dc:creator": {person, "dc:creator"}, "dc:author": {person, "dc:author"},
	"itunes:author": {person, "itunes:author"}, "atom:author": {person, "atom:author"},
	"category": {category, "category"}, "dc:subject": {category, "dc:subject"}, "atom:category": {category, "atom:category"},
	"itunes:category": {genre, "category"}, "media:category": {category, "media:category"}, "itunes:keywords": {keywords, "itunes:keywords"}, "media:keywords": {keywords, "media:keywords"},

	"link": {link, "link"}, "atom:link": {link, "atom:link"}, "feedburner:origlink": {address, "feedburner:origlink"}, "url": {address, "url"},
	"logo": {address, "logo"}, "icon": {address, "icon"},
	"enclosure": {enclosed, "enclosure"}, "media:content": {enclosed, "media:content"}, "media:thumbnail": {enclosed, "media:thumbnail"},
	"media:group": {through, "media:group"}, "itunes:image": {picture, "itunes:image"}, "googleplay:image": {picture, "googleplay:image"},
	"atom:logo": {picture, "atom:logo"},

	"pubdate": {moment, "pubdate"}, "lastbuilddate": {moment, "lastbuilddate"}, "published": {moment, "published"}, "issued": {moment, "issued"},
	"updated": {moment, "updated"}, "modified": {moment, "modified"}, "dc:date": {moment, "dc:date"}, "date": {moment, "dc:date"},
	"created": {moment, "dcterms:created"}, "dcterms:created": {moment, "dcterms:created"}, "dcterms:issued": {moment, "dcterms:issued"},
	"dcterms:modified": {moment, "dcterms:modified"}, "dcterms:date": {moment, "dc:date"},
	"atom:published": {moment, "dcterms:issued"}, "atom:updated": {moment, "dcterms:modified"},

	"language": {plain, "dc:language"}, "dc:language": {plain, "dc:language"}, "ttl": {plain, "sy:ttl"},
	"sy:updateperiod": {plain, "sy:updateperiod"}, "sy:updatefrequency": {plain, "sy:updatefrequency"},
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

// namespaces gives the prefix that the vocabulary has for a namespace: "" for those of RSS. Feeds write them with and
// without the last slash, and in any case; reduce makes them alike.
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
