package markdown_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/digest/render/markdown"
)

func TestBlocksHoldTheWordsAndStylesOfANote(t *testing.T) {
	tests := []struct {
		name, note string
		want       []markdown.Block
	}{
		{"two paragraphs", "One\nline.\n\nTwo.", []markdown.Block{
			{Kind: markdown.Paragraph, Pieces: []markdown.Piece{{Text: "One line."}}},
			{Kind: markdown.Paragraph, Pieces: []markdown.Piece{{Text: "Two."}}},
		}},
		{"styles", "*a* **b** `c & d` \\*e &amp; f", []markdown.Block{{Kind: markdown.Paragraph, Pieces: []markdown.Piece{
			{Text: "a", Em: true}, {Text: " "}, {Text: "b", Strong: true}, {Text: " "}, {Text: "c & d", Code: true}, {Text: " *e & f"},
		}}}},
		{"links", "[x **y**](https://a.example/?p=1&q=2) <b@c.example> https://d.example", []markdown.Block{{Kind: markdown.Paragraph, Pieces: []markdown.Piece{
			{Text: "x ", URL: "https://a.example/?p=1&q=2"},
			{Text: "y", URL: "https://a.example/?p=1&q=2", Strong: true},
			{Text: " "},
			{Text: "b@c.example", URL: "mailto:b@c.example"},
			{Text: " "},
			{Text: "https://d.example", URL: "https://d.example"},
		}}}},
		{"lists", "3. three\n4. four\n   - deep", []markdown.Block{
			{Kind: markdown.Item, Mark: "3.", Depth: 1, Pieces: []markdown.Piece{{Text: "three"}}},
			{Kind: markdown.Item, Mark: "4.", Depth: 1, Pieces: []markdown.Piece{{Text: "four"}}},
			{Kind: markdown.Item, Mark: "•", Depth: 2, Pieces: []markdown.Piece{{Text: "deep"}}},
		}},
		{"the rest", "# Title\n> said\n\n***\n```\n a <b>\n```", []markdown.Block{
			{Kind: markdown.Heading, Pieces: []markdown.Piece{{Text: "Title"}}},
			{Kind: markdown.Quote, Pieces: []markdown.Piece{{Text: "said"}}},
			{Kind: markdown.Rule},
			{Kind: markdown.Code, Pieces: []markdown.Piece{{Text: " a <b>", Code: true}}},
		}},
		{"what is not taken", "a <b>c</b> [d](javascript:x) ![e](https://f.example/g.png)\n\n<div>h</div>", []markdown.Block{
			{Kind: markdown.Paragraph, Pieces: []markdown.Piece{{Text: "a c d e"}}},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, markdown.Blocks(tt.note)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestLinesNameTheAddressesOfLinks(t *testing.T) {
	note := "See [our *shop*](https://shop.example), write to <us@shop.example>\\\nor https://shop.example/help."
	want := []string{"See our shop (https://shop.example), write to us@shop.example", "or https://shop.example/help."}
	if diff := cmp.Diff(want, markdown.Blocks(note)[0].Lines()); diff != "" {
		t.Error(diff)
	}
}

func TestCheckRefusesWhatCannotBePrinted(t *testing.T) {
	tests := []struct{ note, want string }{
		{" \n", "the note is empty"},
		{strings.Repeat("word ", markdown.Most), "4000 may stand above the stories"},
		{"One.\n\nTwo <b>bold</b>.", "line 3 of the note: HTML is not taken"},
		{"One.\n\n<div>\nx\n</div>", "line 3 of the note: HTML is not taken"},
		{"![us](https://paper.example/us.png)", "line 1 of the note: a picture cannot stand in it"},
		{"One.\n[x](/page)", `line 2 of the note: the link to "/page" leads nowhere from a mail`},
		{"[x](javascript:alert(1))", "leads nowhere"},
	}
	for _, tt := range tests {
		if err := markdown.Check(tt.note); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%.40q: %v; want %q", tt.note, err, tt.want)
		}
	}
	if err := markdown.Check("Dear *readers*, see <https://paper.example> & [more](mailto:us@paper.example).\n\n- 1 < 2"); err != nil {
		t.Error(err)
	}
}

func FuzzBlocks(f *testing.F) {
	for _, s := range []string{"# a\n> - *b*\n1. [c](d:e)", "<a href=x>\n![](", "    code\n\n***", "\x00[\xff](<>)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, note string) {
		for _, b := range markdown.Blocks(note) {
			for _, p := range b.Pieces {
				if p.URL != "" && !strings.Contains("http https mailto", strings.ToLower(strings.SplitN(p.URL, ":", 2)[0])) {
					t.Errorf("a link to %q", p.URL)
				}
			}
			b.Lines()
		}
		_ = markdown.Check(note)
	})
}
