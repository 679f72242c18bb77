package feed

import (
	"slices"
	"testing"

	"tidings/digest"
)

func TestAPageNamesItsFeedsBestFirst(t *testing.T) {
	const html = `<!DOCTYPE html><html><head><title>Blog</title><base href="https://blog.example/en/">
		<link rel="alternate" hreflang="fr" href="/fr/"><link rel="stylesheet" type="text/css" href="/x.css">
		<link rel="alternate" type="application/rss+xml" title="Blog » Comments Feed" href="/comments/feed/">
		<link rel="alternate" type="application/json" href="/wp-json/1"><link rel=alternate type=application/feed+json href=feed.json>
		<LINK REL="ALTERNATE" TYPE="Application/RSS+XML; charset=utf-8" TITLE="Blog" HREF="feed.xml">
		<link rel="alternate" type="application/atom+xml" href="//feeds.example/atom"><link rel="alternate" type="application/rss+xml" href="feed.xml">
		<link rel="alternate" type="application/rss+xml" href="javascript:x()"><link rel="alternate" type="application/rss+xml"></head>
		<body><a rel="feed" href="/more.rss">feed</a><a href="/not.rss">no</a></body></html>`
	got := Autodiscover(digest.Page{URL: "https://blog.example/", FinalURL: "https://blog.example/home", Body: []byte(html)})
	want := []string{
		"https://blog.example/en/feed.xml", "https://feeds.example/atom", "https://blog.example/en/feed.json",
		"https://blog.example/more.rss", "https://blog.example/comments/feed/",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestAPageWithoutFeedsNamesNone(t *testing.T) {
	for _, html := range []string{"", "<html>", "plain", "<link rel=alternate type=application/rss+xml href=relative>"} {
		if got := Autodiscover(digest.Page{Body: []byte(html)}); len(got) > 0 {
			t.Errorf("%q: %q", html, got)
		}
	}
}
