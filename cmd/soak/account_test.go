//go:build unix

package main

import (
	"strings"
	"testing"
	"time"

	"tidings/cmd/soak/fleet"
	"tidings/digest"
)

// kept is an account in which every promise was kept.
func kept() *account {
	a := &account{site: &site{name: "here"}}
	a.slots.due, a.slots.built = 10, 10
	a.sent.rows, a.sent.sent = 100, 100
	return a
}

func TestAnAccountNamesEveryPromiseThatWasBroken(t *testing.T) {
	if err := kept().broken(); err != nil {
		t.Errorf("of promises that were kept it says %v", err)
	}
	for words, harm := range map[string]func(*account){
		"3 slots of which nothing is known":      func(a *account) { a.slots.unknown = 3 },
		"1 issues that were planned":             func(a *account) { a.slots.open = 1 },
		"2 messages lost":                        func(a *account) { a.sent.lost = 2 },
		"1 messages sent twice":                  func(a *account) { a.sent.doubled = 1 },
		"4 deliveries that never ended":          func(a *account) { a.sent.open = 4 },
		"1 messages that the ledger knows":       func(a *account) { a.sent.strangers = 1 },
		"2 more uncertain than connections were": func(a *account) { a.sent.uncertain, a.most = 5, 3 },
		"nothing was mailed":                     func(a *account) { a.sent.sent = 0 },
	} {
		a := kept()
		harm(a)
		if err := a.broken(); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("want %q, it says %v", words, err)
		}
	}
}

func TestAnAccountCountsWhatBecameOfASlot(t *testing.T) {
	due := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
	a := &account{}
	a.slot(digest.Issue{}, false)
	a.slot(digest.Issue{State: digest.IssueDone, Due: due, Built: due.Add(time.Second)}, true)
	a.slot(digest.Issue{State: digest.IssueDone, Due: due, Built: due.Add(2 * time.Minute)}, true)
	a.slot(digest.Issue{State: digest.IssueQuiet}, true)
	a.slot(digest.Issue{State: digest.IssueMissed, Note: "the machine was off"}, true)
	a.slot(digest.Issue{State: digest.IssueMissed}, true) // and nobody says why
	a.slot(digest.Issue{State: digest.IssuePlanned}, true)
	want := a.slots
	want.due, want.unknown, want.built, want.late, want.quiet, want.missed, want.open = 7, 1, 2, 1, 1, 1, 2
	if a.slots != want {
		t.Errorf("%+v, want %+v", a.slots, want)
	}
}

func TestALifeThatGrowsIsSeenOnceThereIsEnoughOfIt(t *testing.T) {
	for _, tt := range []struct {
		name  string
		looks int
		at    func(look int) float64 // MB
		grown bool
	}{
		{"steady", 100, func(int) float64 { return 40 }, false},
		{"warms up", 100, func(i int) float64 { return min(40, 20+float64(i)) }, false},
		{"grows", 100, func(i int) float64 { return 40 + float64(i) }, true},
		{"grows, and was hardly seen", leastLife - 1, func(i int) float64 { return 40 + float64(i) }, false},
		{"one peak", 100, func(i int) float64 { return 40 + map[bool]float64{true: 100}[i == 99] }, false},
	} {
		l := &life{node: &fleet.Node{Name: "node"}, looks: tt.looks, figure: make(map[string][]float64)}
		for i := range tt.looks {
			for _, w := range watched {
				l.figure[w.name] = append(l.figure[w.name], tt.at(i))
			}
		}
		if _, err := l.grown(); (err != nil) != tt.grown {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}
