package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"tidings/digest"
	"tidings/digest/links"
)

// request reads the request that a ticket confirms, if it can still be.
func (s *Server) request(r *http.Request) (digest.Signup, error) {
	id, err := s.Links.CheckTicket(r.PathValue("ticket"), s.Now())
	if err != nil {
		return digest.Signup{}, err
	}
	g, err := s.Store.Signup(r.Context(), id)
	if err == nil && !g.Used.IsZero() {
		err = links.ErrExpired
	}
	return g, err
}

// confirmPage asks for the button to be pressed: scanners follow the link, and must not agree to anything.
func (s *Server) confirmPage(w http.ResponseWriter, r *http.Request) {
	g, err := s.request(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	words := s.inLanguage(g.Language)
	p := s.newPage(words, "confirm_title")
	p.Address, p.Text = g.Email, []string{g.Text}
	p.Button, p.Field = words.Say("confirm_button"), "confirm"
	if titles := s.titles(g.Lists); len(titles) > 0 && g.Kind == digest.SignupJoin {
		p.Text = append([]string{words.Say("confirm_lists", "lists", words.Join(titles))}, p.Text...)
	}
	s.show(w, http.StatusOK, "leave.html", p)
}

// confirm does what was asked for, once.
func (s *Server) confirm(w http.ResponseWriter, r *http.Request) {
	g, err := s.request(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	name := string(s.Links.Reader(digest.Subscriber{Email: g.Email}.Key()))
	consent := digest.Consent{Signup: g, Reader: name, Given: s.Now(), GaveAt: s.client(r).String()}
	plan := s.joining
	if g.Kind == digest.SignupMove {
		plan = s.moving
	}
	changes, err := plan(r.Context(), consent)
	if err == nil {
		err = s.Store.ConfirmSignup(r.Context(), consent, changes...)
	}
	if errors.Is(err, digest.ErrNotFound) {
		err = links.ErrExpired // somebody was faster with the same link
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.Log.Info("a reader confirmed", "reader", name, "kind", g.Kind, "lists", g.Lists)
	s.welcome(r.Context(), name, g.Kind)
	words := s.inLanguage(g.Language)
	p := s.newPage(words, "confirmed_title")
	p.Text = []string{words.Say("confirmed_text", "site", s.Site.Name)}
	s.show(w, http.StatusOK, "notice.html", p)
}

// welcome has the latest issue sent to a new reader. One who only moved has it.
func (s *Server) welcome(ctx context.Context, name string, kind digest.SignupKind) {
	if s.Welcome == nil || kind != digest.SignupJoin {
		return
	}
	who, err := s.Readers.Named(ctx, name)
	if err != nil {
		s.Log.Error("a new reader is not found", "reader", name, "error", err)
		return
	}
	select {
	case s.joined <- who:
	default:
		s.Log.Warn("too many join at once: one gets the next issue and not the latest", "reader", name)
	}
}

// joining puts the owner of an address on lists. Who had left everything comes back to these alone.
func (s *Server) joining(ctx context.Context, c digest.Consent) ([]digest.ReaderChange, error) {
	change := digest.ReaderChange{Name: c.Reader, Email: c.Email, Return: append([]string{""}, c.Lists...)}
	who, err := s.Readers.Named(ctx, c.Reader)
	if errors.Is(err, digest.ErrNotFound) {
		change.Joined, err = c.Given, nil
	}
	if err != nil {
		return nil, err
	}
	lists := slices.Clone(who.Lists)
	for _, l := range c.Lists {
		if !slices.Contains(lists, l) {
			lists = append(lists, l)
		}
	}
	change.Choices = []digest.Choice{{Key: digest.ChoiceLists, Value: strings.Join(lists, "\n"), At: c.Given}}
	if who.HasLeft("") {
		for _, l := range who.Lists {
			if !slices.Contains(c.Lists, l) {
				change.Leave = append(change.Leave, digest.Departure{List: l, At: c.Given, How: digest.LeftByPage})
			}
		}
	}
	return []digest.ReaderChange{change}, nil
}

// moving gives everything that a reader has to a new address, and takes it from the old one.
func (s *Server) moving(ctx context.Context, c digest.Consent) ([]digest.ReaderChange, error) {
	who, err := s.Readers.Named(ctx, c.Former)
	if err != nil {
		return nil, err
	}
	there := digest.ReaderChange{
		Name: c.Reader, Email: c.Email, FullName: who.Name, Joined: c.Given, Invited: !who.SignedUp, Return: append([]string{""}, who.Lists...),
		Choices: []digest.Choice{{Key: digest.ChoiceLists, Value: strings.Join(who.Lists, "\n"), At: c.Given}},
	}
	f := formOf(who)
	for key, field := range f.settings() {
		there.Choices = append(there.Choices, digest.Choice{Key: key, Value: strings.TrimSpace(*field), At: c.Given})
	}
	for _, d := range who.Left {
		if d.List != "" { // who asks for everything at a new address does not stay away from it
			there.Leave = append(there.Leave, d)
		}
	}
	here := digest.ReaderChange{
		Name: c.Former, Email: who.Email, Leave: []digest.Departure{{At: c.Given, How: digest.LeftByMove}},
	}
	if c.Reader == c.Former { // the same address, written otherwise
		return []digest.ReaderChange{there}, nil
	}
	return []digest.ReaderChange{there, here}, nil
}
