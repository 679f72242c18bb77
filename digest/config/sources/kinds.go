package sources

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"

	"github.com/invopop/jsonschema"

	"tidings/digest/config/forms"
	"tidings/digest/config/strict"
)

// kind is a feed that is named by what it is, in the place of its address.
type kind struct {
	hn        hnList
	minPoints int
	reddit    string
	sort      redditSort
	window    redditWindow
	youtube   string
	opml      string // a file; it stands for the feeds in it
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

func kindKeys() []strict.Key[kind] {
	return []strict.Key[kind]{
		strict.Field("hn", strict.OneOf[hnList]("best", "frontpage", "newest", "ask", "show"), func(k *kind, l hnList) { k.hn = l },
			"A list of Hacker News, instead of url. It is read at hnrss.org, since Hacker News has no feed of its own with a choice."),
		strict.Field("min_points", strict.Int(1, maxPoints), func(k *kind, n int) { k.minPoints = n },
			"With hn: only what has so many points."),
		strict.Field("reddit", subreddit(), func(k *kind, name string) { k.reddit = name },
			"A subreddit, such as golang, instead of url."),
		strict.Field("sort", strict.OneOf[redditSort]("hot", "new", "rising", redditTop, redditControversial),
			func(k *kind, s redditSort) { k.sort = s }, "With reddit: in what order. Without it, as Reddit likes."),
		strict.Field("window", strict.OneOf[redditWindow]("hour", "day", "week", "month", "year", "all"),
			func(k *kind, w redditWindow) { k.window = w }, "With sort: top or controversial: of what time."),
		strict.Field("youtube", channel(), func(k *kind, name string) { k.youtube = name },
			`A YouTube channel, "@name" or its id UC…, instead of url.`),
		strict.Field("opml", opmlFile(), func(k *kind, name string) { k.opml = name },
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

// resolved is a feed whose address is known, whether it was written or follows from its kind.
func resolved(v strict.Value, got strict.Located[feed]) (feed, bool) {
	f := got.Is
	f.at = v
	var ways []string
	for _, way := range []struct{ key, is string }{
		{"url", f.url.Is},
		{"hn", string(f.kind.hn)},
		{"reddit", f.kind.reddit},
		{"youtube", f.kind.youtube},
		{"opml", f.kind.opml},
	} {
		if way.is != "" {
			ways = append(ways, way.key)
		}
	}
	switch {
	case len(ways) == 0 && got.Sound:
		v.Fail(`a feed needs "url"`, "Address of the feed, or of a site that has one; or hn, reddit, youtube or opml.")
	case len(ways) > 1:
		v.Fail(fmt.Sprintf("a feed has one address, and %s and %s are two", ways[0], ways[1]), "make two feeds of it")
	case !got.Sound:
	case f.kind.opml != "" && (f.name != "" || f.auth != nil):
		v.Fail("a list of feeds has no name or auth of its own", "each feed of it is called as the list says; headers are for all of them")
	case f.kind.minPoints > 0 && f.kind.hn == "":
		v.Fail(`"min_points" goes with hn`, "write {hn: best, min_points: 150}")
	case (f.kind.sort != "" || f.kind.window != "") && f.kind.reddit == "":
		v.Fail(`"sort" and "window" go with reddit`, "write {reddit: golang, sort: top, window: day}")
	case f.kind.window != "" && f.kind.sort != redditTop && f.kind.sort != redditControversial:
		v.Fail(`"window" goes with sort: top or controversial`, "write {reddit: golang, sort: top, window: day}")
	}
	if len(ways) != 1 {
		return feed{}, false
	}
	if f.url.Is == "" && f.kind.opml == "" {
		f.url = strict.Located[string]{Is: f.kind.address(), At: v, Sound: true}
	}
	return f, true
}

// address is the feed of a kind. Reddit and YouTube make it themselves; the page of a channel's name declares its feed,
// which is found as that of every site is.
func (k kind) address() string {
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
	k := kind{
		hn: hnList(written["hn"]), reddit: written["reddit"], sort: redditSort(written["sort"]),
		window: redditWindow(written["window"]), youtube: written["youtube"],
	}
	if k == (kind{}) {
		return ""
	}
	k.minPoints, _ = strconv.Atoi(written["min_points"]) // checked when it was read
	return k.address()
}

// oneAddress tells the schema that a feed has exactly one.
func oneAddress(s *jsonschema.Schema) {
	for _, key := range []string{"url", "hn", "reddit", "youtube", "opml"} {
		s.OneOf = append(s.OneOf, &jsonschema.Schema{Required: []string{key}})
	}
}
