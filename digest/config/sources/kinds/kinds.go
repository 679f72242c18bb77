// Package kinds turns what a feed is, written in the place of its address, into the address: a list of Hacker News, a
// subreddit, a YouTube channel.
package kinds

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"

	"github.com/invopop/jsonschema"

	"tidings/digest/config/forms"
	"tidings/digest/config/strict"
)

// Kind is a feed that is named by what it is, in the place of its address.
type Kind struct {
	OPML string // a file; it stands for the feeds in it

	hn        hnList
	minPoints int
	reddit    string
	sort      redditSort
	window    redditWindow
	youtube   string
}

// hnList is a list of Hacker News, as hnrss.org calls it.
type hnList string

// redditSort is an order of a subreddit.
type redditSort string

// The orders that are about a time.
const (
	redditTop           redditSort = "top"
	redditControversial redditSort = "controversial"
)

// redditWindow is the time that such an order is about.
type redditWindow string

// Keys are the keys that a kind is written with.
func Keys() []strict.Key[Kind] {
	return []strict.Key[Kind]{
		strict.Field("hn", strict.OneOf[hnList]("best", "frontpage", "newest", "ask", "show"), func(k *Kind, l hnList) { k.hn = l },
			"A list of Hacker News, instead of url. It is read at hnrss.org, since Hacker News has no feed of its own with a choice."),
		strict.Field("min_points", strict.Int(1, maxPoints), func(k *Kind, n int) { k.minPoints = n },
			"With hn: only what has so many points."),
		strict.Field("reddit", subreddit(), func(k *Kind, name string) { k.reddit = name },
			"A subreddit, such as golang, instead of url."),
		strict.Field("sort", strict.OneOf[redditSort]("hot", "new", "rising", redditTop, redditControversial),
			func(k *Kind, s redditSort) { k.sort = s }, "With reddit: in what order. Without it, as Reddit likes."),
		strict.Field("window", strict.OneOf[redditWindow]("hour", "day", "week", "month", "year", "all"),
			func(k *Kind, w redditWindow) { k.window = w }, "With sort: top or controversial: of what time."),
		strict.Field("youtube", channel(), func(k *Kind, name string) { k.youtube = name },
			`A YouTube channel, "@name" or its id UC…, instead of url.`),
		strict.Field("opml", opmlFile(), func(k *Kind, name string) { k.OPML = name },
			"A file with a list of feeds as feed readers export it, relative to this one, instead of url: all of its feeds."),
	}
}

// maxPoints is more than any post ever had.
const maxPoints = 10_000

