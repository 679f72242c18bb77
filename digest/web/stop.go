package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"tidings/digest"
)

// stoppedByLink is why an issue was stopped here.
const stoppedByLink = "stopped by the link in its proof"

// stoppable finds the issue that a proof's link stops.
func (s *Server) stoppable(r *http.Request) (digest.Issue, error) {
	id, err := s.Links.CheckStopTicket(r.PathValue("ticket"), s.Now())
	if err != nil {
		return digest.Issue{}, err
	}
	return s.Store.Issue(r.Context(), id)
}

// stopPage asks for the button to be pressed: scanners follow the link, and must not stop anything.
func (s *Server) stopPage(w http.ResponseWriter, r *http.Request) {
	is, err := s.stoppable(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if is.State != digest.IssueBuilt {
		s.showStop(w, r, is)
		return
	}
	tally, err := s.Store.Tally(r.Context(), is.ID)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	words := s.speak(r, "")
	p := s.newPage(words, "stop_title")
	p.Text = []string{words.Say("stop_text", "edition", is.Edition, "slot", slotWords(is), "waiting", strconv.Itoa(tally[digest.Pending]+tally[digest.Deferred]))}
	p.Button, p.Field = words.Say("stop_button"), "stop"
	s.show(w, http.StatusOK, "leave.html", p)
}

// stop stops the issue. Stopping twice is stopping once.
func (s *Server) stop(w http.ResponseWriter, r *http.Request) {
	is, err := s.stoppable(r)
	if err == nil {
		err = parse(r)
	}
	if err == nil && r.PostFormValue("stop") == "" {
		err = errForm
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	n, err := s.Store.StopIssue(r.Context(), is.ID, stoppedByLink)
	switch {
	case errors.Is(err, digest.ErrNotFound): // it has gone out
	case err != nil:
		s.fail(w, r, err)
		return
	case n > 0:
		s.Log.Warn("issue stopped", "edition", is.Edition, "slot", is.Slot, "deliveries", n, "by", s.client(r).String())
	}
	if is, err = s.Store.Issue(r.Context(), is.ID); err != nil {
		s.fail(w, r, err)
		return
	}
	s.showStop(w, r, is)
}

// showStop says that an issue is stopped, or that there is nothing left to stop.
func (s *Server) showStop(w http.ResponseWriter, r *http.Request, is digest.Issue) {
	key := "stop_late"
	if is.State == digest.IssueStopped {
		key = "stopped"
	}
	s.notice(w, r, http.StatusOK, key, "edition", is.Edition, "slot", slotWords(is))
}

// slotWords is the moment of an issue, as people write it.
func slotWords(is digest.Issue) string {
	return strings.Replace(string(is.Slot.Reading()), "T", " ", 1)
}
