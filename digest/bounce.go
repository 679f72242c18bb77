package digest

import (
	"fmt"
	"slices"
	"time"
)

// Bounce is what one mail that came back, or a server's refusal, says about a reader.
type Bounce struct {
	Reader string // name; see package links
	Issue  string // Issue.ID or the beginning of it: one that comes twice for the same issue counts once
	Kind   BounceKind
	Status string // RFC 3463 code such as "5.1.1"; empty when none was given
	Words  string // the server's, or what was complained of
	At     time.Time
}

// BounceKind is what a bounce means for the reader.
type BounceKind string

// The kinds.
const (
	BounceHard      BounceKind = "hard"      // the address takes no mail, and will not
	BounceSoft      BounceKind = "soft"      // not now: a full mailbox, a server that was not reached for days
	BouncePolicy    BounceKind = "policy"    // they do not want mail from us, or this mail: it says nothing about the address
	BounceComplaint BounceKind = "complaint" // the reader called it spam
)

// Suppression says that a reader gets nothing because of bounces. The zero value: gets mail.
type Suppression struct {
	At  time.Time
	Why string // in plain words, with the server's last ones
}

// IsZero says that the reader gets mail.
func (s Suppression) IsZero() bool { return s.At.IsZero() }

// Words is why a suppressed reader gets nothing, for the ledger.
func (s Suppression) Words() string {
	return fmt.Sprintf("suppressed on %s: %s", s.At.Format(time.DateOnly), s.Why)
}

// What it takes to stop mailing an address.
const (
	hardBounces = 3 // of a kind that may be an error of theirs; each about another issue
	hardWithin  = 14 * 24 * time.Hour

	// A score of 5, and bounces that grow stale, are how Mailman does it (bounce_score_threshold, bounce_info_stale_after;
	// its 7 days are doubled for weekly editions).
	softBounces = 5 // each on another day
	softStale   = 14 * 24 * time.Hour
)

// Suppresses says whether what is known of a reader is reason enough to mail that address no more, and which reason. The
// bounces are in the order they came. One complaint suffices, and one answer that there is no such mailbox or domain
// (5.1.1, 5.1.6, 5.1.10: RFC 3463 section 3.2, RFC 7505 section 4.2); other hard bounces do when they come again and again, and
// soft ones when they go on for days.
func Suppresses(bounces []Bounce) (why string, yes bool) {
	var hard, soft []Bounce
	for _, b := range bounces {
		switch b.Kind {
		case BounceComplaint:
			return "the reader complained: " + b.Words, true
		case BounceHard:
			if slices.Contains([]string{"5.1.1", "5.1.6", "5.1.10"}, b.Status) {
				return "the address takes no mail: " + b.Words, true
			}
			hard = slices.DeleteFunc(hard, func(old Bounce) bool { return b.At.Sub(old.At) > hardWithin })
			if hard = append(hard, b); len(hard) >= hardBounces {
				return "mail came back again and again: " + b.Words, true
			}
		case BounceSoft:
			if n := len(soft); n > 0 && b.At.Sub(soft[n-1].At) > softStale {
				soft = nil
			} else if n > 0 && sameDay(b.At, soft[n-1].At) {
				continue
			}
			if soft = append(soft, b); len(soft) >= softBounces {
				return "mail came back for days: " + b.Words, true
			}
		}
	}
	return "", false
}

func sameDay(a, b time.Time) bool {
	return a.UTC().Format(time.DateOnly) == b.UTC().Format(time.DateOnly)
}
