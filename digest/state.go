package digest

import "time"

// FeedState is what the store remembers of a feed between polls.
type FeedState struct {
	Feed          string // Feed.ID
	URL           string // the address last asked
	Title         string // the feed's own title, for feeds without a configured name
	Link          string // the feed's site
	Language      string
	Validators    Validators
	ValidatorsFor string    // the final URL they belong to; another URL drops them
	NextPoll      time.Time // not before this moment; zero: at once
	LastTry       time.Time // zero: never
	LastOK        time.Time // last answer that was read or unchanged; zero: never
	Fails         int       // in a row
	Reason        string    // why the last try failed, in plain words; empty when it did not
	Moved         string    // where permanent redirects lead; when it is URL, the feed is asked there
	MovedSince    time.Time // since when they do
	MovedCount    int       // how many polls in a row said so

	ValidatorsAt time.Time     // when the document came that the validators belong to
	Refresh      time.Duration // how often the last document asked to be read; 0 when it did not say
	Site         bool          // the configured address is a web page, and URL the feed that it declares
	Gone         bool          // the server said 410: the feed is not asked again until the user resumes it
	Most         int           // the most articles that one document brought at once, the first one's included
}

// HostHold is a host that answered 429: none of its addresses is asked before Until.
type HostHold struct {
	Host  string // as in a URL, with the port when it is not the usual one
	Until time.Time
	Times int // 429s in a row, each after the hold of the one before had passed
}

// Hold is a reason to store an article and keep it out of issues.
type Hold string

// The holds. Articles that are held lose nothing: releasing them brings them into the next issue.
const (
	HoldBacklog Hold = "backlog" // older than the newest of a feed that was read for the first time
	HoldPour    Hold = "pour"    // came with far more articles than the feed ever brought: a migration, most likely
)

// PageTry is what the store remembers of fetching an article's page.
type PageTry struct {
	Article string
	Tries   int
	Next    time.Time // not before this moment; zero: never again
	Reason  string    // why the last try failed, in plain words
}

// Past is what a reader had of an edition so far.
type Past struct {
	Until      time.Time // the last issue sent to the reader covers what was gathered up to here
	Begins     time.Time // an issue that was not sent since then: the next one begins here; zero: there was none
	Renderings []string  // IDs of what was sent, oldest first
}

// ToldStory is a story as a rendering told it.
type ToldStory struct {
	Story    string
	Articles []string
	At       time.Time // when the issue was built
}

// Due is the next moment an edition has to be built at.
type Due struct {
	Edition string
	Slot    Slot
	At      time.Time
}

// Ended is how one attempt to deliver ended, for the ledger.
type Ended struct {
	Delivery string // Delivery.ID
	Outcome  Outcome
	NextTry  time.Time // for Deferred
}

// Paused is an edition whose mail waits for a person, because the mail server refuses it as a whole.
type Paused struct {
	Edition string
	Since   time.Time
	Reason  string // the server's words
}

// Tally counts deliveries by state.
type Tally map[DeliveryState]int

// Total is the number of deliveries counted.
func (t Tally) Total() int {
	n := 0
	for _, k := range t {
		n += k
	}
	return n
}

// SiteLine is a line of text that stood on pages of one site.
type SiteLine struct {
	Key   string `json:"k"` // names what the line says
	Pages int    `json:"n"` // of different articles
}
