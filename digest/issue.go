package digest

import (
	"strconv"
	"time"
)

// Issue is what one slot of an edition contains. It is frozen once built.
type Issue struct {
	ID      string // IssueID
	Edition string
	Slot    Slot
	Seq     int       // 0; `send --again` makes 1, 2 … of the same slot
	Due     time.Time // the first instant at which any reader is due
	Until   time.Time // it covers what was gathered up to here
	Built   time.Time // zero while planned
	State   IssueState
	Theme   string
	Note    string // why it was skipped or missed, in words

	Copy  *WebCopy // to be frozen with it; nil: it has none. What reads an issue leaves it nil.
	Proof *Proof   // the same
}

// IssueID is the key of an issue: the same slot is the same issue, whoever asks for it.
func IssueID(edition string, slot Slot, seq int) string {
	return Key("issue", edition, string(slot), strconv.Itoa(seq))
}

// IssueState is how far an issue has come.
type IssueState string

// The states of an issue: planned → built → done, or one of the ends that send nothing; built → stopped, and back.
const (
	IssuePlanned IssueState = "planned" // the slot is taken, nothing is built
	IssueBuilt   IssueState = "built"   // frozen, deliveries are under way
	IssueDone    IssueState = "done"    // every delivery has ended
	IssueQuiet   IssueState = "quiet"   // there was nothing to tell
	IssueMissed  IssueState = "missed"  // the machine was off and the slot is too old
	IssueStopped IssueState = "stopped" // somebody stopped it; what had not gone out by then does not
)

// Contents is an issue as one group of readers sees it: everything that a theme may show, and nothing it would have to
// look up. Version counts the changes that could break a theme; docs/templates.md lists the fields.
type Contents struct {
	Version  int               `json:"version"`
	Site     string            `json:"site"`
	Edition  string            `json:"edition"` // ID
	Title    string            `json:"title"`   // what the masthead says
	Slot     Slot              `json:"slot"`
	Date     time.Time         `json:"date"`              // the slot in the readers' zone
	Language string            `json:"language"`          // BCP 47
	Subject  string            `json:"subject,omitempty"` // the edition's subject template; empty: the theme's own
	Note     string            `json:"note,omitempty"`    // the edition's own words above the stories, Markdown
	Away     time.Time         `json:"away,omitzero"`     // the reader was away, and this catches up on what came since then
	Sections []ContentsSection `json:"sections"`
	Articles int               `json:"articles"`          // how many the stories were made of
	Feeds    int               `json:"feeds"`             // how many feeds they came from
	Muted    int               `json:"muted,omitempty"`   // stories hidden by the reader's mute rules
	Left     int               `json:"left,omitempty"`    // stories that did not fit
	More     []ContentsStory   `json:"more,omitempty"`    // of a web copy: what did not fit in the mail, headlines alone
	Minutes  int               `json:"minutes"`           // to read the summaries here
	Lists    []string          `json:"lists,omitempty"`   // titles of the lists that bring it to the reader
	Address  string            `json:"address,omitempty"` // postal address
	Leave    Leave             `json:"leave"`
}

// ContentsVersion is the version of the data model that themes see.
const ContentsVersion = 1

// Leave says how a reader gets off the list. URLs may hold ReaderToken; empty ones are not offered.
type Leave struct {
	Reply       bool   `json:"reply,omitempty"` // by answering the mail: nothing else is served
	Unsubscribe string `json:"unsubscribe,omitempty"`
	Preferences string `json:"preferences,omitempty"`
	Browser     string `json:"browser,omitempty"` // the web copy
}

// ReaderToken stands in a rendering where each reader's own token goes: the only thing that differs between two
// readers of one rendering. It survives HTML and URL escaping and quoted-printable unchanged.
const ReaderToken = "TIDINGSREADERTOKEN0000000000000000"

// ContentsSection is a section with the stories that stand in it.
type ContentsSection struct {
	ID      string          `json:"id"`
	Title   string          `json:"title,omitempty"`
	Layout  Layout          `json:"layout,omitempty"` // empty: cards
	Stories []ContentsStory `json:"stories"`
}

// ContentsStory is a story ready to print.
type ContentsStory struct {
	ID        string    `json:"id"`
	Headline  string    `json:"headline"`
	URL       string    `json:"url"`
	Source    string    `json:"source"`            // name of the feed the headline is from
	Sources   int       `json:"sources"`           // how many different feeds tell it
	Reports   int       `json:"reports,omitempty"` // how many of them independently; 0 when not counted
	Articles  int       `json:"articles"`          // how many articles it is made of
	Minutes   int       `json:"minutes,omitempty"` // to read the article the headline links to
	Published time.Time `json:"published"`
	Summary   []Quote   `json:"summary,omitempty"`
	Image     string    `json:"image,omitempty"`  // address of a picture: the paper's own, and of ours once it is made
	Also      []Also    `json:"also,omitempty"`   // the other sources, best first
	New       bool      `json:"new,omitempty"`    // told before, and this is what is new
	First     time.Time `json:"first,omitzero"`   // when the reader was first told of it
	Since     time.Time `json:"since,omitzero"`   // when the reader was last told of it
	Topics    []string  `json:"topics,omitempty"` // the reader's topics that it matches; empty text for one that is not words
	Only      []Label   `json:"only,omitempty"`   // labels that all its independent reports share, and other feeds of the edition do not
	Members   []string  `json:"members"`          // IDs of its articles, for repeats and explain

	ImageName   string `json:"image_name,omitempty"` // by which the state keeps the picture; empty: it is not ours
	ImageAlt    string `json:"image_alt,omitempty"`  // what it shows, in words
	ImageWidth  int    `json:"image_width,omitempty"`
	ImageHeight int    `json:"image_height,omitempty"`
}

// Label is what the configuration says of a source, by a name of its own: region, local.
type Label struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Quote is a sentence with the name of its source.
type Quote struct {
	Text   string `json:"text"`
	Source string `json:"source"`
	URL    string `json:"url"`
}

// Also is another source's telling of a story.
type Also struct {
	Source string `json:"source"`
	Title  string `json:"title"`
	URL    string `json:"url"`
}

// Stories counts the stories in all sections.
func (c Contents) Stories() int {
	n := 0
	for _, s := range c.Sections {
		n += len(s.Stories)
	}
	return n
}

// Rendering is what a group of readers with the same contents gets: bytes with ReaderToken in them, the same for all.
type Rendering struct {
	ID       string // Key("rendering", issue, contents): readers with the same contents share it
	Issue    string
	Subject  string
	HTML     string // empty for readers of plain text
	Text     string
	Contents Contents
}
