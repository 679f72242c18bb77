package digest

import "time"

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
	Topics  []string // of topic: what the reader asked for and the story has; empty for a regular expression
}

// Told is what a reader was already sent of a story in an edition.
type Told struct {
	First    time.Time       // when the story was first sent; zero: never
	Last     time.Time       // when it was last sent
	Articles map[string]bool // IDs of the articles that were part of it then
}

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
