// Package digest holds the words of Tidings and nothing that waits: the things a digest is made of (Feed, Article,
// Story, Section, Edition, Issue, Subscriber, Delivery), the messages that pass between the rooms (Request, Page,
// Channel, Contents, Rendering, Message, Outcome), and the errors that code decides on.
//
// It imports the standard library only, holds no state, and no function of it takes a context. Every other package
// speaks these words; see DESIGN in docs/ for the walk of an article through the rooms.
package digest

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"time"
)

// Feed is a configured source after inheritance: what the file said about it, with defaults and section added.
type Feed struct {
	ID         string            // Key("feed", URL): stable while the URL in the file is
	URL        string            // as configured
	Name       string            // as configured; empty: the feed's own title is shown
	Section    string            // ID of the section it stands in; empty when no sections are configured
	Weight     float64           // 1 is ordinary, 2 counts double in the order, 0 is extra coverage only
	MaxPerFeed int               // most stories this feed may lead in one issue; 0 is no limit
	MaxAge     time.Duration     // an article older than this when first seen is stored but not shown; 0 is no limit
	Check      time.Duration     // how long after a good answer its server is asked again, at the soonest; 0 is an hour
	Extract    ExtractMode       // where the readable text comes from
	Select     string            // CSS selector of the text on the feed's pages, with ExtractAlways; empty: it is found
	Filter     Filter            // defaults, section and feed rules together
	Labels     map[string]string // what the configuration says of the source, by name: "region" is "local"
	Headers    map[string]string // extra request headers, secrets already read
	Proxy      Proxy             // that the feed and its pages are fetched through, its password already read
}

// ExtractMode says where an article's readable text comes from.
type ExtractMode string

// The extract modes. The zero value means ExtractAuto.
const (
	ExtractAuto   ExtractMode = "auto"   // the feed's content when it looks whole, else the page
	ExtractAlways ExtractMode = "always" // the page; the feed's content only when the page fails
	ExtractNever  ExtractMode = "never"  // the feed only; the page is never requested
)

// Section is a titled group of feeds; the order of sections is their order in the mail.
type Section struct {
	ID         string
	Title      string // empty: no heading is printed
	MaxStories int    // 0 is no limit
	Layout     Layout
}

// Edition is a configured digest. Its schedule is a value of package schedule and travels beside it.
type Edition struct {
	ID         string
	Title      string // empty: the site's name is used
	Subject    string // a template for the subject line; empty: the theme's own
	Language   string // BCP 47; empty: the site's
	From       string // RFC 5322 mailbox; empty: delivery.from
	ReplyTo    string // RFC 5322 mailbox; empty: none
	Location   *time.Location
	OwnZone    bool          // `timezone: subscriber`: each reader's own clock decides when the issue is due
	Fresh      bool          // with OwnZone: an issue for the readers of each moment, of what was gathered by then
	Window     time.Duration // 0 is since_last: what was gathered since this reader's last issue
	FirstReach time.Duration // how far the first issue reaches back: a day, or a week for a weekly edition
	Once       OnceUnit      // what a reader gets at most once per
	Sections   []Section     // in reading order
	Lists      []string      // list ids; empty: everyone
	MaxStories int           // 0 is no limit
	MaxSize    int           // most bytes of a mail's HTML once encoded; 0 is what render takes for usual
	Filter     Filter        // applied on top of the feeds' own
	Repeats    Repeats       // which stories that a reader was sent may come back
	Note       string        // Markdown above the stories; empty: none
	Quiet      Quiet
	Grouping   Grouping // how alike articles must be to make one story; empty is normal
	Theme      Theme    // how it looks
	Archive    Archive  // who may read its issues on the web
	Images     bool     // its stories have pictures
	Proof      Proofing // who sees its issues first
}

// Late says what becomes of a slot that nobody was there for: it is made when it is no older than Within, and otherwise
// missed, and said to be, unless Send. Of several such slots only the latest counts.
type Late struct {
	Within time.Duration
	Send   bool
}

// Repeats says which stories that a reader was sent may come back. The zero value means RepeatUpdates.
type Repeats string

// The ways of repeating. No article is ever told twice.
const (
	RepeatUpdates Repeats = "updates" // a story comes back when there is something new
	RepeatNever   Repeats = "never"   // it does not
	RepeatAlways  Repeats = "always"  // it comes back with every new article
)

// Grouping says how readily articles become one story.
type Grouping string

// The groupings: loose tells less twice and mixes more, strict the other way round.
const (
	GroupLoose  Grouping = "loose"
	GroupNormal Grouping = "normal"
	GroupStrict Grouping = "strict"
)

// OnceUnit is the unit within which a reader gets an edition at most once.
type OnceUnit string

