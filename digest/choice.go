package digest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Choice is what a reader chose on the web for one setting. It wins over the file.
type Choice struct {
	Key   ChoiceKey
	Value string // as the file would have it, lists and rules one a line; empty: none of them
	At    time.Time
}

// ChoiceKey names a setting, as the file does.
type ChoiceKey string

// The settings that readers may choose.
const (
	ChoiceLists      ChoiceKey = "lists"
	ChoiceTopics     ChoiceKey = "topics"
	ChoiceMute       ChoiceKey = "mute"
	ChoiceTimezone   ChoiceKey = "timezone"
	ChoiceAt         ChoiceKey = "at" // a TimeOfDay; empty: the edition's
	ChoiceFormat     ChoiceKey = "format"
	ChoiceMaxStories ChoiceKey = "max_stories"
	ChoiceCadence    ChoiceKey = "cadence" // a CadenceWord, or days: mon,thu
	ChoicePause      ChoiceKey = "pause"   // until a date
)

// The bounds of what a stranger may ask a choice to be. A thousand stories are what the file allows, too.
const (
	mostLines   = 100
	mostStories = 1000
)

// Lines are the lines of a choice that lists something, without those that are empty.
func (c Choice) Lines() []string {
	var lines []string
	for line := range strings.Lines(c.Value) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// Apply sets what was chosen. zone finds an IANA time zone, such as time.LoadLocation. A choice that cannot be is an
// error for the reader's eyes, and changes nothing.
func (c Choice) Apply(s *Subscriber, zone func(string) (*time.Location, error)) error {
	switch c.Key {
	case ChoiceLists:
		s.Lists = c.Lines()
	case ChoiceTopics, ChoiceMute:
		rules, err := c.rules()
		if err != nil {
			return err
		}
		if c.Key == ChoiceTopics {
			s.Topics.Include = rules
		} else {
			s.Mute.Exclude = rules
		}
	case ChoiceTimezone:
		if c.Value == "" {
			s.Location = nil
			return nil
		}
		loc, err := zone(c.Value)
		if err != nil || c.Value == "Local" {
			return fmt.Errorf("%q is no time zone", c.Value)
		}
		s.Location = loc
	case ChoiceAt:
		at, ok := ParseTimeOfDay(c.Value)
		if !ok && c.Value != "" {
			return fmt.Errorf("%q is no time of day", c.Value)
		}
		s.At = at
	case ChoiceFormat:
		if f := Format(c.Value); f != FormatHTML && f != FormatText {
			return fmt.Errorf("%q is no format", c.Value)
		}
		s.Format = Format(c.Value)
	case ChoiceMaxStories:
		n, err := strconv.Atoi(c.Value)
		if c.Value != "" && (err != nil || n < 1 || n > mostStories) {
			return fmt.Errorf("%q is no number from 1 to %d", c.Value, mostStories)
		}
		s.MaxStories = n
	case ChoiceCadence:
		cadence, ok := parseCadence(c.Value)
		if !ok {
			return fmt.Errorf("%q is no choice of days", c.Value)
		}
		s.Cadence = cadence
	case ChoicePause:
		if _, err := time.Parse(time.DateOnly, c.Value); err != nil && c.Value != "" {
			return fmt.Errorf("%q is no date", c.Value)
		}
		s.Pause.Until = c.Value
	default:
		return fmt.Errorf("there is no setting %q", c.Key)
	}
	return nil
}

// cadences are the choices of days that have a word of their own.
var cadences = map[string]Cadence{
	"daily": {}, "weekly": {Weekly: true},
	"weekdays": {Days: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}},
	"weekends": {Days: []time.Weekday{time.Sunday, time.Saturday}},
}

// CadenceWord is a cadence as a choice has it: daily, weekdays, weekends, weekly, or days such as mon,thu.
func CadenceWord(c Cadence) string {
	days := slices.Sorted(slices.Values(c.Days))
	for word, known := range cadences {
		if c.Weekly == known.Weekly && slices.Equal(days, slices.Sorted(slices.Values(known.Days))) {
			return word
		}
	}
	words := make([]string, len(days))
	for i, day := range days {
		words[i] = strings.ToLower(day.String()[:3])
	}
	return strings.Join(words, ",")
}

func parseCadence(word string) (Cadence, bool) {
	if c, ok := cadences[word]; ok {
		return c, true
	}
	var c Cadence
	for name := range strings.SplitSeq(word, ",") {
		i := slices.IndexFunc([]time.Weekday{0, 1, 2, 3, 4, 5, 6}, func(d time.Weekday) bool {
			return strings.ToLower(d.String()[:3]) == name
		})
		if i < 0 || slices.Contains(c.Days, time.Weekday(i)) {
			return Cadence{}, false
		}
		c.Days = append(c.Days, time.Weekday(i))
	}
	return c, true
}

