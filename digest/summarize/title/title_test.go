package title

import (
	"strings"
	"testing"

	"tidings/digest"
	"tidings/digest/summarize/verbs"
)

func TestLabelsAndSiteNamesLeaveTheTitle(t *testing.T) {
	forms := New(verbs.New())
	tests := []struct{ title, want string }{
		{"LIVE: Storm reaches the coast", "Storm reaches the coast"},
		{"Live updates: Storm reaches the coast", "Storm reaches the coast"},
		{"Watch: Storm reaches the coast", "Storm reaches the coast"},
		{"Opinion | The storm was no accident", "The storm was no accident"},
		{"[VIDEO] Storm reaches the coast", "Storm reaches the coast"},
		{"UPDATE 2-Storm reaches the coast", "Storm reaches the coast"},
		{"Storm reaches the coast – video", "Storm reaches the coast"},
		{"Storm reaches the coast (Update1)", "Storm reaches the coast"},
		{"Storm reaches the coast | The Daily Planet", "Storm reaches the coast"},
		{"Storm reaches the coast - The Harbour Post", "Storm reaches the coast"},
		{"Storm reaches the coast – Harbour Post", "Storm reaches the coast"},
		{"Harbour Post: Storm reaches the coast", "Harbour Post: Storm reaches the coast"},
		{"Harbour Post » Storm reaches the coast", "Storm reaches the coast"},
		{"Storm reaches the coast - harbourpost.example.com", "Storm reaches the coast"},
		{"Storm reaches the coast - thousands flee", "Storm reaches the coast - thousands flee"},
		{"Storm | Coast", "Storm | Coast"},
		{"Storm – Harbour walls fall", "Storm – Harbour walls fall"},
		{"Harbour - storm is near", "Harbour - storm is near"},
		{"Live-action film opens", "Live-action film opens"},
		{"News-gathering firm opens", "News-gathering firm opens"},
		{"Storm hits pay-per-view-video", "Storm hits pay-per-view-video"},
		{"Live music returns to the harbour", "Live music returns to the harbour"},
		{"Watch out for the storm", "Watch out for the storm"},
		{"  Storm\n reaches  the coast ", "Storm reaches the coast"},
		{"LIVE:", "LIVE:"},
	}
	for _, tt := range tests {
		if got, _ := forms.Clean(tt.title, []string{"The Harbour Post"}); got != tt.want {
			t.Errorf("Clean(%q) = %q, want %q", tt.title, got, tt.want)
		}
	}
}

func TestSectionsAndBrandsLeaveTheTitle(t *testing.T) {
	forms := New(verbs.New())
	for title, want := range map[string]string{
		"Storm reaches the coast - World news - Europe / North":   "Storm reaches the coast",
		"Storm reaches the coast | Politics":                      "Storm reaches the coast",
		"Storm reaches the coast, HarbourPost Crime News":         "Storm reaches the coast",
		"Storm reaches the coast, Harbour Mayor Says":             "Storm reaches the coast, Harbour Mayor Says",
		"Storm reaches the coast - sports halls open to homeless": "Storm reaches the coast - sports halls open to homeless",
	} {
		if got, _ := forms.Clean(title, []string{"The Harbour Post"}); got != want {
			t.Errorf("Clean(%q) = %q, want %q", title, got, want)
		}
	}
}

func TestSiteWithItsTownsLeavesTheTitle(t *testing.T) {
	forms := New(verbs.New())
	for title, want := range map[string]string{
		"Storm reaches the coast - HPTV.com-Larnmouth, Skerry, Tarn": "Storm reaches the coast",
		"Storm reaches the coast again - National":                   "Storm reaches the coast again",
		"RPT-UPDATE 1-Storm reaches the coast":                       "Storm reaches the coast",
	} {
		if got, _ := forms.Clean(title, nil); got != want {
			t.Errorf("Clean(%q) = %q, want %q", title, got, want)
		}
	}
}

func TestLongLineIsShortenedWithAnEllipsis(t *testing.T) {
	if got := Shortened("The wall has fallen."); got != "The wall has fallen." {
		t.Errorf("a short line is %q", got)
	}
	if got := Shortened(strings.Repeat("very ", 40) + "long."); len(strings.Fields(got)) != mostWords || !strings.HasSuffix(got, "very…") {
		t.Errorf("%q, want %d words and an ellipsis", got, mostWords)
	}
	if got := []rune(Shortened(strings.Repeat("城", 200))); len(got) != 110 || got[109] != '…' {
		t.Errorf("a line without spaces has %d characters", len(got))
	}
}

func TestSiteGoesByItsAddressAsWell(t *testing.T) {
	a := digest.Article{URL: "https://www.news.harbourpost.example/story"}
	if got := strings.Join(Sites(a, "The Post"), "|"); got != "The Post||news|harbourpost" {
		t.Errorf("names %q", got)
	}
	forms := New(verbs.New())
	if !forms.SiteAlone("Harbour Post (HP Ltd)", Sites(a)) || forms.SiteAlone("Harbour walls fall", Sites(a)) {
		t.Error("a site's name alone is not told from a title")
	}
}

func TestPlainTitlesLoseNothing(t *testing.T) {
	forms := New(verbs.New())
	if loud, misfit := forms.Loudness("Larnmouth council approves sea wall"), Misfit("Larnmouth council approves sea wall"); loud != 0 || misfit != 0 {
		t.Errorf("a plain title loses %v and %v", loud, misfit)
	}
	for _, line := range []string{
		"COUNCIL APPROVES SEA WALL", "COUNCIL approves sea wall", "Will the wall hold?", "The wall has fallen!", "The wall has fallen…",
		"Here's what you need to know about the wall", "Council\u00c3\u00a9 approves sea wall",
	} {
		if forms.Loudness(line) <= 0 {
			t.Errorf("%q is not loud", line)
		}
	}
	if Misfit("Wall") <= 0 || Misfit(strings.Repeat("wall ", 16)) <= 0 {
		t.Error("one word, or sixteen, make a good headline")
	}
	if !forms.Silent("The Larnmouth Council Sea Wall", "en") || forms.Silent("Larnmouth council to build sea wall", "en") || forms.Silent("Die Mauer am Hafen", "de") {
		t.Error("a title with a verb is not told from one without")
	}
}
