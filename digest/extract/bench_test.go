package extract

import (
	"fmt"
	"strings"
	"testing"

	"tidings/digest"
)

// newsPage is a page with the proportions of the median real one: 1,400 nodes, 100 KB, most of it scripts and menus.
func newsPage() digest.Page {
	var b strings.Builder
	b.WriteString(`<html lang="en"><head><title>Marrow opens its bridge - The Marrow Post</title>`)
	b.WriteString(`<script>` + strings.Repeat("window.x = window.x || [];\n", 2000) + `</script></head><body>`)
	for i := range 80 {
		fmt.Fprintf(&b, `<div class="c-menu__item js-item" data-id="%d"><a href="/section/%d" class="link">Section %d</a></div>`+"\n", i, i, i)
	}
	b.WriteString(`<article class="c-article">`)
	for i := range 12 {
		b.WriteString(strings.ReplaceAll(article, "the", fmt.Sprint("the ", i, "th")))
		fmt.Fprintf(&b, `<figure><img src="/%d.jpg"><figcaption>The bridge, seen from place %d</figcaption></figure>`+"\n", i, i)
	}
	b.WriteString(`</article>`)
	for i := range 100 {
		fmt.Fprintf(&b, `<div class="related-teaser"><a href="/story/%d"><h3>Another story with the number %d</h3></a></div>`+"\n", i, i)
	}
	return pageOf(b.String())
}

func BenchmarkPage(b *testing.B) {
	page := newsPage()
	b.SetBytes(int64(len(page.Body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Page(page, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkArticleFromFeed(b *testing.B) {
	a := digest.Article{Title: "Marrow opens its bridge", Content: long(600)}
	b.ReportAllocs()
	for b.Loop() {
		Article(a, nil, digest.ExtractAuto, Options{})
	}
}
