package render

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tidings/digest/extract/block"
	"tidings/digest/extract/dom"
)

func TestKeptBlocksBecomeTextAndHTML(t *testing.T) {
	doc, err := html.Parse(strings.NewReader(`<h2>The bridge</h2><div>It <em>fell</em> on <a href="https://marrow.example/monday">Monday</a>.</div>` +
		`<p>An advertisement</p><ul><li>one</li><li>two</li></ul><table><tr><td>1928</td><td>built</td></tr><tr><td>2026</td><td>fell</td></tr></table>`))
	if err != nil {
		t.Fatal(err)
	}
	blocks := block.Of(dom.Body(doc))
	for i := range blocks {
		blocks[i].Kept = blocks[i].Text != "An advertisement"
	}
	if got, want := Text(blocks), "The bridge\n\nIt fell on Monday.\n\n- one\n- two\n\n1928 | built\n2026 | fell"; got != want {
		t.Errorf("text %q, want %q", got, want)
	}
	got := HTML(blocks, nil)
	for _, want := range []string{"<h2>The bridge</h2>", "<p>It <em>fell</em> on <a href=\"https://marrow.example/monday\"", "<li>one</li>", "<td>1928</td>"} {
		if !strings.Contains(got, want) {
			t.Errorf("HTML without %q: %s", want, got)
		}
	}
	if strings.Contains(got, "advertisement") {
		t.Errorf("HTML has what was dropped: %s", got)
	}
}
