package call

import (
	"fmt"
	"slices"

	"tidings/cmd/tidings/exit"
	"tidings/cmd/tidings/wording"
	"tidings/digest"
)

// KnownWord refuses a word that is none of those that are known of its kind, as an error of usage; empty is no word.
func KnownWord(kind, word string, known []string) error {
	if word == "" || slices.Contains(known, word) {
		return nil
	}
	hint := fmt.Sprintf("the %ss are: %s", kind, wording.List(known))
	if len(known) == 0 {
		hint = "none is configured"
	}
	return exit.With(exit.Usage, digest.Hint(fmt.Errorf("there is no %s %q", kind, word), "%s", hint))
}
