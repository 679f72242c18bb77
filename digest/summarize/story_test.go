package summarize

import (
	"strings"
	"testing"

	"tidings/digest"
)

func TestFragmentGivesWayToASentence(t *testing.T) {
	fragment := "Eight walls of Larnmouth to visit in your harbour with friends this winter."
	if got := said(report("a", "Larnmouth council approves new sea wall", fragment+"\n\n"+wall)); got != wall {
		t.Errorf("the summary is %q", got)
	}
}

func TestSentenceThatTakesAThingAsGivenWaitsForIt(t *testing.T) {
	far := "The lorries carried two hundred stones each, and the drivers slept at the harbour of Larnmouth."
	between := "Click here to see how Larnmouth brought stones."
	got := said(report("a", "Larnmouth council approves new sea wall", wall+"\n\n"+between+"\n\n"+far))
	if got != wall {
		t.Errorf("nobody knows which lorries: %q", got)
	}
	// What stands at the top of an article has nothing before it that it could mean.
	if got := said(report("a", "Council wants stones", "The lorries carried two hundred stones from Skerry for the council.")); got == "" {
		t.Error("the top of an article is not quoted")
	}
}

func TestWhatIsAboutSomethingElseDoesNotOpenASummary(t *testing.T) {
	videos := "Gardeners of Skerry go on show with their roses in the old town hall. Cook Bo Li talks with Ana Poe about soups for cold days. "
	if got := said(report("a", "Larnmouth council approves new sea wall", videos+wall)); !strings.HasPrefix(got, "The council of Larnmouth") {
		t.Errorf("the summary is %q", got)
	}
	if got := said(report("a", "Drone sinks empty ferry before the coast of Tarn and Overby", videos)); got != "" {
		t.Errorf("a text that is another's gave %q", got)
	}
}

func TestCaptionBeforeADateLineIsLeftOut(t *testing.T) {
	rest := "Harbour pilots of Larnmouth refused to work on Monday after a ferry had sunk."
	for _, before := range []string{
		"Pilots stand beside a ferry at dusk in the harbour of Larnmouth. – AFP LARNMOUTH — ",
		"Pilots stand beside a ferry at dusk (Reuters) LARNMOUTH, Skerry — ",
		"Pilots at dusk (AP Photo/Ana Poe) LARNMOUTH (AP) — ",
		"LARNMOUTH ― ", "LARNMOUTH, Skerry –- ", "LARNMOUTH â\u0080\u0094 ", "LARNMOUTH, Skerry â\u0080\u0094 ",
	} {
		if got := said(report("a", "Pilots strike after ferry disaster", before+rest)); got != rest {
			t.Errorf("after %q: %q", before, got)
		}
	}
	quoted := "The pilots told the agency (AFP) on Monday that a ferry had sunk before Larnmouth."
	if got := said(report("a", "Pilots strike after ferry disaster", quoted)); got != quoted {
		t.Errorf("an agency in a sentence cut it to %q", got)
	}
}

func TestHeadlineSaysSomething(t *testing.T) {
	body := "The council of Larnmouth approved a new sea wall on Monday."
	for _, tt := range []struct{ subject, headline string }{
		{"Sea Wall, Larnmouth Council , Larnmouth", "Larnmouth council approves sea wall"},
		{"The Larnmouth Council Sea Wall", "Larnmouth council to build sea wall"},
		{"Larnmouth council\u00c3\u00a9 approves sea wall", "Larnmouth council approves sea wall"},
	} {
		st := digest.Story{ID: "s", Articles: []digest.Article{report("a", tt.subject, body), report("b", tt.headline, body)}}
		if got := New(Options{}).Story(st).Headline; got != tt.headline {
			t.Errorf("headline %q, want %q", got, tt.headline)
		}
	}
}

func TestCaptionsAreKnownByWhatStandsUnderThem(t *testing.T) {
	caption := "Pilots of Larnmouth stand beside a ferry that sank in the harbour on Sunday. "
	rest := "Harbour pilots of Larnmouth refused to work on Monday after a ferry had sunk."
	for _, under := range []string{"March 1, 2026 ", "Photo by Ana Poe.\n\n", "Photo: Ana Poe.\n\n", "AFP.\n\n", "Getty Images.\n\n"} {
		if got := said(report("a", "Pilots strike after ferry disaster", caption+under+rest)); strings.Contains(got, "stand beside") {
			t.Errorf("before %q: %q", under, got)
		}
	}
	if got := said(report("a", "Pilots strike after ferry disaster", rest+" On March 1, 2026 they will vote on going back to their ships.")); !strings.HasPrefix(got, rest) {
		t.Errorf("a sentence before a date is %q", got)
	}
}

func TestWhoIsQuotedByOneNameMustBeKnown(t *testing.T) {
	quote := "“The new wall will hold for a hundred years in any storm,” Prazeres said."
	if got := said(report("a", "Larnmouth council approves new sea wall", wall+" "+quote)); got != wall {
		t.Errorf("nobody knows who said %q", got)
	}
	if got := said(report("a", "Prazeres gets her sea wall from the Larnmouth council", wall+" "+quote)); !strings.Contains(got, "hundred years") {
		t.Errorf("one named in the headline is not quoted: %q", got)
	}
}

func TestSurnameIsExplainedWhateverItFollows(t *testing.T) {
	before := "Click here to read how Ana Prazeres came to build the sea wall of Larnmouth."
	after := "Prazeres has asked for forty more workers from the towns along the coast."
	if got := said(report("a", "Larnmouth council approves new sea wall", before+"\n\n"+wall+" "+after)); strings.Contains(got, "Prazeres") {
		t.Errorf("nobody knows who that is: %q", got)
	}
}

func TestSummaryDoesNotTellTheSameTwice(t *testing.T) {
	top := "Larnmouth takes its old ferries from service at the end of the year, and keeps a foot in the trade."
	again := "Larnmouth, for forty years the second port of the coast, takes its old ferries from service at the end of the year 2026."
	if got := said(report("a", "A harbour changes its mind", top+"\n\n"+again)); strings.Contains(got, top) && strings.Contains(got, again) {
		t.Errorf("the summary is %q", got)
	}
}

func TestWhatTheReaderIsToldToDoIsNotTheNews(t *testing.T) {
	for _, line := range []string{
		"Stay ahead of the new sea wall with the reports of the Larnmouth council.",
		"Let’s look at what the council of Larnmouth has approved for the new sea wall.",
	} {
		if got := said(report("a", "Larnmouth council approves new sea wall", line+" "+wall)); got != wall {
			t.Errorf("the summary is %q", got)
		}
	}
}

func TestReportBeginsAfterItsCaptions(t *testing.T) {
	rest := "Harbour pilots of Larnmouth refused to work on Monday after a ferry had sunk."
	caption := "Mayor Ana Poe (L) greets a pilot (R) at the harbour of Larnmouth in January."
	if got := said(report("a", "Pilots strike after ferry disaster", caption+" LARNMOUTH "+rest)); got != rest {
		t.Errorf("after a caption: %q", got)
	}
	the := "The harbour pilots of Larnmouth refused to work on Monday after a ferry had sunk."
	if got := said(report("a", "Pilots strike after ferry disaster", "LARNMOUTH, Skerry "+the)); got != the {
		t.Errorf("after a place and its country: %q", got)
	}
}
