package database_test

import (
	"strings"
	"testing"

	"tidings/digest/store/database"
)

func FuzzClean(f *testing.F) {
	for _, s := range []string{"", "plain", "a\x00b", "\xff\x00\xfe", "caf\xc3", "𝛼"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := database.Clean(s)
		if strings.ContainsRune(c, 0) || c != strings.ToValidUTF8(c, "") || database.Clean(c) != c {
			t.Errorf("database.Clean(%q) = %q", s, c)
		}
	})
}
