package cluster

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tidings/digest"
	"tidings/digest/cluster/compare"
)

var day = time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)

// article makes an article of a feed, hours after day.
func article(id, feed string, hours int, title, body string) digest.Article {
	return digest.Article{
		ID: id, FeedID: feed, Title: title, Published: day.Add(time.Duration(hours) * time.Hour), Text: digest.Text{Body: body},
	}
}

// Two invented events, each told twice in different words, and one article on its own.
var storm = []digest.Article{
	article("s1", "gazette", 0, "Storm Petra floods harbour of Valdoro, 14 missing", `VALDORO — Storm Petra drove the sea over the harbour
		wall of Valdoro on Monday night and flooded 300 homes, the mayor, Ana Prazeres, told reporters. Fourteen fishermen
		are missing after three boats did not return. Waves of 9 metres were measured off Cape Lume.`),
	article("s2", "courier", 2, "Fourteen fishermen missing as Petra batters Valdoro", `Rescuers in Valdoro searched on Tuesday for 14
		fishermen whose boats were caught by Storm Petra. Mayor Ana Prazeres said that some 300 homes stood under water after
		the harbour wall broke. The weather service measured waves of 9 metres at Cape Lume.`),
	article("s3", "herald", 3, "Valdoro searches for missing fishermen after Storm Petra", `Three boats with 14 fishermen have not come back to
		Valdoro since Storm Petra. The sea broke the harbour wall and 300 homes are flooded, said Ana Prazeres, the mayor.`),
	article("b1", "gazette", 1, "Orbis Bank to buy rival Lendwell for 2.3 billion", `Orbis Bank has agreed to buy Lendwell for 2.3 billion
		crowns, the two lenders said on Tuesday. The chief executive of Orbis, Tomas Vail, expects 400 branches to close. The
		competition office must approve the takeover.`),
	article("b2", "courier", 4, "Takeover: Orbis offers 2.3 billion crowns for Lendwell", `Lendwell has accepted an offer of 2.3 billion crowns
		from its larger rival Orbis Bank. Tomas Vail, who runs Orbis, said that about 400 branches would close once the
		competition office had approved the takeover.`),
	article("g1", "herald", 5, "Gardeners of Brinmoor grow a pumpkin of 900 kilos", `A pumpkin grown by two sisters in Brinmoor tipped the
		scales at 900 kilos at the autumn fair, a record for the county. They fed it with seaweed and warm rain water.`),
}

// ids lists the articles of each story, sorted.
func ids(stories []digest.Story) []string {
	var out []string
	for _, s := range stories {
		var list []string
		for _, a := range s.Articles {
			list = append(list, a.ID)
		}
		slices.Sort(list)
		out = append(out, strings.Join(list, " "))
	}
	return out
}

func TestGroupTellsOneEventOnce(t *testing.T) {
	got := ids(Group(storm, Options{}))
	want := []string{"s1 s2 s3", "b1 b2", "g1"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("stories %q, want %q", got, want)
	}
}

func TestGroupHasEachArticleOnceWhateverTheOrder(t *testing.T) {
	articles := append(press(400, 80), storm...)
	want := Group(articles, Options{})
	r := rand.New(rand.NewPCG(3, 4))
	for range 3 {
		r.Shuffle(len(articles), func(i, j int) { articles[i], articles[j] = articles[j], articles[i] })
		if got := Group(articles, Options{}); !reflect.DeepEqual(got, want) {
			t.Fatal("another order of the articles gave other stories")
		}
	}
	seen := make(map[string]bool)
	for _, s := range want {
		for _, a := range s.Articles {
			if seen[a.ID] {
				t.Errorf("article %s stands twice", a.ID)
			}
			seen[a.ID] = true
		}
	}
	if len(seen) != len(articles) {
		t.Errorf("%d of %d articles stand in stories", len(seen), len(articles))
	}
}

func TestGroupLeavesItsInputAlone(t *testing.T) {
	articles := slices.Clone(storm)
	Group(articles, Options{})
	if !reflect.DeepEqual(articles, storm) {
		t.Error("the articles were changed or moved")
	}
}

func TestGroupKeepsOneOfArticlesWithOneID(t *testing.T) {
	twice := append(slices.Clone(storm), storm[0])
	if got, want := ids(Group(twice, Options{})), ids(Group(storm, Options{})); !reflect.DeepEqual(got, want) {
		t.Errorf("stories %q, want %q", got, want)
	}
}

