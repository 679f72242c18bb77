package config

import (
	_ "embed"
	"fmt"
	"path"
	"slices"
	"strings"
)

// place is a mapping that keys belong to, for messages.
type place struct {
	noun string // "an edition"
	keys []string
}

func placeOf[S any](noun string, keys []key[S]) place {
	p := place{noun: noun}
	for _, k := range keys {
		p.keys = append(p.keys, k.name)
	}
	return p
}

// synonyms are the keys of other programs, and of plain speech, for ours.
func synonyms() map[string][]string {
	return map[string][]string{
		"address": {"email", "url"}, "block": {"exclude", "mute"}, "categories": {"sections"}, "count": {"max_stories"},
		"day": {"days"}, "digests": {"editions"}, "every": {"days"}, "groups": {"sections"},
		"hour": {"at"}, "hostname": {"host"}, "href": {"url"}, "ignore": {"exclude", "mute"}, "interests": {"topics"},
		"items": {"max_stories", "max_per_feed"}, "keep": {"include", "retention"}, "key": {"id"}, "lang": {"language"},
		"limit": {"max_per_feed", "max_stories"}, "link": {"url"}, "login": {"user"}, "mail": {"email", "smtp"},
		"max": {"max_per_feed", "max_stories"}, "name": {"title", "id"}, "on": {"days"}, "pass": {"password"},
		"priority": {"weight"}, "readers": {"subscribers"}, "recipients": {"subscribers", "lists"}, "sender": {"from", "delivery"},
		"server": {"host"}, "skip": {"exclude", "mute"}, "sources": {"feeds"}, "src": {"url"}, "time": {"at", "schedule"},
		"title": {"name"}, "to": {"lists", "subscribers"}, "tz": {"timezone"}, "username": {"user"}, "users": {"subscribers"},
		"xmlurl": {"url"}, "zone": {"timezone"},
	}
}

// unknownKey reports a key that its mapping does not have, with the one that was likely meant.
func (v value) unknownKey(noun string) {
	word := v.node.Value
	var here []string
	var elsewhere []string
	for _, p := range v.src.walk.places {
		if p.noun == noun {
			here = p.keys
		} else if slices.Contains(p.keys, word) {
			elsewhere = append(elsewhere, p.noun)
		}
	}
	hint := ""
	if meant := synonym(word, here); meant != "" {
		hint = didYouMean(meant)
	} else if len(elsewhere) > 0 {
		hint = fmt.Sprintf("`%s` belongs to %s", word, or(elsewhere))
	} else {
		hint = didYouMean(nearest(word, here))
	}
	v.fail(fmt.Sprintf("unknown key %q", word), hint)
}

// synonym is the key of a mapping that another word usually stands for.
func synonym(word string, keys []string) string {
	for _, meant := range synonyms()[strings.ToLower(word)] {
		if slices.Contains(keys, meant) {
			return meant
		}
	}
	return ""
}

func didYouMean(word string) string {
	if word == "" {
		return ""
	}
	return fmt.Sprintf("did you mean %q?", word)
}

// or joins words as in a sentence.
func or(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// maxWord is the longest word that is compared with others: no name here is half as long.
const maxWord = 64

// nearest is the word of a list that another is likely a misspelling of: a third of its letters may differ, and case
// does not count. Empty when none is near.
func nearest(word string, among []string) string {
	word = strings.ToLower(word)
	if len(word) > maxWord {
		return ""
	}
	best, least := "", max(1, len([]rune(word))/3)+1
	for _, w := range among {
		if d := distance(word, strings.ToLower(w)); d < least {
			best, least = w, d
		}
	}
	return best
}

// distance counts the letters to insert, drop, replace or swap with their neighbour to make b of a (Damerau, "A
// technique for computer detection and correction of spelling errors", 1964; no letter is touched twice).
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	rows := make([][]int, len(s)+1)
	for i := range rows {
		rows[i] = make([]int, len(t)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(s); i++ {
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(s)][len(t)]
}

// zoneNames are the names of IANA time zones, a line each: zone.tab of the tz database, version 2025b.
//
//go:embed zones.txt
var zoneNames string

// nearestZone is the IANA zone that was likely meant: "paris" and "Europe/Pariss" are Europe/Paris.
func nearestZone(name string) string {
	zones := append(strings.Fields(zoneNames), "UTC")
	word := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), " ", "_")
	for _, z := range zones {
		if lower := strings.ToLower(z); lower == word || path.Base(lower) == path.Base(word) {
			return z
		}
	}
	if z := nearest(word, zones); z != "" {
		return z
	}
	cities := make([]string, len(zones))
	for i, z := range zones {
		cities[i] = path.Base(z)
	}
	if i := slices.Index(cities, nearest(path.Base(word), cities)); i >= 0 {
		return zones[i]
	}
	return ""
}
