package compare

import (
	"strings"
	"testing"

	"tidings/digest"
	"tidings/digest/cluster/prepare"
	"tidings/digest/cluster/reading"
)

// windowOf makes articles comparable.
func windowOf(articles ...*digest.Article) *Window {
	forms, _ := prepare.All(articles, nil)
	lex := reading.NewLexicon()
	read := lex.Read(articles, forms)
	lex.Count(read)
	return New(read, lex)
}

// pairOf is the one pair of two articles, by feature.
func pairOf(t *testing.T, a, b digest.Article) map[string]float64 {
	t.Helper()
	a.ID, b.ID = "a", "b"
	for p := range windowOf(&a, &b).Pairs() {
		x := make(map[string]float64)
		for i, name := range Features() {
			x[name] = p.X[i]
		}
		return x
	}
	t.Fatal("the articles are no candidates")
	return nil
}

func TestAnotherDayCountsBetweenFullTextsOnly(t *testing.T) {
	report := func(day string, words int) digest.Article {
		body := "Dockers of Varnholm walked out on " + day + " over the price of night shifts, the Varnholm harbour office said. " +
			strings.Repeat("Cranes stood still along the quays of Varnholm while lorries queued. ", words/11)
		return digest.Article{Title: "Dockers of Varnholm walk out", Text: digest.Text{Body: body}}
	}
	// The words between keep the second from being a copy of the first.
	second := func(day string, words int) digest.Article {
		a := report(day, words)
		a.Title = "Varnholm harbour halts"
		a.Text.Body = "Night shifts in Varnholm harbour stopped on " + day + " as dockers walked out. " + strings.Repeat("Ships waited off Varnholm for crews and tugs. ", words/8)
		return a
	}
	same, other := pairOf(t, report("Monday", 200), second("Monday", 200)), pairOf(t, report("Monday", 200), second("Friday", 200))
	if same["weekdays"] != 1 || same["otherDays"] != 0 || other["weekdays"] != 0 || other["otherDays"] != 1 {
		t.Errorf("one day: %v and %v; two days: %v and %v", same["weekdays"], same["otherDays"], other["weekdays"], other["otherDays"])
	}
	if same["opening"] <= 0 || same["cover"] <= 0 || same["coverLonger"] != 0 {
		t.Errorf("opening %v, cover %v, coverLonger %v", same["opening"], same["cover"], same["coverLonger"])
	}
	brief := pairOf(t, report("Monday", 20), second("Friday", 20))
	if brief["otherDays"] != 0 || brief["opening"] != 0 || brief["coverLonger"] <= 0 || brief["coverLonger"] > brief["cover"] {
		t.Errorf("of briefs: otherDays %v, opening %v, coverLonger %v of cover %v", brief["otherDays"], brief["opening"], brief["coverLonger"], brief["cover"])
	}
}
