package block

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tidings/digest/extract/dom"
	"tidings/digest/extract/names"
)

func of(t *testing.T, body string) []Block {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return Of(dom.Body(doc))
}

func TestBlocksAreWhatAReaderMeetsInOrder(t *testing.T) {
	blocks := of(t, `<h1>The  bridge</h1><p>It fell <a href="/">on Monday</a>.<img src="a.png"> Then —</p><p>—</p>`+
		`<ul><li>one</li></ul><pre>a
 b</pre><table><tr><td>7</td></tr></table><div hidden>unseen</div><script>no()</script>`)
	want := []struct {
		text  string
		form  Form
		chars int
	}{
		{"The bridge", Heading, 9},
		{"", Picture, 0},
		{"It fell on Monday. Then —", Paragraph, 18},
		{"one", ListItem, 3},
		{"a\n b", Code, 2},
		{"7", Cell, 1},
		{"unseen", Paragraph, 6},
	}
	if len(blocks) != len(want) {
		t.Fatalf("%d blocks, want %d: %+v", len(blocks), len(want), blocks)
	}
	for i, w := range want {
		if b := blocks[i]; b.Text != w.text || b.Form != w.form || b.Chars != w.chars {
			t.Errorf("block %d is %q, form %d, of %d characters; want %+v", i, b.Text, b.Form, b.Chars, w)
		}
	}
	if !blocks[0].Title || blocks[2].Linked != 8 || !blocks[6].Hidden || blocks[2].Hidden {
		t.Errorf("title %v, linked %d, hidden %v", blocks[0].Title, blocks[2].Linked, blocks[6].Hidden)
	}
	if got := Chars(blocks, func(b *Block) bool { return b.Form != Heading }); got != 30 {
		t.Errorf("%d characters beside the heading", got)
	}
}

func TestBlockKnowsWhatItStandsIn(t *testing.T) {
	blocks := of(t, `<aside class="newsletter-box"><p>Write to us.</p></aside><figure><figcaption>A bridge</figcaption></figure>`)
	if b := blocks[0]; !b.Aside || b.Noted || !b.Names.Overlaps(names.SetOf("newsletter")) {
		t.Errorf("in an aside: %+v", b)
	}
	if b := blocks[1]; b.Aside || !b.Noted {
		t.Errorf("in a caption: %+v", b)
	}
	if blocks[0].Within(blocks[1].Under) {
		t.Error("a block stands in another's element")
	}
}

func TestDroppedBlockHasAReason(t *testing.T) {
	b := Block{Kept: true}
	if b.Reason() != "" {
		t.Errorf("kept for the reason %q", b.Reason())
	}
	if b.Drop("a date line"); b.Kept || b.Reason() != "a date line" {
		t.Errorf("kept %v, reason %q", b.Kept, b.Reason())
	}
	if (&Block{}).Reason() == "" {
		t.Error("one that nobody chose has none")
	}
}

func TestNothingIsUnderNoElement(t *testing.T) {
	if got := Of(nil); got != nil {
		t.Errorf("blocks %+v", got)
	}
	if first, last := Between(nil, func(Block) bool { return true }); first != -1 || last != -1 {
		t.Errorf("between %d and %d", first, last)
	}
}
