package compose

import (
	"time"

	"tidings/digest"
)

// Fresh is the stories that are new to a reader, in the order given, and how many more the reader's mute rules hide.
//
// A story is fresh when one of its articles was first seen after Since and not after Until, and the reader was not told
// it before. Articles seen after Until are not part of it yet. A story told before comes back with only the articles
// that were not told then, and its Told says when that was; it loses its Summary, which may speak of what was told.
// What was told counts by article as well as by story: a story that got another ID brings nothing back.
//
// A story is muted when a mute rule hits the article that speaks for it (the summary's lead, else the first), or half of
// its articles or more. One passing mention among many reports does not hide an event.
func Fresh(stories []digest.Story, feeds map[string]digest.Feed, r Reader) (fresh []digest.Story, muted int) {
	tellings := tellingsByArticle(r.Told)
	for _, st := range stories {
		st, ok := unseen(st, r, tellings)
		switch {
		case !ok:
		case isMuted(st, feeds, r.Mute.Exclude):
			muted++
		default:
			fresh = append(fresh, st)
		}
	}
	return fresh, muted
}

// tellingsByArticle is when each article was told, under whatever story.
func tellingsByArticle(told map[string]digest.Told) map[string][]digest.Told {
	m := make(map[string][]digest.Told)
	for _, t := range told {
		for id := range t.Articles {
			m[id] = append(m[id], t)
		}
	}
	return m
}

// unseen is what of a story the reader has not been told. ok is false when nothing of that is of this time.
func unseen(st digest.Story, r Reader, tellings map[string][]digest.Told) (_ digest.Story, ok bool) {
	told := digest.Told{}
	if t, before := r.Told[st.ID]; before {
		told = join(told, t)
	}
	var left []digest.Article
	feeds := make(map[string]bool)
	for _, a := range st.Articles {
		before := tellings[a.ID]
		if len(before) > 0 {
			feeds[a.FeedID] = true
		}
		for _, t := range before {
			told = join(told, t)
		}
		if len(before) > 0 || a.Seen.After(r.Until) {
			continue
		}
		left = append(left, a)
		ok = ok || a.Seen.After(r.Since)
	}
	if len(left) < len(st.Articles) {
		st.Articles, st.Summary = left, digest.Summary{}
	}
	told.Feeds = feeds
	st.Told = told
	return st, ok
}

// join is two tellings as one: from the first moment to the last.
func join(a, b digest.Told) digest.Told {
	joined := digest.Told{First: earliest(a.First, b.First), Last: a.Last, Articles: make(map[string]bool)}
	if b.Last.After(a.Last) {
		joined.Last = b.Last
	}
	for _, articles := range []map[string]bool{a.Articles, b.Articles} {
		for id := range articles {
			joined.Articles[id] = true
		}
	}
	return joined
}

// earliest is the earlier of two moments; a zero one does not count.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}

func isMuted(st digest.Story, feeds map[string]digest.Feed, rules []digest.Rule) bool {
	if len(rules) == 0 {
		return false
	}
	speaker := st.Articles[0].ID
	if st.Summary.Lead != "" {
		speaker = st.Summary.Lead
	}
	hits := 0
	for _, a := range st.Articles {
		if !hit(a, feeds, rules) {
			continue
		}
		if a.ID == speaker {
			return true
		}
		hits++
	}
	return 2*hits >= len(st.Articles)
}

// hit says whether any of the rules matches an article.
func hit(a digest.Article, feeds map[string]digest.Feed, rules []digest.Rule) bool {
	f := feeds[a.FeedID]
	subject := digest.NewSubject(&a, &f)
	for _, rule := range rules {
		if rule.Match(subject) {
			return true
		}
	}
	return false
}
