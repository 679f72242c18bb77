// Package web turns requests into pages: readers leave, come back, choose what they get, change their address, and join,
// and anybody reads the issues that are for everybody.
// The pages are plain HTML that works without script, cookies or an account: who holds a link from a mail may do what
// that link is for.
//
// A GET changes nothing, for mail programs and scanners follow links by themselves. What a POST asks for is done at once
// and answered with a page, never a redirect (RFC 8058 section 3.1), but for a thank-you address of the site's own.
package web

import (
	"context"
	"embed"
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	texttemplate "text/template"
	"time"

	"golang.org/x/text/language"

	"tidings/digest"
	"tidings/digest/links"
	"tidings/digest/render"
	"tidings/digest/web/archive"
)

// Options are what the pages are about and what they need. All fields but Mail, Look, Welcome and
// Trusted are required.
type Options struct {
	Site     digest.Site
	URL      string // where readers reach the pages, without a slash at its end
	From     string // RFC 5322 mailbox: who asks for confirmations
	Editions []digest.Edition
	Lists    []digest.List
	Links    *links.Signer
	Readers  Readers
	Store    Store
	Mail     Mailer                                               // nil: nobody can join or move
	Look     func(e digest.Edition) *render.Renderer              // the theme of an edition; nil: no issues are served
	Welcome  func(ctx context.Context, s digest.Subscriber) error // gives a new reader the latest issue; nil: none
	Trusted  []netip.Prefix                                       // proxies whose X-Forwarded-For is believed
	Log      *slog.Logger
	Now      func() time.Time
	Rand     io.Reader
}

// Readers finds who gets mail; digest.ErrNotFound for others.
type Readers interface {
	Keyed(ctx context.Context, key string) (digest.Subscriber, error)
	Named(ctx context.Context, name string) (digest.Subscriber, error)
}

// Store keeps what readers do, and the issues as anybody may read them. Its methods are those of package store.
type Store interface {
	Ping(ctx context.Context) error
	ChangeReader(ctx context.Context, c digest.ReaderChange) error
	AskSignup(ctx context.Context, g digest.Signup, most digest.SignupLimits) error
	Signup(ctx context.Context, id string) (digest.Signup, error)
	UnmailedSignups(ctx context.Context, n, tries int) ([]digest.Signup, error)
	MailedSignup(ctx context.Context, id string) error
	ConfirmSignup(ctx context.Context, c digest.Consent, changes ...digest.ReaderChange) error
	WebCopy(ctx context.Context, edition, name string) (digest.WebCopy, error)
	WebCopies(ctx context.Context, edition string) ([]digest.WebCopy, error)
	Picture(ctx context.Context, name string) (digest.Picture, error)
	Issue(ctx context.Context, id string) (digest.Issue, error)
	Tally(ctx context.Context, issue string) (digest.Tally, error)
	StopIssue(ctx context.Context, id, note string) (n int, err error)
}

// Mailer sends one message at once.
type Mailer interface {
	Post(ctx context.Context, m digest.Message) (digest.Outcome, error)
}

// Server answers requests. It is safe for concurrent use.
type Server struct {
	Options
	base    *url.URL
	pages   *template.Template
	mails   *texttemplate.Template
	style   template.CSS
	policy  string // Content-Security-Policy
	archive *archive.Printer
	words   []words
	matcher language.Matcher
	wake    chan struct{}          // a request waits for its mail
	joined  chan digest.Subscriber // a new reader waits for the latest issue
}

//go:embed pages words
var files embed.FS