func TestLooseJoinsNoLessThanStrict(t *testing.T) {
	articles := press(300, 60)
	loose, strict := len(Group(articles, Options{Threshold: Loose})), len(Group(articles, Options{Threshold: Strict}))
	if loose >= strict {
		t.Errorf("%d stories loose, %d strict", loose, strict)
	}
}

func TestALikenessCountsByTheWeightThatAModelGivesIt(t *testing.T) {
	articles := append([]digest.Article{
		article("1", "a", 0, "", "Genghis Khan rode to power on years of rain that turned the steppe green and fed his horses, a study says."),
		article("2", "b", 1, "", "A wet climate aided the Mongol empire eight centuries ago. Tree rings of the steppe tell so, researchers found."),
	}, storm...)
	likeness := func(a, b *digest.Article) float64 {
		if a.ID > b.ID {
			t.Errorf("asked of %s and %s", a.ID, b.ID)
		}
		if a.ID == "1" && b.ID == "2" {
			return 1
		}
		return 0
	}
	shippedAlone := ids(Group(articles, Options{}))
	if got := ids(Group(articles, Options{Likeness: likeness})); !reflect.DeepEqual(got, shippedAlone) || !slices.Contains(got, "1") {
		t.Errorf("the shipped model, which knows none: %q, without %q", got, shippedAlone)
	}
	shipped := compare.Shipped()
	taught := shipped
	taught.Brief = maps.Clone(shipped.Brief)
	taught.Brief["likeness"] = 12
	slices.Reverse(articles)
	if got := ids(Group(articles, Options{Likeness: likeness, Model: &taught})); !slices.Contains(got, "1 2") {
		t.Errorf("a model that does: %q", got)
	}
}

func TestEvidenceLinksEveryArticleOfAStory(t *testing.T) {
	for _, s := range Group(storm, Options{}) {
		linked := make(map[string]bool)
		for _, e := range s.Evidence {
			linked[e.A], linked[e.B] = true, true
			if e.P <= 0 || e.P > 1 || e.A == e.B || len(e.Terms) == 0 || len(e.Terms) > 5 {
				t.Errorf("evidence %+v", e)
			}
		}
		for _, a := range s.Articles {
			if want := len(s.Articles) > 1; linked[a.ID] != want {
				t.Errorf("article %s linked: %v, want %v", a.ID, linked[a.ID], want)
			}
		}
	}
}

func TestTheFirstArticleTellsTheStoryPlainly(t *testing.T) {
	loud := slices.Clone(storm[:3])
	loud[0].Title = "STORM PETRA: YOU WON'T BELIEVE THIS!!"
	loud[0].Text.Body = ""
	loud[0].Summary = "Storm Petra floods harbour of Valdoro, 14 fishermen missing, 300 homes under water after the harbour wall broke."
	s := Group(loud, Options{})
	if len(s) != 1 || s[0].Articles[0].ID == "s1" {
		t.Errorf("stories %q, first %q", ids(s), s[0].Articles[0].Title)
	}
	if len(s) == 1 && s[0].Articles[1].When().After(s[0].Articles[2].When()) {
		t.Error("the others are not in order of time")
	}
}

func TestArticlesOfOneEventAreJoinedInOtherScripts(t *testing.T) {
	tests := map[string][]digest.Article{
		"Japanese": {
			article("1", "a", 0, "能登半島で震度6強の地震、14人不明", "石川県の能登半島で2日夜、震度6強の地震があり、珠洲市で住宅30棟が倒壊した。14人の行方が分かっていない。津波は観測されていない。"),
			article("2", "b", 1, "珠洲市で住宅30棟倒壊 能登半島の地震", "能登半島を震源とする震度6強の地震で、珠洲市では住宅30棟が倒壊し、14人の行方が分からなくなっている。津波はなかった。"),
			article("3", "c", 2, "日銀、金利を据え置き", "日本銀行は金融政策決定会合で政策金利を据え置くことを決めた。物価の見通しは変えなかった。総裁が午後に会見する。"),
		},
		"Russian": {
			article("1", "a", 0, "Шторм «Петра» затопил порт Вальдоро", "Шторм «Петра» затопил порт города Вальдоро и 300 домов. Пропали 14 рыбаков, сообщила мэр Анна Празереш."),
			article("2", "b", 1, "В Вальдоро после шторма ищут 14 рыбаков", "Спасатели ищут в Вальдоро 14 рыбаков, пропавших во время шторма «Петра». Мэр Анна Празереш заявила, что затоплены 300 домов."),
			article("3", "c", 2, "Банк «Орбис» купит конкурента", "Банк «Орбис» объявил о покупке компании «Лендвелл». Закроются 400 отделений, ожидает глава банка."),
		},
	}
	for name, articles := range tests {
		if got, want := ids(Group(articles, Options{})), []string{"1 2", "3"}; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: stories %q, want %q", name, got, want)
		}
	}
}

