package opml_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tidings/digest/config/opml"
)

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	groups := []opml.Group{
		{Feeds: []opml.FeedRef{{URL: "https://a.example/feed?x=1&y=<2>", Name: `A & "B" <c>`}}},
		{Title: "World / Europe", Feeds: []opml.FeedRef{{URL: "https://b.example/", Name: "Señor É 新聞"}, {URL: "https://c.example/", Name: "C"}}},
		{Title: "R&D", Feeds: []opml.FeedRef{{URL: "https://d.example/rss", Name: "It's"}}},
	}
	out := opml.Write("The\nPaper", groups, time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC))
	title, got, err := opml.Read(out)
	if err != nil || title != "The Paper" || !cmp.Equal(got, groups, cmpopts.IgnoreFields(opml.FeedRef{}, "Line")) {
		t.Errorf("%q %+v %v\n%s", title, got, err, out)
	}
	for _, want := range []string{`<opml version="2.0">`, "<dateCreated>Mon, 23 Nov 2026 07:00:00 UTC</dateCreated>", `type="rss"`} {
		if !strings.Contains(string(out), want) {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
}

func TestAFeedWithoutANameIsCalledByItsAddress(t *testing.T) {
	out := opml.Write("", []opml.Group{{Feeds: []opml.FeedRef{{URL: "https://a.example/"}}}}, time.Time{})
	if !strings.Contains(string(out), `text="https://a.example/"`) {
		t.Errorf("%s", out)
	}
}
