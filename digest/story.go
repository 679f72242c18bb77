package digest

import (
	"slices"
	"time"
)

// Story is a group of articles about one event. It keeps its ID from day to day.
type Story struct {
	ID       string
	Articles []Article  // the one that tells it best first; at least one
	Evidence []Evidence // why its articles stand together; empty for a single article
	Section  string     // ID of the section it stands in
	Score    float64    // the sum of its reasons' points; set by rank
	Reasons  []Reason   // the named parts of the score, largest first; set by rank
	Summary  Summary    // set by summarize
	Told     Told       // what this reader was sent of it before; zero when nothing
	News     News       // what of it that reader has not been sent; set by novelty for a story that was told before
}

// Evidence is one link between two articles of a story and what it rests on.
type Evidence struct {
	A, B  string   // article IDs
	P     float64  // probability that they tell the same event, 0 to 1
	Terms []string // the rarest words they share, at most five
}

// Reason is one named part of a story's score, with the facts that it rests on. It has no words: a theme says it in the
// issue's language.
type Reason struct {
	Name    string   // "sources", "freshness", "weight", "topic" …: stable, for explain and tests
	Points  float64  // what it adds
	Papers  int      // of sources: how many feeds tell the story
	Reports int      // of sources: how many of them independently; copies of one text are one report
	Labels  []Spread // of sources: how the independent reports are spread over the labels of their feeds
	Topics  []string // of topic: what the reader asked for and the story has; empty for a regular expression
}

// Spread is how the independent reports of a story are spread over the values of one label of their feeds.
type Spread struct {
	Label   string
	Values  []Share // most reports first, then by name
	Without int     // reports by feeds that do not have the label
}

// Share is how many reports have one value of a label. A text that feeds of two values print counts for both.
type Share struct {
	Value   string
	Reports int
}

// Told is what a reader was already sent of a story in an edition.
type Told struct {
	First    time.Time       // when the story was first sent; zero: never
	Last     time.Time       // when it was last sent
	Articles map[string]bool // IDs of the articles that were part of it then
	Feeds    map[string]bool // feeds of those that are still at hand
}

// News is what of a story's articles was not in what its reader was sent. It is zero for a story never sent: there all is
// new. The counts are of the one article that brings most; the others often tell the same in other words.
type News struct {
	Article    string     // ID of that article
	Numbers    []string   // figures as written
	Names      []string   // as written
	Quotes     int        // quotations that are new
	Statements int        // sentences that are new
	Share      float64    // how much of what it begins with is new, 0 to 1
	Papers     int        // feeds that tell it in words of their own and had not told it
	Sentences  []Sentence // of all articles: those with any of it, titles included, in the order of the articles
}

// Facts are fingerprints of what a text tells, sorted, each once.
type Facts []uint32

// NewFacts makes Facts of fingerprints in any order.
func NewFacts(marks []uint32) Facts {
	f := slices.Clone(marks)
	slices.Sort(f)
	return slices.Compact(f)
}

// Has says whether a fingerprint is among the facts.
func (f Facts) Has(mark uint32) bool { _, ok := slices.BinarySearch(f, mark); return ok }

// Summary tells a story in sentences of its sources.
type Summary struct {
	Headline  string     // plain text
	Lead      string     // ID of the article the headline is from and links to
	Sentences []Sentence // two or three, under 60 words together; may be empty
}

// Sentence is one whole sentence and the article it stands in.
type Sentence struct {
	Text    string `json:"text"`
	Article string `json:"article"`
}

// Link is a remembered membership: this article belonged to that story in an earlier run.
type Link struct {
	Article string
	Story   string
}
