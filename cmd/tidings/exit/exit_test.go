package exit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"

	"tidings/digest"
	"tidings/digest/config"
)

func TestEveryErrorEndsWithItsCodeAndItsWords(t *testing.T) {
	wrong := errors.New("it is wrong")
	const said, something = "tidings: error: it is wrong\n", "…"
	for _, c := range []struct {
		name  string
		err   error
		code  int
		words string
	}{
		{"none", nil, 0, ""},
		{"an error", wrong, 1, said},
		{"one with a code", With(Later, wrong), 75, said},
		{"one with a code, further down", fmt.Errorf("here: %w", With(Part, wrong)), 3, "tidings: error: here: it is wrong\n"},
		{"a code without words", Quietly(Nothing), 4, ""},
		{"hints of several layers", digest.Hint(fmt.Errorf("here: %w", digest.Hint(wrong, "mend it")), "look there"), 1, "tidings: error: here: it is wrong\ntidings: hint: look there\ntidings: hint: mend it\n"},
		{
			"one that nobody had a hint for", &digest.FetchError{URL: "https://a.example/", Kind: digest.FetchStatus, Status: 410}, 1,
			"tidings: error: https://a.example/: the server answered 410\ntidings: hint: it was taken away for good; look for a new address on the site\n",
		},
		{"a configuration", config.Problems{{Text: "it is empty"}}, 2, something},
		{"cobra's own", errors.New("unknown command \"snd\" for \"tidings\""), 2, something},
		{"a misuse", Misuse(wrong), 2, said + "tidings: hint: tidings --help lists the commands, and each has a --help of its own\n"},
		{"a server that may come back", &digest.RelayError{Temporary: true, Err: wrong}, 75, something},
		{"a server that refuses", &digest.RelayError{Err: wrong}, 1, something},
		{"Ctrl-C", fmt.Errorf("gather: %w", ErrInterrupted), 130, something},
		{"Ctrl-C, as a context says it", context.Canceled, 130, something},
	} {
		var stderr bytes.Buffer
		if code := Report(&stderr, c.err); code != c.code {
			t.Errorf("%s ends with %d, want %d", c.name, code, c.code)
		}
		if got := stderr.String(); got != c.words && (c.words != something || got == "") {
			t.Errorf("%s says %q, want %q", c.name, got, c.words)
		}
	}
	if !Is(fmt.Errorf("here: %w", With(Usage, wrong)), Usage) || Is(With(Part, wrong), Usage) || Is(wrong, Failed) {
		t.Error("an error is taken for one with another code")
	}
}
