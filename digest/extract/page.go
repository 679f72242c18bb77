// Package extract turns a fetched web page, and what its feed said about it, into the readable text of an article.
//
// A page is read as a list of blocks: paragraphs, headings, list items, captions. Readability votes for the blocks that
// make up the article; a second look overrules it where it missed the page's prose; rules drop what a reader of a
// digest does not want. Each block knows why it was kept or dropped. What is left becomes plain text and HTML.
package extract

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/url"
	"strings"
	"unicode"

	readeck "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"

	"tidings/digest"
	"tidings/digest/charset"
	"tidings/digest/extract/block"
	"tidings/digest/extract/dom"
	"tidings/digest/extract/letters"
	"tidings/digest/extract/meta"
	"tidings/digest/extract/render"
	"tidings/digest/sanitize"
	"tidings/digest/text"
)

// maxBytes of a page are read, the rest is cut off. The largest of 532 real article pages has 2.9 MB, nearly all of it
// scripts.
const maxBytes = 3 << 20

// Options are the caller's wishes. The zero value has none.
type Options struct {
	Select string            // CSS selector of the elements that hold the text; what they hold is not doubted
	Known  []digest.SiteLine // lines seen on other pages of the site, from Remember
}

// The methods by which Page finds a text, as Text.Method says them.
const (
	methodReadability = "readability"
	methodSecondLook  = "second look" // readability had missed most of the page's prose
	methodSelected    = "css"         // Options.Select found it
	methodJSONLD      = "json-ld"     // the publisher's own text for machines
	methodScript      = "script"      // a script carries it, to show it in the browser
	methodStripped    = "stripped"    // all text there is, of a page nested too deep to build a tree of
)

// Page is the readable text of a fetched page, with what the page says about it. Links are resolved against FinalURL.
// It is safe for many goroutines, and takes time and memory in proportion to the page, of which it reads 3 MB at most.
// The error is a *digest.ParseError: ParseEmpty, ParseNotHTML, or ParseNoText.
func Page(page digest.Page, opts Options) (digest.Text, error) {
	address := cmp.Or(page.FinalURL, page.URL)
	src, err := source(page)
	if err != nil {
		err.URL = address
		return digest.Text{}, err
	}
	base, _ := url.Parse(address)
	doc, parseErr := dom.Parse(src)
	var found digest.Text
	if parseErr != nil { // nested too deep, and there is no tree of the part before
		found = digest.Text{Body: sanitize.Text(string(src)), Method: methodStripped}
	} else {
		found = readTree(doc, base, opts)
		if text.Count(found.Body) < shellWords {
			found = carried(src, base, found)
		}
	}
	if found.Body == "" {
		return digest.Text{}, &digest.ParseError{URL: address, Kind: digest.ParseNoText, Err: parseErr}
	}
	return complete(found), nil
}

// source is the page as UTF-8, or why it is not a web page.
func source(page digest.Page) ([]byte, *digest.ParseError) {
	body := page.Body
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, &digest.ParseError{Kind: digest.ParseEmpty}
	}
	if what := notHTML(page.ContentType, body); what != "" {
		return nil, &digest.ParseError{Kind: digest.ParseNotHTML, Err: errors.New(what)}
	}
	decoded := charset.HTML(body[:min(len(body), maxBytes)], page.ContentType)
	if isBinary(body, decoded.Name) {
		return nil, &digest.ParseError{Kind: digest.ParseNotHTML, Err: errors.New("it is binary")}
	}
	return decoded.Text, nil
}

// notHTML says what a document is that is not a web page; empty when it may be one. Servers that do not know send plain
// text or nothing; there the document must look like HTML.
func notHTML(contentType string, body []byte) string {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		media, _, _ = strings.Cut(contentType, ";")
		media = strings.ToLower(strings.TrimSpace(media))
	}
	switch media {
	case "text/html", "application/xhtml+xml":
	case "", "text/plain", "application/octet-stream", "text/xml", "application/xml":
		head := bytes.ToLower(body[:min(len(body), 1024)])
		if !bytes.Contains(head, []byte("<html")) && !bytes.Contains(head, []byte("<!doctype html")) && !bytes.Contains(head, []byte("<body")) {
			return fmt.Sprintf("it is %s", cmp.Or(media, "of no declared type"))
		}
	default:
		return "it is " + media
	}
	if c := bytes.TrimSpace(body)[0]; (c == '{' || c == '[') && json.Valid(body) {
		return "it is JSON"
	}
	return ""
}

// isBinary tells a document in which one of 50 bytes is a control character; random bytes have one of 9, real pages none. In
// charsets that write text with such bytes nothing can be told so.
func isBinary(body []byte, charset string) bool {
	for _, name := range []string{"utf-16", "utf-32", "iso-2022", "ibm", "cp037", "hz-gb"} {
		if strings.HasPrefix(charset, name) {
			return false
		}
	}
	head := body[:min(len(body), 64<<10)]
	controls := 0
	for _, c := range head {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' {
			controls++
		}
	}
	return controls*50 > len(head)
}

// readTree finds the text of a document and what it says about it. It changes the document.
func readTree(doc *html.Node, base *url.URL, opts Options) digest.Text {
	t := newTree(doc, base, opts)
	found := t.says
	found.Method = t.method
	found.Body, found.HTML = render.Text(t.blocks), render.HTML(t.blocks, t.about.Base())
	if text := t.about.Body(); t.method != methodSelected && letters.Count(text) > 2*letters.Count(found.Body) && len(text) > minBody {
		found.Body, found.HTML, found.Method = text, paragraphs(text), methodJSONLD
	}
	if found.Image == "" {
		found.Image = firstImage(found.HTML)
	}
	return found
}

