package prepare

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/cluster/hash"
)

var flood = digest.Article{
	Title: "Storm Petra floods harbour of Valdoro, 14 missing",
	Text: digest.Text{Body: "VALDORO — Storm Petra drove the sea over the harbour wall of Valdoro on Monday night and flooded 300 homes, the " +
		"mayor, Ana Prazeres, told reporters."},
}

func formOf(a *digest.Article) Form { return newPreparer().prepare(a) }

// What was prepared stands in databases: other bytes need another version.
func TestTheBytesStayWhileTheVersionDoes(t *testing.T) {
	if got := hash.Text(formOf(&flood)); version != 3 || got != 0x37406436a29b6b15 {
		t.Errorf("version %d: bytes of hash %#x", version, got)
	}
}

func TestAFormHoldsWhatWasReadOfAnArticle(t *testing.T) {
	c := formOf(&flood).Decode(nil)
	if c.Language != "en" || c.Titles != 8 || c.Bodies != 25 || !c.Cased || c.Days != (Days{1 << time.Monday, 1 << time.Monday}) {
		t.Errorf("language %q, %d words in the title and %d in the body, cased %t, days %v", c.Language, c.Titles, c.Bodies, c.Cased, c.Days)
	}
	words := func(list []int32) (out []string) {
		for _, n := range list {
			if n == NoWord {
				out = append(out, "")
				continue
			}
			out = append(out, string(c.Words[n].Fold))
		}
		return out
	}
	for _, part := range []struct {
		name      string
		got, want []string
	}{
		{"heading", words(c.Heading), []string{"storm", "petra", "floods", "harbour", "valdoro", "missing"}},
		{"runs of the title", words(c.Title), []string{"storm", "petra", "", "valdoro", ""}},
		{"runs of the text", words(c.Text), []string{"valdoro", "storm", "petra", "", "valdoro", "", "ana", "prazeres", ""}},
	} {
		if !reflect.DeepEqual(part.got, part.want) {
			t.Errorf("%s: %q, want %q", part.name, part.got, part.want)
		}
	}
	for _, w := range c.Words {
		switch string(w.Fold) {
		case "valdoro":
			if w.Place.Title() != 1 || w.Place.Lead() != 2 || w.Place.Rest() != 0 || w.Place.Figure() || w.Surplus != 2 {
				t.Errorf("Valdoro: %d times in the title, %d in the lead, %d after, surplus %d", w.Place.Title(), w.Place.Lead(), w.Place.Rest(), w.Surplus)
			}
		case "14":
			if w.Place.Title() != 1 || w.Place.Body() != 0 || !w.Place.Figure() {
				t.Errorf("14: %d times in the title, %d in the body, figure %t", w.Place.Title(), w.Place.Body(), w.Place.Figure())
			}
		}
	}
}

func TestACopyIsToldByItsSketch(t *testing.T) {
	first, second, other := flood, flood, flood
	second.Text.Body = "Look: " + flood.Text.Body
	other.Text.Body = "The harbour wall of Valdoro gave way on Monday night, said Ana Prazeres. Some 300 homes are flooded by the sea, and 14 are missing."
	sketch := formOf(&first).Sketch()
	if !slices.IsSorted(sketch) || len(sketch) != 22 {
		t.Errorf("a sketch of %d hashes, sorted %t", len(sketch), slices.IsSorted(sketch))
	}
	if !Alike(sketch, formOf(&second).Sketch()) || Alike(sketch, formOf(&other).Sketch()) || Alike(nil, nil) {
		t.Error("copies are not told from other reports")
	}
}

func TestWhatIsKnownIsPreparedAgainOnlyWhereItFits(t *testing.T) {
	a, b := flood, flood
	a.ID, b.ID, b.Title = "a", "b", "Petra batters Valdoro"
	known := map[string]Form{"a": formOf(&a), "b": formOf(&a)}
	forms, fits := All([]*digest.Article{&a, &b}, known)
	if !fits[0] || fits[1] || !reflect.DeepEqual(forms, []Form{formOf(&a), formOf(&b)}) {
		t.Errorf("fits: %v", fits)
	}
}

func TestWhatWasPreparedOfAnotherTextIsNotUsed(t *testing.T) {
	a := flood
	p := formOf(&a)
	if !p.Fits(&a) {
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
		if p.Fits(&b) {
			t.Errorf("%s: it fits an article that has changed", name)
		}
	}
}
