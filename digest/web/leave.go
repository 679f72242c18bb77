package web

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"tidings/digest"
	"tidings/digest/links"
)

// visitor is the reader whose link brings somebody here.
type visitor struct {
	name    string
	edition string            // in whose mail the link is
	who     digest.Subscriber // empty when neither file nor state invites the reader any more
	lists   []string          // what brings the edition; just the empty name when nothing smaller than everything can be left
}

// visitor checks the token of a link for any of the purposes.
func (s *Server) visitor(r *http.Request, purposes ...links.Purpose) (visitor, error) {
	v := visitor{edition: r.PathValue("edition")}
	err := links.ErrInvalid
	for _, p := range purposes {
		name, bad := s.Links.CheckReader(p, v.edition, r.PathValue("token"))
		if bad == nil {
			v.name, err = string(name), nil
			break
		}
	}
	if err != nil {
		return v, err
	}
	v.who, err = s.Readers.Named(r.Context(), v.name)
	if err != nil && !errors.Is(err, digest.ErrNotFound) {
		return v, err
	}
	e, _ := s.edition(v.edition) // one that is gone from the configuration is left by leaving everything
	v.lists = e.BroughtBy(v.who)
	return v, nil
}

// gone says whether the reader has left what brings the edition.
func (v visitor) gone() bool {
	return v.who.HasLeft("") || !slices.ContainsFunc(v.lists, func(l string) bool { return !v.who.HasLeft(l) })
}

// leavePage shows what can be left. It changes nothing.
func (s *Server) leavePage(w http.ResponseWriter, r *http.Request) {
	v, err := s.visitor(r, links.Leave, links.Page)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if v.gone() {
		s.showLeft(w, r, v)
		return
	}
	words := s.speak(r, v.who.Language)
	p := s.newPage(words, "leave_title")
	p.Address, p.Field = v.who.Email, "all"
	p.Text = []string{words.Say("leave_text", "site", s.Site.Name)}
	p.Other = words.Say("leave_all", "site", s.Site.Name)
	if titles := s.titles(v.lists); len(titles) > 0 {
		p.Button = words.Say("leave_lists", "lists", words.Join(titles))
	}
	s.show(w, http.StatusOK, "leave.html", p)
}

// leave lets a reader go, or come back. It is what a mail program calls by itself when its user presses the button
// (RFC 8058): no login, no cookie, no question, and leaving twice is leaving once.
func (s *Server) leave(w http.ResponseWriter, r *http.Request) {
	v, err := s.visitor(r, links.Leave, links.Page)
	if err == nil {
		err = parse(r)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if r.PostFormValue("back") != "" {
		s.comeBack(w, r, v)
		return
	}
	d := digest.Departure{At: s.Now(), How: digest.LeftByPage, Edition: v.edition}
	if r.PostFormValue("List-Unsubscribe") == "One-Click" {
		d.How = digest.LeftByOneClick
	}
	lists := v.lists
	if r.PostFormValue("all") != "" {
		lists = []string{""}
	}
	c := digest.ReaderChange{Name: v.name, Email: v.who.Email}
	for _, l := range lists {
		d.List = l
		c.Leave = append(c.Leave, d)
	}
	if err := s.change(r.Context(), &v, c); err != nil {
		s.fail(w, r, err)
		return
	}
	s.Log.Info("a reader left", "reader", v.name, "edition", v.edition, "lists", lists, "how", d.How)
	s.showLeft(w, r, v)
}

// change stores a change and reads the reader again.
func (s *Server) change(ctx context.Context, v *visitor, c digest.ReaderChange) error {
	if err := s.Store.ChangeReader(ctx, c); err != nil {
		return err
	}
	var err error
	v.who, err = s.Readers.Named(ctx, v.name)
	if errors.Is(err, digest.ErrNotFound) {
		return nil
	}
	return err
}

// showLeft says that the reader has left, and offers the way back.
func (s *Server) showLeft(w http.ResponseWriter, r *http.Request, v visitor) {
	words := s.speak(r, v.who.Language)
	p := s.newPage(words, "left_title")
	p.Address = v.who.Email
	p.Text = []string{words.Say("left_text", "site", s.Site.Name)}
	if v.who.Email != "" { // who is not invited any more cannot come back by a link
		p.Button, p.Field = words.Say("back_button"), "back"
	}
	s.show(w, http.StatusOK, "leave.html", p)
}

// comeBack undoes a departure.
func (s *Server) comeBack(w http.ResponseWriter, r *http.Request, v visitor) {
	err := s.change(r.Context(), &v, digest.ReaderChange{Name: v.name, Email: v.who.Email, Return: append([]string{""}, v.lists...)})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.Log.Info("a reader came back", "reader", v.name, "edition", v.edition)
	s.notice(w, r, http.StatusOK, "back")
}
