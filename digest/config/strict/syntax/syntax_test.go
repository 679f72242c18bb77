package syntax_test

import (
	"errors"
	"testing"
	"unicode/utf8"

	"tidings/digest/config/strict/syntax"
)

func TestWhatIsNoYAMLIsFoundAndExplained(t *testing.T) {
	tests := []struct {
		name, text         string
		line, column, wide int
		want               string
	}{
		{"a tab", "a:\n\tb: 1\n", 2, 1, 1, "a tab in the indentation"},
		{"a quote", "a: 'b\nc: d\n", 1, 1, 5, "a quote is not closed, or closed too early"},
		{"a bracket", "a: 1\nb: [c, d\ne: f\n", 2, 1, 8, `a "[" is not closed`},
		{"a brace", "a: {b: c\n", 1, 1, 8, `a "{" is not closed`},
		{"a colon", "a: b: c\n", 1, 1, 7, `a ":" where none can stand`},
		{"an escape", "a: 1\n\nb: \"\\d\"\n", 3, 1, 7, `an unknown \ escape in double quotes`},
		{"an alias of nothing", "a: *b\n", 1, 1, 5, "unknown anchor 'b'"},
		{"two documents", "a: 1\n---\nb: 2\n", 3, 1, 1, "a second document begins here"},
		{"Latin-1", "\ufeffa: 1\nb: é\xe9\n", 2, 5, 1, "this is not UTF-8 text"},
	}
	for _, tt := range tests {
		root, err := syntax.Parse([]byte(tt.text))
		bad, ok := errors.AsType[*syntax.Error](err)
		if !ok || root != nil {
			t.Errorf("%s: %v, %v", tt.name, root, err)
			continue
		}
		if bad.Text != tt.want || bad.Hint == "" || bad.Line != tt.line || bad.Column != tt.column || bad.Width != tt.wide {
			t.Errorf("%s: got %+v, want %q at %d:%d, %d wide", tt.name, bad, tt.want, tt.line, tt.column, tt.wide)
		}
	}
}

func TestMarksCommentsAndLineEndsAreNoContent(t *testing.T) {
	for text, want := range map[string]bool{"": false, "\ufeff": false, "# only\r\n": false, "---\n~\n": false, "\ufeffa: 1\r": true} {
		if root, err := syntax.Parse([]byte(text)); err != nil || (root != nil) != want {
			t.Errorf("%q: %v, %v", text, root, err)
		}
	}
	if lines := syntax.Lines([]byte("\ufeffa\r\nb\rc\u0085d\n")); len(lines) != 5 || lines[0] != "a" || lines[3] != "d" {
		t.Errorf("%q", lines)
	}
}

// FuzzParse holds that an error stands in the text, or on the line after it: an empty second document begins there.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"a: [b, {c: 'd'}]\n", "a:\n\t- \"\\x\"", "a: &b *b\n--- c", "\ufeff\xff", "? [a\n: -", "%YAML 1.2\n@"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		_, err := syntax.Parse(text)
		if err == nil {
			return
		}
		bad, ok := errors.AsType[*syntax.Error](err)
		if !ok || bad.Text == "" {
			t.Fatalf("%T: %v", err, err)
		}
		lines := append(syntax.Lines(text), "")
		if bad.Line < 1 || bad.Line > len(lines) || bad.Column < 1 || bad.Column > utf8.RuneCountInString(lines[bad.Line-1])+1 {
			t.Errorf("%+v is not in %q", *bad, lines)
		}
	})
}