// rules are the filter rules of a choice. Regular expressions are taken: RE2 matches in time that grows with the text
// alone.
func (c Choice) rules() ([]Rule, error) {
	lines := c.Lines()
	if len(lines) > mostLines {
		return nil, fmt.Errorf("%d lines are more than %d", len(lines), mostLines)
	}
	rules := make([]Rule, len(lines))
	for i, line := range lines {
		var err error
		if rules[i], err = ParseRule(line); err != nil {
			return nil, fmt.Errorf("%q: %w", line, err)
		}
	}
	return rules, nil
}

// Departure says that a reader left.
type Departure struct {
	List    string // empty: everything
	At      time.Time
	How     LeftBy
	Edition string // in whose mail the link was
}

// LeftBy is how a reader left.
type LeftBy string

// The ways to leave.
const (
	LeftByOneClick LeftBy = "one-click" // the mail program's own button (RFC 8058)
	LeftByPage     LeftBy = "page"
	LeftByMail     LeftBy = "mail"        // to the address in List-Unsubscribe
	LeftByMove     LeftBy = "new address" // the reader goes on elsewhere
	LeftByForget   LeftBy = "forgotten"   // the operator had everything about the reader erased
)

// ReaderState is what the state knows of a reader beside the file.
type ReaderState struct {
	Name       string    // by which links and the state know the reader; see package links
	Email      string    // as written; empty when only the name is known
	FullName   string    // the reader's own name; may be empty
	Joined     time.Time // when the reader signed up on the web; zero: only the file invites
	Invited    bool      // the file invites the reader, at another address
	Choices    []Choice
	Departures []Departure
	Suppressed Suppression
}

// ReaderChange is what happens to a reader's state in one transaction. Empty fields change nothing.
type ReaderChange struct {
	Name     string
	Email    string
	FullName string
	Joined   time.Time
	Invited  bool
	Choices  []Choice
	Leave    []Departure
	Return   []string // lists to which the reader returns, "" for everything
}

// Signup is a request that was made on the web and waits to be confirmed by the owner of an address.
type Signup struct {
	ID       string // links.RequestID
	Kind     SignupKind
	Email    string // that is to confirm it
	Lists    []string
	Language string    // of the page that asked, BCP 47
	Text     string    // the words that the reader agreed to
	Asked    time.Time // when, and
	From     string    // from which address
	Network  string    // and network, of which so many requests are taken
	Until    time.Time // after this it is too late
	Former   string    // SignupMove: name of the reader who moves
	Used     time.Time // when it was confirmed; zero: not yet
}

// SignupKind is what a request asks for.
type SignupKind string

// The kinds.
const (
	SignupJoin SignupKind = "join" // to get lists
	SignupMove SignupKind = "move" // to get everything at a new address
)

// SignupLimits bound requests: how many one address may be asked to confirm, and how many one network and everybody may
// make, since the moments given.
type SignupLimits struct {
	Address, Network, All                int
	AddressSince, NetworkSince, AllSince time.Time
}

// ErrTooMany says that a network, or everybody together, asked too often.
var ErrTooMany = errors.New("too many requests")

// Consent is the record of a reader's confirmation.
type Consent struct {
	Signup
	Reader string // name
	Given  time.Time
	GaveAt string // the address that confirmed
}

// HasLeft says whether a subscriber has left a list, or everything by the empty name.
func (s Subscriber) HasLeft(list string) bool {
	return slices.ContainsFunc(s.Left, func(d Departure) bool { return d.List == list })
}

// Feeds lists those of all feeds that stand in the edition's sections; without sections, all.
func (e Edition) Feeds(all []Feed) []Feed {
	if len(e.Sections) == 0 {
		return all
	}
	var feeds []Feed
	for _, f := range all {
		if slices.ContainsFunc(e.Sections, func(s Section) bool { return s.ID == f.Section }) {
			feeds = append(feeds, f)
		}
	}
	return feeds
}

// For says whether a subscriber gets the edition. An edition without lists goes to everyone in the file, and not to those
// who signed up on the web: they asked for the lists that they were shown.
func (e Edition) For(s Subscriber) bool {
	if s.HasLeft("") {
		return false
	}
	if len(e.Lists) == 0 {
		return !s.SignedUp
	}
	return slices.ContainsFunc(s.Lists, func(l string) bool { return slices.Contains(e.Lists, l) && !s.HasLeft(l) })
}

// BroughtBy lists the lists by which an edition comes to a reader: what is left by leaving it. An edition without lists is left by
// leaving everything, which is the empty name; who is on none of its lists now may have been, and leaves all of them.
func (e Edition) BroughtBy(s Subscriber) []string {
	if len(e.Lists) == 0 {
		return []string{""}
	}
	var lists []string
	for _, l := range e.Lists {
		if slices.Contains(s.Lists, l) {
			lists = append(lists, l)
		}
	}
	if len(lists) == 0 {
		return e.Lists
	}
	return lists
}
