//go:build unix

package main

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"tidings/cmd/soak/fleet"
	"tidings/digest"
	"tidings/digest/store"
	"tidings/digest/store/pgtest"
)

// BenchmarkNodes mails an issue from one machine, from two and from four, each a process of its own, that share a Postgres
// and a mail server that takes 20 ms to acknowledge a message. What it reports is deliveries a second from the first to
// the last, and how many times that of one machine it is.
func BenchmarkNodes(b *testing.B) {
	const acknowledge = 20 * time.Millisecond
	const mails = 9_600 // 24 batches for each of the four connections of one machine, six for those of four
	var postgres pgtest.Server
	b.Cleanup(postgres.Stop)
	alone := 0.0
	for _, nodes := range []int{1, 2, 4} {
		b.Run(fmt.Sprint(nodes), func(b *testing.B) {
			for b.Loop() {
				relay, err := fleet.NewRelay()
				if err != nil {
					b.Fatal(err)
				}
				relay.Took = acknowledge
				state := postgres.URL(b)
				started := startNodes(b, nodes, sourcesFor(relay, state, mails))
				freeze(b, state, mails)
				awaitMails(b, relay, mails)
				used := time.Duration(0)
				for _, n := range started {
					if err := n.Stop(); err != nil {
						b.Fatal(err)
					}
					used += n.Used()
				}
				if all, different := relay.Taken(); all != mails || different != mails {
					b.Fatalf("%d messages, of which %d differ", all, different)
				}
				speed := float64(mails) / relay.Between().Seconds()
				if nodes == 1 {
					alone = speed
				}
				b.ReportMetric(0, "ns/op") // it says nothing here
				b.ReportMetric(speed, "deliveries/s")
				b.ReportMetric(float64(used.Microseconds())/mails, "cpu-µs/delivery")
				if alone > 0 {
					b.ReportMetric(speed/alone, "of-one-node")
				}
				b.StopTimer()
				relay.Close()
				b.StartTimer()
			}
		})
	}
}

// sourcesFor is a configuration with so many readers, whose edition is due in the night alone.
func sourcesFor(relay *fleet.Relay, state string, readers int) string {
	var s strings.Builder
	fmt.Fprintf(&s, "feeds: [https://feed.invalid/]\nsmtp: {host: 127.0.0.1, port: %d}\n", relay.Port)
	fmt.Fprintf(&s, "delivery: {from: Paper <paper@paper.example>}\nstate: %q\nsubscribers:\n", state)
	for i := range readers {
		fmt.Fprintf(&s, "  - %s\n", readerAt(i))
	}
	return s.String()
}

func readerAt(i int) string { return fmt.Sprintf("reader%d@example.com", i) }

// startNodes starts machines with one configuration, and returns when all do their work.
func startNodes(tb testing.TB, n int, sources string) []*fleet.Node {
	tb.Helper()
	nodes := make([]*fleet.Node, n)
	for i := range nodes {
		node, err := fleet.NewNode("tidings", tb.TempDir(), fmt.Sprintf("node%d", i))
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() { node.Close() })
		if err := errors.Join(node.Configure(sources), node.Start()); err != nil {
			tb.Fatal(err)
		}
		nodes[i] = node
	}
	for _, node := range nodes {
		if err := node.AwaitReady(time.Minute); err != nil {
			tb.Fatal(err)
		}
	}
	return nodes
}

// freeze stores an issue that is due now, for machines to find.
func freeze(tb testing.TB, state string, readers int) {
	tb.Helper()
	st, err := store.Open(tb.Context(), state, store.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	defer st.Close()
	now := time.Now()
	slot := digest.SlotOf(now, time.UTC)
	is := digest.Issue{ID: digest.Key("issue", "daily", string(slot)), Edition: "daily", Slot: slot, Due: now, Until: now, Built: now}
	r := digest.Rendering{ID: "r", Issue: is.ID, Subject: "The ferry sails again", Text: strings.Repeat("The ferry sails again. ", 500)}
	rows := make([]digest.Delivery, readers)
	for i := range rows {
		id := digest.Key("delivery", is.ID, readerAt(i))
		rows[i] = digest.Delivery{
			ID: id, Issue: is.ID, Edition: is.Edition, Slot: slot, Once: string(slot), Subscriber: readerAt(i), To: readerAt(i), Rendering: r.ID,
			Due: now, MessageID: id + "@paper.example",
		}
	}
	if saved, err := st.SaveIssue(tb.Context(), is, nil, nil, []digest.Rendering{r}, rows); err != nil || !saved {
		tb.Fatal(saved, err)
	}
}

// awaitMails waits until so many messages have come.
func awaitMails(tb testing.TB, relay *fleet.Relay, n int) {
	tb.Helper()
	for deadline := time.Now().Add(5 * time.Minute); ; time.Sleep(10 * time.Millisecond) {
		switch got, _ := relay.Taken(); {
		case got >= n:
			return
		case time.Now().After(deadline):
			tb.Fatalf("%d of %d messages after five minutes", got, n)
		}
	}
}

// BenchmarkRestart kills a daemon of a file in the middle of a mailing, and measures how long it takes from starting it
// again to its first message. It may take five seconds.
func BenchmarkRestart(b *testing.B) {
	const mails = 2_000
	for b.Loop() {
		b.StopTimer()
		relay, err := fleet.NewRelay()
		if err != nil {
			b.Fatal(err)
		}
		relay.Took = 20 * time.Millisecond
		state := b.TempDir()
		freeze(b, state, mails)
		node := startNodes(b, 1, sourcesFor(relay, state, mails))[0]
		awaitMails(b, relay, mails/10)
		if err := node.Kill(); err != nil {
			b.Fatal(err)
		}
		time.Sleep(10 * relay.Took) // what was on the wire arrives
		sent, _ := relay.Taken()
		b.StartTimer()
		if err := node.Start(); err != nil {
			b.Fatal(err)
		}
		awaitMails(b, relay, sent+1)
		b.StopTimer()
		if err := node.Kill(); err != nil {
			b.Fatal(err)
		}
		relay.Close()
		b.StartTimer()
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms-to-first-message")
	b.ReportMetric(5000, "ms-allowed")
	b.ReportMetric(0, "ns/op") // the same as the first
}
