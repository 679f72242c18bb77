package web

import (
	"fmt"
	"io"
	"net/http"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"time"

	"tidings/digest"
	"tidings/digest/links"
)

// How often may be asked, and how long an answer is waited for. An address is asked three times a day at most, so that
// nobody's mailbox is filled through this form; a network asks for twenty people an hour, an office that signs up
// together, and everybody for five hundred, a front page's visitors.
const (
	addressMost, addressSpan = 3, 24 * time.Hour
	networkMost, networkSpan = 20, time.Hour
	allMost, allSpan         = 500, time.Hour
	confirmWithin            = 48 * time.Hour
)

// honeypot is a field that people do not see and programs fill in.
const honeypot = "website"

// maxAddress is the longest address (RFC 5321 section 4.5.3.1.3).
const maxAddress = 254

// joinPage shows the form to join by.
func (s *Server) joinPage(w http.ResponseWriter, r *http.Request) {
	s.showJoin(w, r, http.StatusOK, "", "", nil)
}

func (s *Server) showJoin(w http.ResponseWriter, r *http.Request, status int, problem, address string, ticked []string) {
	public := s.public()
	if len(public) == 0 || s.Mail == nil {
		s.notice(w, r, http.StatusNotFound, "missing")
		return
	}
	words := s.speak(r, "")
	p := s.newPage(words, "join_title")
	p.Text = []string{words.Say("join_text", "site", s.Site.Name)}
	p.Problem, p.Address = problem, address
	for _, l := range public {
		p.Lists = append(p.Lists, option{ID: l.ID, Title: l.Title, Chosen: len(public) == 1 || slices.Contains(ticked, l.ID)})
	}
	w.Header().Del("X-Robots-Tag") // the one page that strangers should find
	s.show(w, status, "join.html", p)
}

// join takes a request to join. The answer is the same whatever is known of the address, and for a program that filled in
// the honeypot; nothing happens until the owner of the address confirms it.
func (s *Server) join(w http.ResponseWriter, r *http.Request) {
	if len(s.public()) == 0 || s.Mail == nil {
		s.notice(w, r, http.StatusNotFound, "missing")
		return
	}
	if err := parse(r); err != nil {
		s.fail(w, r, err)
		return
	}
	words := s.speak(r, "")
	address, ok := parseAddress(r.PostFormValue("email"))
	if !ok {
		s.showJoin(w, r, http.StatusUnprocessableEntity, words.Say("bad_address"), r.PostFormValue("email"), r.PostForm["lists"])
		return
	}
	lists := s.wanted(r.PostForm["lists"])
	if len(lists) == 0 {
		s.showJoin(w, r, http.StatusUnprocessableEntity, words.Say("no_list"), address, nil)
		return
	}
	if r.PostFormValue(honeypot) == "" {
		err := s.ask(r, digest.Signup{
			Kind: digest.SignupJoin, Email: address, Lists: lists, Language: words.Lang, Text: words.Say("join_text", "site", s.Site.Name),
		})
		if err != nil {
			s.fail(w, r, err)
			return
		}
	}
	if thanks := r.PostFormValue("thanks"); thanks != "" && s.Links.CheckSeal(links.Thanks, thanks, r.PostFormValue("seal")) == nil {
		http.Redirect(w, r, thanks, http.StatusSeeOther)
		return
	}
	s.notice(w, r, http.StatusOK, "asked")
}

// parseAddress is a mail address, alone.
func parseAddress(text string) (string, bool) {
	text = strings.TrimSpace(text)
	a, err := mail.ParseAddress(text)
	if err != nil || a.Name != "" || len(a.Address) > maxAddress || strings.ContainsAny(a.Address, "\"\\<> \t") {
		return "", false
	}
	return a.Address, true
}

// wanted are the public lists among those named; the only one there is when none is named.
func (s *Server) wanted(named []string) []string {
	public := s.public()
	var lists []string
	for _, l := range public {
		if slices.Contains(named, l.ID) || len(public) == 1 && len(named) == 0 {
			lists = append(lists, l.ID)
		}
	}
	return lists
}

// ask stores a request, for its mail to be sent.
func (s *Server) ask(r *http.Request, g digest.Signup) error {
	var random [16]byte
	if _, err := io.ReadFull(s.Rand, random[:]); err != nil {
		return err
	}
	client := s.client(r)
	g.ID, g.Asked, g.From, g.Network = links.RequestID(random), s.Now(), client.String(), networkOf(client)
	g.Until = g.Asked.Add(confirmWithin)
	err := s.Store.AskSignup(r.Context(), g, digest.SignupLimits{
		Address: addressMost, AddressSince: g.Asked.Add(-addressSpan), Network: networkMost, NetworkSince: g.Asked.Add(-networkSpan),
		All: allMost, AllSince: g.Asked.Add(-allSpan),
	})
	if err != nil {
		s.Log.Warn("a sign-up was not taken", "from", g.Network, "error", err)
		return err
	}
	s.Log.Info("somebody asked to be confirmed", "kind", g.Kind, "from", g.Network)
	select {
	case s.wake <- struct{}{}:
	default:
	}
	return nil
}

// move asks a new address of a reader to confirm that it is the reader's.
func (s *Server) move(w http.ResponseWriter, r *http.Request, v visitor) {
	words := s.speak(r, v.who.Language)
	address, ok := parseAddress(r.PostFormValue("email"))
	if !ok || s.Mail == nil {
		s.showPreferences(w, r, http.StatusUnprocessableEntity, v, formOf(v.who), s.offered(v.who), words.Say("bad_address"), false)
		return
	}
	err := s.ask(r, digest.Signup{
		Kind: digest.SignupMove, Email: address, Lists: v.who.Lists, Language: words.Lang, Former: v.name,
		Text: words.Say("move_text", "site", s.Site.Name, "former", v.who.Email),
	})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.notice(w, r, http.StatusOK, "asked")
}

// Snippet is a form for a page of one's own, by which its visitors join lists, all public ones when none are named. After
// it they see thanks, the address of a page; empty: a page of ours. The address is sealed, so that nobody can have visitors
// sent elsewhere.
func (s *Server) Snippet(lists []string, thanks string) (string, error) {
	p := snippet{Action: s.URL + links.JoinPath, Page: s.newPage(s.speak(new(http.Request), ""), "join_title")}
	p.Page.Text = []string{p.Page.Say("join_text", "site", s.Site.Name)}
	for _, l := range s.public() {
		if len(lists) == 0 || slices.Contains(lists, l.ID) {
			p.Page.Lists = append(p.Page.Lists, option{ID: l.ID, Title: l.Title})
		}
	}
	if len(p.Page.Lists) == 1 {
		p.Page.Lists[0].Chosen = true
	}
	if thanks != "" {
		if u, err := url.Parse(thanks); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
			return "", fmt.Errorf("%q is no web address", thanks)
		}
		p.Thanks, p.Seal = thanks, s.Links.Seal(links.Thanks, thanks)
	}
	var b strings.Builder
	err := s.pages.ExecuteTemplate(&b, "snippet.html", p)
	return b.String(), err
}

// snippet is the dot of a form for somebody's own page.
type snippet struct {
	Page         page
	Action       string
	Thanks, Seal string
}
