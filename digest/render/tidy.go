package render

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"tidings/digest"
)

// How many characters of other people's text are printed at most.
const (
	headlineMost = 300  // more fills over eight lines of the column and is a paragraph
	nameMost     = 60   // more would break the line that a name is a part of
	sentenceMost = 1000 // more is no sentence
	altMost      = 200  // more would fill the place of a small picture, where none is loaded
)

// linkMost is the longest address, in bytes, that every server is asked to understand (RFC 9110 section 4.1).
const linkMost = 8000

// tidy is a copy of contents fit to print: names and headlines are one line of visible characters, links lead to web
// pages, and what would print as nothing is gone. Pictures stay only when they are wanted.
func tidy(c digest.Contents, images bool) digest.Contents {
	c.Site, c.Title, c.Address = oneLine(c.Site), oneLine(c.Title), oneLine(c.Address)
	c.Title = cmp.Or(c.Title, c.Site, oneLine(c.Edition), "Tidings")
	c.Lists = kept(c.Lists, func(name string) (string, bool) {
		name = clip(oneLine(name), nameMost)
		return name, name != ""
	})
	c.Leave.Unsubscribe = link(c.Leave.Unsubscribe, "https", "http", "mailto")
	c.Leave.Preferences = link(c.Leave.Preferences, "https", "http", "mailto")
	c.Leave.Browser = link(c.Leave.Browser, "https", "http")
	c.Sections = kept(c.Sections, func(s digest.ContentsSection) (digest.ContentsSection, bool) {
		s.Title = clip(oneLine(s.Title), nameMost)
		s.Stories = kept(s.Stories, func(s digest.ContentsStory) (digest.ContentsStory, bool) {
			s = tidyStory(s, images)
			return s, s.Headline != ""
		})
		return s, len(s.Stories) > 0
	})
	c.More = kept(c.More, func(s digest.ContentsStory) (digest.ContentsStory, bool) {
		s = tidyStory(s, false)
		return s, s.Headline != ""
	})
	return c
}

func tidyStory(s digest.ContentsStory, images bool) digest.ContentsStory {
	s.Source = clip(oneLine(s.Source), nameMost)
	s.Topics = kept(s.Topics, func(topic string) (string, bool) { return clip(oneLine(topic), nameMost), true })
	s.URL, s.Image = articleLink(s.URL), articleLink(s.Image)
	s.ImageAlt = clip(oneLine(s.ImageAlt), altMost)
	if !images || s.Image == "" {
		dropImage(&s)
	}
	s.Summary = kept(s.Summary, func(q digest.Quote) (digest.Quote, bool) {
		q.Text, q.Source, q.URL = clip(oneLine(q.Text), sentenceMost), clip(oneLine(q.Source), nameMost), articleLink(q.URL)
		return q, q.Text != ""
	})
	s.Also = kept(s.Also, func(a digest.Also) (digest.Also, bool) {
		a.Source, a.Title, a.URL = clip(oneLine(a.Source), nameMost), clip(oneLine(a.Title), headlineMost), articleLink(a.URL)
		return a, a.Source != "" && a.URL != ""
	})
	return withHeadline(s)
}

// dropImage leaves a story without its picture.
func dropImage(s *digest.ContentsStory) {
	s.Image, s.ImageName, s.ImageAlt, s.ImageWidth, s.ImageHeight = "", "", "", 0, 0
}

// tidyLogo is a logo fit to print, or none.
func tidyLogo(l digest.Logo) digest.Logo {
	if l.URL = link(l.URL, "https", "http"); l.URL == "" || l.Width <= 0 || l.Height <= 0 {
		return digest.Logo{}
	}
	return l
}

// kept is a new slice of what tidy makes of each value, without those that it refuses; nil when none are left.
func kept[T any](values []T, tidy func(T) (T, bool)) []T {
	var out []T
	for _, v := range values {
		if v, ok := tidy(v); ok {
			if out == nil {
				out = make([]T, 0, len(values))
			}
			out = append(out, v)
		}
	}
	return out
}

// withHeadline gives a story without a headline the best there is instead: what it says first, its source, its address.
func withHeadline(s digest.ContentsStory) digest.ContentsStory {
	s.Headline = oneLine(s.Headline)
	switch {
	case s.Headline != "":
	case len(s.Summary) > 0:
		s.Headline, s.Summary = s.Summary[0].Text, s.Summary[1:]
	case s.Source != "":
		s.Headline, s.Source = s.Source, ""
	default:
		s.Headline = s.URL
	}
	s.Headline = clip(s.Headline, headlineMost)
	return s
}

// marksMost is how many combining marks may follow each other: Unicode's security mechanisms (UTS #39, section 5.4) take
// more than four for mischief. They would climb into the lines above.
const marksMost = 4

// oneLine makes every run of white space one space and drops control characters, embeddings and overrides of the
// writing direction, which would reach beyond the text they stand in, and bytes that are not UTF-8. ReaderToken is cut
// out: an article that held it would get to see each reader's own.
func oneLine(s string) string {
	if !tidyASCII(s) {
		s = visible(s)
	}
	return strings.ReplaceAll(s, digest.ReaderToken, "…")
}

func visible(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	var gap rune // the space that is due before the next character; 0: none
	marks := 0
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			gap = join(gap, r)
			continue
		case unicode.In(r, unicode.Mn, unicode.Me):
			if marks++; marks > marksMost {
				continue
			}
		case r == unicode.ReplacementChar || unicode.IsControl(r) || isDirectionControl(r):
			continue
		default:
			marks = 0
		}
		if gap != 0 && b.Len() > 0 {
			b.WriteRune(gap)
		}
		gap = 0
		b.WriteRune(r)
	}
	return b.String()
}

// join is the one space for a run of them: a space that does not break stays what it is while it stands alone, as before
// a French colon.
func join(run, next rune) rune {
	const noBreak, narrowNoBreak = '\u00a0', '\u202f'
	if run == 0 && (next == noBreak || next == narrowNoBreak) {
		return next
	}
	return ' '
}

// isDirectionControl is true of what opens or closes a run of another direction (UAX #9, section 2). Marks, which only
// nudge their neighbours, are kept.
func isDirectionControl(r rune) bool {
	return (r >= '\u202a' && r <= '\u202e') || (r >= '\u2066' && r <= '\u2069')
}

// tidyASCII says that visible would change nothing, for the ordinary case.
func tidyASCII(s string) bool {
	for i := range len(s) {
		switch {
		case s[i] < ' ' || s[i] > '~':
			return false
		case s[i] == ' ' && (i == 0 || i == len(s)-1 || s[i+1] == ' '):
			return false
		}
	}
	return true
}

// articleLink is the address of a page or picture of somebody else's. One with ReaderToken in it would be told who
// follows it, and is refused.
func articleLink(raw string) string {
	if len(raw) > linkMost || strings.Contains(raw, digest.ReaderToken) {
		return ""
	}
	return link(raw, "https", "http")
}

// link is an absolute address of one of the schemes, else empty. It is kept byte for byte.
func link(raw string, schemes ...string) string {
	scheme, rest, _ := strings.Cut(raw, ":")
	scheme = strings.ToLower(scheme)
	if !slices.Contains(schemes, scheme) || strings.ContainsFunc(raw, hidden) {
		return ""
	}
	if scheme != "mailto" && (!strings.HasPrefix(rest, "//") || len(rest) == len("//")) {
		return ""
	}
	return raw
}

// hidden is true of characters that have no place in an address.
func hidden(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || isDirectionControl(r) || r == unicode.ReplacementChar
}