// The units: a schedule with one moment a day is guarded by its date, so that moving 07:00 to 08:00 sends no second
// issue the same day; one with several moments a day is guarded by its slot.
const (
	OncePerDate OnceUnit = "date"
	OncePerSlot OnceUnit = "slot"
)

// In is the unit that a slot falls into: of several deliveries of it a reader gets one.
func (u OnceUnit) In(s Slot) string {
	if u == OncePerDate {
		return s.Date()
	}
	return string(s.Reading())
}

// Slot is one due moment of an edition on the wall clock, "2006-01-02T15:04". It names no zone: a reader in another
// zone has the same slot at another instant. Where an issue is for the readers of one such instant only, as with
// Edition.Fresh, its slot names the instant as well, in UTC: "2006-01-02T15:04@2006-01-02T06:04Z".
type Slot string

// SlotLayout is the time layout of a Slot without an instant.
const SlotLayout = "2006-01-02T15:04"

// wakeLayout is that of the instant.
const wakeLayout = SlotLayout + "Z"

// Date is the local date of the slot, "2006-01-02".
func (s Slot) Date() string {
	date, _, _ := strings.Cut(string(s), "T")
	return date
}

// Reading is the slot without an instant.
func (s Slot) Reading() Slot {
	reading, _, _ := strings.Cut(string(s), "@")
	return Slot(reading)
}

// WokenAt is the slot for the readers of one instant, to the minute.
func (s Slot) WokenAt(t time.Time) Slot {
	return s.Reading() + "@" + Slot(t.UTC().Format(wakeLayout))
}

// Woken is the instant that the slot names; ok is false when it names none.
func (s Slot) Woken() (t time.Time, ok bool) {
	_, at, _ := strings.Cut(string(s), "@")
	t, err := time.Parse(wakeLayout, at)
	return t, err == nil
}

// In is the instant at which the wall clock in loc first reads the slot or later. ok is false for a malformed slot.
func (s Slot) In(loc *time.Location) (t time.Time, ok bool) {
	wall, err := time.Parse(SlotLayout, string(s.Reading()))
	if err != nil {
		return time.Time{}, false
	}
	return WallTime(wall, loc), true
}

// At is the same date at another time of day.
func (s Slot) At(t TimeOfDay) Slot { return Slot(s.Date() + "T" + string(t)) }

// SlotOf is the slot of an instant as the wall clock in loc reads it.
func SlotOf(t time.Time, loc *time.Location) Slot { return Slot(t.In(loc).Format(SlotLayout)) }

// Site is what the configuration says about the paper as a whole.
type Site struct {
	Name     string
	Language string // BCP 47, "en" when not set
	Address  string // postal address for the footer; may be empty
	Location *time.Location
}

// List is a group of subscribers that editions may be sent to.
type List struct {
	ID       string
	Title    string
	Default  bool   // subscribers who name no list join it
	Public   bool   // anybody may join it on the web
	Timezone string // IANA; members inherit it
	Language string // BCP 47; members inherit it
}

// Subscriber is an address with preferences: as the file gives it after its lists' settings are inherited, or as a reader
// has chosen.
type Subscriber struct {
	Email      string // as written; Key compares without regard to case
	Name       string
	Lists      []string
	Location   *time.Location // nil: the edition's zone
	At         TimeOfDay      // the reader's own hour; empty: the edition's. See Edition.Clock
	Format     Format
	Language   string // BCP 47; empty: the edition's
	Topics     Filter // Include rules lift matching stories
	Mute       Filter // Exclude rules hide matching stories
	MaxStories int    // 0: the edition's limit

	SkipSections []string // ids of sections whose stories the reader does not want
	Cadence      Cadence
	Pause        Pause
	Editions     map[string]Choices // by edition: what the reader wants otherwise there; see For

	SignedUp bool                    // on the web: the file does not invite the reader
	Chosen   map[ChoiceKey]time.Time // the settings that are the reader's own choice, and since when; the others are the file's
	Left     []Departure             // what the reader has left

	Suppressed Suppression // mail to the reader came back: deliveries are recorded and not made
}

// Key is the address by which a subscriber is known in the state: lower case, so that an address written in two cases
// is one reader.
func (s Subscriber) Key() string { return strings.ToLower(strings.TrimSpace(s.Email)) }

// Format is the form of mail a subscriber asked for. The zero value means FormatHTML.
type Format string

// The formats: HTML comes with a text part beside it, text alone.
const (
	FormatHTML Format = "html"
	FormatText Format = "text"
)

// Key is a short, stable key made of the parts: 26 letters and digits from their SHA-256. Parts are told apart, so
// Key("a", "bc") and Key("ab", "c") differ.
func Key(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(h.Sum(nil)[:16]))
}
