// Package watch serves a digest as a page on this machine, which draws it again whenever one of its files changes. What
// the digest is made of is the Desk's to know; the page has switches for all that changes how it looks, and shows what is
// wrong with a file beside the last digest that could be drawn.
package watch

import (
	"context"
	"strings"
	"sync"
	"time"

	"tidings/digest"
)

// Choice is what a digest is drawn for. The zero value is anybody's copy of the first edition in its own theme.
type Choice struct {
	Reader  string `json:"as"`      // an address; empty: anybody
	Edition string `json:"edition"` // its ID; empty: the first
	Theme   string `json:"theme"`   // the name of a built-in theme; empty: the edition's own
}

// Drawn is a digest, or the words that say why there is none.
type Drawn struct {
	Subject string
	HTML    string // empty for readers of plain text
	Text    string
	Size    int      // bytes of the HTML, or of the text when there is none, after transfer encoding
	Budget  int      // the most that Size may be
	Facts   []string // "15 stories", "62 articles"
	Nothing string   // why there is no digest; the other fields are empty then

	Pictures string // where the paper serves its pictures, which the page takes from the Desk; empty: it has none
}

// Fault is one thing that is wrong with a file, and what to do about it.
type Fault struct {
	Where   string `json:"where,omitempty"` // "sources.yaml:12:7"
	Text    string `json:"text"`
	Excerpt string `json:"excerpt,omitempty"` // the line with a caret under the spot
	Hint    string `json:"hint,omitempty"`
}

// Faults are what keeps a digest from being drawn: the error that a Desk returns for what a person can mend in a file.
type Faults []Fault

func (f Faults) Error() string {
	words := make([]string, len(f))
	for i := range f {
		words[i] = strings.TrimPrefix(f[i].Where+": "+f[i].Text, ": ")
	}
	return strings.Join(words, "\n")
}

// Option is one position of a switch.
type Option struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// Menu is what there is to choose from.
type Menu struct {
	Editions []Option `json:"editions"`
	Readers  []Option `json:"readers"`
	Themes   []Option `json:"themes"`
	More     int      `json:"more,omitempty"` // readers that are not listed
}

// Desk draws digests. Its methods are called by one goroutine at a time.
type Desk interface {
	Reload(ctx context.Context) error                  // reads the files again
	Draw(ctx context.Context, c Choice) (Drawn, error) // by the files as they were last read
	Menu() Menu                                        // of the last files that were without error
	Files() []string                                   // the files and folders that a digest depends on

	Picture(ctx context.Context, name string) (digest.Picture, error) // one below Drawn.Pictures
}

// Server is the page. It is safe for use by several goroutines.
type Server struct {
	mu       sync.Mutex
	desk     Desk
	version  int // counts the changes of the files
	settling stamp
	seen     stamp
	broken   error            // of the last Reload
	drawn    map[Choice]sheet // by the present files
	good     map[Choice]Drawn // the last of each choice that could be drawn
	hearers  map[chan int]bool
}

// sheet is what came of drawing.
type sheet struct {
	Drawn
	err error
}

// mostChoices bounds what is kept of digests: a page of 95 KB in each of the themes for a dozen readers is 4 MB.
const mostChoices = 36

// New makes a page of a desk, and reads its files for the first time.
func New(ctx context.Context, desk Desk) *Server {
	s := &Server{desk: desk, drawn: make(map[Choice]sheet), good: make(map[Choice]Drawn), hearers: make(map[chan int]bool)}
	s.reload(ctx)
	s.seen = stampOf(desk.Files())
	s.settling = s.seen
	return s
}

// Look looks at the files once, and reads them again when they have changed and are as they were at the look before:
// what is being written is left to be finished.
func (s *Server) Look(ctx context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := stampOf(s.desk.Files())
	settled := now == s.settling
	s.settling = now
	if !settled || now == s.seen {
		return
	}
	s.reload(ctx)
	s.seen = stampOf(s.desk.Files()) // other files may be named now
	s.settling = s.seen
	for h := range s.hearers {
		select {
		case <-h: // an older version that nobody has read yet
		default:
		}
		h <- s.version
	}
}

// period is the time between two looks: with the look that a change has to stand, a page follows its file in 300 ms.
const period = 150 * time.Millisecond

// follow looks at the files until ctx ends.
func (s *Server) follow(ctx context.Context) {
	tick := time.NewTicker(period)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			s.Look(ctx)
		case <-ctx.Done():
			return
		}
	}
}

func (s *Server) reload(ctx context.Context) {
	s.version++
	clear(s.drawn)
	s.broken = s.desk.Reload(ctx)
}

// shown is what the page shows of a choice: the digest, or what is wrong and the last one that was good.
type shown struct {
	Drawn
	version int
	menu    Menu
	err     error
	stale   bool // Drawn is of earlier files
	blank   bool // there is nothing to show
}

// show draws what is chosen, once for each state of the files.
func (s *Server) show(ctx context.Context, c Choice) shown {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := shown{version: s.version, menu: s.desk.Menu()}
	sh, ok := s.drawn[c]
	switch {
	case s.broken != nil:
		sh.err = s.broken
	case !ok:
		sh.Drawn, sh.err = s.desk.Draw(ctx, c)
		if ctx.Err() != nil { // the page asks for something else by now
			return shown{version: s.version, menu: out.menu, err: ctx.Err(), blank: true}
		}
		s.keep(c, sh)
	}
	out.Drawn, out.err = sh.Drawn, sh.err
	if out.err != nil {
		out.Drawn, out.stale = s.good[c]
		out.blank = !out.stale
	}
	return out
}

// keep remembers what was drawn.
func (s *Server) keep(c Choice, sh sheet) {
	if len(s.drawn) >= mostChoices {
		clear(s.drawn)
	}
	s.drawn[c] = sh
	if sh.err != nil {
		return
	}
	if len(s.good) >= mostChoices {
		clear(s.good)
	}
	s.good[c] = sh.Drawn
}

// hear is a channel that gets the version after each change, the latest only; call gone when nobody reads it any more.
func (s *Server) hear() (versions <-chan int, gone func()) {
	h := make(chan int, 1)
	s.mu.Lock()
	defer s.mu.Unlock()
	h <- s.version
	s.hearers[h] = true
	return h, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.hearers, h)
	}
}
