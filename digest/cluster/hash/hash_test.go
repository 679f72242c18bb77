package hash

import (
	"hash/fnv"
	"strings"
	"testing"
)

// The numbers stand in databases, in what was prepared of articles.
func TestHashesAreTheSameEverywhere(t *testing.T) {
	for _, c := range []struct {
		of        string
		got, want uint64
	}{
		{"Text of nothing", Text(""), 0},
		{"Text of a few bytes", Text("sea"), 0x3fd7713fc0100f59},
		{"Text of many bytes", Text("The sea wall held."), 0xd2fb1e4358bfe555},
		{"Mix of 0", Mix(0), 0},
		{"Mix of 1", Mix(1), 0x5692161d100b05e5},
	} {
		if c.got != c.want {
			t.Errorf("%s: %#x, was %#x", c.of, c.got, c.want)
		}
	}
}

func TestAWordIsHashedByFNV(t *testing.T) {
	for _, s := range []string{"", "a", "harbour", "łódź"} {
		h := fnv.New64a()
		h.Write([]byte(s))
		if Word(s) != h.Sum64() || Word([]byte(s)) != h.Sum64() {
			t.Errorf("%q: %#x, and %#x of its bytes; FNV-1a is %#x", s, Word(s), Word([]byte(s)), h.Sum64())
		}
	}
}

func TestEveryByteOfATextCounts(t *testing.T) {
	text := strings.Repeat("the sea wall held ", 3)
	seen := map[uint64]bool{Text(text): true}
	for i := range len(text) {
		other := []byte(text)
		other[i] ^= 1
		if h := Text(other); seen[h] {
			t.Errorf("byte %d changes nothing", i)
		} else {
			seen[h] = true
		}
	}
}
