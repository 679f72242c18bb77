package quotable

import (
	"reflect"
	"strings"
	"testing"

	"tidings/digest"
	"tidings/digest/summarize/verbs"
)

func TestSentencesAreThoseOfTheTopThatMayBeQuoted(t *testing.T) {
	a := digest.Article{Title: "Larnmouth council approves new sea wall"}
	a.Text.Body = "LARNMOUTH, Nov 3 (Reuters) — The council of Larnmouth voted on Monday for a new wall.\n\n" +
		"Click here to see our pictures of the wall.\n\n" +
		"It will be two metres higher than the old one, said Ana Prazeres.\n\n" +
		"A wall for the town."
	got := New(verbs.New()).Sentences(a, NewTongue("en"), 59)
	if len(got) != 2 {
		t.Fatalf("%d sentences: %+v", len(got), got)
	}
	if first := got[0]; first.Pos != 0 || !strings.HasPrefix(first.Text, "The council of") || !strings.HasPrefix(first.Raw, "LARNMOUTH, Nov 3") || first.Leans || first.Words != 11 {
		t.Errorf("the first is %+v", first)
	}
	if second := got[1]; second.Pos != 2 || !second.Leans || !reflect.DeepEqual(second.Facts, []string{"ana", "prazer"}) {
		t.Errorf("the second is %+v", second)
	}
	if got := New(verbs.New()).Sentences(a, NewTongue("en"), 11); len(got) != 1 {
		t.Errorf("%d sentences of no more than 11 words, want 1", len(got))
	}
}

func TestFirstSentenceIsThereThoughItMayNotBeQuoted(t *testing.T) {
	rules := New(verbs.New())
	for body, want := range map[string]string{"": "", "PARIS — He said no. They left.": "He said no."} {
		if got := rules.First(body); got != want {
			t.Errorf("First(%q) = %q, want %q", body, got, want)
		}
	}
}

func TestLongTextIsNotCutWithinASentence(t *testing.T) {
	long := strings.Repeat("and the sea rose ", 3*readBytes)
	start := "The wall of Larnmouth will cost the town 3"
	body := "Prices" + long[:readBytes-len(start)-len("Prices. .")] + ". " + start + ".5 million crowns in all."
	a := digest.Article{Title: "Larnmouth"}
	a.Text.Body = body
	if got := New(verbs.New()).Sentences(a, NewTongue("en"), 59); len(got) != 0 {
		t.Errorf("quoted %q", got[0].Text)
	}
}
