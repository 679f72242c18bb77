package summarize

import (
	"strings"
	"testing"

	"tidings/digest"
)

// said is the sentences of a story's summary, as they are read.
func said(articles ...digest.Article) string {
	var all []string
	for _, s := range New(Options{}).Story(digest.Story{ID: "s", Articles: articles}).Sentences {
		all = append(all, s.Text)
	}
	return strings.Join(all, " ")
}

const wall = "The council of Larnmouth voted 14 to 3 on Monday for a sea wall of 40 million crowns."

func TestSentenceOfAnotherPaperJoinsOnlyWhenItIsAboutTheSame(t *testing.T) {
	tests := []struct{ name, other string }{
		{"nobody and nothing in common", "Eastern readers turned to gardening shows in large numbers, our yearly survey of television found."},
		{"the same fact in other words", "Larnmouth's council voted on Monday, 14 to 3, to build a wall against the sea that costs 40 million."},
		{"what leans on its own article", "Fishermen in Larnmouth similarly panned the plan of the council for its cost to the fleet."},
		{"words of somebody who is not named", "Larnmouth needs a wall of at least nine metres before the next winter, it said."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := said(report("a", "Larnmouth council approves new sea wall", wall), report("b", "Sea wall for Larnmouth", tt.other)); got != wall {
				t.Errorf("the summary is %q", got)
			}
		})
	}
	fresh := "Fishermen in Larnmouth fear that the works, due to begin in March, will close the harbour for a summer."
	if got := said(report("a", "Larnmouth council approves new sea wall", wall), report("b", "Sea wall for Larnmouth", fresh)); got != wall+" "+fresh {
		t.Errorf("with a new fact of the same place it is %q", got)
	}
}

func TestOnePaperGoesOnRatherThanAnother(t *testing.T) {
	own := "Work on the new wall begins in March and closes the harbour of Larnmouth to fishermen."
	other := "Work in Larnmouth starts in spring, when most of its fishermen leave the old harbour."
	if got := said(report("a", "Larnmouth council approves new sea wall", wall+" "+own), report("b", "Sea wall for Larnmouth", other)); got != wall+" "+own {
		t.Errorf("the summary is %q", got)
	}
}

func TestSummaryDoesNotCountOtherwiseThanTheHeadline(t *testing.T) {
	lead := report("a", "Ferry sinks off Larnmouth, 23 dead", "Divers searched the ferry Maria Stella off Larnmouth on Monday night for people who are missing.")
	other := report("b", "Ferry sinks off Larnmouth", "At least 19 people died when the ferry Maria Stella sank off Larnmouth in a storm on Sunday.")
	if got := said(lead, other); strings.Contains(got, "19") {
		t.Errorf("under 23 dead stands %q", got)
	}
}

func TestWhatStandsBeforeAReportIsLeftOut(t *testing.T) {
	rest := "Harbour pilots of Larnmouth refused to work on Monday after a ferry had sunk."
	for _, before := range []string{
		"2026-05-28 08:32 ", "March 3 ", "Larnmouth, Skerry - ", "LARNMOUTH ― ", "LARNMOUTH ", "CBS/AP ", "Ana Prado and Bo Li, The Associated Press LARNMOUTH, Skerry -- ",
	} {
		if got := said(report("a", "Pilots strike after ferry disaster", before+rest)); got != rest {
			t.Errorf("after %q: %q", before, got)
		}
	}
	the := "The harbour pilots of Larnmouth refused to work on Monday after a ferry had sunk."
	if got := said(report("a", "Pilots strike after ferry disaster", "PORTO ALTO "+the)); got != the {
		t.Errorf("after a place that the text does not name again: %q", got)
	}
	for _, name := range []string{"MARINA Prado of Larnmouth refused to work on Monday after a ferry had sunk. Marina Prado is a pilot.", "NATO Secretary Bo Li refused to come on Monday after a ferry had sunk."} {
		if got := said(report("a", "Pilots strike after ferry disaster", name)); !strings.HasPrefix(got, name[:12]) {
			t.Errorf("the name went: %q", got)
		}
	}
}

func TestCaptionsAndBrokenSentencesAreNotQuoted(t *testing.T) {
	for _, s := range []string{
		"Family pictures of Bo Prado, left, and Ana Prado, who are missing in Larnmouth.",
		"A screen shot of the letter that the mayor of Larnmouth wrote to the harbour pilots.",
		"Pilots strike in Larnmouth harbour Updated at 12:05 p.m.",
		"ET Pilots of Larnmouth refused to work on Monday after a ferry had sunk.",
		"Welcome to the strange world of the harbour pilots of Larnmouth.",
		"The mayor of Larnmouth named his new harbour pilot, Bo A .",
		"Third came Ana Prado of Larnmouth, and fourth Dale Earnhardt Jr.",
		"First pilot of Larnmouth is a woman Updated: 2013-07-07 14:43 The first of them began on Monday.",
		"The mayor of Larnmouth said in a statement, without giving details.",
		"The letter of the pilots of Larnmouth can be read here in full.",
	} {
		if got := said(report("a", "Pilots strike after ferry disaster", s)); got != "" {
			t.Errorf("quoted: %q", got)
		}
	}
}

func TestSiteNameIsNoHeadline(t *testing.T) {
	a := report("a", "Larnmouth Gazette", wall)
	a.Text.Site = "Larnmouth Gazette"
	if got := New(Options{}).Story(digest.Story{ID: "s", Articles: []digest.Article{a}}).Headline; !strings.HasPrefix(got, "The council of Larnmouth voted") {
		t.Errorf("headline %q", got)
	}
}