var (
	subredditForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_]{1,20}$`)
	channelID     = regexp.MustCompile(`^UC[A-Za-z0-9_-]{22}$`)
	channelForm   = regexp.MustCompile(`^(UC[A-Za-z0-9_-]{22}|@[^\s/?#@]+)$`)
)

func subreddit() strict.Shape[string] {
	return strict.Scalar("a subreddit", strict.PatternSchema(subredditForm.String()), func(s string) (string, *strict.Fault) {
		if !subredditForm.MatchString(s) {
			return "", &strict.Fault{Text: fmt.Sprintf("%q is no subreddit", s), Hint: "write its name alone, such as golang"}
		}
		return s, nil
	})
}

func channel() strict.Shape[string] {
	return strict.Scalar("a YouTube channel", strict.PatternSchema(channelForm.String()), func(s string) (string, *strict.Fault) {
		if !channelForm.MatchString(s) {
			return "", &strict.Fault{Text: fmt.Sprintf("%q is no YouTube channel", s), Hint: `write "@name", in quotes, or the id, which begins with UC`}
		}
		return s, nil
	})
}

func opmlFile() strict.Shape[string] {
	return strict.Then(strict.Text(), func(v strict.Value, name string) (string, bool) {
		if forms.IsWeb(name) {
			v.Fail("a list of feeds is read from a file", "save it beside this file, or add its feeds once: tidings feeds import "+name)
			return "", false
		}
		return name, name != ""
	})
}

// Resolve is the address of a feed: the written one, or that of its kind; none for a list. sound says that the
// feed's keys could all be read, and own that it has a name or a login. What does not go together is reported at v, the
// feed's entry; ok is false when there is no telling which address is meant.
func (k Kind) Resolve(v strict.Value, written strict.Located[string], sound, own bool) (address strict.Located[string], ok bool) {
	var ways []string
	for _, way := range []struct{ key, is string }{
		{"url", written.Is},
		{"hn", string(k.hn)},
		{"reddit", k.reddit},
		{"youtube", k.youtube},
		{"opml", k.OPML},
	} {
		if way.is != "" {
			ways = append(ways, way.key)
		}
	}
	switch {
	case len(ways) == 0 && sound:
		v.Fail(`a feed needs "url"`, "Address of the feed, or of a site that has one; or hn, reddit, youtube or opml.")
	case len(ways) > 1:
		v.Fail(fmt.Sprintf("a feed has one address, and %s and %s are two", ways[0], ways[1]), "make two feeds of it")
	case !sound:
	case k.OPML != "" && own:
		v.Fail("a list of feeds has no name or auth of its own", "each feed of it is called as the list says; headers are for all of them")
	case k.minPoints > 0 && k.hn == "":
		v.Fail(`"min_points" goes with hn`, "write {hn: best, min_points: 150}")
	case (k.sort != "" || k.window != "") && k.reddit == "":
		v.Fail(`"sort" and "window" go with reddit`, "write {reddit: golang, sort: top, window: day}")
	case k.window != "" && k.sort != redditTop && k.sort != redditControversial:
		v.Fail(`"window" goes with sort: top or controversial`, "write {reddit: golang, sort: top, window: day}")
	}
	if len(ways) != 1 {
		return strict.Located[string]{}, false
	}
	if written.Is == "" && k.OPML == "" {
		return strict.Located[string]{Is: k.address(), At: v, Sound: true}, true
	}
	return written, true
}

// address is the feed of a kind. Reddit and YouTube make it themselves; the page of a channel's name declares its feed,
// which is found as that of every site is.
func (k Kind) address() string {
	switch {
	case k.hn != "" && k.minPoints > 0:
		return "https://hnrss.org/" + string(k.hn) + "?points=" + strconv.Itoa(k.minPoints)
	case k.hn != "":
		return "https://hnrss.org/" + string(k.hn)
	case k.reddit != "":
		address := "https://www.reddit.com/r/" + k.reddit
		if k.sort != "" {
			address += "/" + string(k.sort)
		}
		address += "/.rss"
		if k.window != "" {
			address += "?t=" + string(k.window)
		}
		return address
	case channelID.MatchString(k.youtube):
		return "https://www.youtube.com/feeds/videos.xml?channel_id=" + k.youtube
	}
	return "https://www.youtube.com/" + (&url.URL{Path: k.youtube}).EscapedPath()
}

// AddressOf is the address of a feed by the keys that it is written with; empty when they name none, or a list.
func AddressOf(written map[string]string) string {
	if address := written["url"]; address != "" {
		return address
	}
	k := Kind{
		hn: hnList(written["hn"]), reddit: written["reddit"], sort: redditSort(written["sort"]),
		window: redditWindow(written["window"]), youtube: written["youtube"],
	}
	if k == (Kind{}) {
		return ""
	}
	k.minPoints, _ = strconv.Atoi(written["min_points"]) // checked when it was read
	return k.address()
}

// OneAddress tells the schema that a feed has exactly one.
func OneAddress(s *jsonschema.Schema) {
	for _, key := range []string{"url", "hn", "reddit", "youtube", "opml"} {
		s.OneOf = append(s.OneOf, &jsonschema.Schema{Required: []string{key}})
	}
}
