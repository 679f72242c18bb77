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
	"tidings/digest/sanitize"
	"tidings/digest/text"
)

// maxBytes of a page are read, the rest is cut off. The largest of 532 real article pages has 2.9 MB, nearly all of it
// scripts.
const maxBytes = 3 << 20

// Options are the caller's wishes. The zero value has none.
type Options struct {
	// Trace is told of every block of the page, in order: whether it was kept, and why. Nil: nobody asks.
	Trace func(block string, kept bool, reason string)
}

// The methods by which Page finds a text, as Text.Method says them.
const (
	methodReadability = "readability"
	methodSecondLook  = "second look" // readability had missed most of the page's prose
	methodJSONLD      = "json-ld"     // the publisher's own text for machines
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
	doc, parseErr := html.Parse(withoutScripts(src))
	var found digest.Text
	if parseErr != nil { // nested too deep, and there is no tree of the part before
		found = digest.Text{Body: sanitize.Text(string(src)), Method: methodStripped}
	} else {
		found = readTree(doc, base, opts)
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
	decoded := charset.HTML(body[:min(len(body), maxBytes)], page.ContentType).Text
	if isBinary(decoded) {
		return nil, &digest.ParseError{Kind: digest.ParseNotHTML, Err: errors.New("it is binary")}
	}
	return decoded, nil
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

// isBinary tells a document in which one of 50 characters is a control character; random bytes have one of 9, real pages
// none.
func isBinary(decoded []byte) bool {
	head := decoded[:min(len(decoded), 64<<10)]
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
	page := readAbout(doc)
	if ref, err := url.Parse(page.base); err == nil && page.base != "" && base != nil {
		base = base.ResolveReference(ref)
	}
	prune(doc)
	article, err := readable(doc, base)
	if err != nil {
		article = readeck.Article{} // the second look has to do
	}
	blocks := blocksOf(bodyOf(doc))
	vote(blocks, article.Node)
	found := digest.Text{Method: judge(blocks, &page.ld)}
	trace(blocks, opts)
	found.Body, found.HTML = renderText(blocks), renderHTML(blocks, base)
	if text := page.ld.body; letters(text) > 2*letters(found.Body) && len(text) > minBody {
		found.Body, found.HTML, found.Method = text, paragraphs(text), methodJSONLD
	}
	page.fill(&found, article, base)
	if found.Image == "" {
		found.Image = firstImage(found.HTML)
	}
	return found
}

// judge decides which blocks are kept, and names the method.
func judge(blocks []block, ld *linkedData) (method string) {
	method, covered := choose(blocks)
	c := cleaner{covered: covered, seen: map[string]bool{}}
	if body := key(ld.body); trusted(blocks, body) {
		c.body = body
	}
	c.clean(blocks)
	c.keepPictures(blocks)
	return method
}

func trace(blocks []block, opts Options) {
	if opts.Trace == nil {
		return
	}
	for i := range blocks {
		b := &blocks[i]
		switch {
		case b.form == picture:
		case b.kept:
			opts.Trace(b.text, true, "")
		default:
			opts.Trace(b.text, false, cmp.Or(b.why, "outside of the article"))
		}
	}
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
	runes := []rune(squeeze(first[:min(len(first), 16*excerptRunes)]))
	if len(runes) <= excerptRunes {
		return strings.ToValidUTF8(string(runes), "")
	}
	cut := excerptRunes
	for cut > excerptRunes/2 && !unicode.IsSpace(runes[cut]) {
		cut--
	}
	return strings.TrimSpace(string(runes[:cut])) + "…"
}
