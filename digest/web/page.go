package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"html/template"
	"net/http"
	"strings"

	"tidings/digest"
	"tidings/digest/links"
)

// page is the dot of every page. The fields below Style are those of single pages.
type page struct {
	words
	Site  string
	Title string
	Style template.CSS

	Text    []string // paragraphs
	Address string
	Button  string // what the one button says; empty: there is none
	Field   string // its name, and value 1
	Other   string // what the other button says
	Problem string // what is wrong with a form
	Saved   bool
	Lists   []option
	Form    form
	Leave   string // path of the page to leave by
	Move    bool   // the address can be changed
}

// option is a list that can be chosen.
type option struct {
	ID, Title string
	Chosen    bool
}

// contentPolicy lets a page show its own style sheet and send its own form, and nothing else.
func contentPolicy(style []byte) string {
	sum := sha256.Sum256(style)
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}

// newPage is a page in a language, with the title of a key.
func (s *Server) newPage(w words, title string, pairs ...string) page {
	pairs = append(pairs, "site", s.Site.Name)
	return page{words: w, Site: s.Site.Name, Title: w.Say(title, pairs...), Style: s.style}
}

// show answers with a page. It is made whole before a byte of it is sent.
func (s *Server) show(w http.ResponseWriter, status int, name string, p page) {
	var out bytes.Buffer
	if err := s.pages.ExecuteTemplate(&out, name, p); err != nil {
		s.Log.Error("a page cannot be made", "page", name, "error", err)
		http.Error(w, "This page is broken.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes()) // who hung up needs no answer
}

// notice answers with a page that says one thing: the phrases KEY_title and KEY_text.
func (s *Server) notice(w http.ResponseWriter, r *http.Request, status int, key string, pairs ...string) {
	words := s.speak(r, "")
	p := s.newPage(words, key+"_title", pairs...)
	p.Text = []string{words.Say(key+"_text", append(pairs, "site", s.Site.Name)...)}
	s.show(w, status, "notice.html", p)
}

// fail answers a request that could not be done, by what went wrong.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, links.ErrInvalid), errors.Is(err, digest.ErrNotFound):
		s.notice(w, r, http.StatusNotFound, "bad_link")
	case errors.Is(err, links.ErrExpired):
		s.notice(w, r, http.StatusGone, "expired")
	case errors.Is(err, digest.ErrTooMany):
		w.Header().Set("Retry-After", "3600")
		s.notice(w, r, http.StatusTooManyRequests, "too_many")
	case errors.As(err, &tooLarge):
		s.notice(w, r, http.StatusRequestEntityTooLarge, "too_long")
	case errors.Is(err, errForm):
		s.notice(w, r, http.StatusBadRequest, "bad_form")
	default:
		s.Log.Error("a request failed", "page", r.Pattern, "error", err)
		s.notice(w, r, http.StatusInternalServerError, "broken")
	}
}

// errForm is a form that cannot be read.
var errForm = errors.New("the form cannot be read")

// parse reads a form of either kind: mail programs send both (RFC 8058 section 3.2).
func parse(r *http.Request) error {
	err := r.ParseForm()
	if err == nil && strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		err = r.ParseMultipartForm(mostBody)
	}
	var tooLarge *http.MaxBytesError
	if err != nil && !errors.As(err, &tooLarge) {
		return errForm
	}
	return err
}
