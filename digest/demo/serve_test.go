package demo

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"
)

// serve starts a press whose slow feed is quick.
func serve(t *testing.T) (*Press, string) {
	t.Helper()
	p := newPress(t, PressOptions{Delay: time.Nanosecond})
	base, err := p.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return p, base
}

// get asks for a path with extra headers, in pairs, and without transparent gzip.
func get(t *testing.T, address string, header ...string) (*http.Response, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "identity")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	return resp, body
}

// links are the addresses that a page points to, absolute and without fragments.
func links(t *testing.T, page string, body []byte) []string {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	base, err := url.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			if a.Key != "href" && a.Key != "src" {
				continue
			}
			u, err := base.Parse(a.Val)
			if err != nil {
				t.Errorf("%s: %v", page, err)
				continue
			}
			u.Fragment = ""
			out = append(out, u.String())
		}
	}
	return out
}

func TestEveryLinkIsServedAndEverythingIsLinked(t *testing.T) {
	p, base := serve(t)
	seen := map[string]bool{base + "/": true}
	for queue := []string{base + "/"}; len(queue) > 0; queue = queue[1:] {
		resp, body := get(t, queue[0])
		if resp.StatusCode != http.StatusOK || len(body) == 0 {
			t.Errorf("%s: %s, %d bytes", queue[0], resp.Status, len(body))
		}
		if !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
			continue
		}
		for _, link := range links(t, queue[0], body) {
			if !seen[link] {
				seen[link] = true
				queue = append(queue, link)
			}
		}
	}
	for path, doc := range p.documents {
		if doc.fault != faultGone && !seen[base+path] {
			t.Errorf("nothing leads to %s", path)
		}
	}
}

