// Package demo turns nothing into a press: twenty invented papers with their feeds and pages, served on loopback. With
// it, and the inbox in the room below, everything that Tidings does can be seen, and tested, with no network.
//
// The text stands under press/: one file an event, one file a paper for what only that paper tells. Times in it are
// ages, so the press is always fresh. All names are invented but those of the one real event, press/events/scale-ai.yaml.
package demo

import (
	"embed"
	"errors"
	"net/http"
	"sync"
	"text/template"
	"time"
)

//go:embed press
var files embed.FS

// PressOptions say when it is, and how slow the slow paper is.
type PressOptions struct {
	Now   time.Time     // every article's age counts back from here; must be set
	Delay time.Duration // how long the slow feed keeps its readers waiting; 0: DefaultDelay
}

// DefaultDelay is longer than the 20 seconds that a fetch may take altogether.
const DefaultDelay = 30 * time.Second

// Press is the invented press: an http.Handler, and a server of its own. It is safe for use by several goroutines.
type Press struct {
	now     time.Time
	layouts layouts
	feeds   *template.Template
	delay   time.Duration
	server  *http.Server

	mu        sync.RWMutex
	archive   *archive
	documents map[string]document // by URL path
}

// document is what stands at one path. Its bytes depend on the address the press is reached by, as links are absolute.
type document struct {
	kind     string // Content-Type
	modified time.Time
	fault    fault
	write    func(base string) ([]byte, error)
}

// NewPress reads the embedded files and prepares every document. It fails when Now is not set, or when a file under
// press/ is not in order; the error names the file.
func NewPress(o PressOptions) (*Press, error) {
	if o.Now.IsZero() {
		return nil, errors.New("demo press: PressOptions.Now is not set")
	}
	if o.Delay == 0 {
		o.Delay = DefaultDelay
	}
	layouts, err := parseLayouts(files)
	if err != nil {
		return nil, err
	}
	feeds, err := parseFeeds(files)
	if err != nil {
		return nil, err
	}
	p := &Press{now: o.Now, layouts: layouts, feeds: feeds, delay: o.Delay}
	p.server = &http.Server{Handler: p, ReadHeaderTimeout: 10 * time.Second}
	return p, p.Turn(o.Now)
}

// Turn makes the press what it was at a moment: what has appeared since is not there yet, and no paper was slow, broken
// or gone before Now.
func (p *Press) Turn(at time.Time) error {
	archive, err := readArchive(files, p.now, at)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.archive, p.documents = archive, make(map[string]document)
	p.addDocuments()
	return nil
}

// Events is the ground truth for grouping: the URL path of each article and the id of the event it tells. Articles in
// different languages on one event share its id.
func (p *Press) Events() map[string]string {
	p.mu.RLock()
	defer p.mu.RUnlock()
	events := make(map[string]string, len(p.archive.articles))
	for _, a := range p.archive.articles {
		events[a.Path()] = a.event
	}
	return events
}

// addDocuments gives every page, feed, photograph and recording its path.
func (p *Press) addDocuments() {
	const html = "text/html; charset=utf-8"
	p.documents["/"] = document{kind: html, modified: p.archive.newest(), write: p.stand(p.archive)}
	for _, o := range p.archive.outlets {
		p.documents[o.FeedPath()] = document{
			kind: o.FeedType() + "; charset=" + o.Encoding(), modified: o.Updated, fault: o.Fault, write: p.feed(o),
		}
		if o.Fault != faultGone {
			p.documents[o.Home()] = document{kind: html, modified: o.Updated, write: p.front(o)}
		}
	}
	for _, a := range p.archive.articles {
		p.documents[a.Path()] = document{kind: html, modified: a.Published, write: p.page(a)}
		if a.Photo != "" {
			p.documents[a.PhotoPath()] = document{kind: "image/jpeg", modified: a.Published, write: photograph(a.Path())}
		}
		if a.Audio > 0 {
			p.documents[a.AudioPath()] = document{kind: "audio/wav", modified: a.Published, write: silence}
		}
	}
}
