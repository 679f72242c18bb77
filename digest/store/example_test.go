package store_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"tidings/digest"
	"tidings/digest/store"
)

// A run claims what is due, marks each delivery before its message can have been accepted, and writes how it ended
// together with the mark of the next one.
func ExampleStore_Advance() {
	folder, err := os.MkdirTemp("", "state")
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	ctx := context.Background()
	s, err := store.Open(ctx, folder, store.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = s.Close() }()

	issue := digest.Issue{ID: "monday", Edition: "daily", Slot: "2026-05-04T07:00"}
	readers := []digest.Delivery{
		{ID: "1", Issue: "monday", Edition: "daily", Slot: issue.Slot, Once: "2026-05-04", Subscriber: "ana@example.org"},
		{ID: "2", Issue: "monday", Edition: "daily", Slot: issue.Slot, Once: "2026-05-04", Subscriber: "bo@example.org"},
	}
	if _, err := s.SaveIssue(ctx, issue, nil, nil, nil, readers); err != nil {
		log.Fatal(err)
	}
	claimed, err := s.Claim(ctx, "daily", "this run", time.Minute, 50)
	if err != nil {
		log.Fatal(err)
	}
	var last *digest.Ended
	for _, d := range claimed {
		if err := s.Advance(ctx, "this run", last, d.ID); err != nil {
			log.Fatal(err)
		}
		fmt.Println("to", d.Subscriber) // here the message goes out
		last = &digest.Ended{Delivery: d.ID, Outcome: digest.Outcome{State: digest.Sent, Code: 250}}
	}
	if err := s.Advance(ctx, "this run", last, ""); err != nil {
		log.Fatal(err)
	}
	done, err := s.Settle(ctx, issue.ID)
	fmt.Println("done:", done, err)
	// Output:
	// to ana@example.org
	// to bo@example.org
	// done: true <nil>
}
