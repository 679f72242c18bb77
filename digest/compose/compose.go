// Package compose turns stories into the contents of an issue, for one group of readers: what is let in (Select), what
// is new to the reader (Fresh), and what stands where within the limits (Issue).
//
// It runs in that order, with grouping after Select, and ranking and summaries between Fresh and Issue. Nothing given
// to it is changed.
package compose

import (
	"time"

	"tidings/digest"
)

// Reader is one group of readers who get the same contents: what they chose, and what they had so far.
type Reader struct {
	Since      time.Time // their last issue covered what was gathered up to here
	Until      time.Time // this issue covers what was gathered up to here
	Told       map[string]digest.Told
	Mute       digest.Filter // Exclude rules hide stories
	Topics     digest.Filter // Include rules lift stories; rank reads them
	MaxStories int           // 0: the edition's limit
	Skip       []string      // ids of sections whose stories they do not want
	Away       bool          // they were away, and this catches up on everything since Since
	Location   *time.Location
	Language   string // BCP 47; empty: the edition's, then the site's
	Format     digest.Format
	Lists      []string // titles of the lists that bring them the issue
}

// Options is what an issue is the same in for all its readers.
type Options struct {
	Site       digest.Site
	Edition    digest.Edition
	Slot       digest.Slot
	Feeds      map[string]digest.Feed // by ID
	FeedTitles map[string]string      // by feed ID: the feeds' own titles, for those without a configured name
	Leave      digest.Leave
}
