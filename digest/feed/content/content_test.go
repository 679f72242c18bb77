package content

import (
	"strings"
	"testing"

	"tidings/digest/sanitize"
)

func TestATextIsToldShortAndWholeWhereItSaysMore(t *testing.T) {
	clean := new(sanitize.Cleaner)
	long := strings.Repeat("word ", summaryLength)
	for name, c := range map[string]struct {
		text          Text
		summary, body string
	}{
		"plain":                {Text{Value: "1 < 2 & 3", Plain: true}, "1 < 2 & 3", ""},
		"HTML of one sentence": {Text{Value: "<p>It &amp; they</p>"}, "It & they", ""},
		"HTML with emphasis":   {Text{Value: "<div><p>It <b>is</b></p></div>"}, "It is", "<p>It <b>is</b></p>"},
		"plain and long":       {Text{Value: "a\n\n" + long, Plain: true}, "", "<p>a</p><p>" + strings.TrimSpace(long) + "</p>"},
	} {
		c.text.Clean = clean
		summary, body := c.text.Told()
		if c.summary != "" && summary != c.summary || body != c.body {
			t.Errorf("%s: got %.80q and %.80q", name, summary, body)
		}
		if n := len([]rune(summary)); n > summaryLength+len("…") {
			t.Errorf("%s: a summary of %d characters", name, n)
		}
	}
}

func TestANameIsReadBesideAnAddress(t *testing.T) {
	for written, want := range map[string]string{
		"ana@news.example (Ana Lima)": "Ana Lima", "Ana Lima <ana@news.example>": "Ana Lima", "mailto:ana@news.example Ana Lima": "Ana Lima",
		"Ana Lima [ana@news.example]": "Ana Lima", `"Ana Lima" (ana@news.example)`: "Ana Lima", "ana@news.example": "ana@news.example", " Ana\n Lima ": "Ana Lima",
	} {
		if got := Name(written); got != want {
			t.Errorf("%q: got %q, want %q", written, got, want)
		}
	}
}
