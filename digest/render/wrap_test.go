package render

import (
	"strings"
	"testing"
	"unicode"

	"github.com/rivo/uniseg"
)

func TestHang(t *testing.T) {
	words := func(n int) string { return strings.TrimSpace(strings.Repeat("four ", n)) }
	tests := []struct{ name, mark, text, want string }{
		{"nothing", "", "", ""},
		{"white space", "  ", " \t\n", "  "},
		{"one line", " 1. ", "Headline", " 1. Headline"},
		{"72 columns", "", words(14) + " ab", words(14) + " ab"},
		{"73 columns", "", words(14) + " abc", words(14) + "\nabc"},
		{"under the mark's end", "12. ", words(14), "12. " + words(13) + "\n    four"},
		{"wide characters take two columns", "", strings.Repeat("中", 40), strings.Repeat("中", 36) + "\n" + strings.Repeat("中", 4)},
		{"wide characters fill a begun line", "", "ab " + strings.Repeat("中", 36), "ab " + strings.Repeat("中", 34) + "\n中中"},
		{"no line begins with a full stop", "", strings.Repeat("中", 36) + "。", strings.Repeat("中", 35) + "\n中。"},
		{"a space that does not break", "", words(14) + " a\u00a0:", words(14) + "\na\u00a0:"},
		{"an address stays whole", "", "see https://example.org/" + strings.Repeat("x", 80) + " now", "see\nhttps://example.org/" + strings.Repeat("x", 80) + "\nnow"},
		{"a word longer than a line", "", strings.Repeat("x", 100), strings.Repeat("x", 72) + "\n" + strings.Repeat("x", 28)},
		{"a family is not torn apart", "", strings.Repeat("x", 71) + "👩‍👩‍👧‍👦", strings.Repeat("x", 71) + "\n👩‍👩‍👧‍👦"},
	}
	for _, tt := range tests {
		if got := hang(tt.mark, tt.text); got != tt.want {
			t.Errorf("%s:\ngot\n%s\nwant\n%s", tt.name, got, tt.want)
		}
	}
}

func FuzzHangLosesNothing(f *testing.F) {
	for _, s := range []string{"", "a b", strings.Repeat("long", 50), "中文 and more", "👩‍👩‍👧‍👦 é \u0301", "https://example.org/" + strings.Repeat("x", 90)} {
		f.Add(" 1. ", s)
	}
	solid := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) {
				return -1
			}
			return r
		}, s)
	}
	f.Fuzz(func(t *testing.T, mark, text string) {
		mark, text = clip(oneLine(mark), 10), oneLine(text)
		got := hang(mark, text)
		if solid(got) != solid(mark+text) {
			t.Errorf("%q became %q", text, got)
		}
		for line := range strings.SplitSeq(got, "\n") {
			if width := uniseg.StringWidth(line); width > textWidth && !strings.Contains(line, "://") {
				t.Errorf("%d columns: %q", width, line)
			}
		}
	})
}

func TestClip(t *testing.T) {
	tests := []struct {
		text string
		n    int
		want string
	}{
		{"short", 5, "short"},
		{"éééé", 4, "éééé"},
		{"The quick brown fox jumps", 12, "The quick…"},
		{"A donaudampfschifffahrt", 12, "A donaudamp…"},
		{"ends, here and there", 6, "ends…"},
		{"👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 2, "👩‍👩‍👧‍👦…"},
	}
	for _, tt := range tests {
		if got := clip(tt.text, tt.n); got != tt.want {
			t.Errorf("clip(%q, %d) = %q, want %q", tt.text, tt.n, got, tt.want)
		}
	}
}

func TestOneLine(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"as it is", "Plain text.", "Plain text."},
		{"white space", "  a \r\n\t b\u00a0\u2028c ", "a b c"},
		{"a space that does not break", "\u00a0Aussi\u202f: 5\u00a0%\u00a0", "Aussi\u202f: 5\u00a0%"},
		{"controls", "a\x00b\x1b[0m\u0085c\x7f", "ab[0m c"},
		{"bytes that are not UTF-8", "a\xff\xfeb", "ab"},
		{"overrides of direction", "\u202eabc\u202c \u2066d", "abc d"},
		{"marks of direction stay", "a\u200fb", "a\u200fb"},
		{"four marks on a letter, no more", "e\u0301\u0302\u0303\u0304\u0305\u0306 x", "e\u0301\u0302\u0303\u0304 x"},
		{"joined emoji stay", "👩‍👧 🏳️‍🌈", "👩‍👧 🏳️‍🌈"},
	}
	for _, tt := range tests {
		if got := oneLine(tt.text); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestLinksThatAreNone(t *testing.T) {
	for _, good := range []string{"https://example.org", "HTTP://example.org/a?b=c#d", "https://müller.example/ü", "https://example.org/%zz"} {
		if got := articleLink(good); got != good {
			t.Errorf("%q became %q", good, got)
		}
	}
	for _, bad := range []string{
		"", "example.org", "/relative", "//example.org", "https:", "https://", "https:/x", "javascript:alert(1)", "data:text/html,x",
		"mailto:x@example.com", "ftp://example.org", "https://exa mple.org", "https://example.org/\n", "https://example.org/" + strings.Repeat("x", 8000),
	} {
		if got := articleLink(bad); got != "" {
			t.Errorf("%q became %q", bad, got)
		}
	}
	if got := link("mailto:leave@example.org?subject=leave", "https", "http", "mailto"); got == "" {
		t.Error("readers may leave by mail")
	}
}

func TestSqueeze(t *testing.T) {
	for text, want := range map[string]string{
		"":                     "",
		"\n\n a \n\n\n\nb\n\n": " a\n\nb\n",
		"a\n \n-- \nfooter  ":  "a\n\n-- \nfooter\n",
		"one\r\ntwo\r\n":       "one\ntwo\n",
		"\n\n\n":               "",
	} {
		if got := squeeze(text); got != want {
			t.Errorf("squeeze(%q) = %q, want %q", text, got, want)
		}
	}
}
