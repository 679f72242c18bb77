package cluster

import (
	"reflect"
	"testing"

	"tidings/digest"
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

func TestWhatWasPreparedOfAnotherTextIsNotUsed(t *testing.T) {
	a := storm[0]
	p := newPreparer().prepare(&a)
	if !p.fits(&a) {
		t.Fatal("it does not fit the article it was made from")
	}
	for name, change := range map[string]func(*digest.Article){
		"title":    func(a *digest.Article) { a.Title += "!" },
		"text":     func(a *digest.Article) { a.Text.Body = "Another. " + a.Text.Body },
		"language": func(a *digest.Article) { a.Language = "de" },
		"no text":  func(a *digest.Article) { a.Text.Body = "" },
	} {
		b := a
		change(&b)
		if p.fits(&b) {
			t.Errorf("%s: it fits an article that has changed", name)
		}
	}
}

// FuzzPrepared gives grouping bytes that something else may have written into the state.
func FuzzPrepared(f *testing.F) {
	f.Add([]byte(newPreparer().prepare(&storm[0])))
	f.Add([]byte{})
	f.Add([]byte{preparedVersion})
	want := ids(Group(storm, Options{}))
	f.Fuzz(func(t *testing.T, b []byte) {
		known := map[string]Prepared{storm[0].ID: b, storm[1].ID: b[:len(b)/2]}
		if got := ids(Group(storm, Options{Prepared: known})); !reflect.DeepEqual(got, want) {
			t.Errorf("stories %q, want %q", got, want)
		}
	})
}
