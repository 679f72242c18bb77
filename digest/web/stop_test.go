package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"tidings/digest"
)

// proofed is a house with an issue that waits for its readers, and the path that stops it.
func proofed(t *testing.T) (h *house, is digest.Issue, path string) {
	t.Helper()
	h = newHouse(t, nil)
	now := h.clock.now()
	is = digest.Issue{ID: digest.Key("issue"), Edition: "morning", Slot: "2026-11-23T07:30", Due: now.Add(30 * time.Minute), Until: now, Built: now}
	row := digest.Delivery{ID: "d", Issue: is.ID, Edition: "morning", Slot: is.Slot, Once: "2026-11-23", Subscriber: "ana@example.com", To: "ana@example.com", Due: is.Due}
	if saved, err := h.store.SaveIssue(t.Context(), is, nil, nil, nil, []digest.Delivery{row}); err != nil || !saved {
		t.Fatal(saved, err)
	}
	ticket, err := h.links.StopTicket(is.ID, is.Due)
	if err != nil {
		t.Fatal(err)
	}
	return h, is, "/stop/" + ticket
}

func (h *house) state(id string) digest.IssueState {
	h.t.Helper()
	is, err := h.store.Issue(h.t.Context(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	return is.State
}

func TestIssueIsStoppedByItsButtonAndNotByLooking(t *testing.T) {
	h, is, path := proofed(t)
	for range 3 { // a mail scanner follows every link
		h.want(h.get(path), http.StatusOK, "Stop this issue?", "morning of 2026-11-23 07:30", "still to get it: 1", `name="stop" value="1"`)
		h.do(h.request("HEAD", path, nil))
	}
	if a := h.post(path); a.status != http.StatusBadRequest {
		t.Errorf("a POST of something else: %d", a.status)
	}
	if got := h.state(is.ID); got != digest.IssueBuilt {
		t.Fatalf("nobody has pressed the button, and it is %s", got)
	}
	for range 2 { // stopping twice is stopping once
		a := h.post(path, "stop", "1")
		h.want(a, http.StatusOK, "It is stopped", "tidings send morning --resume")
	}
	if got := h.state(is.ID); got != digest.IssueStopped {
		t.Errorf("it is %s", got)
	}
	if a := h.get(path); strings.Contains(a.body, "<button") || !strings.Contains(a.body, "It is stopped") {
		t.Errorf("the page afterwards: %s", a.body)
	}
}

func TestWhatIsSentIsSaidToBeAndNothingElseIsStopped(t *testing.T) {
	h, is, path := proofed(t)
	for _, wrong := range []string{"/stop/nothing", path[:len(path)-1] + "_", "/stop/" + strings.TrimPrefix(path, "/stop/")[1:]} {
		if a := h.post(wrong, "stop", "1"); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", wrong, a.status)
		}
	}
	if got := h.state(is.ID); got != digest.IssueBuilt {
		t.Fatalf("a wrong link stopped it: %s", got)
	}
	h.clock.set(is.Due)
	claimed, err := h.store.Claim(t.Context(), "morning", "run", time.Minute, 1)
	if err != nil || len(claimed) != 1 {
		t.Fatal(claimed, err)
	}
	end := digest.Ended{Delivery: claimed[0].ID, Outcome: digest.Outcome{State: digest.Sent}}
	if err := h.store.Advance(t.Context(), "run", nil, claimed[0].ID); err != nil {
		t.Fatal(err)
	}
	if err := h.store.Advance(t.Context(), "run", &end, ""); err != nil {
		t.Fatal(err)
	}
	if done, err := h.store.Settle(t.Context(), is.ID); err != nil || !done {
		t.Fatal(done, err)
	}
	h.want(h.get(path), http.StatusOK, "There is nothing to stop")
	h.want(h.post(path, "stop", "1"), http.StatusOK, "There is nothing to stop")
	h.clock.set(is.Due.Add(time.Second))
	if a := h.get(path); a.status != http.StatusGone {
		t.Errorf("past its time: %d", a.status)
	}
}
