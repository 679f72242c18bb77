package feed

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/microcosm-cc/bluemonday"
	"github.com/mmcdole/gofeed"

	"tidings/digest"
)

// generated is a feed of 1,000 articles with full content, 2.6 MB of RSS like that of a busy blog.
func generated() []byte {
	var items strings.Builder
	paragraph := "<p>The town &amp;mdash; as <a href=\"/places/%d\">everyone</a> knew &amp;mdash; had a <b>clock</b> that struck " +
		"thirteen on Fridays, and nobody minded until the day it struck fourteen.</p>\n"
	for n := range 1000 {
		fmt.Fprintf(&items, "<item><title>Number %d &amp;amp; what came of it</title><link>https://blog.example/%d?utm_source=rss</link>", n, n)
		fmt.Fprintf(&items, "<guid isPermaLink=\"false\">tag:blog.example,2026:%d</guid><dc:creator><![CDATA[Ana Lima]]></dc:creator>", n)
		fmt.Fprintf(&items, "<pubDate>%s</pubDate><category>Town</category>", day(1).Add(time.Duration(n)*time.Minute).Format(time.RFC1123Z))
		fmt.Fprintf(&items, "<description><![CDATA[The clock struck %d. Then it rained, and the rest is told below.]]></description><content:encoded><![CDATA[", n)
		fmt.Fprintf(&items, "<figure><img src=\"/images/%d.jpg\" width=\"640\" height=\"480\" alt=\"Rain\"></figure>", n)
		for p := range 9 {
			fmt.Fprintf(&items, paragraph, p)
		}
		items.WriteString("]]></content:encoded></item>\n")
	}
	return []byte(rss(items.String()))
}

func corpora(b *testing.B, run func(b *testing.B, docs [][]byte)) {
	b.Run("generated", func(b *testing.B) { run(b, [][]byte{generated()}) })
	b.Run("real", func(b *testing.B) {
		var docs [][]byte
		for _, body := range realFeeds(b) {
			docs = append(docs, body)
		}
		run(b, docs)
	})
}

func size(docs [][]byte) (n int64) {
	for _, d := range docs {
		n += int64(len(d))
	}
	return n
}

// BenchmarkParse is the whole way: charset, repair, gofeed, resolving, sanitizing.
func BenchmarkParse(b *testing.B) {
	corpora(b, func(b *testing.B, docs [][]byte) {
		b.SetBytes(size(docs))
		b.ReportAllocs()
		for b.Loop() {
			for _, d := range docs {
				if _, err := Parse(digest.Page{URL: "https://blog.example/feed", Body: d}, Limits{Now: now}); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}

// BenchmarkGofeedAlone is gofeed on the same documents, for comparison. Those that it cannot read cost it next to nothing.
func BenchmarkGofeedAlone(b *testing.B) {
	corpora(b, func(b *testing.B, docs [][]byte) {
		b.SetBytes(size(docs))
		b.ReportAllocs()
		for b.Loop() {
			for _, d := range docs {
				_, _ = gofeed.NewParser().Parse(bytes.NewReader(d))
			}
		}
	})
}

// BenchmarkParseAndBluemonday is what Parse would take with bluemonday as the allow-list. Its policy can neither balance nor
// resolve, so that it comes on top of the writer and not in its place.
func BenchmarkParseAndBluemonday(b *testing.B) {
	policy := bluemonday.UGCPolicy()
	corpora(b, func(b *testing.B, docs [][]byte) {
		b.SetBytes(size(docs))
		b.ReportAllocs()
		for b.Loop() {
			for _, d := range docs {
				c, err := Parse(digest.Page{URL: "https://blog.example/feed", Body: d}, Limits{Now: now})
				if err != nil {
					b.Fatal(err)
				}
				for i := range c.Articles {
					c.Articles[i].Content = policy.Sanitize(c.Articles[i].Content)
				}
			}
		}
	})
}
