package digest

import "time"

// Proofing says who sees the issues of an edition before their readers do, and how long before. The zero value is nobody.
type Proofing struct {
	To     string // address
	Before time.Duration
}

// Proof is the copy of an issue that somebody sees before its readers do, and what became of it.
type Proof struct {
	To     string // address
	Tries  int
	Tried  time.Time
	Sent   time.Time // zero: not yet, or never
	Ended  bool      // it is not tried again
	Reason string    // why it was not sent, in the mail server's words
}
