package main

import (
	"math"
	"reflect"
	"testing"

	"tidings/digest"
)

func TestSignsOfFaultsAreCounted(t *testing.T) {
	headline := "Larnmouth council approves new sea wall"
	for _, tt := range []struct {
		name      string
		sentences []string
		want      signs
	}{
		{"sound", []string{"Work on it begins in March, the mayor said.", "iPhone sales rose in Skerry."}, signs{}},
		{"a pronoun first", []string{"He said so on Monday."}, signs{lean: 1}},
		{"a conjunction later", []string{"Work begins in March.", "But nobody knows when it ends."}, signs{later: 1}},
		{"no end", []string{"Work on the wall begins in March"}, signs{open: 1}},
		{"no beginning", []string{"and work on the wall begins."}, signs{open: 1, lean: 1}},
		{"a question", []string{"Will work begin in March?"}, signs{asks: 1}},
		{"points", []string{"Work on the wall begins…"}, signs{asks: 1}},
		{"the headline again", []string{"The Larnmouth council has approved a new sea wall."}, signs{repeat: 1}},
	} {
		var got signs
		got.add(digest.Story{}, told{headline: headline, sentences: tt.sentences})
		tt.want.stories, tt.want.told, tt.want.sentences = 1, 1, len(tt.sentences)
		got.words = nil
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

func TestNobodyIsCentralByHisOwnWords(t *testing.T) {
	report := func(id, body string) digest.Article { return digest.Article{ID: id, Text: digest.Text{Body: body}} }
	st := digest.Story{Articles: []digest.Article{
		report("a", "The ferry Lume sank off Skerry. Divers search."), report("b", "Ferry Lume sank in a storm off Tarn."), report("c", "A storm sank the ferry Lume."),
	}}
	// Of ferry, lume, sank and storm, which b and c lead with, it has three.
	share, ok := central(st, told{sentences: []string{"The ferry Lume sank off Skerry."}, sources: []string{"a"}})
	if !ok || math.Abs(share-.75) > 1e-9 {
		t.Errorf("share %v, %v, want .75", share, ok)
	}
	if _, ok := central(st, told{sentences: []string{"A storm sank the ferry Lume."}, sources: []string{"a", "c"}}); ok {
		t.Error("with one paper left a share is told")
	}
}