// shellWords is the most, in words, that the shell of a page says, which a script is to fill in the browser: a word of
// welcome, the notice that JavaScript is needed.
const shellWords = 60

// carried is the text that a script of the page carries, when that is an article and is about what the page says that it
// is; else what was found without it.
func carried(src []byte, base *url.URL, found digest.Text) digest.Text {
	inScript := readFragment(dom.Carried(src), base)
	if inScript.Words < 2*text.Count(found.Body) || len(inScript.Body) < minBody || !speaksOf(inScript.Body, found.Title+"\n"+found.Excerpt) {
		return found
	}
	found.Body, found.HTML, found.Method = inScript.Body, inScript.HTML, methodScript
	return found
}

// tree is a document that was read: its blocks, judged, and what it says about its article.
type tree struct {
	about   *meta.Page
	says    digest.Text     // what the page says of its article: all but the text
	article readeck.Article // as readability has it
	blocks  []block.Block
	method  string
}

// newTree reads a document and judges its blocks. It changes the document.
func newTree(doc *html.Node, base *url.URL, opts Options) *tree {
	t := &tree{about: meta.Read(doc, base)}
	elements := selected(doc, opts.Select) // before scripts' attributes are gone
	dom.Prune(doc)
	article, err := readable(doc, t.about.Base())
	if err == nil { // else the second look has to do
		t.article = article
	}
	t.about.Fill(&t.says, t.article.Title(), t.article.Byline())
	t.blocks = block.Of(dom.Body(doc))
	vote(t.blocks, t.article.Node)
	t.judge(elements, opts.Known)
	return t
}

// judge decides which blocks are kept, and names the method.
func (t *tree) judge(elements []*html.Node, known []digest.SiteLine) {
	c := cleaner{seen: map[string]bool{}}
	if chooseSelected(t.blocks, elements) {
		t.method, c.covered = methodSelected, coverageOf(t.blocks, func(b *block.Block) bool { return b.Kept })
	} else {
		t.method, c.covered = choose(t.blocks)
		if body := letters.Key(t.about.Body()); trusted(t.blocks, body) {
			c.body = body
		}
	}
	c.clean(t.blocks)
	if t.method != methodSelected {
		dropEdges(t.blocks, t.says)
		keepStandfirst(t.blocks, t.about.Description())
	}
	dropRemembered(t.blocks, known)
	c.keepPictures(t.blocks)
}

// Block is one run of text of a page, as it was judged.
type Block struct {
	Text   string
	Kept   bool
	Reason string // why it was dropped, in words; empty for one that is kept
}

// Blocks are the blocks of a page in order, those that Page keeps and those that it drops. Errors are those of Page; a
// page nested too deep to have blocks is none.
func Blocks(page digest.Page, opts Options) ([]Block, error) {
	src, pe := source(page)
	if pe != nil {
		pe.URL = cmp.Or(page.FinalURL, page.URL)
		return nil, pe
	}
	base, _ := url.Parse(cmp.Or(page.FinalURL, page.URL))
	doc, err := dom.Parse(src)
	if err != nil {
		return nil, &digest.ParseError{URL: cmp.Or(page.FinalURL, page.URL), Kind: digest.ParseNoText, Err: err}
	}
	var blocks []Block
	for _, b := range newTree(doc, base, opts).blocks {
		if b.Form != block.Picture {
			blocks = append(blocks, Block{Text: b.Text, Kept: b.Kept, Reason: b.Reason()})
		}
	}
	return blocks, nil
}

// complete fills in what follows from the text itself.
func complete(t digest.Text) digest.Text {
	t.Words = text.Count(t.Body)
	if t.Language == "" {
		t.Language = text.Language(t.Body)
	}
	if t.HTML == "" {
		t.HTML = paragraphs(t.Body)
	}
	if t.Excerpt == "" {
		t.Excerpt = excerpt(t.Body)
	}
	return t
}

// firstImage is the address of the first image in HTML that was sanitized.
func firstImage(sanitized string) string {
	_, rest, _ := strings.Cut(sanitized, `<img src="`)
	src, _, _ := strings.Cut(rest, `"`)
	return html.UnescapeString(src)
}

// paragraphs is plain text as HTML.
func paragraphs(body string) string {
	var out strings.Builder
	for p := range strings.SplitSeq(body, "\n\n") {
		out.WriteString("<p>" + strings.ReplaceAll(html.EscapeString(p), "\n", "<br>") + "</p>")
	}
	return out.String()
}

// excerptRunes is the length of an excerpt where the page gives none, in runes: that of a search result's.
const excerptRunes = 200

// excerpt is the beginning of a text, cut at a word.
func excerpt(body string) string {
	first, _, _ := strings.Cut(body, "\n\n")
	runes := []rune(dom.Squeeze(first[:min(len(first), 16*excerptRunes)]))
	if len(runes) <= excerptRunes {
		return strings.ToValidUTF8(string(runes), "")
	}
	cut := excerptRunes
	for cut > excerptRunes/2 && !unicode.IsSpace(runes[cut]) {
		cut--
	}
	return strings.TrimSpace(string(runes[:cut])) + "…"
}
