package demo

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// archive is everything under press/ that is text.
type archive struct {
	outlets  []*outlet         // in the order of outlets.yaml
	articles []*article        // newest first
	words    map[string]*words // by language
}

// outlet is one paper. outlets.yaml says what its keys mean.
type outlet struct {
	ID, Name, Tagline, Language    string
	Format, Feed, Charset, Content string
	Layout                         string
	Cut, Zone                      int
	Menu                           []string
	Fault                          fault

	Words    *words     `yaml:"-"`
	Articles []*article `yaml:"-"` // newest first
	Updated  time.Time  `yaml:"-"` // when the newest article appeared
}

// fault is what is wrong with a feed.
type fault string

const (
	faultSlow   fault = "slow"   // answers after the press's delay
	faultGone   fault = "gone"   // 410, and no front page
	faultBroken fault = "broken" // breaks off inside its last item
)

// Home is the path of the front page.
func (o *outlet) Home() string { return "/" + o.ID + "/" }

// FeedPath is the path of the feed.
func (o *outlet) FeedPath() string { return o.Home() + o.Feed }

// FeedType is the media type of the feed.
func (o *outlet) FeedType() string {
	switch o.Format {
	case "atom":
		return "application/atom+xml"
	case "rss1":
		return "application/rdf+xml"
	case "json":
		return "application/feed+json"
	default:
		return "application/rss+xml"
	}
}

// Encoding is the charset that the feed is written and labelled in.
func (o *outlet) Encoding() string {
	if o.Charset != "" {
		return o.Charset
	}
	return "utf-8"
}

// article is one article as its file gives it.
type article struct {
	Outlet, Slug  string
	Age           time.Duration
	Title, By     string
	Photo, Credit string // caption and credit; no caption: no photograph
	Tags          []string
	Audio         time.Duration // how long a recording says it is; 0: there is none
	Text          string        // see prose

	Published time.Time `yaml:"-"` // on the paper's own clock
	event     string
	paper     *outlet
}

// ID is what the feed calls the article.
func (a *article) ID() string { return "tag:" + a.Outlet + ".example,2026:" + a.Slug }

// Path is the path of the article's page.
func (a *article) Path() string { return a.paper.Home() + a.Slug }

// PhotoPath is the path of its photograph.
func (a *article) PhotoPath() string { return a.paper.Home() + "photos/" + a.Slug + ".jpg" }

// AudioPath is the path of its recording.
func (a *article) AudioPath() string { return a.paper.Home() + "audio/" + a.Slug + ".wav" }

// Summary is what the feed says in plain text.
func (a *article) Summary() string { return lead(a.Text, a.paper.Cut) }

// Content is the whole text as HTML, for feeds that carry it; else empty.
func (a *article) Content() string {
	if a.paper.Content != "full" {
		return ""
	}
	var b strings.Builder
	for _, one := range prose(a.Text) {
		b.WriteString(string(one.HTML) + "\n")
	}
	return b.String()
}

// words are the furniture of a page in one language.
type words struct {
	Date, Home, By, Photo, Also, Share        string
	Networks                                  []string
	Tags, Related, Popular                    string
	Newsletter, Pitch, Placeholder, Subscribe string
	Comments, Reply, Login                    string
	Cookies, Accept, Refuse                   string
	Listen, Advertisement, Support, Footer    string
	Replies                                   []reply
}

// reply is a reader's comment under an article.
type reply struct{ Name, Text string }

// readArchive reads all papers and articles, dates them by now, and leaves out what has appeared after at. What is wrong
// with a feed has been so since now.
func readArchive(fsys fs.FS, now, at time.Time) (*archive, error) {
	var papers struct{ Outlets []*outlet }
	if err := readYAML(fsys, "press/outlets.yaml", &papers); err != nil {
		return nil, err
	}
	a := &archive{outlets: papers.Outlets}
	if err := readYAML(fsys, "press/words.yaml", &a.words); err != nil {
		return nil, err
	}
	byID := make(map[string]*outlet)
	for _, o := range a.outlets {
		o.Words = a.words[o.Language]
		if o.Words == nil {
			return nil, fmt.Errorf("demo press: outlet %s: words.yaml has no language %q", o.ID, o.Language)
		}
		o.Updated = at.Truncate(time.Second)
		if at.Before(now) {
			o.Fault = ""
		}
		byID[o.ID] = o
	}
	for _, pattern := range []string{"press/events/*.yaml", "press/singles/*.yaml"} {
		names, err := fs.Glob(fsys, pattern)
		if err != nil {
			return nil, fmt.Errorf("demo press: %w", err)
		}
		for _, name := range names {
			if err := a.readArticles(fsys, name, now, byID); err != nil {
				return nil, err
			}
		}
	}
	a.articles = slices.DeleteFunc(a.articles, func(one *article) bool { return one.Published.After(at) })
	return a, a.arrange()
}

// readArticles adds the articles of one file. In a file that names no event each article is an event of its own.
func (a *archive) readArticles(fsys fs.FS, name string, now time.Time, byID map[string]*outlet) error {
	var file struct {
		Event    string
		Articles []*article
	}
	if err := readYAML(fsys, name, &file); err != nil {
		return err
	}
	for _, one := range file.Articles {
		one.paper = byID[one.Outlet]
		if one.paper == nil {
			return fmt.Errorf("demo press: %s: %q: outlets.yaml has no outlet %q", path.Base(name), one.Slug, one.Outlet)
		}
		if one.Slug == "" || one.Title == "" || one.Text == "" || one.Age <= 0 || len(one.Tags) == 0 {
			return fmt.Errorf("demo press: %s: %q: slug, title, text, tags and an age are needed", path.Base(name), one.Slug)
		}
		clock := time.FixedZone("", one.paper.Zone*int(time.Hour/time.Second))
		one.Published = now.Add(-one.Age).Truncate(time.Second).In(clock)
		one.event = file.Event
		if one.event == "" {
			one.event = one.Outlet + "/" + one.Slug
		}
		a.articles = append(a.articles, one)
	}
	return nil
}

// arrange puts the articles in order and hands them to their papers. Two on one path are an error.
func (a *archive) arrange() error {
	slices.SortStableFunc(a.articles, func(x, y *article) int { return y.Published.Compare(x.Published) })
	seen := make(map[string]bool)
	for _, one := range a.articles {
		if seen[one.Path()] {
			return fmt.Errorf("demo press: %s stands twice", one.Path())
		}
		seen[one.Path()] = true
		one.paper.Articles = append(one.paper.Articles, one)
		one.paper.Updated = one.paper.Articles[0].Published
	}
	return nil
}

// newest is when the newest article appeared; zero when there is none.
func (a *archive) newest() time.Time {
	if len(a.articles) == 0 {
		return time.Time{}
	}
	return a.articles[0].Published
}

// readYAML reads a file strictly: a misspelt key is an error.
func readYAML(fsys fs.FS, name string, into any) error {
	data, err := fs.ReadFile(fsys, name)
	if err == nil {
		d := yaml.NewDecoder(bytes.NewReader(data))
		d.KnownFields(true)
		err = d.Decode(into)
	}
	if err != nil {
		return fmt.Errorf("demo press: %s: %w", path.Base(name), err)
	}
	return nil
}
