package reading

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tidings/digest"
	"tidings/digest/cluster/prepare"
)

// read reads and counts articles with one lexicon, so many at once.
func read(articles []digest.Article, atOnce int) ([]Article, *Lexicon) {
	of := make([]*digest.Article, len(articles))
	for i := range articles {
		of[i] = &articles[i]
	}
	lex := NewLexicon()
	var out []Article
	for batch := range slices.Chunk(of, atOnce) {
		forms, _ := prepare.All(batch, nil)
		out = append(out, lex.Read(batch, forms)...)
	}
	lex.Count(out)
	return out, lex
}

func article(feed, title, body string) digest.Article {
	return digest.Article{FeedID: feed, Title: title, Text: digest.Text{Body: body}}
}

// terms lists the terms of an article that stand anywhere, by their names.
func terms(r *Article, lex *Lexicon) (out []string) {
	for _, p := range r.Places {
		out = append(out, lex.Name(p.Term()))
	}
	return out
}

// rows are articles of a feed that share a template and nothing else.
func rows(n int) []digest.Article {
	var out []digest.Article
	for i := range n {
		own := string([]rune{'k' + rune(i%10), 'o', 'v' - rune(i/10%8), 'a', 'l' + rune(i/80)})
		out = append(out, article("site", "Tide at "+own, "High water stands at the gauge of "+own+" harbour, said "+strings.Repeat(own, 2)+"."))
	}
	return out
}

func TestArticlesReadInBatchesAreThoseReadAtOnce(t *testing.T) {
	articles := rows(600)
	atOnce, lex := read(articles, BatchArticles)
	inBatches, other := read(articles, 100)
	if lex.Terms() != other.Terms() || !reflect.DeepEqual(atOnce, inBatches) {
		t.Errorf("%d terms at once, %d in batches, or other articles", lex.Terms(), other.Terms())
	}
}

func TestFormsOfAWordAreOneTermAndANameIsOneInAllLanguages(t *testing.T) {
	got, lex := read([]digest.Article{
		article("a", "The harbours of Valdoro flooded", "The storm floods the harbour of Valdoro, and the people there left their houses."),
		article("b", "Der Hafen von Valdoro ist überflutet", "Der Sturm hat den Hafen von Valdoro überflutet, und die Menschen haben ihre Häuser verlassen."),
	}, BatchArticles)
	shared := func(p prepare.Place) bool {
		return slices.ContainsFunc(got[1].Places, func(q prepare.Place) bool { return q.Term() == p.Term() })
	}
	if first := terms(&got[0], lex); !slices.Contains(first, "harbours") || !slices.Contains(first, "people") || !slices.Contains(first, "valdoro") {
		t.Fatalf("terms %q", first)
	}
	for _, p := range got[0].Places {
		switch name := lex.Name(p.Term()); name {
		case "harbours":
			if p.Title() != 1 || p.Lead() != 1 || shared(p) {
				t.Errorf("%s: %d times in the title, %d in the lead, in German, too: %t", name, p.Title(), p.Lead(), shared(p))
			}
		case "people":
			if looked, found := lex.Prior(int(p.Term())); looked != priorArticles || found <= 0 {
				t.Errorf("people are found in %v of %v English articles", found, looked)
			}
		case "harbour":
			t.Error("the singular is a term of its own")
		case "valdoro":
			if !shared(p) {
				t.Error("Valdoro is two terms")
			}
		}
	}
	for _, p := range got[1].Places {
		if lex.Name(p.Term()) == "sturm" {
			if looked, _ := lex.Prior(int(p.Term())); looked != 0 {
				t.Errorf("a German word was looked for in %v English articles", looked)
			}
		}
	}
	if len(englishShare) < 1000 {
		t.Errorf("%d English stems", len(englishShare))
	}
}

func TestAnArticleIsOfTheKindThatItsTextAllows(t *testing.T) {
	for _, c := range []struct {
		titles, bodies int
		want           Kind
	}{
		{8, 0, Headline},
		{0, 0, Headline},
		{15, 0, Brief}, // a post
		{8, 99, Brief},
		{8, 100, Full},
	} {
		body := strings.TrimSpace(strings.Repeat("wave ", c.bodies))
		got, _ := read([]digest.Article{article("a", strings.TrimSpace(strings.Repeat("storm ", c.titles)), body)}, 1)
		if got[0].Kind() != c.want {
			t.Errorf("%d words and %d: kind %d, want %d", c.titles, c.bodies, got[0].Kind(), c.want)
		}
	}
}

func TestTheTemplateOfAFeedIsDropped(t *testing.T) {
	few, lex := read(rows(templateFeed-1), BatchArticles)
	if !slices.Contains(terms(&few[0], lex), "gauge") {
		t.Errorf("of a feed too small to tell, only %q are left", terms(&few[0], lex))
	}
	many, lex := read(rows(templateFeed), BatchArticles)
	for i := range many {
		for _, common := range []string{"gauge", "harbour", "tide"} {
			if left := terms(&many[i], lex); slices.Contains(left, common) || len(left) == 0 {
				t.Errorf("left of article %d: %q", i, left)
			}
		}
	}
}

func TestAHeadlineThatStandsOverUnlikeTextsSaysNothing(t *testing.T) {
	word := func(i, k int) string { return fmt.Sprintf("%c%c%cor%c", 'b'+i, 'a'+k%5, 'k'+k%7, 'a'+k%11) }
	var briefings []digest.Article
	for i := range 2 {
		var body strings.Builder
		for k := range 60 {
			body.WriteString(word(i, k) + " ")
		}
		briefings = append(briefings, article("a", "Morning briefing from Valdoro", body.String()))
	}
	reports := []digest.Article{briefings[0], briefings[0]}
	got, lex := read(briefings, BatchArticles)
	if left := terms(&got[0], lex); slices.Contains(left, "briefing") || len(got[0].Grams) != 0 {
		t.Errorf("left of a standing heading: %q, and %d runs of characters", left, len(got[0].Grams))
	}
	got, lex = read(reports, BatchArticles)
	if left := terms(&got[0], lex); !slices.Contains(left, "briefing") || len(got[0].Grams) == 0 {
		t.Errorf("left of a headline over one report told twice: %q", left)
	}
}

func TestNamesAreRunsOfCapitalisedWordsAndTheirWords(t *testing.T) {
	got, _ := read([]digest.Article{
		article("a", "Storm hits harbour", "In the harbour the mayor, Ana Prazeres, spoke on the storm. The mayor said that Ana Prazeres would stay."),
	}, 1)
	// Ana Prazeres, Ana, Prazeres: twice each. What begins a sentence says nothing, and "Storm" is small elsewhere.
	var counts []float32
	for _, e := range got[0].Names {
		counts = append(counts, e.W)
	}
	if !got[0].Cased || !slices.Equal(counts, []float32{2, 2, 2}) {
		t.Errorf("cased %t, names of counts %v", got[0].Cased, counts)
	}
}