// New prepares the pages.
func New(o Options) (*Server, error) {
	s := &Server{Options: o, wake: make(chan struct{}, 1), joined: make(chan digest.Subscriber, 100)}
	var err error
	if s.base, err = url.Parse(o.URL); err != nil {
		return nil, fmt.Errorf("address of the pages: %w", err)
	}
	if s.pages, err = template.ParseFS(files, "pages/*.html"); err != nil {
		return nil, err
	}
	if s.mails, err = texttemplate.ParseFS(files, "pages/*.txt"); err != nil {
		return nil, err
	}
	style, err := files.ReadFile("pages/style.css")
	if err != nil {
		return nil, err
	}
	s.style = template.CSS(style) // our own, embedded
	s.policy = contentPolicy(style)
	if s.words, s.matcher, err = loadWords(files); err != nil {
		return nil, err
	}
	return s, s.newArchive()
}

// mostBody is the longest form that is read. The longest honest one, two hundred rules, has a tenth of it.
const mostBody = 64 << 10

// Handler serves the pages, with the path of URL before each or without it: proxies do either.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", s.health)
	mux.HandleFunc("GET /leave/{edition}/{token}", s.leavePage)
	mux.HandleFunc("POST /leave/{edition}/{token}", s.leave)
	mux.HandleFunc("GET /preferences/{edition}/{token}", s.preferencesPage)
	mux.HandleFunc("POST /preferences/{edition}/{token}", s.preferences)
	mux.HandleFunc("GET "+links.JoinPath, s.joinPage)
	mux.HandleFunc("POST "+links.JoinPath, s.join)
	mux.HandleFunc("GET /confirm/{ticket}", s.confirmPage)
	mux.HandleFunc("POST /confirm/{ticket}", s.confirm)
	mux.HandleFunc("GET /{$}", s.frontPage)
	mux.HandleFunc("GET "+links.ArchiveFolder+"/{$}", s.frontPage)
	mux.HandleFunc("GET /stop/{ticket}", s.stopPage)
	mux.HandleFunc("POST /stop/{ticket}", s.stop)
	mux.HandleFunc("GET "+links.ArchiveFolder+"/{edition}/{$}", s.listPage)
	mux.HandleFunc("GET "+links.ArchiveFolder+"/{edition}/{file}", s.issuePage)
	mux.HandleFunc("GET "+links.PicturesFolder+"/{name}", s.picture)
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) { s.notice(w, r, http.StatusNotFound, "missing") })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.guard(w.Header())
		r.Body = http.MaxBytesReader(w, r.Body, mostBody)
		if path, ok := strings.CutPrefix(r.URL.Path, s.base.Path+"/"); ok && s.base.Path != "" {
			below := new(http.Request)
			*below = *r
			below.URL = new(url.URL)
			*below.URL = *r.URL
			below.URL.Path, below.URL.RawPath = "/"+path, ""
			r = below
		}
		mux.ServeHTTP(w, r)
	})
}

// guard sets what keeps a page and its address to its reader: nothing is loaded, framed, cached or indexed, and no link
// out tells where the reader comes from.
func (s *Server) guard(h http.Header) {
	h.Set("Content-Security-Policy", s.policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY") // for browsers that do not know frame-ancestors
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "interest-cohort=()")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex, nofollow")
}

func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if err := s.Store.Ping(r.Context()); err != nil {
		s.Log.Error("the state does not answer", "error", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, "the state does not answer\n") // who hung up needs no answer
		return
	}
	_, _ = io.WriteString(w, "ok\n")
}

// edition finds a configured edition.
func (s *Server) edition(id string) (digest.Edition, bool) {
	for _, e := range s.Editions {
		if e.ID == id {
			return e, true
		}
	}
	return digest.Edition{}, false
}

// public lists the lists that anybody may join.
func (s *Server) public() []digest.List {
	var public []digest.List
	for _, l := range s.Lists {
		if l.Public {
			public = append(public, l)
		}
	}
	return public
}

// titles names lists as readers see them; those that are no longer configured are left out.
func (s *Server) titles(ids []string) []string {
	var titles []string
	for _, id := range ids {
		for _, l := range s.Lists {
			if l.ID == id {
				titles = append(titles, l.Title)
			}
		}
	}
	return titles
}
