package digest

import "testing"

func TestRuleMatchesWholeWordsInAnyScript(t *testing.T) {
	article := Article{
		Title:      "Rust 2.0 eases the Pain – München bleibt",
		URL:        "https://www.News.example.co.uk/a?b",
		Authors:    []string{"Ana Prazeres"},
		Categories: []string{"Systems programming"},
		Language:   "en-GB",
		Text:       Text{Body: "Trusting  the\ncompiler. 東京都で地震がありました。"},
	}
	feed := Feed{ID: "x1", Name: "The Paper", URL: "https://paper.example/rss", Labels: map[string]string{"region": "local news", "leaning": "left"}}
	tests := []struct {
		rule string
		want bool
	}{
		{"rust", true},
		{"RUST", true},
		{"trust", false},
		{"rust 2.0", true},
		{"trusting the compiler", true},
		{"usting", false},
		{"münchen", true},
		{"地震", true},
		{"東京", true},
		{"大阪", false},
		{"title:compiler", false},
		{"title:/^rust \\d/", true},
		{"/comp.ler/", true},
		{"author:ana", true},
		{"author:an", false},
		{"tag:programming", true},
		{"domain:example.co.uk", true},
		{"domain:ample.co.uk", false},
		{"lang:en", true},
		{"lang:e", false},
		{"feed:the paper", true},
		{"feed:x1", true},
		{"label:local", true},
		{"label:LOCAL news", true},
		{"label:region=local", true},
		{"label:leaning=local", false},
		{"label:loc", false},
		{"label:/^leaning=left$/", true},
		{"Re: rust", false},
	}
	for _, tt := range tests {
		r, err := ParseRule(tt.rule)
		if err != nil {
			t.Fatalf("ParseRule(%q): %v", tt.rule, err)
		}
		if got := r.Match(NewSubject(&article, &feed)); got != tt.want {
			t.Errorf("%q matches = %v, want %v", tt.rule, got, tt.want)
		}
	}
}

func TestParseRuleRefusesWhatCannotMatch(t *testing.T) {
	for _, s := range []string{"", "  ", "title:", "/(/"} {
		if r, err := ParseRule(s); err == nil {
			t.Errorf("ParseRule(%q) = %v, want an error", s, r)
		}
	}
}

func TestExcludeBeatsInclude(t *testing.T) {
	rule := func(s string) Rule {
		r, err := ParseRule(s)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	f := Filter{Include: []Rule{rule("rust")}}.Plus(Filter{Exclude: []Rule{rule("advert")}})
	for title, want := range map[string]bool{"Rust grows": true, "Rust advert": false, "Go grows": false} {
		if keeps, _ := f.Keeps(NewSubject(&Article{Title: title}, nil)); keeps != want {
			t.Errorf("keeps %q = %v, want %v", title, keeps, want)
		}
	}
}