func TestGuidesToOneSubjectAreNoEvent(t *testing.T) {
	guide := func(id, title, start string) digest.Article {
		return article(id, id, 0, title, start+strings.Repeat(` A home gym needs little: a mat, a bench, dumbbells and bands for strength at
			home. On a budget buy dumbbells first, then the bench. In small rooms the gear should fold, and a mat saves the floor. You should train three times a
			week with the bands, and add weight to the dumbbells slowly.`, 3))
	}
	guides := []digest.Article{
		guide("1", "A home gym on a budget", "We asked Marla Fenn of Orvik Sports for advice."),
		guide("2", "Budget home gym: a setup guide", "Our writer Teo Bruck built his in Carrow."),
	}
	guides[1].Text.Body = strings.ReplaceAll(guides[1].Text.Body, "little", "not much")
	guides[1].Text.Body = strings.ReplaceAll(guides[1].Text.Body, "slowly", "with care, week by week")
	guides[1].Text.Body = strings.ReplaceAll(guides[1].Text.Body, "first, then the bench", "before anything else")
	if got := Group(guides, Options{}); len(got) != 2 {
		t.Error("two guides to one subject are one story")
	}
	for i := range guides {
		guides[i].Text.Body += " All of it was shown at the Larnmouth Fair by Orvik Sports."
	}
	if got := Group(guides, Options{}); len(got) != 1 {
		t.Error("as alike, and of one fair, they are two")
	}
}

func TestArticlesFarApartInTimeAreTwoStories(t *testing.T) {
	a, b := storm[0], storm[1]
	b.Published = a.Published.AddDate(0, 0, 6)
	if got := Group([]digest.Article{a, b}, Options{}); len(got) != 2 {
		t.Errorf("%d stories", len(got))
	}
	b.Published = time.Time{}
	if got := Group([]digest.Article{a, b}, Options{}); len(got) != 1 {
		t.Errorf("%d stories of an article and one without a date", len(got))
	}
}

// TestGroupingKeepsItsFigures guards against getting worse; cmd/train measures without having seen the answers.
func TestGroupingKeepsItsFigures(t *testing.T) {
	data := os.Getenv("TIDINGS_DATA")
	if data == "" {
		data = "../../../shared/data"
	}
	floors := map[string]float64{
		"wikinews": 0.86, "basil": 0.99, "ecb": 0.925, "uci8": 0.82, "mix": 0.915, "mix_singletons": 0.935, "mix_dated": 0.935,
	}
	for name, floor := range floors {
		t.Run(name, func(t *testing.T) {
			articles, want := labelled(t, filepath.Join(data, "cluster", name+".jsonl"))
			var got, truth []string
			for _, s := range Group(articles, Options{}) {
				for _, a := range s.Articles {
					got, truth = append(got, s.ID), append(truth, want[a.ID])
				}
			}
			p, r, f := BCubed(got, truth)
			t.Logf("P %.3f R %.3f F1 %.3f", p, r, f)
			if f < floor {
				t.Errorf("F1 %.3f, was %.3f or more", f, floor)
			}
		})
	}
}

func labelled(t *testing.T, path string) (articles []digest.Article, story map[string]string) {
	t.Helper()
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("no labelled articles: %v; set TIDINGS_DATA", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	story = make(map[string]string)
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var l struct {
			ID, Title, Text, Source, Story string
			Published                      time.Time
		}
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		story[l.ID] = l.Story
		articles = append(articles, digest.Article{
			ID: l.ID, FeedID: l.Source, Title: l.Title, Published: l.Published, Text: digest.Text{Body: l.Text},
		})
	}
	return articles, story
}

func ExampleGroup() {
	for _, story := range Group(storm, Options{}) {
		fmt.Println(story.Articles[0].Title)
		for _, also := range story.Articles[1:] {
			fmt.Println("  also:", also.Title)
		}
	}
	// Output:
	// Storm Petra floods harbour of Valdoro, 14 missing
	//   also: Fourteen fishermen missing as Petra batters Valdoro
	//   also: Valdoro searches for missing fishermen after Storm Petra
	// Orbis Bank to buy rival Lendwell for 2.3 billion
	//   also: Takeover: Orbis offers 2.3 billion crowns for Lendwell
	// Gardeners of Brinmoor grow a pumpkin of 900 kilos
}
