package render

import (
	"encoding/base64"
	"fmt"
	"mime/quotedprintable"
	"slices"
	"sort"
	"strings"

	"tidings/digest"
)

// cut is one thing that can be left out to make a page smaller.
type cut struct {
	what    cutKind
	section int
	story   int
}

type cutKind int

const (
	cutImage   cutKind = iota
	cutSummary         // down to the first sentences that are short together
	cutAlso
	cutStory
)

// shortSummary is how many bytes of a summary always stay: about three lines of the column.
const shortSummary = 200

// cuts lists everything that may be cut, in the order in which it goes: each kind from the last story to the first.
func cuts(c digest.Contents) []cut {
	var all []cut
	for what := cutImage; what <= cutStory; what++ {
		for i, s := range slices.Backward(c.Sections) {
			for j := range slices.Backward(s.Stories) {
				if hasCut(&s.Stories[j], what) {
					all = append(all, cut{what, i, j})
				}
			}
		}
	}
	return all
}

func hasCut(s *digest.ContentsStory, what cutKind) bool {
	switch what {
	case cutImage:
		return s.Image != ""
	case cutSummary:
		return summarySize(s.Summary) > shortSummary
	case cutAlso:
		return len(s.Also) > 0
	default:
		return true
	}
}

// without is a copy of contents with cuts made; what the counts say follows.
func without(c digest.Contents, made []cut) digest.Contents {
	if len(made) == 0 {
		return c
	}
	before := spokenWords(c)
	c.Sections = slices.Clone(c.Sections)
	for i := range c.Sections {
		c.Sections[i].Stories = slices.Clone(c.Sections[i].Stories)
	}
	for _, k := range made {
		stories := c.Sections[k.section].Stories
		s := &stories[k.story]
		switch k.what {
		case cutImage:
			dropImage(s)
		case cutSummary:
			s.Summary = shorten(s.Summary)
		case cutAlso:
			s.Also = nil
		case cutStory: // always the last of the last section that still has one
			c.Left++
			c.Articles -= s.Articles
			c.Sections[k.section].Stories = stories[:k.story]
		}
	}
	c.Sections = slices.DeleteFunc(c.Sections, func(s digest.ContentsSection) bool { return len(s.Stories) == 0 })
	c.Minutes = (c.Minutes*spokenWords(c) + before - 1) / max(1, before)
	return c
}

func summarySize(quotes []digest.Quote) int {
	n := 0
	for _, q := range quotes {
		n += len(q.Text)
	}
	return n
}

// shorten keeps the first sentences that are short together. When the first is long itself, it keeps its beginning.
func shorten(quotes []digest.Quote) []digest.Quote {
	n := len(quotes)
	for n > 1 && summarySize(quotes[:n]) > shortSummary {
		n--
	}
	quotes = slices.Clone(quotes[:n])
	quotes[0].Text = clip(quotes[0].Text, shortSummary)
	return quotes
}

// spokenWords counts the words of headlines and summaries, which is what takes a reader's time.
func spokenWords(c digest.Contents) int {
	n := 0
	for _, section := range c.Sections {
		for i := range section.Stories {
			n += strings.Count(section.Stories[i].Headline, " ") + 1
			for _, q := range section.Stories[i].Summary {
				n += strings.Count(q.Text, " ") + 1
			}
		}
	}
	return n
}

// fit finds the fewest cuts with which what draw makes of the contents stays within budget bytes once encoded, and
// returns the contents after them. It draws once when nothing need go, and a handful of times when much must.
func fit(c digest.Contents, budget int, draw func(digest.Contents) (string, error)) (digest.Contents, string, error) {
	page, err := draw(c)
	if err != nil || encodedSize(page, budget) <= budget {
		return c, page, err
	}
	all := cuts(c)
	best, smallest := c, 0
	n := sort.Search(len(all), func(i int) bool {
		if err != nil {
			return false
		}
		smaller := without(c, all[:i+1])
		var drawn string
		if drawn, err = draw(smaller); err != nil {
			return false
		}
		smallest = encodedSize(drawn, budget)
		if smallest > budget {
			return false
		}
		best, page = smaller, drawn
		return true
	})
	if err != nil {
		return c, "", err
	}
	if n == len(all) {
		return c, "", digest.Hint(fmt.Errorf("the page does not fit: without any story it still takes %d bytes of %d", smallest, budget),
			"raise max_size, or make the theme's frame smaller")
	}
	return best, page, nil
}

// encodedSize is how many bytes of a message a text takes: as quoted-printable or base64 (RFC 2045), whichever is
// smaller. A text that base64 brings within enough is not measured further.
func encodedSize(s string, enough int) int {
	const lineOfBase64 = 76
	size := base64.StdEncoding.EncodedLen(len(s))
	size += 2 * ((size + lineOfBase64 - 1) / lineOfBase64)
	if size <= enough {
		return size
	}
	var quoted counter
	w := quotedprintable.NewWriter(&quoted)
	// The counter cannot fail, so neither can writing to it.
	_, _ = w.Write([]byte(s))
	_ = w.Close()
	return min(size, int(quoted))
}

// counter counts the bytes written to it.
type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
