package cluster

import (
	"reflect"
	"testing"
)

func TestGroupingAgainByWhatWasPreparedGivesTheSame(t *testing.T) {
	articles := append(press(200, 120), storm...)
	first := NewWindow(articles, nil)
	if len(first.Fresh()) != len(articles) {
		t.Fatalf("%d of %d articles were prepared", len(first.Fresh()), len(articles))
	}
	known := make(map[string]Prepared)
	for id, p := range first.Fresh() {
		known[id] = append(Prepared(nil), p...) // as from a store
	}
	again := NewWindow(articles, known)
	if len(again.Fresh()) != 0 {
		t.Errorf("%d articles were prepared again", len(again.Fresh()))
	}
	if !reflect.DeepEqual(again.Group(Options{}), first.Group(Options{})) {
		t.Error("other stories than at first")
	}
}

// FuzzPrepared gives grouping bytes that something else may have written into the state.
func FuzzPrepared(f *testing.F) {
	form := NewWindow(storm, nil).Fresh()[storm[0].ID]
	f.Add([]byte(form))
	f.Add([]byte{})
	f.Add([]byte(form[:1]))
	want := ids(Group(storm, Options{}))
	f.Fuzz(func(t *testing.T, b []byte) {
		known := map[string]Prepared{storm[0].ID: b, storm[1].ID: b[:len(b)/2]}
		if got := ids(Group(storm, Options{Prepared: known})); !reflect.DeepEqual(got, want) {
			t.Errorf("stories %q, want %q", got, want)
		}
	})
}
