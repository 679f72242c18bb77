package extract

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tidings/digest"
)

// long is HTML of n words.
func long(n int) string {
	var out strings.Builder
	for i := range n / 10 {
		fmt.Fprintf(&out, "<p>In chapter %d the bridge of Marrow is mentioned once more.</p>", i)
	}
	return out.String()
}

func TestOnlyFeedsThatLookWholeSaveTheRequest(t *testing.T) {
	whole := digest.Article{URL: "https://marrow.example/1", Content: long(400), Summary: "The bridge."}
	teaser := digest.Article{URL: "https://marrow.example/1", Content: long(60), Summary: "The bridge."}
	cutOff := digest.Article{URL: "https://marrow.example/1", Content: long(400) + "<p>And then […]</p>"}
	readOn := digest.Article{URL: "https://marrow.example/1", Content: long(400) + `<p><a href="/1">Continue reading →</a></p>`}
	tests := []struct {
		name string
		a    digest.Article
		mode digest.ExtractMode
		want bool
	}{
		{"a whole article", whole, digest.ExtractAuto, false},
		{"the zero mode is auto", whole, "", false},
		{"always is always", whole, digest.ExtractAlways, true},
		{"a teaser", teaser, digest.ExtractAuto, true},
		{"never is never", teaser, digest.ExtractNever, false},
		{"cut off with an ellipsis", cutOff, digest.ExtractAuto, true},
		{"cut off with a link", readOn, digest.ExtractAuto, true},
		{"a summary only", digest.Article{URL: "https://marrow.example/1", Summary: strings.Repeat("word ", 300)}, digest.ExtractAuto, true},
		{"nowhere to go", digest.Article{Content: long(60)}, digest.ExtractAlways, false},
	}
	for _, tt := range tests {
		if got := NeedsPage(tt.a, tt.mode); got != tt.want {
			t.Errorf("%s: NeedsPage = %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestArticleTakesTheBestOfFeedAndPage(t *testing.T) {
	page := func(body string) *digest.Page {
		p := pageOf("<html><body><article>" + body + "</article></body></html>")
		return &p
	}
	binary := digest.Page{FinalURL: "https://marrow.example/1", ContentType: "image/png", Body: []byte("x")}
	bridge := digest.Article{Title: "Marrow opens its bridge", Summary: "Four years after the flood, Marrow has a bridge again."}
	with := func(content string) digest.Article {
		a := bridge
		a.Content = content
		return a
	}
	consent := page(`<p>We value your privacy. We and our partners store and access information on a device, such as cookies, and process
personal data for personalised advertising and content, and audience research.</p>`)
	tests := []struct {
		name   string
		a      digest.Article
		page   *digest.Page
		mode   digest.ExtractMode
		method string
		has    string
	}{
		{"a summary and a page", bridge, page(article), "", "readability", "Ines Calder"},
		{"a teaser and a page", with("<p>Four years after the flood…</p>"), page(article), "", "readability", "Ines Calder"},
		{"a whole feed beside a page", with(long(400)), page(article), "", "feed", "chapter 39"},
		{"a whole feed where the page is wanted", with(long(300)), page(long(600)), digest.ExtractAlways, "readability", "chapter 59"},
		{"a page that is only a part", with(long(400)), page(long(60)), digest.ExtractAlways, "feed", "chapter 39"},
		{"a page that is no page", with(long(60)), &binary, "", "feed", "chapter 5"},
		{"a page about cookies", bridge, consent, "", "summary", "a bridge again"},
		{"a page shorter than the summary", bridge, page("<p>Please sign in.</p>"), "", "summary", "a bridge again"},
		{"no page", bridge, nil, "", "summary", "a bridge again"},
		{"a page that must not be used", bridge, page(article), digest.ExtractNever, "summary", "a bridge again"},
		{"nothing at all", digest.Article{Title: "Marrow opens its bridge"}, nil, "", "none", ""},
	}
	for _, tt := range tests {
		got := Article(tt.a, tt.page, tt.mode, Options{})
		if got.Method != tt.method || !strings.Contains(got.Body, tt.has) || (got.HTML == "") != (got.Body == "") {
			t.Errorf("%s: by %q, want %q with %q: %q", tt.name, got.Method, tt.method, tt.has, got.Body)
		}
	}
}

func TestFeedContentIsCleanedLikeAPage(t *testing.T) {
	content := article + `<p>Read more: the ferryman looks for work</p><p>The post <a href="/1">Marrow opens its bridge</a> appeared first on <a href="/">Post</a>.</p>`
	got := Article(digest.Article{Content: content}, nil, "", Options{})
	if got.Body != articleText || got.Words != 87 || got.Method != "feed" {
		t.Errorf("%d words by %q: %q", got.Words, got.Method, got.Body)
	}
}

func TestWhatThePageDoesNotSayComesFromTheFeed(t *testing.T) {
	at := time.Date(2026, 5, 3, 9, 0, 0, 0, time.UTC)
	a := digest.Article{Title: "Marrow opens its bridge", Authors: []string{"Joan Pike", "Tomas Reed"}, Image: "https://marrow.example/a.jpg", Published: at, Language: "en_GB"}
	page := pageOf(`<body><article>` + article + `</article></body>`)
	got := Article(a, &page, "", Options{})
	if got.Title != a.Title || got.Byline != "Joan Pike, Tomas Reed" || got.Image != a.Image || !got.Published.Equal(at) {
		t.Errorf("got %+v", got)
	}
	if feed := Article(a, nil, "", Options{}); feed.Language != "en-GB" || feed.Title != a.Title {
		t.Errorf("without a page: %+v", feed)
	}
}