// textOf is the visible text of a page, white space made single.
func textOf(t *testing.T, body []byte) string {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "style" && n.Parent.Data != "script" {
			b.WriteString(n.Data)
		}
		if n.Type == html.ElementNode {
			for _, a := range n.Attr {
				if a.Key == "placeholder" || a.Key == "alt" {
					b.WriteString(" " + a.Val + " ")
				}
			}
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func TestPagesHaveTheirTextAndTheFurnitureOfRealSites(t *testing.T) {
	p, base := serve(t)
	for _, a := range p.archive.articles {
		_, body := get(t, base+a.Path())
		text := textOf(t, body)
		w := a.paper.Words
		want := []string{
			a.Title, a.By, w.Cookies, w.Accept, w.Comments, replies(a)[0].Text, w.Networks[0], w.Tags, a.Tags[0], w.Footer,
			a.Published.Format(w.Date), a.paper.Menu[len(a.paper.Menu)-1],
		}
		if a.Photo != "" {
			want = append(want, a.Photo, a.Credit)
		}
		if a.paper.Content != "summary" {
			want = append(want, w.Newsletter)
			for _, paragraph := range strings.Split(a.Text, "\n\n") {
				want = append(want, strings.NewReplacer("*", "", "## ", "", "- ", "").Replace(paragraph))
			}
			if len(a.paper.Articles) > 1 {
				want = append(want, w.Also+" "+related(a)[0].Title)
			}
		}
		for _, s := range want {
			if s = strings.Join(strings.Fields(s), " "); !strings.Contains(text, s) {
				t.Errorf("%s does not show %q", a.Path(), s)
			}
		}
		if lang := `<html lang="` + a.paper.Language + `">`; !bytes.Contains(body, []byte(lang)) {
			t.Errorf("%s does not say %s", a.Path(), lang)
		}
	}
}

func TestFeedsSayWhatTheirPapersPrinted(t *testing.T) {
	p, base := serve(t)
	kinds := map[string]string{"rss2": "rss 2.0", "rss1": "rss 1.0", "atom": "atom 1.0", "json": "json https://jsonfeed.org/version/1.1"}
	for _, o := range p.archive.outlets {
		if o.Fault == faultGone || o.Fault == faultBroken {
			continue
		}
		_, body := get(t, base+o.FeedPath())
		feed, err := gofeed.NewParser().Parse(bytes.NewReader(body))
		if err != nil {
			t.Errorf("%s: %v", o.ID, err)
			continue
		}
		if got := feed.FeedType + " " + feed.FeedVersion; got != kinds[o.Format] || feed.Title != o.Name || feed.Link != base+o.Home() {
			t.Errorf("%s: a %s of %q at %s, want %s of %q", o.ID, got, feed.Title, feed.Link, kinds[o.Format], o.Name)
		}
		if len(feed.Items) != len(o.Articles) {
			t.Errorf("%s: %d items, want %d", o.ID, len(feed.Items), len(o.Articles))
			continue
		}
		for i, item := range feed.Items {
			checkItem(t, base, o.Articles[i], item)
		}
	}
}

func checkItem(t *testing.T, base string, a *article, item *gofeed.Item) {
	t.Helper()
	if item.Title != a.Title || item.Link != base+a.Path() || (item.GUID != a.ID() && a.paper.Format != "rss1") {
		t.Errorf("%s: %q, %s, %s", a.Path(), item.Title, item.Link, item.GUID)
	}
	if item.PublishedParsed == nil || !item.PublishedParsed.Equal(a.Published) {
		t.Errorf("%s: published %v, want %s", a.Path(), item.PublishedParsed, a.Published)
	}
	if len(item.Authors) != 1 || item.Authors[0].Name != a.By {
		t.Errorf("%s: by %v, want %s", a.Path(), item.Authors, a.By)
	}
	if item.Description != a.Summary() {
		t.Errorf("%s: summary %q", a.Path(), item.Description)
	}
	if item.Content != a.Content() || (item.Content != "") != (a.paper.Content == "full") {
		t.Errorf("%s: content %q", a.Path(), item.Content)
	}
	if (len(item.Enclosures) > 0) != (a.Audio > 0) {
		t.Errorf("%s: %d enclosures, a recording of %s", a.Path(), len(item.Enclosures), a.Audio)
	}
}

func TestOneFeedIsNotInUTF8(t *testing.T) {
	_, base := serve(t)
	resp, body := get(t, base+"/gazette/une.xml")
	if got := resp.Header.Get("Content-Type"); got != "application/rss+xml; charset=ISO-8859-1" {
		t.Errorf("Content-Type %q", got)
	}
	if !bytes.Contains(body, []byte("\xe9chou\xe9s")) || !bytes.Contains(body, []byte("&#8217;")) {
		t.Error("the feed is not written as it is labelled")
	}
}

func TestUnchangedDocumentsAnswer304(t *testing.T) {
	p, base := serve(t)
	for _, path := range []string{"/", "/courier/", "/courier/feed.xml", "/five/index.rdf", "/table/atom", "/margin/feed.json", p.archive.articles[0].Path()} {
		for _, coding := range []string{"identity", "gzip"} {
			first, _ := get(t, base+path, "Accept-Encoding", coding)
			tag, modified := first.Header.Get("ETag"), first.Header.Get("Last-Modified")
			if tag == "" || modified == "" {
				t.Errorf("%s: ETag %q, Last-Modified %q", path, tag, modified)
			}
			tests := []struct {
				name   string
				header []string
				want   int
			}{
				{"the same ETag", []string{"If-None-Match", tag}, http.StatusNotModified},
				{"the same ETag and date", []string{"If-None-Match", tag, "If-Modified-Since", modified}, http.StatusNotModified},
				{"the same date", []string{"If-Modified-Since", modified}, http.StatusNotModified},
				{"another ETag", []string{"If-None-Match", `"other"`, "If-Modified-Since", modified}, http.StatusOK},
				{"an earlier date", []string{"If-Modified-Since", now.AddDate(0, 0, -9).Format(http.TimeFormat)}, http.StatusOK},
			}
			for _, tt := range tests {
				resp, body := get(t, base+path, append(tt.header, "Accept-Encoding", coding)...)
				if resp.StatusCode != tt.want || (len(body) == 0) != (tt.want == http.StatusNotModified) {
					t.Errorf("%s (%s), %s: %s with %d bytes, want %d", path, coding, tt.name, resp.Status, len(body), tt.want)
				}
			}
		}
	}
}

func TestGzipIsSentToThoseWhoAskForIt(t *testing.T) {
	_, base := serve(t)
	plain, want := get(t, base+"/wire/latest.xml")
	tests := []struct {
		accept string
		gzip   bool
	}{
		{"gzip", true},
		{"deflate, gzip;q=0.5", true},
		{"br;q=1.0, GZIP", true},
		{"identity", false},
		{"gzip;q=0", false},
		{"br", false},
	}
	for _, tt := range tests {
		resp, got := get(t, base+"/wire/latest.xml", "Accept-Encoding", tt.accept)
		if (resp.Header.Get("Content-Encoding") == "gzip") != tt.gzip || (resp.Header.Get("ETag") != plain.Header.Get("ETag")) != tt.gzip {
			t.Errorf("Accept-Encoding %q: Content-Encoding %q, ETag %s", tt.accept, resp.Header.Get("Content-Encoding"), resp.Header.Get("ETag"))
		}
		if tt.gzip {
			z, err := gzip.NewReader(bytes.NewReader(got))
			if err != nil {
				t.Fatal(err)
			}
			if got, err = io.ReadAll(z); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(got, want) {
			t.Errorf("Accept-Encoding %q: another document", tt.accept)
		}
	}
}

func TestBrokenFeedBreaksOffAfterGoodItems(t *testing.T) {
	_, base := serve(t)
	_, body := get(t, base+"/herald/herald.xml")
	d := xml.NewDecoder(bytes.NewReader(body))
	whole, inside := 0, false
	for {
		token, err := d.Token()
		if err != nil {
			break
		}
		switch e := token.(type) {
		case xml.StartElement:
			inside = inside || e.Name.Local == "item"
		case xml.EndElement:
			if e.Name.Local == "item" {
				whole, inside = whole+1, false
			}
		}
	}
	if whole < 4 || !inside {
		t.Errorf("%d whole items, cut inside an item: %v; want 4 or more, and cut", whole, inside)
	}
}

func TestGoneAndUnknownPathsSaySo(t *testing.T) {
	p, base := serve(t)
	for path, want := range map[string]int{"/wayfarer/feed.xml": http.StatusGone, "/wayfarer/": http.StatusNotFound, "/courier/no-such-story": http.StatusNotFound} {
		if resp, _ := get(t, base+path); resp.StatusCode != want {
			t.Errorf("%s: %s, want %d", path, resp.Status, want)
		}
	}
	w := httptest.NewRecorder()
	p.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", nil))
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") == "" {
		t.Errorf("POST: %d, Allow %q", w.Code, w.Header().Get("Allow"))
	}
}

// slowServer serves a press whose slow feed would take an hour. Each request for it shows on began and, once the press
// has let go of it, on ended.
func slowServer(t *testing.T) (base string, closePress func(), began, ended chan struct{}) {
	t.Helper()
	p := newPress(t, PressOptions{Delay: time.Hour})
	began, ended = make(chan struct{}, 1), make(chan struct{}, 1)
	p.server.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began <- struct{}{}
		p.ServeHTTP(w, r)
		ended <- struct{}{}
	})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- p.Serve(ln) }()
	closePress = func() {
		_ = p.Close()
		if err := <-served; err != nil {
			t.Errorf("Serve after Close: %v", err)
		}
	}
	return "http://" + ln.Addr().String(), closePress, began, ended
}

func TestSlowFeedLetsGoOfReadersWhoLeave(t *testing.T) {
	base, closePress, began, ended := slowServer(t)
	defer closePress()
	ctx, leave := context.WithCancel(t.Context())
	go func() { <-began; leave() }()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/lamp/feed.xml", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := http.DefaultClient.Do(r); !errors.Is(err, context.Canceled) {
		t.Errorf("the reader who left got %v", err)
	}
	<-ended
}

func TestSlowFeedLetsGoWhenThePressCloses(t *testing.T) {
	base, closePress, began, ended := slowServer(t)
	go func() { <-began; closePress() }()
	if resp, err := http.Get(base + "/lamp/feed.xml"); err == nil {
		resp.Body.Close()
		t.Errorf("the slow feed answered %s", resp.Status)
	}
	<-ended
}
