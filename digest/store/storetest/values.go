package storetest

import (
	"fmt"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/store"
)

// Feed is a feed that nothing is known of.
func Feed(id string) digest.FeedState {
	return digest.FeedState{Feed: id, URL: "https://" + id + ".example/feed.xml"}
}

// Article is an article of a feed.
func Article(feed, guid string) digest.Article {
	return digest.Article{
		ID: digest.ArticleID(feed, guid), FeedID: feed, GUID: guid, URL: "https://" + feed + ".example/" + guid,
		Title: "Title of " + guid, Summary: "Summary of " + guid,
	}
}

// Issue is an issue that is built when it is due.
func Issue(edition string, slot digest.Slot) digest.Issue {
	due, _ := slot.In(time.UTC)
	return digest.Issue{
		ID: digest.Key("issue", edition, string(slot), "0"), Edition: edition, Slot: slot, Due: due, Until: due, Built: due,
		State: digest.IssueBuilt, Theme: "paper",
	}
}

// Rendering is a rendering of an issue with one section.
func Rendering(is digest.Issue, name string, stories ...digest.ContentsStory) digest.Rendering {
	return digest.Rendering{
		ID: digest.Key("rendering", is.ID, name), Issue: is.ID, Subject: "Subject " + name, Text: "text", HTML: "<p>html",
		Contents: digest.Contents{Version: 1, Slot: is.Slot, Sections: []digest.ContentsSection{{ID: "s", Stories: stories}}},
	}
}

// Delivery is a row of an issue, due at once.
func Delivery(is digest.Issue, subscriber, rendering string) digest.Delivery {
	return digest.Delivery{
		ID: digest.Key("delivery", is.ID, subscriber), Issue: is.ID, Edition: is.Edition, Slot: is.Slot, Once: is.Slot.Date(),
		Subscriber: subscriber, To: subscriber, Rendering: rendering, Due: is.Due, State: digest.Pending,
		MessageID: digest.Key("message", is.ID, subscriber) + "@paper.example",
	}
}

// Deliveries are n rows of an issue, due at once.
func Deliveries(is digest.Issue, n int) []digest.Delivery {
	rows := make([]digest.Delivery, n)
	for i := range rows {
		rows[i] = Delivery(is, fmt.Sprintf("reader%06d@example.org", i), "r")
	}
	return rows
}

// Save builds an issue.
func Save(t testing.TB, s *store.Store, is digest.Issue, rows []digest.Delivery, renderings ...digest.Rendering) {
	t.Helper()
	saved, err := s.SaveIssue(t.Context(), is, nil, nil, renderings, rows)
	if err != nil || !saved {
		t.Fatalf("SaveIssue = %v, %v", saved, err)
	}
}

// Lease is how long Claim takes rows for.
const Lease = 5 * time.Minute

// Claim takes n rows for owner and returns their ids.
func Claim(t testing.TB, s *store.Store, owner string, n int) []string {
	t.Helper()
	var ids []string
	for _, d := range Must[[]digest.Delivery](t)(s.Claim(t.Context(), "", owner, Lease, n)) {
		ids = append(ids, d.ID)
	}
	return ids
}

// Row reads a delivery by its id.
func Row(t testing.TB, s *store.Store, id string) digest.Delivery {
	t.Helper()
	for _, is := range Must[[]digest.Issue](t)(s.Issues(t.Context(), "", nil)) {
		for _, d := range Must[[]digest.Delivery](t)(s.Deliveries(t.Context(), is.ID)) {
			if d.ID == id {
				return d
			}
		}
	}
	t.Fatalf("no delivery %s", id)
	return digest.Delivery{}
}

// Ended is how an attempt at a delivery ended.
func Ended(id string, state digest.DeliveryState) *digest.Ended {
	return &digest.Ended{Delivery: id, Outcome: digest.Outcome{
		State: state, Code: 250, Enhanced: "2.0.0", Reply: "the server's words", Stage: digest.StageDot,
	}}
}
