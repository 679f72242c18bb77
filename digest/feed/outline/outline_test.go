package outline

import (
	"encoding/xml"
	"errors"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tidings/digest"
)

var (
	limits = Limits{Articles: 3, Depth: 16, Content: 1024}
	mark   = regexp.MustCompile(markPrefix + `[0-9:]*`)
)

func draw(t *testing.T, doc string) *Outline {
	t.Helper()
	base, err := url.Parse("https://news.example/feed")
	if err != nil {
		t.Fatal(err)
	}
	o, err := Draw([]byte(doc), base, limits)
	if err != nil {
		t.Fatalf("%s: %v", doc, err)
	}
	return o
}

func TestAnOutlineIsWellFormedWhateverTheDocumentWas(t *testing.T) {
	for doc, want := range map[string]string{
		`<rss version="2.0"><channel><title>T</title><item><title>A & B</title></item></channel></rss>`: "",
		`<RSS><channel><item><title>A<b></title><item><title>C</title></channel></RSS>`:                 "the document is not well-formed: elements are not closed",
		`<rss><channel><item><title>A</title></item><item><title>B</tit`:                                "the document breaks off before its end, in the middle of an article: the 1 before it were read",
		`<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id></entry>`:                           "the document breaks off before its end",
		`junk <channel href="/"><item href="/1"><title>A</title></item></channel>`:                      "",
	} {
		o := draw(t, doc)
		dec := xml.NewDecoder(strings.NewReader(string(o.XML())))
		for {
			if _, err := dec.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Errorf("%s: %s: %v", doc, o.XML(), err)
				break
			}
		}
		if said := strings.Join(o.Warnings(), "; "); !strings.Contains(said, want) || want == "" && said != "" {
			t.Errorf("%s: %q", doc, said)
		}
		if o.Broken() != strings.Contains(want, "breaks off") {
			t.Errorf("%s: broken is %v", doc, o.Broken())
		}
	}
}

func TestAMarkLeadsToItsText(t *testing.T) {
	o := draw(t, `<rss><channel><item><title>A &amp;amp; B</title><description><![CDATA[<p>C</p>]]></description></item></channel></rss>`)
	var texts []string
	for _, m := range mark.FindAllString(string(o.XML()), -1) {
		texts = append(texts, o.Text(m).Value)
	}
	if want := []string{"A &amp; B", "<p>C</p>"}; !slices.Equal(texts, want) {
		t.Errorf("got %q, want %q", texts, want)
	}
	for _, forged := range []string{"no mark", "lifted:", "lifted:9:1:0:0:", "lifted:0:99999:0:0:", "lifted:0:1:0:7:"} {
		if text := o.Text(forged); !text.Plain || text.Value != forged {
			t.Errorf("%s: got %+v", forged, text)
		}
	}
}

func TestTheNewestArticlesAreKeptInTheirOrder(t *testing.T) {
	var doc strings.Builder
	for _, day := range []string{"03", "01", "05", "02", "04"} {
		doc.WriteString("<item><title>" + day + "</title><pubDate>2026-11-" + day + "</pubDate></item>")
	}
	o := draw(t, "<rss><channel>"+doc.String()+"</channel></rss>")
	var kept []string
	for _, m := range mark.FindAllString(string(o.XML()), -1) {
		kept = append(kept, o.Text(m).Value)
	}
	if want := []string{"03", "05", "04"}; !slices.Equal(kept, want) || o.Over() != 2 {
		t.Errorf("got %q and %d over, want %q", kept, o.Over(), want)
	}
}

func TestWhatIsNoFeedIsSaidToBeNone(t *testing.T) {
	for doc, want := range map[string]digest.ParseKind{
		"": digest.ParseEmpty, "<!DOCTYPE html><p>": digest.ParseIsHTML, "<html><feed>": digest.ParseIsHTML, "words": digest.ParseNotFeed,
		"<rss>" + strings.Repeat("<channel>", 20): digest.ParseTooDeep,
	} {
		_, err := Draw([]byte(doc), nil, limits)
		var parse *digest.ParseError
		if !errors.As(err, &parse) || parse.Kind != want {
			t.Errorf("%q: got %v, want %q", doc, err, want)
		}
	}
}
