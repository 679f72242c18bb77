package ledger

import (
	"testing"
	"time"
)

func TestConnectionsWhoseMessagesAreOnTheWireShareATransaction(t *testing.T) {
	entries := make(chan *entry)
	g := grouping{wait: time.Hour, out: make(map[string]bool)}
	if group := g.gather(&entry{owner: "a", mark: "1"}, entries); len(group) != 1 {
		t.Fatalf("the first of all waited for %d others, who could not be known", len(group)-1)
	}
	go func() { entries <- &entry{owner: "a", mark: "2"} }()
	if group := g.gather(&entry{owner: "b", mark: "3"}, entries); len(group) != 2 {
		t.Fatalf("%d in the group of two connections", len(group))
	}
	g.wait = 0
	if group := g.gather(&entry{owner: "a"}, entries); len(group) != 1 || len(g.out) != 0 {
		t.Errorf("b did not come, and is still waited for: %v", g.out)
	}
}

func TestNobodyIsWaitedForAgainAndAgainInVain(t *testing.T) {
	g := grouping{out: make(map[string]bool)}
	waits, groups := 0, 200
	for i := range groups { // each connection comes alone, as with a mail server that takes its time
		_ = g.gather(&entry{owner: string(rune('a' + i%4)), mark: "x"}, nil)
		if len(g.out) == 1 && i > 0 {
			waits++ // those who were out were given up
		}
	}
	if waits > groups/unhurried+5 {
		t.Errorf("waited in vain %d times in %d groups", waits, groups)
	}
	if waits < groups/(unhurried+1) {
		t.Errorf("tried %d times in %d groups whether they come together by now", waits, groups)
	}
}
